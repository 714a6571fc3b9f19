import { addedCost, totalCost } from "../../domain/cost/cost.ts";
import { addedUsd, usd } from "../../domain/cost/money.ts";
import { place, type Finding } from "../../domain/model/finding.ts";
import type { DeploymentResult, Report, Step } from "../../domain/report/report.ts";
import { DELETION_RULE } from "../../domain/plan/deletion-protection.ts";
import { countsOf } from "../../domain/plan/summary.ts";
import { changeLines } from "../changes.ts";
import { failureLines, failureOf } from "../failure.ts";
import { clipped, columnsOf, padded, wrapped } from "./columns.ts";
import { logLine } from "../neutralise.ts";
import { verdictText } from "../markdown/verdict.ts";
import { byUrgency, counted, duration, findingCounts, iconOf, isBad, isLeftOut, isUnchanged, said } from "../words.ts";

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

/** How text is coloured by its meaning; without colours, as it is. */
export type Paint = (meaning: "good" | "bad" | "doubtful" | "quiet", text: string) => string;

export const PLAIN: Paint = (_, text) => text;

/**
 * What stands in the terminal at the end: the verdict, the deployments, and beneath each its findings with their place and what to do.
 * Everything is wrapped to `columns` and nothing is cut; 0: the width is unknown, nothing is wrapped.
 */
export function resultTable(report: Report, columns: number, paint: Paint = PLAIN): string {
  const width = columns > 0 ? columns : Number.POSITIVE_INFINITY;
  const results = report.results.toSorted(byUrgency);
  const rows = results
    .filter((result) => !isUnchanged(result))
    .map((result) => ({
      result,
      cells: [
        logLine(result.deployment.id),
        result.status === "planned" || result.status === "applied" ? countsOf(result.counts) : result.status,
        costOf(result),
        duration(result.durationMs),
        findingCounts(result.findings),
      ],
    }));
  const widths = [0, 1, 2, 3, 4].map((index) => rows.reduce((widest, { cells }) => Math.max(widest, columnsOf(cells[index] ?? "")), 0));
  const lines = rows.flatMap(({ result, cells }) => {
    const changes = changeLines(result, MOST_CHANGES);
    const { told, findings } = withoutListed(result, changes);
    return [
      ...rowLines(iconOf(result), cells, widths, width).map((line) => paint(meaningOf(result), line)),
      ...changes.flatMap((line) => wrapped(logLine(line), width, [INDENT, INDENT + 2])),
      ...told.flatMap((line) => wrapped(line, width, [INDENT, INDENT + 2])),
      ...findings.flatMap((finding) => findingLines(finding, width, paint)),
      ...failedLines(result).flatMap((line) => {
        const indent = INDENT + (line.length - line.trimStart().length);
        return wrapped(logLine(line), width, [indent, indent + 2]);
      }),
      ...(result.recovery === null ? [] : wrapped(logLine(result.recovery), width, [INDENT, INDENT + 2])),
    ];
  });
  lines.push(...costLines(results).flatMap((line) => wrapped(line, width, [0, 2])));
  const quiet = results.filter(isUnchanged).length;
  if (quiet > 0) lines.push(paint("quiet", `Unchanged: ${counted(quiet, "deployment")}`));
  const refusal =
    report.refusal === undefined
      ? []
      : [...report.refusal.reasons.flatMap((reason) => wrapped(`- ${logLine(reason)}`, width, [0, 2])), logLine(report.refusal.remedy)];
  const verdict = wrapped(logLine(verdictText(report)), width, [0, 2]).map((line) => paint(VERDICT_MEANS[report.verdict], line));
  return [...verdict, ...refusal, ...lines].join("\n");
}

/** One line of the table; where the terminal is too narrow for that, the id has a line of its own. */
function rowLines(icon: string, cells: readonly string[], widths: readonly number[], width: number): string[] {
  const head = padded(icon.replace("\ufe0f", ""), 2);
  const row = `${head} ${shown(cells, widths).join("   ")}`.trimEnd();
  if (columnsOf(row) <= width) return [row];
  const [id = "", ...rest] = cells;
  return [`${head} ${id}`, `${" ".repeat(INDENT)}${rest.filter((text) => text !== "").join("   ")}`];
}

/** Padded to their columns; a column without anything takes no room. */
function shown(cells: readonly string[], widths: readonly number[]): string[] {
  return cells.flatMap((text, index) => (widths[index] === 0 ? [] : [padded(text, widths[index] ?? 0)]));
}

const INDENT = 5;
/** Addresses of one deployment. */
const MOST_CHANGES = 20;

const VERDICT_MEANS = { passed: "good", failed: "bad", refused: "bad", empty: "quiet" } as const satisfies Record<
  Report["verdict"],
  string
>;

function meaningOf(result: Report["results"][number]): "good" | "bad" | "doubtful" | "quiet" {
  if (isBad(result)) return "bad";
  if (isLeftOut(result)) return "quiet";
  return iconOf(result) === "✅" ? "good" : "doubtful";
}

/** `deny S3-004  S3/data/data.tfvars:14:3  module.s3.aws_s3_bucket.this["data"]`, then what was found and what to do. */
function findingLines(finding: Finding, width: number, paint: Paint): string[] {
  const { level, rule, location, address } = finding;
  const where = [location === undefined ? "" : place(location), address ?? ""].filter((part) => part !== "").map(logLine);
  const [first = "", ...rest] = wrapped(`${level} ${logLine(rule)} ${where.join(" ")}`, width, [INDENT, INDENT + 5]);
  const colour = level === "deny" ? "bad" : "doubtful";
  return [
    first.replace(/\S+ \S+/, (head) => paint(colour, head)),
    ...rest,
    ...wrapped(logLine(said(finding)), width, [INDENT + 5, INDENT + 5]),
  ];
}

/** The list of changes names what is deleted: all findings that only say so again become one line. */
function withoutListed(
  { deployment, findings }: DeploymentResult,
  changes: readonly string[],
): { told: string[]; findings: readonly Finding[] } {
  const isListed = ({ rule, address }: Finding) =>
    rule === DELETION_RULE &&
    address !== undefined &&
    changes.some((line) => line.endsWith(` ${address}`) || line.includes(` ${address} `));
  const listed = findings.filter(isListed);
  const [first] = listed;
  if (first === undefined) return { told: [], findings };
  const advice = first.level === "deny" ? `which ${deployment.environment} blocks` : "check that nobody needs them any more";
  return {
    told: [`${first.level} ${DELETION_RULE}: ${counted(listed.length, "resource")} above, ${advice}`],
    findings: findings.filter((finding) => !isListed(finding)),
  };
}

/** `+1,240 USD a month`, for a row. */
function costOf({ cost, costProblem }: DeploymentResult): string {
  if (cost !== undefined) return `${addedUsd(addedCost(cost))} a month`;
  return costProblem === undefined ? "" : "cost unknown";
}

/** What all of them cost together, and why it may not be known. */
function costLines(results: readonly DeploymentResult[]): string[] {
  const known = results.flatMap(({ cost }) => cost ?? []);
  const problems = new Set(results.flatMap(({ costProblem }) => costProblem ?? []));
  const total = totalCost(known);
  return [
    ...(known.length === 0 ? [] : [`Cost a month: ${addedUsd(addedCost(total))} (${usd(total.before)} → ${usd(total.after)})`]),
    ...[...problems].map((problem) => `Cost unknown: ${logLine(problem)}`),
  ];
}

function failedLines(result: DeploymentResult): string[] {
  const failure = failureOf(result);
  return failure === null ? [] : failureLines(failure, { errors: 8, lines: 20 });
}
