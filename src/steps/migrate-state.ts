import { randomBytes, randomUUID } from "node:crypto";
import {
  beforeKey,
  bytesOfJournal,
  idOfJournal,
  journalBytes,
  journalKey,
  MIGRATIONS,
  newJournal,
  oldStands,
  readJournal,
  type Journal,
} from "../domain/migrate/journal.ts";
import type { Move } from "../domain/migrate/state-parts.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { messageOf, ToolError } from "../domain/model/errors.ts";
import { heldBy, type Held, type Objection } from "../domain/model/gate.ts";
import type { DeploymentFiles } from "../domain/model/source-tree.ts";
import { buildAuditRecord } from "../domain/state/audit-record.ts";
import { managedCount, readState, withSerial, type State } from "../domain/state/file.ts";
import { sha256Hex } from "../domain/text/canonical-json.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateStore, StoredObject } from "../ports/state-store.ts";
import { inputsOf, writeAudit, type AuditFrame } from "./audit.ts";
import { readAudits } from "./evidence.ts";
import { isTakenAway, removeOrEmpty } from "./remove-state.ts";
import { withStateLocks } from "./state.ts";

/** A state that becomes many, and the store where the new ones stand. */
export interface Migrating {
  old: { store: StateStore; key: string };
  store: StateStore;
  clock: Clock;
  /** Who holds the locks meanwhile. */
  who: string;
  /** A lock of a migration of the same state that is older is of a run that ended. */
  staleAfterMs: number;
  frame: AuditFrame;
  /** What the audit records say of a new state. */
  deploymentOf: (stateKey: string) => { deployment: Deployment; files: DeploymentFiles | undefined } | null;
}

/** A new state that planned without changes. */
export interface NewState {
  deployment: Deployment;
  moves: readonly Move[];
}

export interface Migrated {
  kind: "migrated" | "undone";
  journal: Journal;
  /** What is not as it should be, though the states are. */
  problems: string[];
}

interface KeptJournal {
  journal: Journal;
  etag: string;
}

/**
 * The migration of a state that was begun and not ended; null: there is none.
 * @returns `elsewhere`: it is of the same state in another place, from where alone it can be ended.
 */
export async function unendedMigration(
  old: { store: string; key: string; lineage: string },
  store: StateStore,
): Promise<{ journal: Journal; elsewhere: boolean } | { unread: string } | null> {
  for (const { key } of await store.list(MIGRATIONS)) {
    if (idOfJournal(key) === null) continue;
    const object = await store.get(key);
    const journal = object === null ? null : readJournal(object.body);
    if (object !== null && journal === null) return { unread: key };
    if (journal?.status !== "writing" && journal?.status !== "undoing") continue;
    const isThere = journal.old.key === old.key && journal.old.store === old.store;
    if (isThere || journal.old.lineage === old.lineage) return { journal, elsewhere: !isThere };
  }
  return null;
}

/** Of one id; null: there is none, or none that can be read. */
export async function migrationOf(id: string, store: StateStore): Promise<Journal | null> {
  return (await keptJournal(id, store))?.journal ?? null;
}

/**
 * Writes the new states, then takes out of the old one what they hold. Until then the old one is whole, and a journal says what stands twice.
 * @param body The old state that was planned with.
 * @throws ToolError when a store did not do what it was asked, or somebody works on one of the states: then the next run goes on or puts it back.
 */
export async function beginMigration(
  body: Uint8Array,
  { lineage, serial }: State,
  states: readonly NewState[],
  providers: ReadonlyMap<string, string>,
  migrating: Migrating,
): Promise<Migrated | Held> {
  const { old, store, clock, who } = migrating;
  const journal = newJournal({
    at: clock.now(),
    nonce: randomBytes(4).toString("hex"),
    who,
    old: { store: old.store.name, key: old.key, body, lineage, serial },
    parts: states.map(({ deployment, moves }) => ({
      deployment: deployment.id,
      accountId: deployment.account.id,
      stateKey: deployment.stateKey,
      lineage: randomUUID(),
      moves,
    })),
    providers,
  });
  return await whileLocked(journal, migrating, async () => {
    const now = await old.store.get(old.key);
    if (now === null || sha256Hex(now.body) !== journal.old.sha256)
      throw failed(`${old.store.name}/${old.key} changed since it was planned; nothing was written: run it again`);
    const key = journalKey(journal.id);
    if ((await store.create(key, journalBytes(journal))) === "exists") throw failed(`${store.name}/${key} is there already`);
    return await goOn(await reread(journal.id, store), migrating);
  });
}

/** Goes on where a run ended that died: to its end, or back to where it began when the old state changed since. */
export async function resumeMigration({ id }: Pick<Journal, "id">, migrating: Migrating): Promise<Migrated | Held> {
  const kept = await reread(id, migrating.store);
  return await whileLocked(kept.journal, migrating, async () => {
    const now = await reread(id, migrating.store);
    return now.journal.status === "undoing" ? await putBack(now, migrating) : await goOn(now, migrating);
  });
}

/** Puts everything back as it was, unless one of the states moved on since. */
export async function undoMigration({ id }: Pick<Journal, "id">, migrating: Migrating): Promise<Migrated | Held> {
  const kept = await reread(id, migrating.store);
  return await whileLocked(kept.journal, migrating, async () => await putBack(await reread(id, migrating.store), migrating));
}

// ── To the end ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

async function goOn(kept: KeptJournal, migrating: Migrating): Promise<Migrated | Held> {
  const { journal } = kept;
  const { old } = migrating;
  if (journal.status === "done") return { kind: "migrated", journal, problems: [] };
  if (journal.status !== "writing") throw failed(`migration ${journal.id} was ended by another run meanwhile: run it again`);
  const now = await old.store.get(old.key);
  const stands = oldStands(journal, now === null ? null : { body: now.body, file: readState(now.body) });
  if (stands === "unknown") return unknownOld(journal);
  if (stands === "changed") return await giveUp(kept, migrating, `${old.key} changed while it was migrated`);
  if (stands === "before" && now !== null) {
    const made = madeFrom(journal, await keptBefore(journal, now.body, migrating));
    for (const { state_key: key, lineage } of journal.states) {
      const body = made.parts.get(key);
      if (body === undefined || !(await isWritten(key, lineage, body, migrating.store)))
        return await giveUp(kept, migrating, `${key} has a state of its own by now`);
    }
    if ((await old.store.replace(old.key, made.left, now.etag)) === "changed") return await goOn(kept, migrating);
    const back = await old.store.get(old.key);
    if (back === null || sha256Hex(back.body) !== journal.left.sha256)
      throw failed(`${old.store.name}/${old.key} was written, but reads back differently; ${beforeKey(journal.id)} holds it as it was`);
  }
  const problems = await audit(journal, "migrated", migrating);
  return { kind: "migrated", journal: await withStatus(kept, "done", migrating.store), problems };
}

/** The state as it was, by its copy, which is made here where it is missing. */
async function keptBefore({ id, old }: Journal, now: Uint8Array, { store }: Migrating): Promise<Uint8Array> {
  const key = beforeKey(id);
  await store.create(key, now);
  const kept = await store.get(key);
  if (kept === null || sha256Hex(kept.body) !== old.sha256) throw failed(`${store.name}/${key} was written, but reads back differently`);
  return kept.body;
}

function madeFrom(journal: Journal, before: Uint8Array): { left: Uint8Array; parts: Map<string, Uint8Array> } {
  const made = bytesOfJournal(journal, before);
  if (made === null)
    throw failed(`migration ${journal.id} was begun by another version, which writes other states: end it with that version, or undo it`);
  return made;
}

/** Whether the new state stands at its key: written here or by an earlier run; false: another one stands there. */
async function isWritten(key: string, lineage: string, body: Uint8Array, store: StateStore): Promise<boolean> {
  if ((await store.create(key, body)) === "exists") {
    const there = await store.get(key);
    const file = there === null ? null : readState(there.body);
    if (file?.kind !== "state" || there === null) return false;
    if (file.lineage === lineage) return true;
    if (managedCount(file) > 0 || (await store.replace(key, body, there.etag)) === "changed") return false;
  }
  const back = await store.get(key);
  if (back === null || sha256Hex(back.body) !== sha256Hex(body))
    throw failed(`${store.name}/${key} was written, but reads back differently`);
  return true;
}

/** Takes the new states away again, of which the old one still holds everything. */
async function giveUp(kept: KeptJournal, migrating: Migrating, why: string): Promise<Held> {
  const { journal } = kept;
  const movedOn = await takeAway(journal, migrating.store);
  if (movedOn.length > 0) return heldBy(movedOn.map((reason) => ({ reason: `${why}, and ${reason}`, remedy: twiceRemedy(journal) })));
  await withStatus(kept, "given-up", migrating.store);
  return heldBy([{ reason: why, remedy: "Everything is as it was. Look at it, and run it again." }]);
}

/** Removes the new states that are as they were written. Returns what speaks of the others. */
async function takeAway({ states }: Journal, store: StateStore): Promise<string[]> {
  const movedOn: string[] = [];
  for (const { state_key: key, lineage, sha256 } of states) {
    const there = await store.get(key);
    const file = there === null ? null : readState(there.body);
    if (there === null || file?.kind !== "state" || file.lineage !== lineage || isTakenAway(there, { ...file, serial: 1 })) continue;
    const isOurs = sha256Hex(there.body) === sha256;
    if (!isOurs || (await removeOrEmpty(key, there, file, store, failed)) === "changed")
      movedOn.push(`${key} moved on since (serial ${file.serial})`);
  }
  return movedOn;
}

function unknownOld({ id, old }: Journal): Held {
  return heldBy([
    {
      reason: `${old.store}/${old.key} changed since migration ${id} began, and does not hold all that moves any more`,
      remedy: `Nobody can tell which state is right. ${journalKey(id)} says where each resource went, ${beforeKey(id)} is the state as it was: compare them with terraform state list, correct the states by hand, and remove ${journalKey(id)}.`,
    },
  ]);
}

function twiceRemedy({ id }: Journal): string {
  return `The same resources stand in two states now: compare them with terraform state list, remove one of each by hand, then ${journalKey(id)}.`;
}

// ── And back ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

async function putBack(kept: KeptJournal, migrating: Migrating): Promise<Migrated | Held> {
  const { journal } = kept;
  const { old, store } = migrating;
  if (journal.status === "undone" || journal.status === "given-up")
    return heldBy([{ reason: `migration ${journal.id} is undone already`, remedy: "There is nothing to do." }]);
  const before = await store.get(beforeKey(journal.id));
  const now = await old.store.get(old.key);
  const stands = oldStands(journal, now === null ? null : { body: now.body, file: readState(now.body) });
  // It had not got as far as the old state.
  if (journal.status === "writing" && stands !== "after") {
    if (stands === "unknown") return unknownOld(journal);
    const movedOn = await takeAway(journal, store);
    if (movedOn.length > 0) return heldBy(movedOn.map((reason) => ({ reason, remedy: twiceRemedy(journal) })));
    return { kind: "undone", journal: await withStatus(kept, "given-up", store), problems: [] };
  }
  if (before === null || sha256Hex(before.body) !== journal.old.sha256)
    return heldBy([
      {
        reason: `${beforeKey(journal.id)} is gone or changed`,
        remedy: "Restore an older version of the object, where the bucket keeps them.",
      },
    ]);
  const restored = withSerial(before.body, journal.left.serial + 1);
  const isRestored = now !== null && sha256Hex(now.body) === sha256Hex(restored);
  const inTheWay = [
    ...(isRestored || (now !== null && sha256Hex(now.body) === journal.left.sha256) ? [] : [`${old.store.name}/${old.key} moved on since`]),
    ...(await movedOnSince(journal, store)),
  ];
  if (inTheWay.length > 0) return heldBy(inTheWay.map((reason): Objection => ({ reason, remedy: NOT_UNDONE })));
  const undoing = journal.status === "undoing" ? kept : await rewritten(kept, "undoing", store);
  if (!isRestored && now !== null && (await old.store.replace(old.key, restored, now.etag)) === "changed")
    throw failed(`${old.store.name}/${old.key} changed while it was put back; nothing else was touched: run it again`);
  const movedOn = await takeAway(journal, store);
  if (movedOn.length > 0) return heldBy(movedOn.map((reason) => ({ reason, remedy: twiceRemedy(journal) })));
  const problems = await audit(journal, "undone", migrating);
  return { kind: "undone", journal: await withStatus(undoing, "undone", store), problems };
}

const NOT_UNDONE =
  "Nothing was changed: going back would forget what was done since. Move what has to go back with another migration, from the new state.";

/** New states that are neither as they were written nor taken away. */
async function movedOnSince({ states, status }: Journal, store: StateStore): Promise<string[]> {
  const found = await Promise.all(
    states.map(async ({ state_key: key, lineage, sha256 }) => {
      const there = await store.get(key);
      if (there !== null && sha256Hex(there.body) === sha256) return null;
      if (status === "undoing" && (there === null || isEmptied(there, lineage))) return null;
      const file = there === null ? null : readState(there.body);
      return `${key} moved on since${file?.kind === "state" ? ` (serial ${file.serial})` : ""}`;
    }),
  );
  return found.filter((text) => text !== null);
}

function isEmptied(there: StoredObject, lineage: string): boolean {
  const file = readState(there.body);
  return file.kind === "state" && file.lineage === lineage && isTakenAway(there, { ...file, serial: 1 });
}

// ── Their parts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

async function whileLocked<Answer>(
  { states }: Journal,
  { old, store, clock, who, staleAfterMs }: Migrating,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const lock = { operation: "migrate", info: `migration of ${old.key}`, who, staleAfterMs };
  const keys = states.map(({ state_key: key }) => key);
  return await withStateLocks(
    [old.key],
    lock,
    old.store,
    clock.now(),
    async () => await withStateLocks(keys, lock, store, clock.now(), work),
  );
}

async function keptJournal(id: string, store: StateStore): Promise<KeptJournal | null> {
  const object = await store.get(journalKey(id));
  const journal = object === null ? null : readJournal(object.body);
  return object === null || journal === null ? null : { journal, etag: object.etag };
}

async function reread(id: string, store: StateStore): Promise<KeptJournal> {
  const kept = await keptJournal(id, store);
  if (kept === null) throw failed(`${store.name}/${journalKey(id)} is gone, or cannot be read`);
  return kept;
}

async function withStatus(kept: KeptJournal, status: Journal["status"], store: StateStore): Promise<Journal> {
  return (await rewritten(kept, status, store)).journal;
}

async function rewritten({ journal, etag }: KeptJournal, status: Journal["status"], store: StateStore): Promise<KeptJournal> {
  const key = journalKey(journal.id);
  if ((await store.replace(key, journalBytes({ ...journal, status }), etag)) === "changed")
    throw failed(`${store.name}/${key} was changed by another run: run it again`);
  return await reread(journal.id, store);
}

function failed(detail: string): ToolError {
  return new ToolError("migrate", null, detail);
}

/** One record for each new state, with the inputs that it plans without changes. */
async function audit(journal: Journal, what: Migrated["kind"], { store, clock, frame, deploymentOf }: Migrating): Promise<string[]> {
  const problems: string[] = [];
  for (const { state_key: stateKey, lineage, moves } of journal.states) {
    const of = deploymentOf(stateKey);
    if (of === null) {
      problems.push(`${stateKey}: no account of accounts.yaml has it any more, so its audit record is missing`);
      continue;
    }
    const { deployment, files } = of;
    const isMigrated = what === "migrated";
    const state = isMigrated ? { lineage, serial: 1, resources: moves.length } : { lineage, serial: 2, resources: 0 };
    try {
      const known = (await readAudits(deployment, store)) ?? [];
      const isKnown = known.some(
        ({ action, result }) => action === "migrate" && result.state?.lineage === lineage && result.state.serial === state.serial,
      );
      if (isKnown) continue;
      const record = buildAuditRecord({
        ...frame,
        at: clock.now(),
        action: "migrate",
        outcome: "succeeded",
        deployment,
        inputs: isMigrated ? inputsOf(deployment, files) : new Map(),
        result: {
          output: `${isMigrated ? "taken out of" : "put back into"} ${journal.old.store}/${journal.old.key} by migration ${journal.id}`,
          error: null,
          backupKey: beforeKey(journal.id),
          durationMs: 0,
          counts: { add: 0, change: 0, destroy: 0 },
          state,
        },
      });
      await writeAudit(record, frame, store);
    } catch (error) {
      problems.push(`${deployment.id}: migrate, audit missing: ${messageOf(error)}`);
    }
  }
  return problems;
}
