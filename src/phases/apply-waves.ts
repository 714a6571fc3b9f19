import { RefusedError } from "../domain/model/errors.ts";
import { NO_VERIFY_KEY } from "../domain/model/gate.ts";
import type { Report } from "../domain/report/report.ts";
import { alreadyApplied } from "../domain/state/audit-record.ts";
import { audited, reportOf, type AppliedChange } from "../steps/apply-change.ts";
import { NOTHING_PLANNED } from "../steps/apply-work.ts";
import { unplanned } from "../domain/report/results.ts";
import type { RolloutRule } from "../domain/controller/rollout-rule.ts";
import type { Environment } from "../domain/controller/environments.ts";
import { progressOf } from "../domain/rollout/view.ts";
import { resultsOfWave } from "../domain/rollout/progress.ts";
import { dependencyEdges } from "../domain/run/graph.ts";
import {
  endTurn,
  readRollout,
  rolloutPlace,
  takenBefore,
  type KeptRollout,
  type RolloutPlace,
  type TakenWave,
  type WaveRequest,
} from "../steps/rollout.ts";
import type { AuditFrame } from "../steps/audit.ts";
import type { AskingRun, MergedRun } from "./apply-gate.ts";

/** A wave whose deployments were applied. */
export interface AppliedWave {
  turn: TakenWave;
  /** Of its audit records. */
  frame: AuditFrame;
}

/** How a change is applied in waves. */
export interface AskedRollout {
  environment: Environment & { rollout: RolloutRule };
  place: RolloutPlace;
  /** null: it has not begun. */
  kept: KeptRollout | null;
  /** What a later change has applied since it began. */
  settled: ReadonlySet<string>;
}

export async function rolloutOf({ pull, change, ports }: MergedRun): Promise<Omit<AskedRollout, "settled"> | null> {
  const { environment } = change;
  if (!environment?.rollout || ports.verifier === null || !pull.merged) return null;
  const place = await rolloutPlace(pull, change.deployments, ports.storeFor);
  if (place === null) return null;
  return { environment: { ...environment, rollout: environment.rollout }, place, kept: await readRollout(place, ports.verifier) };
}

/** The wave that the run has taken before its work was shared out; null: none, or another run has taken it over. */
export async function waveOfRun(run: AskingRun): Promise<TakenWave | null> {
  return run.rollout === null ? null : await takenBefore(waveRequest(run, run.rollout), rolloutPortsOf(run));
}

export function waveRequest(run: AskingRun, { environment, place, kept, settled }: AskedRollout): WaveRequest {
  const { controller, identity, scene, pull } = run;
  const { deployments, tfvars } = run.change;
  return {
    place,
    hasRecord: kept !== null,
    environment,
    deployments,
    edges: dependencyEdges(deployments, controller.settings.dependencies, tfvars),
    applied: new Set(deployments.flatMap(({ id }) => (alreadyApplied(scene.audits ?? [], pull.headSha, id) === null ? [] : [id]))),
    settled,
    me: { id: identity.runId, attempt: identity.runAttempt, repository: identity.runRepository },
  };
}

export function rolloutPortsOf({ ports: { signer, verifier, clock, rollouts } }: MergedRun) {
  if (verifier === null) throw new RefusedError(NO_VERIFY_KEY.reason, NO_VERIFY_KEY.remedy);
  return { signer, verifier, clock, ...rollouts };
}

/** What came of the wave goes into the rollout's record, and the next one is started. */
export async function closeTurn(
  { turn, frame }: AppliedWave,
  run: MergedRun,
  ended: AppliedChange,
): Promise<{ report: Pick<Report, "verdict" | "results" | "rollout">; problems: string[] }> {
  const { ports, identity, change } = run;
  const skipped = change.deployments.flatMap((deployment) => {
    const because = turn.heldBack.get(deployment.id);
    return because === undefined ? [] : [unplanned(deployment, "skipped", `${because} of an earlier wave is not applied`)];
  });
  const problems: string[] = [];
  for (const result of skipped) {
    const problem = await audited("apply", { ...NOTHING_PLANNED, result }, change, frame, ports);
    if (problem !== null) problems.push(problem);
  }
  const results = ended.applied.map(({ result }) => result);
  const { record, problem } = await endTurn(turn, resultsOfWave(results), identity, { ...rolloutPortsOf(run), actor: ports.actor });
  if (problem !== null) problems.push(problem);
  const rollout = record === null ? undefined : progressOf(record, turn.wave);
  const verdict = rollout?.hold?.why === "failures" || skipped.length > 0 ? "failed" : reportOf(ended).verdict;
  return { report: { verdict, results: [...results, ...skipped], ...(rollout === undefined ? {} : { rollout }) }, problems };
}
