/**
 * Builds policies/ into one WebAssembly module.
 *
 *   node scripts/build-policies.ts [FILE]      default: dist/policies.wasm
 *
 * Needs the opa command of one version; installs it where it is missing. Equal sources give equal bytes.
 */
import { loadPolicy } from "@open-policy-agent/opa-wasm";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { DESCRIPTION_SECTION, PROFILE_LEVELS, type PoliciesDescription, type RuleDescription } from "../src/adapters/policies/bundled.ts";
import { LEVELS, SEVERITIES } from "../src/domain/model/finding.ts";
import { goTool } from "./lab/tools.ts";

const root = resolve(import.meta.dirname, "..");

/** Not in the WebAssembly SDK's list, since no module calls them: the compiler replaces them, or the module brings them. */
const COMPILED_AWAY = ["internal.template_string", "rego.metadata.chain", "rego.metadata.rule"];

/** The SDK's sprintf prints objects as [object Object]; template strings print them as opa does. */
const ANSWERED_OTHERWISE = ["sprintf", "yaml.marshal", "yaml.unmarshal", "yaml.is_valid"];

const ENTRYPOINTS = ["main/findings", "main/rules", "main/parameter_names"];

/**
 * The module's bytes, with the descriptions of its rules.
 * @throws Error with opa's words (file:line) for a policy that does not compile. That includes a call of a built-in function that
 * WebAssembly lacks, which opa would build without a word and which would fail at the first call.
 * @throws Error for a rule that nobody could ask, or that says nothing about itself: it would let everything pass.
 */
export async function buildPolicies(sources: string): Promise<Buffer> {
  const workspace = mkdtempSync(join(tmpdir(), "policies-"));
  try {
    // A copy: tests and data stay out of the module, and unpacking the bundle over the sources would replace them.
    cpSync(sources, join(workspace, "policies"), { recursive: true, filter: isPolicy });
    const bundle = join(workspace, "bundle.tar.gz");
    const entrypoints = ENTRYPOINTS.flatMap((entrypoint) => ["-e", entrypoint]);
    const opa = goTool("opa");
    const allowed = join(workspace, "capabilities.json");
    writeCapabilities(opa, allowed);
    compile(opa, ["build", "-t", "wasm", "--capabilities", allowed, ...entrypoints, "-o", bundle, "policies"], workspace);
    const wasm = execFileSync("tar", ["-xzOf", bundle, "/policy.wasm"], { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });
    return Buffer.concat([wasm, customSection(DESCRIPTION_SECTION, JSON.stringify(await describe(wasm)))]);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function compile(opa: string, args: string[], directory: string): void {
  const ran = spawnSync(opa, args, { cwd: directory, encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`opa build: ${`${ran.stdout}${ran.stderr}`.trim()}`);
}

const rulesAnswer = z.tuple([
  z.strictObject({
    result: z
      .array(
        z.union([
          z.strictObject({ problem: z.string() }),
          z.strictObject({
            id: z.string().min(1),
            title: z.string(),
            description: z.string(),
            service: z.string(),
            severity: z.enum(SEVERITIES),
            level: z.enum(LEVELS),
            levels: z.strictObject({
              baseline: z.enum(PROFILE_LEVELS),
              recommended: z.enum(PROFILE_LEVELS),
              strict: z.enum(PROFILE_LEVELS),
            }),
            unknown: z.enum(["treat_as_violation", "warn", "skip"]),
            asked: z.enum(["always", "opt-in"]),
            standards: z.array(z.string()),
            remediation: z.string(),
            overridable: z.boolean(),
          }),
        ]),
      )
      .min(1),
  }),
]);

/** 64 KiB each; it grows as it must, but the module asks for some to begin with. */
const MEMORY_PAGES = 64;

const parametersAnswer = z.tuple([z.strictObject({ result: z.array(z.string()) })]);

/** What the policies say about themselves, asked here once for all runs. */
async function describe(wasm: Buffer): Promise<PoliciesDescription> {
  const policy = await loadPolicy(new Uint8Array(wasm), { initial: MEMORY_PAGES });
  const [{ result: parameters }] = parametersAnswer.parse(policy.evaluate({}, "main/parameter_names"));
  return { rules: sortedRules(policy.evaluate({}, "main/rules")), parameters: parameters.sort() };
}

function sortedRules(answer: unknown): RuleDescription[] {
  const answers = rulesAnswer.parse(answer)[0].result;
  const problems = answers.flatMap((answer) => ("problem" in answer ? answer.problem : []));
  if (problems.length > 0) throw new Error(`policies: ${problems.sort().join(" ")}`);
  return answers.flatMap((answer) => ("problem" in answer ? [] : answer)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** As the binary format of WebAssembly has it: number 0, the size, a name with its own, then any bytes. */
function customSection(name: string, text: string): Buffer {
  const named = [Buffer.from(name), Buffer.from(text)] as const;
  const content = Buffer.concat([unsigned(named[0].length), ...named]);
  return Buffer.concat([Buffer.of(0), unsigned(content.length), content]);
}

/** LEB128: seven bits to a byte, the lowest first, the highest bit set in all but the last. */
function unsigned(value: number): Buffer {
  const rest = value >>> 7;
  return rest === 0 ? Buffer.of(value) : Buffer.concat([Buffer.of((value & 0x7f) | 0x80), unsigned(rest)]);
}

function isPolicy(path: string): boolean {
  return statSync(path).isDirectory() || (path.endsWith(".rego") && !path.endsWith("_test.rego"));
}

const capabilities = z.looseObject({ builtins: z.array(z.looseObject({ name: z.string() })) });

/** What opa may compile: its own capabilities without the functions that WebAssembly does not answer as opa does. */
function writeCapabilities(opa: string, file: string): void {
  const all = capabilities.parse(JSON.parse(execFileSync(opa, ["capabilities", "--current"], { encoding: "utf8", maxBuffer: 1 << 24 })));
  const sdk = capabilities.parse(
    JSON.parse(readFileSync(join(root, "node_modules/@open-policy-agent/opa-wasm/capabilities.json"), "utf8")),
  );
  const names = new Set([...sdk.builtins.map((builtin) => builtin.name), ...COMPILED_AWAY]);
  for (const name of ANSWERED_OTHERWISE) names.delete(name);
  writeFileSync(file, JSON.stringify({ ...all, builtins: all.builtins.filter((builtin) => names.has(builtin.name)) }));
}

if (process.argv[1] === import.meta.filename) {
  const file = resolve(process.argv[2] ?? join(root, "dist/policies.wasm"));
  const wasm = await buildPolicies(join(root, "policies"));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, wasm);
  console.log(`${file}: ${String(wasm.length)} bytes`);
}
