import { deedRecordOf, writeAudit } from "../../src/steps/audit.ts";
import { buildAuditRecord, type AuditInput, type AuditRecord } from "../../src/domain/state/audit-record.ts";

import { lookKey, type DriftLook } from "../../src/domain/drift/look.ts";
import type { Deployment } from "../../src/domain/model/deployment.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import { deployment } from "../domain/builders.ts";
import { auditedPull, auditInput, DATA, override } from "./gates.ts";

export const NOW = new Date("2026-11-28T12:00:00Z");
export const QUIET = "kms/arj-wkld-a-prd/us-east-1/quiet";
export const SANDBOX = "s3/arj-wkld-c-dev/us-east-1/sandbox";
export const GONE = "s3/arj-wkld-c-dev/us-east-1/gone";

const places: Record<string, Deployment> = {
  [DATA]: deployment(DATA, { owner: "Data Team" }),
  [QUIET]: deployment(QUIET, { owner: "Platform, Team" }),
  [SANDBOX]: deployment(SANDBOX, { environment: "development" }),
  [GONE]: deployment(GONE, { environment: "development" }),
};

/** A year of a store: every kind of record that the questions ask for, and one without what older releases did not keep. */
export function recordsOfAYear(): AuditRecord[] {
  const { result } = auditInput();
  const byHand = { run: { id: null, attempt: null, actor: "olga" }, pullRequest: null };
  const record = (time: string, id: string, changes: Partial<AuditInput> = {}) =>
    buildAuditRecord(auditInput(id, { at: new Date(time), deployment: places[id] ?? deployment(id), ...changes }));
  const overridden = override({ reason: '=the data is "public", by law', allow_delete: ["aws_s3_bucket.x", "aws_s3_bucket.y"] });
  const old = record("2026-02-01T08:00:00Z", QUIET);
  delete old.metadata.authors;
  delete old.metadata.pushers;
  const unlocked = deedRecordOf(
    "unlock",
    "removed the lock 6f2c of alice@runner-7",
    places[DATA] ?? deployment(DATA),
    { ...auditInput(), lockDays: null },
    new Date("2026-09-03T10:00:00Z"),
    {
      lockRemoved: {
        id: "6f2c",
        operation: "OperationTypeApply",
        info: "",
        who: "alice@runner-7",
        version: "1.11.4",
        created: new Date("2026-09-03T08:00:00Z"),
        path: "",
      },
    },
  );
  return [
    old,
    record("2026-06-30T23:59:59.999Z", DATA),
    record("2026-07-01T00:00:00Z", DATA, { pullRequest: auditedPull({ approvers: ["rita", "sam"] }) }),
    record("2026-08-02T09:00:00Z", DATA, {
      outcome: "failed",
      result: { ...result, error: "no", counts: { add: 0, change: 1, destroy: 2 } },
    }),
    record("2026-08-02T10:00:00Z", DATA, {
      outcome: "rolled-back",
      result: { ...result, durationMs: 125_500, backupKey: "backups/x.backup" },
    }),
    record("2026-08-02T11:00:00Z", DATA, { outcome: "rolled-back", result: { ...result, durationMs: 61_000 } }),
    record("2026-08-03T09:00:00Z", DATA, {
      result: { ...result, counts: { add: 0, change: 0, destroy: 2 } },
      pullRequest: auditedPull({ override: overridden, approvers: ["rita"] }),
    }),
    record("2026-08-04T09:00:00Z", DATA, { outcome: "refused", pullRequest: auditedPull({ override: overridden }) }),
    unlocked,
    record("2026-09-30T23:59:59Z", DATA, { action: "remediate", run: { id: "9000", attempt: "1", actor: null }, pullRequest: null }),
    record("2026-10-01T00:00:00Z", DATA, { pullRequest: auditedPull({ approvers: ["dave"], authors: ["dave", "erin"] }) }),
    record("2026-10-02T09:00:00Z", SANDBOX, { ...byHand, result: { ...result, counts: { add: 1, change: 0, destroy: 0 } } }),
    record("2026-10-03T09:00:00Z", SANDBOX, {
      ...byHand,
      action: "move-state",
      result: { ...result, stateMove: { from: `${SANDBOX}/terraform.tfstate`, to: "combined/x/terraform.tfstate" } },
    }),
    record("2026-10-04T09:00:00Z", SANDBOX, { ...byHand, action: "rollback" }),
    record("2026-01-05T09:00:00Z", GONE),
    record("2026-10-05T09:00:00Z", GONE, {
      ...byHand,
      action: "destroy",
      result: { ...result, counts: { add: 0, change: 0, destroy: 3 } },
    }),
  ];
}

/** One look that is older than the last change, and one that is not. */
export function looksOfAYear(): DriftLook[] {
  const look = (id: string, time: string): DriftLook => ({
    version: 1,
    deployment: id,
    state_key: `${id}/terraform.tfstate`,
    account_name: "arj-wkld-a-prd",
    environment: "production",
    file: null,
    looked_at: time,
    kinds: [],
    outside: [],
    changes: [],
    unapplied: [],
    resources: 1,
    why: null,
    findings: [],
    since: null,
    last_clean: time,
  });
  return [look(DATA, "2026-09-30T00:00:00.000Z"), look(QUIET, "2026-11-01T00:00:00.000Z")];
}

/** Writes all of it as runs do. */
export async function keepAYear(store: StateStore): Promise<void> {
  for (const record of recordsOfAYear()) await writeAudit(record, { lockDays: null }, store);
  for (const look of looksOfAYear()) await store.create(lookKey(look.state_key), Buffer.from(JSON.stringify(look)));
}
