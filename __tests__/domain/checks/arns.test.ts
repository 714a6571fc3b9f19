import { describe, expect, it } from "@jest/globals";
import { checkArns } from "../../../src/domain/checks/arns.ts";
import { parseJson } from "../../../src/domain/text/json-text.ts";
import { deployment, tfvars } from "../builders.ts";

const OWN = "123456789012";
const OTHER = "999988887777";
const ONE = deployment("s3/arj-wkld-a-prd/us-east-1/data");

const inTfvars = (entries: Record<string, unknown>, trusted: string[] = []) => checkArns(ONE, tfvars(ONE.file, entries), [], trusted);
const inJson = (value: unknown, trusted: string[] = []) => {
  const json = parseJson("policy.json", Buffer.from(JSON.stringify(value)));
  return checkArns(ONE, tfvars(ONE.file, {}), [{ value: json.value, at: json.positionOf, keys: ["policy"] }], trusted);
};

describe("an account that is neither the deployment's own nor trusted is refused", () => {
  it("in an ARN of the tfvars, with its place and what to do", () => {
    expect(inTfvars({ key: `arn:aws:kms:us-east-1:${OTHER}:key/x` })).toEqual([
      {
        rule: "arn-account",
        level: "deny",
        severity: "high",
        message: `"arn:aws:kms:us-east-1:${OTHER}:key/x" names the account ${OTHER}, expected the deployment's own account ${OWN} (arj-wkld-a-prd) or a trusted one.`,
        remediation: "Correct the account, or have it added to trusted_accounts in the controller's deployment-rules.yaml.",
        location: { file: ONE.file, line: 1, column: 7 },
        overridable: false,
      },
    ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["a map's key", { map: { [`arn:aws:iam::${OTHER}:role/x`]: 1 } }],
    ["the middle of a text", { text: `use arn:aws-us-gov:sns:us-gov-west-1:${OTHER}:topic` }],
    ["a list of principals", { allowed_principals: ["111122223333"] }],
    ["an account id", { backup_account_id: 111122223333 }],
  ])("in %s", (_, entries) => {
    expect(inTfvars(entries)).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ["a principal's ARN", { Statement: [{ Principal: { AWS: `arn:aws:iam::${OTHER}:root` } }] }],
    ["a principal of 12 digits", { Statement: { Principal: { AWS: [OWN, OTHER] } } }],
    ["a condition's key", { Condition: { ArnLike: { [`arn:aws:s3:us-east-1:${OTHER}:x`]: "" } } }],
  ])("in JSON, in %s", (_, value) => {
    expect(inJson(value).map(({ location }) => location?.file)).toEqual(["policy.json"]);
  });

  it("also when it is no account number at all", () => {
    expect(inTfvars({ key: "arn:aws:kms:us-east-1:12345:key/x" }).map(({ message }) => message)).toEqual([
      'got the account "12345" in "arn:aws:kms:us-east-1:12345:key/x", expected the 12 digits of an account.',
    ]);
  });

  it("up to 50 times, in linear time", () => {
    const many = Array.from({ length: 300 }, (_, index) => `arn:aws:iam::${String(index).padStart(12, "1")}:root`);
    expect(inTfvars({ many })).toHaveLength(50);
    expect(inJson(many)).toHaveLength(50);
    const before = process.cpuUsage();
    inTfvars({ hostile: ["arn:".repeat(200_000), "arn:aws-".repeat(100_000), "arn:aws:a:b:".repeat(60_000)] });
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(10_000);
  });
});

describe("what may be named", () => {
  it("the own account, trusted ones, AWS itself, no account, a wildcard or variable", () => {
    const arns = [
      `arn:aws:iam::${OWN}:role/x`,
      `arn:aws:iam::${OTHER}:role/x`,
      "arn:aws:iam::aws:policy/ReadOnlyAccess",
      "arn:aws:s3:::bucket/*",
      "arn:aws:iam::*:role/x",
      "arn:aws:iam::${aws:PrincipalAccount}:role/x",
    ];
    expect(inTfvars({ arns }, [OTHER])).toEqual([]);
    expect(inJson({ Statement: { Resource: arns, Principal: { AWS: [OWN, OTHER] } } }, [OTHER])).toEqual([]);
  });

  it("12 digits that are about something else", () => {
    expect(inTfvars({ tags: { CostCenter: "111122223333" }, size: 111122223333 })).toEqual([]);
    expect(inJson({ Statement: { Condition: { StringEquals: { "aws:PrincipalTag/x": "111122223333" } } } })).toEqual([]);
  });
});
