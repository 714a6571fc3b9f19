import { deploymentIdOf, partsOfKey } from "../controller/state-key.ts";
import { accountOfState, stateKeysIn } from "../drift/queue.ts";
import type { DriftLook } from "../drift/look.ts";
import type { FullRecord } from "../evidence/record.ts";
import type { Account } from "../model/deployment.ts";
import type { Finding } from "../model/finding.ts";
import { sha256Hex } from "../text/canonical-json.ts";
import { parseBackupKey, type Backup } from "../state/backup.ts";
import { localLockKey, lockKey, type StateLock } from "../state/lock.ts";
import type { RolloutRecord } from "../rollout/record.ts";
import type { RunStart } from "../state/run-start.ts";
import { newestEntryFirst, slugOf, type AuditEntry, type Place } from "./entry.ts";

/** An object of a store, without its contents. */
export interface KeptObject {
  key: string;
  sizeBytes: number;
  modifiedAt: Date;
}

/** What was read of one store. */
export interface StoreFacts {
  /** For messages: `s3://bucket` or `file:dir`. */
  store: string;
  entries: readonly AuditEntry[];
  /** Keys of audit records that this version cannot read. */
  unreadable: readonly string[];
  /** States, their locks, and whatever else lies beside our own folders. */
  objects: readonly KeptObject[];
  backups: readonly KeptObject[];
  /** By state key. */
  looks: ReadonlyMap<string, DriftLook>;
  /** By the lock's own key. */
  locks: ReadonlyMap<string, StateLock>;
  starts: readonly RunStart[];
  /** As they are stored: no page decides anything by them, so nobody asks for their signatures. */
  validations: readonly Validation[];
  /** As they are stored, too. */
  rollouts: readonly RolloutRecord[];
}

/** A validation's record, with what it found. */
export interface Validation {
  record: FullRecord;
  /** null: they were not kept, or cannot be read. */
  findings: readonly Finding[] | null;
}

/** One deployment, with everything that the stores know about it. */
export interface KeptDeployment extends Place {
  store: string;
  /** null: there is no state. */
  size: { bytes: number; modifiedAt: Date } | null;
  look: DriftLook | null;
  lock: StateLock | null;
  /** Newest first. */
  backups: (Backup & { sizeBytes: number })[];
  /** Newest first. */
  entries: AuditEntry[];
}

/** What all pages are made from. */
export interface RecordIndex {
  stores: string[];
  /** By id, sorted. */
  deployments: ReadonlyMap<string, KeptDeployment>;
  /** Newest first. */
  entries: AuditEntry[];
  starts: RunStart[];
  /** Newest first. */
  validations: Validation[];
  /** The last to take a step first. */
  rollouts: RolloutRecord[];
  /** How many audit records cannot be read. */
  unreadable: number;
}

/** Another text whenever a page would say something else; while something runs, every few seconds, because it says how long that has been. */
export function markOf({ deployments, entries, starts, validations, rollouts, unreadable }: RecordIndex, now: Date): string {
  const kept = [...deployments.values()].map(({ id, size, look, lock, backups }) => [
    ...[id, size?.modifiedAt.getTime(), look?.looked_at, lock?.id, backups.length],
  ]);
  const newest = [entries[0]?.key, entries.length, validations[0]?.record.issued_at, validations.length, unreadable];
  const steps = rollouts.map(({ repo, pr, written_at: at }) => [repo.name, pr, at]);
  const tick = starts.length === 0 ? 0 : Math.floor(now.getTime() / TICK_MS);
  return sha256Hex(JSON.stringify([newest, steps, starts, tick, kept])).slice(0, 16);
}

const TICK_MS = 10_000;

/** @param template Of state keys. */
export function indexOf(facts: readonly StoreFacts[], accounts: readonly Account[], template: string): RecordIndex {
  const found = new Map<string, KeptDeployment>();
  for (const one of facts) addDeployments(found, one, accounts, template);
  for (const deployment of found.values()) {
    deployment.entries.sort(newestEntryFirst);
    deployment.backups.sort((a, b) => b.takenAt.getTime() - a.takenAt.getTime() || b.collision - a.collision);
  }
  return {
    stores: facts.map(({ store }) => store),
    deployments: new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1))),
    entries: facts.flatMap(({ entries }) => entries).sort(newestEntryFirst),
    starts: facts.flatMap(({ starts }) => starts).sort((a, b) => Date.parse(b.started_at) - Date.parse(a.started_at)),
    validations: facts
      .flatMap(({ validations }) => validations)
      .sort((a, b) => Date.parse(b.record.issued_at) - Date.parse(a.record.issued_at)),
    rollouts: facts.flatMap(({ rollouts }) => rollouts).sort((a, b) => Date.parse(b.written_at) - Date.parse(a.written_at)),
    unreadable: facts.reduce((sum, { unreadable }) => sum + unreadable.length, 0),
  };
}

function addDeployments(found: Map<string, KeptDeployment>, facts: StoreFacts, accounts: readonly Account[], template: string): void {
  const { store, objects, backups, looks, locks, entries } = facts;
  const byStateKey = new Map<string, KeptDeployment>();
  const add = (place: Place): KeptDeployment => {
    const known = found.get(place.id) ?? { ...place, store, size: null, look: null, lock: null, backups: [], entries: [] };
    found.set(place.id, known);
    byStateKey.set(place.stateKey, known);
    return known;
  };
  // The newest first: it says where the deployment belongs now.
  for (const entry of [...entries].sort(newestEntryFirst)) add(entry.place).entries.push(entry);
  const sizes = new Map(objects.map((object) => [object.key, object]));
  const lookedAt = [...looks.keys()];
  for (const stateKey of new Set([...stateKeysIn([...sizes.keys(), ...lookedAt], template)])) {
    const look = looks.get(stateKey) ?? null;
    const deployment = byStateKey.get(stateKey) ?? add(placeOfKey(stateKey, look, accounts, template));
    const object = sizes.get(stateKey);
    deployment.size = object === undefined ? null : { bytes: object.sizeBytes, modifiedAt: object.modifiedAt };
    deployment.look = look;
    deployment.lock = locks.get(lockKey(stateKey)) ?? locks.get(localLockKey(stateKey)) ?? null;
  }
  for (const { key, sizeBytes } of backups) {
    const backup = parseBackupKey(key);
    if (backup !== null) byStateKey.get(backup.stateKey)?.backups.push({ ...backup, sizeBytes });
  }
}

/** Of a state that no audit record tells of. */
function placeOfKey(stateKey: string, look: DriftLook | null, accounts: readonly Account[], template: string): Place {
  const id = deploymentIdOf(stateKey);
  const parts = partsOfKey(template, stateKey) ?? {};
  const account = accountOfState(stateKey, template, accounts);
  return {
    id,
    slug: slugOf(id),
    stateKey,
    file: look?.file ?? "",
    account: account?.name ?? look?.account_name ?? parts.account ?? "",
    project: parts.project ?? "",
    region: parts.region ?? account?.region ?? "",
    environment: account?.environment ?? look?.environment ?? parts.environment ?? "",
    services: parts.service === undefined ? [] : [parts.service],
    owner: account?.owner ?? null,
    team: null,
  };
}
