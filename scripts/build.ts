// Builds dist/: the action (dist/index.js, which loads dist/main/index.js), the command line (dist/cli/index.js, which loads the parts beside it that a command needs), what sends traces and metrics
// (dist/telemetry/index.js), the pages of the phase report (dist/report/index.js), what asks a model (dist/ai-review/index.js), the cache for providers (dist/provider-cache/index.js) and the
// files that all read beside them.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { minify_sync } from "terser";
import { scaffoldTemplates } from "./scaffold-templates.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

rmSync(dist, { recursive: true, force: true });
// (TypeScript writes the import of ./main.ts as one of ./main.js.)
bundle("src/index.ts", dist);
pointAt(dist, "./main.js", "./main/index.js");
bundle("src/main.ts", join(dist, "main"), ["undici"]);
bundle("src/cli.ts", join(dist, "cli"));
makeExecutable(join(dist, "cli", "index.js"));
bundle("src/adapters/telemetry/otlp.ts", join(dist, "telemetry"));
bundle("src/steps/report-pages.ts", join(dist, "report"));
bundle("src/adapters/ai/ask.ts", join(dist, "ai-review"));
bundle("src/adapters/terraform/provider-cache.ts", join(dist, "provider-cache"));
// `@actions/http-client` loads it for dispatchers, which nobody asks it for here: a sixth of the code, and 5 MB of memory.
writeFileSync(join(dist, "main", "undici.js"), 'export class ProxyAgent{constructor(){throw new Error("undici is not in this bundle")}}\n');
pointAt(join(dist, "main"), "undici", "./undici.js");
pointAt(join(dist, "main"), "../adapters/ai/ask.js", "../ai-review/index.js");
pointAt(join(dist, "main"), "../steps/report-pages.js", "../report/index.js");
for (const name of ["main", "cli"]) {
  pointAt(join(dist, name), "../adapters/telemetry/otlp.js", "../telemetry/index.js");
  pointAt(join(dist, name), "./provider-cache.js", "../provider-cache/index.js");
}
copyPackage("web-tree-sitter", ["web-tree-sitter.js", "web-tree-sitter.wasm"]);
copyPackage("libsodium-wrappers", ["dist/modules-esm/libsodium-wrappers.mjs"]);
copySmallest("openpgp", "dist/node/openpgp.mjs", "dist/node/openpgp.min.mjs");
copyPackage("libsodium", ["dist/modules-esm/libsodium.mjs"]);
copyFileSync(join(root, "node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm"), join(dist, "tree-sitter-hcl.wasm"));
writeFileSync(join(dist, "scaffold.json"), JSON.stringify(Object.fromEntries(scaffoldTemplates())));
execFileSync(process.execPath, [join(root, "scripts/build-policies.ts")], { stdio: "inherit" });

function bundle(entry: string, out: string, external: readonly string[] = []): void {
  const ncc = join(root, "node_modules/@vercel/ncc/dist/ncc/cli.js");
  // web-tree-sitter finds its WebAssembly beside itself, so it stays a package of its own.
  const args = ["build", join(root, entry), "--out", out, "--minify", "--no-cache", "--transpile-only", "--license", "licenses.txt"];
  const left = ["web-tree-sitter", ...external].flatMap((name) => ["--external", name]);
  execFileSync(process.execPath, [ncc, ...args, ...left], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  // ncc makes only its first file small.
  for (const file of scriptsIn(out)) {
    if (file !== join(out, "index.js")) makeSmall(file);
    makeAscii(file);
  }
}

function makeSmall(file: string): void {
  const names = { keep_classnames: true, keep_fnames: true };
  const { code } = minify_sync(readFileSync(file, "utf8"), { module: true, compress: false, mangle: names, format: { comments: false } });
  if (code === undefined) throw new Error(`${file}: terser gave nothing back`);
  writeFileSync(file, code);
}

/** A bundle's first file and the parts that it loads when they are needed. */
function scriptsIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => (name.endsWith(".js") ? [join(folder, name)] : []));
}

/** A single wider character makes node keep the whole source at two bytes a character: ten megabytes more, for as long as it runs. */
function makeAscii(file: string): void {
  const source = readFileSync(file, "utf8");
  // There an escape would mean something else.
  const [held] = /(?:String\.raw`(?:[^`\\]|\\.)*|(?<!\\)\\(?:\\\\)*)[^\0-\x7f]/.exec(source) ?? [];
  if (held !== undefined) throw new Error(`${file}: cannot be written in ASCII: ${held.slice(-80)}`);
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  writeFileSync(file, source.replace(/[^\0-\x7f]/g, escaped));
}

/** The one import of a source file in a bundle becomes one of its own bundle. */
function pointAt(folder: string, source: string, bundled: string): void {
  const importing = scriptsIn(folder).flatMap((file) =>
    readFileSync(file, "utf8")
      .split(JSON.stringify(source))
      .slice(1)
      .map(() => file),
  );
  const [file] = importing;
  if (file === undefined || importing.length > 1) throw new Error(`${folder}: imports ${source} ${importing.length} times, expected once`);
  writeFileSync(file, readFileSync(file, "utf8").replace(JSON.stringify(source), JSON.stringify(bundled)));
}

function makeExecutable(file: string): void {
  writeFileSync(file, `#!/usr/bin/env node\n${readFileSync(file, "utf8")}`);
  chmodSync(file, 0o755);
}

/** Its makers' own smaller build in the place of the one that its package.json names. */
function copySmallest(name: string, entry: string, smallest: string): void {
  copyPackage(name, [entry]);
  cpSync(join(root, "node_modules", name, smallest), join(dist, "node_modules", name, entry));
}

/** What of a package runs, beside the bundles, where node finds it. */
function copyPackage(name: string, files: readonly string[]): void {
  const from = join(root, "node_modules", name);
  for (const file of ["package.json", "LICENSE", ...files]) {
    const to = join(dist, "node_modules", name, file);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(from, file), to);
  }
}
