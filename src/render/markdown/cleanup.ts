import type { CleanupReport } from "../../domain/state/cleanup.ts";
import type { Redact } from "../../domain/report/redaction/redactor.ts";
import { cleanupRows, cleanupVerdict } from "../cleanup-words.ts";
import { cell, codeBlock, inline } from "../neutralise.ts";

const MOST_LISTED = 500;
const MOST_PROBLEMS = 50;

/** What a cleanup did, or would do, as Markdown: a table kind by kind, what went wrong, and the keys folded. */
export function renderCleanup(report: CleanupReport, redact: Redact): string {
  const { removed, problems, dryRun } = report;
  const rows = cleanupRows(report).map(({ what, removed: count, kept }) => {
    const why = kept.map((each) => `${each.count}: ${inline(each.why)}`).join("<br>");
    return `| ${[what, String(count), why].map(cell).join(" | ")} |`;
  });
  const keys = removed.slice(0, MOST_LISTED).map(({ key }) => redact(key));
  const left = removed.length - keys.length;
  return [
    `### ${inline(cleanupVerdict(report))}`,
    ...problems.slice(0, MOST_PROBLEMS).map((problem) => `- ⚠️ ${inline(redact(problem))}`),
    ...(rows.length === 0 ? [] : [[`| | ${dryRun ? "to remove" : "removed"} | stays |`, "|---|---|---|", ...rows].join("\n")]),
    ...(keys.length === 0
      ? []
      : [
          `<details><summary>${removed.length} keys</summary>\n\n${codeBlock([...keys, ...(left === 0 ? [] : [`… and ${left} more`])].join("\n"), "text")}\n\n</details>`,
        ]),
  ].join("\n\n");
}
