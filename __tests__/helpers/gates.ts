import type { RuleEvidence } from "../../src/domain/approvals/gate.ts";
import type { AttemptRecord } from "../../src/domain/evidence/attempt.ts";
import type { ApplyQuestion, ReplanQuestion } from "../../src/domain/gates/apply.ts";
import type { ApplyAgainQuestion } from "../../src/domain/gates/apply-again.ts";
import { buildReplanRecord, replanCode, type PlanComment, type ReplanRecord } from "../../src/domain/evidence/replan.ts";
import { buildAuditRecord, type AuditInput, type AuditRecord } from "../../src/domain/state/audit-record.ts";
import type { Environment } from "../../src/domain/controller/environments.ts";
import type { Finding } from "../../src/domain/model/finding.ts";
import type { MergeQuestion } from "../../src/domain/gates/merge.ts";
import { findingId, judgementDigest, type OverrideQuestion, type OverrideRecord } from "../../src/domain/evidence/override.ts";
import type { Person } from "../../src/domain/model/person.ts";
import { actionsDigest, planDigest } from "../../src/domain/plan/digest.ts";
import type { HeadHistory } from "../../src/domain/evidence/authors.ts";
import {
  buildRecord,
  type FullRecord,
  type LiveState,
  type RecordedDeployment,
  type RecordInput,
} from "../../src/domain/evidence/record.ts";
import type { Permission, Review, ReviewEvidence } from "../../src/domain/evidence/review.ts";
import { readState, type StateFile } from "../../src/domain/state/file.ts";
import { deployment, finding, planJson, resourceChange } from "../domain/builders.ts";

export const HEAD = "a".repeat(40);
export const BASE = "b".repeat(40);
export const INPUTS = "1".repeat(64);
export const DATA = "s3/arj-wkld-a-prd/us-east-1/data";
export const KEYS = "kms/arj-wkld-a-prd/us-east-1/keys";
export const REPOSITORY = { id: 42, fullName: "org/dev-deployment" };
export const ISSUED = "2026-11-21T06:00:00.000Z";
export const PUSHED = "2026-11-21T05:50:00Z";
export const COMMENTED = "2026-11-21T06:10:00Z";
export const MERGED = "2026-11-21T07:00:00Z";

export const LIVE: LiveState = {
  repository: REPOSITORY,
  pullRequest: 123,
  headSha: HEAD,
  baseRef: "prod",
  baseSha: null,
  environment: "production",
};

/** Every run looks, and puts nothing right. */
export const NO_REMEDIATION = { everyMs: 0, remediate: "none", issues: "environment", notify: null } as const;
/** No rule asks for more than every change needs. */
export const NO_APPROVAL_RULES: RuleEvidence = { rules: [], teams: new Map(), codeOwners: { kind: "missing" } };

export const PRODUCTION: Environment = {
  name: "production",
  branch: "prod",
  deletions: "block",
  minApprovals: 1,
  handMerges: "gate",
  drift: NO_REMEDIATION,
  rollout: null,
};

/** The one finding of a failed record. */
export const PUBLIC_BUCKET: Finding = finding({ address: "aws_s3_bucket.x", location: { file: "s3/data/data.tfvars", line: 3 } });

/** `id` differs for every login. */
export function person(login: string, changes: Partial<Person> = {}): Person {
  const id = Array.from(login.toLowerCase()).reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
  return { id, login, type: "User", ...changes };
}

export const AUTHOR = person("dave");
export const REVIEWER = person("rita");
export const APPROVER = person("alice");

export function review(user: Person | null, changes: Partial<Review> = {}): Review {
  return { id: 1, user, state: "APPROVED", commitSha: HEAD, submittedAt: "2026-11-21T06:05:00Z", ...changes };
}

/** How a head came about that its author pushed and committed alone. */
export function history(changes: Partial<HeadHistory> = {}): HeadHistory {
  return {
    author: AUTHOR,
    pushes: [{ actor: AUTHOR, after: HEAD }],
    commits: [{ sha: HEAD, author: AUTHOR, committer: AUTHOR, verified: false }],
    ...changes,
  };
}

export function reviews(given: Review[] | null = [review(REVIEWER)], permissions: [Person, Permission][] = []): ReviewEvidence {
  const known: [Person, Permission][] = [[AUTHOR, "write"], [REVIEWER, "write"], [APPROVER, "write"], ...permissions];
  return { ...history(), reviews: given, permissions: new Map(known.map(([{ id }, permission]) => [id, permission])) };
}

/** A plan that creates a bucket: what `record` holds the digest of. */
export const PLAN = planJson([resourceChange("aws_s3_bucket.x", ["create"], { before: null, after: { bucket: "x" } })]);

export function record(changes: Partial<RecordInput> = {}): FullRecord {
  return buildRecord({
    repository: REPOSITORY,
    pullRequest: 123,
    headSha: HEAD,
    baseRef: "prod",
    baseSha: BASE,
    environment: "production",
    verdict: "passed",
    deployments: [recorded(DATA), recorded(KEYS)],
    policySha256: "0".repeat(64),
    findings: [],
    run: { id: 8123, attempt: 1 },
    controllerSha: "c".repeat(40),
    issuedAt: new Date(ISSUED),
    ...changes,
  });
}

/** What a validation of that day signed beside its record. */
export function attempt(state: AttemptRecord["state"], run: number, time: string): AttemptRecord {
  const repo = { id: REPOSITORY.id, name: REPOSITORY.fullName };
  return { v: 1, repo, pr: 123, head_sha: HEAD, run: { id: run, attempt: 1 }, state, issued_at: `2026-11-21T${time}.000Z` };
}

export function failedRecord(changes: Partial<RecordInput> = {}): FullRecord {
  return record({ verdict: "failed", findings: [PUBLIC_BUCKET], ...changes });
}

export function recorded(id: string): RecordInput["deployments"][number] {
  return {
    deployment: deployment(id),
    inputsSha256: INPUTS,
    planSha256: planDigest(PLAN),
    actionsSha256: actionsDigest(PLAN),
    counts: { add: 1, change: 0, destroy: 0 },
  };
}

/** An override by alice of a failed record. */
export function override(changes: Partial<OverrideRecord> = {}, of: FullRecord = failedRecord()): OverrideRecord {
  return {
    v: 1,
    repo: { id: REPOSITORY.id, name: REPOSITORY.fullName },
    pr: 123,
    head_sha: HEAD,
    environment: "production",
    approver: APPROVER.login,
    approver_id: APPROVER.id,
    reason: "the data is public by law",
    comment_id: 77,
    created_at: COMMENTED,
    record_sha256: judgementDigest(of),
    findings_sha256: of.findings_sha256,
    rules: [PUBLIC_BUCKET.rule],
    findings: [findingId(PUBLIC_BUCKET)],
    allow_delete: [],
    issued_at: "2026-11-21T06:10:30.000Z",
    ...changes,
  };
}

export function overrideQuestion(changes: Partial<OverrideQuestion> = {}): OverrideQuestion {
  return {
    comment: {
      id: 77,
      body: "OVERRIDE: the data is public by law",
      author: APPROVER,
      createdAt: COMMENTED,
      updatedAt: COMMENTED,
    },
    account: APPROVER,
    live: LIVE,
    lastPushAt: PUSHED,
    environment: PRODUCTION,
    approvers: [
      { github: "Alice", environments: ["production", "staging"] },
      { github: "bob", environments: ["production"] },
      { github: "sven", environments: ["staging"] },
    ],
    reviews: reviews(),
    records: [failedRecord()],
    unverifiedRuns: [],
    attempts: [],
    findings: [PUBLIC_BUCKET],
    policy: { failOnWarn: false, failOnDeny: true },
    ...changes,
  };
}

export function mergedInputs(changes: Record<string, string> = {}): ReadonlyMap<string, string> {
  return new Map(Object.entries({ [DATA]: INPUTS, [KEYS]: INPUTS, ...changes }));
}

/** A question that every condition of the merge gate answers with yes; the cases change one thing each. */
export function openMerge(changes: Partial<MergeQuestion> = {}): MergeQuestion {
  return {
    pull: {
      repository: REPOSITORY,
      number: 123,
      state: "open",
      draft: false,
      merged: false,
      fork: false,
      headSha: HEAD,
      baseRef: "prod",
      labels: ["ready-for-review", "opa-passed"],
    },
    environment: PRODUCTION,
    records: [record()],
    unverifiedRuns: [],
    attempts: [],
    override: null,
    overrideStanding: [],
    lastPushAt: null,
    mergedInputs: mergedInputs(),
    reviews: reviews(),
    approvalRules: NO_APPROVAL_RULES,
    mergeability: { mergeable: true, state: "clean", checks: [], reviewDecision: "APPROVED" },
    ...changes,
  };
}

/** The pull request of a failed record. */
export function failedPull(): MergeQuestion["pull"] {
  return { ...openMerge().pull, labels: ["opa-failed"] };
}

/** The same with a failed record and its override. */
export function overriddenMerge(changes: Partial<MergeQuestion> = {}): MergeQuestion {
  return openMerge({ pull: failedPull(), records: [failedRecord()], override: override(), lastPushAt: PUSHED, ...changes });
}

/** A question that every condition of the apply gate answers with yes. */
export function openApply(changes: Partial<ApplyQuestion> = {}): ApplyQuestion {
  return {
    pull: {
      repository: REPOSITORY,
      number: 123,
      merged: true,
      mergeCommitSha: "d".repeat(40),
      mergedAt: MERGED,
      fork: false,
      headSha: HEAD,
      baseRef: "prod",
      labels: ["ready-for-review", "opa-passed"],
    },
    environment: PRODUCTION,
    records: [record()],
    unverifiedRuns: [],
    attempts: [],
    override: null,
    overrideStanding: [],
    lastPushAt: null,
    mergedInputs: mergedInputs(),
    audits: [],
    reviews: reviews(),
    approvalRules: NO_APPROVAL_RULES,
    ...changes,
  };
}

/** The same with the label of an override, a failed record and its override. */
export function overriddenApply(changes: Partial<ApplyQuestion> = {}): ApplyQuestion {
  const { pull } = openApply();
  return openApply({
    pull: { ...pull, labels: ["opa-override"] },
    records: [failedRecord()],
    override: override(),
    lastPushAt: PUSHED,
    ...changes,
  });
}

/** The record's only deployment. */
export function recordedDeployment(): RecordedDeployment {
  const [only] = record().deployments;
  if (only === undefined) throw new Error("the record has a deployment");
  return only;
}

export function openReplan(changes: Partial<ReplanQuestion> = {}): ReplanQuestion {
  return {
    recorded: recordedDeployment(),
    plan: PLAN,
    planMatch: "strict",
    findings: [],
    policy: { failOnWarn: false, failOnDeny: true },
    deletions: "block",
    environment: "production",
    override: null,
    ...changes,
  };
}

export const TIP = "d".repeat(40);
export const REPLANNED = "2026-11-21T07:30:00.500Z";

/** A plan of after the merge, which passed. */
export function replan(changes: Partial<Parameters<typeof buildReplanRecord>[0]> = {}): ReplanRecord {
  return buildReplanRecord({
    repository: REPOSITORY,
    pullRequest: 123,
    headSha: HEAD,
    baseRef: "prod",
    tipSha: TIP,
    environment: "production",
    verdict: "passed",
    deployments: [recorded(DATA), recorded(KEYS)],
    policySha256: "0".repeat(64),
    findings: [],
    run: { id: 8200, attempt: 1 },
    controllerSha: "c".repeat(40),
    issuedAt: new Date(REPLANNED),
    ...changes,
  });
}

/** A comment by which rita approves the plan of `replan()`. */
export function planComment(changes: Partial<PlanComment> = {}): PlanComment {
  const at = "2026-11-21T07:40:00Z";
  return { body: `/tf approve ${replanCode(replan())}`, author: REVIEWER, createdAt: at, updatedAt: at, ...changes };
}

/** A question that every condition of a plan after the merge answers with yes. */
export function openAgain(changes: Partial<ApplyAgainQuestion> = {}): ApplyAgainQuestion {
  return {
    pull: openApply().pull,
    environment: PRODUCTION,
    record: replan(),
    unverifiedReplans: [],
    tipInputs: mergedInputs(),
    audits: [],
    comments: [planComment()],
    reviews: reviews([]),
    approvalRules: NO_APPROVAL_RULES,
    base: null,
    ...changes,
  };
}

export function auditInput(id: string = DATA, changes: Partial<AuditInput> = {}): AuditInput {
  return {
    at: new Date("2026-11-21T07:05:00.000Z"),
    action: "apply",
    outcome: "succeeded",
    deployment: deployment(id),
    inputs: new Map([["s3/data/data.tfvars", Buffer.from('project = "data"\n')]]),
    result: {
      output: "Apply complete!",
      error: null,
      backupKey: null,
      durationMs: 4321,
      counts: { add: 1, change: 0, destroy: 0 },
      state: { lineage: "l", serial: 4, resources: 1 },
    },
    run: { id: "8124", attempt: "1", actor: "rita" },
    pullRequest: {
      repository: REPOSITORY,
      number: 123,
      headSha: HEAD,
      mergedAt: MERGED,
      mergedBy: "rita",
      authors: ["dave"],
      pushers: ["dave"],
      approvers: ["rita"],
      override: null,
    },
    version: "2.0.0",
    ...changes,
  };
}

export function audit(id: string = DATA, changes: Partial<AuditInput> = {}): AuditRecord {
  return buildAuditRecord(auditInput(id, changes));
}

/** A pull request of an audit record: `{ headSha, mergedAt }` say which. */
export function auditedPull(changes: Partial<NonNullable<AuditInput["pullRequest"]>>): NonNullable<AuditInput["pullRequest"]> {
  const { pullRequest } = auditInput();
  if (pullRequest === null) throw new Error("auditInput has a pull request");
  return { ...pullRequest, ...changes };
}

export interface StateResource {
  module?: string;
  mode?: string;
  type?: string;
  name: string;
  instances?: object[];
}

/** The bytes of a state with these resources; `{ name: "x" }` is `aws_s3_bucket.x` with the id `x`. */
export function stateBytes(resources: StateResource[], changes: Record<string, unknown> = {}): Uint8Array {
  const state = {
    version: 4,
    terraform_version: "1.11.4",
    serial: 7,
    lineage: "392eedf2-2084-8cc5-ebf4-5f929f86bd39",
    outputs: {},
    resources: resources.map((resource) => ({
      mode: "managed",
      type: "aws_s3_bucket",
      provider: 'provider["hashicorp/aws"]',
      instances: [{ schema_version: 0, attributes: { id: resource.name } }],
      ...resource,
    })),
    ...changes,
  };
  return Buffer.from(JSON.stringify(state, null, 2));
}

export function state(resources: StateResource[], changes: Record<string, unknown> = {}): StateFile {
  return readState(stateBytes(resources, changes));
}
