import { mayHaveChanged, type RunStart } from "./run-start.ts";

/** What a cleanup looks at, in the order of its report. */
export const CLEANUP_KINDS = [
  "backups",
  "audit records",
  "records",
  "start records",
  "shared runs",
  "looks",
  "notifications",
  "rollouts",
] as const;
export type CleanupKind = (typeof CLEANUP_KINDS)[number];

/** One object that retention lets go. */
export interface Leaving {
  kind: CleanupKind;
  key: string;
  /** Of what is written again, as it was looked at: only that one goes. */
  etag?: string;
  /** The id of the deployment whose audit record tells that it went; null: it is no evidence of anything. */
  deployment: string | null;
  /** Those of one chain go one after the other, and none goes whose forerunner stays. */
  chain?: string;
}

/** Objects that stay, and why. */
export interface Kept {
  kind: CleanupKind;
  count: number;
  why: string;
}

export interface CleanupReport {
  /** Nothing was removed: this is what would be. */
  dryRun: boolean;
  removed: (Leaving & { store: string })[];
  kept: Kept[];
  /** What could not be looked at, removed or audited. */
  problems: string[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** No run lasts longer. */
export const LONGEST_RUN_DAYS = 7;

export function isOlderThan(time: Date, days: number, now: Date): boolean {
  return now.getTime() - time.getTime() > days * DAY_MS;
}

/**
 * Why a start record stays; null: it may go. One of a run that may have changed something is all that tells of it until an apply has settled it.
 * @param ended Whether its run has ended; null: nobody knows.
 */
export function whyStartStays(start: RunStart, ended: boolean | null, now: Date): string | null {
  if (mayHaveChanged(start)) return "the next apply of their deployments tells what these runs left";
  if (ended === true) return null;
  if (ended === false) return "their runs have not ended";
  return isOlderThan(new Date(start.started_at), LONGEST_RUN_DAYS, now) ? null : "their runs may not have ended";
}

/** `records/{owner}/{repo}/{pull request}/`; null: no record of a pull request. */
export function pullRequestFolder(key: string): string | null {
  return /^records\/[^/]+\/[^/]+\/\d{1,15}\//.exec(key)?.[0] ?? null;
}

/** What a key below `notifications/` remembers; null: what lasts, such as the thread of an environment's drift. */
export function forgettable(key: string): "thread" | "incident" | null {
  const rest = key.split("/").slice(2);
  const isOfPullRequest = rest.length === 3 && /^\d{1,15}\.json$/.test(rest[2] ?? "");
  if (isOfPullRequest || rest[0] === "by-hand") return "thread";
  return rest.length === 2 && rest[0] === "incidents" ? "incident" : null;
}

/** Adds up what stays for one reason. */
export function summedUp(kept: readonly Kept[]): Kept[] {
  const sums = new Map<string, Kept>();
  for (const { kind, count, why } of kept) {
    if (count === 0) continue;
    const name = `${kind} ${why}`;
    sums.set(name, { kind, why, count: (sums.get(name)?.count ?? 0) + count });
  }
  const rank = ({ kind }: Kept) => CLEANUP_KINDS.indexOf(kind);
  return [...sums.values()].sort((a, b) => rank(a) - rank(b) || b.count - a.count || (a.why < b.why ? -1 : 1));
}
