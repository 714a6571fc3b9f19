import { decideApply } from "../domain/gates/apply.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import type { ChangedFile } from "../domain/model/source-tree.ts";
import { RefusedError } from "../domain/model/errors.ts";
import type { Finding } from "../domain/model/finding.ts";
import { FROM_FORK, NO_VERIFY_KEY } from "../domain/model/gate.ts";
import type { RecoveryMode } from "../domain/state/recovery.ts";
import type { Report } from "../domain/report/report.ts";
import { masksOf } from "../domain/report/redaction/masks.ts";
import type { OverrideRecord } from "../domain/evidence/override.ts";
import type { FullRecord } from "../domain/evidence/record.ts";
import { replanCode } from "../domain/evidence/replan.ts";
import { alreadyApplied, type AuditRecord } from "../domain/state/audit-record.ts";
import { standingObjections } from "../domain/evidence/withdrawal.ts";
import { checkLine, discoverLine, phaseLines } from "../render/terminal/log.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import type { Verifier } from "../ports/signing.ts";
import type { ParseTfvars, SourceTree } from "../ports/source.ts";
import {
  askedBy,
  auditPlan,
  frameOfPlan,
  ofDeployments,
  planAgain,
  readMergedChange,
  reportOfPlan,
  standingPlan,
  tipOf,
  type AskedBy,
  type MergedScene,
  type StandingPlan,
} from "../steps/apply-again.ts";
import { audited, auditsOf, type ApplyChange } from "../steps/apply-change.ts";
import type { AssessPorts } from "../steps/assess.ts";
import { digestsOf, type AuditFrame } from "../steps/audit.ts";
import { ruleEvidence } from "../steps/approval-rules.ts";
import { secretsOf, type Change, type Controller } from "../steps/change.ts";
import { filesLeft } from "../steps/removed.ts";
import { pullRequestFrame } from "../steps/audit-frame.ts";
import { reviewEvidence } from "../steps/reviews.ts";
import { readRecords, storesOf, type PullRequestRecords } from "../steps/evidence.ts";
import type { DependsPorts } from "../steps/depends.ts";
import { noEnvironment } from "../steps/merge-scene.ts";
import { NOTHING_PLANNED } from "../steps/apply-work.ts";
import { unplanned } from "../domain/report/results.ts";
import { emptyReport, subjectOf, type Judged, type PublishPorts } from "../reporting/publish.ts";
import { lastPushAt, newestFor } from "../domain/evidence/record-evidence.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import type { Person } from "../domain/model/person.ts";
import { currentWave } from "../domain/rollout/progress.ts";
import { settledSince } from "../domain/rollout/settled.ts";
import { whyNoTurn, waveName } from "../domain/rollout/words.ts";
import { refusalReply } from "../render/markdown/reply.ts";
import { takeTurn, type RolloutPorts, type TakenTurn, type TakenWave } from "../steps/rollout.ts";
import { rolloutOf, waveRequest, rolloutPortsOf, type AskedRollout } from "./apply-waves.ts";

export interface ApplyMergedPorts extends PublishPorts, DependsPorts {
  openSource(sha: string): Promise<SourceTree>;
  /** Of a run that was shared out among runners: what the pull request changes. */
  knownChange?: readonly ChangedFile[];
  controller(): Promise<Controller>;
  parseTfvars: ParseTfvars;
  assessPorts(controller: Controller, role?: "plan"): Promise<{ ports: AssessPorts; policySha256: string }>;
  /** null: there is no verify key. */
  verifier: Verifier | null;
  sleep: (ms: number) => Promise<void>;
  /** Who started the run. */
  actor: string;
  /** The comment that asked for it, as the event says; null: none did. */
  commentId: number | null;
  signal: AbortSignal;
  /** Only an environment with a rollout asks for them. */
  rollouts: RolloutPorts;
}

export interface ApplyInputs {
  recovery: RecoveryMode;
  verify: boolean;
  backupDays: number;
  auditDays: number;
  /** null: audit records are not locked. */
  auditLockDays: number | null;
  planMatch: "strict" | "actions";
}

const NO_RECORDS: PullRequestRecords = {
  records: [],
  unverifiedRuns: [],
  attempts: [],
  override: null,
  withdrawn: [],
  replans: [],
  unverifiedReplans: [],
};

/** A merged pull request that the gate is open for, and what of it is to be applied. */
export interface OpenApply {
  run: AskingRun;
  work: Work;
  asked: AskedBy;
  /** Of a rollout: the wave that `work` is. */
  turn?: TakenWave;
}

/**
 * Asks everything that a gate may ask before terraform, and which of it is this run's. Returns a verdict where nothing is to be applied.
 * @param only Ids of deployments, as a run was shared out: it answers for no others, and leaves the evidence of others alone.
 */
export async function decideMerged(
  pull: PullRequest,
  inputs: ApplyInputs,
  identity: RunIdentity,
  ports: ApplyMergedPorts,
  only: ReadonlySet<string> | null = null,
): Promise<OpenApply | Judged> {
  const decided = await askGates(pull, inputs, identity, ports, only);
  return "report" in decided ? decided : await inTurn(decided);
}

async function askGates(
  pull: PullRequest,
  inputs: ApplyInputs,
  identity: RunIdentity,
  ports: ApplyMergedPorts,
  only: ReadonlySet<string> | null,
): Promise<OpenApply | Judged> {
  if (pull.fork) throw new RefusedError(FROM_FORK.reason, FROM_FORK.remedy);
  const run = await readMerged(pull, inputs, identity, ports);
  if (run.change.deployments.length === 0 && !denied(run.change.findings))
    return { ...judged(run, "empty"), silent: run.change.controllerFiles.length > 0 };
  const asking = await evidenceOf(run, only);
  if (ports.verifier === null) return await refuse(asking, { reasons: [NO_VERIFY_KEY.reason], remedy: NO_VERIFY_KEY.remedy });
  const decision = await decide(asking);
  if (decision.kind === "already-applied") return nothingLeft(asking, decision.applied);
  if (decision.kind === "held" && decision.renewable !== true) return await refuse(asking, decision);

  // A plan that was made and approved after the merge takes the place of the one before it.
  const [standing, asked] = await Promise.all([standingPlan(asking.scene, ports), askedBy(ports.commentId, ports.pullRequests)]);
  if (standing !== null) ports.log.mask(masksOf(secretsOf(standing.tip.change)));
  const left = notApplied(asking);
  if (standing?.decision.kind === "already-applied" && left.length === 0) return nothingLeft(asking, standing.decision.applied);
  if (standing?.decision.kind === "held") {
    const { waiting, reasons } = standing.decision;
    if (waiting && asked === null) {
      ports.log.line(`verdict    not applied: ${reasons.join(", ")}`);
      return { ...judged(run, "refused"), silent: true };
    }
    if (asked === "approve") return await refuse(asking, standing.decision);
  }
  const work = standing?.decision.kind === "open" ? workOfPlan(asking, standing.tip, standing.decision) : null;
  if (work !== null) return { run: asking, work, asked };
  if (decision.kind === "open") return { run: asking, work: workOfRecord(asking, decision), asked };
  if (asked !== "apply") return await refuse(asking, decision);
  try {
    return await again(asking, left, decision.reasons);
  } catch (error) {
    if (error instanceof RefusedError) return await refuse(asking, { reasons: [...decision.reasons, error.message], remedy: error.remedy });
    throw error;
  }
}

/** A run about a pull request whose files were read. */
export interface MergedRun {
  pull: PullRequest;
  inputs: ApplyInputs;
  identity: RunIdentity;
  ports: ApplyMergedPorts;
  controller: Controller;
  change: Change;
  /** What it tells in any case. */
  report: Report;
}

export async function readMerged(
  pull: PullRequest,
  inputs: ApplyInputs,
  identity: RunIdentity,
  ports: ApplyMergedPorts,
): Promise<MergedRun> {
  const { log } = ports;
  // One that is not merged is read as proposed, so that its refusal can be audited; the gate stays closed for it.
  const commit = pull.merged && pull.mergeCommitSha !== null ? pull.mergeCommitSha : pull.headSha;
  const [controller, source] = await Promise.all([ports.controller(), ports.openSource(commit)]);
  const change = await readMergedChange(source, { pull, controller, parse: ports.parseTfvars, identity }, ports);
  log.mask(masksOf(secretsOf(change)));
  const subject = subjectOf(pull, change.environment, identity);
  for (const line of phaseLines(identity, "apply", subject)) log.line(line);
  log.line(discoverLine(change.deployments, change.changedFiles));
  log.line(checkLine(change.findings));
  const report = { ...emptyReport(subject, identity, "apply"), checks: change.findings, ...(await filesLeft(change, ports)) };
  return { pull, inputs, identity, ports, controller, change, report };
}

/** The same with everything that the gate asks for. */
export interface AskingRun extends MergedRun {
  /** That it answers for. */
  own: readonly Deployment[];
  scene: MergedScene;
  audits: Awaited<ReturnType<typeof auditsOf>>;
  frame: AuditFrame;
  /** null: the environment has none. */
  rollout: AskedRollout | null;
}

export async function evidenceOf(run: MergedRun, only: ReadonlySet<string> | null = null): Promise<AskingRun> {
  const { pull, inputs, identity, ports, controller, change } = run;
  const own = change.deployments.filter(({ id }) => only?.has(id) !== false);
  const stores = await storesOf(own, ports.storeFor);
  const [records, audits, reviews, began] = await Promise.all([
    ports.verifier === null ? NO_RECORDS : readRecords(pull, stores, ports.verifier),
    auditsOf(own, ports.storeFor),
    reviewEvidence(pull, [], ports.pullRequests),
    // What was shared out is of one wave.
    only === null ? rolloutOf(run) : null,
  ]);
  const frame = pullRequestFrame(pull, { reviews, override: records.override }, identity, {
    actor: ports.actor,
    lockDays: inputs.auditLockDays,
  });
  const known = [...audits.values()].some((list) => list === null) ? null : [...audits.values()].flatMap((list) => list ?? []);
  const ids = change.deployments.map(({ id }) => id);
  const rollout = began && { ...began, settled: began.kept === null ? new Set<string>() : settledSince(known ?? [], pull, ids) };
  return {
    ...run,
    own,
    scene: { pull, controller, parse: ports.parseTfvars, records, reviews, audits: known, identity },
    audits,
    frame,
    rollout,
  };
}

async function decide({ scene, controller, change, ports, rollout }: AskingRun): Promise<ReturnType<typeof decideApply>> {
  const { pull, records, reviews, audits } = scene;
  return decideApply({
    ...records,
    pull,
    environment: change.environment ?? noEnvironment(change, controller.settings),
    lastPushAt: lastPushAt(records.records, pull.headSha),
    mergedInputs: denied(change.findings) ? null : digestsOf(change),
    audits,
    overrideStanding: records.override === null ? [] : await standingOf(records.override, controller, ports),
    reviews,
    approvalRules: await ruleEvidence(
      newestFor(records.records, pull.headSha),
      controller.settings.approvalRules,
      // What the merge itself brought in makes nobody an owner.
      () => Promise.resolve(pull.baseSha),
      ports,
    ),
    ...(rollout === null ? {} : { settled: rollout.settled }),
  });
}

/** Everything is applied. A rollout may not know it yet: the run that applied the last of it died before it said so. */
function nothingLeft(run: AskingRun, applied: readonly AuditRecord[]): OpenApply | Judged {
  const kept = run.rollout?.kept?.record;
  if (kept === undefined || (currentWave(kept) === null && kept.hold === null)) return done(run, applied);
  return {
    run,
    work: { change: run.change, deployments: [], reviewed: reviewedBy({ deployments: [] }, null), frame: run.frame },
    asked: null,
  };
}

/** What of it is this run's: without a rollout all of it, else the wave that is next. */
async function inTurn(open: OpenApply): Promise<OpenApply | Judged> {
  const { run, work } = open;
  const { ports, identity, inputs, rollout } = run;
  if (rollout === null) return open;
  const approver = work.approvers?.[0] ?? null;
  const remaining = work.deployments.map(({ id }) => id);
  const taken = await takeTurn({ ...waveRequest(run, rollout), remaining, approver }, rolloutPortsOf(run));
  if (taken === null) return open;
  if (taken.kind === "none") return await notNow(open, taken);
  if (taken.kind === "wait") {
    ports.log.line(`rollout    ${waveName(taken.record, taken.wave)} begins at ${taken.until.toISOString()}: waiting, without a lock`);
    await ports.sleep(Math.max(0, taken.until.getTime() - ports.clock.now().getTime()));
    // Whatever was decided before the pause may be otherwise by now.
    return await decideMerged(await ports.pullRequests.get(), inputs, identity, ports);
  }
  ports.log.line(`rollout    ${waveName(taken.record, taken.wave)}: ${taken.due.length} to apply`);
  return { ...open, work: { ...work, deployments: chosen(work.change, taken.due) }, turn: taken };
}

/** The log says why; whoever asked for it by a comment is told. */
async function notNow({ run, asked }: OpenApply, { record, turn }: Extract<TakenTurn, { kind: "none" }>): Promise<Judged> {
  const { ports, change } = run;
  const words = whyNoTurn(record, turn);
  ports.log.line(`verdict    nothing applied: ${words.reasons.join(", ")}. ${words.remedy}`);
  if (asked !== null) await ports.pullRequests.reply(refusalReply("Nothing was applied", words, change.identities));
  return { ...judged(run, "passed"), silent: true };
}

export function judged({ report, change }: MergedRun, verdict: Report["verdict"], more: Partial<Report> = {}): Judged {
  return {
    report: { ...report, verdict, ...more },
    record: null,
    findings: [],
    deployments: change.deployments,
    secrets: secretsOf(change),
    identities: change.identities,
  };
}

async function refuse(run: AskingRun, { reasons, remedy }: { reasons: string[]; remedy: string }): Promise<Judged> {
  await auditAll(run, [...reasons, remedy].join("\n"));
  return judged(run, "refused", { refusal: { reasons, remedy } });
}

function done(run: MergedRun, applied: readonly AuditRecord[]): Judged {
  run.ports.log.line(
    `verdict    already applied: ${applied.map(({ deployment, timestamp }) => `${deployment.id} at ${timestamp}`).join(", ")}`,
  );
  return { ...judged(run, "passed"), silent: true };
}

export interface Work extends Pick<ApplyChange, "change" | "deployments" | "reviewed" | "frame"> {
  /** Only of a plan that was made after the merge: whose approvals count. */
  approvers?: readonly Person[];
}

function workOfRecord(
  { change, frame }: AskingRun,
  { remaining, record, override }: Extract<ReturnType<typeof decideApply>, { kind: "open" }>,
): Work {
  return { change, deployments: chosen(change, remaining), reviewed: reviewedBy(record, override), frame };
}

function workOfPlan(
  { frame, ports }: AskingRun,
  tip: StandingPlan["tip"],
  { record, remaining, approvers }: Extract<StandingPlan["decision"], { kind: "open" }>,
): Work {
  const code = replanCode(record);
  ports.log.line(`plan       ${code} of after the merge, approved by ${approvers.map(({ login }) => login).join(", ")}`);
  return {
    change: tip.change,
    deployments: chosen(tip.change, remaining),
    reviewed: reviewedBy(record, null),
    frame: frameOfPlan(frame, { code, tip, approvers }),
    approvers,
  };
}

function chosen({ deployments }: Change, ids: readonly string[]): Deployment[] {
  return deployments.filter(({ id }) => ids.includes(id));
}

/** Plans deployments as the branch has them now, for somebody to approve. */
export async function again(run: AskingRun, ids: readonly string[], reasons: readonly string[]): Promise<Judged> {
  const { scene, ports, controller, frame, report, pull, change } = run;
  const tip = await tipOf(scene, ports);
  ports.log.mask(masksOf(secretsOf(tip.change)));
  const plan = await planAgain(tip, new Set(ids), scene, await ports.assessPorts(controller, "plan"), ports);
  const problems = await auditPlan(plan, ofDeployments(tip, new Set(ids)), reasons, frame, ports);
  const { subject } = report;
  return {
    ...judged(run, "refused"),
    report: {
      ...report,
      subject: { ...subject, filesUrl: subject.filesUrl?.replace(pull.headSha, tip.sha) ?? null },
      ...reportOfPlan(plan, tip, reasons),
    },
    secrets: [...secretsOf(change), ...secretsOf(tip.change), ...(plan.assessment?.secrets ?? [])],
    problems,
  };
}

function reviewedBy({ deployments }: Pick<FullRecord, "deployments">, override: OverrideRecord | null): ApplyChange["reviewed"] {
  const recorded = new Map(deployments.map((deployment) => [deployment.id, deployment]));
  return ({ id }) => ({ recorded: recorded.get(id) ?? null, override: () => override, confirm: () => Promise.resolve(true) });
}

/** Deployments of a pull request that no run of its head has applied. */
function notApplied({ change, scene: { pull, records, audits } }: AskingRun): string[] {
  const recorded = records.records.filter(({ head_sha }) => head_sha === pull.headSha);
  const ids = new Set([...change.deployments, ...recorded.flatMap(({ deployments }) => deployments)].map(({ id }) => id));
  return [...ids].filter((id) => alreadyApplied(audits ?? [], pull.headSha, id) === null);
}

/** Why an override is no longer in force, by what the API and the controller say now. */
async function standingOf(override: OverrideRecord, { settings }: Controller, { pullRequests }: ApplyMergedPorts): Promise<string[]> {
  const [comments, account] = await Promise.all([pullRequests.comments(), pullRequests.account(override.approver)]);
  const comment = comments.find(({ id }) => id === override.comment_id) ?? null;
  return standingObjections(override, { comment, account, approvers: settings.approvers });
}

async function auditAll({ change, own, frame, ports }: AskingRun, error: string): Promise<void> {
  for (const deployment of own) {
    const result = unplanned(deployment, "refused", error);
    const problem = await audited("apply", { ...NOTHING_PLANNED, result }, change, frame, ports);
    if (problem !== null) ports.log.warning(problem);
  }
}

function denied(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === "deny");
}
