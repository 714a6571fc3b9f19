import { mayWrite } from "../domain/evidence/review.ts";
import type { DriftReport } from "../domain/drift/report.ts";
import { isRight } from "../domain/drift/remediation.ts";
import { messageOf } from "../domain/model/errors.ts";
import { parseDriftCommand, type DriftCommand } from "../domain/run/commands.ts";
import { reconciledReply } from "../render/markdown/reconciled.ts";
import { refusalReply } from "../render/markdown/reply.ts";
import { subjectOfIssue } from "../reporting/drift-issues.ts";
import type { Controller } from "../steps/change.ts";
import { noAccess, waitingFor } from "../steps/commands.ts";
import { answeredBefore, strangersReply } from "../steps/strangers.ts";
import type { Issues, IssueThread } from "../ports/issues.ts";
import type { Log } from "../ports/log.ts";

export interface ReconcilePorts {
  issues: Issues;
  log: Log;
  /**
   * Looks at one deployment again, and puts back what was changed outside, in the name of whoever asked.
   * @throws ConfigurationError when the environment has no such deployment.
   */
  putRight: (environment: string, id: string, by: string) => Promise<DriftReport>;
  /** Tells of it wherever drift is told. Returns what could not be told. */
  tell: (report: DriftReport) => Promise<string[]>;
}

/**
 * Carries out what comments in an issue on drift ask for: those of writers once each, however many runs see them; others get one answer.
 * @returns Whether everything that was asked for is as it was applied now.
 */
export async function reconcileAsAsked(
  { issue }: { issue: number },
  controller: Pick<Controller, "settings" | "identities">,
  ports: ReconcilePorts,
): Promise<boolean> {
  const { issues, log } = ports;
  const subject = await subjectOfIssue(issue, controller.settings.accounts, issues);
  if (subject === null) {
    log.line(`issue      #${issue} is none of ours that tells of drift: nothing to do`);
    return true;
  }
  const thread = issues.thread(issue);
  const comments = await thread.comments();
  const seen = answeredBefore(comments);
  let isAllRight = true;
  for (const { comment, command } of waitingFor(comments, (body) => parseDriftCommand(body, subject.id))) {
    const { author } = comment;
    const isAllowed = mayWrite(await issues.permission(author.login));
    if (!isAllowed && seen.has(author.id)) continue;
    seen.add(author.id);
    // Before anything is done: of two runs one does it.
    if (!(await thread.claim(comment.id))) continue;
    if (!isAllowed) {
      await thread.reply(strangersReply(author, noAccess(author.login)));
    } else if ("problem" in command) {
      await thread.reply(
        refusalReply("Not understood", { reasons: [command.problem], remedy: "Write it as one line at the top of a new comment." }),
      );
    } else {
      isAllRight = (await carryOut(command, author.login, subject.environment, controller, { ...ports, thread })) && isAllRight;
    }
  }
  return isAllRight;
}

async function carryOut(
  { id }: DriftCommand,
  by: string,
  environment: string,
  { identities }: Pick<Controller, "identities">,
  { putRight, tell, thread, log }: ReconcilePorts & { thread: IssueThread },
): Promise<boolean> {
  log.line(`comment    /tf reconcile ${id} by ${by}`);
  const report = await putRight(environment, id, by).catch((error: unknown) => messageOf(error));
  if (typeof report === "string") {
    log.warning(`/tf reconcile: ${report}`);
    await thread.reply(refusalReply("Not done", { reasons: report.split("\n"), remedy: "See the run for more." }, identities));
    return false;
  }
  const [result] = report.results;
  if (result === undefined) {
    await thread.reply(
      refusalReply("Not done", { reasons: ["the run was cancelled before it looked"], remedy: "Comment it again." }, identities),
    );
    return false;
  }
  await thread.reply(reconciledReply(result));
  const problems = await tell(report);
  return isRight(result) && problems.length === 0;
}
