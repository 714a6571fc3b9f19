import { approvalsSection } from "./approvals.ts";
import { bySeverity, type Finding } from "../../domain/model/finding.ts";
import { toolText } from "../../domain/model/tool.ts";
import type { DeploymentResult, Report, RemovedFile } from "../../domain/report/report.ts";
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
import { fold } from "./fold.ts";
import { isWhole } from "../../domain/rollout/view.ts";
import { modelAdviceSection } from "./model-advice.ts";
import { codeBlock, codeSpan, cut, inline, linkTarget } from "../neutralise.ts";
import { parseLockError } from "../../domain/state/lock.ts";
import { planSections } from "./plan-sections.ts";
import { riskLines } from "./risk.ts";
import { rolloutSection } from "./rollout.ts";
import { reasonInTitle, verdictMarkdown } from "./verdict.ts";
import { byUrgency, counted, duration, isBad, isUnchanged, shortSha, totalOf } from "../words.ts";
import type { Drift, PlanCounts } from "../../domain/model/plan.ts";
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
  if (record !== null && !/^[\w-]+\.[\w-]*\.[\w-]+$/.test(record)) throw new Error("the record is not a compact JWS");
  const limit = (options.limit ?? LIMIT) - (record === null ? 0 : record.length + RECORD_FRAME);
  const body = fitted(report, limit);
  return record === null ? body : `<!-- tf-orchestrator:v1 ${record} -->\n${body}`;
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

function fitted(report: Report, limit: number): string {
  const results = report.results.toSorted(byUrgency);
  const end = footer(report);
  for (const amount of AMOUNTS) {
    const top = [...head(report, results, amount), ...details(report, results, amount)];
    const fixed = joined([...top, end]);
    if (fixed.length > limit) continue;
    const listed = isListed(results);
    const plans = planSections(report, results, limit - fixed.length - 2, (text) => text.length, { listed });
    return joined([...top, plans, end]);
  }
  return cut(joined([`### ${verdictMarkdown(report)}`, end]), limit);
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

// ── The top: what is it, what to do ─────────────────────────────────────────────────────────────────────────────────────────────────

function head(report: Report, results: readonly DeploymentResult[], amount: Amount): string[] {
  const title = `### ${verdictMarkdown(report)}`;
  switch (report.verdict) {
    case "empty":
      return [title, emptyText(report)];
    case "refused":
      return [title, listedReasons(report), remedy(report)];
    case "failed":
    case "passed":
      return [
        title,
        approvalsSection(report),
        dependsSection(report.dependsOn ?? []),
        concurrentSection(report.concurrent ?? []),
        fixFirst(report, results, amount),
        sums(report),
        costLine(report.results),
        riskLines(results),
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
function fixFirst(report: Report, results: readonly DeploymentResult[], amount: Amount): string {
  const worst = toFix(report)[0];
  if (worst !== undefined)
    return [
      `**Fix this first** — ${findingHead(worst, report)}`,
      whatWasFound(worst),
      `${whatToDo(worst)} ${overrideText(report, amount)}`.trim(),
    ]
      .filter((line) => line !== "")
      .join(LINE_BREAK);
  const failed = results.find((result) => result.error !== null && isBad(result));
  return failed === undefined
    ? ""
    : `**${failed.status === "recovered" ? "What failed" : "Fix this first"}** — ${failureText(failed, report)}`;
}

function overrideText(report: Report, { troubles }: Amount): string {
  return report.phase === "validate" ? overrideOffer(blockingFindings(report), troubles) : "";
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

const LONGEST_ERROR_LINE = 600;

const LONGEST_ID = 260;

/** What blocks, as it is told: the deletions as one. */
function toFix(report: Report): Finding[] {
  return withOneDeletion(blockingFindings(report), report);
}

function blockingFindings(report: Report): Finding[] {
  return [...report.checks, ...report.results.flatMap((result) => result.findings)]
    .filter((finding) => finding.level === "deny")
    .sort(bySeverity);
}

// ── The rest, the most urgent first ─────────────────────────────────────────────────────────────────────────────────────────────────

function details(report: Report, results: readonly DeploymentResult[], amount: Amount): string[] {
  return [
    rolloutSection(report),
    approval(report),
    controllerMoved(report),
    controllerChange(report, amount.rows),
    tables(report, results, amount),
    unchanged(results),
    reused(results),
    deletions(report, results, amount),
    changeLists(results),
    costliest(results),
    renamed(report, amount),
    removed(report, amount),
    moreToFix(report, amount),
    moreFailures(report, results, amount),
    warnings(report, amount),
    drift(results, amount),
    amount.warnings === 0 ? "" : modelAdviceSection(report),
    backupList(results, amount.rows),
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

function tables(report: Report, results: readonly DeploymentResult[], amount: Amount): string {
  const rows = results.filter((result) => !isUnchanged(result));
  if (rows.length === 0) return "";
  const shown = rows.slice(0, amount.rows);
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

/** A plan of after the merge, and nothing was applied beside it. */
function isPlanOnly({ newPlan, results }: Report): boolean {
  return newPlan !== undefined && results.every(({ status }) => status !== "applied");
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

function deletions(report: Report, results: readonly DeploymentResult[], amount: Amount): string {
  const blocked = blockingFindings(report).filter(({ rule }) => rule === DELETION_RULE);
  const total = results.reduce((sum, result) => sum + result.deletions.length, 0);
  return deletionSection(results, amount.troubles, {
    isListed: isListed(results),
    isOnTop: toFix(report)[0]?.rule === DELETION_RULE && blocked.length === total,
  });
}

function renamed(report: Report, amount: Amount): string {
  const shown = report.renamed.slice(0, Math.min(MOST_FILES_LEFT, amount.troubles));
  const items = shown.map(({ from, to, id }) => {
    const state = id === null ? "" : `; the state stays ${codeSpan(id, LONGEST_ID)}`;
    return `${codeSpan(from, 300)} is ${codeSpan(to, 300)} now${caseOnly(from, to) ? " (only letter case differs)" : ""}${state}.`;
  });
  return listOf("Renamed", items, report.renamed.length);
}

function caseOnly(from: string, to: string): boolean {
  return from !== to && from.toLowerCase() === to.toLowerCase();
}

function removed(report: Report, amount: Amount): string {
  const shown = report.removed.slice(0, Math.min(MOST_FILES_LEFT, amount.troubles));
  return listOf("Removed", shown.map(removedText), report.removed.length);
}

const MOST_FILES_LEFT = 10;

/** One stands in its line; more are a list. */
function listOf(title: string, items: readonly string[], total: number): string {
  if (items.length === 0) return "";
  const more = total - items.length;
  if (total === 1) return `${title}: ${items.join("")}`;
  return [`${title}:`, "", ...items.map((item) => `- ${item}`), ...(more === 0 ? [] : [`- and ${more} more`])].join("\n");
}

function removedText({ file, id, resources, last, problem }: RemovedFile): string {
  const name = codeSpan(file, 300);
  if (id === null) return `${name}. Which state it had cannot be told; whatever it made stays as it is.`;
  const state = codeSpan(id, LONGEST_ID);
  const by = last === null ? "" : ` (last ${lastText(last)})`;
  if (problem !== null)
    return `${name}. Its resources stay as they are, but how many there are is unknown: of ${state}${by}, ${inline(cut(problem, LONGEST_ERROR_LINE))}`;
  if (resources === null) return `${name}. It leaves nothing behind: ${state} has no state.`;
  if (resources === 0) return `${name}. It leaves nothing behind: the state of ${state} holds no resources${by}.`;
  const [them, their] = resources === 1 ? ["It stays as it is", "it"] : ["They stay as they are", "them"];
  return `⚠️ ${name}. The state of ${state} still holds **${counted(resources, "resource")}**${by}. ${them}. To delete ${their}, put the file back with its maps emptied in a pull request and remove it once that was applied, or put it back and run ${codeSpan(`tf-orchestrator destroy --deployment ${id}`, LONGEST_ID + 40)}.`;
}

function lastText({ action, who, at }: NonNullable<RemovedFile["last"]>): string {
  const done = action === "apply" ? "applied" : action === "destroy" ? "destroyed" : `written by ${inline(cut(action, 40))}`;
  return `${done}${who === null ? "" : ` by ${inline(cut(who, 100))}`} at ${inline(at.slice(0, 16).replace("T", " "))} UTC`;
}

/** Blocking findings behind the one on top. */
function moreToFix(report: Report, amount: Amount): string {
  const rest = toFix(report).slice(1);
  return foldedList(`${rest.length} more to fix`, rest.length, rest.slice(0, amount.troubles), report);
}

function warnings(report: Report, amount: Amount): string {
  const all = [...report.checks, ...report.results.flatMap((result) => result.findings)]
    .filter((finding) => finding.level === "warn" && !isToldDeletion(finding))
    .sort(bySeverity);
  return foldedList(counted(all.length, "warning"), all.length, all.slice(0, amount.warnings), report);
}

function foldedList(title: string, total: number, shown: readonly Finding[], report: Report): string {
  if (total === 0) return "";
  if (shown.length === 0) return `${title}: see ${runLink(report)}.`;
  const more = shown.length === total ? "" : `\n- and ${total - shown.length} more: see ${runLink(report)}`;
  return fold(title, findingList(shown, report) + more);
}

/** Failures behind the one on top, and every recovery. */
function moreFailures(report: Report, results: readonly DeploymentResult[], amount: Amount): string {
  const onTop = blockingFindings(report).length === 0 ? results.find((result) => result.error !== null && isBad(result)) : undefined;
  const rest = results.filter(
    (result) => result !== onTop && result.status !== "skipped" && (result.error !== null || result.recovery !== null),
  );
  if (rest.length === 0) return "";
  const shown = rest.slice(0, amount.troubles);
  const texts = shown.map((result) =>
    result.error === null
      ? `${codeSpan(result.deployment.id, LONGEST_ID)} ${result.status}: ${recoveryText(result.recovery ?? "")}`
      : failureText(result, report),
  );
  if (shown.length < rest.length) texts.push(`and ${rest.length - shown.length} more: see ${runLink(report)}`);
  return fold(counted(rest.length, onTop === undefined ? "failure" : "more failure"), texts.join("\n\n"));
}

function drift(results: readonly DeploymentResult[], amount: Amount): string {
  const all = results.flatMap(({ deployment, drift }) => drift.map((one) => ({ ...one, id: deployment.id })));
  const [ofCode, others] = [all.filter((one) => one.ofCode), all.filter((one) => !one.ofCode)];
  const list = (title: string, found: typeof all) => {
    if (found.length === 0) return "";
    const shown = found.slice(0, amount.troubles).map(driftLine);
    if (shown.length < found.length) shown.push(`- and ${found.length - shown.length} more`);
    return fold(`${counted(found.length, "resource")} ${title}`, shown.join("\n"));
  };
  return [list("changed outside Terraform", ofCode), list("changed, in nothing that the code sets", others)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function driftLine({ address, gone, attributes, id }: Drift & { id: string }): string {
  const names = attributes.slice(0, MOST_ATTRIBUTES).map((name) => codeSpan(name, 100));
  const more = attributes.length > names.length ? [`${attributes.length - names.length} more`] : [];
  const what = gone ? "is gone" : [...names, ...more].join(", ");
  return `- ${codeSpan(address, 300)} in ${codeSpan(id, LONGEST_ID)}${what === "" ? "" : `: ${what}`}`;
}

const MOST_ATTRIBUTES = 6;

// ── The last line ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function footer(report: Report): string {
  const planned = report.newPlan?.tipSha ?? report.subject.headSha;
  const sha = planned === null ? "" : `${codeSpan(shortSha(planned), 64)} `;
  const tool = report.tool === null ? "" : ` with ${inline(toolText(report.tool), 60)}`;
  const policy = report.policy === null ? "" : `, ${counted(report.policy.rules, "rule")} in ${duration(report.policy.millis)}`;
  const run = linkTarget(report.links.run);
  const plans = linkTarget(report.links.plans);
  const ran = report.results.length > 0 && (report.verdict !== "refused" || report.newPlan !== undefined);
  const done = isPlanOnly(report) ? DONE.validate : report.verdict === "failed" && report.phase !== "validate" ? "ran" : DONE[report.phase];
  const parts = [
    ran ? `${sha}${done}${tool}${policy}` : sha.trim(),
    run === null ? "" : `[run](${run})`,
    plans === null || !ran ? "" : `[full plans](${plans})`,
    report.traceId === undefined ? "" : `trace \`${report.traceId}\``,
    whatNext(report),
  ];
  return `<sub>${parts.filter((part) => part !== "").join(" · ")}</sub>`;
}

const DONE: Record<Report["phase"], string> = {
  validate: "planned",
  plan: "planned",
  apply: "applied",
  destroy: "destroyed",
  rollback: "rolled back",
  merge: "merged",
  drift: "compared",
};

/** What people can do now, with the comments that do it. */
function whatNext(report: Report): string {
  const blocking = report.phase === "validate" ? blockingFindings(report) : [];
  if (blocking.length > 0 && blocking.every(({ location }) => location?.controller === true))
    return "what next: correct the controller, then comment `/tf validate`";
  if (report.newPlan !== undefined && !isPlanOnly(report)) return "";
  return [nextStep(report), unlocking(report), explaining(blocking), withdrawing(report)].filter((part) => part !== "").join(" · ");
}

function nextStep({ phase, verdict, newPlan, rollout, results, checks }: Report): string {
  if (newPlan?.code === null) return "nothing was changed · correct it in a new pull request, or comment `/tf apply`: it plans again";
  if (newPlan !== undefined)
    return `nothing was changed · ${codeSpan(`/tf approve ${newPlan.code}`, 100)} applies this plan · \`/tf apply\` plans again`;
  if (rollout !== undefined && !isWhole(rollout))
    return rollout.next === null
      ? "what next: see above, then `/tf continue`"
      : "what next: nothing, the rest follows · `/tf stop` stops it";
  // Files that are wrong stay wrong; terraform may have met a service that was down.
  const failed = phase === "validate" && checks.length === 0 && results.some(({ status }) => status === "failed");
  const again = failed ? " · `/tf validate` tries again" : "";
  return `${NEXT[phase]?.[verdict] ?? ""}${again}`;
}

function unlocking({ results }: Report): string {
  const ids = results.flatMap(({ error }) => (error === null ? [] : (parseLockError(error)?.id ?? [])));
  const [id] = ids.filter((each) => /^[\w-]{1,64}$/.test(each));
  return id === undefined ? "" : `\`/tf unlock ${id}\` removes the lock, once its run has ended`;
}

/** Of a bundled rule: of others there is no more to say. */
function explaining([worst]: readonly Finding[]): string {
  return worst === undefined || !/^[A-Z][A-Z0-9]{1,15}-\d{3}$/.test(worst.rule) ? "" : `\`/tf explain ${worst.rule}\` says more`;
}

function withdrawing({ approval: given, phase, verdict }: Report): string {
  const stands = given?.override != null && phase === "merge" && verdict === "refused";
  return stands ? "`/tf withdraw` takes the override back" : "";
}

const NEXT: Partial<Record<Report["phase"], Partial<Record<Report["verdict"], string>>>> = {
  validate: {
    passed: "what next: approve, and it is merged and applied · `/tf validate` plans again",
    failed: "what next: fix and push, it runs again",
    refused: "what next: see above, then push again or comment `/tf validate`",
  },
  apply: {
    passed: "what next: nothing, it is done",
    failed: "what next: see above; `/tf apply` tries again, a new pull request changes something",
    refused: "nothing was changed · `/tf apply` asks again",
  },
  merge: { refused: "nothing was merged · `/tf apply` asks again" },
};
