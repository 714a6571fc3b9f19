import type { Finding } from "../../domain/model/finding.ts";
import { toolText } from "../../domain/model/tool.ts";
import type { Report } from "../../domain/report/report.ts";
import { isWhole } from "../../domain/rollout/view.ts";
import { parseLockError } from "../../domain/state/lock.ts";
import { codeSpan, inline, linkTarget } from "../neutralise.ts";
import { counted, duration, shortSha } from "../words.ts";

/** The last line of a comment: what was done, links, and what people can do now. @param blocking Findings that hold the gate, the worst first. */
export function footer(report: Report, blocking: readonly Finding[]): string {
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
    whatNext(report, report.phase === "validate" ? blocking : []),
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
function whatNext(report: Report, blocking: readonly Finding[]): string {
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

/** A plan of after the merge, and nothing was applied beside it. */
export function isPlanOnly({ newPlan, results }: Report): boolean {
  return newPlan !== undefined && results.every(({ status }) => status !== "applied");
}
