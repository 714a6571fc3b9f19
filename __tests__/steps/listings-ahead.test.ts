import { describe, expect, it } from "@jest/globals";
import { withListingsAhead } from "../../src/steps/listings-ahead.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import { deployment, PRD } from "../domain/builders.ts";
import { memoryStore } from "../helpers/memory-ports.ts";

const FIVE = Array.from({ length: 5 }, (_, index) => deployment(`s3/arj-wkld-a-prd/us-east-1/p${index}`));
const stateKeys = FIVE.map(({ stateKey }) => stateKey);

/** A store that writes down what is listed. @param page Keys that one listing shows at most where not all are wanted. */
async function counted(keys: readonly string[], { page = Number.POSITIVE_INFINITY, refused = "" } = {}) {
  const store = memoryStore();
  for (const key of keys) await store.create(key, Buffer.from(key));
  const listed: string[] = [];
  const list: StateStore["list"] = async (prefix, options) => {
    listed.push(prefix);
    if (prefix === refused) throw new Error("AccessDenied");
    const found = await store.list(prefix, options);
    return options?.enough === undefined ? found : found.slice(0, Math.min(page, found.length));
  };
  return { store: { ...store, list }, listed };
}

const keysOf = async (store: StateStore, prefix: string) => (await store.list(prefix)).map(({ key }) => key);

describe("listings ahead", () => {
  it("answer each deployment from one listing of a folder", async () => {
    const starts = [`starts/${stateKeys[1]}/a.json`, `starts/${stateKeys[1]}/b.json`, `starts/${stateKeys[4]}/c.json`];
    const { store, listed } = await counted([...starts, `starts/${stateKeys[3]}0/other.json`]);
    const ahead = await withListingsAhead(FIVE, () => Promise.resolve(store))(PRD);
    const answers = await Promise.all(stateKeys.map(async (key) => await keysOf(ahead, `starts/${key}/`)));
    expect(answers).toEqual([[], starts.slice(0, 2), [], [], starts.slice(2)]);
    expect(listed).toEqual(["starts/"]);
  });

  it("keep backups and audit records apart, each below the folder that the deployments share", async () => {
    const keys = [`backups/${stateKeys[2]}.20261128-120000.backup`, "audit-logs/arj-wkld-a-prd/p2/apply-20261128-120000.json"];
    const { store, listed } = await counted(keys);
    const ahead = await withListingsAhead(FIVE, () => Promise.resolve(store))(PRD);
    expect(await keysOf(ahead, `backups/${stateKeys[2]}.`)).toEqual([keys[0]]);
    expect(await keysOf(ahead, "audit-logs/arj-wkld-a-prd/p2/")).toEqual([keys[1]]);
    expect(listed).toEqual(["backups/s3/arj-wkld-a-prd/us-east-1/", "audit-logs/arj-wkld-a-prd/"]);
  });

  it("are given once: who asks again sees what has come since", async () => {
    const { store } = await counted([]);
    const ahead = await withListingsAhead(FIVE, () => Promise.resolve(store))(PRD);
    const prefix = `starts/${stateKeys[0]}/`;
    expect(await keysOf(ahead, prefix)).toEqual([]);
    await ahead.create(`${prefix}late.json`, Buffer.from("{}"));
    expect(await keysOf(ahead, prefix)).toEqual([`${prefix}late.json`]);
  });

  it("ask for themselves what a listing does not reach, what may not be listed together, and what is for a few only", async () => {
    const many = Array.from({ length: 1000 }, (_, index) => `starts/${stateKeys[0]}/${String(index).padStart(4, "0")}.json`);
    const last = `starts/${stateKeys[4]}/z.json`;
    const cut = await counted([...many, last], { page: 1000 });
    const ahead = await withListingsAhead(FIVE, () => Promise.resolve(cut.store))(PRD);
    expect(await keysOf(ahead, `starts/${stateKeys[4]}/`)).toEqual([last]);
    expect(await keysOf(ahead, `starts/${stateKeys[0]}/`)).toHaveLength(1000);
    expect(cut.listed).toEqual(["starts/", `starts/${stateKeys[4]}/`, `starts/${stateKeys[0]}/`]);

    const refused = await counted([last], { refused: "starts/" });
    const alone = await withListingsAhead(FIVE, () => Promise.resolve(refused.store))(PRD);
    expect(await keysOf(alone, `starts/${stateKeys[4]}/`)).toEqual([last]);

    const few = await counted([last]);
    const two = await withListingsAhead(FIVE.slice(3), () => Promise.resolve(few.store))(PRD);
    expect(await keysOf(two, `starts/${stateKeys[4]}/`)).toEqual([last]);
    expect(few.listed).toEqual([`starts/${stateKeys[4]}/`]);
  });

  it("say which states of many are not there, once, and read those that are", async () => {
    const twenty = Array.from({ length: 20 }, (_, index) => deployment(`s3/arj-wkld-a-prd/us-east-1/q${index}`));
    const [there, missing, lockedOnly] = twenty.map(({ stateKey }) => stateKey) as [string, string, string];
    const { store, listed } = await counted([there, `${lockedOnly}.tflock`]);
    const read: string[] = [];
    const get: StateStore["get"] = async (key) => {
      read.push(key);
      return await store.get(key);
    };
    const ahead = await withListingsAhead(twenty, () => Promise.resolve({ ...store, get }))(PRD);
    expect((await ahead.get(there))?.body.toString()).toBe(there);
    expect([await ahead.get(missing), await ahead.get(lockedOnly)]).toEqual([null, null]);
    expect([listed, read]).toEqual([["s3/arj-wkld-a-prd/us-east-1/"], [there]]);
    await store.create(missing, Buffer.from("late"));
    expect((await ahead.get(missing))?.body.toString()).toBe("late");

    const few = await withListingsAhead(twenty.slice(1), () => Promise.resolve({ ...store, get }))(PRD);
    expect(await few.get(lockedOnly)).toBeNull();
    expect([listed.length, read]).toEqual([1, [there, missing, lockedOnly]]);
  });
});
