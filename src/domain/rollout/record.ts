import { z } from "zod";

const sha = z.string().regex(/^[0-9a-f]{40}$/);
const ids = z.array(z.string());
const PERSON = z.strictObject({ id: z.int(), login: z.string() });

const WAVE = z.strictObject({
  /** Ids, each in one wave. */
  deployments: ids,
  /** `failed`: it has ended, and not all of it is applied. */
  status: z.enum(["pending", "running", "done", "failed"]),
  /** The run of GitHub Actions that works on it, or did last; null: none yet. */
  run: z.strictObject({ id: z.int().min(0), attempt: z.int().min(0), repository: z.string() }).nullable(),
  started_at: z.iso.datetime().nullable(),
  ended_at: z.iso.datetime().nullable(),
  /** Applied, in sync, or settled by a later change. */
  done: ids,
  /** Those that failed or were refused, with those that were recovered. */
  failed: ids,
  recovered: ids,
});

/**
 * Why a rollout waits for somebody. `approval`: the pause between two waves. `failures`: too many deployments failed. `interrupted`: a run ended before its
 * wave. `stopped`: somebody said so. `lost`: parts were applied and nothing tells how it stood.
 */
const HOLD = z.strictObject({
  why: z.enum(["approval", "failures", "interrupted", "stopped", "lost"]),
  at: z.iso.datetime(),
  /** Who stopped it; null: nobody did. */
  by: PERSON.nullable(),
});

/** How far the rollout of a merged change is. Signed, and replaced by each step under the condition that nobody else took one. */
export const ROLLOUT_RECORD = z.strictObject({
  v: z.literal(1),
  repo: z.strictObject({ id: z.int(), name: z.string() }),
  pr: z.int().min(1),
  head_sha: sha,
  merge_sha: sha,
  environment: z.string(),
  /** The rule as it was when the rollout began. */
  stop_when_failed: z.int().min(1),
  /** Milliseconds, or somebody who says go on. */
  pause: z.union([z.int().min(0), z.literal("approval")]),
  waves: z.array(WAVE).min(1),
  hold: HOLD.nullable(),
  /** Before this time the next wave does not begin; null: at once. */
  not_before: z.iso.datetime().nullable(),
  /** What people said, the oldest first. */
  decisions: z.array(z.strictObject({ said: z.enum(["continue", "stop"]), by: PERSON, at: z.iso.datetime() })),
  written_at: z.iso.datetime(),
});

export type RolloutRecord = z.infer<typeof ROLLOUT_RECORD>;
export type RolloutWave = RolloutRecord["waves"][number];
export type RolloutHold = NonNullable<RolloutRecord["hold"]>;

export const ROLLOUTS = "rollouts/";

/** `rollouts/{owner}/{repo}/{pr}/{head_sha}.jws` */
export function rolloutKey(repository: string, pullRequest: number, headSha: string): string {
  return `${ROLLOUTS}${repository}/${pullRequest}/${headSha}.jws`;
}

/** The pull request as the API has it now. */
export interface RolloutSubject {
  repository: { id: number; fullName: string };
  number: number;
  headSha: string;
  mergeCommitSha: string | null;
}

/** Whether a verified record speaks of this merged change. */
export function isRolloutOf({ repo, pr, head_sha: head, merge_sha: merge }: RolloutRecord, pull: RolloutSubject): boolean {
  return repo.id === pull.repository.id && pr === pull.number && head === pull.headSha && merge === pull.mergeCommitSha;
}
