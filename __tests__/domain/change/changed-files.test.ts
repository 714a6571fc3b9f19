import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { changedBetween, possibleCounts } from "../../../src/domain/change/changed-files.ts";
import type { SourceEntry } from "../../../src/domain/model/source-tree.ts";

const entries = (files: Record<string, string>): SourceEntry[] =>
  Object.keys(files)
    .sort()
    .map((path) => ({ path, mode: "100644", sizeBytes: 1, oid: files[path] ?? "" }));

describe("what changed between two commits", () => {
  it("is told by the blobs: added, modified, removed, and renamed where the bytes stay", () => {
    const before = entries({ "a.tfvars": "1", "b.tfvars": "2", "c.tfvars": "3", "d.tfvars": "4", "e.tfvars": "5" });
    const after = entries({ "a.tfvars": "1", "b.tfvars": "9", "f/c.tfvars": "3", "e.tfvars": "5", "new.tfvars": "7" });
    expect(changedBetween(before, after)).toEqual([
      { path: "b.tfvars", status: "modified" },
      { path: "d.tfvars", status: "removed" },
      { path: "f/c.tfvars", status: "renamed", previousPath: "c.tfvars" },
      { path: "new.tfvars", status: "added" },
    ]);
  });

  it("takes a copy for a new file, and each file that is gone for at most one rename", () => {
    expect(changedBetween(entries({ a: "1", b: "1" }), entries({ c: "1", d: "1", e: "1" }))).toEqual([
      { path: "c", status: "renamed", previousPath: "a" },
      { path: "d", status: "renamed", previousPath: "b" },
      { path: "e", status: "added" },
    ]);
    expect(changedBetween(entries({ a: "1" }), entries({ a: "1", b: "1" }))).toEqual([{ path: "b", status: "added" }]);
  });

  it("sees a changed mode, such as a file that becomes a link", () => {
    const link: SourceEntry = { path: "a", mode: "120000", sizeBytes: 1, oid: "1" };
    expect(changedBetween(entries({ a: "1" }), [link])).toEqual([{ path: "a", status: "modified" }]);
  });

  it("leaves no path out that differs, and names none that does not", () => {
    const files = fc.dictionary(fc.constantFrom("a", "b", "c", "d", "e", "f"), fc.constantFrom("1", "2", "3"));
    fc.assert(
      fc.property(files, files, (was, is) => {
        const touched = changedBetween(entries(was), entries(is)).flatMap(({ path, previousPath }) =>
          previousPath === undefined ? [path] : [path, previousPath],
        );
        const differing = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((path) => was[path] !== is[path]);
        expect(touched.sort()).toEqual(differing.sort());
      }),
    );
  });

  it("may be counted by GitHub with renames of files that are only alike", () => {
    const changed = changedBetween(entries({ a: "1", b: "2", c: "3" }), entries({ a: "9", d: "4", e: "5", f: "6" }));
    expect([changed.length, possibleCounts(changed)]).toEqual([6, { least: 4, most: 6 }]);
    expect(possibleCounts([])).toEqual({ least: 0, most: 0 });
  });
});
