import { newestRecord } from "../domain/evidence/record-evidence.ts";
import { isEnvironment } from "../domain/controller/environments.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { messageOf, RefusedError } from "../domain/model/errors.ts";
import { isSpecialApprover } from "../domain/controller/files.ts";
import { alsoHeldBy, FROM_FORK, NO_VERIFY_KEY, type Gate } from "../domain/model/gate.ts";
import { decideControllerMerge } from "../domain/gates/controller-merge.ts";
import { dependsObjections } from "../domain/gates/depends.ts";
import { decideMerge } from "../domain/gates/merge.ts";
import type { Identities } from "../domain/report/redaction/identities.ts";
import type { OverrideRecord } from "../domain/evidence/override.ts";
import { approvalsOnHead } from "../domain/evidence/review.ts";
import { dispatchPayload } from "../domain/run/dispatch-payload.ts";
import { phaseLines, verdictLine } from "../render/terminal/log.ts";
import { plainReply, withdrawalNote } from "../render/markdown/reply.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import { digestsOf } from "../steps/audit.ts";
import { auditDeeds } from "../steps/apply-change.ts";
import { approvalOf, pullRequestFrame } from "../steps/audit-frame.ts";
import { ruleEvidence } from "../steps/approval-rules.ts";
import { approvePlan } from "../steps/approve-plan.ts";
import { answerCommands, waitingCommands, type CommandPorts } from "../steps/commands.ts";
import { readDependencies, type DependsPorts } from "../steps/depends.ts";
import { moveByCommand } from "../steps/move-command.ts";
import { mergedTree } from "../steps/merged-tree.ts";
import { problemsOfController } from "../steps/proposed-controller.ts";
import { steerRollout } from "../steps/rollout-command.ts";
import { starterOf } from "../steps/run-starts.ts";
import { refuseLateOverrides, takeOverrides, type TakenOverride } from "../steps/override.ts";
import { reviewEvidence } from "../steps/reviews.ts";
import { withdraw } from "../steps/withdraw.ts";
import { emptyReport, publish, subjectOf, type Judged, type Outcome, type PublishPorts } from "../reporting/publish.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import { changeOf, sceneOf, type MergeScene, type ScenePorts } from "../steps/merge-scene.ts";
import type { Repository } from "../ports/repository.ts";
import type { Runs } from "../ports/runs.ts";
import type { Verifier } from "../ports/signing.ts";

export interface MergePorts extends PublishPorts, CommandPorts, ScenePorts, DependsPorts {
  /** null: there is no GitHub to ask. */
  runs: Runs | null;
  /** null: there is no verify key. */
  verifier: Verifier | null;
  /** Where the apply is started: the controller itself. */
  controllerRepository: Repository;
}

export interface MergeInputs {
  method: "merge" | "squash" | "rebase";
  /** null: audit records are not locked. */
  auditLockDays: number | null;
  /** How long a run waits for a state's lock. */
  lockTimeoutMs: number;
}

/**
 * Answers commands and overrides in a pull request's comments, then merges it when the gate is open, and starts the apply. A gate that is closed is
 * told in the pull request only when somebody has asked for the merge: by an approval, an override or a command.
 */
export async function mergeReviewed(inputs: MergeInputs, identity: RunIdentity, ports: MergePorts): Promise<Outcome> {
  const pull = await ports.pullRequests.get();
  for (const line of phaseLines(identity, "merge", subjectOf(pull, null, identity))) ports.log.line(line);
  return await publish(pull, identity, "merge", ports, async () => await mergeWhenOpen(pull, inputs, identity, ports));
}

async function mergeWhenOpen(pull: PullRequest, inputs: MergeInputs, identity: RunIdentity, ports: MergePorts): Promise<Judged> {
  const report = emptyReport(subjectOf(pull, null, identity), identity, "merge");
  const nothing: Judged = { report, record: null, findings: [], deployments: [], secrets: [] };
  if (pull.fork) throw new RefusedError(FROM_FORK.reason, FROM_FORK.remedy);
  const comments = await ports.pullRequests.comments();
  const reviews = await reviewEvidence(
    pull,
    waitingCommands(comments).map(({ author }) => author),
    ports.pullRequests,
  );
  const open = async () => await sceneOf({ pull, comments, reviews }, inputs.auditLockDays, identity, ports, verifierOf(ports));
  const answered = await answerCommands(
    {
      comments,
      pull,
      reviews,
      identity,
      frame: pullRequestFrame(pull, { reviews, override: null }, identity, { actor: ports.actor, lockDays: inputs.auditLockDays }),
      identities: async () => (await ports.controller()).identities,
      validated: async () => validatedIn(await open()),
      isApprover: async (login) => isSpecialApprover(login, (await ports.controller()).settings.approvers),
      approve: async (code, comment) => await approvePlan(code, comment, pull.merged ? await open() : null, ports),
      steerRollout: async (command, by) =>
        await steerRollout(command, by, pull.merged ? await open() : null, { ...ports, verifier: verifierOf(ports) }),
      moveStates: async (by) =>
        await moveByCommand(await open(), by, 2 * inputs.lockTimeoutMs, { ...ports, starter: starterOf(identity, pull, "move-state", by) }),
      withdraw: async (by) => ({ said: await withdrawByCommand(by, await open(), ports) }),
    },
    ports,
  );
  if (pull.merged) await refuseLateOverrides({ pull, comments }, ports);
  if (answered.stop || pull.merged) return { ...nothing, report: { ...report, verdict: "empty" }, silent: true };

  const scene = await open();
  const { identities } = scene.controller;
  const taken = await takeOverrides(scene, ports);
  const wanted = answered.mergeWanted || taken.answered || approvalsOnHead(reviews, pull.headSha).length > 0;
  const decision = await decide(scene, taken, identity, ports);
  const subject = subjectOf(pull, isEnvironment(scene.environment) ? scene.environment : null, identity);
  if (decision.kind === "held") {
    ports.log.line(verdictLine(["not merged", ...decision.reasons]));
    return {
      ...nothing,
      identities,
      report: { ...report, subject, verdict: "refused", refusal: { reasons: decision.reasons, remedy: decision.remedy } },
      silent: !wanted,
    };
  }
  if (changesController(scene)) {
    await merge(pull, inputs, ports);
    const change = { files: scene.change.controllerFiles, approvals: scene.controller.settings.controllerApprovals };
    return {
      ...nothing,
      identities,
      report: { ...report, subject: { ...subject, branch: pull.baseRef }, verdict: "passed", controllerChange: change },
    };
  }
  const override = newestRecord(scene.records.records, scene.live)?.verdict === "failed" ? taken.override : null;
  if (override !== null) await showOverride(override, identities, ports);
  const problems = await mergeNow(scene, override, inputs, identity, ports);
  return {
    ...nothing,
    identities,
    report: { ...report, subject, verdict: "passed", approval: approvalOf(scene.frame, override) },
    problems,
  };
}

/** Whether it changes the controller's own files; beside deployments these are refused. */
function changesController({ change }: MergeScene): boolean {
  return change.controllerFiles.length > 0 && change.findings.every(({ level }) => level !== "deny");
}

/** The gate, with what the pull request waits for. */
async function decide(scene: MergeScene, taken: TakenOverride, identity: RunIdentity, ports: MergePorts): Promise<Gate> {
  const { accounts } = scene.controller.settings;
  const proof = { accounts, storeFor: ports.storeFor, verifier: verifierOf(ports), controllerRepository: identity.controllerRepository };
  const [gate, dependencies] = await Promise.all([decideAlone(scene, taken, identity, ports), readDependencies(scene.pull, proof, ports)]);
  return alsoHeldBy(gate, dependsObjections(dependencies));
}

async function decideAlone(scene: MergeScene, taken: TakenOverride, identity: RunIdentity, ports: MergePorts): Promise<Gate> {
  const { pull, reviews } = scene;
  const mergeability = await ports.pullRequests.mergeability();
  if (changesController(scene))
    return decideControllerMerge({
      pull,
      reviews,
      mergeability,
      approvals: scene.controller.settings.controllerApprovals,
      findings: await problemsOfController(await ports.openSource(pull.headSha)),
    });
  return decideMerge({
    ...scene.records,
    override: taken.override,
    overrideStanding: taken.standing,
    pull,
    environment: scene.environment,
    lastPushAt: scene.lastPushAt,
    mergedInputs: await mergedInputs(scene, identity, ports),
    reviews,
    approvalRules: await ruleEvidence(
      newestRecord(scene.records.records, scene.live),
      scene.controller.settings.approvalRules,
      async () => (await ports.pullRequests.mergeBase(pull)).baseTip,
      ports,
    ),
    mergeability,
  });
}

/** Merges exactly this head. Returns the commit that came of it. */
async function merge(pull: PullRequest, { method }: MergeInputs, ports: MergePorts): Promise<string> {
  const merged = await ports.pullRequests.merge({ sha: pull.headSha, method, title: `${pull.title} (#${pull.number})` });
  if (merged.kind === "moved")
    throw new RefusedError("the head moved while it was merged", "Nothing to do: the newer push has a run of its own.");
  if (merged.kind === "refused")
    throw new RefusedError(`GitHub refused the merge: ${merged.why}`, "See the merge box of the pull request for what it asks.");
  return merged.sha;
}

/** Merges exactly this head, audits it and starts the apply. Returns what went wrong beside the merge. */
async function mergeNow(
  scene: MergeScene,
  override: OverrideRecord | null,
  inputs: MergeInputs,
  identity: RunIdentity,
  ports: MergePorts,
): Promise<string[]> {
  const { pull } = scene;
  const sha = await merge(pull, inputs, ports);
  const started = await startApply(pull, identity, ports);
  const frame = pullRequestFrame(pull, { reviews: scene.reviews, override }, identity, {
    actor: ports.actor,
    lockDays: inputs.auditLockDays,
  });
  const audit = await auditDeeds("merge", `merged ${pull.headSha} into ${pull.baseRef} as ${sha}`, { ...scene, frame }, ports);
  return [started, audit].filter((problem) => problem !== null);
}

/** The deployments that a verified record of this very head names. */
function validatedIn({ records, live, change }: MergeScene): Deployment[] {
  const ids = new Set(
    records.records.filter((record) => record.head_sha === live.headSha).flatMap(({ deployments }) => deployments.map(({ id }) => id)),
  );
  return change.deployments.filter(({ id }) => ids.has(id));
}

/** @throws RefusedError without a verify key: then no record can be believed. */
function verifierOf({ verifier }: Pick<MergePorts, "verifier">): Verifier {
  if (verifier === null) throw new RefusedError(NO_VERIFY_KEY.reason, NO_VERIFY_KEY.remedy);
  return verifier;
}

async function withdrawByCommand(by: string, scene: MergeScene, ports: MergePorts): Promise<string> {
  const { override } = scene.records;
  if (override?.head_sha !== scene.pull.headSha) return "There is no override in force.";
  const problem = await withdraw(override, { how: "command", by }, scene, ports);
  await ports.pullRequests.note("validate", withdrawalNote(override));
  const but = problem === null ? "" : ` But: ${problem}`;
  const stays = scene.pull.merged ? " What it let be applied stays applied; what was not is not applied any more." : "";
  return `The override of ${override.approver} is withdrawn.${stays}${but}`;
}

/**
 * A validation that ran again in between took the label of an override that still holds. And a branch that requires our check lets nothing in
 * while it is failed.
 */
async function showOverride(
  override: OverrideRecord,
  identities: Identities,
  { pullRequests }: Pick<MergePorts, "pullRequests">,
): Promise<void> {
  await pullRequests.labels({ add: ["opa-override"], remove: ["opa-passed", "opa-failed"] });
  await pullRequests.checkRun({
    headSha: override.head_sha,
    status: "completed",
    conclusion: "neutral",
    title: `Overridden by ${override.approver}`,
    summary: plainReply(`Overridden by ${override.approver}`, [override.reason], identities),
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

/** Digests of the inputs as the merge will leave them; null: git would have to merge lines in one of them. */
async function mergedInputs(
  { pull, controller, change }: MergeScene,
  identity: RunIdentity,
  ports: MergePorts,
): Promise<Map<string, string> | null> {
  const { baseTip, mergeBase } = await ports.pullRequests.mergeBase(pull);
  // Nothing happened on the base since the branch left it: the merge is the head.
  if (baseTip === mergeBase) return digestsOf(change);
  const [base, head, ancestor] = await Promise.all([
    ports.openSource(baseTip),
    ports.openSource(pull.headSha),
    ports.openSource(mergeBase),
  ]);
  const tree = mergedTree(base, head, ancestor);
  const merged = await changeOf(tree, pull, controller, ports.parseTfvars, identity, ports);
  const undecided = new Set(await tree.undecided());
  const inputs = merged.deployments.flatMap(({ file, references }) => [file, ...references.map((reference) => reference.file)]);
  return inputs.some((path) => undecided.has(path)) ? null : digestsOf(merged);
}
