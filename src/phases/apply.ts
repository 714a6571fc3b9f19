import { decideApply, type ApplyDecision } from "../domain/apply-gate.ts";
import { auditFolder, type AuditRecord } from "../domain/audit-record.ts";
import { messageOf, RefusedError } from "../domain/errors.ts";
import type { Finding } from "../domain/finding.ts";
import { dependencyEdges } from "../domain/graph.ts";
import { inputsDigest } from "../domain/plan-digest.ts";
import { createRedactor } from "../domain/redaction.ts";
import type { RecoveryMode } from "../domain/recovery.ts";
import type { Report } from "../domain/report.ts";
import { approvalsOnHead } from "../domain/review.ts";
import { createSchedule, expectedMs } from "../domain/schedule.ts";
import { checkLine, discoverLine, headerLine, resultLine, widestOf } from "../render/log.ts";
import type { ParseTfvars, PullRequest, SourceTree, Verifier } from "../ports.ts";
import { applyDeployment, type Applied, type ApplyPorts } from "./apply-deployment.ts";
import { secretsOf, type AssessPorts } from "./assess.ts";
import { inputsOf, writeAudit, type AuditFrame } from "./audit.ts";
import { loadChange, type Change, type Controller } from "./change.ts";
import { readAudits, readRecords, storesOf } from "./evidence.ts";
import { unplanned } from "./plan-deployments.ts";
import { emptyReport, publish, subjectOf, type Judged, type Outcome, type PublishPorts, type RunIdentity } from "./publish.ts";
import { runSchedule } from "./run-schedule.ts";

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
  planMatch: "strict" | "actions";
}

/** Applies what a merged pull request was reviewed for, exactly that and once. */
export async function applyMerged(inputs: ApplyInputs, identity: RunIdentity, ports: ApplyMergedPorts): Promise<Outcome> {
  const pull = await ports.pullRequests.get();
  return await publish(pull, identity, "apply", ports, async () => await judge(pull, inputs, identity, ports));
}

async function judge(pull: PullRequest, inputs: ApplyInputs, identity: RunIdentity, ports: ApplyMergedPorts): Promise<Judged> {
  const { log } = ports;
  if (ports.verifier === null)
    throw new RefusedError(
      "there is no verify-key, so no record can be verified",
      "An administrator of the controller makes a pair of keys with tf-orchestrator keygen and sets the inputs signing-key and verify-key.",
    );
  if (!pull.merged || pull.mergeCommitSha === null)
    throw new RefusedError("the pull request is not merged", "Merge it first: what is applied is what was merged.");
  if (pull.fork)
    throw new RefusedError(
      "the pull request comes from a fork, for whose content nobody here vouches",
      "Push the branch to the repository itself and open a pull request from there.",
    );
  const [controller, source, parse] = await Promise.all([ports.controller(), ports.openSource(pull.mergeCommitSha), ports.parseTfvars()]);
  const change = await loadChange(source, controller, parse, {
    changed: await ports.pullRequests.changedFiles(pull),
    stateKeyTemplate: identity.stateKeyTemplate,
    repository: pull.repository.fullName,
    controllerRepository: identity.controllerRepository,
    oneEnvironment: true,
  });
  const subject = subjectOf(pull, change.environment, identity);
  log.line(headerLine(identity.version, "apply", subject));
  log.line(discoverLine(change.deployments, change.changedFiles));
  log.line(checkLine(change.findings));
  const report: Report = { ...emptyReport(subject, identity, "apply"), checks: change.findings, removed: change.discovery.removed };
  const judged = (verdict: Report["verdict"], more: Partial<Report> = {}): Judged => ({
    report: { ...report, verdict, ...more },
    record: null,
    findings: [],
    deployments: change.deployments,
    secrets: secretsOf(change),
  });
  if (change.deployments.length === 0 && !denied(change.findings)) return judged("empty");

  const stores = await storesOf(change.deployments, ports.storeFor);
  const [records, audits, reviews] = await Promise.all([
    readRecords(pull, stores, ports.verifier),
    auditsOf(change, ports.storeFor),
    ports.pullRequests.reviews(),
  ]);
  const frame: AuditFrame = {
    run: { id: String(identity.runId), attempt: String(identity.runAttempt), actor: ports.actor },
    pullRequest: {
      repository: pull.repository.fullName,
      number: pull.number,
      headSha: pull.headSha,
      mergedAt: pull.mergedAt,
      approvers: approvalsOnHead({ author: pull.author, reviews, permissions: new Map() }, pull.headSha).map(({ login }) => login),
      override: records.override,
    },
    version: identity.version,
  };
  const decision = decideApply({
    ...records,
    pull,
    environment: change.environment ?? noEnvironment(change),
    lastPushAt: lastPushAt(records.records, pull.headSha),
    mergedInputs: denied(change.findings) ? null : digestsOf(change),
    audits: [...audits.values()].some((list) => list === null) ? null : [...audits.values()].flatMap((list) => list ?? []),
    reviews: "not-asked",
  });
  if (decision.kind === "already-applied") {
    log.line(
      `verdict    already applied: ${decision.applied.map(({ deployment, timestamp }) => `${deployment.id} at ${timestamp}`).join(", ")}`,
    );
    return { ...judged("passed"), silent: true };
  }
  if (decision.kind === "held") {
    await auditAll(change, "refused", [...decision.reasons, decision.remedy].join("\n"), frame, ports);
    return judged("refused", { refusal: { reasons: decision.reasons, remedy: decision.remedy } });
  }
  return await applyAll(change, controller, decision, audits, frame, inputs, { parse, report }, ports);
}

/** Applies the deployments in the order of their dependencies; those that wait for a failed one are skipped, all others go on. */
async function applyAll(
  change: Change,
  controller: Controller,
  decision: Extract<ApplyDecision, { kind: "open" }>,
  audits: ReadonlyMap<string, AuditRecord[] | null>,
  frame: AuditFrame,
  inputs: ApplyInputs,
  { parse, report }: { parse: ParseTfvars; report: Report },
  ports: ApplyMergedPorts,
): Promise<Judged> {
  const { ports: assess } = await ports.assessPorts(controller);
  const applyPorts: ApplyPorts = { ...assess, storeFor: ports.storeFor, parseTfvars: parse, sleep: ports.sleep };
  const remaining = change.deployments.filter(({ id }) => decision.remaining.includes(id));
  const recorded = new Map(decision.record.deployments.map((deployment) => [deployment.id, deployment]));
  const history = new Map(
    [...audits.values()].flatMap((list) =>
      (list ?? []).toReversed().map(({ deployment, result }) => [deployment.id, result.duration_seconds * 1000] as const),
    ),
  );
  const edges = dependencyEdges(change.deployments, controller.settings.dependencies, change.tfvars);
  const how = { settings: controller.settings, destroy: false, ...inputs };
  const ended: Applied[] = [];
  const idColumns = widestOf(remaining.map(({ id }) => id));
  const problems: string[] = [];
  const end = async (applied: Applied) => {
    ended.push(applied);
    const redact = createRedactor(applied.secrets);
    assess.log.line(redact(resultLine(applied.result, { index: ended.length, total: remaining.length, idColumns })));
    if (applied.result.output !== "") assess.log.group(redact(applied.result.deployment.id), redact(applied.result.output));
    const problem = await audited(applied, change, frame, ports);
    if (problem !== null) problems.push(redact(problem));
  };
  const skips: Promise<void>[] = [];
  await runSchedule(
    createSchedule(remaining, edges, (deployment) => expectedMs(deployment, history)),
    assess.maxParallel(remaining.length),
    async (deployment) => {
      const own = audits.get(folderOf(deployment)) ?? [];
      const reviewed = { recorded: recorded.get(deployment.id) ?? null, override: decision.override, confirm: () => Promise.resolve(true) };
      const applied = await applyDeployment(deployment, change, reviewed, own, how, applyPorts);
      await end(applied);
      return applied.result.status === "applied" || applied.result.status === "in-sync";
    },
    ({ deployment, reason }) => {
      skips.push(
        end({ result: unplanned(deployment, "skipped", reason), planSha256: null, plan: null, secrets: [], policyMillis: 0, state: null }),
      );
    },
    ports.signal,
  );
  await Promise.all(skips);
  const results = change.deployments.flatMap(({ id }) => ended.find(({ result }) => result.deployment.id === id)?.result ?? []);
  const succeeded = results.every(({ status }) => status === "applied" || status === "in-sync");
  return {
    report: {
      ...report,
      verdict: succeeded ? "passed" : "failed",
      results,
      terraformVersion: assess.terraform.version,
      policy: {
        rules: assess.policies.reduce((sum, { rules }) => sum + rules, 0),
        plans: ended.filter(({ plan }) => plan !== null).length,
        millis: Math.round(ended.reduce((sum, { policyMillis }) => sum + policyMillis, 0)),
      },
    },
    record: null,
    findings: [],
    deployments: change.deployments,
    secrets: [...ended.flatMap(({ secrets }) => secrets), ...secretsOf(change)],
    problems,
  };
}

/** An audit record that is missing makes the run fail, and never a rollback: what was applied stays applied. */
async function audited(applied: Applied, change: Change, frame: AuditFrame, ports: ApplyMergedPorts): Promise<string | null> {
  const { deployment, status } = applied.result;
  try {
    const store = await ports.storeFor(deployment.account);
    await writeAudit("apply", applied, change.files.get(deployment.id), frame, store, ports.clock.now());
    return null;
  } catch (error) {
    return `${deployment.id}: ${status}, audit missing: ${messageOf(error)}`;
  }
}

async function auditAll(change: Change, status: "refused", error: string, frame: AuditFrame, ports: ApplyMergedPorts): Promise<void> {
  for (const deployment of change.deployments) {
    const result = { ...unplanned(deployment, "failed", error), status };
    const problem = await audited(
      { result, planSha256: null, plan: null, secrets: [], policyMillis: 0, state: null },
      change,
      frame,
      ports,
    );
    if (problem !== null) ports.log.warning(problem);
  }
}

/** By the folder of the audit records. */
async function auditsOf(change: Change, storeFor: PublishPorts["storeFor"]): Promise<Map<string, AuditRecord[] | null>> {
  const folders = new Map(change.deployments.map((deployment) => [folderOf(deployment), deployment]));
  return new Map(
    await Promise.all(
      [...folders].map(async ([folder, deployment]) => [folder, await readAudits(deployment, await storeFor(deployment.account))] as const),
    ),
  );
}

function folderOf({ account, project }: Change["deployments"][number]): string {
  return auditFolder(account.name, project);
}

export function digestsOf(change: Change): Map<string, string> {
  return new Map(
    change.deployments.map((deployment) => [deployment.id, inputsDigest(inputsOf(deployment, change.files.get(deployment.id)))]),
  );
}

/** Every head has a record of its own, which is made after its push. */
export function lastPushAt(records: readonly { head_sha: string; issued_at: string }[], headSha: string): string | null {
  const times = records.filter(({ head_sha }) => head_sha === headSha).map(({ issued_at }) => issued_at);
  return times.toSorted().at(0) ?? null;
}

function denied(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === "deny");
}

function noEnvironment({ findings }: Change): Finding {
  return (
    findings.find(({ level }) => level === "deny") ?? {
      rule: "environment",
      level: "deny",
      severity: "high",
      message: "the environment is unknown",
      remediation: "",
      overridable: false,
    }
  );
}
