import type { SpecialApprover } from "../controller/files.ts";
import type { DriftLook } from "../drift/look.ts";
import { groupBy } from "../model/groups.ts";
import { currentWave } from "../rollout/progress.ts";
import { isWhole, progressOf, type RolloutProgress } from "../rollout/view.ts";
import { isOldLock } from "../state/lock.ts";
import { rowOf, WRITES, type DeploymentRow } from "./deployments.ts";
import { slugOf, type AuditEntry } from "./entry.ts";
import type { RecordIndex, Validation } from "./record-index.ts";
import { median } from "./speed.ts";

/** What somebody wants to know who opens the dashboard. */
export interface Today {
  deployments: number;
  records: number;
  /** How many audit records cannot be read. */
  unreadable: number;
  /** Runs that have begun and not ended, the newest first. */
  running: RunningRun[];
  /** Pull requests that were validated and not applied, the newest first. */
  waiting: Waiting[];
  /** Rollouts that are not at their end, those that wait for somebody first. */
  rollouts: RolloutRow[];
  /** Deployments whose last run did not end well, the newest first. */
  failed: AuditEntry[];
  /** The old ones first. */
  locked: Locked[];
  drifted: Drifted[];
  /** What was done last, the newest first. */
  recent: AuditEntry[];
  /** How many there are, however many are shown. `locks`: the old ones. `rollouts`: those that wait for somebody. */
  counts: { rollouts: number; running: number; failed: number; approvals: number; fixes: number; locks: number; drifted: number };
}

/** A run of GitHub Actions, or a command on somebody's machine. */
export interface RunningRun {
  action: string;
  who: string;
  /** Of GitHub Actions; null: a command. */
  run: number | null;
  /** `user@host` */
  host: string;
  repository: string | null;
  pullRequest: number | null;
  /** When the first of its deployments began that have not ended. */
  since: string;
  /** It began so long ago that it has most likely died: its start records stay until the next run of its deployments. */
  mayHaveDied: boolean;
  /** What it works on now. */
  deployments: { id: string; slug: string; since: string; usualMs: number | null }[];
  done: number;
  /** What the pull request's validation planned; null: nobody knows. */
  total: number | null;
}

export interface Locked {
  row: DeploymentRow;
  /** `old`: most likely left by a run that died. `held`: by a run of ours. `foreign`: no run of ours tells of it. */
  kind: "old" | "held" | "foreign";
}

export interface Drifted {
  row: DeploymentRow;
  outside: DriftLook["outside"];
}

/** A merged change that is applied in waves. */
export interface RolloutRow {
  repository: string;
  pullRequest: number;
  headSha: string;
  environment: string;
  progress: RolloutProgress;
  /** When it took its last step. */
  since: string;
}

export interface Waiting {
  repository: string;
  pullRequest: number;
  headSha: string;
  environment: string;
  deployments: number;
  /** `approval`: the plans passed. `fix`: they did not; a new commit or an override goes on. */
  for: "approval" | "fix";
  /** How many findings hold it. */
  denies: number;
  /** Logins of those who may override the verdict of its environment. */
  mayOverride: string[];
  since: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** The records do not tell when a pull request was closed without a merge. */
export const WAITING_DAYS = 14;
const MOST_SHOWN = 25;
/** A job of GitHub Actions lasts six hours at most. */
const LONGEST_RUN_MS = 6 * 60 * 60 * 1000;

/** @param approvers Of special-approvers.yaml. */
export function todayOf(index: RecordIndex, now: Date, approvers: readonly SpecialApprover[]): Today {
  const all = [...index.deployments.values()];
  const failed = all.flatMap(({ entries }) => {
    const last = entries.find(({ action, outcome }) => WRITES.includes(action) && outcome !== "skipped");
    return last === undefined || last.outcome === "succeeded" ? [] : [last];
  });
  const running = runningOf(index, now);
  const waiting = waitingOf(index, now, approvers);
  const locked = lockedOf(index, now);
  const rollouts = rolloutsOf(index);
  const drifted = all.flatMap((deployment): Drifted[] =>
    deployment.look === null || deployment.look.kinds.length === 0 ? [] : [{ row: rowOf(deployment), outside: deployment.look.outside }],
  );
  return {
    deployments: index.deployments.size,
    records: index.entries.length,
    unreadable: index.unreadable,
    running: running.slice(0, MOST_SHOWN),
    waiting: waiting.slice(0, MOST_SHOWN),
    rollouts: rollouts.slice(0, MOST_SHOWN),
    failed: failed.sort((a, b) => b.at - a.at).slice(0, MOST_SHOWN),
    locked: locked.slice(0, MOST_SHOWN),
    drifted: drifted.slice(0, MOST_SHOWN),
    recent: index.entries.slice(0, MOST_SHOWN),
    counts: {
      rollouts: rollouts.filter(({ progress }) => progress.hold !== null).length,
      running: running.length,
      failed: failed.length,
      approvals: waiting.filter((one) => one.for === "approval").length,
      fixes: waiting.filter((one) => one.for === "fix").length,
      locks: locked.filter(({ kind }) => kind === "old").length,
      drifted: drifted.length,
    },
  };
}

function runningOf({ starts, deployments, entries, validations }: RecordIndex, now: Date): RunningRun[] {
  const runs = groupBy(starts, ({ run, action, repository, pull_request: pull, host }) =>
    JSON.stringify([run, action, repository, pull, run === null ? host : ""]),
  );
  return [...runs.values()].flatMap((own): RunningRun[] => {
    const first = own.at(-1);
    if (first === undefined) return [];
    const { action, who, run, host, repository, pull_request: pullRequest, started_at: since } = first;
    const done =
      run === null ? 0 : doneBy(entries, String(run.id), action, Date.parse(since), new Set(own.map(({ deployment }) => deployment)));
    const planned = validations.find(({ record }) => record.repo.name === repository && record.pr === pullRequest)?.record.deployments
      .length;
    return [
      {
        ...{ action, who, run: run?.id ?? null, host, repository, pullRequest, since, done },
        mayHaveDied: own.every(({ started_at }) => now.getTime() - Date.parse(started_at) > LONGEST_RUN_MS),
        deployments: own.map(({ deployment, started_at }) => {
          const known = deployments.get(deployment);
          const usualMs = known === undefined ? null : median(rowOf(known).durations);
          return { id: deployment, slug: slugOf(deployment), since: started_at, usualMs };
        }),
        total: planned === undefined || planned < done + own.length ? null : planned,
      },
    ];
  });
}

/** How many deployments a run has ended already. @param since When the oldest of those began that it works on, in milliseconds. */
function doneBy(entries: readonly AuditEntry[], runId: string, action: string, since: number, running: ReadonlySet<string>): number {
  const done = new Set<string>();
  for (const entry of entries) {
    if (entry.at < since - LONGEST_RUN_MS) break;
    if (entry.runId === runId && entry.action === action && !running.has(entry.place.id)) done.add(entry.place.id);
  }
  return done.size;
}

function rolloutsOf({ rollouts }: RecordIndex): RolloutRow[] {
  const open = rollouts.flatMap((record): RolloutRow[] => {
    const { repo, pr: pullRequest, head_sha: headSha, environment, written_at: since } = record;
    const progress = progressOf(record, currentWave(record) ?? record.waves.length - 1);
    return isWhole(progress) ? [] : [{ repository: repo.name, pullRequest, headSha, environment, progress, since }];
  });
  const isHeld = ({ progress }: RolloutRow) => progress.hold !== null;
  return [...open.filter(isHeld), ...open.filter((one) => !isHeld(one))];
}

function lockedOf({ starts, deployments }: RecordIndex, now: Date): Locked[] {
  const running = new Set(starts.map(({ deployment }) => deployment));
  const locked = [...deployments.values()].flatMap((deployment): Locked[] => {
    const { lock, id } = deployment;
    if (lock === null) return [];
    return [{ row: rowOf(deployment), kind: isOldLock(lock, now) ? "old" : running.has(id) ? "held" : "foreign" }];
  });
  return [...locked.filter(({ kind }) => kind === "old"), ...locked.filter(({ kind }) => kind !== "old")];
}

function waitingOf({ validations, entries }: RecordIndex, now: Date, approvers: readonly SpecialApprover[]): Waiting[] {
  const since = now.getTime() - WAITING_DAYS * DAY_MS;
  const applied = new Set<string>();
  for (const { at, action, outcome, repository, pullRequest } of entries) {
    if (at < since) break;
    if (action === "apply" && outcome !== "refused") applied.add(pullOf(repository, pullRequest));
  }
  const seen = new Set<string>();
  return validations.flatMap((validation) => {
    const { record } = validation;
    const pull = pullOf(record.repo.name, record.pr);
    if (Date.parse(record.issued_at) < since || applied.has(pull) || seen.has(pull)) return [];
    seen.add(pull);
    return [waitingFor(validation, approvers)];
  });
}

function waitingFor({ record, findings }: Validation, approvers: readonly SpecialApprover[]): Waiting {
  return {
    repository: record.repo.name,
    pullRequest: record.pr,
    headSha: record.head_sha,
    environment: record.environment,
    deployments: record.deployments.length,
    for: record.verdict === "passed" ? "approval" : "fix",
    denies: (findings ?? []).filter(({ level }) => level === "deny").length,
    mayOverride: approvers.filter(({ environments }) => environments.includes(record.environment)).map(({ github }) => github),
    since: record.issued_at,
  };
}

function pullOf(repository: string | null, number: number | null): string {
  return `${repository ?? ""}#${number ?? ""}`;
}
