import type { Deployment } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import { decideUnlock, type StateLock } from "../domain/state/lock.ts";
import type { StateStore } from "../ports/state-store.ts";
import { deedRecordOf, writeAudit, type AuditFrame } from "./audit.ts";
import { plansStartsOn, startsOn, type StartPorts } from "./run-starts.ts";
import { lockOn, type HeldLock } from "./state.ts";

/**
 * Removes the state lock with exactly this ID from one of some deployments, when its holder is known to have ended and nobody touched the lock
 * meanwhile. That is audited. Says in a sentence what came of it, and never the ID of another lock.
 * @param vouchedLockTimeout As terraform takes it (`300s` or `5m`), where somebody on the command line vouches for the holder; null: GitHub must say it.
 */
export async function unlockState(
  id: string,
  deployments: readonly Deployment[],
  vouchedLockTimeout: string | null,
  { frame, ...ports }: StartPorts & { frame: AuditFrame },
): Promise<Unlocked> {
  const locks = await locksOf(deployments, ports.storeFor);
  const found = locks.find(({ held }) => held.lock?.id === id);
  if (found === undefined) {
    const others = locks.map(
      ({ deployment, held }) =>
        `${deployment.id} is locked by another one${held.lock === null ? `, ${held.key}, which cannot be read` : ""}`,
    );
    return left(others.length === 0 ? "No state is locked." : `No state is locked by ${id}: ${others.join(", ")}.`);
  }
  const { deployment, store, held } = found;
  const started = [await startsOn(deployment, store, ports), await plansStartsOn(deployment, store, ports)];
  const again = await lockOn(deployment, store);
  const gate = decideUnlock({
    asked: id,
    found: held.lock,
    reread: again?.key === held.key ? again.lock : null,
    now: ports.clock.now(),
    starts: started.flatMap(({ starts }) => starts),
    unread: started.flatMap(({ unread }) => unread),
    vouchedLockTimeoutMs: vouchedLockTimeout === null ? null : millisecondsOf(vouchedLockTimeout),
  });
  if (gate.kind === "held" || held.lock === null)
    return left(`${deployment.id}: ${gate.kind === "held" ? `${gate.reasons.join("; ")}. ${gate.remedy}` : "the lock cannot be read."}`);
  const done = await store.remove(held.key, again?.etag ?? "");
  if (done !== "removed") return left(`${deployment.id}: the lock changed while it was looked at. Look at it again.`);
  const problem = await auditUnlock(held.lock, found, frame, ports);
  return { removed: true, said: `${deployment.id} is unlocked.`, problem };
}

export interface Unlocked {
  removed: boolean;
  said: string;
  /** Why it could not be audited; null: it was, or there was nothing to audit. */
  problem: string | null;
}

function left(said: string): Unlocked {
  return { removed: false, said, problem: null };
}

async function auditUnlock(
  lock: StateLock,
  { deployment, store }: Pick<FoundLock, "deployment" | "store">,
  frame: AuditFrame,
  { clock }: Pick<StartPorts, "clock">,
): Promise<string | null> {
  const record = deedRecordOf("unlock", `removed the lock ${lock.id} of ${lock.who}`, deployment, frame, clock.now(), {
    lockRemoved: lock,
  });
  try {
    await writeAudit(record, frame, store);
    return null;
  } catch (error) {
    return `${deployment.id}: unlock, audit missing: ${messageOf(error)}`;
  }
}

interface FoundLock {
  deployment: Deployment;
  store: StateStore;
  held: HeldLock;
}

async function locksOf(deployments: readonly Deployment[], storeFor: StartPorts["storeFor"]): Promise<FoundLock[]> {
  const locks = await Promise.all(
    deployments.map(async (deployment) => {
      const store = await storeFor(deployment.account);
      const held = await lockOn(deployment, store);
      return held === null ? [] : [{ deployment, store, held }];
    }),
  );
  return locks.flat();
}

/** `300s` and `5m`. */
export function millisecondsOf(time: string): number {
  return Number.parseInt(time, 10) * (time.endsWith("m") ? 60_000 : 1000);
}
