import { describe, expect, it } from "@jest/globals";
import { mergedTree } from "../../src/steps/merged-tree.ts";
import { treeOf, type Files } from "../helpers/memory-ports.ts";

async function merge(base: Files, head: Files, ancestor: Files): Promise<{ files: Files; undecided: string[] }> {
  const tree = mergedTree(treeOf(base), treeOf(head), treeOf(ancestor));
  const paths = (await tree.list()).map(({ path }) => path);
  const contents = await tree.read(paths);
  return {
    files: Object.fromEntries(paths.map((path) => [path, Buffer.from(contents.get(path) ?? "").toString()])),
    undecided: await tree.undecided(),
  };
}

describe("what a merge would hold", () => {
  it("is unknown for a file that both sides changed in different ways", async () => {
    expect((await merge({ a: "2" }, { a: "3" }, { a: "1" })).undecided).toEqual(["a"]);
  });

  it("is unknown for a file that both sides added, or one removed and the other changed", async () => {
    expect((await merge({ a: "1" }, { a: "2" }, {})).undecided).toEqual(["a"]);
    expect((await merge({}, { a: "2" }, { a: "1" })).undecided).toEqual(["a"]);
    expect((await merge({ a: "2" }, {}, { a: "1" })).undecided).toEqual(["a"]);
  });

  it("takes of each file the side that changed it, also by removing or adding it", async () => {
    const ancestor = { head: "1", base: "1", both: "1", same: "1", "gone-in-head": "1", "gone-in-base": "1", "gone-in-both": "1" };
    const base = { head: "1", base: "base", both: "2", same: "1", "gone-in-head": "1", "new-in-base": "base", "new-in-both": "3" };
    const head = { head: "head", base: "1", both: "2", same: "1", "gone-in-base": "1", "new-in-head": "head", "new-in-both": "3" };
    expect(await merge(base, head, ancestor)).toEqual({
      files: { base: "base", both: "2", head: "head", "new-in-base": "base", "new-in-both": "3", "new-in-head": "head", same: "1" },
      undecided: [],
    });
  });

  it("lists its files sorted, and knows names that every object inherits", async () => {
    const tree = mergedTree(treeOf({ b: "1" }), treeOf({ b: "1", constructor: "2", a: "3" }), treeOf({ b: "1" }));
    expect((await tree.list()).map(({ path }) => path)).toEqual(["a", "b", "constructor"]);
  });
});
