import { describe, expect, it } from "@jest/globals";
import { CONTROLLER_FILES } from "../../../src/domain/controller/files.ts";
import { unreadFiles } from "../../../src/domain/controller/names.ts";
import { format } from "../../../src/domain/model/finding.ts";

const complaints = (path: string, mode: "100644" | "120000" = "100644") => unreadFiles([{ path, mode, sizeBytes: 1 }]).map(format);

describe("unreadFiles", () => {
  it.each([
    ["policy.yml", "policy.yaml"],
    ["policies.yaml", "policy.yaml"],
    ["Policy.yaml", "policy.yaml"],
    ["account.yaml", "accounts.yaml"],
    ["special_approvers.yaml", "special-approvers.yaml"],
    ["special-approver.yml", "special-approvers.yaml"],
    ["approvers_config.yml", "approvers-config.yaml"],
    ["deployment-rule.yaml", "deployment-rules.yaml"],
    ["Notification.yml", "notifications.yaml"],
    ["golden-template/s3.json", "golden-templates/<service>.json"],
    ["golden_templates/s3.json", "golden-templates/<service>.json"],
    ["golden-templates/s3.yaml", "golden-templates/<service>.json"],
    ["golden-templates/storage/s3.json", "golden-templates/<service>.json"],
  ])("%s would not be read", (path, expected) => {
    expect(complaints(path)).toEqual([`${path}  this name is not read, expected ${expected}. Rename it.`]);
  });

  it.each([
    ...CONTROLLER_FILES,
    ...[
      "golden-templates/s3.json",
      "golden-templates/README.md",
      "policies/sizes.rego",
      "policy.json",
      "docs/policy.yml",
      "codecov.yml",
      "main.tf",
    ],
  ])("%s is as it should be", (path) => {
    expect(complaints(path)).toEqual([]);
  });

  it("refuses a link in the place of a file", () => {
    for (const path of [
      "policy.yaml",
      "golden-templates/s3.json",
      "policies/sizes.rego",
      "network.tf",
      "modules/s3/main.tf.json",
      ".terraform.lock.hcl",
    ])
      expect(complaints(path, "120000")).toEqual([`${path}  got a link, expected a file. Put the file itself here.`]);
    expect(complaints("README.md", "120000")).toEqual([]);
    // Terraform says itself what it misses here.
    expect(complaints("modules/shared", "120000")).toEqual([]);
  });
});
