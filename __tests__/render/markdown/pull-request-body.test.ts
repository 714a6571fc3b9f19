import { describe, expect, it } from "@jest/globals";
import { partBody, pullRequestBody } from "../../../src/render/markdown/pull-request-body.ts";
import { deployment } from "../../domain/builders.ts";

const END = "Opened by tf-orchestrator. It plans every push; an approval merges and applies it.";

describe("the body of a pull request", () => {
  it("has no table where nothing is deployed", () => {
    expect(pullRequestBody(["Broken files"], [])).toBe(`\n- Broken files\n\n${END}`);
    expect(pullRequestBody([], [])).toBe(`\n${END}`);
  });

  it("lists deployments and commits", () => {
    expect(pullRequestBody(["One", "Two"], [deployment("s3/a/us-east-1/data")])).toBe(
      [
        "| deployment | environment | file |",
        "|---|---|---|",
        "| `s3/a/us-east-1/data` | production | `s3/data/data.tfvars` |",
        "",
        "- One",
        "- Two",
        "",
        END,
      ].join("\n"),
    );
  });

  it("keeps a stranger's text in its cell and line, mentioning nobody", () => {
    const body = pullRequestBody(["@org/all look\n## here"], [deployment("s3/a/us-east-1/x", { environment: "a | b\n# c" })]);
    expect(body.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(3);
    expect(body).toContain("- `@org/all` look `##` here");
  });

  it("is cut at a hundred deployments and thirty commits", () => {
    const deployments = Array.from({ length: 103 }, (_, index) => deployment(`s3/a/us-east-1/p${index}`));
    const body = pullRequestBody(
      Array.from({ length: 40 }, (_, index) => `Commit ${index}`),
      deployments,
    );
    expect(body.split("\n").filter((line) => line.startsWith("| `s3/"))).toHaveLength(100);
    expect(body).toContain("and 3 more");
    expect(body.split("\n").filter((line) => line.startsWith("- Commit"))).toHaveLength(30);
  });

  it("fits into what GitHub takes, however long the names are", () => {
    const long = "x".repeat(62);
    const deployments = Array.from({ length: 100 }, (_, index) =>
      deployment(`${long}/${long}/us-east-1/${long}${index}`, { file: `${"f".repeat(3000)}.tfvars` }),
    );
    const subjects = Array.from({ length: 30 }, () => "s".repeat(5000));
    expect(pullRequestBody(subjects, deployments).length).toBeLessThan(65_536);
  });
});

describe("the body of a part's pull request", () => {
  it("says what a person has to do first", () => {
    expect(partBody([], [], { of: "feature/a", head: "feature/a--production", after: [7] })).toBe(
      [
        "One part of `feature/a`, which mixes deployments. It follows the pushes of `feature/a` as long as nobody changes its files here.",
        "",
        "Depends on #7",
        "",
        "A bot made its commits, so nothing is merged until somebody takes them over, who is an author then and cannot approve:",
        "",
        "```sh",
        "git fetch origin && git switch feature/a--production && git commit --amend --allow-empty --no-edit && git push --force-with-lease",
        "```",
        "",
        pullRequestBody([], []),
      ].join("\n"),
    );
  });

  it("has no name in its line for the shell that says more to a shell", () => {
    for (const head of ["a;id", "$(id)", "a`b", "-f", "a'b"])
      expect(partBody([], [], { of: head, head, after: [] })).toContain("git switch BRANCH && ");
  });
});
