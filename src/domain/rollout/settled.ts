import { alreadyApplied, laterChange, type AuditRecord } from "../state/audit-record.ts";

/**
 * Deployments that a pull request merged later has applied since, on a branch that had this change: what this one would bring is there already, and
 * its older files must not come over the newer ones. A rollout goes on without them.
 * @param mergedAt ISO 8601; null: not merged.
 */
export function settledSince(
  audits: readonly AuditRecord[],
  { headSha, mergedAt }: { headSha: string; mergedAt: string | null },
  deployments: readonly string[],
): Set<string> {
  if (mergedAt === null) return new Set();
  return new Set(
    deployments.filter((id) => {
      if (alreadyApplied(audits, headSha, id) !== null) return false;
      const later = laterChange(audits, mergedAt, headSha, id);
      return later !== null && later.action === "apply" && later.metadata.pull_request !== null;
    }),
  );
}
