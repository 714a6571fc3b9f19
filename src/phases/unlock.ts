import type { Account, Deployment } from "../domain/deployment.ts";
import { decideUnlock, lockKey, parseLock, type StateLock } from "../domain/state-lock.ts";
import type { StateStore, StoredObject } from "../ports.ts";

export interface UnlockPorts {
  storeFor: (account: Account) => Promise<StateStore>;
  now: Date;
}

/**
 * Removes the state lock with exactly this ID from one of some deployments, when it is older than twice the lock timeout and nobody touched it
 * meanwhile. Says in a sentence what came of it.
 * @param lockTimeout As terraform takes it: `300s` or `5m`.
 */
export async function unlockState(
  id: string,
  deployments: readonly Deployment[],
  lockTimeout: string,
  { storeFor, now }: UnlockPorts,
): Promise<{ removed: boolean; said: string }> {
  const locks = await locksOf(deployments, storeFor);
  const found = locks.find(({ lock }) => lock.id === id);
  if (found === undefined) {
    const others = locks.map(({ deployment, lock }) => `${deployment}: ${lock.id} (${lock.operation} by ${lock.who})`);
    return {
      removed: false,
      said: others.length === 0 ? "No state is locked." : `No state is locked by ${id}. Locked are ${others.join(", ")}.`,
    };
  }
  const { deployment, store, key } = found;
  const again = await store.get(key);
  const gate = decideUnlock({ asked: id, found: found.lock, reread: lockIn(again), now, lockTimeoutMs: millisecondsOf(lockTimeout) });
  if (gate.kind === "held") return { removed: false, said: `${deployment}: ${gate.reasons.join("; ")}. ${gate.remedy}` };
  const done = await store.remove(key, again?.etag ?? "");
  return done === "removed"
    ? { removed: true, said: `${deployment} is unlocked.` }
    : { removed: false, said: `${deployment}: the lock changed while it was looked at. Look at it again.` };
}

interface FoundLock {
  deployment: string;
  store: StateStore;
  key: string;
  lock: StateLock;
}

async function locksOf(deployments: readonly Deployment[], storeFor: UnlockPorts["storeFor"]): Promise<FoundLock[]> {
  const locks = await Promise.all(
    deployments.map(async ({ id, stateKey, account }) => {
      const store = await storeFor(account);
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

/** `300s` and `5m`. */
function millisecondsOf(time: string): number {
  return Number.parseInt(time, 10) * (time.endsWith("m") ? 60_000 : 1000);
}
