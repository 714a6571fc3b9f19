import { describe, expect, it } from "@jest/globals";
import { dependsObjections, parseDependsOn, type DependencyState } from "../../../src/domain/gates/depends.ts";
import { alsoHeldBy } from "../../../src/domain/model/gate.ts";

const HERE = "org/dev";
const named = (body: string) => parseDependsOn(body, HERE).map(({ repository, number }) => `${repository}#${number}`);

describe("what a description says that it depends on", () => {
  it.each<[string, string[]]>([
    ["Depends on #12", ["org/dev#12"]],
    ["depends on: org/net#3", ["org/net#3"]],
    ["- [ ] Depends on #12, #13 and org/net#3", ["org/dev#12", "org/dev#13", "org/net#3"]],
    ["**Depends on** https://github.com/org/net/pull/3", ["org/net#3"]],
    ["A new bucket.\n\nDepends on #12\nDepends on org/DEV#12\n", ["org/DEV#12"]],
    ["It depends on #12", []],
    ["Depends on the weather", []],
    ["Depends on #0 and #abc", []],
    ["<!--\nDepends on #12\n-->", []],
    ["```\nDepends on #12\n```", []],
    ["", []],
  ])("%j: %j", (body, expected) => {
    expect(named(body)).toEqual(expected);
  });
});

describe("a dependency", () => {
  const state = { repository: HERE, number: 12, name: "#12" };

  it.each<[DependencyState, string | null]>([
    [{ ...state, kind: "applied" }, null],
    [{ ...state, kind: "open" }, "it depends on #12, which is not merged"],
    [{ ...state, kind: "closed" }, "it depends on #12, which was closed without a merge"],
    [{ ...state, kind: "merged", why: "s3/a is not applied" }, "it depends on #12, which is merged, but s3/a is not applied"],
    [{ ...state, kind: "circle", circle: ["#15", "#12", "#15"] }, "it depends on #12, which depends on this one again: #15 → #12 → #15"],
    [{ ...state, kind: "unknown", why: "Not Found" }, "it depends on #12, of which nothing is known here (Not Found)"],
  ])("as %j holds with: %s", (given, reason) => {
    expect(dependsObjections([given]).map((objection) => objection.reason)).toEqual(reason === null ? [] : [reason]);
  });

  it("is one of at most twenty", () => {
    const many = Array.from({ length: 21 }, (_, index): DependencyState => ({ ...state, number: index + 1, kind: "applied" }));
    expect(dependsObjections(many)).toEqual([
      { reason: "it depends on 21 pull requests, expected at most 20", remedy: "Let some of them depend on each other." },
    ]);
  });

  it("holds a gate that is open, and is told beside what holds it already", () => {
    const more = dependsObjections([{ ...state, kind: "open" }]);
    expect(alsoHeldBy({ kind: "open" }, [])).toEqual({ kind: "open" });
    expect(alsoHeldBy({ kind: "open" }, more)).toEqual({
      kind: "held",
      reasons: ["it depends on #12, which is not merged"],
      remedy: "Have #12 merged and applied; then this is merged by itself.",
    });
    expect(alsoHeldBy({ kind: "held", reasons: ["it is a draft"], remedy: "Mark it." }, more)).toMatchObject({
      reasons: ["it is a draft", "it depends on #12, which is not merged. Have #12 merged and applied; then this is merged by itself."],
      remedy: "Mark it.",
    });
  });
});
