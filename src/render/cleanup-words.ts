import { CLEANUP_KINDS, type CleanupKind, type CleanupReport } from "../domain/state/cleanup.ts";
import { counted } from "./words.ts";

const KIND_WORDS: Record<CleanupKind, string> = {
  backups: "backups of states",
  "audit records": "audit records",
  records: "records of pull requests",
  "start records": "start records of runs",
  looks: "looks for drift",
  "shared runs": "what runners left for each other",
  notifications: "memory of notifications",
  rollouts: "records of rollouts",
};

/** What a cleanup says in one line: `removed 12 objects, kept 340`. */
export function cleanupVerdict({ dryRun, removed, kept, problems }: CleanupReport): string {
  const parts = [
    `${dryRun ? "would remove" : "removed"} ${counted(removed.length, "object")}`,
    `${dryRun ? "keep" : "kept"} ${kept.reduce((sum, { count }) => sum + count, 0)}`,
    ...(problems.length === 0 ? [] : [counted(problems.length, "problem")]),
  ];
  return parts.join(", ");
}

/** Kind by kind: how many went, and how many stay for which reason. Kinds of which there is nothing are left out. */
export function cleanupRows({ removed, kept }: CleanupReport): { what: string; removed: number; kept: { count: number; why: string }[] }[] {
  return CLEANUP_KINDS.map((kind) => ({
    what: KIND_WORDS[kind],
    removed: removed.filter((each) => each.kind === kind).length,
    kept: kept.filter((each) => each.kind === kind),
  })).filter((row) => row.removed > 0 || row.kept.length > 0);
}
