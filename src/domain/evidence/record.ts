import { z } from "zod";
import { canonicalJson, sha256Hex } from "../text/canonical-json.ts";
import type { Deployment } from "../model/deployment.ts";
import type { Finding } from "../model/finding.ts";
import type { PlanCounts } from "../model/plan.ts";

export const RECORD_VERSION = 1;
/** A comment's record lists at most so many deployments; a longer list is only in the store. */
export const MOST_LISTED = 40;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const sha = z.string().regex(/^[0-9a-f]{40}$/);
const whole = z.int().min(0);

/** What the deployment costs a month, before the change and after it. */
export const COST = z.strictObject({ before: z.number().min(0), after: z.number().min(0), currency: z.literal("USD") });

/** How likely the apply of it fails or is rolled back. */
export const RISK = z.strictObject({ probability: z.number().min(0).max(1) });

const RECORDED_DEPLOYMENT = z.strictObject({
  id: z.string(),
  /** The account's name: the record stands in a comment, where no account id belongs. */
  account: z.string(),
  region: z.string(),
  project: z.string(),
  services: z.array(z.string()),
  inputs_sha256: hash,
  /** null: there was no plan. */
  plan_sha256: hash.nullable(),
  /** Of what happens to which address, without values; missing in records of older releases. */
  actions_sha256: hash.nullish(),
  add: whole,
  change: whole,
  destroy: whole,
  /** What changes the state alone: only what is not zero, and nothing of it in records of older releases. */
  imported: whole.optional(),
  moved: whole.optional(),
  forgotten: whole.optional(),
  outputs: whole.optional(),
  /** Only where the plan was not made by this run: the head for which it was. */
  reused_from: sha.optional(),
  // What approval rules ask for besides (`domain/approvals/facts.ts`). Whatever is missing is unknown to them, and holds.
  /** How many of `destroy` are created anew; missing in records of older releases. */
  replaced: whole.optional(),
  /** Ids of its findings, of any level, sorted; missing in records of older releases. */
  rules: z.array(z.string()).optional(),
  cost: COST.optional(),
  risk: RISK.optional(),
});

const COMMON = {
  v: z.literal(RECORD_VERSION),
  repo: z.strictObject({ id: z.int(), name: z.string() }),
  pr: z.int().min(1),
  head_sha: sha,
  base_ref: z.string(),
  base_sha: sha,
  environment: z.string(),
  verdict: z.enum(["passed", "failed"]),
  policy_sha256: hash,
  findings_sha256: hash,
  /** Ids of findings on files, before terraform, of any level, sorted; missing in records of older releases. */
  checks: z.array(z.string()).optional(),
  /** Every path that the pull request touches, sorted; only in the store, and not in records of older releases. */
  changed_paths: z.array(z.string()).optional(),
  /** `keptPlansDigest` of the plans that lie beside it; missing where none do. */
  plans_sha256: hash.optional(),
  run: z.strictObject({ id: z.int().min(0), attempt: z.int().min(0) }),
  controller_sha: sha,
  issued_at: z.iso.datetime(),
};

/** The record of the store: what was planned and judged, whole. */
export const FULL_RECORD = z.strictObject({ ...COMMON, deployments: z.array(RECORDED_DEPLOYMENT) });
/** The record of a comment, when the list is too long for it. */
export const SHORT_RECORD = z.strictObject({ ...COMMON, deployments_count: z.int().min(MOST_LISTED + 1), deployments_sha256: hash });
export const RECORD = z.union([FULL_RECORD, SHORT_RECORD]);

export type FullRecord = z.infer<typeof FULL_RECORD>;
export type ShortRecord = z.infer<typeof SHORT_RECORD>;
export type ValidationRecord = FullRecord | ShortRecord;
export type RecordedDeployment = z.infer<typeof RECORDED_DEPLOYMENT>;

export interface RecordInput {
  repository: { id: number; fullName: string };
  pullRequest: number;
  headSha: string;
  baseRef: string;
  baseSha: string;
  environment: string;
  verdict: "passed" | "failed";
  deployments: readonly {
    deployment: Pick<Deployment, "id" | "account" | "region" | "project" | "services">;
    inputsSha256: string;
    /** null: there is no plan. */
    planSha256: string | null;
    /** `actionsDigest` of the plan: what `plan-match: actions` compares. */
    actionsSha256?: string | null;
    /** The head for which it was planned, when that was an earlier run. */
    reusedFrom?: string;
    counts: PlanCounts;
    replaced?: number;
    /** Ids of its findings. */
    rules?: readonly string[];
    cost?: z.infer<typeof COST>;
    risk?: z.infer<typeof RISK>;
  }[];
  /** Ids of findings on files. */
  checks?: readonly string[];
  changedPaths?: readonly string[];
  policySha256: string;
  findings: readonly Finding[];
  /** `keptPlansDigest`; missing: no plans are kept. */
  plansSha256?: string;
  run: { id: number; attempt: number };
  controllerSha: string;
  issuedAt: Date;
}

/** The pull request as the API has it now. */
export interface LiveState {
  repository: { id: number; fullName: string };
  pullRequest: number;
  headSha: string;
  baseRef: string;
  /** null: the base may have moved on. */
  baseSha: string | null;
  environment: string;
}

/**
 * The record of a validation, to be signed. Deployments are sorted by id.
 * @throws ZodError for digests or names that cannot be right: a bug, not a user's mistake.
 */
export function buildRecord(input: RecordInput): FullRecord {
  const deployments = input.deployments.map(
    ({ deployment, inputsSha256, planSha256, actionsSha256, reusedFrom, counts, replaced, rules, cost, risk }): RecordedDeployment => ({
      id: deployment.id,
      account: deployment.account.name,
      region: deployment.region,
      project: deployment.project,
      services: deployment.services,
      inputs_sha256: inputsSha256,
      plan_sha256: planSha256,
      ...(actionsSha256 === undefined ? {} : { actions_sha256: actionsSha256 }),
      ...counts,
      ...(reusedFrom === undefined ? {} : { reused_from: reusedFrom }),
      ...(replaced === undefined ? {} : { replaced }),
      ...(rules === undefined ? {} : { rules: sortedOnce(rules) }),
      ...(cost === undefined ? {} : { cost }),
      ...(risk === undefined ? {} : { risk }),
    }),
  );
  return FULL_RECORD.parse({
    v: RECORD_VERSION,
    repo: { id: input.repository.id, name: input.repository.fullName },
    pr: input.pullRequest,
    head_sha: input.headSha,
    base_ref: input.baseRef,
    base_sha: input.baseSha,
    environment: input.environment,
    deployments: sortedById(deployments),
    verdict: input.verdict,
    policy_sha256: input.policySha256,
    findings_sha256: findingsDigest(input.findings),
    ...(input.checks === undefined ? {} : { checks: sortedOnce(input.checks) }),
    ...(input.changedPaths === undefined ? {} : { changed_paths: sortedOnce(input.changedPaths) }),
    ...(input.plansSha256 === undefined ? {} : { plans_sha256: input.plansSha256 }),
    run: input.run,
    controller_sha: input.controllerSha,
    issued_at: input.issuedAt.toISOString(),
  });
}

/**
 * The copy for the comment, which has little room: without the changed paths and the findings' ids, which the gates read in the store, and with a
 * count and a digest in place of a long list of deployments.
 */
export function commentCopy(record: FullRecord): ValidationRecord {
  const { deployments, ...rest } = record;
  delete rest.changed_paths;
  if (deployments.length <= MOST_LISTED) return { ...rest, deployments: deployments.map(withoutRules) };
  return { ...rest, deployments_count: deployments.length, deployments_sha256: deploymentsDigest(deployments) };
}

/** Whether the store's record is the one that a comment's copy stands for. */
export function isCopyOf(copy: ValidationRecord, record: FullRecord): boolean {
  return [record, commentCopy(record)].some((same) => canonicalJson(same) === canonicalJson(copy));
}

/**
 * Why a verified record does not speak for the pull request as it is now; empty: it does.
 * The verdict is not looked at: that is the gate's question.
 */
export function recordMatches(record: ValidationRecord, live: LiveState): string[] {
  const pairs: [what: string, recorded: string | number, now: string | number][] = [
    ["repository", `${record.repo.name} (${record.repo.id})`, `${live.repository.fullName} (${live.repository.id})`],
    ["pull request", record.pr, live.pullRequest],
    ["head commit", record.head_sha, live.headSha],
    ["base branch", record.base_ref, live.baseRef],
    ["base commit", record.base_sha, live.baseSha ?? record.base_sha],
    ["environment", record.environment, live.environment],
  ];
  return pairs
    .filter(([, recorded, now]) => recorded !== now)
    .map(([what, recorded, now]) => `the record is for ${what} ${recorded}, now it is ${now}`);
}

/** `records/{owner}/{repo}/{pr}/{head_sha}-{run}.jws`: where the store keeps it. A second attempt of a run has `{run}.{attempt}`. */
export function recordKey(record: Pick<ValidationRecord, "repo" | "pr" | "head_sha" | "run">): string {
  const { id, attempt } = record.run;
  return `${recordFolder(record)}${record.head_sha}-${id}${attempt > 1 ? `.${attempt}` : ""}.jws`;
}

/** Beside the record: the findings it has only the digest of, so that an override can say which it covers. */
export function findingsKey(record: Pick<ValidationRecord, "repo" | "pr" | "head_sha" | "run">): string {
  return recordKey(record).replace(/\.jws$/, ".findings.json");
}

/** Prefix of all records of a pull request. */
export function recordFolder(record: Pick<ValidationRecord, "repo" | "pr">): string {
  return `records/${record.repo.name}/${record.pr}/`;
}

/** SHA-256 over the findings, whatever their order: an override covers these and no others. */
export function findingsDigest(findings: readonly Finding[]): string {
  return sha256Hex(canonicalJson(findings.map((finding) => canonicalJson(finding)).sort()));
}

/**
 * SHA-256 over what is planned of the deployments, whatever their order. What they cost and risk may be estimated otherwise an hour later, and for
 * their findings the record has a digest of its own.
 */
export function deploymentsDigest(deployments: readonly RecordedDeployment[]): string {
  const planned = sortedById(deployments).map((deployment) => {
    const rest = withoutRules(deployment);
    delete rest.cost;
    delete rest.risk;
    return rest;
  });
  return sha256Hex(canonicalJson(planned));
}

function withoutRules(deployment: RecordedDeployment): RecordedDeployment {
  const rest = { ...deployment };
  delete rest.rules;
  return rest;
}

function sortedOnce(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function sortedById(deployments: readonly RecordedDeployment[]): RecordedDeployment[] {
  return [...deployments].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
