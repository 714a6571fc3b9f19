import type { CleanupReport } from "../../domain/state/cleanup.ts";
import { cleanupRows, cleanupVerdict } from "../cleanup-words.ts";
import { logLine } from "../neutralise.ts";
import { padded } from "./columns.ts";

/** What a cleanup did, or would do: each object that goes, then kind by kind what stays and why. */
export function cleanupTable(report: CleanupReport): string {
  const { dryRun, removed, problems } = report;
  const rows = cleanupRows(report);
  const columns = Math.max(0, ...rows.map(({ what }) => what.length));
  return [
    ...removed.map(({ store, key }) => `${dryRun ? "would remove" : "removed"} ${logLine(`${store}/${key}`)}`),
    ...(removed.length === 0 ? [] : [""]),
    ...rows.flatMap(({ what, removed: count, kept }) => [
      `${padded(what, columns)}   ${count} ${dryRun ? "to remove" : "removed"}`,
      ...kept.map((each) => `${padded("", columns)}   ${each.count} ${dryRun ? "stay" : "kept"}: ${each.why}`),
    ]),
    ...problems.map((problem) => `⚠️ ${logLine(problem)}`),
    cleanupVerdict(report),
  ].join("\n");
}
