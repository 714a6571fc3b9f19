import { isNoChange } from "../../domain/plan/summary.ts";
import type { Report } from "../../domain/report/report.ts";
import { isWhole, type RolloutProgress } from "../../domain/rollout/view.ts";
import { codeSpan, inline, oneLine } from "../neutralise.ts";
import { counted, duration, isDenied } from "../words.ts";

/** `❌ Not ready: 1 of 5 deployments breaks policy · production → \`prod\``: the one line that says it all, as Markdown. */
export function verdictMarkdown(report: Report): string {
  return verdict(report, { prose: inline, name: codeSpan });
}

/** The same as plain text, for logs. */
export function verdictText(report: Report): string {
  return verdict(report, { prose: oneLine, name: oneLine });
}

/** The same for the title of a check run, where GitHub shows a mark of its own. */
export function verdictTitle(report: Report): string {
  return verdictText(report).replace(/^\P{L}+/u, "");
}

interface Style {
  prose: (text: string) => string;
  name: (text: string) => string;
}

function verdict(report: Report, style: Style): string {
  const { environment, branch } = report.subject;
  const where = [
    environment === null ? "" : style.prose(environment),
    branch === null || namesBranch(report) ? "" : `→ ${style.name(branch)}`,
  ]
    .filter((part) => part !== "")
    .join(" ");
  return [outcome(report, style), where].filter((part) => part !== "").join(" · ");
}

/** Whether the outcome itself says into which branch. */
function namesBranch({ phase, verdict }: Report): boolean {
  return verdict === "passed" && (phase === "validate" || phase === "merge");
}

function outcome(report: Report, style: Style): string {
  switch (report.verdict) {
    case "empty":
      return report.subject.pullRequest === null ? "➖ No deployment here" : "➖ No deployment in this pull request";
    case "refused":
      if (report.newPlan !== undefined) return "📝 Planned again after the merge: this plan waits for approval";
      return `⛔ ${REFUSED[report.phase]}${firstReason(report, style)}`;
    case "failed":
      if (report.rollout !== undefined && report.newPlan === undefined) return `❌ ${failedInWaves(report, report.rollout)}`;
      return `❌ ${report.newPlan === undefined ? FAILED[report.phase] : "Planned again after the merge, and not ready"}: ${troubles(report)}`;
    case "passed":
      return report.rollout === undefined ? `✅ ${passed(report, style)}` : passedInWaves(report, report.rollout);
  }
}

function passedInWaves(report: Report, rollout: RolloutProgress): string {
  const { waves, wave, next, hold } = rollout;
  if (isWhole(rollout)) return `✅ Applied in ${counted(waves.length, "wave")}`;
  const applied = `Wave ${wave} of ${waves.length} applied in ${duration(report.durationMs)}`;
  if (next !== null) return `⏳ ${applied}: wave ${next.wave} follows`;
  return hold?.why === "approval" ? `⏸️ ${applied}: the next waits for approval` : `⏹️ ${applied}: the rest is stopped`;
}

function failedInWaves(report: Report, { waves, wave, next, undone }: RolloutProgress): string {
  const isOver = waves.every(({ state }) => state === "done" || state === "failed");
  if (isOver && next === null) {
    const total = waves.reduce((sum, { deployments }) => sum + deployments, 0);
    return `Apply failed: ${undone.length} of ${counted(total, "deployment")} ${undone.length === 1 ? "is" : "are"} not applied after ${counted(waves.length, "wave")}`;
  }
  const rest = next === null ? "the rest is stopped" : `wave ${next.wave} follows`;
  return `Wave ${wave} of ${waves.length} failed, ${rest}: ${troubles(report)}`;
}

const REFUSED: Record<Report["phase"], string> = {
  validate: "Not validated",
  plan: "Not planned",
  apply: "Not applied",
  destroy: "Not destroyed",
  rollback: "Not rolled back",
  merge: "Not merged",
  drift: "Not checked",
};

const FAILED: Record<Report["phase"], string> = {
  validate: "Not ready",
  plan: "Plan failed",
  apply: "Apply failed",
  destroy: "Destroy failed",
  rollback: "Rollback failed",
  merge: "Merge failed",
  drift: "Drift",
};

function firstReason(report: Report, style: Style): string {
  const reason = reasonInTitle(report);
  return reason === null ? "" : `: ${style.prose(reason).replace(/[.]$/, "")}`;
}

/** The reason of a refusal when it is the only one and short enough for a title; else the reasons are listed below it. */
export function reasonInTitle(report: Report): string | null {
  const [reason, ...more] = report.refusal?.reasons ?? [];
  return reason === undefined || report.newPlan !== undefined || more.length > 0 || reason.length > LONGEST_TITLE_REASON ? null : reason;
}

const LONGEST_TITLE_REASON = 90;

/** `1 of 5 deployments breaks policy, 2 failed, 3 errors in files` */
function troubles(report: Report): string {
  const total = report.results.length;
  const number = (status: string) => report.results.filter((result) => result.status === status).length;
  const broken = report.results.filter((result) => isDenied(result) && result.status !== "failed").length;
  const errors = report.checks.filter((finding) => finding.level === "deny").length;
  const counts: [number, string][] = [
    [broken, broken === 1 ? "breaks policy" : "break policy"],
    [number("failed"), "failed"],
    [number("recovered"), "failed and recovered"],
    [number("refused"), "refused"],
    [number("skipped"), "skipped"],
  ];
  const [first, ...rest] = counts.filter(([count]) => count > 0).map(([count, what]) => ({ count, what }));
  const who = total === 1 ? "the deployment" : `${first?.count ?? 0} of ${counted(total, "deployment")}`;
  const parts = first === undefined ? [] : [`${who} ${first.what}`];
  for (const { count, what } of rest) parts.push(`${count} ${what}`);
  if (errors > 0) parts.push(counted(errors, "error in files", "errors in files"));
  return parts.length === 0 ? "see below" : parts.join(", ");
}

function passed(report: Report, style: Style): string {
  const took = duration(report.durationMs);
  const branch = report.subject.branch === null ? "" : ` into ${style.name(report.subject.branch)}`;
  const changes = report.results.some(({ counts }) => !isNoChange(counts));
  switch (report.phase) {
    case "validate":
      if (report.controllerChange !== undefined)
        return `Ready: ${counted(report.controllerChange.approvals, "approval")} merge${report.controllerChange.approvals === 1 ? "s" : ""} this change of the controller${branch}`;
      return changes
        ? `Ready: ${approve(report)} to merge${branch} and apply`
        : `Ready: ${approve(report)} to merge${branch}, nothing in the accounts will change`;
    case "plan":
      return `Planned in ${took}`;
    case "apply":
      return (
        nothingDone(report, "applied") ??
        (report.results.some(({ status }) => status === "applied") ? `Applied in ${took}` : "In sync: nothing to apply")
      );
    case "destroy":
      return nothingDone(report, "destroyed") ?? `Destroyed in ${took}`;
    case "rollback":
      return `Rolled back in ${took}`;
    case "merge":
      return report.controllerChange === undefined ? `Merged${branch}: apply has started` : `Merged${branch}`;
    case "drift":
      return `No drift in ${counted(report.results.length, "deployment")}`;
  }
}

/** What is left to do before the merge, as far as a title says it. */
function approve({ approvalsNeeded }: Report): string {
  if (approvalsNeeded === undefined) return "approve";
  const { least, missing } = approvalsNeeded;
  if (missing.length === 0) return "comment /tf apply";
  return least > 1 ? `needs ${least} approvals` : "approve";
}

/** Somebody said no to everything; null: not so. */
function nothingDone({ results }: Report, done: string): string | null {
  const declined = results.some(({ status }) => status === "declined");
  return declined && !results.some(({ status }) => status === "applied") ? `Nothing was ${done}, as you said` : null;
}
