import { describe, expect, it } from "@jest/globals";
import type { CheckovSettings } from "../../../src/domain/controller/checkov.ts";
import { checkovFindings, type CheckovAnswer, type FailedCheck } from "../../../src/domain/plan/checkov-findings.ts";
import { planJson, resourceChange } from "../builders.ts";

const SETTINGS: CheckovSettings = { level: "warn", deny: [], warn: [], skip: [] };
const RULES = [
  { id: "SNS-001", severity: "medium", standards: ["FSBP:SNS.1", "CKV_AWS_26"] },
  { id: "SNS-009", severity: "high", standards: ["CKV_AWS_26"] },
] as const;
const TOPIC = "aws_sns_topic.a";
const PLAN = planJson([resourceChange(TOPIC, ["create"], { after: { kms_master_key_id: null, tags: [{ a: 1 }] } })]);

const failed = (changes: Partial<FailedCheck> = {}): FailedCheck => ({
  id: "CKV_AWS_26",
  name: "Ensure all data stored in the SNS topic is encrypted",
  address: TOPIC,
  keys: ["kms_master_key_id"],
  severity: null,
  guideline: null,
  ...changes,
});

const findings = (answer: Partial<CheckovAnswer>, plan = PLAN, settings = SETTINGS) =>
  checkovFindings({ failed: [], crashed: [], ...answer }, plan, settings, RULES);

describe("what Checkov finds", () => {
  it("has the one form, as severe as the worst bundled rule that names the check", () => {
    expect(findings({ failed: [failed()] })).toEqual([
      {
        rule: "CKV_AWS_26",
        level: "warn",
        severity: "high",
        message: "`kms_master_key_id`: Ensure all data stored in the SNS topic is encrypted (Checkov).",
        remediation: "",
        address: TOPIC,
        overridable: true,
        sameAs: ["SNS-001", "SNS-009"],
      },
    ]);
  });

  it("of a check of the controller's own has its severity, and its guideline as the remedy", () => {
    const own = failed({ id: "ARJ_1", name: "Topics have a team", severity: "critical", guideline: "https://wiki.example.com/sns" });
    expect(findings({ failed: [own] })).toEqual([
      expect.objectContaining({ rule: "ARJ_1", level: "deny", severity: "critical", remediation: "See https://wiki.example.com/sns." }),
    ]);
    expect(findings({ failed: [own] })[0]).not.toHaveProperty("sameAs");
  });

  it("names an attribute only if the resource has it", () => {
    const messages = [["tags/[0]/a"], ["rule/*/status"], ["resource_type"], [], ["tags/[0]/b", "rule", "kms_master_key_id"]].map(
      (keys) => findings({ failed: [failed({ keys })] })[0]?.message.split("Ensure")[0],
    );
    expect(messages).toEqual(["`tags.a`: ", "", "", "", "`kms_master_key_id`: "]);
  });

  it("is told once of a resource, and not of what the plan leaves or takes away", () => {
    const plan = planJson([
      ...(PLAN.resource_changes ?? []),
      resourceChange("aws_sns_topic.same", ["no-op"]),
      resourceChange("aws_sns_topic.gone", ["delete"]),
      resourceChange("aws_sns_topic.new", ["delete", "create"]),
    ]);
    const at = (name: string) => failed({ address: `aws_sns_topic.${name}` });
    const addresses = findings({ failed: [at("a"), at("a"), at("same"), at("gone"), at("new"), failed({ address: "aws.default" })] }, plan);
    expect(addresses.map(({ address }) => address)).toEqual([TOPIC, "aws_sns_topic.new", "aws.default"]);
  });

  it("says of a check that ended badly what is not known, and closes the gate where the check might have", () => {
    const crashed = [
      { id: "CKV2_AWS_70", address: TOPIC, cause: "AttributeError: no get" },
      { id: "ARJ_1", address: TOPIC, cause: "ValueError: boom" },
    ];
    expect(findings({ crashed }).map(({ rule, level, message, remediation }) => [rule, level, message, remediation])).toEqual([
      [
        "CKV2_AWS_70",
        "warn",
        "this check ended badly, so nobody knows what it says: AttributeError: no get (Checkov).",
        "Name CKV2_AWS_70 under checkov.skip in policy.yaml to do without it.",
      ],
      [
        "ARJ_1",
        "deny",
        "this check ended badly, so nobody knows what it says: ValueError: boom (Checkov).",
        "Correct it in checkov-policies/.",
      ],
    ]);
    expect(findings({ crashed }, PLAN, { ...SETTINGS, deny: ["CKV2_*"] })[0]?.level).toBe("deny");
  });
});
