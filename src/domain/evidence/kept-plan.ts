import { z } from "zod";
import { canonicalJson, sha256Hex } from "../text/canonical-json.ts";
import type { GoldenTemplate } from "../checks/golden-template.ts";
import type { Deployment } from "../model/deployment.ts";
import type { Tool } from "../model/tool.ts";
import type { DeploymentResult } from "../report/report.ts";
import { recordKey, type FullRecord, type ValidationRecord } from "./record.ts";

/** What of a plan's result is the same when it is shown again. */
export type KeptResult = Pick<DeploymentResult, "counts" | "changes" | "deletions" | "findings" | "output" | "drift" | "cost">;

/** A plan that was made and judged, as the store keeps it for the next validation of the pull request. It holds no secret that the plan knew of. */
export interface KeptPlan {
  /** The deployment's. */
  id: string;
  /** `basisDigest` of what it was made of. */
  basis_sha256: string;
  plan_sha256: string;
  actions_sha256: string;
  /** The head for which it was made. */
  head_sha: string;
  /** ISO 8601 */
  planned_at: string;
  result: KeptResult;
}

/** With its digest, which a signed record vouches for. */
export interface VouchedPlan {
  plan: KeptPlan;
  sha256: string;
}

/** One that lies beside the deployment's own result, without what that says in the same words: most of it. */
export interface PackedPlan extends Omit<VouchedPlan, "plan"> {
  plan: Omit<KeptPlan, "result"> & { result: Partial<KeptResult> };
  same: readonly (keyof KeptResult)[];
}

/** In the order in which they are written. */
const KEPT = ["counts", "changes", "deletions", "findings", "output", "drift", "cost"] as const satisfies readonly (keyof KeptResult)[];

export function packed({ plan, sha256 }: VouchedPlan, result: DeploymentResult): PackedPlan {
  const same = KEPT.filter((name) => name in plan.result && JSON.stringify(plan.result[name]) === JSON.stringify(result[name]));
  const own = Object.fromEntries(Object.entries(plan.result).filter(([name]) => !(same as readonly string[]).includes(name)));
  return { plan: { ...plan, result: own }, sha256, same };
}

/** As it was before `packed`. */
export function unpacked({ plan, sha256, same }: PackedPlan, result: DeploymentResult): VouchedPlan {
  const whole = KEPT.flatMap((name) => {
    if (same.includes(name)) return [[name, result[name]] as const];
    return name in plan.result ? [[name, plan.result[name]] as const] : [];
  });
  return { plan: { ...plan, result: Object.fromEntries(whole) as unknown as KeptResult }, sha256 };
}

/** Everything that a plan and its verdict come from, and that can be known without making it. */
export interface PlanBasis {
  /** Of this program. */
  version: string;
  /** Of the controller's files: settings, code with the provider lock, golden templates, own rules. */
  controllerSha256: string;
  /** Of all rules. */
  policySha256: string;
  tool: Tool;
  /** Of the variables that the run hands to terraform. */
  environmentSha256: string;
  /** `YYYY-MM-DD` in UTC: exceptions end with a day. */
  day: string;
  deployment: Deployment;
  /** `inputsDigest` of its files. */
  inputsSha256: string;
  /** `goldenTemplateDigest` of each. */
  goldenTemplates: readonly string[];
  /** Of the state's bytes, which hold its lineage and serial; null: there is none. */
  stateSha256: string | null;
}

/** Equal for two plans that must come out alike, as far as nothing has changed outside of what we read. */
export function basisDigest(basis: PlanBasis): string {
  return sha256Hex(canonicalJson(basis));
}

export function goldenTemplateDigest(template: GoldenTemplate): string {
  return sha256Hex(canonicalJson(template));
}

export function vouched(plan: KeptPlan): VouchedPlan {
  return { plan, sha256: sha256Hex(canonicalJson(plan)) };
}

/** What a record signs of the plans that lie beside it: SHA-256 over the digest of each, by deployment. */
export function keptPlansDigest(digests: ReadonlyMap<string, string>): string {
  return sha256Hex(canonicalJson(Object.fromEntries(digests)));
}

export function digestsOfPlans(plans: readonly VouchedPlan[]): Map<string, string> {
  return new Map(plans.map(({ plan: { id }, sha256 }) => [id, sha256]));
}

/** Beside the record: the plans that it vouches for. */
export function keptPlansKey(record: Pick<ValidationRecord, "repo" | "pr" | "head_sha" | "run">): string {
  return recordKey(record).replace(/\.jws$/, ".plans.json");
}

export function isKeptPlansKey(key: string): boolean {
  return /\/[0-9a-f]{40}-\d{1,15}(?:\.\d{1,6})?\.plans\.json$/.test(key);
}

const FILE = z.strictObject({
  v: z.literal(1),
  /** Compact JWS of the record. */
  record: z.string(),
  /** Of all plans, also those that other stores keep. */
  digests: z.record(z.string(), z.string()),
  plans: z.array(z.looseObject({ id: z.string(), basis_sha256: z.string(), head_sha: z.string(), planned_at: z.iso.datetime() })),
});

/**
 * The object that one store keeps.
 * @param here Those of its own deployments: no account's bucket holds another's plans.
 */
export function keptPlansFile(record: string, all: readonly VouchedPlan[], here: readonly VouchedPlan[]): string {
  const file = { v: 1, record, digests: Object.fromEntries(digestsOfPlans(all)), plans: here.map(({ plan }) => plan) };
  return JSON.stringify(file);
}

/** What an object of `keptPlansFile` says; nothing of it counts before `plansOf`. null: it is none. */
export function readKeptPlansFile(value: unknown): { record: string; plansOf: (record: FullRecord) => VouchedPlan[] } | null {
  const file = FILE.safeParse(value);
  if (!file.success) return null;
  const { record, digests, plans } = file.data;
  return {
    record,
    plansOf: (verified) => {
      if (verified.plans_sha256 !== keptPlansDigest(new Map(Object.entries(digests)))) return [];
      // A plan with the digest that was signed is one that this program wrote.
      return plans.map((plan) => vouched(plan as unknown as KeptPlan)).filter(({ plan, sha256 }) => digests[plan.id] === sha256);
    },
  };
}

/** Whether a plan may still stand for a new one. One from the future would never end. */
export function isFresh({ planned_at: at }: Pick<KeptPlan, "planned_at">, maxAgeMs: number, now: Date): boolean {
  const ageMs = now.getTime() - Date.parse(at);
  return ageMs >= 0 && ageMs <= maxAgeMs;
}
