// The programs that the build, the tests and the demo need besides node: taken from PATH, else installed once into .tools/.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const tools = join(root, ".tools");

/** Where programs are kept that tests install, also those that a run installs by itself. */
export const TOOLS = tools;

/** What a process needs that starts our programs many times: Node keeps what it made of them, which is much of such a start. */
export const COMPILED: Record<string, string> =
  process.env.NODE_DISABLE_COMPILE_CACHE === "1" ? {} : { NODE_COMPILE_CACHE: join(root, "node_modules/.cache/compiled") };

interface GoTool {
  module: string;
  ask: readonly string[];
  /** What the right version says. Another opa compiles the policies to other bytes than those that are committed. */
  answer: RegExp;
  /** How long an installation takes; one unless given. */
  minutes?: number;
}

const GO_TOOLS: Readonly<Record<"opa" | "act" | "actionlint" | "minio", GoTool>> = {
  opa: { module: "github.com/open-policy-agent/opa@v1.22.0", ask: ["version"], answer: /^Version: 1\.22\.0$/m },
  act: { module: "github.com/nektos/act@v0.2.89", ask: ["--help"], answer: /act/ },
  actionlint: { module: "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12", ask: ["-version"], answer: /^v?1\.7\.12$/m },
  // No release can be installed by go: this commit is the newest there is.
  minio: { module: "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c", ask: ["--version"], answer: /minio/, minutes: 5 },
};
const MOTO = "moto[server]==5.2.1";

/** A program is missing and cannot be installed; the message says what to do. */
export class MissingTool extends Error {}

/** Path of a program that is written in Go, installed by `go install` where it is not there. */
export function goTool(name: keyof typeof GO_TOOLS): string {
  return found(name, () => findGoTool(name));
}

function findGoTool(name: keyof typeof GO_TOOLS): string {
  const { module, ask, answer, minutes = 1 } = GO_TOOLS[name];
  const working = firstWorking([name, join(tools, "bin", name), join(homedir(), "go/bin", name)], ask, answer);
  if (working !== null) return working;
  say(`installing ${name} with go (about ${minutes === 1 ? "a minute" : `${minutes} minutes`}, once)`);
  const ran = spawnSync("go", ["install", module], {
    env: { ...process.env, GOBIN: join(tools, "bin") },
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (ran.error !== undefined)
    throw new MissingTool(`${name} is not on PATH and go, which could install it, is not there either. Install ${name} or Go.`);
  if (ran.status !== 0) throw new MissingTool(`go install ${module} failed:\n${ran.stderr}`);
  return join(tools, "bin", name);
}

/** Path of `moto_server`, a local AWS API; installed into a venv where it is not there. */
export function motoServer(): string {
  return found("moto", findMoto);
}

function findMoto(): string {
  const venv = join(tools, "moto");
  const working = firstWorking(["moto_server", join(venv, "bin", "moto_server")], ["--help"]);
  if (working !== null) return working;
  say("installing moto with pip (about a minute, once)");
  mkdirSync(tools, { recursive: true });
  run("python3", ["-m", "venv", venv], "python3 with venv is needed to run a local AWS (moto). Install Python 3.");
  run(join(venv, "bin", "pip"), ["install", "--quiet", MOTO], "pip could not install moto.");
  return join(venv, "bin", "moto_server");
}

const TOFU = { module: "github.com/opentofu/opentofu@v1.10.6", answer: /^OpenTofu v1\.10\.6$/m };

/** Path of `tofu`, built from its Go module where it is not there: three minutes on two cores, once. */
export function tofu(): string {
  return found("tofu", findTofu);
}

function findTofu(): string {
  const built = join(tools, "bin", "tofu");
  const working = firstWorking(["tofu", built, join(homedir(), "go/bin/tofu")], ["version"], TOFU.answer);
  if (working !== null) return working;
  say("building OpenTofu with go (about three minutes, once)");
  const needed = "OpenTofu 1.10.6 is not on PATH and could not be built with go. Install one of the two.";
  const { Dir } = JSON.parse(run("go", ["mod", "download", "-json", TOFU.module], needed)) as { Dir: string };
  // Its go.mod has a `replace`, with which go install refuses; and Go's own copy cannot be written to.
  const source = mkdtempSync(join(tmpdir(), "opentofu-"));
  try {
    cpSync(Dir, source, { recursive: true });
    run("chmod", ["-R", "u+w", source], needed);
    const release = "-s -w -X github.com/opentofu/opentofu/version.dev=no";
    run("go", ["build", "-C", source, "-ldflags", release, "-o", built, "./cmd/tofu"], needed);
  } finally {
    run("rm", ["-rf", source], needed);
  }
  return built;
}

/** Path of the newest Node of an older line, from the package that brings Node 24 too; installed where it is not there. */
export function nodeOfLine(major: number): string {
  const folder = join(tools, `node-${major}`);
  const program = join(folder, "node_modules/node/bin/node");
  if (firstWorking([program], ["--version"], new RegExp(`^v${major}\\.`)) !== null) return program;
  say(`installing Node ${major} with npm (half a minute, once)`);
  mkdirSync(folder, { recursive: true });
  // A folder of its own, with the same leave for the package's script, which fetches the program, as in our package.json.
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, allowScripts: { node: true } }));
  run("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", `node@${major}`], `Node ${major} could not be installed with npm.`);
  return program;
}

/** Asks a program once what it is: the children of this process, as Jest's workers are, read the answer in their environment. */
function found(name: string, find: () => string): string {
  return (process.env[`FOUND_${name.toUpperCase()}`] ??= find());
}

/** Path of `terraform`. @throws MissingTool */
export function terraform(): string {
  const working = firstWorking(["terraform"], ["version"]);
  if (working === null) throw new MissingTool("terraform is not on PATH. Install Terraform 1.11 or newer.");
  return working;
}

/** @param answer What it must say on standard output. */
function firstWorking(programs: readonly string[], args: readonly string[], answer = /(?:)/): string | null {
  return programs.find((program) => (!program.includes("/") || existsSync(program)) && works(program, args, answer)) ?? null;
}

function works(program: string, args: readonly string[], answer: RegExp): boolean {
  const { status, signal, stdout } = spawnSync(program, args, { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" });
  // Ctrl-C reaches the program too; that must not look as if it were missing, and start an installation.
  if (signal !== null || status === 130) throw new MissingTool(`${program} was interrupted`);
  return status === 0 && answer.test(stdout);
}

/** What it says on standard output. */
function run(program: string, args: readonly string[], otherwise: string): string {
  const ran = spawnSync(program, args, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (ran.status !== 0) throw new MissingTool(`${otherwise}\n${ran.error?.message ?? ran.stderr}`);
  return ran.stdout;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
