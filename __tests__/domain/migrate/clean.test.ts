import { describe, expect, it } from "@jest/globals";
import { uncleanChanges } from "../../../src/domain/migrate/clean.ts";
import { planJson, resourceChange } from "../builders.ts";

const SAME = { id: "x" };
const kept = (address: string) => resourceChange(address, ["no-op"], { before: SAME, after: SAME });

describe("uncleanChanges", () => {
  it("is empty where nothing changes but outputs", () => {
    const plan = planJson([kept("aws_s3_bucket.b")], { output_changes: { arn: { actions: ["create"], after: "x" } } });
    expect(uncleanChanges(plan, ["aws_s3_bucket.b"])).toEqual([]);
  });

  it("has all that would be made, changed, deleted, forgotten, imported or moved, and what the plan does not know", () => {
    const plan = planJson([
      kept("aws_s3_bucket.b"),
      resourceChange("aws_s3_bucket.created", ["create"], { after: SAME }),
      resourceChange("aws_s3_bucket.updated", ["update"], { before: { acl: "a" }, after: { acl: "b" } }),
      resourceChange("aws_s3_bucket.replaced", ["delete", "create"], { before: SAME, after: SAME, replace_paths: [["bucket"]] }),
      resourceChange("aws_s3_bucket.deleted", ["delete"], { before: SAME, after: null }),
      resourceChange("aws_s3_bucket.forgotten", ["forget"], { before: SAME, after: null }),
      resourceChange("aws_s3_bucket.imported", ["no-op"], { before: SAME, after: SAME, importing: { id: "x" } }),
      { ...kept("aws_s3_bucket.moved"), previous_address: "aws_s3_bucket.was" },
    ]);
    expect(uncleanChanges(plan, ["aws_s3_bucket.b", "aws_s3_bucket.was", "aws_s3_bucket.gone"])).toEqual([
      { address: "aws_s3_bucket.deleted", kind: "delete", attributes: [] },
      { address: "aws_s3_bucket.replaced", kind: "replace", attributes: ["bucket"] },
      { address: "aws_s3_bucket.forgotten", kind: "forget", attributes: [] },
      { address: "aws_s3_bucket.updated", kind: "update", attributes: ["acl"] },
      { address: "aws_s3_bucket.created", kind: "create", attributes: [] },
      { address: "aws_s3_bucket.imported", kind: "keep", attributes: [] },
      { address: "aws_s3_bucket.moved", kind: "keep", attributes: [] },
      { address: "aws_s3_bucket.was", kind: "forget", attributes: [] },
      { address: "aws_s3_bucket.gone", kind: "forget", attributes: [] },
    ]);
  });
});
