import { describe, expect, it } from "@jest/globals";
import type { Finding } from "../../../src/domain/model/finding.ts";
import { joinTagFindings, toldOnce } from "../../../src/domain/plan/one-finding.ts";
import { finding } from "../builders.ts";

function tag(rule: string, name: string, more: Partial<Finding> = {}): Finding {
  return finding({
    rule,
    severity: "medium",
    address: "aws_s3_bucket.a",
    message: `\`tags.${name}\` is not set; expected a value that is not blank.`,
    remediation: `Set ${name} in tags, or in the provider's default_tags.`,
    ...more,
  });
}

const all = [tag("COM-002", "Team"), tag("COM-001", "Owner"), tag("COM-100", "Project")];

describe("findings on required tags", () => {
  it("are one for each resource, at the first rule's place", () => {
    const others = [finding({ rule: "S3-004", address: "aws_s3_bucket.a" }), tag("COM-001", "Owner", { address: "aws_s3_bucket.b" })];
    expect(joinTagFindings([...all, ...others])).toEqual([
      tag("COM-001", "Owner", {
        rules: ["COM-001", "COM-002", "COM-100"],
        message:
          "`tags.Owner`, `tags.Team` and `tags.Project` are not set; expected values that are not blank (COM-001, COM-002, COM-100).",
        remediation: "Set Owner, Team and Project in tags, or in the provider's default_tags.",
      }),
      ...others,
    ]);
  });

  it("say what each is, and what advice there is", () => {
    const blank = tag("COM-004", "CostCenter", {
      message: '`tags.CostCenter` is " "; expected a value that is not blank.',
      remediation: "Ask.",
    });
    expect(joinTagFindings([...all.slice(0, 1), blank]).map(({ message, remediation }) => [message, remediation])).toEqual([
      [
        '`tags.Team` is not set, `tags.CostCenter` is " "; expected values that are not blank (COM-002, COM-004).',
        "Set Team in tags, or in the provider's default_tags. Ask.",
      ],
    ]);
  });

  it("stay apart where they count otherwise", () => {
    const warning = tag("COM-002", "Team", { level: "warn" });
    const exempted = tag("COM-004", "CostCenter", { level: "warn", exemption: { reason: "x", expires: "2027-01-01" } });
    const odd = tag("COM-003", "Environment", { message: "something else" });
    const apart = [tag("COM-001", "Owner"), warning, exempted, odd];
    expect(joinTagFindings(apart)).toEqual(apart);
  });
});

describe("what two tools see on one resource", () => {
  const at = "aws_s3_bucket.a";
  const ours = finding({ rule: "S3-016", address: at, level: "warn", message: "no access logs" });
  const theirs = finding({ rule: "CKV_AWS_18", address: at, level: "warn", sameAs: ["S3-016"] });

  it("is told once, by the bundled rule", () => {
    const elsewhere = { ...theirs, address: "aws_s3_bucket.b" };
    const another = { ...theirs, rule: "CKV_AWS_21", sameAs: ["S3-009"] };
    expect(toldOnce([ours, theirs, elsewhere, another])).toEqual([ours, elsewhere, another]);
  });

  it("closes the gate if the other tool's check does", () => {
    const message = "no access logs. By policy.yaml a deny, as CKV_AWS_18 of Checkov is.";
    expect(toldOnce([ours, { ...theirs, level: "deny" }])).toEqual([{ ...ours, level: "deny", message }]);
  });

  it("closes nothing where an exception covers the bundled rule", () => {
    const exempted = { ...ours, exemption: { reason: "later", expires: "2099-12-31" } };
    expect(toldOnce([exempted, { ...theirs, level: "deny" }])).toEqual([exempted]);
  });
});
