import {
  auditKey,
  buildAuditRecord,
  type AuditAction,
  type AuditInput,
  type AuditOutcome,
  type AuditRecord,
} from "../domain/state/audit-record.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import type { DeploymentFiles } from "../domain/model/source-tree.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { DeploymentResult, DeploymentStatus } from "../domain/report/report.ts";
import { inputsDigest } from "../domain/plan/digest.ts";
import { touchedTypes } from "../domain/plan/touched-types.ts";
import type { Change } from "./change.ts";
import type { Applied } from "./apply-work.ts";

/** What is the same in all audit records of a run. */
export interface AuditFrame extends Pick<AuditInput, "run" | "pullRequest" | "override" | "inputsOf" | "byHand" | "version"> {
  /** So many days nobody may change or remove a record, where the store can lock objects; without it, it is not locked. */
  lockDays?: number | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const OUTCOMES: Record<DeploymentStatus, AuditOutcome> = {
  planned: "skipped",
  applied: "succeeded",
  "in-sync": "succeeded",
  failed: "failed",
  skipped: "skipped",
  declined: "skipped",
  refused: "refused",
  recovered: "rolled-back",
};

/** What happened to one deployment, complete and unredacted. */
export function auditRecordOf(
  action: AuditAction,
  { result, state, tool }: Pick<Applied, "result" | "state" | "tool">,
  files: DeploymentFiles | undefined,
  frame: AuditFrame,
  at: Date,
): AuditRecord {
  return buildAuditRecord({
    ...frame,
    at,
    action,
    outcome: OUTCOMES[result.status],
    deployment: result.deployment,
    inputs: inputsOf(result.deployment, files),
    result: {
      output: outputOf(result),
      error: result.error,
      backupKey: result.backupKey,
      durationMs: result.durationMs,
      counts: result.counts,
      types: touchedTypes(result.changes),
      state,
      tool: tool ?? null,
    },
  });
}

/** Something done to a pull request or a lock that changed no state. It has no inputs: nothing is applied again from it. */
export function deedRecordOf(
  action: AuditAction,
  output: string,
  deployment: Deployment,
  frame: AuditFrame,
  at: Date,
  more: Pick<AuditInput["result"], "lockRemoved"> = {},
): AuditRecord {
  const counts = { add: 0, change: 0, destroy: 0 };
  const result = { output, error: null, backupKey: null, durationMs: 0, counts, state: null, ...more };
  return buildAuditRecord({ ...frame, at, action, outcome: "succeeded", deployment, inputs: new Map(), result });
}

/** Writes a record of `auditRecordOf` under a key that was free. Returns the key. */
export async function writeAudit(record: AuditRecord, { lockDays }: Pick<AuditFrame, "lockDays">, store: StateStore): Promise<string> {
  const { action, deployment } = record;
  const at = new Date(record.timestamp);
  const body = Buffer.from(`${JSON.stringify(record, null, 2)}\n`);
  const locked = lockDays == null ? {} : { retainUntil: new Date(at.getTime() + lockDays * DAY_MS) };
  for (let collision = 0; ; collision += 1) {
    const key = auditKey({ account: deployment.account_name, project: deployment.project, action }, at, collision);
    if ((await store.create(key, body, locked)) === "created") return key;
  }
}

/** What was applied: the tfvars, its JSON files and its imports, by their paths in the source repository. */
export function inputsOf(deployment: Deployment, files: DeploymentFiles | undefined): Map<string, Uint8Array> {
  if (files === undefined) return new Map();
  const references = deployment.references.map(({ file, written }) => [file, files.references.get(written) ?? new Uint8Array()] as const);
  const imports = files.imports === undefined ? [] : [[files.imports.file, files.imports.bytes] as const];
  return new Map([[deployment.file, files.tfvars], ...references, ...imports]);
}

/** Digests of the inputs, by deployment: what the record has signed. */
export function digestsOf(change: Change): Map<string, string> {
  return new Map(
    change.deployments.map((deployment) => [deployment.id, inputsDigest(inputsOf(deployment, change.files.get(deployment.id)))]),
  );
}

function outputOf({ output, recovery }: DeploymentResult): string {
  return recovery === null ? output : `${output}\n\n${recovery}`;
}
