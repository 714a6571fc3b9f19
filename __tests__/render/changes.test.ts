import { expect, it } from "@jest/globals";
import type { ListedChange } from "../../src/domain/model/plan.ts";
import { changeLines } from "../../src/render/changes.ts";

const change = (more: Partial<ListedChange>): ListedChange => ({
  address: "a.b",
  kind: "keep",
  attributes: [],
  reason: null,
  importedAs: null,
  movedFrom: null,
  ...more,
});

it.each([
  ["+ create a.b", { kind: "create" }],
  ["~ update a.b", { kind: "update" }],
  ["~ update a.b (tags, size)", { kind: "update", attributes: ["tags", "size"] }],
  ["~ update a.b (a, b, c, d, e, f and 2 more)", { kind: "update", attributes: ["a", "b", "c", "d", "e", "f", "g", "h"] }],
  ["± replace a.b because of engine, rule[0].name", { kind: "replace", attributes: ["engine", "rule[0].name"] }],
  ["± replace a.b because it is tainted", { kind: "replace", reason: "it is tainted" }],
  ["± replace a.b", { kind: "replace" }],
  ["- delete a.b", { kind: "delete" }],
  ["× forget a.b", { kind: "forget" }],
  ["← import a.b (org-logs)", { importedAs: "org-logs" }],
  ["← import a.b", { importedAs: "" }],
  ["← import a.b (org-logs), then updated (tags)", { importedAs: "org-logs", kind: "update", attributes: ["tags"] }],
  ["→ moved a.b from a.c", { movedFrom: "a.c" }],
  ["→ moved a.b from a.c, then replaced because of engine", { movedFrom: "a.c", kind: "replace", attributes: ["engine"] }],
] as [string, Partial<ListedChange>][])("%s", (line, more) => {
  expect(changeLines({ changes: [change(more)], status: "planned" }, 10)).toEqual([line]);
});

it("cuts a long list with the number of those left out, and stays on one line for each", () => {
  const many = Array.from({ length: 7 }, (_, index) => change({ kind: "create", address: `a.b["${index}\n::error::x"]` }));
  expect(changeLines({ changes: many, status: "planned" }, 2)).toEqual([
    '+ create a.b["0 ::error::x"]',
    '+ create a.b["1 ::error::x"]',
    "… and 5 more",
  ]);
  expect(
    changeLines({ changes: [change({ kind: "create", address: "x".repeat(5_000) })], status: "planned" }, 2)[0]?.length,
  ).toBeLessThanOrEqual(301);
});

it.each([
  ["+ created a.b", { kind: "create" }],
  ["~ updated a.b (tags)", { kind: "update", attributes: ["tags"] }],
  ["± replaced a.b because of engine", { kind: "replace", attributes: ["engine"] }],
  ["- deleted a.b", { kind: "delete" }],
  ["← imported a.b (org-logs)", { importedAs: "org-logs" }],
] as [string, Partial<ListedChange>][])("after the apply: %s", (line, more) => {
  expect(changeLines({ changes: [change(more)], status: "applied" }, 10)).toEqual([line]);
});
