import type { Account, Deployment } from "../domain/model/deployment.ts";
import { decideUnlock, type StateLock } from "../domain/state/lock.ts";
import type { StateStore } from "../ports/state-store.ts";
import { lockOn, lockText, type HeldLock } from "./state.ts";

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
  const found = locks.find(({ held }) => held.lock?.id === id);
  if (found === undefined) {
    const others = locks.map(({ deployment, held }) => `${deployment.id}: ${shortOf(held, now)}`);
    return {
      removed: false,
      said: others.length === 0 ? "No state is locked." : `No state is locked by ${id}. Locked are ${others.join(", ")}.`,
    };
  }
  const { deployment, store, held } = found;
  const again = await lockOn(deployment, store);
  const gate = decideUnlock({
    asked: id,
    found: held.lock,
    reread: again?.key === held.key ? again.lock : null,
    now,
    lockTimeoutMs: millisecondsOf(lockTimeout),
  });
  if (gate.kind === "held") return { removed: false, said: `${deployment.id}: ${gate.reasons.join("; ")}. ${gate.remedy}` };
  const done = await store.remove(held.key, again?.etag ?? "");
  return done === "removed"
    ? { removed: true, said: `${deployment.id} is unlocked.` }
    : { removed: false, said: `${deployment.id}: the lock changed while it was looked at. Look at it again.` };
}

interface FoundLock {
  deployment: Deployment;
  store: StateStore;
  held: HeldLock;
}

async function locksOf(deployments: readonly Deployment[], storeFor: UnlockPorts["storeFor"]): Promise<FoundLock[]> {
  const locks = await Promise.all(
    deployments.map(async (deployment) => {
      const store = await storeFor(deployment.account);
      const held = await lockOn(deployment, store);
      return held === null ? [] : [{ deployment, store, held }];
    }),
  );
  return locks.flat();
}

function shortOf(held: HeldLock, now: Date): string {
  const lock: StateLock | null = held.lock;
  return lock === null ? lockText(held, now) : `${lock.id} (${lock.operation} by ${lock.who})`;
}

/** `300s` and `5m`. */
function millisecondsOf(time: string): number {
  return Number.parseInt(time, 10) * (time.endsWith("m") ? 60_000 : 1000);
}
