import { parseCommand, type Command } from "../domain/run/commands.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import { mayWrite, type ReviewEvidence } from "../domain/evidence/review.ts";
import { plainReply, refusalReply } from "../render/markdown/reply.ts";
import { dispatchPayload } from "../domain/run/dispatch-payload.ts";
import type { Log } from "../ports/log.ts";
import type { IssueComment, PullRequest, PullRequests } from "../ports/pull-requests.ts";
import type { Repository } from "../ports/repository.ts";
import type { RunIdentity } from "../domain/run/identity.ts";

export interface CommandPorts {
  pullRequests: PullRequests;
  /** Where runs are started: the controller itself. */
  controllerRepository: Repository;
  actor: string;
  log: Log;
  /** What a rule wants; null: there is no such rule. */
  explain(rule: string): Promise<{ title: string; lines: string[] } | null>;
  /** Removes a state lock of the pull request's deployments. Says in a sentence what came of it. */
  unlock(id: string, deployments: readonly Deployment[]): Promise<{ said: string }>;
}

export interface Answered {
  /** Somebody with write access asked for the merge or the apply. */
  mergeWanted: boolean;
  /** The commands were all there was to do. */
  stop: boolean;
}

/**
 * Answers `/tf …` comments that nobody has answered: writers only, each with a reaction and a reply.
 * @param deployments Those of the pull request; asked for only when a command is about them.
 */
export async function answerCommands(
  comments: readonly IssueComment[],
  deployments: () => Promise<readonly Deployment[]>,
  pull: PullRequest,
  reviews: ReviewEvidence,
  identity: RunIdentity,
  ports: CommandPorts,
): Promise<Answered> {
  const answered: Answered = { mergeWanted: false, stop: false };
  for (const comment of comments) {
    const command = parseCommand(comment.body);
    if (command === null) continue;
    // First the reaction: a command that fails must not be carried out again by the next event.
    await ports.pullRequests.react(comment.id, "eyes");
    const reply = await answer(command, comment, deployments, pull, reviews, identity, ports);
    if (reply !== null) await ports.pullRequests.reply(reply);
    const wantsMerge = "kind" in command && command.kind === "apply" && !pull.merged && reply === null;
    answered.mergeWanted ||= wantsMerge;
    answered.stop ||= !wantsMerge;
  }
  return { ...answered, stop: answered.stop && !answered.mergeWanted };
}

async function answer(
  command: Command | { problem: string },
  comment: IssueComment,
  deployments: () => Promise<readonly Deployment[]>,
  pull: PullRequest,
  reviews: ReviewEvidence,
  identity: RunIdentity,
  ports: CommandPorts,
): Promise<string | null> {
  if (!mayWrite(reviews.permissions.get(comment.author.id) ?? "unknown")) {
    return refusalReply("Not done", {
      reasons: [`${comment.author.login} has no write access to this repository`],
      remedy: "Somebody with write access comments it.",
    });
  }
  if ("problem" in command)
    return refusalReply("Not understood", { reasons: [command.problem], remedy: "Write it as one line at the top of a new comment." });
  try {
    switch (command.kind) {
      case "explain": {
        const rule = await ports.explain(command.rule);
        return rule === null
          ? plainReply(`There is no rule ${command.rule}`, ["The comment of a validation names the rules it found."])
          : plainReply(rule.title, rule.lines);
      }
      case "unlock":
        return plainReply("unlock", [(await ports.unlock(command.id, await deployments())).said]);
      case "validate":
        await start("validate", pull, identity, ports);
        return plainReply("The validation was started.", []);
      case "apply":
        if (!pull.merged) return null;
        await start("apply", pull, identity, ports);
        return plainReply("The apply was started.", []);
    }
  } catch (error) {
    ports.log.warning(`/tf ${command.kind}: ${messageOf(error)}`);
    return refusalReply("That failed", { reasons: [messageOf(error)], remedy: "See the run for more." });
  }
}

async function start(
  action: "validate" | "apply",
  pull: PullRequest,
  identity: RunIdentity,
  { controllerRepository, actor }: CommandPorts,
): Promise<void> {
  await controllerRepository.dispatch(
    `tf-${action}`,
    dispatchPayload({
      action,
      sourceRepository: pull.repository.fullName,
      pullRequest: pull.number,
      headSha: pull.headSha,
      runId: identity.runId,
      actor,
    }),
  );
}
