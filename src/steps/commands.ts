import { endedObjection, parseCommand, type Command } from "../domain/run/commands.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import type { Person } from "../domain/model/person.ts";
import { messageOf } from "../domain/model/errors.ts";
import { mayWrite, type ReviewEvidence } from "../domain/evidence/review.ts";
import { plainReply, refusalReply } from "../render/markdown/reply.ts";
import { dispatchPayload } from "../domain/run/dispatch-payload.ts";
import type { Log } from "../ports/log.ts";
import type { IssueComment, PullRequest, PullRequests } from "../ports/pull-requests.ts";
import type { Repository } from "../ports/repository.ts";
import { HIDDEN_IDENTITIES, type Identities } from "../domain/report/redaction/identities.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import type { AuditFrame } from "./audit.ts";
import type { MovesAsked } from "./move-command.ts";
import { answeredBefore, strangersReply } from "./strangers.ts";
import type { Unlocked } from "./unlock.ts";

export interface CommandPorts {
  pullRequests: PullRequests;
  /** Where runs are started: the controller itself. */
  controllerRepository: Repository;
  actor: string;
  log: Log;
  /** What a rule wants; null: there is no such rule. */
  explain(rule: string): Promise<{ title: string; lines: string[] } | null>;
  /** Removes a state lock of the pull request's deployments, and audits that. Says in a sentence what came of it. */
  unlock(id: string, deployments: readonly Deployment[], frame: AuditFrame): Promise<Pick<Unlocked, "said" | "problem">>;
}

/** Where commands are given. */
export interface CommandScene {
  comments: readonly IssueComment[];
  pull: PullRequest;
  reviews: ReviewEvidence;
  identity: RunIdentity;
  /** What audit records of the pull request have in common. */
  frame: AuditFrame;
  /** How answers may say who and where. */
  identities: () => Promise<Identities>;
  /** Those that a validation of this head has planned; asked for only when a command is about them. */
  validated: () => Promise<readonly Deployment[]>;
  /** Whether somebody is a special approver, of any environment. */
  isApprover: (login: string) => Promise<boolean>;
  /** Counts a comment as the approval of a plan that was made after the merge. Says what came of it, and whether that is enough to apply it. */
  approve: (code: string, comment: IssueComment) => Promise<{ said: string; enough: boolean }>;
  /** Takes the override in force back. Says in a sentence what came of it. */
  withdraw: (by: string) => Promise<{ said: string }>;
  /** Lets the rollout of a merged change go on, or stops it. Says in a sentence what came of it, and whether its next wave is to be started. */
  steerRollout: (command: "continue" | "stop", by: Person) => Promise<{ said: string; go: boolean }>;
  /** Moves the states that the newest validation found to be left behind. */
  moveStates: (by: string) => Promise<MovesAsked>;
}

export interface Answered {
  /** Somebody with write access asked for the merge or the apply. */
  mergeWanted: boolean;
  /** The commands were all there was to do. */
  stop: boolean;
}

/** New `/tf …` comments that nobody has answered. One that was edited is none: others may have answered or approved what it said before. */
export function waitingFor<Asked>(
  comments: readonly IssueComment[],
  parse: (body: string) => Asked | null,
): { comment: IssueComment; command: Asked }[] {
  return comments.flatMap((comment) => {
    const command = comment.reactions.eyes || comment.createdAt !== comment.updatedAt ? null : parse(comment.body);
    return command === null ? [] : [{ comment, command }];
  });
}

/** Those to a pull request. */
export function waitingCommands(comments: readonly IssueComment[]): IssueComment[] {
  return waitingFor(comments, parseCommand).map(({ comment }) => comment);
}

/** Answers commands: those of writers each with a reaction and a reply, those of others once for each of them. */
export async function answerCommands(scene: CommandScene, ports: CommandPorts): Promise<Answered> {
  const answered: Answered = { mergeWanted: false, stop: false };
  const seen = answeredBefore(scene.comments);
  for (const { comment, command } of waitingFor(scene.comments, parseCommand)) {
    const allowed = mayWrite(scene.reviews.permissions.get(comment.author.id) ?? "unknown");
    if (!allowed && seen.has(comment.author.id)) continue;
    seen.add(comment.author.id);
    // First the reaction: a command that fails must not be carried out again by the next event.
    await ports.pullRequests.react(comment.id, "eyes");
    const reply = allowed ? await answer(command, comment, scene, ports) : strangersReply(comment.author, noAccess(comment.author.login));
    if (reply !== null) await ports.pullRequests.reply(reply);
    const wantsMerge = "kind" in command && command.kind === "apply" && !scene.pull.merged && reply === null;
    answered.mergeWanted ||= wantsMerge;
    answered.stop ||= allowed && !wantsMerge;
  }
  return { ...answered, stop: answered.stop && !answered.mergeWanted };
}

/** The answer to whoever may not write. */
export function noAccess(login: string): string {
  return refusalReply("Not done", {
    reasons: [`${login} has no write access to this repository`],
    remedy: "Somebody with write access comments it.",
  });
}

async function answer(
  command: Command | { problem: string },
  comment: IssueComment,
  scene: CommandScene,
  ports: CommandPorts,
): Promise<string | null> {
  if ("problem" in command)
    return refusalReply("Not understood", { reasons: [command.problem], remedy: "Write it as one line at the top of a new comment." });
  try {
    return await carryOut(command, comment, scene, ports);
  } catch (error) {
    ports.log.warning(`/tf ${command.kind}: ${messageOf(error)}`);
    return refusalReply("That failed", { reasons: [messageOf(error)], remedy: "See the run for more." }, await identitiesOf(scene));
  }
}

/** A controller whose files are wrong says nothing about accounts. */
async function identitiesOf({ identities }: CommandScene): Promise<Identities> {
  return await identities().catch(() => HIDDEN_IDENTITIES);
}

/** The reply; null: the run itself is the answer. */
async function carryOut(command: Command, comment: IssueComment, scene: CommandScene, ports: CommandPorts): Promise<string | null> {
  const { author } = comment;
  const reply = async (title: string, lines: readonly string[]) => plainReply(title, lines, await identitiesOf(scene));
  const ended = endedObjection(command, scene.pull);
  if (ended !== null) return refusalReply("Not done", ended);
  switch (command.kind) {
    case "explain": {
      const rule = await ports.explain(command.rule);
      return rule === null
        ? plainReply(`There is no rule ${command.rule}`, ["The comment of a validation names the rules it found."])
        : plainReply(rule.title, rule.lines);
    }
    case "unlock":
      return await reply("unlock", [await unlock(command.id, author, scene, ports)]);
    case "move-state": {
      const { said, moved } = await scene.moveStates(author.login);
      if (moved) await start("validate", scene, ports, comment.id);
      return await reply("move-state", [...said, ...(moved ? ["The validation was started."] : [])]);
    }
    case "withdraw":
      return await reply("withdraw", [(await scene.withdraw(author.login)).said]);
    case "validate":
      await start("validate", scene, ports, comment.id);
      return plainReply("The validation was started.", []);
    case "apply":
      if (!scene.pull.merged) return null;
      await start("apply", scene, ports, comment.id);
      return plainReply("The apply was started.", []);
    case "continue":
    case "stop": {
      const { said, go } = await scene.steerRollout(command.kind, author);
      if (go) await start("apply", scene, ports, comment.id);
      return await reply(command.kind, [said]);
    }
    case "approve": {
      const { said, enough } = await scene.approve(command.code, comment);
      if (enough) await start("apply", scene, ports, comment.id);
      return await reply("approve", [enough ? `${said} The apply was started.` : said]);
    }
  }
}

/** A lock that is removed too early loses a state, so writing alone does not do. */
async function unlock(id: string, { id: account, login }: Person, scene: CommandScene, ports: CommandPorts): Promise<string> {
  const permission = scene.reviews.permissions.get(account);
  if (permission !== "admin" && permission !== "maintain" && !(await scene.isApprover(login)))
    return `${login} may not remove locks: a maintainer of this repository or a special approver does it.`;
  const deployments = await scene.validated();
  if (deployments.length === 0) return "No validation of this head has planned anything, so no lock is removed from here.";
  // Who asked has done it, whoever's event started the run.
  const frame = { ...scene.frame, run: { ...scene.frame.run, actor: login } };
  const { said, problem } = await ports.unlock(id, deployments, frame);
  return problem === null ? said : `${said} But: ${problem}`;
}

async function start(
  action: "validate" | "apply",
  { pull, identity }: CommandScene,
  { controllerRepository, actor }: CommandPorts,
  commentId?: number,
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
      ...(commentId === undefined ? {} : { commentId }),
    }),
  );
}
