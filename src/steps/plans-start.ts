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
 * One start record in each store for all plans of a run, written before the first of them takes its lock: plans change nothing, so only who meets
 * a lock asks whose it is, and a thousand of them need no record each.
 */
export function holdPlans(deployments: readonly Deployment[], starter: RunStarter, ports: StartPorts & { log: Log }): PlansHold {
  const byAccount = groupBy(deployments, ({ account }) => account.id);
  const written = new Map<StateStore, Promise<string>>();
  const write = async (store: StateStore): Promise<string> => {
    const now = ports.clock.now();
    // Accounts that share a bucket open it each for itself, and write at the same time.
    const nonce = randomBytes(4).toString("hex");
    const key = plansStartKey({ run: starter.run, started_at: now.toISOString() }, nonce);
    const body = plansStartBody(await idsIn(store), starter, now);
    if ((await store.create(key, body)) === "exists") throw new ToolError("start record", null, `${store.name}/${key} exists already`);
    return key;
  };
  const idsIn = async (store: StateStore): Promise<string[]> => {
    const accounts = [...byAccount.values()].flatMap(([first]) => first?.account ?? []);
    const here = await Promise.all(accounts.map(async (account) => ((await ports.storeFor(account)) === store ? [account.id] : [])));
    return here.flat().flatMap((id) => (byAccount.get(id) ?? []).map((deployment) => deployment.id));
  };
  return {
    begin: async (deployment, request, { storeFor, runs }) => {
      const store = await storeFor(deployment.account);
      const others = await othersOn(deployment, request, store, { runs });
      const key = written.get(store) ?? write(store);
      written.set(store, key);
      return { key: await key, others, end: () => Promise.resolve(null) };
    },
    end: async () => {
      for (const [store, writing] of written) {
        const key = await writing.catch(() => null);
        if (key === null) continue;
        await removeStart(key, store).catch((error: unknown) =>
          ports.log.warning(`the start record ${key} of these plans could not be removed: ${messageOf(error)}`),
        );
      }
    },
  };
}
