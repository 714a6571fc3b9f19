import { DRIFT_MARK, driftMark, isIssueId, subjectOfBody } from "../domain/drift/issue-marks.ts";
import { allDrifted, isDrifted, type DriftReport, type DriftResult } from "../domain/drift/report.ts";
import { messageOf } from "../domain/model/errors.ts";
import { groupBy } from "../domain/model/groups.ts";
import { cut } from "../render/neutralise.ts";
import { renderDriftOf } from "../render/markdown/drift.ts";
import { counted } from "../render/words.ts";
import type { Issues, OwnIssue } from "../ports/issues.ts";
import type { Log } from "../ports/log.ts";
import { keepOldest, newBody, rewrite } from "./own-issue.ts";

/** How many issues one run opens in an environment: after an outage nobody wants a thousand. The next run opens more. */
const MOST_OPENED = 20;
const LONGEST_TITLE = 200;

interface IssuePorts {
  issues: Issues;
  log: Log;
}

/**
 * Tells of each deployment that drifted in an issue of its own, the worst first. Those that are clean again are closed, and so are those of which
 * nobody knows drift any more.
 * @param report Redacted, of this environment alone.
 * @param found Our issues on single deployments of it, the oldest first.
 * @returns The ids that have an open issue, and what could not be told. Of the rest the environment's issue tells.
 */
export async function tellApart(
  environment: string,
  report: DriftReport,
  how: { takesCommands: boolean },
  found: readonly OwnIssue[],
  { issues, log }: IssuePorts,
): Promise<{ told: Set<string>; problems: string[] }> {
  const drifted = nameable(allDrifted(report));
  const textOf = (result: DriftResult) => ({
    mark: driftMark({ environment, id: result.id }),
    drifted: [result],
    state: isDrifted(result) ? ("open" as const) : ("closed" as const),
    render: (limit: number) => renderDriftOf(result, report, limit, how),
  });
  const known = byId(found);
  const missing = drifted.filter(({ id }) => !known.has(id));
  const { opened, failed } = await openMissing(missing, (result) => newBody(textOf(result)), issues);
  const told = new Set<string>();
  const done = [...opened.keys()].map(() => "opened");
  const ofThisRun = new Set(report.results.filter(({ outcome }) => outcome !== "skipped").map(({ id }) => id));
  for (const [id, own] of [...known, ...opened]) {
    const result = drifted.find((one) => one.id === id) ?? report.results.find((one) => one.id === id && one.outcome === "clean");
    if (result !== undefined && isDrifted(result)) told.add(id);
    try {
      const kept = await keepOldest(own, issues);
      if (kept === undefined) continue;
      // What an earlier look found is written already, with more than is known of it now.
      const isWritten = result !== undefined && (isDrifted(result) ? kept.state === "open" && !ofThisRun.has(id) : kept.state === "closed");
      if (isWritten) continue;
      const change =
        result === undefined ? await closeForgotten(id, kept, report, issues) : await rewrite(kept, textOf(result), issues, log);
      if (change !== null && !opened.has(id)) done.push(change.split(",", 1)[0] ?? change);
    } catch (error) {
      failed.push(messageOf(error));
      told.delete(id);
    }
  }
  if (done.length > 0) log.line(`issues     ${environment}: ${summary(done)}`);
  const [why] = failed;
  return {
    told,
    problems: why === undefined ? [] : [`${counted(failed.length, "issue")} on drift in ${environment} could not be written: ${why}`],
  };
}

/** Of what nothing is known any more, though everything was looked at once: it was clean, or its state is gone. */
async function closeForgotten(
  id: string,
  kept: OwnIssue,
  { results, earlier, unknown, problems }: DriftReport,
  issues: Pick<Issues, "update">,
): Promise<string | null> {
  const isKnown = unknown > 0 || problems.length > 0 || [...results, ...earlier].some((result) => result.id === id);
  if (isKnown || kept.state === "closed") return null;
  await issues.update(kept.number, { state: "closed" });
  return "closed";
}

/** Once the environment's issue tells of all again. */
export async function closeDeploymentIssues(found: readonly OwnIssue[], { issues, log }: IssuePorts): Promise<void> {
  const open = found.filter(({ state }) => state === "open");
  for (const { number } of open) await issues.update(number, { state: "closed" });
  if (open.length > 0)
    log.line(
      `issues     ${counted(open.length, "issue")} on single deployments closed: deployment-rules.yaml wants one for the environment`,
    );
}

/** Those whose ids can be written in a mark and tell them apart. What redaction hides may be the same of two. */
function nameable(drifted: readonly DriftResult[]): DriftResult[] {
  return [...groupBy(drifted, ({ id }) => id).values()].flatMap((same) => same.filter(({ id }) => same.length === 1 && isIssueId(id)));
}

function byId(found: readonly OwnIssue[]): Map<string, OwnIssue[]> {
  return groupBy(found, ({ body }) => subjectOfBody(body)?.id ?? "");
}

/**
 * Opens issues, and lists them once after that: two runs at once may both have opened one of the same deployment, and both then see both.
 * After one that cannot be opened no other is tried.
 * @returns By id, the oldest first.
 */
async function openMissing(
  missing: readonly DriftResult[],
  bodyOf: (result: DriftResult) => string,
  issues: Issues,
): Promise<{ opened: Map<string, OwnIssue[]>; failed: string[] }> {
  const created: OwnIssue[] = [];
  const failed: string[] = [];
  for (const result of missing.slice(0, MOST_OPENED)) {
    try {
      created.push(await issues.create({ title: cut(`Drift in ${result.id}`, LONGEST_TITLE), body: bodyOf(result) }));
    } catch (error) {
      failed.push(messageOf(error));
      break;
    }
  }
  if (created.length === 0) return { opened: new Map(), failed };
  const listed = await issues.ours(DRIFT_MARK);
  // The list may be behind.
  const behind = created.filter(({ number }) => !listed.some((issue) => issue.number === number));
  const all = groupBy(
    [...listed, ...behind].sort((a, b) => a.number - b.number),
    ({ body }) => body.split("\n", 1)[0] ?? "",
  );
  return {
    opened: new Map(created.map(({ body }) => [subjectOfBody(body)?.id ?? "", all.get(body.split("\n", 1)[0] ?? "") ?? []])),
    failed,
  };
}

/** `2 opened, 1 closed` */
function summary(done: readonly string[]): string {
  return [...groupBy(done, (word) => word)].map(([word, { length }]) => `${length} ${word}`).join(", ");
}
