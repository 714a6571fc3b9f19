import { decideApply } from "../domain/gates/apply.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import type { ChangedFile } from "../domain/model/source-tree.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import { messageOf, RefusedError } from "../domain/model/errors.ts";
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
  reportOfPlan,
  standingPlan,
  tipOf,
  type AskedBy,
  type MergedScene,
  type StandingPlan,
} from "../steps/apply-again.ts";
import { applyChange, audited, auditsOf, reportOf, type AppliedChange, type ApplyChange } from "../steps/apply-change.ts";
import type { AssessPorts } from "../steps/assess.ts";
import { digestsOf, type AuditFrame } from "../steps/audit.ts";
import { loadChange, secretsOf, type Change, type Controller } from "../steps/change.ts";
import { changedFilesOf } from "../steps/changed-files.ts";
import { filesLeft } from "../steps/removed.ts";
import { approvalOf, pullRequestFrame } from "../steps/audit-frame.ts";
import { reviewEvidence } from "../steps/reviews.ts";
import { readRecords, storesOf, type PullRequestRecords } from "../steps/evidence.ts";
import { noEnvironment } from "../steps/merge-scene.ts";
import { starterOf } from "../steps/run-starts.ts";
import { NOTHING_PLANNED } from "../steps/apply-work.ts";
import { unplanned } from "../domain/report/results.ts";
import { emptyReport, publish, subjectOf, type Judged, type Outcome, type PublishPorts } from "../reporting/publish.ts";
import { lastPushAt } from "../domain/evidence/record-evidence.ts";
import type { RunIdentity } from "../domain/run/identity.ts";

export interface ApplyMergedPorts extends PublishPorts {
  openSource(sha: string): Promise<SourceTree>;
  /** Of a run that was shared out among runners: what the pull request changes. */
  knownChange?: readonly ChangedFile[];
  controller(): Promise<Controller>;
  parseTfvars(): Promise<ParseTfvars>;
  assessPorts(controller: Controller, role?: "plan"): Promise<{ ports: AssessPorts; policySha256: string }>;
  /** null: there is no verify key. */
  verifier: Verifier | null;
  sleep: (ms: number) => Promise<void>;
  /** Who started the run. */
  actor: string;
  /** The comment that asked for it, as the event says; null: none did. */
  commentId: number | null;
  signal: AbortSignal;
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

/** Applies what a merged pull request was reviewed for, exactly that and once. */
export async function applyMerged(inputs: ApplyInputs, identity: RunIdentity, ports: ApplyMergedPorts): Promise<Outcome> {
  const pull = await ports.pullRequests.get();
  return await publish(pull, identity, "apply", ports, async () => {
    const decided = await decideMerged(pull, inputs, identity, ports);
    if ("report" in decided) return decided;
    const { run, work, asked } = decided;
    const told = { approval: approvalOf(work.frame), secrets: secretsOf(work.change) };
    return await concludeApply(run, told, await applyOpen(decided), () => Promise.resolve({ run, asked }));
  });
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
}

/**
 * Asks everything that a gate may ask before terraform. Returns a verdict where nothing is to be applied.
 * @param only Ids of deployments: it answers for no others, and leaves the evidence of others alone.
 */
export async function decideMerged(
  pull: PullRequest,
  inputs: ApplyInputs,
  identity: RunIdentity,
  ports: ApplyMergedPorts,
  only: ReadonlySet<string> | null = null,
): Promise<OpenApply | Judged> {
  if (pull.fork) throw new RefusedError(FROM_FORK.reason, FROM_FORK.remedy);
  const run = await readMerged(pull, inputs, identity, ports);
  if (run.change.deployments.length === 0 && !denied(run.change.findings))
    return { ...judged(run, "empty"), silent: run.change.controllerFiles.length > 0 };
  const asking = await evidenceOf(run, only);
  if (ports.verifier === null) return await refuse(asking, { reasons: [NO_VERIFY_KEY.reason], remedy: NO_VERIFY_KEY.remedy });
  const decision = await decide(asking);
  if (decision.kind === "already-applied") return done(asking, decision.applied);
  if (decision.kind === "held" && decision.renewable !== true) return await refuse(asking, decision);

  // A plan that was made and approved after the merge takes the place of the one before it.
  const [standing, asked] = await Promise.all([standingPlan(asking.scene, ports), askedBy(ports.commentId, ports.pullRequests)]);
  if (standing !== null) ports.log.mask(masksOf(secretsOf(standing.tip.change)));
  const left = notApplied(asking);
  if (standing?.decision.kind === "already-applied" && left.length === 0) return done(asking, standing.decision.applied);
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
  parse: ParseTfvars;
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
  const [controller, source, parse] = await Promise.all([ports.controller(), ports.openSource(commit), ports.parseTfvars()]);
  const change = await loadChange(source, controller, parse, {
    changed: await changedFilesOf(pull, ports),
    stateKeyTemplate: identity.stateKeyTemplate,
    repository: pull.repository.fullName,
    controllerRepository: identity.controllerRepository,
    oneEnvironment: true,
    // The branch holds the head by now: what it held before tells where the head branched off.
    base: async () => await ports.openSource((await ports.pullRequests.mergeBase({ ...pull, baseRef: pull.baseSha })).mergeBase),
  });
  log.mask(masksOf(secretsOf(change)));
  const subject = subjectOf(pull, change.environment, identity);
  for (const line of phaseLines(identity, "apply", subject)) log.line(line);
  log.line(discoverLine(change.deployments, change.changedFiles));
  log.line(checkLine(change.findings));
  const report = { ...emptyReport(subject, identity, "apply"), checks: change.findings, ...(await filesLeft(change, ports)) };
  return { pull, inputs, identity, ports, controller, parse, change, report };
}

/** The same with everything that the gate asks for. */
export interface AskingRun extends MergedRun {
  /** That it answers for. */
  own: readonly Deployment[];
  scene: MergedScene;
  audits: Awaited<ReturnType<typeof auditsOf>>;
  frame: AuditFrame;
}

export async function evidenceOf(run: MergedRun, only: ReadonlySet<string> | null = null): Promise<AskingRun> {
  const { pull, inputs, identity, ports, controller, parse, change } = run;
  const own = change.deployments.filter(({ id }) => only?.has(id) !== false);
  const stores = await storesOf(own, ports.storeFor);
  const [records, audits, reviews] = await Promise.all([
    ports.verifier === null ? NO_RECORDS : readRecords(pull, stores, ports.verifier),
    auditsOf(own, ports.storeFor),
    reviewEvidence(pull, [], ports.pullRequests),
  ]);
  const frame = pullRequestFrame(pull, { reviews, override: records.override }, identity, {
    actor: ports.actor,
    lockDays: inputs.auditLockDays,
  });
  const known = [...audits.values()].some((list) => list === null) ? null : [...audits.values()].flatMap((list) => list ?? []);
  return { ...run, own, scene: { pull, controller, parse, records, reviews, audits: known, identity }, audits, frame };
}

async function decide({ scene, controller, change, ports }: AskingRun): Promise<ReturnType<typeof decideApply>> {
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
  });
}

// ── How it may end ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function judged({ report, change }: MergedRun, verdict: Report["verdict"], more: Partial<Report> = {}): Judged {
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

export type Work = Pick<ApplyChange, "change" | "deployments" | "reviewed" | "frame">;

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
  };
}

function chosen({ deployments }: Change, ids: readonly string[]): Deployment[] {
  return deployments.filter(({ id }) => ids.includes(id));
}

/** Applies what the gate is open for. What comes back can be written down: one runner may have applied it, or many. */
export async function applyOpen({ run, work }: Pick<OpenApply, "run" | "work">): Promise<AppliedChange> {
  const { ports, controller, parse, pull, identity, inputs, audits } = run;
  const { ports: assess } = await ports.assessPorts(controller);
  return await applyChange(
    {
      action: "apply",
      ...work,
      controller,
      audits,
      starter: starterOf(identity, pull, "apply", ports.actor),
      how: { settings: controller.settings, claimant: pull.repository, destroy: false, ...inputs },
    },
    { ...assess, storeFor: ports.storeFor, parseTfvars: parse, sleep: ports.sleep },
  );
}

/** What else the report of an apply says, and must not say. */
export interface ToldOfApply {
  approval: Report["approval"];
  /** Of what was applied, where that is not the change as it was merged. */
  secrets: readonly Secret[];
}

/**
 * What was applied becomes one report. What of it differs from its plan by now is planned anew, when somebody asked for the apply.
 * @param ask Is called when something differs.
 */
export async function concludeApply(
  merged: MergedRun,
  { approval, secrets }: ToldOfApply,
  ended: AppliedChange,
  ask: () => Promise<Pick<OpenApply, "run" | "asked">>,
): Promise<Judged> {
  const { report, change } = merged;
  const applied: Judged = {
    ...judged(merged, "passed"),
    report: { ...report, ...reportOf(ended), ...(approval === undefined ? {} : { approval }) },
    secrets: [...ended.applied.flatMap((each) => each.secrets), ...secretsOf(change), ...secrets],
    problems: ended.problems,
  };
  const stale = ended.applied.flatMap(({ result, renewable }) => (renewable === true ? [result] : []));
  if (stale.length === 0) return applied;
  try {
    const { run, asked } = await ask();
    if (asked !== "apply") return applied;
    const planned = await again(
      run,
      stale.map(({ deployment }) => deployment.id),
      stale.map(({ error }) => error ?? ""),
    );
    return besides(applied, planned);
  } catch (error) {
    // What was applied is told in any case.
    return { ...applied, problems: [...ended.problems, `not planned again: ${messageOf(error)}`] };
  }
}

/** Plans deployments as the branch has them now, for somebody to approve. */
async function again(run: AskingRun, ids: readonly string[], reasons: readonly string[]): Promise<Judged> {
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

/** What was applied, and what of the rest was planned again: one report of both. */
function besides(applied: Judged, planned: Judged): Judged {
  const again = new Set(planned.report.results.map(({ deployment }) => deployment.id));
  const others = applied.report.results.filter(({ deployment }) => !again.has(deployment.id));
  const failed = others.some(({ status }) => status === "failed" || status === "recovered" || status === "refused");
  return {
    ...planned,
    report: {
      ...planned.report,
      verdict: planned.report.verdict === "passed" && failed ? "failed" : planned.report.verdict,
      results: [...others, ...planned.report.results],
    },
    secrets: [...applied.secrets, ...planned.secrets],
    problems: [...(applied.problems ?? []), ...(planned.problems ?? [])],
  };
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
