import { partsOfKey, TAKEN_FOLDERS } from "../controller/state-key.ts";
import { sha256Hex } from "../text/canonical-json.ts";
import type { Account } from "../model/deployment.ts";

/** The states among the keys of a store, by the template. What else lies there is somebody else's. */
export function stateKeysIn(keys: readonly string[], template: string): string[] {
  return keys.filter((key) => !TAKEN_FOLDERS.includes(key.split("/")[0] ?? "") && partsOfKey(template, key) !== null);
}

/**
 * The account that a state is of; null: it cannot be told.
 * @param accounts Those whose states may be in this store.
 */
export function accountOfState(stateKey: string, template: string, accounts: readonly Account[]): Account | null {
  const parts = partsOfKey(template, stateKey);
  if (parts?.account_id !== undefined) return accounts.find(({ id }) => id === parts.account_id) ?? null;
  if (parts?.account !== undefined) return accounts.find(({ name }) => name.toLowerCase() === parts.account) ?? null;
  return accounts.length === 1 ? (accounts[0] ?? null) : null;
}

/** What one of several runners looks at. */
export interface Share {
  /** From 1. */
  part: number;
  of: number;
}

/** Whether a state is of a share: by its key, so that it is always of the same one, however many states there are. */
export function isInShare(stateKey: string, { part, of }: Share): boolean {
  return Number.parseInt(sha256Hex(stateKey).slice(0, 8), 16) % of === part - 1;
}

/** Whether a state is to be looked at again. @param everyMs From `drift.every` of its environment. */
export function isLookDue(last: Date | null, everyMs: number, now: Date): boolean {
  return last === null || now.getTime() - last.getTime() >= everyMs;
}

/** Those that were never looked at, then those whose last look is the oldest; equal ones by key. */
export function oldestFirst<State extends { stateKey: string }>(states: readonly State[], looks: ReadonlyMap<string, Date>): State[] {
  const seen = ({ stateKey }: State) => looks.get(stateKey)?.getTime() ?? -Infinity;
  return states.toSorted((a, b) => (seen(a) === seen(b) ? (a.stateKey < b.stateKey ? -1 : 1) : seen(a) - seen(b)));
}
