import { buildAuditRecord, type AuditRecord, type StateMove } from "../domain/state/audit-record.ts";
import { backupPrefix, backupsOf } from "../domain/state/backup.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { messageOf, ToolError } from "../domain/model/errors.ts";
import type { Held } from "../domain/model/gate.ts";
import { managedCount, readState, type State } from "../domain/state/file.ts";
import { decideMove, isSame, movedBytes, type MoveDecision } from "../domain/state/move.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateStore, StoredObject } from "../ports/state-store.ts";
import { writeAudit, type AuditFrame } from "./audit.ts";
import { readAudits } from "./evidence.ts";
import { isTakenAway, removeOrEmpty } from "./remove-state.ts";
import { keepCopy, withStateLocks } from "./state.ts";

/** A state that goes from one key to another of the same store. */
export interface StateMoving {
  /** What is written of it: `move-state`, or the `rollback` of one. */
  action: "move-state" | "rollback";
  /** The deployments, as the audit records name them. */
  from: Deployment;
  to: Deployment;
  store: StateStore;
  frame: AuditFrame;
  /** Who holds the locks meanwhile. */
  who: string;
  /** A lock of the same move that is older is of a run that ended. */
  staleAfterMs: number;
  clock: Clock;
}

export interface StateMoved {
  kind: "moved";
  resources: number;
  serial: number;
  /** null: an earlier run had moved it. */
  backupKey: string | null;
  /** An earlier run had done all of it. */
  already: boolean;
  /** What is not as it should be, though the state is moved. */
  problems: string[];
}

/** What a move would do. */
export async function lookAtMove({ from, to, store }: Pick<StateMoving, "from" | "to" | "store">): Promise<MoveDecision> {
  return (await look(from, to, store)).decision;
}

/**
 * Puts a state under another key: locks both, keeps a backup, writes the new one only where its key is free, reads it back, and only then removes
 * the old one. At every point one of the two is whole, and the next run goes on where this one ended.
 * @throws ToolError when the store did not do what it was asked, or somebody works on one of the states: then the old state is as it was.
 */
export async function moveState(moving: StateMoving): Promise<StateMoved | Held> {
  const { from, to, store, clock, who, staleAfterMs } = moving;
  const lock = { operation: "move-state", info: `${from.stateKey} to ${to.stateKey}`, who, staleAfterMs };
  return await withStateLocks([from.stateKey, to.stateKey], lock, store, clock.now(), async () => {
    const { decision, old, there } = await look(from, to, store);
    if (decision.kind === "held") return decision;
    let backupKey: string | null = null;
    if (decision.kind !== "done" && old !== null) {
      backupKey = await keepCopy("backup", from, old.body, store, clock.now());
      if (there !== null && decision.kind === "write") await keepCopy("backup", to, there.body, store, clock.now());
      const written = decision.kind === "resume" ? there : await write(to.stateKey, movedBytes(old.body, decision.state), there, store);
      await removeOld(
        from.stateKey,
        old,
        written,
        { to: to.stateKey, before: decision.kind === "resume" ? written : there },
        decision.state,
        store,
      );
    }
    const serial = decision.kind === "done" ? decision.state.serial : decision.state.serial + 1;
    return {
      kind: "moved",
      resources: managedCount(decision.state),
      serial,
      backupKey,
      already: decision.kind === "done",
      problems:
        decision.kind === "done" && (await isAudited(moving)) ? [] : await audit(moving, { state: decision.state, serial, backupKey }),
    };
  });
}

async function look(from: Deployment, to: Deployment, store: StateStore) {
  const [old, there] = await Promise.all([store.get(from.stateKey), store.get(to.stateKey)]);
  const read = (object: StoredObject | null) => (object === null ? null : { file: readState(object.body), body: object.body });
  const oldLineage = old === null && there !== null ? await lineageOfBackups(from, store) : null;
  const decision = decideMove({ from: from.stateKey, to: to.stateKey, old: read(old), new: read(there), oldLineage });
  return { decision, old, there };
}

/** Of the newest backup that can be read. */
async function lineageOfBackups({ stateKey }: Deployment, store: StateStore): Promise<string | null> {
  const keys = (await store.list(backupPrefix("backup", stateKey))).map(({ key }) => key);
  for (const { key } of backupsOf(keys, stateKey)) {
    const state = readState((await store.get(key))?.body ?? new Uint8Array());
    if (state.kind === "state") return state.lineage;
  }
  return null;
}

/** Writes the new state and reads it back. */
async function write(key: string, body: Uint8Array, there: StoredObject | null, store: StateStore): Promise<StoredObject> {
  const done = there === null ? await store.create(key, body) : await store.replace(key, body, there.etag);
  if (done === "exists" || done === "changed") throw failed(`${store.name}/${key} changed while the state was moved; nothing was written`);
  const back = await store.get(key);
  if (back === null || !isSame(back.body, body))
    throw failed(`${store.name}/${key} was written, but reads back differently; the old state is as it was`);
  return back;
}

/** Where an object may not be removed it is emptied. One that changed meanwhile stays, and the new one goes again. */
async function removeOld(
  key: string,
  old: StoredObject,
  written: StoredObject | null,
  { to, before }: { to: string; before: StoredObject | null },
  state: State,
  store: StateStore,
): Promise<void> {
  const couldNot = (detail: string) => failed(`${to} is written, but ${detail}; run the same again`);
  if ((await removeOrEmpty(key, old, state, store, couldNot)) === "gone") return;
  // Another run of the same move, which took this one's lock for a dead one's, has ended it: then the new one is all there is.
  if (isTakenAway(await store.get(key), state)) return;
  if (written !== null && before === null) await store.remove(to, written.etag);
  else if (written !== null && before !== null && before !== written) await store.replace(to, before.body, written.etag);
  throw failed(`${store.name}/${key} changed while it was moved, so it stays where it is`);
}

function failed(detail: string): ToolError {
  return new ToolError("move-state", null, detail);
}

/** Whether an earlier run wrote its record under the new key, which comes last: of all moves of that state the newest is this one. */
async function isAudited({ from, to, store }: StateMoving): Promise<boolean> {
  const moves = ((await readAudits(to, store)) ?? []).filter(
    ({ deployment, result }) => deployment.id === to.id && result.state_move !== undefined,
  );
  const serialOf = ({ result }: AuditRecord) => result.state?.serial ?? 0;
  const newest = moves.toSorted((a, b) => serialOf(b) - serialOf(a))[0]?.result.state_move;
  return newest?.from === from.stateKey && newest.to === to.stateKey;
}

/** One record for each of the two keys. The state is moved whatever becomes of them. */
async function audit(
  { action, from, to, store, frame, clock }: StateMoving,
  { state, serial, backupKey }: { state: State; serial: number; backupKey: string | null },
): Promise<string[]> {
  const stateMove: StateMove = { from: from.stateKey, to: to.stateKey };
  const ends = [
    { deployment: from, resources: 0 },
    { deployment: to, resources: managedCount(state) },
  ];
  const problems: string[] = [];
  for (const { deployment, resources } of ends) {
    const record = buildAuditRecord({
      ...frame,
      at: clock.now(),
      action,
      outcome: "succeeded",
      deployment,
      inputs: new Map(),
      result: {
        output: `moved ${from.stateKey} to ${to.stateKey} as serial ${serial}`,
        error: null,
        backupKey,
        durationMs: 0,
        counts: { add: 0, change: 0, destroy: 0 },
        state: { lineage: state.lineage, serial, resources },
        stateMove,
      },
    });
    await writeAudit(record, frame, store).catch((error: unknown) =>
      problems.push(`${deployment.id}: ${action}, audit missing: ${messageOf(error)}`),
    );
  }
  return problems;
}
