import { z } from "zod";
import { gateOf, type Gate } from "../model/gate.ts";
import { visible } from "../text/invisible.ts";

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

/**
 * Who holds a state and what to do: `state is locked by alice@runner-7 (apply, 4 min ago, lock 6f2c…): run 8123 still holds it; wait, or after it
 * has ended: tf-orchestrator unlock 6f2c…`
 * @param run The run that holds it, where it is known better than from the lock.
 */
export function describeLock(lock: StateLock, now: Date, run: string | null = null): string {
  const holder = run ?? /\brun (\d{1,20})\b/.exec(lock.info)?.[1] ?? null;
  const what = [lock.operation, agoText(lock.created, now), `lock ${short(lock.id)}`].filter((part) => part !== "").join(", ");
  const who = lock.who === "" ? "somebody" : lock.who;
  const holds = holder === null ? "whoever made it may still hold it" : `run ${holder} still holds it`;
  return `state is locked by ${who} (${what}): ${holds}; wait, or after it has ended: tf-orchestrator unlock ${short(lock.id)}`;
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
  /** `-lock-timeout` */
  lockTimeoutMs: number;
}

/** Whether a lock may be removed. The removal itself must carry the ETag of the second reading. */
export function decideUnlock({ asked, found, reread, now, lockTimeoutMs }: UnlockQuestion): Gate {
  if (found === null) return gateOf([{ reason: "the state is not locked", remedy: "Nothing to do." }]);
  if (found.id !== asked) {
    const remedy = `If that run has ended: tf-orchestrator unlock ${short(found.id)}`;
    return gateOf([{ reason: `the state is locked by ${short(found.id)}, not by ${short(asked)}`, remedy }]);
  }
  if (reread === null) return gateOf([{ reason: "the lock is gone by now", remedy: "Nothing to do." }]);
  if (lockFile(reread) !== lockFile(found))
    return gateOf([{ reason: "the lock changed while it was looked at", remedy: "Look at it again." }]);
  const leastMs = 2 * lockTimeoutMs;
  const wait = `Wait until it is ${Math.ceil(leastMs / 60_000)} min old, and make sure that its run has ended.`;
  if (found.created === null) return gateOf([{ reason: "the lock does not say when it was made", remedy: "Remove it by hand." }]);
  const ageMs = now.getTime() - found.created.getTime();
  if (!(ageMs > leastMs))
    return gateOf([{ reason: `the lock was made ${agoText(found.created, now).replace(/^made /, "")}`, remedy: wait }]);
  return { kind: "open" };
}
