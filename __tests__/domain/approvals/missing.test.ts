import { describe, expect, it } from "@jest/globals";
import { missing, missingText, teamsToList, type ApproverEvidence, type TeamMembers } from "../../../src/domain/approvals/missing.ts";
import { needs } from "../../../src/domain/approvals/needs.ts";
import type { ApprovalNeed } from "../../../src/domain/approvals/rule.ts";
import { readCodeOwners } from "../../../src/domain/change/code-owners.ts";
import type { Person } from "../../../src/domain/model/person.ts";
import { AUTHOR, history, person } from "../../helpers/gates.ts";
import { facts, rule } from "./rules.ts";

const [ANNA, BOB] = [person("anna"), person("bob")];
const of = (...people: Person[]): TeamMembers => ({ kind: "members", people });

function evidence(changes: Partial<ApproverEvidence> = {}): ApproverEvidence {
  const teams = new Map([["org/finance", of(ANNA, AUTHOR)]]);
  return { approvers: [], history: history(), teams, codeOwners: { kind: "missing" }, paths: ["S3/data/data.tfvars"], ...changes };
}

function text(need: Partial<ApprovalNeed>, given: ApproverEvidence, least = 1): string {
  return missingText(missing(needs([rule({}, need)], facts()), given, least));
}

describe("a number of approvals", () => {
  it("counts people, whoever they are", () => {
    expect([
      text({ count: 3 }, evidence()),
      text({ count: 3 }, evidence({ approvers: [ANNA, BOB] })),
      text({ count: 2 }, evidence({ approvers: [ANNA, BOB] })),
    ]).toEqual(["3 writers (every change)", "one writer (every change)", ""]);
  });

  it("that every change needs has no reason of its own", () => {
    expect(text({ count: 1 }, evidence(), 2)).toBe("2 writers");
  });

  it("is met by those who stand for a team, too", () => {
    const need = { count: 2, teams: ["org/finance"] };
    expect([text(need, evidence()), text(need, evidence({ approvers: [BOB] })), text(need, evidence({ approvers: [ANNA] }))]).toEqual([
      "one of @org/finance (every change), one writer (every change)",
      "one of @org/finance (every change)",
      "one writer (every change)",
    ]);
    expect(text(need, evidence({ approvers: [ANNA, BOB] }))).toBe("");
  });
});

describe("a team", () => {
  const need = { teams: ["org/finance"] };
  it.each<[string, TeamMembers | null, string]>([
    ["that is not known", null, "one of @org/finance (every change; Who is in @org/finance is unknown)"],
    ["that cannot be read", { kind: "unknown", why: "Ask." }, "one of @org/finance (every change; Ask)"],
    ["that is empty", of(), "one of @org/finance (every change; @org/finance has no members: an owner of the organization adds some)"],
    [
      "that made the change",
      of(AUTHOR),
      "one of @org/finance (every change; Everybody in @org/finance had a hand in this change: an owner of it adds somebody else)",
    ],
    ["that somebody has left", of(BOB), "one of @org/finance (every change)"],
    ["that has its member", of(BOB, ANNA), ""],
  ])("%s", (_, members, expected) => {
    const teams = new Map(members === null ? [] : [["org/finance", members]]);
    expect(text(need, evidence({ approvers: [ANNA], teams }))).toBe(expected);
  });

  it("is told by the account and not by the login", () => {
    const renamed = new Map([["org/finance", of({ ...BOB, login: "anna" })]]);
    expect(text(need, evidence({ approvers: [ANNA], teams: renamed }))).not.toBe("");
  });
});

describe("people", () => {
  it("each have to approve", () => {
    const need = { people: ["Anna", "bob"] };
    expect([text(need, evidence()), text(need, evidence({ approvers: [ANNA] })), text(need, evidence({ approvers: [ANNA, BOB] }))]).toEqual(
      ["@Anna (every change), @bob (every change)", "@bob (every change)", ""],
    );
  });

  it("who made the change cannot", () => {
    expect(text({ people: [AUTHOR.login] }, evidence())).toBe(
      "@dave (every change; @dave is the author, so somebody else has to make this change)",
    );
  });
});

describe("code owners", () => {
  const need = { codeOwners: true };
  const rules = readCodeOwners("* @bob\n/IAM/ @org/finance @carl\n/free/\n/mail/ mail@example.com\n");
  const with_ = (paths: string[] | null, changes: Partial<ApproverEvidence> = {}) =>
    text(need, evidence({ codeOwners: { kind: "rules", rules }, paths, ...changes }), 0);

  it("approve each file that has some", () => {
    const paths = ["IAM/a.json", "IAM/b.json", "S3/a.tfvars", "free/x"];
    expect(with_(paths)).toBe(
      "one owner of IAM/a.json and 1 more (@org/finance, @carl) (every change), one owner of S3/a.tfvars (@bob) (every change)",
    );
    expect([
      with_(paths, { approvers: [ANNA] }),
      with_(paths, { approvers: [person("carl")] }),
      with_(paths, { approvers: [ANNA, BOB] }),
      with_(["free/x"]),
    ]).toEqual(["one owner of S3/a.tfvars (@bob) (every change)", "one owner of S3/a.tfvars (@bob) (every change)", "", ""]);
  });

  it("cannot be told where they are named by an address, or nothing says who they are", () => {
    expect(with_(["mail/x"], { approvers: [ANNA] })).toContain("cannot be told from others");
    expect(with_(null)).toContain("comment /tf validate");
    expect(text(need, evidence(), 0)).toContain("There is no CODEOWNERS");
    expect(text(need, evidence({ codeOwners: { kind: "unknown", why: "Ask." } }), 0)).toContain("Ask");
  });

  it("of a team that cannot be read may still be somebody else", () => {
    const unknown = { teams: new Map<string, TeamMembers>() };
    expect([with_(["IAM/a"], unknown), with_(["IAM/a"], { ...unknown, approvers: [person("carl")] })]).toEqual([
      "one owner of IAM/a (@org/finance, @carl) (every change)",
      "",
    ]);
  });

  it("name the teams to list, beside those of the rules", () => {
    const needed = needs([rule({}, { codeOwners: true, teams: ["org/dba"] })], facts());
    expect(teamsToList(needed, { kind: "rules", rules }, ["IAM/a", "S3/b"])).toEqual(["org/dba", "org/finance"]);
    expect(teamsToList(needs([], facts()), { kind: "rules", rules }, ["IAM/a"])).toEqual([]);
  });
});
