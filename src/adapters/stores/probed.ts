import { ConfigurationError } from "../../domain/model/errors.ts";
import type { StateStore } from "../../ports/state-store.ts";

/** Where a store has shown that it keeps its word, and on which day. */
export const PROBE_KEY = "probes/conditional-writes";

/** Probes of a run, by the store's name: several accounts may share a bucket. */
export type Probes = Map<string, Promise<void>>;

/**
 * The store, asked once a day before its first write whether it honours conditions: locks, records and states rely on them, and some servers take
 * `If-None-Match` and `If-Match` and write all the same.
 */
export function probedStore(store: StateStore, probes: Probes, now: () => Date): StateStore {
  const proven = async () => {
    const probe = probes.get(store.name) ?? probeConditions(store, now());
    probes.set(store.name, probe);
    await probe;
  };
  return {
    ...store,
    create: async (key, body, options) => {
      await proven();
      return await store.create(key, body, options);
    },
    replace: async (key, body, etag) => {
      await proven();
      return await store.replace(key, body, etag);
    },
    remove: async (key, etag) => {
      await proven();
      return await store.remove(key, etag);
    },
  };
}

/** @throws ConfigurationError for a store that ignores a condition. */
export async function probeConditions(store: StateStore, now: Date): Promise<void> {
  const today = Buffer.from(now.toISOString().slice(0, 10));
  const known = await store.get(PROBE_KEY);
  if (known !== null && today.equals(known.body)) return;
  if (known === null) await store.create(PROBE_KEY, Buffer.from("never"));
  if ((await store.create(PROBE_KEY, Buffer.from("again"))) === "created") throw ignores(store, "If-None-Match");
  const current = await store.get(PROBE_KEY);
  if ((await store.replace(PROBE_KEY, Buffer.from("again"), NO_ETAG)) === "replaced") throw ignores(store, "If-Match");
  // Another run may have been faster: then it has proven the same.
  await store.replace(PROBE_KEY, today, current?.etag ?? NO_ETAG);
}

/** An ETag that no object has: a write under its condition never happens. */
export const NO_ETAG = '"00000000000000000000000000000000"';

function ignores(store: StateStore, condition: string): ConfigurationError {
  return new ConfigurationError(
    `${store.name}: the store ignores ${condition}, expected one that refuses a write whose condition does not hold. Two runs could overwrite each other's state there, so nothing was written. Use AWS S3, or a server that supports conditional writes.`,
  );
}
