import { lastGood, parseAuditKey, type AuditRecord } from "./audit-record.ts";
import { parseBackupKey } from "./backup.ts";
import { groupBy } from "../model/groups.ts";

export interface Retention {
  /** Days that backups, and states of failed applies, are kept. */
  backupDays: number;
  auditDays: number;
}

/** Where nobody says otherwise. */
export const USUAL_RETENTION: Retention = { backupDays: 30, auditDays: 90 };

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The backups that are old enough to go, in the order given.
 * @param newestGood The newest good backup of each state, by state key. It stays however old it is; of a state without an entry all stay,
 * because any of them may be the one to go back to.
 */
export function expiredBackups(keys: readonly string[], newestGood: ReadonlyMap<string, string>, days: number, now: Date): string[] {
  return keys.filter((key) => {
    const backup = parseBackupKey(key);
    if (backup === null || !isOlder(backup.takenAt, days, now)) return false;
    const good = newestGood.get(backup.stateKey);
    return good !== undefined && good !== key;
  });
}

/**
 * The audit records that are old enough to go, in the order given.
 * @param keep The newest successful record of each deployment: recovery applies its inputs again.
 */
export function expiredAudits(keys: readonly string[], keep: ReadonlySet<string>, days: number, now: Date): string[] {
  return keys.filter((key) => {
    const record = parseAuditKey(key);
    return record !== null && isOlder(record.at, days, now) && !keep.has(key);
  });
}

/**
 * Of each deployment the records that must stay however old they are: the newest that succeeded, the newest whose inputs recovery applies
 * again, and the newest that knows the state. Of two with one time the first given stays.
 */
export function auditsToKeep<Entry extends { record: AuditRecord }>(entries: readonly Entry[]): Set<Entry> {
  const newestFirst = entries.toSorted((a, b) => Date.parse(b.record.timestamp) - Date.parse(a.record.timestamp));
  const keep = new Set<Entry>();
  for (const [deployment, own] of groupBy(newestFirst, ({ record }) => record.deployment.id)) {
    const good = lastGood(
      own.map(({ record }) => record),
      deployment,
    );
    for (const kept of [
      own.find(({ record }) => record.outcome === "succeeded"),
      own.find(({ record }) => record === good),
      own.find(({ record }) => record.result.state != null),
    ])
      if (kept !== undefined) keep.add(kept);
  }
  return keep;
}

function isOlder(time: Date, days: number, now: Date): boolean {
  return now.getTime() - time.getTime() > days * DAY_MS;
}

/**
 * S3 lifecycle rules that keep a bucket small where the action itself may delete nothing (`put-bucket-lifecycle-configuration`). They know
 * only ages: unlike the action they also remove the newest good backup and audit record of a deployment that nobody has changed for so long,
 * so their days should be many. Meant for a versioned bucket: an expired object can be brought back for another 30 days.
 */
export function lifecycleRules({ backupDays, auditDays }: Retention): object {
  const rule = (prefix: string, days: number) => ({
    ID: `tf-orchestrator-${prefix.replace("/", "")}`,
    Status: "Enabled",
    Filter: { Prefix: prefix },
    Expiration: { Days: days },
    NoncurrentVersionExpiration: { NoncurrentDays: 30 },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  });
  return {
    Rules: [rule("backups/", backupDays), rule("failed/", backupDays), rule("audit-logs/", auditDays), rule("records/", auditDays)],
  };
}
