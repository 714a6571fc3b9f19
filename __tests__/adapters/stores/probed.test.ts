import { describe, expect, it } from "@jest/globals";
import { PROBE_KEY, probedStore } from "../../../src/adapters/stores/probed.ts";
import { ConfigurationError } from "../../../src/domain/model/errors.ts";
import type { StateStore } from "../../../src/ports/state-store.ts";
import { memoryStore } from "../../helpers/memory-ports.ts";

const NOW = () => new Date("2026-11-28T12:00:00Z");
const BODY = Buffer.from("x");

/** A store that writes whatever the condition says. */
function careless(ignored: "create" | "replace"): StateStore & { objects: Map<string, unknown> } {
  const store = memoryStore(NOW);
  return {
    ...store,
    objects: store.objects,
    ...(ignored === "create"
      ? { create: async (key, body) => (store.objects.delete(key), await store.create(key, body)) }
      : { replace: async (key, body) => await store.replace(key, body, (await store.get(key))?.etag ?? "") }),
  };
}

describe("a store that is asked whether it honours conditions", () => {
  it("is asked once a day for all runs and accounts, before the first write", async () => {
    const store = memoryStore(NOW);
    await probedStore(store, new Map(), NOW).get("a");
    expect([...store.objects.keys()]).toEqual([]);
    expect(await probedStore(store, new Map(), NOW).create("a", BODY)).toBe("created");
    expect(Buffer.from(store.objects.get(PROBE_KEY)?.body ?? []).toString()).toBe("2026-11-28");
    const writes: string[] = [];
    const watched = { ...store, create: async (key: string, body: Uint8Array) => (writes.push(key), await store.create(key, body)) };
    expect(await probedStore(watched, new Map(), NOW).create("b", BODY)).toBe("created");
    expect(writes).toEqual(["b"]);
    expect(await probedStore(watched, new Map(), () => new Date("2026-11-29T00:00:00Z")).create("c", BODY)).toBe("created");
    expect(writes).toEqual(["b", PROBE_KEY, "c"]);
  });

  it.each([
    ["create", "If-None-Match"],
    ["replace", "If-Match"],
  ] as const)("is refused when its %s ignores %s, and nothing is written", async (ignored, header) => {
    const store = careless(ignored);
    const probed = probedStore(store, new Map(), NOW);
    const error = await probed.create("state", BODY).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(`memory: the store ignores ${header}, expected one that refuses a write whose condition does not hold`);
    await expect(probed.remove("state", "e")).rejects.toThrow("the store ignores");
    expect([...store.objects.keys()]).toEqual([PROBE_KEY]);
  });
});
