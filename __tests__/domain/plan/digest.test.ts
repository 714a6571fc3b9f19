import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { PlanJson } from "../../../src/domain/model/plan.ts";
import {
  actionsDigest,
  inputsDigest,
  planDigest,
  planDigests,
  plannedChanges,
  SENSITIVE,
  UNKNOWN,
} from "../../../src/domain/plan/digest.ts";
import { planJson, resourceChange } from "../builders.ts";

const BUCKET = "module.s3.aws_s3_bucket.this";
const update = (before: unknown, after: unknown, more: object = {}) =>
  planJson([resourceChange(BUCKET, ["update"], { before, after, ...more })]);

/** The same value with the keys of every object in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reordered(member)]),
  );
}

describe("plannedChanges", () => {
  it("leaves out data sources, and resources and outputs that stay as they are", () => {
    const plan = planJson(
      [{ ...resourceChange("data.aws_region.here", ["read"]), mode: "data" }, resourceChange(BUCKET, ["no-op"], { before: 1, after: 1 })],
      {
        output_changes: { same: { actions: ["no-op"], before: "a", after: "a" } },
      },
    );
    expect(plannedChanges(plan)).toEqual([]);
    expect(plannedChanges({ format_version: "1.2", terraform_version: "1.11.4" })).toEqual([]);
  });

  it("keeps moves and imports, which change the state", () => {
    const plan = planJson([
      { ...resourceChange("aws_s3_bucket.new", ["no-op"], { before: {}, after: {} }), previous_address: "aws_s3_bucket.old" },
      resourceChange("aws_s3_bucket.found", ["no-op"], { before: {}, after: {}, importing: { id: "bucket" } }),
    ]);
    expect(plannedChanges(plan)).toEqual([
      { address: "aws_s3_bucket.found", actions: ["no-op"], importing: "bucket", before: {}, after: {} },
      { address: "aws_s3_bucket.new", actions: ["no-op"], movedFrom: "aws_s3_bucket.old", before: {}, after: {} },
    ]);
  });

  it("puts markers for unknown and sensitive values, wherever they are", () => {
    const plan = planJson(
      [
        resourceChange(BUCKET, ["update"], {
          before: { password: "old", rules: [{ id: "1", name: "a" }], size: 1 },
          after: { password: "new", rules: [{ name: "a" }], size: 1 },
          after_unknown: { arn: true, rules: [{ id: true }], tags: {}, password: false },
          before_sensitive: { password: true },
          after_sensitive: { password: true, rules: [{}] },
        }),
        resourceChange("aws_db_instance.a", ["create"], { before: null, after: {}, after_unknown: true }),
      ],
      {
        output_changes: {
          secret: { actions: ["create"], before: null, after: "x", after_unknown: false, before_sensitive: true, after_sensitive: true },
        },
      },
    );
    expect(plannedChanges(plan)).toEqual([
      { address: "aws_db_instance.a", actions: ["create"], before: null, after: UNKNOWN },
      {
        address: BUCKET,
        actions: ["update"],
        before: { password: SENSITIVE, rules: [{ id: "1", name: "a" }], size: 1 },
        after: { arn: UNKNOWN, password: SENSITIVE, rules: [{ id: UNKNOWN, name: "a" }], size: 1, tags: null },
      },
      { address: "output.secret", actions: ["create"], before: SENSITIVE, after: SENSITIVE },
    ]);
  });

  it("tells a value that looks like a marker from one", () => {
    expect(planDigest(update({}, { a: { $unknown: true } }))).not.toBe(planDigest(update({}, {}, { after_unknown: { a: true } })));
    expect(planDigest(update({}, { a: { $$unknown: true } }))).not.toBe(planDigest(update({}, { a: { $unknown: true } })));
  });

  it("keeps keys that every object has", () => {
    const after = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}') as unknown;
    expect(planDigest(update({}, after))).not.toBe(planDigest(update({}, {})));
  });
});

describe("planDigest", () => {
  const first = update({ a: 1, b: [1, 2] }, { a: 2, b: [1, 2] });
  it.each([
    ["another address", planJson([{ ...resourceChange("aws_s3_bucket.other", ["update"], first.resource_changes?.[0]?.change) }])],
    [
      "another action",
      planJson([resourceChange(BUCKET, ["delete", "create"], { before: { a: 1, b: [1, 2] }, after: { a: 2, b: [1, 2] } })]),
    ],
    ["another value after", update({ a: 1, b: [1, 2] }, { a: 3, b: [1, 2] })],
    ["another value before", update({ a: 0, b: [1, 2] }, { a: 2, b: [1, 2] })],
    ["another order of a list", update({ a: 1, b: [1, 2] }, { a: 2, b: [2, 1] })],
    ["text in place of a number", update({ a: 1, b: [1, 2] }, { a: "2", b: [1, 2] })],
    ["one more resource", planJson([...(first.resource_changes ?? []), resourceChange("aws_s3_bucket.more", ["create"])])],
    ["an output that changes", { ...first, output_changes: { o: { actions: ["update"], before: 1, after: 2 } } }],
  ] as [string, PlanJson][])("differs for %s", (_, second) => {
    expect(planDigest(second)).not.toBe(planDigest(first));
  });

  it("is one for two plans of the same thing, whatever the order of keys and resources, and what only tells how it was made", () => {
    const values = fc.dictionary(fc.string(), fc.jsonValue());
    const addresses = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 5 });
    fc.assert(
      fc.property(addresses, values, values, (names, before, after) => {
        const plan = planJson(names.map((name) => resourceChange(name, ["update"], { before, after, after_unknown: { id: true } })));
        const again = reordered({
          ...plan,
          terraform_version: "1.12.0",
          prior_state: { x: 1 },
          resource_changes: plan.resource_changes?.toReversed(),
        });
        expect(planDigest(again as PlanJson)).toBe(planDigest(plan));
        expect(planDigest(plan)).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });
});

it.each([
  ["another id", { id: "b" }],
  ["another identity", { identity: { bucket: "b" } }],
  ["no import", undefined],
])("tells an import from one with %s, also by actions alone", (_, importing) => {
  const of = (more: object) => planJson([resourceChange(BUCKET, ["update"], { before: {}, after: {}, ...more })]);
  const [first, second] = [of({ importing: { id: "a" } }), of(importing === undefined ? {} : { importing })];
  expect(planDigest(second)).not.toBe(planDigest(first));
  expect(actionsDigest(second)).not.toBe(actionsDigest(first));
});

it("compares plans by their actions alone when asked to", () => {
  expect(actionsDigest(update({}, { a: 1 }))).toBe(actionsDigest(update({ b: 1 }, { a: 2 })));
  expect(actionsDigest(update({}, {}))).not.toBe(actionsDigest(planJson([resourceChange(BUCKET, ["delete"])])));
});

describe("inputsDigest", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it("differs when a path, a content or the border between them does", () => {
    const digests = [
      new Map([["a", bytes("b")]]),
      new Map([["a", bytes("c")]]),
      new Map([["ab", bytes("")]]),
      new Map([
        ["a", bytes("b")],
        ["c", bytes("")],
      ]),
      new Map<string, Uint8Array>(),
    ].map(inputsDigest);
    expect(new Set(digests).size).toBe(5);
  });

  it("does not depend on the order of the files", () => {
    const files: [string, Uint8Array][] = [
      ["a", bytes("1")],
      ["b", bytes("2")],
    ];
    expect(inputsDigest(new Map(files))).toBe(inputsDigest(new Map(files.toReversed())));
  });
});

it("gives both digests at once as one by one", () => {
  const plan = planJson([
    resourceChange(BUCKET, ["delete", "create"], { before: { a: 1 }, after: { a: 2 } }),
    resourceChange("a.b", ["create"]),
  ]);
  expect(planDigests(plan)).toEqual({ planSha256: planDigest(plan), actionsSha256: actionsDigest(plan) });
});
