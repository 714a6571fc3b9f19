import { expect, it } from "@jest/globals";
import { driftOf } from "../../../src/domain/plan/drift.ts";
import type { Change, PlanJson, ResourceChange } from "../../../src/domain/model/plan.ts";
import { planJson, resourceChange } from "../builders.ts";

const BUCKET = 'module.s3["data"].module.bucket[0].aws_s3_bucket.this["data.lake"]';

function bucketChange(actions: Change["actions"], change: Partial<Change> = {}): ResourceChange {
  return {
    ...resourceChange(BUCKET, actions, change),
    module_address: 'module.s3["data"].module.bucket[0]',
    type: "aws_s3_bucket",
    name: "this",
  };
}

/** A plan that leaves the bucket alone; its code gives it these arguments. */
function planOf(drift: ResourceChange, expressions: Record<string, object> = { bucket: {}, tags: {} }): PlanJson {
  const bucket = { root_module: {}, module: { resources: [{ address: "aws_s3_bucket.this", expressions }] } };
  const configuration = { root_module: { module_calls: { s3: { module: { module_calls: { bucket } } } } } };
  return planJson([bucketChange(["no-op"])], { resource_drift: [drift], configuration });
}

it("is nothing in a plan without it, and a mere move is none", () => {
  const moved = { ...resourceChange("c.c", ["no-op"]), previous_address: "d.d" };
  const data = { ...resourceChange("data.a.b", ["update"]), mode: "data" as const };
  expect([driftOf(planJson([])), driftOf(planJson([], { resource_drift: [moved, data] }))]).toEqual([[], []]);
});

it("names what is gone, and each attribute that changed, by address", () => {
  const drift = [
    resourceChange("b.b", ["update"], { before: { id: "1", tags: { A: "x" }, acl: null }, after: { id: "1", tags: { A: "y" }, size: 2 } }),
    resourceChange("a.a", ["delete"], { before: { id: "1" }, after: null }),
  ];
  expect(driftOf(planJson([], { resource_drift: drift }))).toEqual([
    { address: "a.a", gone: true, attributes: ["id"], ofCode: true },
    { address: "b.b", gone: false, attributes: ["size", "tags"], ofCode: true },
  ]);
});

it("tells what the code sets from what AWS shows by itself", () => {
  const policy = bucketChange(["update"], { before: { policy: "" }, after: { policy: "{}" } });
  const tags = bucketChange(["update"], { before: { policy: "", tags: null }, after: { policy: "{}", tags: { A: "x" } } });
  expect([policy, tags].map((drift) => driftOf(planOf(drift)))).toEqual([
    [{ address: BUCKET, gone: false, attributes: ["policy"], ofCode: false }],
    [{ address: BUCKET, gone: false, attributes: ["policy", "tags"], ofCode: true }],
  ]);
});

it("counts as the code's where the plan would change the resource or the code does not have it any more", () => {
  const policy = bucketChange(["update"], { before: { policy: "" }, after: { policy: "{}" } });
  const plan = planOf(policy);
  expect(driftOf({ ...plan, resource_changes: [bucketChange(["update"])] })).toMatchObject([{ ofCode: true }]);
  expect(driftOf({ ...plan, resource_changes: [] })).toMatchObject([{ ofCode: true }]);
  expect(driftOf({ ...plan, configuration: {} })).toMatchObject([{ ofCode: true }]);
});

it("reads names like those of objects' own parts as any other", () => {
  const drift = resourceChange("a.a", ["update"], { before: {}, after: JSON.parse('{"__proto__": 1, "constructor": 2}') });
  expect(driftOf(planJson([], { resource_drift: [drift] }))).toMatchObject([{ attributes: ["__proto__", "constructor"] }]);
});
