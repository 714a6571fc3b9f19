import { approvalsSection } from "./approvals.ts";
import { bySeverity, type Finding } from "../../domain/model/finding.ts";
import type { DeploymentResult, Report } from "../../domain/report/report.ts";
import { changeLines } from "../changes.ts";
import { failureOf } from "../failure.ts";
import { failureMarkdown } from "./failure-text.ts";
import { DELETION_RULE } from "../../domain/plan/deletion-protection.ts";
import { concurrentSection } from "./concurrent.ts";
import { controllerChange } from "./controller-change.ts";
import { costliest, costLine } from "./cost.ts";
import { deletionSection, isToldDeletion, overrideOffer, withOneDeletion } from "./deletions.ts";
import { dependsSection } from "./depends.ts";
import { backupList, deploymentTable } from "./deployment-table.ts";
import { findingHead, findingList, LINE_BREAK, whatToDo, whatWasFound } from "./finding-list.ts";
import { accountsText, accountTable, byAccount, isTroubled } from "./account-table.ts";
import { removedFiles, renamedFiles } from "./files-left.ts";
import { fold } from "./fold.ts";
import { footer, isPlanOnly } from "./footer.ts";
import { modelAdviceSection } from "./model-advice.ts";
import { codeBlock, codeSpan, cut, inline, linkTarget } from "../neutralise.ts";
import { planDrift } from "./plan-drift.ts";
import { planSections } from "./plan-sections.ts";
import { riskLines } from "./risk.ts";
import { rolloutSection } from "./rollout.ts";
import { reasonInTitle, verdictMarkdown } from "./verdict.ts";
import { allFindings, byUrgency, counted, isBad, isUnchanged, shortSha, totalOf } from "../words.ts";
import type { PlanCounts } from "../../domain/model/plan.ts";
import { countsOf, isNoChange } from "../../domain/plan/summary.ts";

export interface CommentOptions {
  /** Characters; GitHub takes 65,536. Less where the caller adds something of its own. */
  limit?: number;
}

/**
 * The comment on a pull request, as Markdown in which nothing of the report can become a mention, a link, HTML or a code block of its own.
 * @param report From `buildReport`: its strings are redacted.
 * @param record The signed record as compact JWS. It becomes the first bytes, as an HTML comment.
 * @throws Error when the record is no compact JWS, which would break out of that comment.
 */
export function renderComment(report: Report, record: string | null, options: CommentOptions = {}): string {
  return openComment(report)(record, options);
}

/** The same for a report that is told more than once: each piece of it is written once. */
export function openComment(report: Report): (record: string | null, options?: CommentOptions) => string {
  const told = ordered(report);
  const pieces = [...head(told), ...details(told)];
  return (record, options = {}) => {
    if (record !== null && !/^[\w-]+\.[\w-]*\.[\w-]+$/.test(record)) throw new Error("the record is not a compact JWS");
    const limit = (options.limit ?? LIMIT) - (record === null ? 0 : record.length + RECORD_FRAME);
    const body = fitted(told, pieces, limit);
    return record === null ? body : `<!-- tf-orchestrator:v1 ${record} -->\n${body}`;
  };
}

const LIMIT = 65_536;
const RECORD_FRAME = "<!-- tf-orchestrator:v1  -->\n".length;

/** How much of each part is shown. */
interface Amount {
  warnings: number;
  /** Findings that block, failures, deletions, drift. */
  troubles: number;
  rows: number;
}

/** What goes first when a comment is too long, after the plans: warnings, then rows, then the findings behind the first one. */
const AMOUNTS: readonly Amount[] = [
  { warnings: 500, troubles: 200, rows: 2_000 },
  { warnings: 50, troubles: 200, rows: 2_000 },
  { warnings: 10, troubles: 100, rows: 2_000 },
  { warnings: 0, troubles: 50, rows: 2_000 },
  { warnings: 0, troubles: 30, rows: 200 },
  { warnings: 0, troubles: 15, rows: 100 },
  { warnings: 0, troubles: 8, rows: 50 },
  { warnings: 0, troubles: 3, rows: 20 },
  { warnings: 0, troubles: 1, rows: 5 },
];

/** A report with what it holds in the order in which it is told. */
interface Ordered {
  report: Report;
  /** The most urgent first. */
  results: readonly DeploymentResult[];
  /** Findings that block, the worst first. */
  blocking: readonly Finding[];
  /** What blocks, as it is told: the deletions as one. */
  toFix: readonly Finding[];
  /** Warnings, the worst first. */
  warned: readonly Finding[];
}

function ordered(report: Report): Ordered {
  const findings = allFindings(report).sort(bySeverity);
  const blocking = findings.filter(({ level }) => level === "deny");
  return {
    report,
    results: report.results.toSorted(byUrgency),
    blocking,
    toFix: withOneDeletion(blocking, report),
    warned: findings.filter((finding) => finding.level === "warn" && !isToldDeletion(finding)),
  };
}

/** A piece of the comment, as long as an amount lets it be. */
type Piece = (amount: Amount) => string;

/** A piece that is as long as it is. */
function whole(write: () => string): Piece {
  let written: string | undefined;
  return () => (written ??= write());
}

/** A piece that one part of the amount cuts; several amounts have the same. */
function cutBy(part: keyof Amount, write: (most: number) => string): Piece {
  const written = new Map<number, string>();
  return ({ [part]: most }) => {
    const text = written.get(most) ?? write(most);
    written.set(most, text);
    return text;
  };
}

function fitted(told: Ordered, pieces: readonly Piece[], limit: number): string {
  const { report, results, blocking } = told;
  const end = footer(report, blocking);
  for (const amount of AMOUNTS) {
    const top = withinLimit(pieces, amount, limit - end.length);
    if (top === null) continue;
    const listed = isListed(results);
    const left = limit - joined([...top, end]).length - 2;
    const plans = planSections(report, results, left, (text) => text.length, { listed });
    return joined([...top, plans, end]);
  }
  return cut(joined([`### ${verdictMarkdown(report)}`, end]), limit);
}

/** The pieces that say something; null: they are longer than the limit, and most of them were not even written. */
function withinLimit(pieces: readonly Piece[], amount: Amount, limit: number): string[] | null {
  const texts: string[] = [];
  let left = limit;
  for (const piece of pieces) {
    const text = piece(amount);
    if (text === "") continue;
    left -= text.length + SEPARATOR.length;
    if (left < 0) return null;
    texts.push(text);
  }
  return texts;
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(SEPARATOR);
}

const SEPARATOR = "\n\n";

// ── The top: what is it, what to do ─────────────────────────────────────────────────────────────────────────────────────────────────

function head(told: Ordered): Piece[] {
  const { report, results } = told;
  const title = whole(() => `### ${verdictMarkdown(report)}`);
  switch (report.verdict) {
    case "empty":
      return [title, whole(() => emptyText(report))];
    case "refused":
      return [title, whole(() => listedReasons(report)), whole(() => remedy(report))];
    case "failed":
    case "passed":
      return [
        title,
        whole(() => approvalsSection(report)),
        whole(() => dependsSection(report.dependsOn ?? [])),
        whole(() => concurrentSection(report.concurrent ?? [])),
        cutBy("troubles", (most) => fixFirst(told, most)),
        whole(() => sums(report)),
        whole(() => costLine(report.results)),
        whole(() => riskLines(results)),
      ];
  }
}

/** What a reviewer agrees to, in one line; a table of one row says it already, and a long one has its own. */
function sums({ phase, verdict, results }: Report): string {
  const total = totalOf(results);
  const changed = results.filter((result) => !isUnchanged(result));
  if (phase !== "validate" || verdict !== "passed" || changed.length < 2 || changed.length > MOST_OPEN_ROWS) return "";
  if (isNoChange(total)) return "";
  return `**${toDo(total)}** in ${counted(changed.length, "deployment")}.`;
}

/** `3 to add, 1 to change, 0 to destroy, 1 to import` */
function toDo({ add, change, destroy, imported = 0, moved = 0, forgotten = 0, outputs = 0 }: PlanCounts): string {
  const state = [
    [imported, "to import"],
    [moved, "to move"],
    [forgotten, "to forget"],
    [outputs, outputs === 1 ? "output to change" : "outputs to change"],
  ] as const;
  const shown = state.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  return [`${add} to add`, `${change} to change`, `${destroy} to destroy`, ...shown].join(", ");
}

function emptyText(report: Report): string {
  const changed =
    report.removed.length > 0 ? "`*.tfvars` are only removed here" : "No `*.tfvars` changed here, and no JSON file that one refers to";
  const place = report.subject.pullRequest === null ? "Nothing here" : changed;
  return `${place}: there is nothing to plan, and nothing will be applied.`;
}

function listedReasons(report: Report): string {
  const reasons = reasonInTitle(report) === null ? (report.refusal?.reasons ?? []) : [];
  return reasons.map((reason) => `- ${inline(reason)}`).join("\n");
}

function remedy(report: Report): string {
  if (report.refusal === undefined) return "";
  const command = report.newPlan?.code == null ? "" : `\n\n${codeBlock(`/tf approve ${report.newPlan.code}`, "text")}`;
  return `**What to do** — ${inline(report.refusal.remedy)}${command}`;
}

/** The one thing to look at: the worst finding that blocks, else the first deployment that failed. */
function fixFirst({ report, results, blocking, toFix }: Ordered, most: number): string {
  const [worst] = toFix;
  if (worst !== undefined)
    return [
      `**Fix this first** — ${findingHead(worst, report)}`,
      whatWasFound(worst),
      `${whatToDo(worst)} ${report.phase === "validate" ? overrideOffer(blocking, most) : ""}`.trim(),
    ]
      .filter((line) => line !== "")
      .join(LINE_BREAK);
  const failed = results.find((result) => result.error !== null && isBad(result));
  return failed === undefined
    ? ""
    : `**${failed.status === "recovered" ? "What failed" : "Fix this first"}** — ${failureText(failed, report)}`;
}

function failureText(result: DeploymentResult, report: Report): string {
  const failure = failureOf(result);
  const title = `${codeSpan(result.deployment.id, LONGEST_ID)} ${result.status === "recovered" ? "failed, and was recovered" : result.status}`;
  const errors = failure === null ? "" : failureMarkdown(failure, report, { errors: MOST_ERRORS, lines: MOST_ERROR_LINES });
  const recovery = result.recovery === null ? "" : `♻️ ${recoveryText(result.recovery)}`;
  return joined([title, errors, recovery]);
}

const MOST_ERRORS = 4;
const MOST_ERROR_LINES = 12;

/** Sentences, and import blocks to be copied, if there are any. An empty line alone tells nothing: a tool's words may hold one. */
function recoveryText(recovery: string): string {
  const start = recovery.indexOf("\n\nimport {\n");
  if (start === -1) return inline(recovery);
  const sentences = recovery.slice(0, start);
  const lines = recovery.slice(start).trim().split("\n");
  const shown = lines.slice(0, MOST_IMPORT_LINES);
  if (shown.length < lines.length) shown.push(`# ${lines.length - shown.length} more lines are in the audit record`);
  return `${inline(sentences)}\n\n${codeBlock(shown.join("\n"), "text")}`;
}

const MOST_IMPORT_LINES = 80;

const LONGEST_ID = 260;

// ── The rest, the most urgent first ─────────────────────────────────────────────────────────────────────────────────────────────────

function details(told: Ordered): Piece[] {
  const { report, results } = told;
  return [
    whole(() => rolloutSection(report)),
    whole(() => approval(report)),
    whole(() => controllerMoved(report)),
    cutBy("rows", (most) => controllerChange(report, most)),
    cutBy("rows", (most) => tables(report, results, most)),
    whole(() => unchanged(results)),
    whole(() => reused(results)),
    cutBy("troubles", (most) => deletions(told, most)),
    whole(() => changeLists(results)),
    whole(() => costliest(results)),
    cutBy("troubles", (most) => renamedFiles(report, most)),
    cutBy("troubles", (most) => removedFiles(report, most)),
    cutBy("troubles", (most) => moreToFix(told, most)),
    cutBy("troubles", (most) => moreFailures(told, most)),
    cutBy("warnings", (most) => warnings(told, most)),
    cutBy("troubles", (most) => planDrift(results, most)),
    cutBy("warnings", (most) => (most === 0 ? "" : modelAdviceSection(report))),
    cutBy("rows", (most) => backupList(results, most)),
  ];
}

/** On whose word it was merged and applied. */
function approval({ approval: given }: Report): string {
  if (given === undefined) return "";
  const { approvers, override } = given;
  const names = approvers.map((login) => codeSpan(login, 100)).join(", ");
  const lines = [
    names === "" ? "" : `Approved by ${names}.`,
    override === null ? "" : `⚠️ Overridden by ${codeSpan(override.approver, 100)}: ${inline(cut(override.reason, 300))}`,
  ];
  return lines.filter((line) => line !== "").join(" ");
}

/** A job that ran again: whoever reads it must know that it is judged by today's rules. */
function controllerMoved({ controllerMoved: moved }: Report): string {
  if (moved === undefined) return "";
  return `The controller is now at ${codeSpan(shortSha(moved.now), 64)}; this run began with ${codeSpan(shortSha(moved.began), 64)}. The newer one counts.`;
}

/** Up to this many rows are one table; of more, those without trouble are folded. */
const MOST_OPEN_ROWS = 25;

function tables(report: Report, results: readonly DeploymentResult[], most: number): string {
  const rows = results.filter((result) => !isUnchanged(result));
  if (rows.length === 0) return "";
  const shown = rows.slice(0, most);
  const left = rows.length - shown.length;
  const note = left === 0 ? "" : `${counted(left, "more deployment")} without room here: see ${runLink(report)}.`;
  const table = (of: readonly DeploymentResult[]) => deploymentTable(isPlanOnly(report) ? "validate" : report.phase, of);
  if (rows.length <= MOST_OPEN_ROWS) return joined([table(shown), note]);
  const open = shown
    .filter((result) => isBad(result) || result.status === "skipped" || result.deletions.length > 0)
    .slice(0, 2 * MOST_OPEN_ROWS);
  const folded = shown.filter((result) => !open.includes(result));
  const accounts = byAccount(results);
  const where = accounts.length === 0 ? "" : ` in ${accountsText(accounts)}`;
  return joined([
    `${counted(results.length, "deployment")}${where}: ${inMarkdown(countsOf(totalOf(results)))}`,
    accountsSection(report, accounts),
    open.length === 0 ? "" : table(open),
    folded.length === 0
      ? ""
      : fold(
          `${open.length === 0 ? "" : "The other "}${counted(folded.length, "deployment")}: ${countsOf(totalOf(folded))}`,
          table(folded),
        ),
    note,
  ]);
}

/** Each account is told, whatever has no room below: the worst stand open. */
function accountsSection(report: Report, accounts: readonly (readonly DeploymentResult[])[]): string {
  if (accounts.length === 0) return "";
  const phase = isPlanOnly(report) ? "validate" : report.phase;
  const troubled = accounts.filter(isTroubled);
  const open = (troubled.length === 0 ? accounts : troubled).slice(0, MOST_OPEN_ROWS);
  const folded = accounts.filter((account) => !open.includes(account));
  return joined([
    accountTable(phase, open),
    folded.length === 0 ? "" : fold(`The other ${accountsText(folded)}`, accountTable(phase, folded)),
  ]);
}

/** Two `~` in one paragraph would strike out what stands between them. */
function inMarkdown(counts: string): string {
  return counts.replaceAll("~", "\\~");
}

function runLink(report: Report): string {
  const run = linkTarget(report.links.run);
  return run === null ? "the run" : `the [run](${run})`;
}

function unchanged(results: readonly DeploymentResult[]): string {
  const quiet = results.filter(isUnchanged);
  if (quiet.length === 0) return "";
  const names = quiet.length > MOST_NAMED ? "" : ` (${quiet.map(({ deployment }) => codeSpan(deployment.id, LONGEST_ID)).join(", ")})`;
  return `Unchanged: ${counted(quiet.length, "deployment")}${names}.`;
}

/** Who reads "as at" must know why that is as good, and how it is had anew. */
function reused(results: readonly DeploymentResult[]): string {
  const count = results.filter(({ reusedFrom }) => reusedFrom !== undefined).length;
  if (count === 0) return "";
  const verb = count === 1 ? "is" : "are";
  return `${counted(count, "plan")} ${verb} of an earlier run: files, code, rules and state have not changed since. \`/tf validate\` plans everything anew.`;
}

const MOST_NAMED = 4;

/** Up to this many changed addresses stand open in the comment; of more, each plan begins with its own. */
const MOST_OPEN_CHANGES = 30;

function isListed(results: readonly DeploymentResult[]): boolean {
  const count = results.reduce((total, { changes }) => total + changes.length, 0);
  return count > 0 && count <= MOST_OPEN_CHANGES;
}

/** What changes, address by address, so that a reviewer need not open a plan. */
function changeLists(results: readonly DeploymentResult[]): string {
  if (!isListed(results)) return "";
  const changing = results.filter(({ changes }) => changes.length > 0);
  const lists = changing.map((result) => {
    const name = changing.length === 1 ? "" : `${codeSpan(result.deployment.id, LONGEST_ID)}\n`;
    return `${name}${codeBlock(changeLines(result, MOST_OPEN_CHANGES).join("\n"), "diff")}`;
  });
  return lists.join("\n\n");
}

function deletions({ results, blocking, toFix }: Ordered, most: number): string {
  const blocked = blocking.filter(({ rule }) => rule === DELETION_RULE);
  const total = results.reduce((sum, result) => sum + result.deletions.length, 0);
  return deletionSection(results, most, {
    isListed: isListed(results),
    isOnTop: toFix[0]?.rule === DELETION_RULE && blocked.length === total,
  });
}

/** Blocking findings behind the one on top. */
function moreToFix({ report, toFix }: Ordered, most: number): string {
  const rest = toFix.slice(1);
  return foldedList(`${rest.length} more to fix`, rest.length, rest.slice(0, most), report);
}

function warnings({ report, warned }: Ordered, most: number): string {
  return foldedList(counted(warned.length, "warning"), warned.length, warned.slice(0, most), report);
}

function foldedList(title: string, total: number, shown: readonly Finding[], report: Report): string {
  if (total === 0) return "";
  if (shown.length === 0) return `${title}: see ${runLink(report)}.`;
  const more = shown.length === total ? "" : `\n- and ${total - shown.length} more: see ${runLink(report)}`;
  return fold(title, findingList(shown, report) + more);
}

/** Failures behind the one on top, and every recovery. */
function moreFailures({ report, results, blocking }: Ordered, most: number): string {
  const onTop = blocking.length === 0 ? results.find((result) => result.error !== null && isBad(result)) : undefined;
  const rest = results.filter(
    (result) => result !== onTop && result.status !== "skipped" && (result.error !== null || result.recovery !== null),
  );
  if (rest.length === 0) return "";
  const shown = rest.slice(0, most);
  const texts = shown.map((result) =>
    result.error === null
      ? `${codeSpan(result.deployment.id, LONGEST_ID)} ${result.status}: ${recoveryText(result.recovery ?? "")}`
      : failureText(result, report),
  );
  if (shown.length < rest.length) texts.push(`and ${rest.length - shown.length} more: see ${runLink(report)}`);
  return fold(counted(rest.length, onTop === undefined ? "failure" : "more failure"), texts.join("\n\n"));
}
