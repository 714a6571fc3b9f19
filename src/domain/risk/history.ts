import type { AuditRecord } from "../state/audit-record.ts";
import type { PlanCounts } from "../model/plan.ts";
import type { TouchedTypes } from "../plan/touched-types.ts";

/** One apply, with what was known before it began. */
export interface Apply {
  /** The deployment's id. */
  deployment: string;
  /** Milliseconds since 1970, when it began or would begin. */
  at: number;
  /** The deployment had no state before. */
  first: boolean;
  counts: Pick<PlanCounts, "add" | "change" | "destroy">;
  /** null: an older release did not keep them. */
  types: TouchedTypes | null;
}

/** And how it ended. */
export interface PastApply extends Apply {
  /** It failed, or was rolled back. */
  failed: boolean;
}

/**
 * The apply that an audit record tells of; null: it tells of none. What was refused or skipped was never tried, what changed no resource could
 * not fail at one, and what failed before it had a plan is nothing that a plan can tell.
 */
export function pastApplyOf({ action, outcome, timestamp, deployment, result }: AuditRecord): PastApply | null {
  const { add, change, destroy, backup_key, duration_seconds, resource_types } = result;
  if (action !== "apply" || outcome === "refused" || outcome === "skipped" || add + change + destroy === 0) return null;
  return {
    deployment: deployment.id,
    at: Date.parse(timestamp) - duration_seconds * 1000,
    first: backup_key === null,
    counts: { add, change, destroy },
    types: resource_types ?? null,
    failed: outcome !== "succeeded",
  };
}

/** The oldest first; those of one moment by their deployments. */
export function byTime(a: PastApply, b: PastApply): number {
  return a.at - b.at || (a.deployment < b.deployment ? -1 : a.deployment > b.deployment ? 1 : 0);
}
