import { describe, expect, it } from "@jest/globals";
import { codeOwnersOf, readCodeOwners } from "../../../src/domain/change/code-owners.ts";

/** The example of GitHub's documentation, shortened. */
const RULES = readCodeOwners(`# A comment
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat-logs
/apps/github
/S3/my\\ data/ @space
`);

describe("the owners of a file", () => {
  it.each([
    ["README", ["@global-owner1", "@global-owner2"]],
    ["src/deep/x.js", ["@js-owner"]],
    ["x.go", ["docs@example.com"]],
    ["x.txt", ["@octo-org/octocats"]],
    ["build/logs/a/b", ["@octocat-logs"]],
    ["other/docs/x", ["@global-owner1", "@global-owner2"]],
    ["docs/x", ["@doctocat"]],
    ["a/apps/b/c", ["@octocat"]],
    ["scripts/x/y", ["@doctocat", "@octocat"]],
    ["deep/logs", ["@octocat-logs"]],
    ["apps/github/x", []],
    ["S3/my data/x.tfvars", ["@space"]],
  ])("of %s are %j", (path, owners) => {
    expect(codeOwnersOf(path, RULES)).toEqual(owners);
  });

  it("counts what lies in a folder for a rule of the folder, and only what lies directly in it for /*", () => {
    const rules = readCodeOwners("docs/* @direct\n/S3 @s3\n/KMS/**/keys @keys\n");
    const of = (path: string) => codeOwnersOf(path, rules);
    expect([of("docs/x"), of("docs/a/x"), of("S3/a/b"), of("a/S3/b"), of("KMS/keys/x"), of("KMS/a/b/keys"), of("KMS/x")]).toEqual([
      ["@direct"],
      [],
      ["@s3"],
      [],
      ["@keys"],
      ["@keys"],
      [],
    ]);
  });

  it("tells capitals apart, and leaves out what GitHub does not understand", () => {
    expect(codeOwnersOf("s3/x", readCodeOwners("/S3/ @s3\n"))).toEqual([]);
    expect(readCodeOwners("!a @x\n[ab] @x\n/a x\n\n   \n# @x\n/b <b>@x</b>\n")).toEqual([]);
  });

  it("takes no time over patterns that are meant to", () => {
    const rules = readCodeOwners(`${"**/a*".repeat(2_000)}* @x\n`.repeat(50));
    const started = performance.now();
    expect(codeOwnersOf(`${"a/".repeat(60)}b`, rules)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
