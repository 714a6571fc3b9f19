import { describe, expect, it } from "@jest/globals";
import { changesTerraformCode, checkChangedPaths } from "../../../src/domain/checks/paths.ts";
import type { SourceEntry } from "../../../src/domain/model/source-tree.ts";

const files = (...paths: string[]): SourceEntry[] => paths.map((path) => ({ path, mode: "100644", sizeBytes: 1 }));
const complaints = (changed: string[], entries: SourceEntry[] = files(...changed)) =>
  checkChangedPaths(entries, changed).map(({ rule, message }) => `${rule} ${message}`);

describe("files that could change the Terraform code are refused by name", () => {
  it.each([
    "main.tf",
    "S3/x/main.tf.json",
    "S3/x/MAIN.TF",
    "override.tf",
    "x_override.tf.json",
    "S3/x/provider_override.json",
    "S3/x/a.auto.tfvars",
    "a.auto.tfvars.json",
    "terraform.tfvars.json",
    ".terraform.lock.hcl",
    ".terraformrc",
    "S3/.terraform/providers/x.json",
    "a.tftest.hcl",
    "tests/a.tftest.json",
    "a.tfmock.hcl",
    "main.tofu",
    "main.tofu.json",
    "terraform.tfstate",
    "terraform.tfstate.backup",
    "errored.tfstate/policy.json",
    "S3/x/Errored.TFState/policy.json",
    "terraform.tfstate/x.json",
    "terraform.tfvars/x.json",
    "tfplan/x.json",
    "TFPLAN",
    "main.tf/x.json",
    "a/main.tf.json/b/x.json",
    "x_override.tf/x.json",
  ])("%s", (path) => {
    expect(complaints([path])).toEqual([
      `source-terraform-code "${path}" could change the Terraform code or its settings, expected tfvars and JSON only.`,
    ]);
  });

  it.each([
    "terraform.tfvars",
    "S3/x/x.tfvars",
    "S3/x/policy.json",
    "README.md",
    "overrides.md",
    "docs/terraform.md",
    "x-golden-template.json",
    "tfplans/x.json",
    "S3/terraform/x.json",
  ])("but not %s", (path) => {
    expect(changesTerraformCode(path)).toBe(false);
    expect(complaints([path])).toEqual([]);
  });
});

describe("files that must not reach a workspace are refused by name", () => {
  it.each([
    ["/etc/passwd", "is an absolute path, expected one inside the repository."],
    ["C:/x.json", "is an absolute path, expected one inside the repository."],
    ["a/../b.json", 'has ".." in its path, expected one inside the repository.'],
    ["a//b.json", "has an empty path segment, expected names between the slashes."],
    ["./b.json", "has an empty path segment, expected names between the slashes."],
    ["a\\b.json", 'has a backslash in its name, expected "/" between folders and none elsewhere.'],
    [".git/config", "is inside a `.git` folder, expected files of the repository only."],
    ["a/.GIT/hooks/x", "is inside a `.git` folder, expected files of the repository only."],
    ["a/.git./x", "is inside a `.git` folder, expected files of the repository only."],
    ["git~1/x", "is inside a `.git` folder, expected files of the repository only."],
  ])("%s", (path, found) => {
    expect(complaints([path])).toEqual([`source-path "${path}" ${found}`]);
  });

  it("names with a NUL or a line end, shown without them", () => {
    expect(complaints(["a\0.json", "b\n.json"])).toEqual([
      'source-path "a .json" has a control character in its name, expected visible characters.',
      'source-path "b .json" has a control character in its name, expected visible characters.',
    ]);
  });

  it("symbolic links and submodules", () => {
    const entries: SourceEntry[] = [
      { path: "link.json", mode: "120000", sizeBytes: 1 },
      { path: "module.json", mode: "160000", sizeBytes: 0 },
      { path: "unchanged.json", mode: "120000", sizeBytes: 1 },
    ];
    expect(complaints(["link.json", "module.json"], entries)).toEqual([
      'source-path "link.json" is a symbolic link, expected a file.',
      'source-path "module.json" is a submodule, expected a file.',
    ]);
  });

  it("names that some file systems take for the same", () => {
    const clash = "only in letter case or Unicode form, expected names that differ on every file system.";
    expect(complaints(["S3/A.json"], files("S3/A.json", "s3/a.JSON"))).toEqual([
      `source-path "S3/A.json" differs from "s3/a.JSON" ${clash}`,
    ]);
    expect(complaints(["\u00e9.json"], files("\u00e9.json", "e\u0301.json"))).toEqual([
      `source-path "\u00e9.json" differs from "e\u0301.json" ${clash}`,
    ]);
    expect(complaints(["a.json"], files("a.json", "README.md", "readme.md"))).toEqual([]);
  });

  it("each once, with the file as place and no way to override", () => {
    expect(checkChangedPaths(files("main.tf"), ["main.tf", "main.tf"])).toEqual([
      {
        rule: "source-terraform-code",
        level: "deny",
        severity: "high",
        message: '"main.tf" could change the Terraform code or its settings, expected tfvars and JSON only.',
        remediation: "Take it out of this pull request; Terraform code lives in the controller repository.",
        location: { file: "main.tf" },
        overridable: false,
      },
    ]);
  });
});
