import { lastGood } from "../domain/state/audit-record.ts";
import { resolveReferences } from "../domain/checks/references.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import { sentence } from "../domain/model/finding.ts";
import { allowedRecoveryPlan, decideRecovery, type Recovery, type RecoveryStep } from "../domain/state/recovery.ts";
import type { DeploymentResult } from "../domain/report/report.ts";
import { readState, summaryOf, type StateFile } from "../domain/state/file.ts";
import type { DeploymentFiles } from "../domain/model/source-tree.ts";
import type { StoredObject } from "../ports/state-store.ts";
import type { TerraformSession } from "../ports/terraform.ts";
import { refuseCode, type Planned } from "./plan.ts";
import { keepCopy, restoreBackup } from "./state.ts";
import type { ApplyWork, Applied } from "./apply-work.ts";

/** The failed apply that is recovered from. */
interface Failure {
  backupKey: string | null;
  /** terraform's words. */
  error: string;
}

/**
 * Recovers from a failed apply, step by step as decided. Each step is told; one that fails ends the recovery there, with what was done and what
 * is left to do. The state that terraform wrote is never thrown away. Never throws: what the apply said must reach its result and its audit record.
 */
export async function recover(
  session: TerraformSession,
  planned: Planned,
  failure: Failure,
  work: ApplyWork,
): Promise<Pick<Applied, "state"> & { result: Partial<DeploymentResult> }> {
  const { deployment, store } = work;
  const told: string[] = [];
  let recovered = false;
  try {
    recovered = await takeSteps(session, planned, failure, told, work);
  } catch (problem) {
    await rescue(session, told, work);
    told.push(
      sentence(`The recovery stopped: ${isAbort(problem) ? "the run was cancelled" : messageOf(problem)}`),
      "The state stays as it is now. Correct the cause and apply again.",
    );
  }
  const now = await store.get(deployment.stateKey).catch(() => null);
  return {
    state: summaryOf(fileOf(now)),
    result: { status: recovered ? "recovered" : "failed", error: failure.error, recovery: told.join("\n") },
  };
}

/** Decides and does it. Says whether the deployment is as it was before, proven. */
async function takeSteps(
  session: TerraformSession,
  planned: Planned,
  { backupKey }: Failure,
  told: string[],
  work: ApplyWork,
): Promise<boolean> {
  const { deployment, kept, store, audits, how } = work;
  const errored = session.erroredState();
  const recovery = decideRecovery({
    mode: how.destroy && how.recovery === "reconcile" ? "off" : how.recovery,
    before: kept.file,
    after: fileOf(await store.get(deployment.stateKey)),
    errored: errored === null ? null : readState(errored),
    backup: backupKey === null ? null : { key: backupKey, state: kept.file ?? { kind: "empty" } },
    applied: planned.plan,
    lastGood: lastGood(audits, deployment.id),
  });
  let recovered = false;
  for (const step of recovery.steps) recovered = (await take(step, recovery, { session, told }, work)) || recovered;
  told.push(recovery.message);
  return recovered;
}

/** Keeps what terraform could not store, whatever stopped the recovery. Where even that fails, the workspace stays with it. */
async function rescue(session: TerraformSession, told: string[], work: ApplyWork): Promise<void> {
  try {
    await keepErrored(session, told, work);
  } catch (problem) {
    told.push(sentence(`The state that terraform could not write could not be kept in the store: ${messageOf(problem)}`));
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

interface Scene {
  session: TerraformSession;
  told: string[];
}

/** Takes one step; says whether the deployment is as it was before, proven. */
async function take(step: RecoveryStep, recovery: Recovery, { session, told }: Scene, work: ApplyWork): Promise<boolean> {
  const { deployment, store, ports } = work;
  const now = ports.clock.now();
  switch (step.do) {
    case "push-errored":
      try {
        await session.pushErroredState();
      } catch (error) {
        throw new Error(`the state that terraform could not write could not be put in place: ${messageOf(error)}`, { cause: error });
      }
      return false;
    case "keep-errored":
      await keepErrored(session, told, work);
      return false;
    case "keep-failed": {
      const failed = await store.get(deployment.stateKey);
      if (failed !== null)
        told.push(`A copy of the state as the failed apply left it is ${await keepCopy("failed", deployment, failed.body, store, now)}.`);
      return false;
    }
    case "restore-backup":
      await restoreBackup(deployment, step, await store.get(deployment.stateKey), store, now);
      return work.how.recovery === "state";
    case "apply-last-good":
      await applyLastGood(deployment, step, recovery, work);
      return true;
  }
}

/** Beside the backup, encrypted like it: it holds every resource that the apply made. */
async function keepErrored(session: TerraformSession, told: string[], { deployment, store, ports }: ApplyWork): Promise<void> {
  const errored = session.erroredState();
  if (errored === null) return;
  const key = await keepCopy("errored", deployment, errored, store, ports.clock.now());
  session.forgetErroredState();
  told.push(`The state that terraform could not write is kept as ${key}; put it in place with: terraform state push.`);
}

/** Applies the inputs of the last good apply, unless that would touch what the failed one did not, and proves it by an empty plan. */
async function applyLastGood(
  deployment: Deployment,
  good: { inputs: Record<string, string>; file: string },
  recovery: Recovery,
  { change, ports }: ApplyWork,
): Promise<void> {
  const session = ports.terraform.open(deployment, await filesFrom(good, ports.parseTfvars), "recovery");
  try {
    await session.init((fetched) => refuseCode(fetched, change));
    await session.plan();
    const reasons = allowedRecoveryPlan(await session.show(), recovery.touched);
    if (reasons.length > 0) throw new Error(`applying the last good configuration would go too far: ${reasons.join("; ")}`);
    await session.apply();
    const { hasChanges } = await session.plan();
    if (hasChanges) throw new Error("the last good configuration was applied, but a new plan still has changes");
  } finally {
    session.close();
  }
}

/** The tfvars may have had another name then. */
async function filesFrom(
  { inputs, file }: { inputs: Record<string, string>; file: string },
  parse: ApplyWork["ports"]["parseTfvars"],
): Promise<DeploymentFiles> {
  const bytes = new Map(Object.entries(inputs).map(([path, text]) => [path, Buffer.from(text)]));
  const tfvars = bytes.get(file);
  const parsed = tfvars === undefined ? null : (await parse(file, tfvars)).tfvars;
  if (tfvars === undefined || parsed === null) throw new Error(`the audit record of the last good apply holds no ${file}`);
  const { references } = resolveReferences(parsed, new Set(bytes.keys()));
  return { tfvars, references: new Map(references.map((reference) => [reference.written, bytes.get(reference.file) ?? new Uint8Array()])) };
}

function fileOf(object: StoredObject | null): StateFile | null {
  return object === null ? null : readState(object.body);
}
