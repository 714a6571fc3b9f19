import { auditFolder, type AuditAction, type AuditRecord } from "../domain/state/audit-record.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import type { Tool } from "../domain/model/tool.ts";
import { durationsOfRuns, type Durations } from "../domain/run/durations.ts";
import { dependencyEdges } from "../domain/run/graph.ts";
import { isRuledOwner } from "../domain/state/ownership.ts";
import type { RunStarter } from "../domain/state/run-start.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import type { DeploymentResult, Report } from "../domain/report/report.ts";
import { unplanned } from "../domain/report/results.ts";
import { createSchedule, expectedMs } from "../domain/run/schedule.ts";
import { resultLine, widestOf } from "../render/terminal/log.ts";
import { applyDeployment } from "./apply-deployment.ts";
import type { AssessPorts } from "./assess.ts";
import { auditRecordOf, deedRecordOf, writeAudit, type AuditFrame } from "./audit.ts";
import { secretsOf, type Change, type Controller } from "./change.ts";
import { readAudits } from "./evidence.ts";
import { whileHeld } from "./run-starts.ts";
import { runSchedule } from "./run-schedule.ts";
import { removeExpiredAudits } from "./state.ts";
import { stateKeysOnce } from "./state-moved.ts";
import { NOTHING_PLANNED, type Applied, type ApplyPorts, type ApplySettings, type Reviewed } from "./apply-work.ts";

export type ApplyChangePorts = ApplyPorts & Pick<AssessPorts, "maxParallel">;

export interface ApplyChange {
  action: "apply" | "destroy" | "remediate";
  change: Change;
  controller: Controller;
  /** Those of the change that are to be applied. */
  deployments: readonly Deployment[];
  reviewed: (deployment: Deployment) => Reviewed;
  /** As `auditsOf` gives them. */
  audits: ReadonlyMap<string, AuditRecord[] | null>;
  frame: AuditFrame;
  starter: RunStarter;
  how: ApplySettings;
}

/** What became of the deployments of a change, or of some of them: without its plans it can be written down and read again. Raw. */
export interface AppliedChange {
  /** In the order of the deployments. */
  applied: Applied[];
  /** How many rules were asked. */
  rules: number;
  /** null: nobody knows, because nothing is known of what was done. */
  tool: Tool | null;
  /** Audit records that could not be written; redacted. */
  problems: string[];
}

/**
 * Applies deployments in the order of their dependencies (destroys in the opposite one), each with an audit record. Those that wait for a
 * failed one are skipped, all others go on.
 */
export async function applyChange(
  { action, change, controller, deployments, reviewed, audits, frame, starter, how }: ApplyChange,
  ports: ApplyChangePorts,
): Promise<AppliedChange> {
  const edges = dependencyEdges(change.deployments, controller.settings.dependencies, change.tfvars);
  const ordered = action === "destroy" ? edges.map((edge) => ({ ...edge, from: edge.to, to: edge.from })) : edges;
  const durations = durationsOfAudits(audits);
  const idColumns = widestOf(deployments.map(({ id }) => id));
  const ended = new Map<string, Applied>();
  const problems: string[] = [];
  const end = async (applied: Applied) => {
    const { deployment, output } = applied.result;
    ended.set(deployment.id, applied);
    const redact = createRedactor(applied.secrets, change.identities);
    const progress = {
      index: ended.size,
      total: deployments.length,
      idColumns,
      done: action === "destroy" ? "destroyed" : "applied",
    } as const;
    ports.log.line(redact(resultLine(applied.result, progress)));
    if (output !== "") ports.log.group(redact(deployment.id), redact(output));
    // Who says no changes nothing, and there is nothing to tell about it.
    const problem = applied.result.status === "declined" ? null : await audited(action, applied, change, frame, ports);
    if (problem !== null) problems.push(redact(problem));
  };
  const skips: Promise<void>[] = [];
  const shared = { ...ports, stateKeys: stateKeysOnce() };
  await runSchedule(
    createSchedule(deployments, ordered, (deployment) => expectedMs(deployment, durations)),
    ports.maxParallel(deployments.length),
    async (deployment) => {
      const history = audits.get(folderOf(deployment)) ?? [];
      const applied = await whileHeld(
        deployment,
        { ...starter, mayTakeOver: isRuledOwner(deployment.id, how.claimant, how.settings.owners) },
        ports,
        async (mayLock) => applyDeployment(deployment, change, reviewed(deployment), history, how, shared, mayLock),
        end,
      );
      return applied.result.status === "applied" || applied.result.status === "in-sync";
    },
    ({ deployment, reason }) => {
      skips.push(end({ ...NOTHING_PLANNED, result: unplanned(deployment, "skipped", reason) }));
    },
    ports.signal,
  );
  await Promise.all(skips);
  await removeOldAudits(deployments, audits, how.auditDays, ports);
  return {
    applied: deployments.flatMap(({ id }) => ended.get(id) ?? []),
    rules: ports.policies.reduce((sum, { rules }) => sum + rules, 0),
    tool: ports.terraform.tool,
    problems,
  };
}

/** What waits for something that somebody did not want is no failure either. */
function endedWell(results: readonly DeploymentResult[]): boolean {
  const isFine = ({ status }: DeploymentResult) => status === "applied" || status === "in-sync" || status === "declined";
  const left = results.filter((result) => !isFine(result));
  return left.length === 0 || (left.every(({ status }) => status === "skipped") && results.some(({ status }) => status === "declined"));
}

/** What a report says of it. */
export function reportOf({ applied, rules, tool }: AppliedChange): Pick<Report, "verdict" | "results" | "policy" | "tool"> {
  const results = applied.map(({ result }) => result);
  return {
    verdict: endedWell(results) ? "passed" : "failed",
    results,
    tool,
    policy: {
      rules,
      plans: applied.filter(({ planSha256 }) => planSha256 !== null).length,
      millis: Math.round(applied.reduce((sum, { policyMillis }) => sum + policyMillis, 0)),
    },
  };
}

/**
 * An audit record that is missing makes the run fail, and never a rollback: what was applied stays applied. Then the log has the record,
 * redacted.
 */
export async function audited(
  action: AuditAction,
  applied: Pick<Applied, "result" | "state" | "secrets">,
  change: Pick<Change, "files">,
  frame: AuditFrame,
  ports: AuditPorts,
): Promise<string | null> {
  const { deployment, status } = applied.result;
  const record = auditRecordOf(action, applied, change.files.get(deployment.id), frame, ports.clock.now());
  return await keepAudit(record, { deployment, what: status, secrets: applied.secrets }, frame, ports);
}

/** The same for what is done to a pull request and not to a state: an override, its withdrawal, a merge. One record for each deployment. */
export async function auditDeeds(
  action: AuditAction,
  output: string,
  { change, frame }: { change: Change; frame: AuditFrame },
  ports: AuditPorts,
): Promise<string | null> {
  const problems: string[] = [];
  for (const deployment of change.deployments) {
    const record = deedRecordOf(action, output, deployment, frame, ports.clock.now());
    const problem = await keepAudit(record, { deployment, what: action, secrets: secretsOf(change) }, frame, ports);
    if (problem !== null) problems.push(problem);
  }
  return problems.length === 0 ? null : problems.join("; ");
}

type AuditPorts = Pick<ApplyPorts, "storeFor" | "clock" | "log">;

async function keepAudit(
  record: AuditRecord,
  { deployment, what, secrets }: { deployment: Deployment; what: string; secrets: readonly Secret[] },
  frame: AuditFrame,
  ports: AuditPorts,
): Promise<string | null> {
  try {
    await writeAudit(record, frame, await ports.storeFor(deployment.account));
    return null;
  } catch (error) {
    const redact = createRedactor(secrets);
    // Each string by itself: within JSON a secret may be written with escapes.
    const text = JSON.stringify(record, (_, value: unknown) => (typeof value === "string" ? redact(value) : value), 2);
    ports.log.group(redact(`${deployment.id}: the audit record that could not be written`), text);
    return `${deployment.id}: ${what}, audit missing: ${messageOf(error)}`;
  }
}

/** Once for each folder. What cannot be removed stays until the next run. */
async function removeOldAudits(
  deployments: readonly Deployment[],
  audits: ApplyChange["audits"],
  days: number,
  { storeFor, clock, log }: ApplyChangePorts,
): Promise<void> {
  for (const [folder, deployment] of new Map(deployments.map((each) => [folderOf(each), each]))) {
    const store = await storeFor(deployment.account).catch(() => null);
    if (store === null) continue;
    for (const warning of await removeExpiredAudits(deployment, audits.get(folder) ?? [], days, store, clock.now())) log.warning(warning);
  }
}

/** Audit records of some deployments, by their folder; null where they could not all be read. */
export async function auditsOf(
  deployments: readonly Deployment[],
  storeFor: ApplyPorts["storeFor"],
): Promise<Map<string, AuditRecord[] | null>> {
  const folders = new Map(deployments.map((deployment) => [folderOf(deployment), deployment]));
  return new Map(
    await Promise.all(
      [...folders].map(async ([folder, deployment]) => [folder, await readAudits(deployment, await storeFor(deployment.account))] as const),
    ),
  );
}

/** How long earlier runs took. */
export function durationsOfAudits(audits: ReadonlyMap<string, AuditRecord[] | null>): Durations {
  const newestLast = [...audits.values()].flatMap((records) => (records ?? []).toReversed());
  return durationsOfRuns(newestLast.map(({ deployment, result }) => ({ deployment, ms: result.duration_seconds * 1000 })));
}

function folderOf({ account, project }: Deployment): string {
  return auditFolder(account.name, project);
}
