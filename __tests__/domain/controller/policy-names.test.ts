import { describe, expect, it } from "@jest/globals";
import { format } from "../../../src/domain/model/finding.ts";
import { readControllerFiles } from "../../../src/domain/controller/files.ts";
import { checkPolicyNames, type PolicyNames } from "../../../src/domain/controller/policy-names.ts";

const KNOWN: PolicyNames = {
  rules: [
    { id: "S3-004", asked: "always", overridable: true },
    { id: "S3-001", asked: "always", overridable: false },
    { id: "S3-031", asked: "opt-in", overridable: true },
    { id: "VPC-035", asked: "opt-in", overridable: true },
  ],
  builtIn: [
    { id: "golden-template", overridable: true },
    { id: "deletion-protection", overridable: true },
  ],
  parameters: ["allowed_regions", "opt_in_rules", "required_tags"],
};

const ACCOUNTS = [
  ["accounts.yaml", 'accounts: { "123456789012": { account_name: a, environment: production, region: us-east-1 } }\n'],
] as const;

function check(policyYaml: string): { wrong: string[]; idle: string[] } {
  const { policy } = readControllerFiles(new Map([...ACCOUNTS, ["policy.yaml", policyYaml]]));
  const { wrong, idle } = checkPolicyNames(policy, KNOWN);
  return { wrong: wrong.map(format), idle: idle.map(format) };
}

describe("checkPolicyNames", () => {
  it("has nothing to say of names that are known", () => {
    const exception = '{ rule: S3-004, deployments: ["*"], reason: later, expires: 2027-01-31 }';
    const known = `parameters:\n  required_tags: [Owner]\n  opt_in_rules: [S3-031]\nexceptions:\n  - ${exception}\n`;
    expect(check(known)).toEqual({ wrong: [], idle: [] });
    expect(check("")).toEqual({ wrong: [], idle: [] });
  });

  it("refuses a parameter that no rule asks for, each with its line", () => {
    expect(check("parameters:\n  allowed_region: [eu-west-1]\n  colour: red\n").wrong).toEqual([
      'policy.yaml:2  parameters.allowed_region: unknown parameter, did you mean "allowed_regions"?',
      "policy.yaml:3  parameters.colour: unknown parameter (known: allowed_regions, opt_in_rules, required_tags, monthly_budget)",
    ]);
  });

  it("leaves other names to Rego of one's own, but not what looks like a slip", () => {
    expect(check("policy: rego\nparameters:\n  colour: red\n  requierd_tags: [Owner]\n").wrong).toEqual([
      'policy.yaml:4  parameters.requierd_tags: unknown parameter, did you mean "required_tags"? A parameter of your own Rego needs a name that differs more.',
    ]);
  });

  it("refuses to opt in to a rule that is not there, or that is asked anyway", () => {
    expect(check("parameters:\n  opt_in_rules: [VPC-35, S3-004, VPC-035]\n").wrong).toEqual([
      'policy.yaml:2  parameters.opt_in_rules: got "VPC-35", expected some of S3-031, VPC-035',
      'policy.yaml:2  parameters.opt_in_rules: got "S3-004", expected some of S3-031, VPC-035',
    ]);
    // The rules themselves tell of another type.
    expect(check("parameters: { opt_in_rules: S3-031 }").wrong).toEqual([]);
  });

  it("tells of an exception for no rule, which exempts nothing", () => {
    const exceptions = (rule: string) => `exceptions:\n  - { rule: ${rule}, deployments: ["*"], reason: later, expires: 2027-01-31 }\n`;
    expect(check(exceptions("S3-04"))).toEqual({
      wrong: [],
      idle: ['policy.yaml:2  the exception exempts nothing: no rule is called S3-04, did you mean "S3-004"?'],
    });
    expect(check(exceptions("golden-template")).idle).toEqual([]);
    expect(check(`policy: rego\n${exceptions("ORG-001")}`).idle).toEqual([]);
  });

  it("refuses a day for a rule that is not there, or that always counts", () => {
    const from = (rule: string, policy = "") => check(`${policy}enforce_from:\n  ${rule}: 2027-01-15\n`);
    expect(from("S3-004")).toEqual({ wrong: [], idle: [] });
    expect(from("S3-*").wrong).toEqual([]);
    expect(from("golden-template").wrong).toEqual([]);
    expect(from("S3-04").wrong).toEqual(['policy.yaml:2  enforce_from.S3-04: no rule is called that, did you mean "S3-004"?']);
    expect(from("KMS-*").wrong).toEqual([
      'policy.yaml:2  enforce_from."KMS-*": no rule is called that; tf-orchestrator explain lists them',
    ]);
    expect(from("S3-001").wrong).toEqual([
      "policy.yaml:2  enforce_from.S3-001: S3-001 always counts, expected a rule that can be overridden and protects no state",
    ]);
    expect(from("deletion-protection").wrong).toEqual([expect.stringContaining("always counts")]);
    // Rego of one's own has rules of any name.
    expect(from("terraform.sizes", "policy: rego\n").wrong).toEqual([]);
    expect(from("S3-04", "policy: rego\n").wrong).toEqual([expect.stringContaining('did you mean "S3-004"?')]);
  });

  it("tells of advice for no rule, which is never given", () => {
    const advice = (rule: string) => `advice:\n  ${rule}: { say: Ask. }\n`;
    const idle = ['policy.yaml:2  the advice is never given: no rule is called "S3-04", did you mean "S3-004"?'];
    expect(check(advice("S3-04"))).toEqual({ wrong: [], idle });
    expect(check(`policy: rego\n${advice("S3-04")}`).idle.map((line) => line.replace(":3  ", ":2  "))).toEqual(idle);
    expect(check(`policy: rego\n${advice("terraform.team")}`).idle).toEqual([]);
    expect(check(advice("terraform.team")).idle).toEqual(['policy.yaml:2  the advice is never given: no rule is called "terraform.team"']);
  });

  it("tells of what is said of Checkov's checks while nobody asks them", () => {
    const exceptions = 'exceptions:\n  - { rule: CKV_AWS_20, deployments: ["*"], reason: later, expires: 2027-01-31 }\n';
    const said = `${exceptions}advice:\n  CKV2_AWS_6: { say: Ask us. }\n`;
    expect(check(said).idle).toEqual([
      "policy.yaml:2  what is said of CKV_AWS_20 has no effect: policy.yaml does not turn Checkov on (checkov: true)",
      "policy.yaml:4  what is said of CKV2_AWS_6 has no effect: policy.yaml does not turn Checkov on (checkov: true)",
    ]);
    expect(check(`${said}  ARJ_SNS_1: { say: Ask them. }\ncheckov: true\n`)).toEqual({ wrong: [], idle: [] });
  });
});
