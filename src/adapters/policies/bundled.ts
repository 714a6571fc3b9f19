import { loadPolicy } from "@open-policy-agent/opa-wasm";
import { z } from "zod";
import type { Deployment } from "../../domain/model/deployment.ts";
import { messageOf, ToolError } from "../../domain/model/errors.ts";
import { bySeverity, LEVELS, SEVERITIES, type Finding } from "../../domain/model/finding.ts";
import type { Profile } from "../../domain/controller/policy-settings.ts";
import type { Policies } from "../../ports/policies.ts";
import { policyInput } from "./input.ts";

/** What a rule says about itself, in its annotations. */
export interface RuleDescription {
  id: string;
  title: string;
  description: string;
  /** The folder below policies/rules: `s3`, `iam`, `common` … */
  service: string;
  severity: Finding["severity"];
  /** In the profile `recommended`. */
  level: Finding["level"];
  /** By profile. `production`: a deny in production; `written`: a deny where the code says it, and does not only leave it out; else a warning. */
  levels: Record<Profile, ProfileLevel>;
  /** What happens when the value is known only after apply. */
  unknown: "treat_as_violation" | "warn" | "skip";
  /** `opt-in`: only while `opt_in_rules` names it. */
  asked: "always" | "opt-in";
  /** `FSBP:S3.8`, `CIS:2.1.4`, `CKV_AWS_53`, `AVD-AWS-0086` … */
  standards: string[];
  remediation: string;
  overridable: boolean;
}

export const PROFILE_LEVELS = [...LEVELS, "production", "written"] as const;
export type ProfileLevel = (typeof PROFILE_LEVELS)[number];
/** As people read them. */
export const PROFILE_LEVEL_WORDS: Record<ProfileLevel, string> = {
  deny: "deny",
  warn: "warn",
  production: "deny in production",
  written: "deny if written",
};

export interface BundledPolicies extends Policies {
  readonly description: PoliciesDescription;
}

export interface PoliciesDescription {
  /** Sorted by id. */
  rules: RuleDescription[];
  /** Names of the parameters that policy.yaml may set. */
  parameters: string[];
}

/** The custom section of the module in which the build keeps what the policies say about themselves, as JSON. */
export const DESCRIPTION_SECTION = "description";

/** What we use of the library's LoadedPolicy. */
interface Evaluator {
  mem: { buffer: ArrayBuffer };
  setData(data: object): void;
  evaluate(input: ArrayBuffer, entrypoint: string): unknown;
}

const findingsAnswer = z.tuple([
  z.strictObject({
    result: z.array(
      z.strictObject({
        rule: z.string().min(1),
        level: z.enum(LEVELS),
        severity: z.enum(SEVERITIES),
        address: z.string(),
        message: z.string(),
        remediation: z.string(),
        overridable: z.boolean(),
        // Rules beside whose own finding on the same address this one says nothing new.
        told_by: z.array(z.string()).optional(),
      }),
    ),
  }),
]);

/**
 * WebAssembly memory only ever grows, 64 KiB at a time, and on a large plan growing takes ten times as long as evaluating. So a
 * large plan gets an instance of its own with room enough from the start; pages that are not touched cost nothing.
 */
const KEPT_MEMORY_BYTES = 128 * 2 ** 20;
const MOST_MEMORY_BYTES = 3.5 * 2 ** 30;
const PAGE_BYTES = 64 * 2 ** 10;
/** Measured with 390 rules: 85 to 155 times the text, for the parsed plan, its index and the findings. */
const MEMORY_FOR_EACH_INPUT_BYTE = 300;

/**
 * The policies that are shipped with the action, in process.
 * @param wasm The module that scripts/build-policies.ts makes of policies/.
 * @param parameters `parameters` of policy.yaml; a value of the wrong type comes back as a finding that closes the gate.
 * @param profile Of policy.yaml: at what level each rule speaks.
 * @throws ToolError when the module does not load, an evaluation is aborted, or an answer has another shape than the rules make:
 * what is unknown holds the gate.
 */
export async function loadBundledPolicies(
  wasm: Uint8Array,
  parameters: Record<string, unknown>,
  profile: Profile = "recommended",
): Promise<BundledPolicies> {
  const module = await compile(wasm);
  const description = descriptionOf(module);
  const start = (memoryBytes: number): Promise<Evaluator> => startEvaluator(module, memoryBytes);
  let kept: Evaluator | null = await start(KEPT_MEMORY_BYTES);

  return {
    rules: description.rules.length,
    description,
    evaluate: async (plan, deployment) => {
      const input = asJsonBytes(policyInput(plan));
      const needed = Math.min(input.byteLength * MEMORY_FOR_EACH_INPUT_BYTE, MOST_MEMORY_BYTES);
      const evaluator = kept !== null && needed <= KEPT_MEMORY_BYTES ? kept : await start(Math.max(needed, KEPT_MEMORY_BYTES));
      // Taken away while it works: one that failed half-way is not asked again.
      kept = null;
      const answer = ask(evaluator, "main/findings", { parameters, profile, deployment: factsOf(deployment) }, input);
      const findings = guarded(findingsAnswer, answer)[0].result;
      if (evaluator.mem.buffer.byteLength <= KEPT_MEMORY_BYTES) kept = evaluator;
      return withoutRepeats(findings).sort(inOneOrder);
    },
  };
}

/** Two rules never tell the same thing twice: a part of a golden template that a rule of its own tells of is left out. */
function withoutRepeats(findings: readonly (Finding & { told_by?: string[] | undefined })[]): Finding[] {
  const told = new Set(findings.map(({ rule, address }) => `${rule} ${address}`));
  return findings.flatMap(({ told_by: rules = [], ...finding }) =>
    rules.some((rule) => told.has(`${rule} ${finding.address ?? ""}`)) ? [] : [finding],
  );
}

/** What the policies say about themselves; starts nothing. @throws ToolError when the module does not load. */
export async function describePolicies(wasm: Uint8Array): Promise<PoliciesDescription> {
  return descriptionOf(await compile(wasm));
}

async function compile(wasm: Uint8Array): Promise<WebAssembly.Module> {
  return await WebAssembly.compile(new Uint8Array(wasm)).catch(asToolError);
}

/** @throws ToolError when the module does not start. */
async function startEvaluator(module: WebAssembly.Module, memoryBytes: number): Promise<Evaluator> {
  try {
    return await loadPolicy(module, { initial: Math.ceil(memoryBytes / PAGE_BYTES) });
  } catch (error) {
    // The host grants no such address space: slower, with memory that grows.
    if (error instanceof RangeError && memoryBytes > KEPT_MEMORY_BYTES) return await startEvaluator(module, KEPT_MEMORY_BYTES);
    return asToolError(error);
  }
}

/** Equal plans give equal reports: WebAssembly hands out sets in no order of their own. */
function inOneOrder(a: Finding, b: Finding): number {
  return bySeverity(a, b) || (a.message < b.message ? -1 : 1);
}

/** @throws ToolError for a module that holds no rules: it would let everything pass. */
function descriptionOf(module: WebAssembly.Module): PoliciesDescription {
  const [section] = WebAssembly.Module.customSections(module, DESCRIPTION_SECTION);
  if (section === undefined) throw new ToolError("policies", null, "the module names no rules; build it with scripts/build-policies.ts");
  return JSON.parse(new TextDecoder().decode(section)) as PoliciesDescription;
}

function ask(evaluator: Evaluator, entrypoint: string, data: Record<string, unknown>, input: ArrayBuffer): unknown {
  try {
    evaluator.setData(data);
    return evaluator.evaluate(input, entrypoint);
  } catch (error) {
    return asToolError(error);
  }
}

/** The library copies these bytes as they are. Its own way for objects is the same text, once more through a guess at the type. */
function asJsonBytes(value: unknown): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = new TextEncoder().encode(JSON.stringify(value));
  return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
}

function guarded<T>(shape: z.ZodType<T>, answer: unknown): T {
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ToolError("policies", null, `unexpected answer at ${issue?.path.join(".") ?? "the top"}: ${issue?.message ?? "unknown shape"}`);
}

/** What policies/lib/parameters.rego calls the deployment. */
function factsOf(deployment: Deployment): Record<string, unknown> {
  return {
    id: deployment.id,
    account_id: deployment.account.id,
    account_name: deployment.account.name,
    region: deployment.region,
    project: deployment.project,
    environment: deployment.environment,
    services: deployment.services,
  };
}

/** The library throws strings and plain objects too. */
function asToolError(error: unknown): never {
  const thrown = typeof error === "object" && error !== null && "message" in error ? String(error.message) : messageOf(error);
  throw new ToolError("policies", null, thrown);
}
