import { z } from "zod";
import type { Objection } from "../model/gate.ts";
import { recordKey, type FullRecord, type LiveState } from "./record.ts";

/** What is signed when a validation starts, and again when it ends without a verdict of its own. */
export const ATTEMPT_RECORD = z.strictObject({
  v: z.literal(1),
  repo: z.strictObject({ id: z.int(), name: z.string() }),
  pr: z.int().min(1),
  head_sha: z.string().regex(/^[0-9a-f]{40}$/),
  run: z.strictObject({ id: z.int().min(0), attempt: z.int().min(0) }),
  /** `failed`: before anything was planned. `empty`: it found no deployment. `unrecorded`: its record could not be stored. */
  state: z.enum(["started", "failed", "refused", "empty", "unrecorded"]),
  issued_at: z.iso.datetime(),
});
export type AttemptRecord = z.infer<typeof ATTEMPT_RECORD>;

/** `…/{head_sha}-{run}.started.jws` and `….ended.jws`, beside the record that the validation may come to. */
export function attemptKey(attempt: Pick<AttemptRecord, "repo" | "pr" | "head_sha" | "run" | "state">): string {
  return recordKey(attempt).replace(/\.jws$/, attempt.state === "started" ? ".started.jws" : ".ended.jws");
}

export function isAttemptKey(key: string): boolean {
  return /\.(?:started|ended)\.jws$/.test(key);
}

/**
 * Why a record does not have the last word on its head: a validation began after the record's own did, and came to no record. It may have
 * been cancelled, have died, or been refused; what it would have found is unknown.
 * @param record The one that counts; null: there is none.
 */
export function attemptObjections(
  attempts: readonly AttemptRecord[],
  record: FullRecord | null,
  records: readonly FullRecord[],
  live: LiveState,
): Objection[] {
  const here = attempts.filter(
    ({ repo, pr, head_sha }) => repo.id === live.repository.id && pr === live.pullRequest && head_sha === live.headSha,
  );
  const starts = here.filter(({ state }) => state === "started");
  const own = record === null ? undefined : starts.find(({ run }) => isSameRun(run, record.run));
  const since = Date.parse(own?.issued_at ?? record?.issued_at ?? "");
  const last = starts
    .filter(({ run, issued_at: at }) => !(Date.parse(at) < since) && !records.some((one) => isSameRun(one.run, run)))
    .toSorted((a, b) => Date.parse(b.issued_at) - Date.parse(a.issued_at))
    .at(0);
  if (last === undefined) return [];
  const end = here.find(({ state, run }) => state !== "started" && isSameRun(run, last.run));
  if (end === undefined)
    return [
      {
        reason: `a validation of this head began at ${last.issued_at} (run ${last.run.id}) and has not ended`,
        remedy: "Wait for it. If its run is over, comment /tf validate.",
      },
    ];
  return [{ reason: `the newest validation of this head (run ${last.run.id}) ${SAID[end.state]}`, remedy: "Comment /tf validate." }];
}

const SAID: Readonly<Record<AttemptRecord["state"], string>> = {
  started: "has not ended",
  failed: "failed before it planned anything",
  refused: "was refused",
  empty: "found no deployment",
  unrecorded: "could not store its record",
};

function isSameRun(a: AttemptRecord["run"], b: AttemptRecord["run"]): boolean {
  return a.id === b.id && a.attempt === b.attempt;
}
