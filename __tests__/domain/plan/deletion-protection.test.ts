import { describe, expect, it } from "@jest/globals";
import { deletionFindings, deletionText, protectDeletions } from "../../../src/domain/plan/deletion-protection.ts";
import { planJson, resourceChange } from "../builders.ts";

const GONE = { address: "aws_s3_bucket.gone", kind: "delete", forcedBy: [] };
const KEYED = { address: 'module.x.aws_s3_bucket.this["a"]', kind: "replace", forcedBy: ["bucket", "rule[0].id"] };
const LEFT = { address: "aws_s3_bucket.left", kind: "forget", forcedBy: [] };
const PLAN = planJson([
  resourceChange(KEYED.address, ["delete", "create"], { replace_paths: [["bucket"], ["rule", 0, "id"]] }),
  resourceChange(GONE.address, ["delete"]),
  resourceChange(LEFT.address, ["forget"]),
  resourceChange("aws_s3_bucket.changed", ["update"]),
  { ...resourceChange("data.aws_region.x", ["read"]), mode: "data" },
]);

describe("protectDeletions", () => {
  it("blocks what a plan deletes, replaces or forgets", () => {
    expect(protectDeletions(PLAN, "block", [])).toEqual({ blocked: [GONE, LEFT, KEYED], allowed: [], warned: [] });
  });

  it("lets an override through for exactly the addresses that it names", () => {
    const near = [
      "module.x",
      "module.x.aws_s3_bucket.this",
      "module.x.aws_s3_bucket.this[a]",
      'module.x.aws_s3_bucket.this["A"]',
      "aws_s3_bucket.*",
      "aws_s3_bucket.gone ",
    ];
    expect(protectDeletions(PLAN, "block", near).blocked).toEqual([GONE, LEFT, KEYED]);
    expect(protectDeletions(PLAN, "block", [KEYED.address, GONE.address])).toEqual({ blocked: [LEFT], allowed: [GONE, KEYED], warned: [] });
  });

  it("warns, or stays silent, where the environment says so", () => {
    expect(protectDeletions(PLAN, "warn", [])).toEqual({ blocked: [], allowed: [], warned: [GONE, LEFT, KEYED] });
    expect(protectDeletions(PLAN, "allow", [])).toEqual({ blocked: [], allowed: [], warned: [] });
  });

  it("finds nothing in a plan that only adds and changes", () => {
    expect(protectDeletions(planJson([resourceChange("a.b", ["create"])]), "block", [])).toEqual({ blocked: [], allowed: [], warned: [] });
  });
});

describe("deletionFindings", () => {
  const locate = (address: string) => ({ file: `${address.length}.tfvars`, line: 1 });

  it("denies what is blocked and says how to allow it, replacements with the attribute that forces them", () => {
    const [, , keyed] = deletionFindings(PLAN, "block", "production", locate);
    expect(keyed).toEqual({
      rule: "deletion-protection",
      level: "deny",
      severity: "critical",
      message: 'the plan replaces module.x.aws_s3_bucket.this["a"] (forced by bucket, rule[0].id), which production blocks.',
      remediation:
        'Keep it, or have a special approver override it, naming each address that may go: allow-delete: module.x.aws_s3_bucket.this["a"]',
      address: KEYED.address,
      location: { file: "32.tfvars", line: 1 },
      overridable: true,
    });
  });

  it("warns of what is not blocked", () => {
    expect(deletionFindings(PLAN, "warn", "staging", locate).map(({ level, message }) => [level, message])).toEqual([
      ["warn", "the plan deletes aws_s3_bucket.gone."],
      ["warn", "the plan forgets aws_s3_bucket.left."],
      ["warn", 'the plan replaces module.x.aws_s3_bucket.this["a"] (forced by bucket, rule[0].id).'],
    ]);
    expect(deletionFindings(PLAN, "allow", "development", locate)).toEqual([]);
  });
});

describe("deletionText", () => {
  it("names the attribute that forces a replacement", () => {
    expect(deletionText({ address: "a.b", kind: "replace", forcedBy: ["x"] })).toBe("replaces a.b (forced by x)");
  });
});
