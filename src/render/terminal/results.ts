import type { Report, Step } from "../../domain/report/report.ts";
import { clipped, columnsOf, padded } from "./columns.ts";
import { logLine } from "../neutralise.ts";
import { verdictText } from "../markdown/verdict.ts";
import { byUrgency, counted, countsOf, duration, findingCounts, iconOf, isUnchanged, said } from "../words.ts";

/** What runs right now. Times in milliseconds of one clock. */
export interface Running {
  deployments: readonly { id: string; step: Step["name"]; startedMs: number }[];
  done: number;
  total: number;
  nowMs: number;
}

/**
 * The lines at the foot of a terminal while deployments run: one for each, with spinner, step and time, and one with the count. No line is
 * wider than `columns`, so that they can be overwritten in place; a terminal without width gets none.
 */
export function runningLines(running: Running, columns: number, rows = MOST_LINES): string[] {
  if (columns <= 0 || rows <= 0) return [];
  const spinner = SPINNER[Math.floor(running.nowMs / SPINNER_MS) % SPINNER.length] ?? "";
  const most = Math.max(0, Math.min(rows, MOST_LINES) - 1);
  const shown = running.deployments.slice(0, most);
  const widest = shown.reduce((width, { id }) => Math.max(width, columnsOf(logLine(id))), 0);
  const lines = shown.map(({ id, step, startedMs }) => {
    const time = duration(Math.max(0, running.nowMs - startedMs));
    return `${spinner} ${padded(logLine(id), widest)}   ${step.padEnd(7)} ${time.padStart(9)}`;
  });
  const more = running.deployments.length - shown.length;
  const count = `${running.done} of ${counted(running.total, "deployment")} done${more > 0 ? `, ${more} more running` : ""}`;
  return [...lines, count].map((line) => clipped(line, columns));
}

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const SPINNER_MS = 80;
const MOST_LINES = 24;

/** What stands in the terminal at the end: the verdict, the deployments, and the findings of each beneath it. */
export function resultTable(report: Report, columns: number): string {
  const width = columns > 0 ? columns : UNKNOWN_COLUMNS;
  const results = report.results.toSorted(byUrgency);
  const rows = results
    .filter((result) => !isUnchanged(result))
    .map((result) => ({
      result,
      cells: [
        logLine(result.deployment.id),
        result.status === "planned" || result.status === "applied" ? countsOf(result.counts) : result.status,
        duration(result.durationMs),
        findingCounts(result.findings),
      ],
    }));
  const widths = [0, 1, 2, 3].map((index) => rows.reduce((widest, { cells }) => Math.max(widest, columnsOf(cells[index] ?? "")), 0));
  const lines = rows.flatMap(({ result, cells }) => [
    `${padded(iconOf(result).replace("\ufe0f", ""), 2)} ${cells.map((text, index) => padded(text, widths[index] ?? 0)).join("   ")}`.trimEnd(),
    ...result.findings.map(
      (finding) => `     ${finding.level} ${logLine(finding.rule)}  ${logLine(`${finding.address ?? ""} ${said(finding)}`)}`,
    ),
    ...(result.error === null
      ? []
      : result.error
          .split("\n")
          .filter((line) => line.trim() !== "")
          .slice(-8)
          .map((line) => `     ${logLine(line)}`)),
    ...(result.recovery === null ? [] : [`     ${logLine(result.recovery)}`]),
  ]);
  const quiet = results.filter(isUnchanged).length;
  if (quiet > 0) lines.push(`Unchanged: ${counted(quiet, "deployment")}`);
  const refusal =
    report.refusal === undefined ? [] : [...report.refusal.reasons.map((reason) => `- ${logLine(reason)}`), logLine(report.refusal.remedy)];
  return [logLine(verdictText(report)), ...refusal, ...lines].map((line) => clipped(line, width)).join("\n");
}

const UNKNOWN_COLUMNS = 1_000;
