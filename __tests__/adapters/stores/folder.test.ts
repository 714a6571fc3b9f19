import { describe, expect, it } from "@jest/globals";
import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { openFolderStore } from "../../../src/adapters/stores/folder.ts";
import { modeOf, readFiles } from "../../helpers/files.ts";
import { storePromises } from "../../helpers/store-promises.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();

describe("a folder as a store", () => {
  storePromises(async () => openFolderStore(join(await temporaryFolder(), "store")));

  it.each(["../outside", "a/../../outside", "a/../b", "/etc/passwd", "a//b", "a/", "", ".", "./a", "a\0b"])(
    "refuses a key that leaves it or has two spellings: %j",
    async (key) => {
      const folder = await temporaryFolder();
      const store = openFolderStore(join(folder, "store"));
      const refused = `key leaves the store: ${key}`;
      await expect(store.get(key)).rejects.toThrow(refused);
      await expect(store.create(key, Buffer.from("x"))).rejects.toThrow(refused);
      await expect(store.replace(key, Buffer.from("x"), "")).rejects.toThrow(refused);
      await expect(store.remove(key, "")).rejects.toThrow(refused);
      expect(await readFiles(folder)).toEqual({});
    },
  );

  it("says what really is wrong when it cannot be read", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "store"), "a file");
    await mkdir(join(folder, "other"));
    await expect(openFolderStore(join(folder, "store")).create("a", Buffer.from("x"))).rejects.toMatchObject({ code: "EEXIST" });
  });

  it("can be read by its owner alone", async () => {
    const folder = await temporaryFolder();
    await openFolderStore(join(folder, "store")).create("a/b", Buffer.from("x"));
    const modes = await Promise.all(["store", "store/a", "store/a/b"].map(async (path) => await modeOf(join(folder, path))));
    expect(modes).toEqual(["0700", "0700", "0600"]);
  });

  it("keeps nothing but the objects, and lists no half-written one", async () => {
    const folder = await temporaryFolder();
    const store = openFolderStore(folder);
    await store.create("a/b", Buffer.from("x"));
    await store.create("a/b", Buffer.from("y"));
    await store.replace("a/b", Buffer.from("z"), (await store.get("a/b"))?.etag ?? "");
    expect(await readFiles(folder)).toEqual({ "a/b": "z" });
    await writeFile(join(folder, "a/.part-0-b"), "half");
    expect((await store.list("")).map(({ key }) => key)).toEqual(["a/b"]);
  });

  it("lists the same keys however its folder is written", async () => {
    const folder = await temporaryFolder();
    await openFolderStore(folder).create("a/b", Buffer.from("x"));
    for (const written of [`${folder}/`, `${folder}/./`, relative(process.cwd(), folder), `./${relative(process.cwd(), folder)}`]) {
      expect((await openFolderStore(written).list("a/")).map(({ key }) => key)).toEqual(["a/b"]);
    }
  });

  it("lists by any beginning of a key, leaves folders out, and never leaves its own", async () => {
    const folder = await temporaryFolder();
    const store = openFolderStore(join(folder, "store"));
    await writeFile(join(folder, "outside"), "x");
    for (const key of ["a/b/c", "a/b.x", "a/bc/d", "b", "looks/a"]) await store.create(key, Buffer.from("x"));
    const keys = async (prefix: string, without: string[] = []) => (await store.list(prefix, { without })).map(({ key }) => key);
    expect(
      await Promise.all(["", "a", "a/", "a/b", "a/b/", "a/b.", "b", "c/", "a/b/c/"].map(async (prefix) => await keys(prefix))),
    ).toEqual([
      ["a/b.x", "a/b/c", "a/bc/d", "b", "looks/a"],
      ["a/b.x", "a/b/c", "a/bc/d"],
      ["a/b.x", "a/b/c", "a/bc/d"],
      ["a/b.x", "a/b/c", "a/bc/d"],
      ["a/b/c"],
      ["a/b.x"],
      ["b"],
      [],
      [],
    ]);
    expect(await keys("", ["looks", "b"])).toEqual(["a/b.x", "a/b/c", "a/bc/d", "b"]);
    await expect(store.list("../")).rejects.toThrow("key leaves the store: ..");
  });

  it("is named in messages as it was given", () => {
    expect(openFolderStore("states").name).toBe("file:states");
  });
});
