import { describe, expect, it } from "@jest/globals";
import { filled, readMapping, starsOf } from "../../../src/domain/migrate/mapping.ts";

describe("readMapping", () => {
  it("reads flags before what stays and what moves by the file, with the lines", () => {
    const text = `stay: ["aws_iam_role.legacy*"]
move:
  - { resources: 'module.old.aws_s3_bucket.b["*"]', to: s3/dev/us-east-1/data, as: 'module.s3.aws_s3_bucket.this["*"]' }
others: stay
providers: { registry.terraform.io/acme/aws: registry.terraform.io/hashicorp/aws }
`;
    expect(readMapping(["aws_kms_key.* => kms/dev/us-east-1/keys"], { name: "migrate.yaml", text })).toEqual({
      rules: [
        { resources: "aws_kms_key.*", to: "kms/dev/us-east-1/keys", as: null, where: "--move" },
        { resources: "aws_iam_role.legacy*", to: null, as: null, where: "migrate.yaml:1" },
        {
          resources: 'module.old.aws_s3_bucket.b["*"]',
          to: "s3/dev/us-east-1/data",
          as: 'module.s3.aws_s3_bucket.this["*"]',
          where: "migrate.yaml:3",
        },
      ],
      others: "stay",
      providers: new Map([["registry.terraform.io/acme/aws", "registry.terraform.io/hashicorp/aws"]]),
    });
  });

  it("says everything that is wrong in both at once", () => {
    const text = "moves: []\nothers: leave\nproviders: { aws: hashicorp/aws }\n";
    expect(() => readMapping(["x", "a => b => c*"], { name: "migrate.yaml", text })).toThrow(
      `the mapping needs a change:
--move  got "x", expected 'PATTERN => DEPLOYMENT' or 'PATTERN => DEPLOYMENT => NEW ADDRESS'
migrate.yaml:1  moves: unknown key, did you mean "move"?
migrate.yaml:2  others: got "leave", expected propose or stay
migrate.yaml:3  providers.aws: expected a provider's full source such as registry.terraform.io/hashicorp/aws
--move  as: got 1 *, expected at most the 0 of "a": each takes what the one there stands for`,
    );
  });
});

describe("starsOf", () => {
  it.each<[string, string, string[] | null]>([
    ["a.b", "a.b", []],
    ["a.b", "a.c", null],
    ['b["*"]', 'b["data-lake"]', ["data-lake"]],
    ["*.b.*", "a.b.b.c", ["a", "b.c"]],
    ["a*b*", "axbyb", ["x", "yb"]],
    ["ab*ba", "aba", null],
    ["A*", "ab", null],
  ])("%s in %s: %j", (pattern, text, stars) => {
    expect(starsOf(pattern, text)).toEqual(stars);
  });

  it("takes no longer for a text made to be hard", () => {
    expect(starsOf(`${"*a".repeat(200)}*b`, "a".repeat(4000))).toBeNull();
  });
});

it("filled puts them in, in order", () => {
  expect(filled('this["*-*"]', ["a", "b"])).toBe('this["a-b"]');
});
