import { z } from "zod";
import { deploymentIdOf } from "../controller/state-key.ts";
import type { Deployment } from "../model/deployment.ts";
import type { PlanCounts } from "../model/plan.ts";
import type { OverrideRecord } from "../evidence/override.ts";
import { TOUCHES, type TouchedTypes } from "../plan/touched-types.ts";
import type { Report } from "../report/report.ts";
import { TOOL_NAMES, type Tool, type ToolName } from "../model/tool.ts";
import { parsedJson } from "../text/json-values.ts";
import { stampOf, timeOfStamp } from "../text/stamp.ts";
import type { StateSummary } from "./file.ts";
import type { StateLock } from "./lock.ts";

export const AUDIT_OUTCOMES = ["succeeded", "failed", "rolled-back", "refused", "skipped"] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

const count = z.number().min(0);

/** Keys of later releases are left out, so that an older release can read their records. */
export const AUDIT_RECORD = z.object({
  timestamp: z.iso.datetime(),
  /** The phase. */
  action: z.string().regex(/^[a-z][a-z-]{0,31}$/),
  outcome: z.enum(AUDIT_OUTCOMES),
  deployment: z.object({
    id: z.string(),
    file: z.string(),
    account_id: z.string(),
    account_name: z.string(),
    region: z.string(),
    project: z.string(),
    environment: z.string(),
    services: z.array(z.string()),
    backend_key: z.string(),
    owner: z.string().nullable(),
    team: z.string().nullable(),
  }),
  /** Contents by path: what a recovery applies again. */
  inputs: z.record(z.string(), z.string()),
  result: z.object({
    success: z.boolean(),
    /** Complete and unredacted. */
    output: z.string(),
    error: z.string().nullable(),
    backend_key: z.string(),
    backup_key: z.string().nullable(),
    services: z.array(z.string()),
    duration_seconds: count,
    add: count,
    change: count,
    destroy: count,
    /** What changed the state alone: only what is not zero, and nothing of it in records of older releases. */
    imported: count.optional(),
    moved: count.optional(),
    forgotten: count.optional(),
    outputs: count.optional(),
    /** The state as it was left; null: there is none, or it was not looked at. */
    state: z.object({ lineage: z.string(), serial: z.int().min(0), resources: z.int().min(0) }).nullish(),
    /** How many resources of each type were created, updated, replaced and deleted, by its plan; missing in records of older releases. */
    resource_types: z.record(z.string(), z.partialRecord(z.enum(TOUCHES), count)).optional(),
    /** Which tool wrote the state, where one did; missing in records of older releases, which knew Terraform alone. */
    tool: z.object({ name: z.enum(TOOL_NAMES), version: z.string() }).optional(),
    /** The state keys of a `move-state`. */
    state_move: z.object({ from: z.string(), to: z.string() }).optional(),
    /** Of an `unlock`: the lock that was taken away, and who had held it since when. */
    lock_removed: z.object({ id: z.string(), who: z.string(), operation: z.string(), created: z.string().nullable() }).optional(),
  }),
  metadata: z.object({
    github_run_id: z.string().nullable(),
    github_run_attempt: z.string().nullable(),
    github_actor: z.string().nullable(),
    /** The head commit that was reviewed; null on the command line. */
    commit_sha: z.string().nullable(),
    repository: z.string().nullable(),
    /** Stays when the repository is renamed; missing in records of older releases. */
    repository_id: z.int().nullish(),
    pull_request: z.int().nullable(),
    /** By GitHub's clock: says which of two pull requests came later, whenever they were applied. */
    merged_at: z.string().nullish(),
    merged_by: z.string().nullish(),
    /** Everybody who made the head; missing in records of older releases, as the next. */
    authors: z.array(z.string()).optional(),
    pushers: z.array(z.string()).optional(),
    /** Whose approvals counted. */
    approvers: z.array(z.string()),
    /** Only of what somebody started by hand on GitHub: why. */
    reason: z.string().optional(),
    /** Only where no pull request brings the inputs: the apply whose inputs were taken again. */
    inputs_of: z
      .object({
        timestamp: z.string(),
        repository: z.string().nullable(),
        pull_request: z.int().nullable(),
        commit_sha: z.string().nullable(),
      })
      .optional(),
    /** Only of what was planned again after the merge. `at`: the time at which the base branch was read. */
    replan: z.object({ code: z.string().nullable(), tip_sha: z.string(), at: z.string() }).optional(),
    override: z
      .object({
        approver: z.string(),
        reason: z.string(),
        comment_id: z.int(),
        created_at: z.string(),
        rules: z.array(z.string()),
        allow_delete: z.array(z.string()),
      })
      .nullable(),
  }),
  orchestrator_version: z.string(),
});
export type AuditRecord = z.infer<typeof AUDIT_RECORD>;

/** What was done: a phase, or a deed that is no phase of its own. */
export type AuditAction =
  Report["phase"] | "override" | "withdraw" | "unlock" | "move-state" | "migrate" | "remediate" | "cleanup" | "continue" | "stop";

/** Both state keys. */
export interface StateMove {
  from: string;
  to: string;
}

export interface AuditInput {
  at: Date;
  action: AuditAction;
  outcome: AuditOutcome;
  deployment: Deployment;
  /** The tfvars and the JSON files it refers to, by path in the source repository. */
  inputs: ReadonlyMap<string, Uint8Array>;
  result: {
    output: string;
    error: string | null;
    backupKey: string | null;
    durationMs: number;
    counts: PlanCounts;
    state: StateSummary | null;
    /** What its plan touched. */
    types?: TouchedTypes;
    /** That wrote the state; null: none did. */
    tool?: Tool | null;
    /** Only of a `move-state`. */
    stateMove?: StateMove;
    /** Only of an `unlock`. */
    lockRemoved?: StateLock;
  };
  run: { id: string | null; attempt: string | null; actor: string | null };
  /** null on the command line. */
  pullRequest: {
    repository: { id: number; fullName: string };
    number: number;
    headSha: string;
    mergedAt: string | null;
    mergedBy: string | null;
    /** Everybody who made the head. */
    authors: readonly string[];
    /** Who pushed it. */
    pushers: readonly string[];
    /** Whose approvals counted. */
    approvers: readonly string[];
    override: OverrideRecord | null;
    /** Only of what was planned again after the merge, from the base branch as it was at a time; `code` is null where nothing had to be approved. */
    replan?: { code: string | null; tipSha: string; at: Date };
  } | null;
  /** Of the command line, where there is no pull request. */
  override?: OverrideSummary | null;
  /** Only where no pull request brings the inputs: the record whose inputs are taken again. */
  inputsOf?: AuditRecord;
  /** Of what somebody started by hand on GitHub: whose approvals of the run counted, and why it was started. */
  byHand?: { approvers: readonly string[]; reason: string };
  version: string;
}

/** What is kept of one deployment in one run. @throws ZodError for values that cannot be right: a bug. */
export function buildAuditRecord(input: AuditInput): AuditRecord {
  const { deployment, result, run, pullRequest } = input;
  return AUDIT_RECORD.parse({
    timestamp: input.at.toISOString(),
    action: input.action,
    outcome: input.outcome,
    deployment: {
      id: deployment.id,
      file: deployment.file,
      account_id: deployment.account.id,
      account_name: deployment.account.name,
      region: deployment.region,
      project: deployment.project,
      environment: deployment.environment,
      services: deployment.services,
      backend_key: deployment.stateKey,
      owner: deployment.owner,
      team: deployment.team,
    },
    inputs: Object.fromEntries([...input.inputs].map(([path, content]) => [path, new TextDecoder().decode(content)])),
    result: {
      success: input.outcome === "succeeded",
      output: result.output,
      error: result.error,
      backend_key: deployment.stateKey,
      backup_key: result.backupKey,
      services: deployment.services,
      duration_seconds: Math.round(result.durationMs) / 1000,
      ...result.counts,
      state: result.state,
      ...(result.types === undefined || Object.keys(result.types).length === 0 ? {} : { resource_types: result.types }),
      ...(result.tool == null ? {} : { tool: result.tool }),
      ...(result.stateMove === undefined ? {} : { state_move: result.stateMove }),
      ...(result.lockRemoved === undefined ? {} : { lock_removed: lockSummary(result.lockRemoved) }),
    },
    metadata: {
      github_run_id: run.id,
      github_run_attempt: run.attempt,
      github_actor: run.actor,
      commit_sha: pullRequest?.headSha ?? null,
      repository: pullRequest?.repository.fullName ?? null,
      repository_id: pullRequest?.repository.id ?? null,
      pull_request: pullRequest?.number ?? null,
      merged_at: pullRequest?.mergedAt ?? null,
      merged_by: pullRequest?.mergedBy ?? null,
      authors: pullRequest?.authors ?? [],
      pushers: pullRequest?.pushers ?? [],
      approvers: pullRequest?.approvers ?? input.byHand?.approvers ?? [],
      ...(input.byHand === undefined ? {} : { reason: input.byHand.reason }),
      ...replanOf(pullRequest?.replan),
      ...inputsOf(input.inputsOf),
      override: overrideSummary(pullRequest?.override ?? input.override ?? null),
    },
    orchestrator_version: input.version,
  });
}

function replanOf(replan: NonNullable<AuditInput["pullRequest"]>["replan"]): Pick<AuditRecord["metadata"], "replan"> {
  return replan === undefined ? {} : { replan: { code: replan.code, tip_sha: replan.tipSha, at: replan.at.toISOString() } };
}

function inputsOf(record: AuditRecord | undefined): Pick<AuditRecord["metadata"], "inputs_of"> {
  if (record === undefined) return {};
  const { repository, pull_request, commit_sha } = record.metadata;
  return { inputs_of: { timestamp: record.timestamp, repository, pull_request, commit_sha } };
}

function lockSummary({ id, who, operation, created }: StateLock): AuditRecord["result"]["lock_removed"] {
  return { id, who, operation, created: created?.toISOString() ?? null };
}

/** What an audit record says of an override. */
export type OverrideSummary = NonNullable<AuditRecord["metadata"]["override"]>;

function overrideSummary(override: OverrideSummary | null): OverrideSummary | null {
  if (override === null) return null;
  const { approver, reason, comment_id, created_at, rules, allow_delete } = override;
  return { approver, reason, comment_id, created_at, rules, allow_delete };
}

/** An audit record of the store; null for anything else. */
export function readAuditRecord(bytes: Uint8Array): AuditRecord | null {
  try {
    return auditRecordOf(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

/** The same of its text. */
export function auditRecordOf(text: string): AuditRecord | null {
  const result = AUDIT_RECORD.safeParse(parsedJson(text));
  return result.success ? result.data : null;
}

// ── Keys ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface AuditPlace {
  /** The account's name. */
  account: string;
  project: string;
  action: string;
}

/**
 * `audit-logs/{account}/{project}/{action}-{YYYYMMDD-HHMMSS}.json`
 * @param collision How many records of this second there are already: from 1 on it ends in `-{n}`.
 */
export function auditKey({ account, project, action }: AuditPlace, at: Date, collision = 0): string {
  return `${auditFolder(account, project)}${action}-${stampOf(at)}${collision === 0 ? "" : `-${collision}`}.json`;
}

/** Prefix of the audit records of an account, or of one project in it; of all without either. */
export function auditFolder(account?: string | null, project?: string | null): string {
  return ["audit-logs", account ?? null, account == null ? null : (project ?? null)]
    .filter((part) => part !== null)
    .map((part) => `${part}/`)
    .join("");
}

const AUDIT_KEY = /^audit-logs\/([^/]+)\/([^/]+)\/([a-z][a-z-]{0,31})-(\d{8}-\d{6})(?:-(\d{1,6}))?\.json$/;

/** Whether it has the form of one; its time may be none. */
export function looksLikeAuditKey(key: string): boolean {
  return AUDIT_KEY.test(key);
}

/** null: no key of an audit record. */
export function parseAuditKey(key: string): (AuditPlace & { at: Date; collision: number }) | null {
  const parts = AUDIT_KEY.exec(key);
  const [, account = "", project = "", action = "", stamp = "", collision = "0"] = parts ?? [];
  const at = timeOfStamp(stamp);
  return at === null ? null : { account, project, action, at, collision: Number(collision) };
}

export interface AuditFilter {
  account: string | null;
  project: string | null;
  action?: string | null;
  /** The second of it counts too. */
  since: Date | null;
  /** The second of it does not count. */
  until?: Date | null;
}

/** The keys of audit records that a filter lets through, newest first. Names compare without case. */
export function auditKeysOf(keys: readonly string[], filter: AuditFilter): string[] {
  const same = (wanted: string | null, name: string) => wanted === null || wanted.trim().toLowerCase() === name.toLowerCase();
  const since = filter.since === null ? -Infinity : Math.floor(filter.since.getTime() / 1000) * 1000;
  const until = filter.until?.getTime() ?? Infinity;
  return keys
    .flatMap((key) => {
      const parts = parseAuditKey(key);
      return parts === null ? [] : [{ key, ...parts }];
    })
    .filter(({ account, project }) => same(filter.account, account) && same(filter.project, project))
    .filter(({ action, at }) => same(filter.action ?? null, action) && at.getTime() >= since && at.getTime() < until)
    .sort((a, b) => b.at.getTime() - a.at.getTime() || b.collision - a.collision || (a.key < b.key ? -1 : 1))
    .map(({ key }) => key);
}

// ── What they say ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The record of the apply that brought this head into a deployment's state, if one did. */
export function alreadyApplied(records: readonly AuditRecord[], headSha: string, deployment: string): AuditRecord | null {
  return ofDeployment(records, deployment).find((record) => applied(record) && record.metadata.commit_sha === headSha) ?? null;
}

/**
 * The newest run after a merge that changed a deployment on behalf of something later: an apply of a pull request that was merged after it, one of
 * the base branch as it was after it, or a change by hand (rollback, destroy, command line).
 * @param mergedAt ISO 8601.
 */
export function laterChange(records: readonly AuditRecord[], mergedAt: string, headSha: string, deployment: string): AuditRecord | null {
  const changed = ofDeployment(records, deployment).filter(
    ({ outcome, action, metadata }) =>
      outcome === "succeeded" && ["apply", "rollback", "destroy"].includes(action) && metadata.commit_sha !== headSha,
  );
  return changed.find((record) => isLater(record, mergedAt)) ?? null;
}

/** GitHub tells whole seconds: a branch that was read in the second of a merge is taken for one that had it. */
function isLater({ timestamp, metadata }: AuditRecord, mergedAt: string): boolean {
  const { replan, merged_at: merged } = metadata;
  if (replan !== undefined) return !(Date.parse(replan.at) < Date.parse(mergedAt));
  return !(Date.parse(merged ?? timestamp) <= Date.parse(mergedAt));
}

/** The newest run that changed a deployment's state after a plan was made, other than the apply of this plan. @param since ISO 8601. */
export function changeSince(records: readonly AuditRecord[], since: string, code: string, deployment: string): AuditRecord | null {
  const changed = ofDeployment(records, deployment).filter(
    ({ outcome, action, metadata }) => outcome === "succeeded" && WRITING.includes(action) && metadata.replan?.code !== code,
  );
  return changed.find(({ timestamp }) => !(Date.parse(timestamp) <= Date.parse(since))) ?? null;
}

/** The record of the apply that carried a plan after the merge out for a deployment, if one did. */
export function appliedPlan(records: readonly AuditRecord[], code: string, deployment: string): AuditRecord | null {
  return ofDeployment(records, deployment).find((record) => applied(record) && record.metadata.replan?.code === code) ?? null;
}

/**
 * The record whose inputs are what a deployment's state should be: of the newest apply that succeeded, or of a migration, whose plan had no changes,
 * also under a key from which the state was moved. null: there is none, or it was destroyed, or its migration undone, after it.
 */
export function lastGood(records: readonly AuditRecord[], deployment: string): AuditRecord | null {
  const ids = idsOfState(records, deployment);
  const newest = latest(
    newestFirst(records.filter((record) => ids.has(record.deployment.id))).filter(
      (record) =>
        record.outcome === "succeeded" &&
        (record.action === "destroy" || record.action === "migrate" || (applied(record) && hasInputs(record))),
    ),
  );
  return newest === null || newest.action === "destroy" || !hasInputs(newest) ? null : newest;
}

function hasInputs({ inputs }: AuditRecord): boolean {
  return Object.keys(inputs).length > 0;
}

/** The ids that a deployment's state had before it was moved, and its own. */
function idsOfState(records: readonly AuditRecord[], deployment: string): Set<string> {
  const ids = new Set([deployment]);
  // A set that grows is walked to its end.
  for (const id of ids)
    for (const { action, result } of ofDeployment(records, id))
      if (WRITING.includes(action) && result.state_move !== undefined && deploymentIdOf(result.state_move.to) === id)
        ids.add(deploymentIdOf(result.state_move.from));
  return ids;
}

/** The newest run that changed a deployment's state and succeeded; null: none is known. */
export function lastChange(records: readonly AuditRecord[], deployment: string): AuditRecord | null {
  return latest(ofDeployment(records, deployment).filter(({ outcome, action }) => outcome === "succeeded" && WRITING.includes(action)));
}

/** Every run that meant to change a deployment's state, whatever came of it, newest first. */
export function changesOf(records: readonly AuditRecord[], deployment: string): AuditRecord[] {
  return ofDeployment(records, deployment).filter(({ action }) => WRITING.includes(action));
}

/** Actions that write a state. */
const WRITING: readonly string[] = ["apply", "rollback", "destroy", "move-state", "migrate", "remediate"];

/** The move that brought a deployment's state to where it is, or took it away; null: something else changed it last. */
export function lastStateMove(records: readonly AuditRecord[], deployment: string): StateMove | null {
  return lastChange(records, deployment)?.result.state_move ?? null;
}

/** The state as the newest record that looked at it knows it; null: none did. */
export function lastKnownState(
  records: readonly AuditRecord[],
  deployment: string,
): { lineage: string; serial: number; resources: number } | null {
  return latest(ofDeployment(records, deployment).filter(({ result }) => result.state != null))?.result.state ?? null;
}

/** Which tool wrote a deployment's state last; null: there is no record of a state. */
export function lastTool(records: readonly AuditRecord[], deployment: string): ToolName | null {
  const written = ofDeployment(records, deployment).filter(({ result }) => result.state != null);
  return latest(written.filter(({ result }) => result.tool !== undefined))?.result.tool?.name ?? (written.length > 0 ? "terraform" : null);
}

/**
 * The last of some records: the newest, and among those that saw the same state grow the one with the highest serial, because a runner's clock
 * may be wrong and a serial is not.
 * @param sorted Of one deployment, newest first.
 */
function latest(sorted: readonly AuditRecord[]): AuditRecord | null {
  const [newest = null] = sorted;
  const lineage = newest?.result.state?.lineage;
  if (lineage === undefined) return newest;
  const serialOf = ({ result }: AuditRecord) => result.state?.serial ?? 0;
  return sorted
    .filter(({ result }) => result.state?.lineage === lineage)
    .reduce((last, record) => (serialOf(record) > serialOf(last) ? record : last));
}

function applied({ action, outcome }: AuditRecord): boolean {
  return action === "apply" && outcome === "succeeded";
}

/** Newest first. */
function ofDeployment(records: readonly AuditRecord[], deployment: string): AuditRecord[] {
  return newestFirst(records.filter((record) => record.deployment.id === deployment));
}

function newestFirst(records: readonly AuditRecord[]): AuditRecord[] {
  return records.toSorted((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp));
}
