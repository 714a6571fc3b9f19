import type { CleanupReport } from "../../domain/state/cleanup.ts";

/** What `cleanup` gives as JSON. */
export function cleanupJson({ dryRun, removed, kept, problems }: CleanupReport): object {
  return {
    removed: removed.map(({ store, key, kind, deployment }) => ({ store, key, kind, deployment })),
    kept,
    problems,
    summary: {
      removed: removed.length,
      kept: kept.reduce((sum, { count }) => sum + count, 0),
      dry_run: dryRun,
      action: "cleanup",
    },
  };
}
