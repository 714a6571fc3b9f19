import { describe, expect, it } from "@jest/globals";
import { plannedDrift, planOfWhatIs } from "../../../src/domain/drift/kinds.ts";
import { kindsOf } from "../../../src/domain/drift/report.ts";
import { planJson, resourceChange } from "../builders.ts";

const KEY = "aws_kms_key.k";

/** AWS has `is`, the state `was`, the code wants `wanted`. */
function planOf(was: object, is: object | null, wanted: object, more: Parameters<typeof planJson>[0] = []) {
  const drift = resourceChange(KEY, [is === null ? "delete" : "update"], { before: was, after: is });
  const change =
    is === null
      ? resourceChange(KEY, ["create"], { before: null, after: wanted })
      : resourceChange(KEY, [JSON.stringify(is) === JSON.stringify(wanted) ? "no-op" : "update"], {
          before: is,
          after: wanted,
          after_unknown: {},
        });
  return planJson([change, ...more], { resource_drift: [drift] });
}

function told(plan: Parameters<typeof plannedDrift>[0]) {
  const { outside, other } = plannedDrift(plan);
  return {
    outside: outside.map(({ address, gone, attributes }) => `${gone ? "gone" : "changed"} ${address} ${attributes.join(",")}`.trim()),
    other: other.map(({ kind, address }) => `${kind} ${address}`),
  };
}

describe("changed outside", () => {
  it("is what a plan would change back, and only those attributes", () => {
    const plan = planOf({ rotate: true, tags: null }, { rotate: false, tags: {} }, { rotate: true, tags: {} });
    expect(told(plan)).toEqual({ outside: [`changed ${KEY} rotate`], other: [] });
  });

  it("is no attribute that AWS shows by itself, nor one that the code ignores", () => {
    expect(told(planOf({ policy: "" }, { policy: "{}" }, { policy: "{}" }))).toEqual({ outside: [], other: [] });
  });

  it("is what is gone and would be made again", () => {
    expect(told(planOf({ rotate: true }, null, { rotate: true }))).toEqual({ outside: [`gone ${KEY} rotate`], other: [] });
  });

  it("takes along what only follows from it", () => {
    const alias = resourceChange("aws_kms_alias.a", ["update"], { before: { target: "1" }, after: {}, after_unknown: { target: true } });
    expect(told(planOf({ rotate: true }, null, { rotate: true }, [alias]))).toEqual({ outside: [`gone ${KEY} rotate`], other: [] });
  });
});

describe("the code moved on", () => {
  it("where a plan changes what nobody touched", () => {
    const bucket = resourceChange("aws_s3_bucket.b", ["create"], { before: null, after: {} });
    expect(told(planJson([bucket]))).toEqual({ outside: [], other: ["create aws_s3_bucket.b"] });
  });

  it("also of a resource that was changed outside as well", () => {
    const plan = planOf({ rotate: true, size: 1 }, { rotate: false, size: 1 }, { rotate: true, size: 2 });
    expect(told(plan)).toEqual({ outside: [`changed ${KEY} rotate`], other: [`update ${KEY}`] });
  });

  it("where AWS shows more of a resource and the plan changes something else of it", () => {
    const plan = planOf({ policy: "", size: 1 }, { policy: "{}", size: 1 }, { policy: "{}", size: 2 });
    expect(told(plan)).toEqual({ outside: [], other: [`update ${KEY}`] });
  });

  it("also where only an output has another value", () => {
    expect(told(planJson([], { output_changes: { a: { actions: ["update"], before: 1, after: 2 } } }))).toEqual({
      outside: [],
      other: ["update output.a"],
    });
  });
});

it("asks policies about what is there now: drifted resources as if they were made so, the others as they are", () => {
  const other = resourceChange("aws_s3_bucket.b", ["update"], { before: { size: 1 }, after: { size: 2 } });
  const made = resourceChange("aws_s3_bucket.c", ["create"], { before: null, after: { size: 2 } });
  const plan = planOf({ rotate: true }, { rotate: false }, { rotate: true }, [other, made]);
  const now = planOfWhatIs(plan, plannedDrift(plan).outside);
  expect(now).toEqual({
    ...plan,
    output_changes: {},
    resource_drift: [],
    resource_changes: [
      resourceChange(KEY, ["update"], { before: { rotate: true }, after: { rotate: false }, after_unknown: {} }),
      resourceChange("aws_s3_bucket.b", ["no-op"], {
        before: { size: 1 },
        after: { size: 1 },
        after_unknown: {},
        after_sensitive: undefined,
      }),
    ],
  });
});

it("names every kind, the worst first", () => {
  const clean = { outside: [], other: [], isOrphaned: false, isUnplannable: false, unapplied: [], isInterrupted: false };
  expect([
    kindsOf(clean),
    kindsOf({ ...clean, other: [1], outside: [1], unapplied: ["a"], isOrphaned: true }),
    kindsOf({ ...clean, other: [1], isInterrupted: true }),
    kindsOf({ ...clean, isInterrupted: true }),
    kindsOf({ ...clean, isUnplannable: true }),
  ]).toEqual([[], ["outside", "orphaned", "unapplied", "code"], ["unapplied"], [], ["unplannable"]]);
});
