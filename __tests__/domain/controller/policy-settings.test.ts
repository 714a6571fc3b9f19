import { describe, expect, it } from "@jest/globals";
import { applyExceptions, verdictOf, type PolicyException } from "../../../src/domain/controller/policy-settings.ts";
import { finding } from "../builders.ts";

const TODAY = new Date("2027-01-31T23:59:59Z");
const exception = (changes: Partial<PolicyException> = {}): PolicyException => ({
  rule: "S3-004",
  deployments: ["s3/sandbox/*"],
  reason: "public downloads",
  expires: "2027-01-31",
  location: { file: "policy.yaml", line: 7 },
  ...changes,
});
const HERE = { id: "s3/sandbox/us-east-1/site" };

describe("applyExceptions", () => {
  it("exempts nothing of another rule, another deployment, or a rule that nobody may override", () => {
    expect(applyExceptions([finding({ rule: "S3-005" })], HERE, [exception()], TODAY)).toEqual([finding({ rule: "S3-005" })]);
    expect(applyExceptions([finding()], { id: "s3/prod/us-east-1/site" }, [exception()], TODAY)).toEqual([finding()]);
    expect(applyExceptions([finding({ overridable: false })], HERE, [exception()], TODAY)).toEqual([finding({ overridable: false })]);
  });

  it("exempts nothing from the day after the last one, and says so", () => {
    expect(applyExceptions([finding()], HERE, [exception()], new Date("2027-02-01T00:00:00Z"))).toEqual([
      finding(),
      {
        rule: "policy-exception",
        level: "warn",
        severity: "medium",
        message: "the exception from S3-004 ended on 2027-01-31: public downloads.",
        remediation: "Fix what it excused, or give it a new reason and day; then remove it from policy.yaml.",
        location: { file: "policy.yaml", line: 7 },
        overridable: true,
      },
    ]);
  });

  it("turns a finding into a warning with reason and last day, through that day", () => {
    expect(applyExceptions([finding(), finding({ rule: "S3-005" })], HERE, [exception()], TODAY)).toEqual([
      finding({
        level: "warn",
        message: "public bucket (exempted until 2027-01-31: public downloads)",
        exemption: { reason: "public downloads", expires: "2027-01-31" },
      }),
      finding({ rule: "S3-005" }),
    ]);
  });
});

describe("verdictOf", () => {
  const warn = finding({ level: "warn" });
  const exempted = finding({ level: "warn", exemption: { reason: "x", expires: "2027-01-31" } });
  it.each([
    ["a deny", [finding()], { failOnWarn: false, failOnDeny: true }, "failed"],
    ["a warning where warnings count", [warn], { failOnWarn: true, failOnDeny: true }, "failed"],
    [
      "a deny that nobody may override, even where denies do not count",
      [finding({ overridable: false })],
      { failOnWarn: false, failOnDeny: false },
      "failed",
    ],
    [
      "a reminder, even where warnings count",
      [finding({ level: "warn", reminder: true })],
      { failOnWarn: true, failOnDeny: true },
      "passed",
    ],
    ["nothing", [], { failOnWarn: true, failOnDeny: true }, "passed"],
    ["a warning", [warn], { failOnWarn: false, failOnDeny: true }, "passed"],
    ["an exempted finding, even where warnings count", [exempted], { failOnWarn: true, failOnDeny: true }, "passed"],
    ["a deny where denies do not count", [finding()], { failOnWarn: false, failOnDeny: false }, "passed"],
  ] as const)("%s", (_, findings, settings, verdict) => {
    expect(verdictOf(findings, settings)).toBe(verdict);
  });
});
