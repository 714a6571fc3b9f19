import { describe, expect, it } from "@jest/globals";
import {
  applyExceptions,
  underPolicy,
  verdictOf,
  type EnforcedLater,
  type PolicyException,
} from "../../../src/domain/controller/policy-settings.ts";
import { finding } from "../builders.ts";

const TODAY = new Date("2027-01-31T23:59:59Z");
const exception = (changes: Partial<PolicyException> = {}): PolicyException => ({
  rule: "S3-004",
  deployments: ["s3/sandbox/*"],
  addresses: null,
  owner: null,
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

  it("exempts only the resources that it names, case and all", () => {
    const only = exception({ addresses: ['module.s3.aws_s3_bucket.this["Old"]', "module.logs.*"] });
    const at = (address?: string) =>
      applyExceptions([finding({ ...(address === undefined ? {} : { address }) })], HERE, [only], TODAY)[0]?.level;
    expect(at('module.s3.aws_s3_bucket.this["new"]')).toBe("deny");
    expect(at('module.s3.aws_s3_bucket.this["old"]')).toBe("deny");
    expect(at()).toBe("deny");
    expect(at('module.s3.aws_s3_bucket.this["Old"]')).toBe("warn");
    expect(at("module.logs.aws_s3_bucket.this[0]")).toBe("warn");
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

describe("underPolicy", () => {
  const later = (rule: string, day = "2027-02-15"): EnforcedLater => ({ rule, day, location: { file: "policy.yaml", line: 2 } });
  const under = (enforceFrom: EnforcedLater[], found = [finding()], { now = TODAY, failOnWarn = false } = {}) =>
    underPolicy(found, HERE, { exceptions: [], enforceFrom, failOnWarn }, now);
  const waiting = finding({ level: "warn", message: "public bucket (denies from 15 February 2027)", enforcedFrom: "2027-02-15" });

  it("has a rule deny from its day on, by the day in UTC", () => {
    expect(under([later("S3-004")], [finding()], { now: new Date("2027-02-15T00:00:00Z") })).toEqual([finding()]);
    expect(under([later("S3-004")], [finding()], { now: new Date("2027-02-14T23:59:59Z") })).toEqual([waiting]);
  });

  it("puts off nothing of another rule, what nobody may override, and what protects states", () => {
    const others = [finding({ rule: "S3-005" }), finding({ overridable: false }), finding({ rule: "deletion-protection" })];
    expect(under([later("S3-004"), later("deletion-*")], others)).toEqual(others);
  });

  it("takes a rule's own day before a glob's, and the first of several globs", () => {
    expect(under([later("*", "2027-01-01"), later("S3-004")])).toEqual([waiting]);
    expect(under([later("S3-*"), later("*", "2027-01-01")])).toEqual([waiting]);
  });

  it("holds no gate before the day, also where warnings do", () => {
    const warn = finding({ level: "warn" });
    expect(under([later("S3-004")], [warn])).toEqual([warn]);
    const judged = under([later("S3-004")], [finding(), warn], { failOnWarn: true });
    expect(judged.map(({ level, message }) => `${level} ${message}`)).toEqual([
      "warn public bucket (denies from 15 February 2027)",
      "warn public bucket (counts from 15 February 2027)",
    ]);
    expect(verdictOf(judged, { failOnWarn: true, failOnDeny: true })).toBe("passed");
    expect(verdictOf(under([later("S3-004", "2027-01-01")]), { failOnWarn: false, failOnDeny: true })).toBe("failed");
  });

  it("leaves an exempted finding to its exception", () => {
    const policy = { exceptions: [exception()], enforceFrom: [later("S3-004")], failOnWarn: false };
    expect(underPolicy([finding()], HERE, policy, TODAY)).toEqual(applyExceptions([finding()], HERE, [exception()], TODAY));
  });
});

describe("an exception and another tool's finding", () => {
  const checkov = finding({ rule: "CKV_AWS_20", sameAs: ["S3-004", "S3-005"] });
  const levels = (...rules: string[]) =>
    applyExceptions(
      [checkov, finding()],
      HERE,
      rules.map((rule) => exception({ rule })),
      TODAY,
    ).map(({ rule, level }) => `${rule} ${level}`);

  it("meet where the exception's rule asks for the same thing", () => {
    expect(levels("S3-004")).toEqual(["CKV_AWS_20 warn", "S3-004 warn"]);
    expect(levels("S3-005")).toEqual(["CKV_AWS_20 warn", "S3-004 deny"]);
  });

  it("meet where the exception names its id, which is no exception from the bundled rule", () => {
    expect(levels("CKV_AWS_20")).toEqual(["CKV_AWS_20 warn", "S3-004 deny"]);
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
