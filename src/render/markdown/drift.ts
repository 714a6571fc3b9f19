import { allDrifted, isDrifted, isPutRight, type DriftReport, type DriftResult } from "../../domain/drift/report.ts";
import { mayBePutRight } from "../../domain/drift/remediation.ts";
import { toolText } from "../../domain/model/tool.ts";
import { visible } from "../../domain/text/invisible.ts";
import { driftLines, driftVerdict, kindText, sinceText } from "../drift-words.ts";
import { cell, codeBlock, codeSpan, cut, htmlText, inline, linkTarget } from "../neutralise.ts";
import { counted, findingCounts, said } from "../words.ts";
import { planAsDiff, withoutProgress } from "./diff.ts";

/**
 * A report on drift as Markdown: a table, the worst first, then what is to be said of each deployment with its plan folded.
 * @param limit In characters. What does not fit is left out from the end, and counted.
 * @param takesCommands Whether it stands where a comment can ask for more.
 * @param apart How many more have an issue of their own.
 */
export function renderDrift(report: DriftReport, limit: number, { takesCommands, apart } = { takesCommands: false, apart: 0 }): string {
  const told = [
    ...allDrifted(report),
    ...report.results.filter(({ lockIsOld }) => lockIsOld),
    ...report.results.filter((result) => isPutRight(result) && !isDrifted(result)),
  ];
  const foot = footOf(report);
  const problems = report.problems.map((problem) => `- ⚠️ ${inline(problem)}`).slice(0, MOST_PROBLEMS);
  const others = apart === 0 ? "" : `${counted(apart, "more deployment")} drifted, with an issue of ${apart === 1 ? "its" : "their"} own.`;
  const top = [`### ${inline(driftVerdict(report))}`, others, problems.join("\n")].filter((part) => part !== "").join("\n\n");
  const command = takesCommands ? commandFor(told) : [];
  for (const most of [1_000, 200, 40, 5, 0]) {
    const rows = told.slice(0, most);
    const more = told.length - rows.length;
    const table = [
      ...(rows.length === 0 ? [] : [[HEAD, RULE, ...rows.map(row)].join("\n")]),
      ...(more === 0 ? [] : [`${more} more without room here.`]),
    ].join("\n\n");
    const fixed = [top, table, ...command].filter((part) => part !== "").join("\n\n");
    const room = limit - fixed.length - foot.length - LEFT_OUT;
    if (room < 0) continue;
    return [fixed, ...sections(rows, room), foot].join("\n\n");
  }
  return cut(top, limit);
}

/**
 * One deployment of a report on drift as Markdown, for an issue of its own.
 * @param limit In characters.
 * @param takesCommands Whether it stands where a comment can ask for more.
 */
export function renderDriftOf(
  result: DriftResult,
  report: Pick<DriftReport, "orchestratorVersion" | "tool" | "run">,
  limit: number,
  { takesCommands }: { takesCommands: boolean },
): string {
  const since = sinceText(result);
  const kinds = kindText(result);
  const title = isDrifted(result)
    ? `${inline(kinds.charAt(0).toUpperCase() + kinds.slice(1))}${since === "" ? "" : `, ${inline(since)}`}`
    : "As it was applied";
  const command =
    takesCommands && mayBePutRight(result, "all")
      ? ["To put back what was changed outside, comment `/tf reconcile`, with write access."]
      : [];
  const top = [
    `### ${title}`,
    `${codeSpan(result.id, LONGEST_ID)}${result.file === null ? "" : ` · ${codeSpan(result.file, LONGEST_ID)}`}`,
    ...command,
  ];
  const foot = footOf(report);
  const fixed = [...top, foot].join("\n\n");
  const text = details(result, Math.min(LONGEST_PLAN * 2, limit - fixed.length - LEFT_OUT));
  const whole = [...top, text, foot].filter((part) => part !== "").join("\n\n");
  return whole.length <= limit ? whole : cut(fixed, limit);
}

function footOf({ orchestratorVersion, tool, run }: Pick<DriftReport, "orchestratorVersion" | "tool" | "run">): string {
  const link = linkTarget(run);
  return `<sub>tf-orchestrator ${inline(orchestratorVersion)}, ${inline(toolText(tool))}${link === null ? "" : ` · [run](${link})`}</sub>`;
}

/** What a comment can ask for, with the worst that it can be asked of. */
function commandFor(told: readonly DriftResult[]): string[] {
  const example = told.find((result) => mayBePutRight(result, "all"));
  return example === undefined
    ? []
    : [`To put back what was changed outside, comment ${codeSpan(`/tf reconcile ${example.id}`, LONGEST_ID)}, with write access.`];
}

const MOST_PROBLEMS = 20;
const HEAD = "| | deployment | what | since | policies |";
const RULE = "|---|---|---|---|---|";
const LONGEST_ID = 260;
/** Room for the line that counts what was left out. */
const LEFT_OUT = 200;
const LONGEST_PLAN = 12_000;
const MOST_OWNERS = 10;

function row(result: DriftResult): string {
  const cells = [
    isDrifted(result) ? "❌" : isPutRight(result) ? "✅" : "🔒",
    codeSpan(result.id, LONGEST_ID),
    whatOf(result),
    inline(sinceText(result)),
    findingCounts(result.findings),
  ];
  return `| ${cells.map(cell).join(" | ")} |`;
}

function whatOf(result: DriftResult): string {
  if (isDrifted(result)) return kindText(result);
  return isPutRight(result) ? "put right" : "locked for long";
}

/** As many as fit, in order. */
function sections(rows: readonly DriftResult[], room: number): string[] {
  const shown: string[] = [];
  let left = room;
  for (const [index, result] of rows.entries()) {
    const text = section(result);
    if (text.length + 2 > left) {
      shown.push(`The details of ${rows.length - index} more do not fit here: see the run.`);
      break;
    }
    left -= text.length + 2;
    shown.push(text);
  }
  return shown;
}

function section(result: DriftResult): string {
  return `<details><summary><code>${htmlText(cut(result.id, 120))}</code>: ${htmlText(whatOf(result))}</summary>\n\n${details(result, LONGEST_PLAN)}\n\n</details>`;
}

/** What is to be said of a deployment, what policies say, and its plan, in so many characters. */
function details(result: DriftResult, longestPlan: number): string {
  const owners = [...new Set([...(result.owner === null ? [] : [result.owner]), ...result.codeOwners])].slice(0, MOST_OWNERS);
  // Nobody is called by it: a mention is shown as code.
  const ownedBy = owners.length === 0 ? [] : [`owned by ${owners.join(", ")}`];
  const lines = [...driftLines(result), ...ownedBy].map((line) => `- ${inline(line)}`);
  const findings = result.findings.map((finding) => {
    const address = finding.address === undefined ? "" : ` ${codeSpan(finding.address)}`;
    return `- **${finding.level}** ${codeSpan(finding.rule)}${address}: ${inline(said(finding))}`;
  });
  const plan = planAsDiff(withoutProgress(visible(result.output)).trim());
  const body = [lines.join("\n"), findings.join("\n"), plan === "" ? "" : codeBlock(cut(plan, longestPlan), "diff")];
  return body.filter((part) => part !== "").join("\n\n");
}
