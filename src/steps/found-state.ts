import { isDeepStrictEqual } from "node:util";
import { deploymentIdOf, partsOfKey } from "../domain/controller/state-key.ts";
import { accountOfState } from "../domain/drift/queue.ts";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { lastGood, lastKnownState, lastStateMove, type AuditRecord, type StateMove } from "../domain/state/audit-record.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { AuditHistory } from "./audit-history.ts";

/** A state of a store, and whose it is. */
export interface FoundState {
  stateKey: string;
  account: Account;
  store: StateStore;
}

/**
 * The state that a deployment's id names.
 * @throws ConfigurationError for an id that is of no account of the controller.
 */
export async function stateOf(
  id: string,
  template: string,
  accounts: readonly Account[],
  storeFor: (account: Account) => Promise<StateStore>,
): Promise<FoundState> {
  const stateKey = stateKeyOfId(id, template);
  const account = stateKey === null ? null : accountOfState(stateKey, template, accounts);
  if (stateKey === null || account === null)
    throw new ConfigurationError(
      `deployment: got ${JSON.stringify(id)}, expected an id such as ${deploymentIdOf(template)}, of an account of accounts.yaml`,
    );
  return { stateKey, account, store: await storeFor(account) };
}

/** null: no key of the template has this id. */
function stateKeyOfId(id: string, template: string): string | null {
  return [`${id}/terraform.tfstate`, id].find((key) => deploymentIdOf(key) === id && partsOfKey(template, key) !== null) ?? null;
}

/** What the key alone tells. */
export function bareDeployment({ stateKey, account }: FoundState, template: string): Deployment {
  const parts = partsOfKey(template, stateKey);
  const { service } = parts ?? {};
  return {
    id: deploymentIdOf(stateKey),
    stateKey,
    file: "",
    account,
    region: parts?.region ?? account.region,
    project: parts?.project ?? "",
    environment: account.environment,
    services: service === undefined || service === "combined" || service === "general" ? [] : [service],
    owner: account.owner,
    team: null,
    resources: [],
    references: [],
  };
}

/** The audit records that say what was applied last, and what became of the state since; also those from before the state was moved. */
export async function recordsOf({ stateKey, account, store }: FoundState, template: string, history: AuditHistory): Promise<AuditRecord[]> {
  const id = deploymentIdOf(stateKey);
  const all: AuditRecord[] = [];
  const seen = new Set<string>();
  for (let key: string | null = stateKey; key !== null && !seen.has(key);) {
    seen.add(key);
    const project: string | null = partsOfKey(template, key)?.project ?? null;
    const isKnown = (records: readonly AuditRecord[]) => {
      const known = [...all, ...records];
      return lastGood(known, id) !== null && lastKnownState(known, id) !== null;
    };
    const read = await history.until(store, { account, project }, isKnown);
    all.push(...read.filter((record) => !all.some((known) => isDeepStrictEqual(known, record))));
    const move: StateMove | null = lastGood(all, id) === null ? lastStateMove(all, deploymentIdOf(key)) : null;
    key = move?.to === key ? move.from : null;
  }
  return all;
}
