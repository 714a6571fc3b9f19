import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { storeIn } from "../../scripts/lab/store.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { storePromises } from "../helpers/store-promises.ts";

let aws: LocalAws;
let buckets = 0;

beforeAll(async () => {
  aws = await startMoto();
}, 180_000);

afterAll(async () => {
  await aws.stop();
});

/** A new, empty bucket. */
async function open(): Promise<StateStore> {
  buckets += 1;
  const bucket = `states-${buckets}`;
  await aws.createBucket(bucket);
  return bucketNamed(bucket);
}

function bucketNamed(bucket: string): StateStore {
  return storeIn(aws, bucket);
}

describe("a bucket as a store", () => {
  storePromises(open);

  it("that is not there is an error, not an empty one", async () => {
    const store = bucketNamed("no-such-bucket");
    await expect(store.get("a")).rejects.toThrow("NoSuchBucket");
    await expect(store.create("a", Buffer.from("x"))).rejects.toThrow("NoSuchBucket");
    await expect(store.list("")).rejects.toThrow("NoSuchBucket");
  });

  it("keeps a key with dots apart: it has no folders to leave", async () => {
    const store = await open();
    await store.create("a/b", Buffer.from("x"));
    expect(await store.get("a/../a/b")).toBeNull();
  });

  it("lists more than the 1,000 keys of one page", async () => {
    const store = await open();
    const keys = Array.from({ length: 1_050 }, (_, index) => `records/${String(index).padStart(5, "0")}`);
    for (let at = 0; at < keys.length; at += 25)
      await Promise.all(keys.slice(at, at + 25).map(async (key) => await store.create(key, Buffer.from("x"))));
    expect((await store.list("records/")).map(({ key }) => key)).toEqual(keys);
  }, 60_000);
});
