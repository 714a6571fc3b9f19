import { auditFolder } from "../domain/state/audit-record.ts";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import { groupBy } from "../domain/model/groups.ts";
import { STARTS, startsFolder } from "../domain/state/run-start.ts";
import type { StateStore, StoredEntry } from "../ports/state-store.ts";

type StoreFor = (account: Account) => Promise<StateStore>;

/** So many listings of one folder are worth one of the whole folder. */
const LEAST_TOGETHER = 4;
/** A state that is there is read all the same: only of many together are enough likely to be new. */
const LEAST_STATES_TOGETHER = 20;
/** A folder is listed to its end, or until it has held so many keys for each of those listings. */
const KEYS_FOR_EACH = 20;
/** What one answer of S3 holds. */
const PAGE = 1000;

/**
 * Stores that answer what every plan asks (start records, audit records, backups, and whether there is a state) from listings of whole folders:
 * a change of a thousand deployments would ask four thousand times. Such an answer may be as old as the run, and is given once: who asks again
 * gets a fresh one.
 */
export function withListingsAhead(deployments: readonly Deployment[], storeFor: StoreFor): StoreFor {
  const byAccount = groupBy(deployments, ({ account }) => account.id);
  const ahead = new Map<StateStore, StateStore>();
  return async (account) => {
    const store = await storeFor(account);
    const known = ahead.get(store) ?? listingAhead(store, byAccount.get(account.id) ?? []);
    ahead.set(store, known);
    return known;
  };
}

/** A listing that will be asked for, and the folder that answers it beside its like. */
interface Asked {
  prefix: string;
  folder: string;
}

function askedFor({ account, project, stateKey }: Deployment): Asked[] {
  return [
    { prefix: startsFolder(stateKey), folder: STARTS },
    { prefix: auditFolder(account.name, project), folder: auditFolder(account.name) },
    { prefix: `backups/${stateKey}.`, folder: `backups/${neighboursOf(stateKey)}` },
  ];
}

/** The folder that holds a state's own, with those beside it: `s3/dev/eu-central-1/`; empty: the whole store. */
function neighboursOf(stateKey: string): string {
  const parts = stateKey.split("/").slice(0, -2);
  return parts.length === 0 ? "" : `${parts.join("/")}/`;
}

function listingAhead(store: StateStore, deployments: readonly Deployment[]): StateStore {
  const asked = deployments.flatMap(askedFor);
  const states = deployments.map(({ stateKey }) => ({ prefix: stateKey, folder: neighboursOf(stateKey) }));
  const fromFolder = answersAhead(store, asked, LEAST_TOGETHER);
  const fromNeighbours = answersAhead(
    store,
    states.filter(({ folder }) => folder !== ""),
    LEAST_STATES_TOGETHER,
  );
  return {
    ...store,
    list: async (prefix, options) => (options === undefined ? await fromFolder(prefix) : null) ?? (await store.list(prefix, options)),
    get: async (key) => {
      const found = await fromNeighbours(key);
      return found?.every((entry) => entry.key !== key) === true ? null : await store.get(key);
    },
  };
}

/** Answers each prefix once from a listing of its folder, if so many are asked for in that folder; null: the store has to be asked. */
function answersAhead(store: StateStore, asked: readonly Asked[], least: number): (prefix: string) => Promise<StoredEntry[] | null> {
  // Two deployments of one project share its audit records.
  const counts = new Map([...groupBy(asked, ({ folder }) => folder)].map(([folder, of]) => [folder, of.length]));
  const left = groupBy(asked, ({ prefix }) => prefix);
  const listings = new Map<string, Promise<Listing | null>>();
  return async (prefix) => {
    const folder = left.get(prefix)?.pop()?.folder;
    const together = folder === undefined ? 0 : (counts.get(folder) ?? 0);
    if (folder === undefined || together < least) return null;
    const listing = listings.get(folder) ?? listFolder(folder, together, store);
    listings.set(folder, listing);
    const known = await listing;
    return known === null ? null : entriesIn(known, prefix);
  };
}

interface Listing {
  /** Sorted by key. */
  entries: StoredEntry[];
  isWhole: boolean;
}

/** null: it cannot be listed, such as with rights on some keys only. */
async function listFolder(folder: string, together: number, store: StateStore): Promise<Listing | null> {
  const enough = Math.max(PAGE, together * KEYS_FOR_EACH);
  try {
    const entries = await store.list(folder, { enough });
    return { entries, isWhole: entries.length < enough };
  } catch {
    return null;
  }
}

/** null: the listing ends before it has shown them all. */
function entriesIn({ entries, isWhole }: Listing, prefix: string): StoredEntry[] | null {
  const last = entries.at(-1)?.key ?? "";
  if (!isWhole && (last < prefix || last.startsWith(prefix))) return null;
  const first = firstAt(entries, prefix);
  let end = first;
  while (entries[end]?.key.startsWith(prefix) === true) end += 1;
  return entries.slice(first, end);
}

/** Index of the first key that does not come before the prefix. */
function firstAt(entries: readonly StoredEntry[], prefix: string): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.key ?? "") < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}
