import type { Account, Deployment } from "../domain/model/deployment.ts";
import {
  durationsOf,
  NO_DURATIONS,
  PLAN_DURATIONS,
  readDurations,
  withDurations,
  type Durations,
  type Took,
} from "../domain/run/durations.ts";
import type { StateStore } from "../ports/state-store.ts";
import { byStore, storesOf } from "./evidence.ts";

type StoreFor = (account: Account) => Promise<StateStore>;

/** How long plans took so far, by what the stores of some deployments say. Nothing is known where there is nothing to put in order, or a store does not answer. */
export async function planDurations(deployments: readonly Deployment[], storeFor: StoreFor): Promise<Durations> {
  if (deployments.length < 2) return NO_DURATIONS;
  try {
    const stores = await storesOf(deployments, storeFor);
    const stored = await Promise.all(stores.map(async (store) => readDurations((await store.get(PLAN_DURATIONS))?.body ?? null)));
    return durationsOf(stored);
  } catch {
    return NO_DURATIONS;
  }
}

/** Others may write at the same time; what is lost after so many tries is no more than one sample. */
const MOST_TRIES = 3;

/** Keeps how long plans took, for runs to come. It only helps to guess: what cannot be written is left. */
export async function keepPlanDurations(took: readonly (Took & { deployment: Deployment })[], storeFor: StoreFor): Promise<void> {
  try {
    const stores = await byStore(took, ({ deployment: { account } }) => account, storeFor);
    await Promise.all(stores.map(async ({ store, own }) => await addTo(store, own)));
  } catch {
    // A guess is as good as none.
  }
}

async function addTo(store: StateStore, took: readonly Took[]): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const object = await store.get(PLAN_DURATIONS);
    const body = Buffer.from(JSON.stringify(withDurations(readDurations(object?.body ?? null), took)));
    const written = object === null ? await store.create(PLAN_DURATIONS, body) : await store.replace(PLAN_DURATIONS, body, object.etag);
    if (written === "created" || written === "replaced") return;
  }
}
