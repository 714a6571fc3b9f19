import { approveRemedy, decideApplyAgain, type ApplyAgainDecision } from "../domain/gates/apply-again.ts";
import type { Environment } from "../domain/controller/environments.ts";
import { buildReplanRecord, newestReplan, replanCode, replanKey, type ReplanRecord } from "../domain/evidence/replan.ts";
import { baseObjections } from "../domain/evidence/record-evidence.ts";
import { mayWrite, type ReviewEvidence } from "../domain/evidence/review.ts";
import { RefusedError, ToolError } from "../domain/model/errors.ts";
import type { Finding } from "../domain/model/finding.ts";
import { parseCommand } from "../domain/run/commands.ts";
import type { Person } from "../domain/model/person.ts";
import type { Report } from "../domain/report/report.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import type { AuditRecord } from "../domain/state/audit-record.ts";
import type { Clock } from "../ports/clock.ts";
import type { PullRequest, PullRequests } from "../ports/pull-requests.ts";
import type { Signer } from "../ports/signing.ts";
import type { ParseTfvars, SourceTree } from "../ports/source.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import { ruleEvidence } from "./approval-rules.ts";
import { assess, type Assessment, type AssessPorts } from "./assess.ts";
import { audited } from "./apply-change.ts";
import { NOTHING_PLANNED } from "./apply-work.ts";
import { digestsOf, type AuditFrame } from "./audit.ts";
import { loadChange, type Change, type Controller } from "./change.ts";
import { changedFilesOf, type ChangedFilesPorts } from "./changed-files.ts";
import { storesOf, type PullRequestRecords } from "./evidence.ts";
import { noEnvironment } from "./merge-scene.ts";
import { recordedOf } from "./recorded.ts";
import { approvalEvidence } from "./plan-approvals.ts";
import { blankResult, unplanned } from "../domain/report/results.ts";
import { starterOf } from "./run-starts.ts";

/** What a merged pull request is applied with. */
export interface MergedScene {
  pull: PullRequest;
  controller: Controller;
  parse: ParseTfvars;
  records: PullRequestRecords;
  reviews: ReviewEvidence;
  /** null: they could not all be read. */
  audits: readonly AuditRecord[] | null;
  identity: RunIdentity;
}

export interface ApplyAgainPorts {
  pullRequests: PullRequests;
  openSource(sha: string): Promise<SourceTree>;
  storeFor: (account: Account) => Promise<StateStore>;
  /** null: there is no signing key. */
  signer: Signer | null;
  clock: Clock;
  actor: string;
}

/** A merged pull request's files as its base branch has them. */
export interface Tip {
  sha: string;
  /** No later than what was read. */
  readAt: Date;
  change: Change;
  environment: Environment | Finding;
}

/** What the files that a merged pull request changed say in a commit. */
export async function readMergedChange(
  source: SourceTree,
  { pull, controller, parse, identity }: Pick<MergedScene, "pull" | "controller" | "parse" | "identity">,
  ports: ChangedFilesPorts,
): Promise<Change> {
  return await loadChange(source, controller, parse, {
    changed: await changedFilesOf(pull, ports),
    stateKeyTemplate: identity.stateKeyTemplate,
    repository: pull.repository.fullName,
    controllerRepository: identity.controllerRepository,
    oneEnvironment: true,
    // The branch holds the head by now: what it held before tells where the head branched off.
    base: async () => await ports.openSource((await ports.pullRequests.mergeBase({ ...pull, baseRef: pull.baseSha })).mergeBase),
  });
}

/** What the environment's branch says now about the files that a merged pull request changed. */
export async function tipOf({ pull, controller, parse, identity }: MergedScene, ports: ApplyAgainPorts): Promise<Tip> {
  const readAt = ports.clock.now();
  const { baseTip } = await ports.pullRequests.mergeBase(pull);
  const change = await readMergedChange(await ports.openSource(baseTip), { pull, controller, parse, identity }, ports);
  return { sha: baseTip, readAt, change, environment: change.environment ?? noEnvironment(change, controller.settings) };
}

/** The tip with some of its deployments alone. */
export function ofDeployments(tip: Tip, ids: ReadonlySet<string>): Tip {
  return { ...tip, change: { ...tip.change, deployments: tip.change.deployments.filter(({ id }) => ids.has(id)) } };
}

export interface StandingPlan {
  decision: ApplyAgainDecision;
  /** With the deployments of the plan alone. */
  tip: Tip;
}

/** The newest plan that was made after the merge, and whether it may be applied; null: there is none. */
export async function standingPlan(scene: MergedScene, ports: ApplyAgainPorts): Promise<StandingPlan | null> {
  const { pull, records, audits } = scene;
  const record = newestReplan(records.replans, pull);
  if (record === null) return null;
  const [tip, comments] = await Promise.all([tipOf(scene, ports), ports.pullRequests.comments()]);
  const planned = ofDeployments(tip, new Set(record.deployments.map(({ id }) => id)));
  const decision = decideApplyAgain({
    ...(await approvalEvidence(record, { ...scene, comments, change: planned.change }, ports.pullRequests)),
    pull,
    audits,
    record,
    unverifiedReplans: records.unverifiedReplans,
    approvalRules: await ruleEvidence(record, scene.controller.settings.approvalRules, () => Promise.resolve(pull.baseSha), ports),
    environment: tip.environment,
    tipInputs: isDenied(tip.change) ? null : digestsOf(planned.change),
  });
  return { decision, tip: planned };
}

export type AskedBy = "apply" | "approve" | null;

/** What the comment asks for that a run was started by, as the API has it now. A payload's word for it is not enough. */
export async function askedBy(commentId: number | null, pullRequests: PullRequests): Promise<AskedBy> {
  if (commentId === null) return null;
  const comment = (await pullRequests.comments()).find(({ id }) => id === commentId);
  if (comment?.createdAt !== comment?.updatedAt || comment === undefined) return null;
  const command = parseCommand(comment.body);
  if (command === null || !("kind" in command)) return null;
  // Who lets a rollout go on asks for the apply of what is left of it.
  const asked = command.kind === "continue" ? "apply" : command.kind;
  if (asked !== "apply" && asked !== "approve") return null;
  return mayWrite(await pullRequests.permission(comment.author.login)) ? asked : null;
}

export interface NewPlan {
  /** null: nothing had to be planned, because the files themselves are not as they should be. */
  assessment: Assessment | null;
  /** null: nothing is to be approved. */
  record: ReplanRecord | null;
  /** Who approves it, a sentence; "" where nothing is to be approved. */
  remedy: string;
}

/**
 * Plans deployments of a merged pull request as the base branch has them now, judges the plans by every rule, and signs and keeps what came of it.
 * @throws RefusedError where there is nothing that could be planned or signed.
 */
export async function planAgain(
  tip: Tip,
  ids: ReadonlySet<string>,
  { pull, controller, identity, reviews }: MergedScene,
  assessing: { ports: AssessPorts; policySha256: string },
  ports: ApplyAgainPorts,
): Promise<NewPlan> {
  const { signer } = ports;
  if (isDenied(tip.change)) return { assessment: null, record: null, remedy: "" };
  const [aside] = baseObjections(tip.environment, pull.baseRef);
  if (aside !== undefined) throw new RefusedError(`at the tip of ${pull.baseRef} ${aside.reason}`, "Correct it in a new pull request.");
  const missing = [...ids].filter((id) => tip.change.deployments.every((deployment) => deployment.id !== id));
  if (missing.length > 0)
    throw new RefusedError(
      `${pull.baseRef} does not have ${missing.join(", ")} any more`,
      "Nothing of it is applied from here: a newer pull request has taken its place.",
    );
  if (signer === null)
    throw new RefusedError(
      "there is no signing-key to sign a new plan with",
      "Give the job that applies the input signing-key, then comment /tf apply again.",
    );
  const { change } = ofDeployments(tip, ids);
  const assessment = await assess(
    change,
    controller,
    // It changes nothing, as a validation.
    { starter: starterOf(identity, pull, "plan", ports.actor), claimant: pull.repository },
    assessing.ports,
  );
  if (isInSync(assessment)) return { assessment, record: null, remedy: "" };
  const record = buildReplanRecord({
    repository: pull.repository,
    pullRequest: pull.number,
    headSha: pull.headSha,
    baseRef: pull.baseRef,
    tipSha: tip.sha,
    ...recordedOf(assessment, change),
    policySha256: assessing.policySha256,
    run: { id: identity.runId, attempt: identity.runAttempt },
    controllerSha: identity.controllerSha,
    issuedAt: ports.clock.now(),
  });
  await keep(record, change.deployments, signer, ports);
  const approvalRules = await ruleEvidence(record, controller.settings.approvalRules, () => Promise.resolve(pull.baseSha), ports);
  return { assessment, record, remedy: approveRemedy(record, { environment: tip.environment, approvalRules, reviews }) };
}

/** What a report says of a new plan. @param reasons Why the plan that was reviewed is not applied. */
export function reportOfPlan(
  { assessment, record, remedy }: NewPlan,
  tip: Tip,
  reasons: readonly string[],
): Pick<Report, "verdict" | "checks" | "results" | "policy" | "tool" | "newPlan" | "refusal"> {
  const newPlan = { code: null, tipSha: tip.sha };
  if (assessment === null) return { verdict: "failed", checks: tip.change.findings, results: [], policy: null, tool: null, newPlan };
  const results = assessment.planned.map(({ result }) => result);
  const { checks, policy, tool, verdict } = assessment;
  if (record === null)
    return { verdict: "passed", checks, results: results.map((result) => ({ ...result, status: "in-sync" })), policy, tool };
  if (verdict === "failed") return { verdict, checks, results, policy, tool, newPlan };
  return {
    verdict: "refused",
    checks,
    results,
    policy,
    tool,
    newPlan: { ...newPlan, code: replanCode(record) },
    refusal: { reasons: [...reasons], remedy },
  };
}

/** Says in the audit records what came of a new plan. Returns what could not be written. */
export async function auditPlan(
  { assessment, record }: NewPlan,
  tip: Tip,
  reasons: readonly string[],
  frame: AuditFrame,
  ports: Pick<AssessPorts, "storeFor" | "clock" | "log">,
): Promise<string[]> {
  const told =
    record === null
      ? `planned again at ${tip.sha}: ${assessment === null ? "its files are not as they should be" : "in sync"}`
      : `planned again at ${tip.sha} as ${replanCode(record)}: ${record.verdict === "failed" ? "it broke policy or failed" : "it waits for approvals"}`;
  const inSync = assessment !== null && record === null;
  const at = inSync ? frameOfPlan(frame, { code: null, tip, approvers: [] }) : frame;
  const problems: string[] = [];
  for (const deployment of tip.change.deployments) {
    const result = inSync
      ? { ...blankResult(deployment), status: "in-sync" as const, error: null, output: told }
      : unplanned(deployment, "refused", [...reasons, told].join("\n"));
    const problem = await audited("apply", { ...NOTHING_PLANNED, result }, tip.change, at, ports);
    if (problem !== null) problems.push(problem);
  }
  return problems;
}

/** Who stands in the audit records of an apply by a new plan. */
export function frameOfPlan(
  frame: AuditFrame,
  { code, tip, approvers }: { code: string | null; tip: Tip; approvers: readonly Person[] },
): AuditFrame {
  if (frame.pullRequest === null) return frame;
  const replan = { code, tipSha: tip.sha, at: tip.readAt };
  return { ...frame, pullRequest: { ...frame.pullRequest, approvers: approvers.map(({ login }) => login), override: null, replan } };
}

async function keep(
  record: ReplanRecord,
  deployments: readonly Deployment[],
  signer: Signer,
  { storeFor }: ApplyAgainPorts,
): Promise<void> {
  const jws = Buffer.from(await signer.sign(record, "tf-orchestrator-replan"));
  for (const store of await storesOf(deployments, storeFor)) {
    if ((await store.create(replanKey(record), jws)) === "exists")
      throw new ToolError("record", null, `${store.name}/${replanKey(record)} exists already`);
  }
}

/** Whether the states are what the branch says: then there is nothing to approve. */
function isInSync({ planned, verdict }: Assessment): boolean {
  return verdict === "passed" && planned.every(({ result }) => result.changes.length === 0);
}

function isDenied({ findings }: Change): boolean {
  return findings.some(({ level }) => level === "deny");
}
