import { z } from "zod";
import { gateOf, type Gate, type Objection } from "../model/gate.ts";
import { visible } from "../text/invisible.ts";
import { mayHaveLocked, startText, type OpenStart } from "./run-start.ts";

/** Who holds a state, as terraform writes it into the lock file. */
export interface StateLock {
  id: string;
  /** `apply`, `plan`, … */
  operation: string;
  info: string;
  /** `user@host` */
  who: string;
  /** Of terraform. */
  version: string;
  /** null: it cannot be read. */
  created: Date | null;
  path: string;
}

/** Where the S3 backend's `use_lockfile` keeps the lock of a state. */
export function lockKey(stateKey: string): string {
  return `${stateKey}.tflock`;
}

/** Where terraform's backend for a local folder says who holds the lock of a state. (terraform, statemgr.Filesystem) */
export function localLockKey(stateKey: string): string {
  const slash = stateKey.lastIndexOf("/") + 1;
  return `${stateKey.slice(0, slash)}.${stateKey.slice(slash)}.lock.info`;
}

/** A lock that is as old as this has likely been left by a run that died. */
const OLD_LOCK_MS = 2 * 60 * 60 * 1000;

export function isOldLock({ created }: Pick<StateLock, "created">, now: Date): boolean {
  return created !== null && now.getTime() - created.getTime() > OLD_LOCK_MS;
}

const text = z.string().default("");
const LOCK_FILE = z.object({ ID: z.string().min(1), Operation: text, Info: text, Who: text, Version: text, Created: text, Path: text });

/** Reads a lock file; null: it is none. What it says comes from whoever wrote it, so each part is one short visible line. */
export function parseLock(content: string): StateLock | null {
  try {
    const parsed = LOCK_FILE.safeParse(JSON.parse(content));
    return parsed.success ? toLock(parsed.data) : null;
  } catch {
    return null;
  }
}

/** A lock file as terraform writes it, for our own writes to a state. */
export function lockFile({ id, operation, info, who, version, created, path }: StateLock): string {
  return JSON.stringify({
    ID: id,
    Operation: operation,
    Info: info,
    Who: who,
    Version: version,
    Created: (created ?? new Date(0)).toISOString(),
    Path: path,
  });
}

const TAIL_CHARACTERS = 64 * 1024;
const NAMES = ["ID", "Operation", "Info", "Who", "Version", "Created", "Path"] as const;

/** The lock that terraform's error names ("Error acquiring the state lock"); null: the output names none. */
export function parseLockError(output: string): StateLock | null {
  const tail = visible(output.slice(-TAIL_CHARACTERS));
  const start = tail.lastIndexOf("Lock Info:");
  if (start === -1 || !tail.slice(0, start).includes("Error acquiring the state lock")) return null;
  const found = new Map<string, string>();
  for (const line of tail.slice(start).split("\n").slice(1, 20)) {
    const [, name = "", value = ""] = /^[│|\s]*([A-Za-z]{2,10}):(.*)$/.exec(line) ?? [];
    if (NAMES.some((known) => known === name) && !found.has(name)) found.set(name, value.trim());
  }
  const parsed = LOCK_FILE.safeParse(Object.fromEntries(found));
  return parsed.success ? toLock(parsed.data) : null;
}

function toLock(raw: z.output<typeof LOCK_FILE>): StateLock {
  // In its error terraform writes times as Go prints them: 2026-11-21 06:54:24.051071518 +0000 UTC
  const created = new Date(raw.Created.replace(/^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?) \+0000 UTC$/, "$1T$2Z"));
  return {
    id: raw.ID,
    operation: short(raw.Operation.replace(/^OperationType/, "")).toLowerCase(),
    info: short(raw.Info),
    who: short(raw.Who),
    version: short(raw.Version),
    created: Number.isNaN(created.getTime()) ? null : created,
    path: short(raw.Path),
  };
}

function short(value: string): string {
  return visible(value).replace(/\s+/g, " ").trim().slice(0, 200);
}

/** Where a lock is told of: what is known of its holder, and how it is removed there. */
export interface LockTold {
  /** The run that holds it, by its start record; null: none is known. */
  holder: OpenStart | null;
  /** In a pull request, where `/tf unlock` works; else on the command line. */
  onGitHub: boolean;
}

/**
 * Who holds a state and what to do: `state is locked by alice@runner-7 (apply, 4 min ago, lock 6f2c…): run 8123 (apply of org/dev#12 by dana, begun …)
 * still holds it; wait, or after it has ended: tf-orchestrator unlock 6f2c…`
 */
export function describeLock(lock: StateLock, now: Date, { holder, onGitHub }: LockTold): string {
  const what = [lock.operation, agoText(lock.created, now), `lock ${short(lock.id)}`].filter((part) => part !== "").join(", ");
  const who = lock.who === "" ? "somebody" : lock.who;
  const way = `${onGitHub ? "comment /tf unlock" : "tf-orchestrator unlock"} ${short(lock.id)}`;
  const name = holder === null ? "whoever made it" : startText(holder.start);
  const left =
    holder?.ended === true
      ? `${name} died and left it: ${way}`
      : `${name} ${holder?.ended === false ? "still holds it" : "may still hold it"}; wait, or after it has ended: ${way}`;
  return `state is locked by ${who} (${what}): ${left}`;
}

function agoText(created: Date | null, now: Date): string {
  if (created === null) return "since when is unknown";
  const seconds = Math.round((now.getTime() - created.getTime()) / 1000);
  if (seconds < 0) return `made at ${created.toISOString()}, which is in the future`;
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

export interface UnlockQuestion {
  /** The ID that was asked for. */
  asked: string;
  /** The lock as it was found, and once more right before it is removed; null: there is none. */
  found: StateLock | null;
  reread: StateLock | null;
  now: Date;
  /** Runs that left their start record at the state. */
  starts: readonly OpenStart[];
  /** Keys of start records that cannot be read. */
  unread: readonly string[];
  /** `-lock-timeout`, where somebody on the command line vouches that the holder has ended; null: only GitHub's word counts. */
  vouchedLockTimeoutMs: number | null;
}

/** Whether a lock may be removed. The removal itself must carry the ETag of the second reading. */
export function decideUnlock({ asked, found, reread, now, starts, unread, vouchedLockTimeoutMs }: UnlockQuestion): Gate {
  if (found === null) return gateOf([{ reason: "the state is not locked", remedy: "Nothing to do." }]);
  if (found.id !== asked)
    return gateOf([{ reason: `the state is not locked by ${short(asked)}`, remedy: "Take the ID from the message about the lock." }]);
  if (reread === null) return gateOf([{ reason: "the lock is gone by now", remedy: "Nothing to do." }]);
  if (lockFile(reread) !== lockFile(found))
    return gateOf([{ reason: "the lock changed while it was looked at", remedy: "Look at it again." }]);
  const running = starts.filter(({ ended }) => ended === false);
  if (running.length > 0)
    return gateOf(running.map(({ start }) => ({ reason: `${startText(start)} has not ended`, remedy: WAIT_FOR_RUN })));
  if (vouchedLockTimeoutMs === null && unread.length > 0)
    return gateOf(unread.map((key) => ({ reason: `the start record ${key} cannot be read`, remedy: VOUCH })));
  if (vouchedLockTimeoutMs === null) return gateOf(unknownHolder(starts.filter(({ start }) => mayHaveLocked(start, found))));
  const leastMs = 2 * vouchedLockTimeoutMs;
  const wait = `Wait until it is ${Math.ceil(leastMs / 60_000)} min old, and make sure that its run has ended.`;
  if (found.created === null) return gateOf([{ reason: "the lock does not say when it was made", remedy: "Remove it by hand." }]);
  const ageMs = now.getTime() - found.created.getTime();
  if (!(ageMs > leastMs))
    return gateOf([{ reason: `the lock was made ${agoText(found.created, now).replace(/^made /, "")}`, remedy: wait }]);
  return { kind: "open" };
}

const WAIT_FOR_RUN = "Wait for it, or cancel it in GitHub: terraform then frees the lock itself.";
const VOUCH = "Make sure that whoever made it has ended, then use tf-orchestrator unlock on the command line.";

/** Age says nothing about whether a run has ended; where GitHub cannot be asked, somebody has to vouch for it. */
function unknownHolder(starts: readonly OpenStart[]): Objection[] {
  if (starts.length === 0) return [{ reason: "no run of tf-orchestrator on GitHub left a start record for this lock", remedy: VOUCH }];
  return starts
    .filter(({ ended }) => ended === null)
    .map(({ start }) => ({
      reason:
        start.run === null
          ? `${startText(start)} may still hold it`
          : `GitHub does not say whether ${startText(start)} has ended (the token needs actions: read)`,
      remedy: VOUCH,
    }));
}
