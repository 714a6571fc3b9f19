import { decideApply } from "../domain/gates/apply.ts";
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
  type MergedScene,
} from "../steps/apply-again.ts";
import { applyChange, audited, auditsOf, NOTHING_PLANNED, reportOf, type ApplyChange } from "../steps/apply-change.ts";
import type { AssessPorts } from "../steps/assess.ts";
import { digestsOf, type AuditFrame } from "../steps/audit.ts";
import { loadChange, secretsOf, type Change, type Controller } from "../steps/change.ts";
import { filesLeft } from "../steps/removed.ts";
import { approvalOf, pullRequestFrame } from "../steps/audit-frame.ts";
import { reviewEvidence } from "../steps/reviews.ts";
import { readRecords, storesOf, type PullRequestRecords } from "../steps/evidence.ts";
import { noEnvironment } from "../steps/merge-scene.ts";
import { starterOf } from "../steps/run-starts.ts";
import { unplanned } from "../steps/plan.ts";
import { emptyReport, publish, subjectOf, type Judged, type Outcome, type PublishPorts } from "../reporting/publish.ts";
import { lastPushAt } from "../domain/evidence/record-evidence.ts";
import type { RunIdentity } from "../domain/run/identity.ts";

export interface ApplyMergedPorts extends PublishPorts {
  openSource(sha: string): Promise<SourceTree>;
  controller(): Promise<Controller>;
  parseTfvars(): Promise<ParseTfvars>;
  assessPorts(controller: Controller): Promise<{ ports: AssessPorts; policySha256: string }>;
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
  return await publish(pull, identity, "apply", ports, async () => await applyWhenOpen(pull, inputs, identity, ports));
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

async function applyWhenOpen(pull: PullRequest, inputs: ApplyInputs, identity: RunIdentity, ports: ApplyMergedPorts): Promise<Judged> {
  const { log } = ports;
  if (pull.fork) throw new RefusedError(FROM_FORK.reason, FROM_FORK.remedy);
  // One that is not merged is read as proposed, so that its refusal can be audited; the gate below stays closed for it.
  const commit = pull.merged && pull.mergeCommitSha !== null ? pull.mergeCommitSha : pull.headSha;
  const [controller, source, parse] = await Promise.all([ports.controller(), ports.openSource(commit), ports.parseTfvars()]);
  const change = await loadChange(source, controller, parse, {
    changed: await ports.pullRequests.changedFiles(pull),
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
  const report: Report = { ...emptyReport(subject, identity, "apply"), checks: change.findings, ...(await filesLeft(change, ports)) };
  const judged = (verdict: Report["verdict"], more: Partial<Report> = {}): Judged => ({
    report: { ...report, verdict, ...more },
    record: null,
    findings: [],
    deployments: change.deployments,
    secrets: secretsOf(change),
    identities: change.identities,
  });
  if (change.deployments.length === 0 && !denied(change.findings)) return { ...judged("empty"), silent: change.controllerFiles.length > 0 };

  const stores = await storesOf(change.deployments, ports.storeFor);
  const [records, audits, reviews] = await Promise.all([
    ports.verifier === null ? NO_RECORDS : readRecords(pull, stores, ports.verifier),
    auditsOf(change.deployments, ports.storeFor),
    reviewEvidence(pull, [], ports.pullRequests),
  ]);
  const frame = pullRequestFrame(pull, { reviews, override: records.override }, identity, {
    actor: ports.actor,
    lockDays: inputs.auditLockDays,
  });
  const refuse = async ({ reasons, remedy }: { reasons: string[]; remedy: string }): Promise<Judged> => {
    await auditAll(change, "refused", [...reasons, remedy].join("\n"), frame, ports);
    return judged("refused", { refusal: { reasons, remedy } });
  };
  if (ports.verifier === null) return await refuse({ reasons: [NO_VERIFY_KEY.reason], remedy: NO_VERIFY_KEY.remedy });
  const known = [...audits.values()].some((list) => list === null) ? null : [...audits.values()].flatMap((list) => list ?? []);
  const decision = decideApply({
    ...records,
    pull,
    environment: change.environment ?? noEnvironment(change, controller.settings),
    lastPushAt: lastPushAt(records.records, pull.headSha),
    mergedInputs: denied(change.findings) ? null : digestsOf(change),
    audits: known,
    overrideStanding: records.override === null ? [] : await standingOf(records.override, controller, ports),
    reviews,
  });
  const done = (applied: readonly AuditRecord[]): Judged => {
    log.line(`verdict    already applied: ${applied.map(({ deployment, timestamp }) => `${deployment.id} at ${timestamp}`).join(", ")}`);
    return { ...judged("passed"), silent: true };
  };
  if (decision.kind === "already-applied") return done(decision.applied);
  if (decision.kind === "held" && decision.renewable !== true) return await refuse(decision);

  // A plan that was made and approved after the merge takes the place of the one before it.
  const scene: MergedScene = { pull, controller, parse, records, reviews, audits: known, identity };
  const [standing, asked] = await Promise.all([standingPlan(scene, ports), askedBy(ports.commentId, ports.pullRequests)]);
  if (standing !== null) log.mask(masksOf(secretsOf(standing.tip.change)));
  const applying = async (work: Pick<ApplyChange, "change" | "deployments" | "reviewed" | "frame">) => {
    const { ports: assess } = await ports.assessPorts(controller);
    const ended = await applyChange(
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
    const secrets = [...ended.applied.flatMap((applied) => applied.secrets), ...secretsOf(change), ...secretsOf(work.change)];
    return {
      ended,
      judged: {
        ...judged("passed"),
        report: { ...report, ...reportOf(ended, assess), approval: approvalOf(work.frame) },
        secrets,
        problems: ended.problems,
      },
    };
  };
  const left = notApplied(change, records, known ?? [], pull.headSha);
  if (standing?.decision.kind === "already-applied" && left.length === 0) return done(standing.decision.applied);
  if (standing?.decision.kind === "held") {
    const { waiting, reasons } = standing.decision;
    if (waiting && asked === null) {
      log.line(`verdict    not applied: ${reasons.join(", ")}`);
      return { ...judged("refused"), silent: true };
    }
    if (asked === "approve") return await refuse(standing.decision);
  }

  const again = async (ids: readonly string[], reasons: readonly string[]): Promise<Judged> => {
    const tip = await tipOf(scene, ports);
    log.mask(masksOf(secretsOf(tip.change)));
    const plan = await planAgain(tip, new Set(ids), scene, await ports.assessPorts(controller), ports);
    const problems = await auditPlan(plan, ofDeployments(tip, new Set(ids)), reasons, frame, ports);
    return {
      ...judged("refused"),
      report: {
        ...report,
        subject: { ...subject, filesUrl: subject.filesUrl?.replace(pull.headSha, tip.sha) ?? null },
        ...reportOfPlan(plan, tip, reasons),
      },
      secrets: [...secretsOf(change), ...secretsOf(tip.change), ...(plan.assessment?.secrets ?? [])],
      problems,
    };
  };
  /** What of it differs from its plan by now is planned again, when somebody asked for that. */
  const withAgain = async ({ ended, judged: applied }: Awaited<ReturnType<typeof applying>>): Promise<Judged> => {
    const stale = ended.applied.flatMap(({ result, renewable }) => (renewable === true ? [result] : []));
    if (asked !== "apply" || stale.length === 0) return applied;
    try {
      const planned = await again(
        stale.map(({ deployment }) => deployment.id),
        stale.map(({ error }) => error ?? ""),
      );
      return besides(applied, planned);
    } catch (error) {
      // What was applied is told in any case.
      return { ...applied, problems: [...ended.problems, `not planned again: ${messageOf(error)}`] };
    }
  };
  if (standing?.decision.kind === "open") {
    const { record, remaining, approvers } = standing.decision;
    const code = replanCode(record);
    log.line(`plan       ${code} of after the merge, approved by ${approvers.map(({ login }) => login).join(", ")}`);
    return await withAgain(
      await applying({
        change: standing.tip.change,
        deployments: standing.tip.change.deployments.filter(({ id }) => remaining.includes(id)),
        reviewed: reviewedBy(record, null),
        frame: frameOfPlan(frame, { code, tip: standing.tip, approvers }),
      }),
    );
  }
  if (decision.kind === "open")
    return await withAgain(
      await applying({
        change,
        deployments: change.deployments.filter(({ id }) => decision.remaining.includes(id)),
        reviewed: reviewedBy(decision.record, decision.override),
        frame,
      }),
    );
  if (asked !== "apply") return await refuse(decision);
  try {
    return await again(left, decision.reasons);
  } catch (error) {
    if (error instanceof RefusedError) return await refuse({ reasons: [...decision.reasons, error.message], remedy: error.remedy });
    throw error;
  }
}

function reviewedBy({ deployments }: Pick<FullRecord, "deployments">, override: OverrideRecord | null): ApplyChange["reviewed"] {
  const recorded = new Map(deployments.map((deployment) => [deployment.id, deployment]));
  return ({ id }) => ({ recorded: recorded.get(id) ?? null, override: () => override, confirm: () => Promise.resolve(true) });
}

/** Deployments of a pull request that no run of its head has applied. */
function notApplied({ deployments }: Change, { records }: PullRequestRecords, audits: readonly AuditRecord[], headSha: string): string[] {
  const recorded = records.filter(({ head_sha }) => head_sha === headSha).flatMap((record) => record.deployments.map(({ id }) => id));
  const ids = new Set([...deployments.map(({ id }) => id), ...recorded]);
  return [...ids].filter((id) => alreadyApplied(audits, headSha, id) === null);
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

async function auditAll(change: Change, status: "refused", error: string, frame: AuditFrame, ports: ApplyMergedPorts): Promise<void> {
  for (const deployment of change.deployments) {
    const result = { ...unplanned(deployment, "failed", error), status };
    const problem = await audited("apply", { ...NOTHING_PLANNED, result }, change, frame, ports);
    if (problem !== null) ports.log.warning(problem);
  }
}

function denied(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === "deny");
}
