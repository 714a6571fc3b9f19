import type { RolloutPause } from "../controller/rollout-rule.ts";
import type { Person } from "../model/person.ts";
import type { DeploymentResult } from "../report/report.ts";
import type { RolloutHold, RolloutRecord, RolloutSubject, RolloutWave } from "./record.ts";

/** A run of GitHub Actions. `repository` is `owner/name`, whose workflow it is. */
export interface RolloutRun {
  id: number;
  attempt: number;
  repository: string;
}

type By = Pick<Person, "id" | "login">;

// ── The beginning ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface RolloutBeginning {
  pull: RolloutSubject & { mergeCommitSha: string };
  environment: string;
  /** Of `wavesOf`. */
  waves: readonly (readonly string[])[];
  rule: { stopWhenFailed: number; pause: RolloutPause };
  /** Deployments that were applied already. Where there are some, a record was there and is gone: somebody says how it goes on. */
  applied: ReadonlySet<string>;
}

export function beginRollout({ pull, environment, waves, rule, applied }: RolloutBeginning, now: Date): RolloutRecord {
  const at = now.toISOString();
  return {
    v: 1,
    repo: { id: pull.repository.id, name: pull.repository.fullName },
    pr: pull.number,
    head_sha: pull.headSha,
    merge_sha: pull.mergeCommitSha,
    environment,
    stop_when_failed: rule.stopWhenFailed,
    pause: rule.pause,
    waves: waves.map((deployments): RolloutWave => {
      const done = deployments.filter((id) => applied.has(id));
      return {
        deployments: [...deployments],
        status: done.length === deployments.length ? "done" : "pending",
        run: null,
        started_at: null,
        ended_at: null,
        done,
        failed: [],
        recovered: [],
      };
    }),
    hold: applied.size === 0 ? null : { why: "lost", at, by: null },
    not_before: null,
    decisions: [],
    written_at: at,
  };
}

// ── Whose turn it is ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a run may do now. `wave` counts from 0. */
export type Turn =
  | { kind: "go"; wave: number }
  | { kind: "wait"; wave: number; until: Date }
  | { kind: "none"; because: "ended" }
  | { kind: "none"; because: "held"; wave: number; hold: RolloutHold }
  /** `run` works on it; `unknown`: GitHub does not say whether it still does. */
  | { kind: "none"; because: "running" | "unknown"; wave: number; run: RolloutRun }
  /** It was asked for another wave than the next one. */
  | { kind: "none"; because: "repeated"; wave: number };

export interface TurnQuestion {
  me: RolloutRun;
  /** The wave that the run was started for; null: for whichever is next. */
  hint: number | null;
  /** Whether the run that works on the wave has ended; null: unknown, or none does. */
  ended: boolean | null;
  now: Date;
}

/** The wave that runs or comes next; null: all have ended. */
export function currentWave({ waves }: RolloutRecord): number | null {
  const index = waves.findIndex(({ status }) => status === "running" || status === "pending");
  return index === -1 ? null : index;
}

/** The run that works on a wave now; null: none does. */
export function runningRun(record: RolloutRecord): RolloutRun | null {
  const wave = record.waves[currentWave(record) ?? -1];
  return wave?.status === "running" ? wave.run : null;
}

export function turnOf(record: RolloutRecord, { me, hint, ended, now }: TurnQuestion): Turn {
  const { hold, not_before: notBefore } = record;
  const wave = currentWave(record);
  // The last wave may have ended with failures: then somebody says how it goes on.
  if (wave === null)
    return hold === null ? { kind: "none", because: "ended" } : { kind: "none", because: "held", wave: record.waves.length - 1, hold };
  const runs = runningRun(record);
  if (runs !== null && isSameRun(runs, me) && runs.attempt === me.attempt) return { kind: "go", wave };
  // Another attempt begins only after the one before has ended.
  const hasEnded = runs === null || (isSameRun(runs, me) && runs.attempt < me.attempt) ? true : ended;
  if (runs !== null && hasEnded !== true) return { kind: "none", because: hasEnded === null ? "unknown" : "running", wave, run: runs };
  if (hold !== null) return { kind: "none", because: "held", wave, hold };
  if (hint !== null && hint !== wave) return { kind: "none", because: "repeated", wave };
  if (runs === null && notBefore !== null && Date.parse(notBefore) > now.getTime())
    return { kind: "wait", wave, until: new Date(notBefore) };
  return { kind: "go", wave };
}

function isSameRun(a: RolloutRun, b: RolloutRun): boolean {
  return a.id === b.id && a.repository === b.repository;
}

/** What of a wave is still to be applied, with what belongs to no wave in the last one. @param remaining What the gate lets through. */
export function dueIn(record: RolloutRecord, wave: number, remaining: readonly string[]): string[] {
  const others = new Set(record.waves.flatMap(({ deployments }, index) => (index === wave ? [] : deployments)));
  const own = new Set(record.waves[wave]?.deployments);
  const isLast = wave === record.waves.length - 1;
  return remaining.filter((id) => own.has(id) || (isLast && !others.has(id)));
}

/** Deployments of waves that have ended without them: what depends on them waits. */
export function undoneBefore({ waves }: Pick<RolloutRecord, "waves">, wave: number): string[] {
  return waves.slice(0, wave).flatMap(({ deployments, done }) => deployments.filter((id) => !done.includes(id)));
}

/** Deployments that are not applied. */
export function undoneIn({ waves }: Pick<RolloutRecord, "waves">): string[] {
  return undoneBefore({ waves }, waves.length);
}

// ── Steps ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A run takes a wave. Only what `turnOf` said "go" to. */
export function waveClaimed(record: RolloutRecord, wave: number, run: RolloutRun, now: Date): RolloutRecord {
  const at = now.toISOString();
  return {
    ...withWave(record, wave, (before) => ({
      ...before,
      status: "running",
      run: { ...run },
      started_at: before.started_at ?? at,
      ended_at: null,
    })),
    not_before: null,
    written_at: at,
  };
}

export interface WaveResults {
  /** Applied, in sync, or settled by a later change; also by earlier runs. */
  done: readonly string[];
  /** Those that failed or were refused, with those that were recovered. */
  failed: readonly string[];
  recovered: readonly string[];
  /** Chosen for this run and not begun, because another failed or the run was cancelled. */
  skipped: readonly string[];
  /** Those that wait for a deployment of an earlier wave that is not applied. */
  heldBack: readonly string[];
}

/** What came of the deployments of a wave that a run has begun with. */
export function resultsOfWave(results: readonly Pick<DeploymentResult, "deployment" | "status">[]): Omit<WaveResults, "heldBack"> {
  const of = (...statuses: DeploymentResult["status"][]) =>
    results.filter(({ status }) => statuses.includes(status)).map(({ deployment }) => deployment.id);
  return {
    done: of("applied", "in-sync"),
    failed: of("failed", "refused", "recovered"),
    recovered: of("recovered"),
    skipped: of("skipped"),
  };
}

/** A run has worked on its wave. Says in the record what came of it, and what it waits for. */
export function waveEnded(record: RolloutRecord, wave: number, run: RolloutRun, results: WaveResults, now: Date): RolloutRecord {
  const before = record.waves[wave];
  if (before === undefined) return record;
  const at = now.toISOString();
  const done = [...new Set([...before.done, ...results.done])].filter((id) => before.deployments.includes(id)).sort();
  const isMine = before.status === "running" && before.run !== null && isSameRun(before.run, run) && before.run.attempt === run.attempt;
  // Another run took the wave, believing this one dead: its end is told by that one. What was applied is applied.
  if (!isMine) return { ...withWave(record, wave, (other) => ({ ...other, done })), written_at: at };
  const status = statusOf(before, done, results);
  const ended = withWave(record, wave, (own) => ({
    ...own,
    status,
    ended_at: status === "pending" ? null : at,
    done,
    failed: [...results.failed].sort(),
    recovered: [...results.recovered].sort(),
  }));
  // Somebody may have stopped it meanwhile; of what is applied to the end, nothing waits.
  const isWhole = undoneIn(ended).length === 0;
  const why = ended.hold === null ? holdAfter(ended, results, status) : null;
  const hold = isWhole ? null : why === null ? ended.hold : { why, at, by: null };
  const isNext = hold === null && status !== "pending" && currentWave(ended) !== null;
  return {
    ...ended,
    hold,
    not_before:
      isNext && typeof record.pause === "number" && record.pause > 0 ? new Date(now.getTime() + record.pause).toISOString() : null,
    written_at: at,
  };
}

function statusOf({ deployments, done: doneBefore }: RolloutWave, done: readonly string[], results: WaveResults): RolloutWave["status"] {
  if (done.length === deployments.length) return "done";
  const { failed, skipped, heldBack } = results;
  // What the gate did not let through in this run is another run's, as long as each brings it further.
  const isLeft = failed.length === 0 && skipped.length === 0 && heldBack.length === 0;
  return isLeft && done.length > doneBefore.length ? "pending" : "failed";
}

function holdAfter(
  record: RolloutRecord,
  { failed, skipped, heldBack }: WaveResults,
  status: RolloutWave["status"],
): RolloutHold["why"] | null {
  if (status === "pending") return null;
  // Nothing failed, and yet something did not begin.
  if (status === "failed" && failed.length === 0 && (skipped.length > 0 || heldBack.length === 0)) return "interrupted";
  const failures = record.waves.reduce((sum, wave) => sum + wave.failed.length, 0);
  const isOver = currentWave(record) === null;
  if (failures >= record.stop_when_failed || (isOver && undoneIn(record).length > 0)) return "failures";
  return !isOver && record.pause === "approval" ? "approval" : null;
}

function withWave(record: RolloutRecord, index: number, change: (wave: RolloutWave) => RolloutWave): RolloutRecord {
  return { ...record, waves: record.waves.map((wave, at) => (at === index ? change(wave) : wave)) };
}

// ── What people say ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A record after a command, or why it stays as it is. */
export type Said = { record: RolloutRecord } | { unchanged: "running" | "nothing-waits" | "ended" | "stopped-already" };

/**
 * Somebody lets a rollout go on: what failed is tried again, then the rest. Where the pause asked for it, only the next wave.
 * @param ended Whether the run that works on a wave has ended; null: unknown, or none does. Who says go on answers for it.
 */
export function continued(record: RolloutRecord, by: By, ended: boolean | null, now: Date): Said {
  const { hold } = record;
  if (hold === null) {
    if (currentWave(record) === null) return { unchanged: "ended" };
    if (runningRun(record) !== null && ended === false) return { unchanged: "running" };
    if (runningRun(record) === null && record.not_before === null) return { unchanged: "nothing-waits" };
  }
  const runHasEnded = ended === true || (ended === null && hold === null);
  // While a later wave is worked on, an earlier one would be tried beside it: it is once the last has ended and somebody says so again.
  const again = hold?.why !== "approval" && (runHasEnded || runningRun(record) === null);
  const waves = record.waves.map((wave): RolloutWave => {
    const isDead = wave.status === "running" && runHasEnded;
    const isAgain = again && wave.status === "failed";
    return isDead || isAgain ? { ...wave, status: "pending", failed: [], recovered: [], ended_at: null } : wave;
  });
  return { record: decided({ ...record, waves, hold: null, not_before: null }, "continue", by, now) };
}

/** Somebody ends a rollout until somebody lets it go on. What runs, runs to its end. */
export function stopped(record: RolloutRecord, by: By, now: Date): Said {
  if (currentWave(record) === null && record.hold === null) return { unchanged: "ended" };
  if (record.hold?.why === "stopped") return { unchanged: "stopped-already" };
  const hold: RolloutHold = { why: "stopped", at: now.toISOString(), by: { id: by.id, login: by.login } };
  return { record: decided({ ...record, hold, not_before: null }, "stop", by, now) };
}

function decided(record: RolloutRecord, said: "continue" | "stop", { id, login }: By, now: Date): RolloutRecord {
  const at = now.toISOString();
  return { ...record, decisions: [...record.decisions, { said, by: { id, login }, at }], written_at: at };
}
