import { expect, it } from "@jest/globals";
import { checkPlaceholders, type Placeholders } from "../../../src/domain/checks/placeholders.ts";
import { parseJson } from "../../../src/domain/text/json-text.ts";

const KNOWN: Placeholders = { names: new Set(["account_id", "region", "vpc_endpoint_id"]), endpoints: new Map([["us-east-1", "vpce-1"]]) };

function findings(value: unknown, known = KNOWN, region = "us-east-1") {
  const json = parseJson("policy.json", Buffer.from(JSON.stringify(value, null, 1)));
  return checkPlaceholders({ value: json.value, at: json.positionOf, keys: ["s3_buckets", "data", "bucket_policy_file"] }, region, known);
}

const policy = (Resource: string | string[], Condition = {}) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Resource, Condition }],
});
const finding = (line: number, column: number, message: string, remediation: string) => ({
  ...{ rule: "policy-placeholder", level: "deny", severity: "high", overridable: false },
  ...{ location: { file: "policy.json", line, column }, message, remediation },
});

it("an unknown one is named with its line, the known ones and the nearest of them", () => {
  expect(findings(policy(["arn:aws:s3:::data-${account_id}", "arn:aws:s3:::data-${acount_id}/${AWS Region}"]))).toEqual([
    finding(
      8,
      5,
      'got the placeholder "${acount_id}", expected ${account_id}, ${region}, ${vpc_endpoint_id}, did you mean "account_id"?',
      "Correct the name. IAM's own variables have a colon: ${aws:username}.",
    ),
    finding(
      8,
      5,
      'got the placeholder "${AWS Region}", expected ${account_id}, ${region}, ${vpc_endpoint_id}.',
      "Correct the name. IAM's own variables have a colon: ${aws:username}.",
    ),
  ]);
});

it("the endpoint of a region that has none is an error", () => {
  const document = policy("*", { StringEquals: { "aws:SourceVpce": "${vpc_endpoint_id}" } });
  expect(findings(document)).toEqual([]);
  expect(findings(document, KNOWN, "eu-west-1")).toEqual([
    finding(
      9,
      24,
      "${vpc_endpoint_id} stands for nothing in eu-west-1, expected the region's endpoint in accounts.yaml.",
      "Have it added to vpc_interface_endpoints of the controller's accounts.yaml.",
    ),
  ]);
});

it("IAM's own variables are left alone, and so is everything where the code tells no names", () => {
  const own = ["${aws:username}", "${aws:PrincipalTag/team, 'none'}", "${*}${?}${$}", "$ {x} {y}"];
  expect(findings(policy(own))).toEqual([]);
  expect(findings(policy("${whatever}"), { ...KNOWN, names: null })).toEqual([]);
});

it("JSON that is no policy is left alone", () => {
  const document = { value: { text: "${whatever}" }, at: () => ({ file: "a.json" }), keys: ["lambda_functions", "a", "settings_file"] };
  expect(checkPlaceholders(document, "us-east-1", KNOWN)).toEqual([]);
});

it("a document with nothing but wrong ones is told of fifty times at most", () => {
  expect(findings(policy(Array.from({ length: 80 }, () => "${x}")))).toHaveLength(50);
});
