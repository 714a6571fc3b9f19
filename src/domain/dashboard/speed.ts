import type { AuditEntry } from "./entry.ts";
import type { RecordIndex } from "./record-index.ts";

/** The four measures of DORA, and what running side by side has saved. (dora.dev, "DORA's software delivery metrics") */
export interface Speed {
  /** Since when, ISO 8601. */
  since: string;
  /** Applies that changed or confirmed a deployment or failed at it. */
  applies: number;
  failed: number;
  /** Share of applies that failed, from 0 to 1; null: there was none. */
  failureRate: number | null;
  /** From the first validation of a pull request to the end of its apply, in milliseconds; null: no record tells. */
  leadTimeMs: number | null;
  /** From a failed apply to the next that succeeded, of the same deployment. */
  recoveryMs: number | null;
  /** Failed and not applied since. */
  unrecovered: number;
  /** Successful applies a day. */
  perDay: number;
  /** What the applies of a run took one by one, less what the run took for them. */
  savedMs: number;
  /** Runs with more than one apply: only they can save. */
  parallelRuns: number;
  /** The oldest first. */
  weeks: Week[];
}

export interface Week {
  /** Monday, `2026-11-23`. */
  begins: string;
  succeeded: number;
  failed: number;
  leadTimeMs: number | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const WEEKS = 12;

/** @param environment Empty: all. */
export function speedOf(index: RecordIndex, environment: string, now: Date): Speed {
  const thisWeek = mondayOf(now.getTime());
  const since = thisWeek - (WEEKS - 1) * 7 * DAY_MS;
  const applies = index.entries.filter(
    ({ at, action, outcome, place }) =>
      at >= since &&
      action === "apply" &&
      (outcome === "succeeded" || isFailed(outcome)) &&
      (environment === "" || place.environment === environment),
  );
  const validated = firstValidations(index);
  const leads: { at: number; lead: number }[] = [];
  for (const entry of applies) {
    const lead = leadTimeOf(entry, validated);
    if (lead !== null) leads.push({ at: entry.at, lead });
  }
  const { recoveries, unrecovered } = recoveriesOf(applies);
  const failed = applies.filter(({ outcome }) => isFailed(outcome)).length;
  const days = Math.max(1, (now.getTime() - since) / DAY_MS);
  return {
    since: new Date(since).toISOString(),
    applies: applies.length,
    failed,
    failureRate: applies.length === 0 ? null : failed / applies.length,
    leadTimeMs: median(leads.map(({ lead }) => lead)),
    recoveryMs: median(recoveries),
    unrecovered,
    perDay: (applies.length - failed) / days,
    ...savedBy(applies),
    weeks: weeksOf(applies, leads, since),
  };
}

/** @param since When the first week begins. */
function weeksOf(applies: readonly AuditEntry[], leads: readonly { at: number; lead: number }[], since: number): Week[] {
  const weeks = Array.from({ length: WEEKS }, () => ({ succeeded: 0, failed: 0, leads: [] as number[] }));
  const weekOf = (at: number) => weeks[Math.floor((at - since) / (7 * DAY_MS))];
  for (const { at, outcome } of applies) {
    const week = weekOf(at);
    if (week === undefined) continue;
    if (isFailed(outcome)) week.failed += 1;
    else week.succeeded += 1;
  }
  for (const { at, lead } of leads) weekOf(at)?.leads.push(lead);
  return weeks.map(({ succeeded, failed, leads: own }, week) => ({
    begins: new Date(since + week * 7 * DAY_MS).toISOString().slice(0, 10),
    ...{ succeeded, failed, leadTimeMs: median(own) },
  }));
}

function isFailed(outcome: AuditEntry["outcome"]): boolean {
  return outcome === "failed" || outcome === "rolled-back";
}

/** By pull request. */
function firstValidations({ validations }: RecordIndex): Map<string, number> {
  const first = new Map<string, number>();
  for (const { record } of validations) {
    const pull = `${record.repo.name}#${record.pr}`;
    first.set(pull, Math.min(first.get(pull) ?? Infinity, Date.parse(record.issued_at)));
  }
  return first;
}

/** Without a validation that is still kept, from the merge on. */
function leadTimeOf({ at, outcome, repository, pullRequest, mergedAt }: AuditEntry, validated: ReadonlyMap<string, number>): number | null {
  if (outcome !== "succeeded" || pullRequest === null) return null;
  const began = validated.get(`${repository ?? ""}#${pullRequest}`) ?? mergedAt;
  return began === null || began > at ? null : at - began;
}

function recoveriesOf(newestFirst: readonly AuditEntry[]): { recoveries: number[]; unrecovered: number } {
  const failedAt = new Map<string, number>();
  const recoveries: number[] = [];
  for (const { at, outcome, place } of newestFirst.toReversed()) {
    const since = failedAt.size === 0 ? undefined : failedAt.get(place.id);
    if (isFailed(outcome)) failedAt.set(place.id, since ?? at);
    else if (since !== undefined) {
      recoveries.push(at - since);
      failedAt.delete(place.id);
    }
  }
  return { recoveries, unrecovered: failedAt.size };
}

/** A record is written when its apply has ended. */
function savedBy(applies: readonly AuditEntry[]): { savedMs: number; parallelRuns: number } {
  const runs = new Map<string, { began: number; ended: number; sum: number; count: number }>();
  for (const { at, durationMs, runId } of applies) {
    if (runId === null) continue;
    const run = runs.get(runId) ?? { began: Infinity, ended: -Infinity, sum: 0, count: 0 };
    run.began = Math.min(run.began, at - durationMs);
    run.ended = Math.max(run.ended, at);
    run.sum += durationMs;
    run.count += 1;
    runs.set(runId, run);
  }
  const parallel = [...runs.values()].filter(({ count }) => count > 1);
  const savedMs = parallel.reduce((total, { began, ended, sum }) => total + Math.max(0, sum - (ended - began)), 0);
  return { savedMs, parallelRuns: parallel.length };
}

/** The middle of some numbers, of an even count the mean of both; null: there is none. */
export function median(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null;
  // Ten times as fast as the sorting of an array with a comparison.
  const sorted = Float64Array.from(numbers).sort();
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return ((low ?? 0) + (high ?? 0)) / 2;
}

/** Midnight in UTC of the week's Monday. 1970 began on a Thursday. */
function mondayOf(time: number): number {
  const day = Math.floor(time / DAY_MS);
  return (day - ((day + 3) % 7)) * DAY_MS;
}
