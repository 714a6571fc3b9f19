import { describe, expect, it } from "@jest/globals";
import { resolveReferences } from "../../../src/domain/checks/references.ts";
import { tfvars } from "../builders.ts";

const PATHS = new Set(["S3/app/app.tfvars", "S3/app/bucket-policy.json", "S3/app/policies/kms.json", "shared/trust.json"]);
const resolve = (...texts: string[]) => resolveReferences(tfvars("S3/app/app.tfvars", { files: texts }), PATHS);
const complaints = (text: string) => resolve(text).findings.map(({ message }) => message);

describe("a reference is refused", () => {
  it.each([
    ["S3/app/nothing-alike.json", ""],
    ["bucket-polcy.json", ' Did you mean "bucket-policy.json"?'],
    ["Bucket-Policy.json", ' Did you mean "bucket-policy.json"?'],
    ["kms.json", ' Did you mean "policies/kms.json"?'],
    ["trust.json", ' Did you mean "shared/trust.json"?'],
  ])("when there is no file %s", (text, guess) => {
    expect(complaints(text)).toEqual([`got "${text}", but there is no such file beside the tfvars or at the repository root.${guess}`]);
  });

  it.each([
    ["../../shared/trust.json", 'got "../../shared/trust.json", which leaves its folder, expected a path without "..".'],
    ["/etc/x.json", 'got the absolute path "/etc/x.json", expected a path inside the repository.'],
    ["c:x.json", 'got the absolute path "c:x.json", expected a path inside the repository.'],
    ["a\\b.json", 'got "a\\b.json", expected a path with "/" and visible characters.'],
    ["a\0b.json", 'got "a b.json", expected a path with "/" and visible characters.'],
    ["main.tf.json", 'got "main.tf.json", a name Terraform reads by itself, expected a plain JSON file.'],
    ["x/terraform.tfvars.json", 'got "x/terraform.tfvars.json", a name Terraform reads by itself, expected a plain JSON file.'],
    [".terraform/x.json", 'got ".terraform/x.json", a name Terraform reads by itself, expected a plain JSON file.'],
    [`${"x".repeat(1020)}.json`, "got a path of 1025 characters, expected at most 1024."],
  ])("when it is %s", (text, complaint) => {
    expect(complaints(text)).toEqual([complaint]);
  });

  it("with its place in the tfvars, once for each path", () => {
    expect(resolve("x.json", "x.json").findings).toEqual([
      {
        rule: "json-reference",
        level: "deny",
        severity: "high",
        message: 'got "x.json", but there is no such file beside the tfvars or at the repository root.',
        remediation: "Add the file, or correct the path.",
        location: { file: "S3/app/app.tfvars", line: 1, column: 9 },
        overridable: false,
      },
    ]);
  });

  it("ten thousand times over, in linear time", () => {
    const many = new Set(Array.from({ length: 10_000 }, (_, index) => `S3/app/${index}/${"x".repeat(40)}.json`));
    const before = process.cpuUsage();
    resolveReferences(
      tfvars("S3/app/app.tfvars", { files: Array.from({ length: 10_000 }, (_, index) => `${"y".repeat(50)}${index}.json`) }),
      many,
    );
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(10_000);
  });
});

describe("a reference is found", () => {
  it("beside the tfvars before the repository root, kept as it was written", () => {
    const location = { file: "S3/app/app.tfvars", line: 1, column: 9 };
    expect(resolve("bucket-policy.json", "./policies/kms.json", "shared/trust.json", "bucket-policy.json")).toEqual({
      references: [
        { written: "bucket-policy.json", file: "S3/app/bucket-policy.json", location },
        { written: "./policies/kms.json", file: "S3/app/policies/kms.json", location },
        { written: "shared/trust.json", file: "shared/trust.json", location },
      ],
      findings: [],
    });
  });

  it("in no URL, no ARN, no text of several lines and nothing that ends otherwise", () => {
    expect(resolve("https://x.org/y.json", "arn:aws:s3:::x/y.json", "a\nb.json", "x.JSON", "json")).toEqual({
      references: [],
      findings: [],
    });
  });
});
