import { randomUUID } from "node:crypto";
import type { AuditRecord } from "../domain/state/audit-record.ts";
import { auditFolder, lastKnownState, lastTool, parseAuditKey } from "../domain/state/audit-record.ts";
import { backupKey, backupsOf, isGoodBackup, type BackupKind } from "../domain/state/backup.ts";
import { sha256Hex } from "../domain/text/canonical-json.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { messageOf, ToolError } from "../domain/model/errors.ts";
import { bySeverity } from "../domain/model/finding.ts";
import type { Gate } from "../domain/model/gate.ts";
import type { Tool } from "../domain/model/tool.ts";
import { auditsToKeep, expiredAudits, expiredBackups } from "../domain/state/retention.ts";
import {
  decideStateHealth,
  managedCount,
  readState,
  takenOverFrom,
  takeoverFinding,
  withSerial,
  type StateFile,
} from "../domain/state/file.ts";
import { describeLock, localLockKey, lockFile, lockKey, parseLock, type StateLock } from "../domain/state/lock.ts";
import type { StateStore, StoredObject } from "../ports/state-store.ts";
import type { Terraform } from "../ports/terraform.ts";
import { readAuditRecords } from "./audit-records.ts";
import type { Planned } from "./plan.ts";

/** A deployment's state as the store has it, and what its history says about it. */
export interface KeptState {
  object: StoredObject | null;
  /** null: the store has no object at the key. */
  file: StateFile | null;
  health: Gate;
  /** The tool whose state the running one would take over. */
  takenOverFrom: Tool | null;
  /** Keys of its backups, newest first. */
  backups: string[];
}

const MOST_EXPIRED_AT_ONCE = 20;
/** So many of the oldest records are looked at: most of them may go, a few must stay. */
const MOST_OLD_AUDITS = 60;

/** Reads the state and says whether it may be planned and applied on. */
export async function inspectState(
  deployment: Deployment,
  store: StateStore,
  audits: readonly AuditRecord[],
  tool: Tool,
): Promise<KeptState> {
  const { stateKey } = deployment;
  const [first, listed] = await Promise.all([store.get(stateKey), store.list(`backups/${stateKey}.`)]);
  const backups = backupsOf(
    listed.map(({ key }) => key),
    stateKey,
  ).map(({ key }) => key);
  const history = await historyOf(deployment, store, audits, backups);
  // The first answer may come from a listing that is as old as the run: a state that has a history is looked for once more.
  const object = first ?? (history.lineage === null && history.resources === 0 ? null : await store.get(stateKey));
  const file = object === null ? null : readState(object.body);
  // Its providers say it for certain; those of no registry say nothing.
  const writer = (file?.kind === "state" ? file.registryOf : null) ?? lastTool(audits, deployment.id);
  const found = { object, file, backups, takenOverFrom: takenOverFrom(file, writer, tool) };
  const question = {
    deployment: deployment.id,
    state: file,
    knownLineage: history.lineage,
    auditOrBackupsShowResources: history.resources > 0,
    tool,
    writer,
  };
  const unwritten = await newerErrored(
    stateKey,
    file,
    store,
    listed.map(({ key }) => key),
  );
  if (unwritten !== null) return { ...found, health: unwritten };
  const health = decideStateHealth({ ...question, newestGoodBackup: null });
  if (health.kind === "open") return { ...found, health };
  // Only a held gate needs the way back, which costs a read for each backup.
  return {
    ...found,
    health: decideStateHealth({ ...question, newestGoodBackup: await newestGood(store, backups, history.lineage) }),
  };
}

/** The plan with a warning, where its apply would take the state over from the other tool. */
export function withTakeover(
  planned: Planned,
  { takenOverFrom: from }: Pick<KeptState, "takenOverFrom">,
  { tool }: Pick<Terraform, "tool">,
): Planned {
  const { result } = planned;
  if (from === null || result.status !== "planned" || result.changes.length === 0) return planned;
  const findings = [...result.findings, takeoverFinding(from, tool, result.deployment.file)].toSorted(bySeverity);
  return { ...planned, result: { ...result, findings } };
}

/** A kept `errored.tfstate` that goes on from the state: applied over, what it knows would be made once more. */
async function newerErrored(stateKey: string, file: StateFile | null, store: StateStore, keys: readonly string[]): Promise<Gate | null> {
  const newest = backupsOf(keys, stateKey, "errored")[0];
  if (newest === undefined) return null;
  const errored = readState((await store.get(newest.key))?.body ?? new Uint8Array());
  if (!goesOnFrom(errored, file)) return null;
  return {
    kind: "held",
    reasons: [`${newest.key} is newer than the state: an earlier apply could not write it`],
    remedy: "Put it in place with terraform state push, or remove it when what it made is gone; then run this again.",
  };
}

/** Whether a state that could not be written holds what the one of the store lacks. */
export function goesOnFrom(errored: StateFile, file: StateFile | null): boolean {
  if (errored.kind !== "state") return false;
  return file?.kind === "state" ? errored.lineage === file.lineage && errored.serial > file.serial : true;
}

/** What the newest audit record knows of the state, else the newest readable backup. */
async function historyOf(
  deployment: Deployment,
  store: StateStore,
  audits: readonly AuditRecord[],
  backups: readonly string[],
): Promise<{ lineage: string | null; resources: number }> {
  const known = lastKnownState(audits, deployment.id);
  if (known !== null) return known;
  for (const key of backups) {
    const state = readState((await store.get(key))?.body ?? new Uint8Array());
    if (state.kind === "state") return { lineage: state.lineage, resources: managedCount(state) };
  }
  return { lineage: null, resources: 0 };
}

/** The newest backup that a state could go back to, of keys that are the newest first; null: none. */
export async function newestGood(store: StateStore, backups: readonly string[], lineage: string | null): Promise<string | null> {
  for (const key of backups) {
    if (isGoodBackup(readState((await store.get(key))?.body ?? new Uint8Array()), lineage)) return key;
  }
  return null;
}

/**
 * Keeps a copy of a state under a new key and proves it by reading it back.
 * @returns The key. @throws ToolError when the copy cannot be proven: then nothing may be applied.
 */
export async function keepCopy(
  kind: BackupKind,
  { stateKey }: Pick<Deployment, "stateKey">,
  body: Uint8Array,
  store: StateStore,
  now: Date,
): Promise<string> {
  for (let collision = 0; ; collision += 1) {
    const key = backupKey(kind, stateKey, now, collision);
    if ((await store.create(key, body)) === "exists") continue;
    const kept = await store.get(key);
    if (kept !== null && sha256Hex(kept.body) === sha256Hex(body)) return key;
    throw new ToolError("backup", null, `${store.name}/${key} was written, but reads back differently`);
  }
}

/** Puts a backup in the place of the state, under a higher serial, only while the state is still the one that was read. */
export async function restoreBackup(
  deployment: Deployment,
  backup: { key: string; serial: number },
  current: StoredObject | null,
  store: StateStore,
  now: Date,
): Promise<void> {
  const { stateKey } = deployment;
  const body = (await store.get(backup.key))?.body;
  if (body === undefined) throw new ToolError("rollback", null, `${store.name}/${backup.key} is gone`);
  await withStateLocks([stateKey], RESTORING, store, now, async () => {
    const written = withSerial(body, backup.serial);
    const done = current === null ? await store.create(stateKey, written) : await store.replace(stateKey, written, current.etag);
    if (done === "exists" || done === "changed")
      throw new ToolError("rollback", null, `${store.name}/${stateKey} changed while it was restored; nothing was written`);
  });
}

/** A lock on a state, where the store has it. */
export interface HeldLock {
  key: string;
  etag: string;
  /** null: it cannot be read. */
  lock: StateLock | null;
}

/** The lock on a state, whichever of terraform's backends wrote it; null: there is none. */
export async function lockOn({ stateKey }: Pick<Deployment, "stateKey">, store: StateStore): Promise<HeldLock | null> {
  for (const key of [lockKey(stateKey), localLockKey(stateKey)]) {
    const object = await store.get(key);
    if (object !== null) return { key, etag: object.etag, lock: parseLock(new TextDecoder().decode(object.body)) };
  }
  return null;
}

/** Who holds a state and what to do. */
export function lockText({ key, lock }: HeldLock, now: Date): string {
  return lock === null
    ? `state is locked by ${key}, which says no more: remove it by hand when nobody works on the state`
    : describeLock(lock, now, { holder: null, onGitHub: false });
}

/** What our own lock says. */
export interface OwnLock {
  operation: string;
  info: string;
  who: string;
  /** A lock that says the same and is older than this is left over from a run that ended, and is taken over; null: never. */
  staleAfterMs: number | null;
}

/** Holds terraform's own locks during our writes to some states. @throws ToolError when somebody else holds one. */
export async function withStateLocks<Answer>(
  stateKeys: readonly string[],
  own: OwnLock,
  store: StateStore,
  now: Date,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const { operation, info, who } = own;
  const taken: { key: string; text: string }[] = [];
  try {
    // Always in the same order, so that two that want both never hold one each.
    for (const stateKey of stateKeys.toSorted()) {
      await freeOfOthers(stateKey, own, store, now);
      const key = lockKey(stateKey);
      const text = lockFile({ id: randomUUID(), operation, info, who, version: "", created: now, path: stateKey });
      if ((await store.create(key, Buffer.from(text))) === "exists")
        throw new ToolError(toolOf(own), null, `${store.name}/${key} was made just now: somebody works on this state`);
      taken.push({ key, text });
    }
    return await work();
  } finally {
    for (const { key, text } of taken) {
      const held = await store.get(key);
      if (held !== null && new TextDecoder().decode(held.body) === text) await store.remove(key, held.etag);
    }
  }
}

/** @throws ToolError when somebody holds the state. */
async function freeOfOthers(stateKey: string, own: OwnLock, store: StateStore, now: Date): Promise<void> {
  const held = await lockOn({ stateKey }, store);
  if (held === null) return;
  const { lock } = held;
  const isOurs = own.staleAfterMs !== null && lock?.operation === own.operation && lock.info === own.info.slice(0, LONGEST_LOCK_INFO);
  const ageMs = lock?.created == null ? 0 : now.getTime() - lock.created.getTime();
  if (isOurs && ageMs > (own.staleAfterMs ?? 0)) {
    if ((await store.remove(held.key, held.etag)) === "removed") return;
    throw new ToolError(toolOf(own), null, `${store.name}/${held.key} changed while it was looked at: somebody works on this state`);
  }
  const again = isOurs
    ? `. It is a lock of this very command: when that run has ended, run it again in ${Math.ceil(((own.staleAfterMs ?? 0) - ageMs) / 60_000)} min, and it goes on`
    : "";
  throw new ToolError(toolOf(own), null, `${lockText(held, now)}${again}`);
}

function toolOf({ operation }: OwnLock): string {
  return operation === RESTORING.operation ? "rollback" : operation;
}

/** So much of it is kept when a lock is read. */
const LONGEST_LOCK_INFO = 200;

const RESTORING: OwnLock = { operation: "OperationTypeRestore", info: "", who: "tf-orchestrator", staleAfterMs: null };

/** Removes backups that are older than `days`, never the newest good one. Only so many at once: a run is not a cleaning. */
export async function removeExpiredBackups(
  deployment: Deployment,
  kept: KeptState,
  newest: string | null,
  days: number,
  store: StateStore,
  now: Date,
): Promise<string[]> {
  const good = new Map(newest === null ? [] : [[deployment.stateKey, newest]]);
  return await removeAll(expiredBackups(kept.backups, good, days, now), days, store);
}

/**
 * Removes audit records of an account and project that are older than `days`, the oldest first and only so many at once. Those that recovery
 * and the gate still need stay, and so do those that cannot be read.
 * @param known The newest records of the folder, as the run has read them.
 */
export async function removeExpiredAudits(
  { account, project }: Pick<Deployment, "account" | "project">,
  known: readonly AuditRecord[],
  days: number,
  store: StateStore,
  now: Date,
): Promise<string[]> {
  const folder = auditFolder(account.name, project);
  try {
    const keys = (await store.list(folder)).map(({ key }) => key);
    const old = byAge(expiredAudits(keys, new Set(), days, now)).slice(0, MOST_OLD_AUDITS);
    if (old.length === 0) return [];
    const read = await readAuditRecords(old, store);
    const records = old.flatMap((key, index) => {
      const record = read[index] ?? null;
      return record === null ? [] : [{ key, record }];
    });
    const keep = auditsToKeep<{ key: string | null; record: AuditRecord }>([...records, ...known.map((record) => ({ key: null, record }))]);
    const kept = new Set([...keep].flatMap(({ key }) => key ?? []));
    return await removeAll(
      records.flatMap(({ key }) => (kept.has(key) ? [] : [key])),
      days,
      store,
    );
  } catch (error) {
    return [`audit records below ${folder} that are older than ${days} days could not be removed: ${messageOf(error)}`];
  }
}

function byAge(auditKeys: readonly string[]): string[] {
  const timeOf = (key: string) => parseAuditKey(key)?.at.getTime() ?? 0;
  return auditKeys.toSorted((a, b) => timeOf(a) - timeOf(b));
}

/** @returns What could not be removed. */
async function removeAll(expired: readonly string[], days: number, store: StateStore): Promise<string[]> {
  const warnings: string[] = [];
  for (const key of expired.slice(0, MOST_EXPIRED_AT_ONCE)) {
    try {
      const object = await store.get(key);
      if (object !== null) await store.remove(key, object.etag);
    } catch (error) {
      warnings.push(`${key} is older than ${days} days and could not be removed: ${messageOf(error)}`);
    }
  }
  return warnings;
}
