import { describe, expect, it } from "@jest/globals";
import { ConfigurationError } from "../../../src/domain/model/errors.ts";
import { parsePush } from "../../../src/domain/run/push-event.ts";

const HEAD = "a".repeat(40);

function push(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { ref: "refs/heads/feature/a", after: HEAD, repository: { full_name: "org/dev" }, commits: [], ...changes };
}

describe("a push event", () => {
  it.each([
    ["nothing", undefined],
    ["null", null],
    ["text", "push"],
    ["a tag", push({ ref: "refs/tags/v1" })],
    ["no head", push({ after: "" })],
    ["commits that are none", push({ commits: [{ message: 1 }] })],
    ["a repository without a name", push({ repository: {} })],
  ])("that is %s is refused", (_what, payload) => {
    expect(() => parsePush(payload)).toThrow(ConfigurationError);
    expect(() => parsePush(payload)).toThrow(/^push: the event is not as GitHub sends it: /);
  });

  it("tells each file once, with what the last commit did to it", () => {
    const commits = [
      { message: "One\n\nmore", added: ["a.tfvars", "b.tfvars"], modified: [], removed: [] },
      { message: "Two", added: [], modified: ["a.tfvars"], removed: ["b.tfvars"] },
      { message: "Three", added: [], modified: [], removed: ["c.json"] },
      { message: "Four", added: ["c.json"], modified: [], removed: [] },
    ];
    expect(parsePush(push({ commits }))).toEqual({
      branch: "feature/a",
      headSha: HEAD,
      repository: "org/dev",
      deleted: false,
      changed: [
        { path: "a.tfvars", status: "modified" },
        { path: "b.tfvars", status: "removed" },
        { path: "c.json", status: "modified" },
      ],
      subjects: ["One", "Two", "Three", "Four"],
    });
  });

  it("keeps names that every object inherits", () => {
    const commits = [{ message: "", added: ["__proto__", "constructor"], modified: [], removed: [] }];
    const { changed, subjects } = parsePush(push({ commits }));
    expect(changed.map(({ path }) => path)).toEqual(["__proto__", "constructor"]);
    expect(subjects).toEqual([]);
  });

  it("of a branch that was deleted or holds no commits changes nothing", () => {
    expect(parsePush(push({ deleted: true, after: "0".repeat(40) }))).toMatchObject({ deleted: true, changed: [], subjects: [] });
  });
});
