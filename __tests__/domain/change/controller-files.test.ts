import { describe, expect, it } from "@jest/globals";
import { controllerFilesIn, controllerPart, mixedChange } from "../../../src/domain/change/controller-files.ts";

const FOLDERS = ["policies", "rules/"];

describe("what a path is to the controller", () => {
  it.each([
    ["accounts.yaml", "accounts"],
    ["Accounts.yml", "accounts"],
    ["special-approvers.yaml", "approvers"],
    ["approvers-config.yaml", "approvers"],
    ["special_approver.yaml", "approvers"],
    ["deployment-rules.yaml", "deployment rules"],
    ["policy.yaml", "policy settings"],
    ["policy.yml", "policy settings"],
    ["notifications.yaml", "notifications"],
    ["notification.yml", "notifications"],
    ["policies/sizes.rego", "policy"],
    ["policies/data/limits.json", "policy"],
    ["rules/limits.yaml", "policy"],
    ["anywhere/else.rego", "policy"],
    ["golden-templates/s3.json", "golden template"],
    ["golden_templates/s3.json", "golden template"],
    ["main.tf", "Terraform code"],
    ["MAIN.TF", "Terraform code"],
    ["main.tf.json", "Terraform code"],
    [".terraform.lock.hcl", "Terraform code"],
    ["modules/s3/policy.json.tftpl", "Terraform code"],
    ["Modules/s3/main.tf", "Terraform code"],
    ["prod.auto.tfvars", "Terraform code"],
    [".github/workflows/terraform.yml", "workflow"],
    [".github/actions/setup/action.yml", "workflow"],
    [".GitHub/Workflows/terraform.yml", "workflow"],
    [".github/dependabot.yml", "GitHub settings"],
    [".github/CODEOWNERS", "code owners"],
    ["CODEOWNERS", "code owners"],
    ["docs/CODEOWNERS", "code owners"],
  ])("%s: %s", (path, part) => {
    expect(controllerPart(path, FOLDERS)).toBe(part);
  });

  it.each([
    "s3/data/data.tfvars",
    "s3/data/policy.json",
    "s3/data/s3-golden-template.json",
    "README.md",
    "docs/rules.md",
    "s3/accounts.yaml",
  ])("%s: nothing", (path) => {
    expect(controllerPart(path, FOLDERS)).toBeNull();
  });
});

it("lists the controller's files of a change by path, a rename at both its ends", () => {
  expect(
    controllerFilesIn(
      [
        { path: "special-approvers.yaml", status: "modified" },
        { path: "s3/main.tfvars", status: "added" },
        { path: "notes/old-rule.txt", previousPath: "policies/sizes.rego", status: "renamed" },
        { path: "policies/new.rego", previousPath: "drafts/new.txt", status: "renamed" },
        { path: "main.tf", status: "removed" },
      ],
      FOLDERS,
    ),
  ).toEqual([
    { path: "main.tf", part: "Terraform code", change: "removed" },
    { path: "policies/new.rego", part: "policy", change: "added" },
    { path: "policies/sizes.rego", part: "policy", change: "removed" },
    { path: "special-approvers.yaml", part: "approvers", change: "changed" },
  ]);
});

it("refuses each of them beside deployments", () => {
  expect(mixedChange([{ path: "policy.yaml", part: "policy settings", change: "changed" }])).toEqual([
    {
      rule: "controller-and-deployments",
      level: "deny",
      severity: "high",
      message: '"policy.yaml" belongs to the controller (policy settings), expected it in a pull request without deployments.',
      remediation: "Make one pull request for the controller's files and one for the deployments.",
      location: { file: "policy.yaml" },
      overridable: false,
    },
  ]);
});
