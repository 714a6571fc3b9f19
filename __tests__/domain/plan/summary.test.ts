import { describe, expect, it } from "@jest/globals";
import type { PlanJson } from "../../../src/domain/model/plan.ts";
import { plannedChanges } from "../../../src/domain/plan/digest.ts";
import {
  attributeIn,
  countChanges,
  countsOf,
  deletions,
  isNoChange,
  isWhole,
  listChanges,
  locateFinding,
  sumOfCounts,
} from "../../../src/domain/plan/summary.ts";
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

it("counts as Terraform does: a replacement is one to add and one to destroy; data sources are none", () => {
  expect(countChanges(planJson([]))).toEqual({ add: 0, change: 0, destroy: 0 });
  expect(countChanges(PLAN)).toEqual({ add: 3, change: 1, destroy: 3, forgotten: 1 });
});

/** Nothing of it touches an account. */
const STATE_ONLY = planJson(
  [
    resourceChange("aws_s3_bucket.found", ["no-op"], { importing: { id: "org-logs" } }),
    resourceChange("aws_s3_bucket.identified", ["update"], {
      importing: { identity: { region: "a", bucket: "b" } },
      before: {},
      after: { tags: 1 },
    }),
    { ...resourceChange("aws_s3_bucket.new", ["no-op"]), previous_address: "aws_s3_bucket.old" },
    { ...resourceChange("aws_s3_bucket.stays", ["no-op"]), previous_address: "aws_s3_bucket.stays" },
    resourceChange("aws_s3_bucket.forgotten", ["forget"]),
  ],
  { output_changes: { arn: { actions: ["update"], before: 1, after: 2 }, same: { actions: ["no-op"] } } },
);

it("counts what changes the state alone: it is a change, too", () => {
  expect(countChanges(STATE_ONLY)).toEqual({ add: 0, change: 1, destroy: 0, imported: 2, moved: 1, forgotten: 1, outputs: 1 });
  expect(plannedChanges(STATE_ONLY).map(({ address }) => address)).toEqual([
    "aws_s3_bucket.forgotten",
    "aws_s3_bucket.found",
    "aws_s3_bucket.identified",
    "aws_s3_bucket.new",
    "output.arn",
  ]);
});

it.each([
  ["nothing", planJson([resourceChange("a.b", ["no-op"]), { ...resourceChange("data.a.b", ["read"]), mode: "data" }]), true],
  ["an import", planJson([resourceChange("a.b", ["no-op"], { importing: {} })]), false],
  ["a move", planJson([{ ...resourceChange("a.b", ["no-op"]), previous_address: "a.c" }]), false],
  ["a forgotten resource", planJson([resourceChange("a.b", ["forget"])]), false],
  ["an output", planJson([], { output_changes: { a: { actions: ["delete"] } } }), false],
  ["a resource", planJson([resourceChange("a.b", ["update"])]), false],
] as [string, PlanJson, boolean][])("says of %s whether it is no change, with digest and list of the same opinion", (_, plan, none) => {
  expect([isNoChange(countChanges(plan)), plannedChanges(plan).length === 0, listChanges(plan).length === 0]).toEqual([none, none, none]);
});

it("shows counts, and of the state what is not zero", () => {
  expect(countsOf(countChanges(planJson([])))).toBe("+0 ~0 -0");
  expect(countsOf(countChanges(STATE_ONLY))).toBe("+0 ~1 -0, 2 imported, 1 moved, 1 forgotten, 1 output");
  expect(sumOfCounts([countChanges(PLAN), countChanges(STATE_ONLY), countChanges(STATE_ONLY)])).toEqual({
    add: 3,
    change: 3,
    destroy: 3,
    imported: 4,
    moved: 2,
    forgotten: 3,
    outputs: 2,
  });
});

describe("listChanges", () => {
  const plain = { attributes: [], reason: null, importedAs: null, movedFrom: null };
  it("lists what takes away first, each with what changes or forces it", () => {
    const update = {
      before: { tags: { a: 1 }, etag: "1", same: 1, size: 1 },
      after: { tags: { a: 2 }, same: 1, size: 2 },
      after_unknown: { etag: true },
    };
    const plan = planJson([
      ...(PLAN.resource_changes ?? []),
      resourceChange("aws_s3_bucket.attributes", ["update"], update),
      { ...resourceChange("aws_s3_bucket.tainted", ["delete", "create"]), action_reason: "replace_because_tainted" },
      { ...resourceChange("aws_s3_bucket.left", ["delete"]), deposed: "abc" },
    ]);
    expect(listChanges(plan)).toEqual([
      { ...plain, address: "aws_s3_bucket.gone", kind: "delete" },
      { ...plain, address: "aws_s3_bucket.left", kind: "delete", reason: "a replacement has left it over" },
      { ...plain, address: "aws_db_instance.before", kind: "replace" },
      { ...plain, address: "aws_db_instance.replaced", kind: "replace", attributes: ["engine", "rule[0].name"] },
      { ...plain, address: "aws_s3_bucket.tainted", kind: "replace", reason: "it is tainted" },
      { ...plain, address: "aws_s3_bucket.forgotten", kind: "forget" },
      { ...plain, address: "aws_s3_bucket.attributes", kind: "update", attributes: ["size", "tags", "etag"] },
      { ...plain, address: "aws_s3_bucket.updated", kind: "update" },
      { ...plain, address: "aws_s3_bucket.created", kind: "create" },
    ]);
  });

  it("keeps what happens to the state alone", () => {
    expect(listChanges(STATE_ONLY)).toEqual([
      { ...plain, address: "aws_s3_bucket.forgotten", kind: "forget" },
      { ...plain, address: "aws_s3_bucket.identified", kind: "update", attributes: ["tags"], importedAs: '{"bucket":"b","region":"a"}' },
      { ...plain, address: "output.arn", kind: "update" },
      { ...plain, address: "aws_s3_bucket.found", kind: "keep", importedAs: "org-logs" },
      { ...plain, address: "aws_s3_bucket.new", kind: "keep", movedFrom: "aws_s3_bucket.old" },
    ]);
  });
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

it("isWhole: a plan that stopped or put something off is not", () => {
  expect([planJson([]), planJson([], { errored: true }), planJson([], { complete: false })].map(isWhole)).toEqual([true, false, false]);
});
