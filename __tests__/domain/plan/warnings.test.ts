import { describe, expect, it } from "@jest/globals";
import { checkFindings, warningFindings } from "../../../src/domain/plan/warnings.ts";
import { planJson } from "../builders.ts";

const FILE = "THINGS/a/a.tfvars";

/** As Terraform 1.11 prints a plan. */
const PRINTED = `Terraform will perform the following actions:

  # terraform_data.y will be created
  + resource "terraform_data" "y" {
      + input  = <<-EOT
            Warning: a value that looks like one
        EOT
    }

Plan: 1 to add, 0 to change, 0 to destroy.

Warning: Value for undeclared variable

The root module does not declare a variable named "b" but a value was found
in file "terraform.tfvars". If you meant to use this value, add a "variable"
block to the configuration.

Warning: Argument is deprecated

  with module.s3.aws_s3_bucket.this["data-lake"],
  on modules/s3/main.tf line 12, in resource "aws_s3_bucket" "this":
  12:   acl = "private"

Use the aws_s3_bucket_acl resource instead. It is
the one that is kept.

(and 2 more similar warnings elsewhere)

Warning: Deprecated interpolation-only expressions

  on terraform.tfvars line 7:
   7: size = "\${1}"

Write the value alone.

Warning: Version constraints inside provider configuration blocks are deprecated

  on main.tf line 3, in provider "aws":
   3:   version = "5.0"

Terraform ignores it.

Warning: Check block assertion failed

  on main.tf line 4, in check "size":
   4:     condition     = var.a > 5
    ├────────────────
    │ var.a is 1

fewer than six
things, a=1

Warning: Check block assertion known after apply

  on main.tf line 15, in check "later":
  15:     condition     = terraform_data.y.id == "x"

The condition could not be evaluated at this time, a result will be known
when this plan is applied.

─────────────────────────────────────────────────────────────────────────────

Saved the plan to: p
`;

const CHECK = {
  rule: "terraform-check",
  level: "warn",
  severity: "medium",
  message: "check.size does not hold: fewer than six things, a=1.",
  remediation: "Correct the values, or the check in the controller.",
  address: "check.size",
  overridable: true,
};

const checks = (name: string, status: string, problems?: { message: string }[]) => ({
  address: { kind: "check", to_display: name },
  status,
  instances: [{ address: { to_display: name }, status, ...(problems === undefined ? {} : { problems }) }],
});

describe("checkFindings", () => {
  it("warns of each assertion of a check that does not hold", () => {
    const plan = planJson([], {
      checks: [
        checks("check.later", "unknown"),
        checks("check.fine", "pass"),
        checks("check.size", "fail", [{ message: "fewer than six\nthings, a=1\n\nmore on it" }, { message: "second" }]),
        checks("module.m.check.silent", "error"),
        { ...checks("terraform_data.x", "fail", [{ message: "a condition ends the plan by itself" }]), address: { kind: "resource" } },
      ],
    });
    expect(checkFindings(plan)).toEqual([
      CHECK,
      { ...CHECK, message: "check.size does not hold: second." },
      { ...CHECK, message: "module.m.check.silent does not hold.", address: "module.m.check.silent" },
    ]);
    expect(checkFindings(planJson([]))).toEqual([]);
  });
});

describe("warningFindings", () => {
  const warning = { rule: "terraform-warning", level: "warn", severity: "low", remediation: "", overridable: true };
  const OF_TERRAFORM = [
    {
      ...warning,
      message:
        "Argument is deprecated: Use the aws_s3_bucket_acl resource instead. It is the one that is kept. (modules/s3/main.tf:12 of the controller)",
      address: 'module.s3.aws_s3_bucket.this["data-lake"]',
    },
    {
      ...warning,
      message: "Deprecated interpolation-only expressions: Write the value alone.",
      location: { file: FILE, line: 7 },
    },
    {
      ...warning,
      message:
        "Version constraints inside provider configuration blocks are deprecated: Terraform ignores it. (main.tf:3 of the controller)",
      location: { file: FILE },
    },
  ];

  it("reads Terraform's warnings with their place, and none that is told elsewhere", () => {
    const plan = planJson([], { checks: [checks("check.size", "fail", [{ message: "fewer than six\nthings, a=1" }])] });
    expect(warningFindings(PRINTED, FILE, checkFindings(plan))).toEqual(OF_TERRAFORM);
  });

  it("reads a check that only the apply could judge", () => {
    expect(warningFindings(PRINTED, FILE, [])).toEqual([...OF_TERRAFORM, { ...CHECK, location: { file: FILE } }]);
  });

  it("tells each once, and at most twenty", () => {
    expect(warningFindings(`${PRINTED}${PRINTED}`, FILE, [])).toHaveLength(4);
    const many = Array.from({ length: 50 }, (_, index) => `Warning: number ${index}\n\nDetail.\n`).join("\n");
    expect(warningFindings(many, FILE, []).map(({ message }) => message)).toEqual(
      Array.from({ length: 20 }, (_, index) => `number ${index}: Detail.`),
    );
  });

  it("reads a title that is followed by nothing", () => {
    expect(warningFindings("Warning: alone", FILE, [])).toEqual([{ ...warning, message: "alone.", location: { file: FILE } }]);
  });
});
