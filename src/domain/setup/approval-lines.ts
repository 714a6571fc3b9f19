import type { TeamMembers } from "../approvals/missing.ts";
import type { ApprovalRule } from "../approvals/rule.ts";
import { isHuman, type Person } from "../model/person.ts";
import type { CheckLine } from "./checkup.ts";

/** The teams that approval rules name, each once. */
export function teamsOfRules(rules: readonly ApprovalRule[]): string[] {
  return [...new Set(rules.flatMap(({ need }) => need.teams))].sort();
}

/** @param isRunner Whether the token that asked is that of the runs: others may see less. */
export function teamLine(team: string, members: TeamMembers, isRunner: boolean): CheckLine {
  const about = `approvals: @${team}`;
  if (members.kind === "unknown") return { about, state: isRunner ? "wrong" : "not looked at", said: members.why, remedy: "" };
  const people = members.people.filter(isHuman).length;
  if (people > 0) return { about, state: "ok", said: people === 1 ? "one member" : `${people} members`, remedy: "" };
  return { about, state: "wrong", said: "has no members, so nobody can meet the rules that name it", remedy: "add somebody to the team" };
}

/**
 * Whether a source repository has as many people as the rules want to approve a change of one of them.
 * @param writers Who may write to it; null: they cannot be listed.
 */
export function writersLine(repository: string, rules: readonly ApprovalRule[], writers: readonly Person[] | null): CheckLine[] {
  const most = Math.max(0, ...rules.map(({ need }) => need.count));
  if (most === 0) return [];
  const about = `approvals: ${repository}`;
  if (writers === null) return [{ about, state: "not looked at", said: "who may write to it cannot be listed", remedy: "" }];
  // Nobody approves what they made.
  const others = Math.max(0, writers.filter(isHuman).length - 1);
  if (others >= most)
    return [{ about, state: "ok", said: `${others} people may approve beside the author, and no rule wants more`, remedy: "" }];
  return [
    {
      about,
      state: "wrong",
      said: `a rule wants ${most} approvals, but beside the author only ${others} may write`,
      remedy: "lower the rule's count in deployment-rules.yaml, or let more people write to the repository",
    },
  ];
}
