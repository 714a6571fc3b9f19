import { currentWave, undoneIn } from "./progress.ts";
import type { RolloutHold, RolloutRecord, RolloutWave } from "./record.ts";

/** How far a rollout is, for a report. */
export interface RolloutProgress {
  /** In their order. `state`: of one that did not end and will not begin by itself, `stopped`. */
  waves: WaveProgress[];
  /** From 1: the one that this run worked on. */
  wave: number;
  /** From 1: the one that follows by itself, and when; null: none does. */
  next: { wave: number; notBefore: string | null } | null;
  /** What the rest waits for; null: nothing. */
  hold: { why: RolloutHold["why"]; by: string | null } | null;
  /** Ids that are not applied, of waves that have ended first. */
  undone: string[];
}

export interface WaveProgress {
  deployments: number;
  done: number;
  failed: number;
  recovered: number;
  state: RolloutWave["status"] | "stopped";
}

/** @param wave The one that the run worked on, from 0. */
export function progressOf(record: RolloutRecord, wave: number): RolloutProgress {
  const { waves, hold, not_before: notBefore } = record;
  const next = hold === null ? currentWave(record) : null;
  const isStopped = hold !== null && hold.why !== "approval";
  return {
    waves: waves.map(({ deployments, done, failed, recovered, status }) => ({
      deployments: deployments.length,
      done: done.length,
      failed: failed.length,
      recovered: recovered.length,
      state: status === "pending" && isStopped ? "stopped" : status,
    })),
    wave: wave + 1,
    next: next === null ? null : { wave: next + 1, notBefore },
    hold: hold === null ? null : { why: hold.why, by: hold.by?.login ?? null },
    undone: undoneIn(record),
  };
}

/** Whether all of a rollout is applied; of a change without one, that is its verdict's question. */
export function isWhole({ undone }: Pick<RolloutProgress, "undone">): boolean {
  return undone.length === 0;
}
