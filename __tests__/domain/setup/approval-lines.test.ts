import { expect, it } from "@jest/globals";
import { teamLine, teamsOfRules, writersLine } from "../../../src/domain/setup/approval-lines.ts";
import { person } from "../../helpers/gates.ts";
import { rule } from "../approvals/rules.ts";

const RULES = [rule({}, { count: 2, teams: ["org/b", "org/a"] }), rule({}, { teams: ["org/a"] })];
const [ANNA, BOB, CARL, ROBOT] = [person("anna"), person("bob"), person("carl"), person("robot", { type: "Bot" })];

it("names each team once", () => {
  expect(teamsOfRules(RULES)).toEqual(["org/a", "org/b"]);
});

it("finds a team that is empty, and one that nobody may list", () => {
  const state = (members: Parameters<typeof teamLine>[1], isRunner = true) => {
    const line = teamLine("org/a", members, isRunner);
    return [line.state, line.said];
  };
  expect(state({ kind: "members", people: [ANNA, BOB] })).toEqual(["ok", "2 members"]);
  expect(state({ kind: "members", people: [ROBOT] })).toEqual(["wrong", "has no members, so nobody can meet the rules that name it"]);
  expect(state({ kind: "unknown", why: "Ask." })).toEqual(["wrong", "Ask."]);
  expect(state({ kind: "unknown", why: "Ask." }, false)).toEqual(["not looked at", "Ask."]);
});

it("finds a rule that wants more people than there are", () => {
  expect(writersLine("org/dev", RULES, [ANNA, BOB, CARL])).toMatchObject([{ state: "ok" }]);
  expect(writersLine("org/dev", RULES, [ANNA, BOB, ROBOT])).toMatchObject([
    { state: "wrong", said: "a rule wants 2 approvals, but beside the author only 1 may write" },
  ]);
  expect(writersLine("org/dev", RULES, null)).toMatchObject([{ state: "not looked at" }]);
  expect(writersLine("org/dev", [], [])).toEqual([]);
});
