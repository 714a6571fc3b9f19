import { ConfigurationError } from "../domain/errors.ts";
import { decideUnlock, lockKey, parseLock, type StateLock } from "../domain/state-lock.ts";
import type { StateStore, StoredObject } from "../ports.ts";
import { connected, lockTimeoutMs, type Connected } from "./connected.ts";
import { print, type ExitCode, type Options } from "./options.ts";

interface FoundLock {
  deployment: string;
  store: StateStore;
  key: string;
  lock: StateLock;
}

/** Removes the state lock with exactly this ID, when it is old enough and nobody touched it meanwhile. */
export async function runUnlock(options: Options, [id]: readonly string[]): Promise<ExitCode> {
  if (id === undefined || id === "")
    throw new ConfigurationError(
      "unlock: the lock's ID is missing, expected tf-orchestrator unlock ID as the message about the lock has it",
    );
  return await connected(options, { quiet: true }, async (connection) => {
    const locks = await locksOf(connection);
    const found = locks.find(({ lock }) => lock.id === id);
    if (found === undefined) {
      const others = locks.map(({ deployment, lock }) => `${deployment}: ${lock.id} (${lock.operation} by ${lock.who})`);
      return print(others.length === 0 ? "No state is locked." : `No state is locked by ${id}. Locked are:\n${others.join("\n")}`, 1);
    }
    const again = await found.store.get(found.key);
    const gate = decideUnlock({
      asked: id,
      found: found.lock,
      reread: lockIn(again),
      now: connection.tools.clock.now(),
      lockTimeoutMs: lockTimeoutMs(options),
    });
    if (gate.kind === "held") return print(`${found.deployment}: ${gate.reasons.join("; ")}. ${gate.remedy}`, 1);
    const removed = await found.store.remove(found.key, again?.etag ?? "");
    return removed === "removed"
      ? print(`${found.deployment} is unlocked.`)
      : print(`${found.deployment}: the lock changed while it was looked at. Look at it again.`, 1);
  });
}

/** The locks on the states of all deployments of the working folder. */
async function locksOf({ change: select, tools }: Connected): Promise<FoundLock[]> {
  const { change } = await select();
  const locks = await Promise.all(
    change.deployments.map(async ({ id, stateKey, account }) => {
      const store = await tools.storeFor(account);
      const key = lockKey(stateKey);
      const lock = lockIn(await store.get(key));
      return lock === null ? [] : [{ deployment: id, store, key, lock }];
    }),
  );
  return locks.flat();
}

function lockIn(object: StoredObject | null): StateLock | null {
  return object === null ? null : parseLock(new TextDecoder().decode(object.body));
}
