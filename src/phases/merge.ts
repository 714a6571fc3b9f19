import { newestRecord } from "../domain/record-evidence.ts";
import { parseCommand } from "../domain/commands.ts";
import type { ControllerSettings } from "../domain/controller-files.ts";
import { isEnvironment, type Environment } from "../domain/environments.ts";
import { messageOf, RefusedError } from "../domain/errors.ts";
import type { Finding } from "../domain/finding.ts";
import { FROM_FORK } from "../domain/gate.ts";
import { decideMerge } from "../domain/merge-gate.ts";
import type { OverrideRecord } from "../domain/override.ts";
import { isHuman, type Person } from "../domain/person.ts";
import { approvalsOnHead, type Permission, type ReviewEvidence } from "../domain/review.ts";
import type { LiveState } from "../domain/record.ts";
import { dispatchPayload } from "../domain/dispatch-payload.ts";
import { headerLine, verdictLine } from "../render/log.ts";
import { plainReply } from "../render/reply.ts";
import type { IssueComment, ParseTfvars, PullRequest, Repository, SourceTree, StateStore, Verifier } from "../ports.ts";
import { digestsOf, lastPushAt } from "./apply.ts";
import type { AuditFrame } from "./audit.ts";
import { answerCommands, type CommandPorts } from "./answer-commands.ts";
import { loadChange, type Change, type Controller } from "./change.ts";
import { readRecords, storesOf, type PullRequestRecords } from "./evidence.ts";
import { mergedTree } from "./merged-tree.ts";
import { takeOverride } from "./take-override.ts";
import { emptyReport, publish, subjectOf, type Judged, type Outcome, type PublishPorts, type RunIdentity } from "./publish.ts";

export interface MergePorts extends PublishPorts, CommandPorts {
  openSource(sha: string): Promise<SourceTree>;
  controller(): Promise<Controller>;
  parseTfvars(): Promise<ParseTfvars>;
  /** null: there is no verify key. */
  verifier: Verifier | null;
  /** Where the apply is started: the controller itself. */
  controllerRepository: Repository;
  actor: string;
}

export interface MergeInputs {
  method: "merge" | "squash" | "rebase";
  /** null: audit records are not locked. */
  auditLockDays: number | null;
}

/** Everything about a pull request that overriding and merging decide on. */
export interface MergeScene {
  pull: PullRequest;
  controller: Controller;
  change: Change;
  /** The one environment, or why there is none. */
  environment: Environment | Finding;
  live: LiveState;
  records: PullRequestRecords;
  stores: StateStore[];
  lastPushAt: string | null;
  reviews: ReviewEvidence;
  comments: readonly IssueComment[];
  frame: AuditFrame;
}

/**
 * Answers commands and overrides in a pull request's comments, then merges it when the gate is open, and starts the apply. A gate that is closed is
 * told in the pull request only when somebody has asked for the merge: by an approval, an override or a command.
 */
export async function mergeReviewed(inputs: MergeInputs, identity: RunIdentity, ports: MergePorts): Promise<Outcome> {
  const pull = await ports.pullRequests.get();
  ports.log.line(headerLine(identity.version, "merge", subjectOf(pull, null, identity)));
  return await publish(pull, identity, "merge", ports, async () => await judge(pull, inputs, identity, ports));
}

async function judge(pull: PullRequest, inputs: MergeInputs, identity: RunIdentity, ports: MergePorts): Promise<Judged> {
  const report = emptyReport(subjectOf(pull, null, identity), identity, "merge");
  const nothing: Judged = { report, record: null, findings: [], deployments: [], secrets: [] };
  if (pull.fork) throw new RefusedError(FROM_FORK.reason, FROM_FORK.remedy);
  const comments = await ports.pullRequests.comments();
  const reviews = await reviewEvidence(pull, comments, ports);
  const commands = comments.filter(({ body, reactions }) => reactions.eyes === 0 && parseCommand(body) !== null);
  const deployments = async () =>
    (await changeOf(await ports.openSource(pull.headSha), pull, await ports.controller(), await ports.parseTfvars(), identity, ports))
      .deployments;
  const answered = await answerCommands(commands, deployments, pull, reviews, identity, ports);
  if (answered.stop) return { ...nothing, report: { ...report, verdict: "empty" }, silent: true };
  if (pull.merged) return { ...nothing, report: { ...report, verdict: "empty" }, silent: true };

  if (ports.verifier === null)
    throw new RefusedError(
      "there is no verify-key, so no record can be verified",
      "An administrator of the controller makes a pair of keys with tf-orchestrator keygen and sets the inputs signing-key and verify-key.",
    );
  const scene = await sceneOf(pull, comments, reviews, inputs, identity, ports, ports.verifier);
  const overridden = await takeOverride(scene, ports);
  const wanted = answered.mergeWanted || overridden.answered || approvalsOnHead(reviews, pull.headSha).length > 0;

  const override = overridden.record ?? scene.records.override;
  const decision = decideMerge({
    ...scene.records,
    override,
    pull: { ...pull, repository: pull.repository },
    environment: scene.environment,
    lastPushAt: scene.lastPushAt,
    mergedInputs: await mergedInputs(scene, identity, ports),
    reviews,
    mergeability: await ports.pullRequests.mergeability(),
  });
  const subject = subjectOf(pull, isEnvironment(scene.environment) ? scene.environment : null, identity);
  if (decision.kind === "held") {
    ports.log.line(verdictLine(["not merged", ...decision.reasons]));
    return {
      ...nothing,
      report: { ...report, subject, verdict: "refused", refusal: { reasons: decision.reasons, remedy: decision.remedy } },
      silent: !wanted,
    };
  }
  if (override !== null && newestRecord(scene.records.records, scene.live)?.verdict === "failed") await showOverride(override, ports);
  const merged = await ports.pullRequests.merge({ sha: pull.headSha, method: inputs.method, title: `${pull.title} (#${pull.number})` });
  if (merged.kind === "moved")
    throw new RefusedError("the head moved while it was merged", "Nothing to do: the newer push has a run of its own.");
  if (merged.kind === "refused")
    throw new RefusedError(`GitHub refused the merge: ${merged.why}`, "See the merge box of the pull request for what it asks.");
  const problem = await startApply(pull, identity, ports);
  return { ...nothing, report: { ...report, subject, verdict: "passed" }, problems: problem === null ? [] : [problem] };
}

/**
 * A validation that ran again in between took the label of an override that still holds. And a branch that requires our check lets nothing in
 * while it is failed.
 */
async function showOverride(override: OverrideRecord, { pullRequests }: Pick<MergePorts, "pullRequests">): Promise<void> {
  await pullRequests.labels({ add: ["opa-override"], remove: ["opa-passed", "opa-failed"] });
  await pullRequests.checkRun({
    headSha: override.head_sha,
    status: "completed",
    conclusion: "neutral",
    title: `Overridden by ${override.approver}`,
    summary: plainReply(`Overridden by ${override.approver}`, [override.reason]),
    annotations: [],
  });
}

/** The apply of a merge that GitHub's own token made starts no workflow: so we start it. A second delivery ends as "already applied". */
export async function startApply(
  pull: PullRequest,
  identity: RunIdentity,
  { controllerRepository, actor }: Pick<MergePorts, "controllerRepository" | "actor">,
): Promise<string | null> {
  try {
    await controllerRepository.dispatch(
      "tf-apply",
      dispatchPayload({
        action: "apply",
        sourceRepository: pull.repository.fullName,
        pullRequest: pull.number,
        headSha: pull.headSha,
        runId: identity.runId,
        actor,
      }),
    );
    return null;
  } catch (error) {
    return `merged, but the apply could not be started (${messageOf(error)}): comment /tf apply`;
  }
}

async function reviewEvidence(pull: PullRequest, comments: readonly IssueComment[], { pullRequests }: MergePorts): Promise<ReviewEvidence> {
  const [reviews, pushers] = await Promise.all([
    pullRequests.reviews(),
    // Whoever pushed is the author of what a bot opened for them, and cannot approve it.
    isHuman(pull.author) ? [] : pullRequests.pushers(pull),
  ]);
  const speakers = comments
    .filter(({ body, reactions }) => parseCommand(body) !== null && reactions.eyes === 0)
    .map(({ author }) => author);
  const people = new Map<number, Person>(
    [...reviews.flatMap(({ user }) => (user === null ? [] : [user])), ...speakers].map((person) => [person.id, person]),
  );
  const permissions = new Map<number, Permission>(
    await Promise.all([...people.values()].map(async ({ id, login }) => [id, await pullRequests.permission(login)] as const)),
  );
  return { author: pull.author, pushers, reviews, permissions };
}

async function sceneOf(
  pull: PullRequest,
  comments: readonly IssueComment[],
  reviews: ReviewEvidence,
  inputs: MergeInputs,
  identity: RunIdentity,
  ports: MergePorts,
  verifier: Verifier,
): Promise<MergeScene> {
  const [controller, source, parse] = await Promise.all([ports.controller(), ports.openSource(pull.headSha), ports.parseTfvars()]);
  const change = await changeOf(source, pull, controller, parse, identity, ports);
  const environment = change.environment ?? noEnvironment(change, controller.settings);
  const stores = await storesOf(change.deployments, ports.storeFor);
  const records = await readRecords(pull, stores, verifier);
  const name = isEnvironment(environment) ? environment.name : "";
  return {
    pull,
    controller,
    change,
    environment,
    live: {
      repository: pull.repository,
      pullRequest: pull.number,
      headSha: pull.headSha,
      baseRef: pull.baseRef,
      baseSha: null,
      environment: name,
    },
    records,
    stores,
    lastPushAt: lastPushAt(records.records, pull.headSha),
    reviews,
    comments,
    frame: {
      run: { id: String(identity.runId), attempt: String(identity.runAttempt), actor: ports.actor },
      pullRequest: {
        repository: pull.repository.fullName,
        number: pull.number,
        headSha: pull.headSha,
        mergedAt: null,
        approvers: approvalsOnHead(reviews, pull.headSha).map(({ login }) => login),
        override: records.override,
      },
      version: identity.version,
      lockDays: inputs.auditLockDays,
    },
  };
}

async function changeOf(
  source: SourceTree,
  pull: PullRequest,
  controller: Controller,
  parse: ParseTfvars,
  identity: RunIdentity,
  ports: Pick<MergePorts, "pullRequests">,
): Promise<Change> {
  return await loadChange(source, controller, parse, {
    changed: await ports.pullRequests.changedFiles(pull),
    stateKeyTemplate: identity.stateKeyTemplate,
    repository: pull.repository.fullName,
    controllerRepository: identity.controllerRepository,
    oneEnvironment: true,
  });
}

/** Digests of the inputs as the merge will leave them; null: git would have to merge lines in one of them. */
async function mergedInputs(
  { pull, controller, change }: MergeScene,
  identity: RunIdentity,
  ports: MergePorts,
): Promise<Map<string, string> | null> {
  const { baseTip, mergeBase } = await ports.pullRequests.mergeBase(pull);
  // Nothing happened on the base since the branch left it: the merge is the head.
  if (baseTip === mergeBase) return digestsOf(change);
  const [base, head, ancestor, parse] = await Promise.all([
    ports.openSource(baseTip),
    ports.openSource(pull.headSha),
    ports.openSource(mergeBase),
    ports.parseTfvars(),
  ]);
  const tree = mergedTree(base, head, ancestor);
  const merged = await changeOf(tree, pull, controller, parse, identity, ports);
  const undecided = new Set(await tree.undecided());
  const inputs = merged.deployments.flatMap(({ file, references }) => [file, ...references.map((reference) => reference.file)]);
  return inputs.some((path) => undecided.has(path)) ? null : digestsOf(merged);
}

function noEnvironment({ findings }: Change, { environments }: ControllerSettings): Finding {
  return (
    findings.find(({ level }) => level === "deny") ?? {
      rule: "environment",
      level: "deny",
      severity: "high",
      message: "the pull request changes no deployment",
      remediation: `Change a tfvars file of ${[...environments.keys()].join(", ")}, or merge it by hand.`,
      overridable: false,
    }
  );
}
