import { decideApply } from "../domain/gates/apply.ts";
import { RefusedError } from "../domain/model/errors.ts";
import type { Finding } from "../domain/model/finding.ts";
import { FROM_FORK, NO_VERIFY_KEY } from "../domain/model/gate.ts";
import type { RecoveryMode } from "../domain/state/recovery.ts";
import type { Report } from "../domain/report/report.ts";
import { masksOf } from "../domain/report/redaction/masks.ts";
import type { OverrideRecord } from "../domain/evidence/override.ts";
import { standingObjections } from "../domain/evidence/withdrawal.ts";
import { checkLine, discoverLine, phaseLines } from "../render/terminal/log.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import type { Verifier } from "../ports/signing.ts";
import type { ParseTfvars, SourceTree } from "../ports/source.ts";
import { applyChange, audited, auditsOf, NOTHING_PLANNED, reportOf } from "../steps/apply-change.ts";
import type { AssessPorts } from "../steps/assess.ts";
import { digestsOf, type AuditFrame } from "../steps/audit.ts";
import { loadChange, secretsOf, type Change, type Controller } from "../steps/change.ts";
import { filesLeft } from "../steps/removed.ts";
import { pullRequestFrame } from "../steps/audit-frame.ts";
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
  assessPorts(controller: Controller): Promise<{ ports: AssessPorts }>;
  /** null: there is no verify key. */
  verifier: Verifier | null;
  sleep: (ms: number) => Promise<void>;
  /** Who started the run. */
  actor: string;
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

const NO_RECORDS: PullRequestRecords = { records: [], unverifiedRuns: [], attempts: [], override: null, withdrawn: [] };

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
  const decision = decideApply({
    ...records,
    pull,
    environment: change.environment ?? noEnvironment(change, controller.settings),
    lastPushAt: lastPushAt(records.records, pull.headSha),
    mergedInputs: denied(change.findings) ? null : digestsOf(change),
    audits: [...audits.values()].some((list) => list === null) ? null : [...audits.values()].flatMap((list) => list ?? []),
    overrideStanding: records.override === null ? [] : await standingOf(records.override, controller, ports),
    reviews,
  });
  if (decision.kind === "already-applied") {
    log.line(
      `verdict    already applied: ${decision.applied.map(({ deployment, timestamp }) => `${deployment.id} at ${timestamp}`).join(", ")}`,
    );
    return { ...judged("passed"), silent: true };
  }
  if (decision.kind === "held") return await refuse(decision);
  const { ports: assess } = await ports.assessPorts(controller);
  const recorded = new Map(decision.record.deployments.map((deployment) => [deployment.id, deployment]));
  const ended = await applyChange(
    {
      action: "apply",
      change,
      controller,
      deployments: change.deployments.filter(({ id }) => decision.remaining.includes(id)),
      reviewed: ({ id }) => ({
        recorded: recorded.get(id) ?? null,
        override: () => decision.override,
        confirm: () => Promise.resolve(true),
      }),
      audits,
      frame,
      starter: starterOf(identity, pull, "apply", ports.actor),
      how: { settings: controller.settings, claimant: pull.repository, destroy: false, ...inputs },
    },
    { ...assess, storeFor: ports.storeFor, parseTfvars: parse, sleep: ports.sleep },
  );
  return {
    report: { ...report, ...reportOf(ended, assess) },
    record: null,
    findings: [],
    deployments: change.deployments,
    secrets: [...ended.applied.flatMap(({ secrets }) => secrets), ...secretsOf(change)],
    identities: change.identities,
    problems: ended.problems,
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
