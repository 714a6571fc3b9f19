import { describe, expect, it } from "@jest/globals";
import { checkSources, type SourceCheckInput } from "../../../src/domain/checks/index.ts";
import { place } from "../../../src/domain/model/finding.ts";
import { deployment, tfvars } from "../builders.ts";

const FILE = "S3/data/data.tfvars";
const POLICY = "S3/data/policy.json";
const TRUST_TEXT = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}';

function complaints(input: Partial<SourceCheckInput> & { content?: Record<string, unknown>; policy?: string }): string[] {
  const { content = { s3_buckets: { data: { bucket_policy: "policy.json" } } }, policy } = input;
  const references = policy === undefined ? [] : [{ written: "policy.json", file: POLICY, location: { file: FILE, line: 3, column: 17 } }];
  const one = { deployment: deployment("s3/arj-wkld-a-prd/us-east-1/data", { file: FILE, references }), tfvars: tfvars(FILE, content) };
  return checkSources({
    deployments: [one],
    files: new Map(policy === undefined ? [] : [[POLICY, Buffer.from(policy)]]),
    entries: [FILE, ...(policy === undefined ? [] : [POLICY])].map((path) => ({ path, mode: "100644", sizeBytes: 1 })),
    changed: [FILE],
    trustedAccounts: [],
    controllerTemplates: new Map(),
    variableTypes: new Map(),
    services: new Map(),
    placeholders: { names: new Set(["account_id"]), endpoints: new Map() },
    ...input,
  }).map(({ rule, location }) => `${location === undefined ? "" : place(location)} ${rule}`);
}

describe("every layer speaks at once", () => {
  it("about names, paths, references, JSON, policies, ARNs and golden templates", () => {
    const golden = "S3/data/other-golden-template.json";
    expect(
      complaints({
        content: { project: "billing", s3_buckets: { data: { bucket_policy: "policy.json", cors: "missing.json" } } },
        policy: '{"Version": "2012-10-17",\n"Statement": [{"Effect": "Allow", "Action": "s3:*", "Principal": {"AWS": "999988887777"}}]}',
        files: new Map([
          [
            POLICY,
            Buffer.from(
              '{"Version": "2012-10-17",\n"Statement": [{"Effect": "Allow", "Action": "s3:*", "Principal": {"AWS": "999988887777"}}]}',
            ),
          ],
          [golden, Buffer.from('{"s3": {"versioning": "MUST_BE"}}')],
        ]),
        entries: [FILE, POLICY, golden, "main.tf"].map((path) => ({ path, mode: "100644", sizeBytes: 1 })),
        changed: [FILE, "main.tf"],
      }),
    ).toEqual([
      "main.tf source-terraform-code",
      `${FILE}:5:8 json-reference`,
      `${POLICY}:2:15 policy-document`,
      `${POLICY}:2:74 arn-account`,
      `${FILE}:1:11 project-name`,
      `${golden} golden-template-name`,
      `${golden}:1:23 golden-template-format`,
    ]);
  });

  it("about JSON that cannot be read, and then not about what it would say", () => {
    expect(complaints({ policy: '{"Statement": 1, "Statement": 2}' })).toEqual([`${POLICY}:1:18 json-duplicate-key`]);
  });

  it("about referenced files by name, even when they did not change", () => {
    expect(complaints({ policy: "{}", entries: [{ path: POLICY, mode: "120000", sizeBytes: 1 }] })).toContain(`${POLICY} source-path`);
  });

  it("about a referenced file whose content is not there", () => {
    expect(complaints({ policy: "{}", files: new Map() })).toEqual([`${POLICY} json-reference`]);
  });

  it("about placeholders that nothing is put in place of", () => {
    const statement = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::${account_id}-${acount_id}" };
    expect(complaints({ policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }) })).toEqual([
      `${POLICY}:1:97 policy-placeholder`,
    ]);
  });

  it("about policies inside the tfvars, as text or as a map, in their place", () => {
    expect(complaints({ content: { iam_roles: { a: { assume_role_policy: TRUST_TEXT } } } })).toEqual([`${FILE}:3:22 policy-document`]);
    const map = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole" }] };
    expect(complaints({ content: { iam_roles: { a: { trust_policy: map } } } })).toEqual([`${FILE}:5:13 policy-document`]);
  });

  it("once about a file that two deployments share", () => {
    const references = [{ written: "p.json", file: "p.json", location: { file: FILE, line: 1, column: 1 } }];
    const both = ["a", "b"].map((name) => {
      const file = `S3/${name}/${name}.tfvars`;
      return {
        deployment: deployment(`s3/x/us-east-1/${name}`, { file, references, project: name }),
        tfvars: tfvars(file, { policy: "p.json" }),
      };
    });
    expect(
      complaints({
        deployments: both,
        files: new Map([["p.json", Buffer.from('{"Version": "2012-10-17"}')]]),
        entries: ["p.json", "S3/a/a.tfvars", "S3/b/b.tfvars"].map((path) => ({ path, mode: "100644", sizeBytes: 1 })),
      }),
    ).toEqual(["p.json:1:1 policy-document"]);
  });
});

it("says nothing about files that are as they should be", () => {
  const policy =
    '{"Version": "2012-10-17", "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/*", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]}';
  expect(complaints({ policy })).toEqual([]);
});
