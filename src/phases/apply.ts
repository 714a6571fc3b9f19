import type { Secret } from "../domain/report/redaction/common.ts";
import { messageOf } from "../domain/model/errors.ts";
import type { Report } from "../domain/report/report.ts";
import { applyChange, reportOf, type AppliedChange } from "../steps/apply-change.ts";
import { secretsOf } from "../steps/change.ts";
import { approvalOf } from "../steps/audit-frame.ts";
import { startWaiting } from "../steps/depends.ts";
import { starterOf } from "../steps/run-starts.ts";
import { publish, type Judged, type Outcome } from "../reporting/publish.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import { again, decideMerged, judged, type ApplyInputs, type ApplyMergedPorts, type MergedRun, type OpenApply } from "./apply-gate.ts";
import { closeTurn, type AppliedWave } from "./apply-waves.ts";

/** Applies what a merged pull request was reviewed for, exactly that and once. */
export async function applyMerged(inputs: ApplyInputs, identity: RunIdentity, ports: ApplyMergedPorts): Promise<Outcome> {
  const pull = await ports.pullRequests.get();
  const outcome = await publish(pull, identity, "apply", ports, async () => {
    const decided = await decideMerged(pull, inputs, identity, ports);
    if ("report" in decided) return decided;
    const { run, asked } = decided;
    return await concludeApply(run, toldOf(decided), await applyOpen(decided), () => Promise.resolve({ run, asked }));
  });
  if (outcome.report.verdict === "passed" && !outcome.silent) await startWaiting(pull, identity, { ...ports, ...ports.rollouts });
  return outcome;
}

/** Applies what the gate is open for. What comes back can be written down: one runner may have applied it, or many. */
export async function applyOpen({ run, work }: Pick<OpenApply, "run" | "work">): Promise<AppliedChange> {
  const { ports, controller, pull, identity, inputs, audits } = run;
  const { ports: assess } = await ports.assessPorts(controller);
  const { change, deployments, reviewed, frame } = work;
  return await applyChange(
    {
      action: "apply",
      change,
      deployments,
      reviewed,
      frame,
      controller,
      audits,
      starter: starterOf(identity, pull, "apply", ports.actor),
      how: { settings: controller.settings, claimant: pull.repository, destroy: false, ...inputs },
    },
    { ...assess, storeFor: ports.storeFor, parseTfvars: ports.parseTfvars, sleep: ports.sleep },
  );
}

/** What else the report of an apply says, and must not say. */
export interface ToldOfApply {
  approval: Report["approval"];
  /** Of what was applied, where that is not the change as it was merged. */
  secrets: readonly Secret[];
  /** Of a rollout: the wave that it was. */
  wave?: AppliedWave | null;
}

/** The same of what one runner applies. */
export function toldOf({ run, work, turn }: OpenApply): ToldOfApply {
  return {
    approval: approvalOf(work.frame),
    secrets: secretsOf(work.change),
    wave: turn === undefined ? null : { turn, frame: run.frame },
  };
}

/**
 * What was applied becomes one report. What of it differs from its plan by now is planned anew, when somebody asked for the apply.
 * @param ask Is called when something differs.
 */
export async function concludeApply(
  merged: MergedRun,
  { approval, secrets, wave = null }: ToldOfApply,
  ended: AppliedChange,
  ask: () => Promise<Pick<OpenApply, "run" | "asked">>,
): Promise<Judged> {
  const { report, change } = merged;
  const closed = wave === null ? null : await closeTurn(wave, merged, ended);
  const applied: Judged = {
    ...judged(merged, "passed"),
    report: { ...report, ...reportOf(ended), ...(approval === undefined ? {} : { approval }), ...closed?.report },
    secrets: [...ended.applied.flatMap((each) => each.secrets), ...secretsOf(change), ...secrets],
    problems: [...ended.problems, ...(closed?.problems ?? [])],
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
    return { ...applied, problems: [...(applied.problems ?? []), `not planned again: ${messageOf(error)}`] };
  }
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
      ...(applied.report.rollout === undefined ? {} : { rollout: applied.report.rollout }),
    },
    secrets: [...applied.secrets, ...planned.secrets],
    problems: [...(applied.problems ?? []), ...(planned.problems ?? [])],
  };
}
