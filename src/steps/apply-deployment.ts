import { decideReplan, type ReplanDecision } from "../domain/gates/apply.ts";
import type { AuditRecord } from "../domain/state/audit-record.ts";
import { decideOwnership } from "../domain/state/ownership.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { messageOf, ToolError } from "../domain/model/errors.ts";
import { heldBy, heldText } from "../domain/model/gate.ts";
import { overridden } from "../domain/evidence/override.ts";
import type { PlanJson } from "../domain/model/plan.ts";
import { warningFindings } from "../domain/plan/warnings.ts";
import type { DeploymentResult } from "../domain/report/report.ts";
import { unplanned } from "../domain/report/results.ts";
import { backoffMs, isSubset, isTransient, MOST_RETRIES } from "../domain/run/retry.ts";
import { problemAfterApply, readState, summaryOf } from "../domain/state/file.ts";
import type { TerraformSession } from "../ports/terraform.ts";
import type { Change } from "./change.ts";
import { planDeployment, type Planned } from "./plan.ts";
import { isAbort, recover } from "./recover.ts";
import { inspectState, keepCopy, removeExpiredBackups, withTakeover } from "./state.ts";
import { withStatesLeft } from "./state-moved.ts";
import { stepTimer } from "./step-timer.ts";
import {
  NOTHING_PLANNED,
  type Applied,
  type ApplyPorts,
  type ApplyRunPorts,
  type ApplySettings,
  type ApplyWork,
  type Reviewed,
} from "./apply-work.ts";

/**
 * Applies one deployment, and once more from the beginning when another run changed its state after it was planned: the new plan goes through the
 * gate as the first one did. Never throws: what goes wrong becomes the result.
 */
export async function applyDeployment(...work: Parameters<typeof applyOnce>): Promise<Applied> {
  const first = await applyOnce(...work);
  if (first.stale !== true) return first;
  const [{ id }, , , , , { log }] = work;
  log.line(`${id}: another run changed the state after it was planned: it is planned again`);
  return await applyOnce(...work);
}

/**
 * Applies one deployment: state health, plan, gate, backup, apply of that very plan, a look at the state, and recovery when it failed.
 * @param audits Of the deployment's account and project.
 * @param mayLock Is awaited before terraform takes the state's lock.
 */
async function applyOnce(
  deployment: Deployment,
  change: Change,
  reviewed: Reviewed,
  audits: readonly AuditRecord[],
  how: ApplySettings,
  ports: ApplyRunPorts,
  mayLock: Promise<unknown>,
): Promise<Applied> {
  try {
    const store = await ports.storeFor(deployment.account);
    const ownership = decideOwnership(deployment.id, audits, how.claimant, how.settings.owners);
    if (ownership.kind === "held") return { ...NOTHING_PLANNED, result: refused(deployment, ownership) };
    const kept = await inspectState(deployment, store, audits, ports.terraform.tool);
    // What is not believed must not become what the next run knows of the state.
    if (kept.health.kind === "held") return { ...NOTHING_PLANNED, result: refused(deployment, kept.health) };
    let state = summaryOf(kept.file);
    const more: Pick<Applied, "renewable" | "stale" | "tool"> = {};
    const planned = await planDeployment(deployment, change, how.settings, ports, {
      destroy: how.destroy,
      mayLock,
      use: async (session, replanned) => {
        // What is destroyed leaves nothing of its own behind.
        const told = withTakeover(replanned, kept, ports.terraform);
        const plannedNow = how.destroy ? told : await withStatesLeft(told, change, { own: kept.file, audits }, how.settings.policy, ports);
        const limits = reviewed.limits?.(plannedNow) ?? [];
        const decision = limits.length > 0 ? heldBy(limits) : decide(plannedNow, reviewed, how);
        if (decision.kind === "held") {
          if (decision.renewable === true) more.renewable = true;
          return withResult(plannedNow, { status: "refused", error: heldText(decision) });
        }
        const accepted = withResult(plannedNow, { findings: overridden(plannedNow.result.findings, reviewed.override(plannedNow)) });
        if (decision.kind === "in-sync") return withResult(replanned, { status: "in-sync" });
        if (!(await reviewed.confirm(accepted))) return withResult(plannedNow, { status: "declined", error: "not confirmed" });
        const applied = await applyPlanned(session, accepted, { deployment, change, kept, store, audits, how, ports });
        state = applied.state;
        if (applied.stale === true) more.stale = true;
        if (applied.tool !== undefined) more.tool = applied.tool;
        return applied;
      },
    });
    return { ...planned, state, ...more };
  } catch (error) {
    return { ...NOTHING_PLANNED, result: unplanned(deployment, "failed", messageOf(error)) };
  }
}

function decide(planned: Planned, { recorded, override }: Reviewed, { settings, planMatch }: ApplySettings): ReplanDecision {
  const { plan, result } = planned;
  if (plan === null) return { kind: "held", reasons: ["there is no plan"], remedy: "Run it again." };
  const { deployment, findings } = result;
  return decideReplan({
    recorded,
    plan,
    planMatch,
    findings,
    policy: settings.policy,
    deletions: settings.environments.get(deployment.environment)?.deletions ?? "block",
    environment: deployment.environment,
    override: override(planned),
  });
}

async function applyPlanned(session: TerraformSession, planned: Planned, work: ApplyWork): Promise<Applied> {
  const { deployment, kept, store, how, ports } = work;
  const { clock, log } = ports;
  const step = stepTimer(deployment.id, planned.result.steps, ports);
  // No backup, no apply: this throws, and nothing was touched.
  const object = kept.object;
  const backupKey =
    object === null
      ? null
      : await step("backup", () => orAborted(keepCopy("backup", deployment, object.body, store, clock.now()), ports.signal));
  const result = { ...planned.result, backupKey };
  let output: string;
  try {
    output = await step("apply", () => applyWithRetries(session, planned, work));
  } catch (error) {
    if (hasNotStarted(error))
      return {
        ...planned,
        ...(isStale(error) ? { stale: true as const } : {}),
        state: summaryOf(kept.file),
        result: { ...result, status: "failed", error: notStarted(error) },
      };
    const recovered = await step("recover", () => recover(session, planned, { backupKey, error: messageOf(error) }, work));
    return {
      ...planned,
      ...recovered,
      tool: ports.terraform.tool,
      result: {
        ...result,
        ...recovered.result,
        output: `${planned.result.output}\n${messageOf(error)}`,
        durationMs: clock.elapsed() - startOf(result),
      },
    };
  }
  const after = await orMessage(async () => readState((await store.get(deployment.stateKey))?.body ?? new Uint8Array()));
  const problem =
    typeof after === "string"
      ? `terraform applied, but the state could not be looked at: ${after}`
      : (problemAfterApply(kept.file, after) ?? (how.verify ? await step("verify", () => orMessage(() => leftToDo(session, how))) : null));
  for (const warning of await removeExpiredBackups(deployment, kept, backupKey, how.backupDays, store, clock.now())) log.warning(warning);
  return {
    ...planned,
    state: typeof after === "string" ? null : summaryOf(after),
    tool: ports.terraform.tool,
    result: {
      ...result,
      status: problem === null ? "applied" : "failed",
      error: problem,
      findings: [...result.findings, ...warningFindings(output, deployment.file, result.findings)],
      output: `${planned.result.output}\n${output}`,
      durationMs: clock.elapsed() - startOf(result),
    },
  };
}

/** After an apply nothing may throw: its output belongs into the result and the audit record. What went wrong comes back in words. */
async function orMessage<Answer>(look: () => Promise<Answer>): Promise<Answer | string> {
  try {
    return await look();
  } catch (error) {
    return isAbort(error) ? "the run was cancelled" : messageOf(error);
  }
}

/** A store that does not answer must not hold a cancelled run. */
async function orAborted<Answer>(work: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new DOMException("the run was cancelled", "AbortError")), { once: true });
    work.then(resolve, reject);
  });
}

/** Terraform refused the plan or got no lock, so it did nothing: what the state says now is another run's work, from which nobody must recover. */
function hasNotStarted(error: unknown): boolean {
  return error instanceof ToolError && /Saved plan is stale|Error acquiring the state lock/.test(error.detail);
}

function isStale(error: unknown): boolean {
  return error instanceof ToolError && error.detail.includes("Saved plan is stale");
}

function notStarted(error: unknown): string {
  const said = messageOf(error);
  return said.includes("Saved plan is stale")
    ? `the state changed after it was planned, so nothing was applied: another run was faster. Run this again.\n${said}`
    : said;
}

/** A failed apply is tried again only when it failed for a transient reason, and only through a new plan that does nothing the first did not. */
async function applyWithRetries(session: TerraformSession, planned: Planned, { deployment, ports }: ApplyWork): Promise<string> {
  const onLine = progressOf(deployment, planned.result, ports);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await session.apply(onLine);
    } catch (error) {
      const byChance = error instanceof ToolError && isTransient(error.detail) && session.erroredState() === null;
      if (!byChance || attempt > MOST_RETRIES || ports.signal.aborted) throw error;
      ports.log.line(`${deployment.id}: the apply failed for a transient reason and is planned again`);
      await ports.sleep(backoffMs(attempt, Math.random()));
      const { hasChanges } = await session.plan();
      const again: PlanJson = await session.show();
      if (!hasChanges) return "";
      if (planned.plan === null || !isSubset(planned.plan, again)) throw error;
    }
  }
}

const QUIET_MS = 10_000;

/** Tells how many resources are done, at most every ten seconds: enough to see that it moves. */
function progressOf(deployment: Deployment, { counts }: DeploymentResult, { clock, log }: ApplyPorts): (line: string) => void {
  const total = counts.add + counts.change + counts.destroy;
  let done = 0;
  let told = clock.elapsed();
  return (line) => {
    if (!/: (Creation|Modifications|Destruction) complete after /.test(line)) return;
    done += 1;
    if (clock.elapsed() - told < QUIET_MS) return;
    told = clock.elapsed();
    log.line(`${deployment.id}: ${done} of ${total} resources done`);
  };
}

async function leftToDo(session: TerraformSession, { destroy }: ApplySettings): Promise<string | null> {
  const { hasChanges } = await session.plan({ destroy });
  return hasChanges ? "applied, but a new plan still has changes" : null;
}

function startOf({ steps }: DeploymentResult): number {
  return steps[0]?.startMs ?? 0;
}

function withResult(planned: Planned, change: Partial<DeploymentResult>): Planned {
  return { ...planned, result: { ...planned.result, ...change } };
}

function refused(deployment: Deployment, held: { reasons: string[]; remedy: string }): DeploymentResult {
  return unplanned(deployment, "refused", heldText(held));
}
