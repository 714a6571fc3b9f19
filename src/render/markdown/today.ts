import type { Today } from "../../domain/dashboard/today.ts";
import { kindText } from "../drift-words.ts";
import { cell, codeSpan, inline } from "../neutralise.ts";
import { counted } from "../words.ts";

const LONGEST_ID = 260;
const MOST_ROWS = 50;

/** What needs somebody, as Markdown: the first page of the report in short. @param today Redacted. */
export function renderToday(today: Today): string {
  const { deployments, records, unreadable, failed, drifted, locked, waiting, rollouts, counts } = today;
  const rows: [what: string, which: string, more: string][] = [
    ...failed.map(
      ({ place, action, outcome }) => ["❌ failed", codeSpan(place.id, LONGEST_ID), `${action}: ${outcome}`] as [string, string, string],
    ),
    ...waiting.map(
      (one) =>
        [
          one.for === "fix" ? "❌ held by policy" : "⏳ waits for approval",
          codeSpan(`${one.repository}#${one.pullRequest}`),
          `${one.environment}, ${counted(one.deployments, "deployment")}`,
        ] as [string, string, string],
    ),
    ...rollouts
      .filter(({ progress }) => progress.hold !== null)
      .map(
        ({ repository, pullRequest, environment, progress }) =>
          [
            progress.hold?.why === "approval" ? "⏸️ rollout waits for approval" : "⏹️ rollout stopped",
            codeSpan(`${repository}#${pullRequest}`),
            `${environment}, ${counted(progress.undone.length, "deployment")} not applied`,
          ] as [string, string, string],
      ),
    ...drifted.map(
      ({ row }) => ["⚠️ drifted", codeSpan(row.id, LONGEST_ID), row.drift === null ? "" : kindText(row.drift)] as [string, string, string],
    ),
    ...locked
      .filter(({ kind }) => kind === "old")
      .map(({ row }) => ["🔒 locked for long", codeSpan(row.id, LONGEST_ID), row.lock?.who ?? ""] as [string, string, string]),
  ];
  const total = counts.rollouts + counts.failed + counts.fixes + counts.approvals + counts.drifted + counts.locks;
  const shown = rows.slice(0, MOST_ROWS);
  const head = total === 0 ? "✅ Nothing needs anybody" : `${total} ${total === 1 ? "thing needs" : "things need"} somebody`;
  return [
    `### ${head}`,
    `${counted(deployments, "deployment")}, ${counted(records, "audit record")}, ${counts.running} running now.${unreadable === 0 ? "" : ` ${counted(unreadable, "record")} cannot be read by this version.`}`,
    ...(shown.length === 0
      ? []
      : [
          [
            "| | what | |",
            "|---|---|---|",
            ...shown.map(([what, which, more]) => `| ${[what, which, inline(more)].map(cell).join(" | ")} |`),
          ].join("\n"),
        ]),
    ...(total > shown.length ? [`${total - shown.length} more are in the pages.`] : []),
  ].join("\n\n");
}
