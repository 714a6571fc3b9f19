import { describe, expect, it } from "@jest/globals";
import { attributeIn, countChanges, deletions, locateFinding } from "../../../src/domain/plan/summary.ts";
import { planJson, resourceChange, tfvars } from "../builders.ts";

const PLAN = planJson([
  resourceChange("aws_s3_bucket.created", ["create"]),
  resourceChange("aws_s3_bucket.updated", ["update"]),
  resourceChange("aws_s3_bucket.gone", ["delete"]),
  resourceChange("aws_db_instance.replaced", ["delete", "create"], { replace_paths: [["engine"], ["rule", 0, "name"]] }),
  resourceChange("aws_db_instance.before", ["create", "delete"], { replace_paths: [] }),
  resourceChange("aws_s3_bucket.forgotten", ["forget"]),
  resourceChange("aws_s3_bucket.same", ["no-op"]),
  { ...resourceChange("data.aws_region.here", ["read"]), mode: "data" },
]);

it("counts as Terraform does: a replacement is one to add and one to destroy; data sources and forgotten ones are none", () => {
  expect(countChanges(planJson([]))).toEqual({ add: 0, change: 0, destroy: 0 });
  expect(countChanges(PLAN)).toEqual({ add: 3, change: 1, destroy: 3 });
});

it("lists what is deleted, replaced (and by which attribute) or forgotten", () => {
  expect(deletions(planJson([]))).toEqual([]);
  expect(deletions(PLAN)).toEqual([
    { address: "aws_db_instance.before", kind: "replace", forcedBy: [] },
    { address: "aws_db_instance.replaced", kind: "replace", forcedBy: ["engine", "rule[0].name"] },
    { address: "aws_s3_bucket.forgotten", kind: "forget", forcedBy: [] },
    { address: "aws_s3_bucket.gone", kind: "delete", forcedBy: [] },
  ]);
});

describe("locateFinding", () => {
  const file = tfvars("S3/lake/lake.tfvars", {
    project: "lake", // 1
    iam_roles: { reader: {}, "data-lake": {} }, // 2, 3, 4
    s3_buckets: { "data-lake": { versioning: true }, logs: { bucket_name: "org-logs" } }, // 5, 6, 7, 8, 9
    security_groups: { web: {} }, // 10, 11
    msk_clusters: { 'a"b': {} }, // 12, 13
  });
  it.each([
    ['module.s3.aws_s3_bucket.this["data-lake"]', 6, "the entry of that key, in the map of its service"],
    ['module.iam.aws_iam_role.this["data-lake"]', 4, "the entry of that key, in the map of its service"],
    ['module.s3["data-lake"].aws_s3_bucket.this[0]', 6, "the key of a module's instance"],
    ['module.s3.aws_s3_bucket_policy.this["org-logs"]', 8, "the entry with a name of that value"],
    ['module.s3.aws_s3_bucket.this["data-lake/versions"]', 6, "the entry whose key begins the instance key"],
    ['aws_security_group_rule.this["web:443"]', 11, "the entry of another service's name for the type"],
    ['module.buckets.aws_s3_bucket.this["reader"]', 3, "an entry of that key in any map"],
    ['module.s3.aws_s3_bucket.this["nobody"]', 5, "the map of the service"],
    ["aws_s3_bucket.single", 5, "the map of the service"],
    ['module.msk.aws_msk_cluster.this["a\\"b"]', 13, "a key with quotes in it"],
    ["aws_glue_job.x", 1, "the first line, when nothing fits"],
    ["[[[", 1, "the first line, for no address at all"],
  ])("%s is at line %i: %s", (address, line) => {
    expect(locateFinding(address, file)).toEqual({ file: "S3/lake/lake.tfvars", line, column: 1 });
  });

  describe("with an attribute", () => {
    const nested = tfvars("EC2/web/web.tfvars", {
      ec2_instances: { web: { monitoring: false, options: { http_tokens: "optional" }, tags: { Owner: "" } }, db: { monitoring: true } }, // 1 to 9
    });
    it.each([
      ["monitoring", 3, "its own line"],
      ["metadata_options.http_tokens", 5, "the line of its last name, at any depth"],
      ["tags.Owner", 7, "the line of the key"],
      ["tags.Team", 6, "the line of what it is in, when it is not there itself"],
      ["ebs_optimized", 2, "the entry, when the file does not speak of it"],
      ["", 2, "the entry"],
    ])("%s is at line %i: %s", (attribute, line) => {
      expect(locateFinding('aws_instance.this["web"]', nested, new Map(), attribute).line).toBe(line);
    });

    it.each([
      ['`metadata_options.http_tokens` is "optional"; expected "required".', "metadata_options.http_tokens"],
      ["no bucket policy denies requests; expected one, `x` too.", null],
      ['`aws_s3_bucket.a["x"]` has no companion', null],
    ])("a message names it first: %s", (message, attribute) => {
      expect(attributeIn(message)).toBe(attribute);
    });
  });

  it("reads an address of any length in no time", () => {
    const started = performance.now();
    locateFinding('["'.repeat(50_000), file);
    locateFinding(`["${"\\".repeat(100_000)}`, file);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
