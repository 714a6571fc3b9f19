import { describe, expect, it } from "@jest/globals";
import type { Advice } from "../../../src/domain/controller/advice.ts";
import { format, type Finding } from "../../../src/domain/model/finding.ts";
import type { VariableType } from "../../../src/domain/model/variable-type.ts";
import { advised, type Authored } from "../../../src/domain/plan/advise.ts";
import { deployment, finding, tfvars } from "../builders.ts";

const FILE = "S3/data/data.tfvars";
const ADDRESS = 'module.s3.aws_s3_bucket.this["data-lake"]';
const WHERE = { file: "policy.yaml", line: 1, controller: true as const };
const TEXT: VariableType = { kind: "string" };
const TYPES = new Map<string, VariableType>([
  [
    "s3_buckets",
    {
      kind: "map",
      element: {
        kind: "object",
        attributes: new Map([
          ["block_public_access", { type: { kind: "bool" }, optional: true }],
          ["bucket_policy", { type: TEXT, optional: true }],
          ["tags", { type: { kind: "map", element: TEXT }, optional: true }],
        ]),
      },
    },
  ],
]);

function advice(changes: Partial<Advice>): Advice {
  return { rule: "S3-004", set: null, to: null, document: null, say: null, location: WHERE, ...changes };
}

/** What is told of a finding on a bucket with these attributes. */
function told(
  given: Partial<Advice>,
  entry: Record<string, unknown>,
  more: Partial<Finding> = {},
  documents: Record<string, unknown> = {},
): string {
  const authored: Authored = {
    deployment: deployment("s3/arj-wkld-a-prd/us-east-1/data", {
      references: Object.keys(documents).map((written) => ({
        written,
        file: `S3/data/${written}`,
        location: { file: FILE, line: 1, column: 1 },
      })),
    }),
    tfvars: tfvars(FILE, { project: "data", s3_buckets: { "data-lake": entry } }),
    documents: new Map(Object.entries(documents).map(([written, json]) => [written, Buffer.from(JSON.stringify(json, null, 1))])),
    services: new Map(),
    types: TYPES,
  };
  return format(advised(finding({ address: ADDRESS, remediation: "Add a block.", ...more }), [advice(given)], authored));
}

describe("advice to set an attribute", () => {
  const block = { set: ["block_public_access"], to: "true" };

  it("points to the attribute's line where it is written, else to the entry's", () => {
    expect(told(block, { versioning: true, block_public_access: false })).toBe(
      'S3/data/data.tfvars:5:1  public bucket Set `block_public_access = true` in "data-lake".',
    );
    expect(told(block, { versioning: true })).toBe(
      'S3/data/data.tfvars:3:1  public bucket Set `block_public_access = true` in "data-lake".',
    );
  });

  it("points to as much of a path as is written, and says more where there is more to say", () => {
    const owner = { set: ["tags", "Owner"], say: "Somebody who answers." };
    const words = 'public bucket Set `tags.Owner` in "data-lake". Somebody who answers.';
    expect(told(owner, { tags: { Team: "a", Owner: "" } })).toBe(`S3/data/data.tfvars:6:1  ${words}`);
    expect(told(owner, { tags: { Team: "a" } })).toBe(`S3/data/data.tfvars:4:1  ${words}`);
  });

  it("names the service's map where no entry is told by the address", () => {
    expect(told(block, {}, { address: "aws_s3_bucket.this" })).toBe(
      "S3/data/data.tfvars:2:1  public bucket Set `block_public_access = true`.",
    );
  });

  it.each<[string, Partial<Advice>, Partial<Finding>]>([
    ["for another rule", { ...block, rule: "S3-005" }, {}],
    ["for an attribute that the entry cannot have", { set: ["kms_key_arn"] }, {}],
    ["for a finding that has a place already", block, { location: { file: "x.tfvars", line: 1 } }],
    ["for a resource that no entry makes", block, { address: "aws_iam_role.this" }],
    ["for a document that the entry does not name", { document: ["bucket_policy"], say: "Name them." }, {}],
  ])("changes nothing %s", (_, given, more) => {
    expect(told(given, { block_public_access: false }, more)).toBe(
      `${more.location === undefined ? (more.address ?? ADDRESS) : "x.tfvars:1"}  public bucket Add a block.`,
    );
  });

  it("alone replaces the remedy", () => {
    expect(told({ say: "Ask the platform team." }, {})).toBe(`${ADDRESS}  public bucket Ask the platform team.`);
  });
});

describe("advice about a document", () => {
  const given = { document: ["bucket_policy"], say: "Name the principals" };
  const allow = (more: object) => ({ Effect: "Allow", Action: "s3:GetObject", ...more });
  const place = (message: string, ...statements: object[]) =>
    told(given, { bucket_policy: "policy.json" }, { message }, { "policy.json": { Statement: statements } }).split("  ")[0];

  it("says in which file, at the statement that is the cause", () => {
    const statements = [{ Effect: "Deny", Principal: "*" }, allow({ Principal: { AWS: ["a", "*"] } })];
    expect(
      told(
        given,
        { bucket_policy: "policy.json" },
        { message: "`policy` lets everyone in." },
        { "policy.json": { Statement: statements } },
      ),
    ).toBe("S3/data/policy.json:10:17  `policy` lets everyone in. Name the principals.");
  });

  it.each<[string, string, object]>([
    ["who", "`policy` lets account 999988887777 in", { Principal: { AWS: "arn:aws:iam::999988887777:root" } }],
    ["another account than the own", "`policy` lets another account control it", { Principal: { AWS: "999988887777" } }],
    ["a whole account", "`policy` trusts a whole account", { Principal: { AWS: "arn:aws:iam::123456789012:root" } }],
    ["everybody but some", "`policy` lets everyone in", { NotPrincipal: { AWS: "x" } }],
    ["workflows", "`policy` lets workflows of any repository take it", { Principal: { Federated: "arn:aws:iam::1:oidc-provider/x" } }],
    ["what", "`policy` allows every S3 action", { Action: ["s3:*"] }],
    ["what not", "`policy` allows all actions but some (NotAction)", { NotAction: "iam:*" }],
    ["on what", "`policy` allows x on every resource", { Resource: "*" }],
    ["on what not", "`policy` allows on all resources but some (NotResource)", { NotResource: "x" }],
    ["in which account", "`policy` allows on resources of any account", { Resource: "arn:aws:sqs:*:*:queue" }],
  ])("finds the statement by %s", (_, message, wide) => {
    const narrow = allow({ Principal: { AWS: "arn:aws:iam::123456789012:role/a" }, Resource: "arn:aws:s3:::a" });
    const at = /^S3\/data\/policy\.json:(\d+)/.exec(place(message, narrow, { ...allow({}), ...wide }) ?? "")?.[1];
    expect(Number(at)).toBeGreaterThan(10);
  });

  it("takes a statement that denies where a denial is wrong, the first one where nothing tells them apart, and one that is no list", () => {
    expect(place("`policy` denies everything to everyone", allow({ Principal: "*" }), { Effect: "Deny", Principal: "*" })).toBe(
      "S3/data/policy.json:10:17",
    );
    expect(place("`policy` is odd", { Effect: "Deny" }, allow({}))).toBe("S3/data/policy.json:6:3");
    const one = { "policy.json": { Statement: allow({ Principal: "*" }) } };
    expect(told(given, { bucket_policy: "policy.json" }, { message: "lets everyone in." }, one)).toMatch(/^S3\/data\/policy\.json:5:16 /);
  });

  it("changes nothing for a document that cannot be the cause", () => {
    expect(place("`policy` lets everyone in", { Effect: "Deny", Principal: "*" })).toBe(ADDRESS);
  });
});
