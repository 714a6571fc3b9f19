import { describe, expect, it } from "@jest/globals";
import type { StateStore } from "../../src/ports/state-store.ts";

const bytes = (text: string) => Buffer.from(text);

/** The text of an object, or null. */
async function textAt(store: StateStore, key: string): Promise<string | null> {
  const found = await store.get(key);
  return found === null ? null : Buffer.from(found.body).toString();
}

/** What every state store promises, whatever it is made of. `open` gives an empty one. */
export function storePromises(open: () => Promise<StateStore>): void {
  describe("a key that is free", () => {
    it("has nothing to read, to replace or to remove", async () => {
      const store = await open();
      expect(await store.get("a/b")).toBeNull();
      expect(await store.replace("a/b", bytes("x"), '"0123"')).toBe("changed");
      expect(await store.remove("a/b", '"0123"')).toBe("changed");
      expect(await store.list("")).toEqual([]);
    });

    it("may be a folder of others", async () => {
      const store = await open();
      await store.create("a/b", bytes("x"));
      expect(await store.get("a")).toBeNull();
      expect(await store.get("a/b/c")).toBeNull();
    });

    it("is taken by one of those who create it at once", async () => {
      const store = await open();
      const answers = await Promise.all(["one", "two", "three", "four"].map(async (text) => await store.create("lock", bytes(text))));
      expect(answers.toSorted()).toEqual(["created", "exists", "exists", "exists"]);
      expect(await textAt(store, "lock")).toBe(["one", "two", "three", "four"][answers.indexOf("created")]);
    });
  });

  describe("an object", () => {
    it("is never overwritten by a creation", async () => {
      const store = await open();
      expect(await store.create("a", bytes("first"))).toBe("created");
      expect(await store.create("a", bytes("second"))).toBe("exists");
      expect(await textAt(store, "a")).toBe("first");
    });

    it("is replaced only by those who saw its last version", async () => {
      const store = await open();
      await store.create("a", bytes("first"));
      const first = await store.get("a");
      expect(await store.replace("a", bytes("second"), first?.etag ?? "")).toBe("replaced");
      expect(await store.replace("a", bytes("third"), first?.etag ?? "")).toBe("changed");
      expect(await textAt(store, "a")).toBe("second");
    });

    it("is replaced by one of those who try it at once", async () => {
      const store = await open();
      await store.create("a", bytes("first"));
      const etag = (await store.get("a"))?.etag ?? "";
      const answers = await Promise.all(["one", "two", "three"].map(async (text) => await store.replace("a", bytes(text), etag)));
      expect(answers.toSorted()).toEqual(["changed", "changed", "replaced"]);
    });

    it("is removed only by those who saw its last version", async () => {
      const store = await open();
      await store.create("a", bytes("first"));
      const first = (await store.get("a"))?.etag ?? "";
      await store.replace("a", bytes("second"), first);
      expect(await store.remove("a", first)).toBe("changed");
      expect(await textAt(store, "a")).toBe("second");
      expect(await store.remove("a", (await store.get("a"))?.etag ?? "")).toBe("removed");
      expect(await store.get("a")).toBeNull();
    });

    it("is removed whatever it is, and may be gone already, where no version is named", async () => {
      const store = await open();
      await store.create("a", bytes("first"));
      expect([await store.remove("a", null), await store.remove("a", null), await store.get("a")]).toEqual(["removed", "removed", null]);
    });

    it("comes back byte for byte, with its time", async () => {
      const store = await open();
      const all = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256);
      await store.create("bin", all);
      await store.create("empty", new Uint8Array());
      const found = await store.get("bin");
      expect(Buffer.from(found?.body ?? []).equals(all)).toBe(true);
      expect(Math.abs(Date.now() - (found?.modifiedAt.getTime() ?? 0))).toBeLessThan(60_000);
      expect((await store.get("empty"))?.body).toHaveLength(0);
    });
  });

  describe("a list", () => {
    it("has the keys under a prefix, which need not end at a slash, sorted, with sizes", async () => {
      const store = await open();
      for (const key of ["b/2", "b/10", "a", "bc", "b/1/x", "B/1"]) await store.create(key, bytes(key));
      const sizes = async (prefix: string) => (await store.list(prefix)).map(({ key, sizeBytes }) => [key, sizeBytes]);
      expect(await sizes("b/")).toEqual([
        ["b/1/x", 5],
        ["b/10", 4],
        ["b/2", 3],
      ]);
      expect((await sizes("b")).map(([key]) => key)).toEqual(["b/1/x", "b/10", "b/2", "bc"]);
      expect((await sizes("")).length).toBe(6);
      expect(await sizes("none/")).toEqual([]);
    });

    it("leaves out the folders that it is told to, and nothing that only begins like one", async () => {
      const store = await open();
      for (const key of ["audit-logs/a/1", "audit-logs/a/2", "audit-logs-of-us/x", "backups/b", "s3/a/terraform.tfstate"])
        await store.create(key, bytes(key));
      expect((await store.list("", { without: ["audit-logs", "backups"] })).map(({ key }) => key)).toEqual([
        "audit-logs-of-us/x",
        "s3/a/terraform.tfstate",
      ]);
    });
  });
}
