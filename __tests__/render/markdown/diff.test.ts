import { describe, expect, it } from "@jest/globals";
import { renderComment } from "../../../src/render/markdown/comment.ts";
import { planAsDiff, withoutProgress } from "../../../src/render/markdown/diff.ts";
import { report, result } from "../report-builders.ts";

describe("a plan as diff", () => {
  it("has its marks in column 1", () => {
    expect(planAsDiff('  # x\n  + a "b" {\n      ~ c = 1\n      - d = 2\n-/+ e {\n+/- f {\n <= g {\n    n = -5\n  -5\n')).toBe(
      '  # x\n+   a "b" {\n!       c = 1\n-       d = 2\n-/+ e {\n!+/- f {\n <= g {\n    n = -5\n  -5\n',
    );
  });

  // As Terraform 1.11 writes it.
  it("leaves the items of a list in a new text where they are", () => {
    const plan = `  + resource "terraform_data" "a" {
      + input  = {
          + l = [
              + <<-EOT
                    packages:
                      - nginx
                    - top
                    + plus
                EOT,
              + "k",
            ]
        }
    }`;
    expect(planAsDiff(plan)).toBe(`+   resource "terraform_data" "a" {
+       input  = {
+           l = [
+               <<-EOT
                    packages:
                      - nginx
                    - top
                    + plus
                EOT,
+               "k",
            ]
        }
    }`);
  });

  it("marks the changed lines of a text, and no others", () => {
    const plan = `-/+ resource "terraform_data" "c" {
      ~ triggers_replace = <<-EOT
            packages:
              - nginx
          -   - vim
          +   - emacs
            - top
          - + plus
          + ~ tilde
        EOT # forces replacement
      - gone = 1
    }`;
    expect(planAsDiff(plan)).toBe(`-/+ resource "terraform_data" "c" {
!       triggers_replace = <<-EOT
            packages:
              - nginx
-             - vim
+             - emacs
            - top
-           + plus
+           ~ tilde
        EOT # forces replacement
-       gone = 1
    }`);
  });

  it("goes on with marks where redaction took the end of a text", () => {
    expect(planAsDiff("      ~ a = <<-EOT\n            - x\n    }\n\n  - b {")).toBe(
      "!       a = <<-EOT\n            - x\n    }\n\n-   b {",
    );
  });
});

describe("a shown plan", () => {
  const NOISE = `Acquiring state lock. This may take a few moments...
data.aws_region.current: Reading...
data.aws_region.current: Still reading... [10s elapsed]
data.aws_region.current: Read complete after 0s [id=eu-west-1]
module.s3.aws_s3_bucket.this["a: b"]: Refreshing state... [id=a]
aws_s3_bucket.b: Preparing import... [id=b]
aws_s3_bucket.b: Still creating... [10s elapsed]
Releasing state lock. This may take a few moments...
`;

  it("has no line on what was only read", () => {
    const plan =
      'Terraform will perform the following actions:\n\n  # a.b will be created\n      + x = "y: Reading..."\na.b: Creation complete after 1s';
    expect(withoutProgress(`${NOISE}\n${plan}`)).toBe(plan);
  });

  it("shows the one change behind a large state", () => {
    const refreshed = Array.from(
      { length: 2_000 },
      (_, index) => `aws_s3_bucket.b${index}: Refreshing state... [id=${"x".repeat(60)}]\n`,
    ).join("");
    const changed = { counts: { add: 1, change: 0, destroy: 0 }, output: `${refreshed}\n  # a.b will be created\n` };
    const comment = renderComment(report({ results: [result("s3/a/r/p", changed)] }), null);
    expect(comment).toContain("```diff\n# a.b will be created\n```");
  });
});
