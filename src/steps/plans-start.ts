import { randomBytes } from "node:crypto";
import type { Deployment } from "../domain/model/deployment.ts";
import { messageOf, ToolError } from "../domain/model/errors.ts";
import { groupBy } from "../domain/model/groups.ts";
import { plansStartBody, plansStartKey, type RunStarter } from "../domain/state/run-start.ts";
import type { Log } from "../ports/log.ts";
import type { StateStore } from "../ports/state-store.ts";
import { othersOn, removeStart, type Begin, type StartPorts } from "./run-starts.ts";

/** The hold of a run on all that it plans. */
export interface PlansHold {
  begin: Begin;
  /** Takes the start records back. */
  end: () => Promise<void>;
}

/**
 * One start record in each account's store for all plans of a run, written before the first of them takes its lock: plans change nothing, so only
 * who meets a lock asks whose it is, and a thousand of them need no record each.
 */
export function holdPlans(deployments: readonly Deployment[], starter: RunStarter, { clock, log }: StartPorts & { log: Log }): PlansHold {
  const byAccount = groupBy(deployments, ({ account }) => account.id);
  const written = new Map<string, Promise<{ key: string; store: StateStore }>>();
  const write = async (account: string, store: StateStore) => {
    const now = clock.now();
    // Accounts that share a bucket write at the same time.
    const key = plansStartKey({ run: starter.run, started_at: now.toISOString() }, randomBytes(4).toString("hex"));
    const ids = (byAccount.get(account) ?? []).map(({ id }) => id);
    if ((await store.create(key, plansStartBody(ids, starter, now))) === "exists")
      throw new ToolError("start record", null, `${store.name}/${key} exists already`);
    return { key, store };
  };
  return {
    begin: async (deployment, request, { storeFor, runs }) => {
      const { id: account } = deployment.account;
      const store = await storeFor(deployment.account);
      const others = await othersOn(deployment, request, store, { runs });
      const writing = written.get(account) ?? write(account, store);
      written.set(account, writing);
      return { key: (await writing).key, others, end: () => Promise.resolve(null) };
    },
    end: async () => {
      for (const writing of written.values()) {
        const record = await writing.catch(() => null);
        if (record === null) continue;
        await removeStart(record.key, record.store).catch((error: unknown) =>
          log.warning(`the start record ${record.key} of these plans could not be removed: ${messageOf(error)}`),
        );
      }
    },
  };
}
