import { describe, expect, it } from "@jest/globals";
import { movesOf, tfvarsOfBase, type MovesQuestion } from "../../../src/domain/change/moves.ts";
import type { Deployment } from "../../../src/domain/model/deployment.ts";
import type { ChangedFile } from "../../../src/domain/model/source-tree.ts";
import { deployment } from "../builders.ts";

const A = "arj-wkld-a-prd/us-east-1";

/** The deployment of a file, with entries in its maps. */
function at(file: string, id: string, resources: string[] = []): Deployment {
  return deployment(id, { file, resources });
}

function moves(changed: ChangedFile[], before: Deployment[], after: Deployment[], others: string[] = []) {
  const byFile = (deployments: Deployment[]) => new Map(deployments.map((each) => [each.file, each]));
  const question: MovesQuestion = {
    changed,
    before: byFile(before),
    after: byFile(after),
    paths: new Set([...after.map(({ file }) => file), ...others]),
  };
  const { renamed, moved, removed } = movesOf(question);
  return {
    renamed: renamed.map(({ from, to, id }) => `${from} > ${to} (${id ?? "?"})`),
    moved: moved.map(({ deployment: now, from, takenBy }) => `${from.id} > ${now.id}${takenBy === null ? "" : `, taken by ${takenBy}`}`),
    removed: removed.map(({ file, deployment: was }) => `${file} (${was?.id ?? "?"})`),
  };
}

const NONE = { renamed: [], moved: [], removed: [] };
const gone = (path: string): ChangedFile => ({ path, status: "removed" });
const added = (path: string): ChangedFile => ({ path, status: "added" });
const modified = (path: string): ChangedFile => ({ path, status: "modified" });
const renamed = (previousPath: string, path: string): ChangedFile => ({ path, previousPath, status: "renamed" });

describe("a file that is gone", () => {
  it("is removed when no file of the head has its state", () => {
    expect(moves([gone("a.tfvars")], [at("a.tfvars", `s3/${A}/a`)], [])).toEqual({ ...NONE, removed: [`a.tfvars (s3/${A}/a)`] });
    expect(moves([gone("a.tfvars")], [], [])).toEqual({ ...NONE, removed: ["a.tfvars (?)"] });
  });

  it("is renamed when another file has its state, whatever GitHub calls it", () => {
    const [before, after] = [[at("T/old/a.tfvars", `s3/${A}/a`)], [at("T/new/a.tfvars", `s3/${A}/a`)]];
    const told = { ...NONE, renamed: [`T/old/a.tfvars > T/new/a.tfvars (s3/${A}/a)`] };
    expect(moves([renamed("T/old/a.tfvars", "T/new/a.tfvars")], before, after)).toEqual(told);
    expect(moves([gone("T/old/a.tfvars"), added("T/new/a.tfvars")], before, after)).toEqual(told);
    // A file that the change does not touch: it was no deployment before, and the controller's files made it one.
    expect(moves([gone("T/old/a.tfvars")], before, after)).toEqual(told);
  });

  it("is renamed when only letter case differs", () => {
    const changed = [renamed("T/A.tfvars", "T/a.tfvars")];
    expect(moves(changed, [at("T/A.tfvars", `s3/${A}/a`)], [at("T/a.tfvars", `s3/${A}/a`)])).toEqual({
      ...NONE,
      renamed: [`T/A.tfvars > T/a.tfvars (s3/${A}/a)`],
    });
  });

  it("is renamed with its whole folder and the JSON in it", () => {
    const changed = [
      renamed("T/old/a.tfvars", "T/new/a.tfvars"),
      renamed("T/old/b.tfvars", "T/new/b.tfvars"),
      renamed("T/old/policy.json", "T/new/policy.json"),
    ];
    const in_ = (folder: string) => ["a", "b"].map((name) => at(`T/${folder}/${name}.tfvars`, `s3/${A}/${name}`));
    expect(moves(changed, in_("old"), in_("new"), ["T/new/policy.json"])).toEqual({
      ...NONE,
      renamed: [`T/old/a.tfvars > T/new/a.tfvars (s3/${A}/a)`, `T/old/b.tfvars > T/new/b.tfvars (s3/${A}/b)`],
    });
  });

  it("has moved when it was renamed and its key is another one now", () => {
    expect(
      moves([renamed("old/x.tfvars", "new/x.tfvars")], [at("old/x.tfvars", `s3/${A}/old`)], [at("new/x.tfvars", `s3/${A}/new`)]),
    ).toEqual({
      ...NONE,
      moved: [`s3/${A}/old > s3/${A}/new`],
    });
  });

  it("has moved to the new file with most of its entries when a squash hides the rename behind an edit", () => {
    const before = [at("old/x.tfvars", `s3/${A}/old`, ["s3_buckets.a", "s3_buckets.b"])];
    const after = [
      at("new/x.tfvars", `s3/${A}/new`, ["s3_buckets.a", "s3_buckets.b", "s3_buckets.c"]),
      at("new/y.tfvars", `s3/${A}/y`, ["s3_buckets.a"]),
      at("new/z.tfvars", `s3/${A}/z`, ["s3_buckets.z"]),
    ];
    const changed = [gone("old/x.tfvars"), ...after.map(({ file }) => added(file))];
    expect(moves(changed, before, after)).toEqual({ ...NONE, moved: [`s3/${A}/old > s3/${A}/new`] });
    expect(moves(changed, before, after.slice(2))).toEqual({ ...NONE, removed: [`old/x.tfvars (s3/${A}/old)`] });
  });

  it("is told as renamed where its old text tells no state", () => {
    const changed = [renamed("old/x.tfvars", "new/x.tfvars")];
    expect(moves(changed, [], [], ["new/x.tfvars"])).toEqual({ ...NONE, renamed: ["old/x.tfvars > new/x.tfvars (?)"] });
  });
});

describe("a file that is still there", () => {
  it("has moved when its key is another one", () => {
    const [was, is] = [
      at("w.tfvars", `things/${A}/w`, ["things.live"]),
      at("w.tfvars", `combined/${A}/w`, ["things.live", "s3_buckets.new"]),
    ];
    expect(moves([modified("w.tfvars")], [was], [is])).toEqual({ ...NONE, moved: [`things/${A}/w > combined/${A}/w`] });
    expect(moves([modified("w.tfvars")], [was], [was])).toEqual(NONE);
    expect(moves([modified("w.tfvars")], [], [is])).toEqual(NONE);
  });

  it("has moved, and its state is another's, when two files swap their projects", () => {
    const [one, two] = [at("one.tfvars", `s3/${A}/one`, ["s3_buckets.a"]), at("two.tfvars", `s3/${A}/two`, ["s3_buckets.b"])];
    const after = [at("one.tfvars", `s3/${A}/two`, ["s3_buckets.a"]), at("two.tfvars", `s3/${A}/one`, ["s3_buckets.b"])];
    expect(moves([modified("one.tfvars"), modified("two.tfvars")], [one, two], after)).toEqual({
      ...NONE,
      moved: [`s3/${A}/two > s3/${A}/one, taken by one.tfvars`, `s3/${A}/one > s3/${A}/two, taken by two.tfvars`],
    });
  });

  it("is renamed when two files swap their names and each state keeps its entries", () => {
    const [one, two] = [at("one.tfvars", `s3/${A}/one`, ["s3_buckets.a"]), at("two.tfvars", `s3/${A}/two`, ["s3_buckets.b"])];
    const after = [at("one.tfvars", `s3/${A}/two`, ["s3_buckets.b"]), at("two.tfvars", `s3/${A}/one`, ["s3_buckets.a"])];
    expect(moves([modified("one.tfvars"), modified("two.tfvars")], [one, two], after)).toEqual({
      ...NONE,
      renamed: [`one.tfvars > two.tfvars (s3/${A}/one)`, `two.tfvars > one.tfvars (s3/${A}/two)`],
    });
  });
});

it("the base is asked about every tfvars that it may have had, under the name that it had then", () => {
  expect(
    tfvarsOfBase([
      added("added.tfvars"),
      modified("modified.tfvars"),
      gone("gone.tfvars"),
      renamed("from.tfvars", "to.tfvars"),
      { path: "copy.tfvars", previousPath: "modified.tfvars", status: "copied" },
      modified("policy.json"),
      modified("x.auto.tfvars"),
    ]),
  ).toEqual(["from.tfvars", "gone.tfvars", "modified.tfvars"]);
});
