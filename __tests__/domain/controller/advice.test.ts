import { expect, it } from "@jest/globals";
import { checkAdvice } from "../../../src/domain/controller/advice.ts";
import { variableTypes } from "../../../src/domain/controller/variable-types.ts";
import { format } from "../../../src/domain/model/finding.ts";
import { settings } from "../builders.ts";

const TYPE =
  "map(object({ versioning = optional(bool), policy_file = optional(string), lifecycle = optional(object({ expire_days = number })), tags = optional(map(string)) }))";

function complaints(advice: string, type = TYPE): string[] {
  const code = new Map([
    ["main.tf", Buffer.from(`variable "s3_buckets" {\n  type = ${type}\n}\nvariable "tags" {\n  type = map(string)\n}\n`)],
  ]);
  const { policy } = settings({ "policy.yaml": `advice:\n${advice}` });
  return checkAdvice(policy.advice, variableTypes(code)).map(format);
}

it("about attributes that the code's variables have is taken", () => {
  const advice = [
    "  S3-014: { set: versioning, to: 'true' }",
    "  S3-023: { set: lifecycle.expire_days }",
    "  COM-001: { set: tags.Owner }",
    "  S3-019: { document: policy_file, say: Narrow it. }",
    "  S3-015: { say: Ask. }",
  ];
  expect(complaints(advice.join("\n"))).toEqual([]);
});

it("about others is refused, with its line and the name that is meant", () => {
  expect(
    complaints("  S3-014: { set: versionning }\n  S3-023: { set: lifecycle.expire_day }\n  S3-019:\n    document: nothing_like_it\n"),
  ).toEqual([
    'policy.yaml:2  advice.S3-014.set: got "versionning", but no entry of the code\'s variables has that attribute, did you mean "versioning"?',
    'policy.yaml:3  advice.S3-023.set: got "lifecycle.expire_day", but no entry of the code\'s variables has that attribute, did you mean "lifecycle.expire_days"?',
    'policy.yaml:4  advice.S3-019.document: got "nothing_like_it", but no entry of the code\'s variables has that attribute',
  ]);
});

it("about variables of any type may be right", () => {
  expect(complaints("  S3-014: { set: versionning }", "any")).toEqual([]);
});
