import { codeOwnersOf, type CodeOwnersRule } from "../change/code-owners.ts";
import { authorshipOf, type HeadHistory } from "../evidence/authors.ts";
import { isSameLogin, type Person } from "../model/person.ts";
import { shortList } from "../text/short-list.ts";
import type { ApprovalNeeds, Needed } from "./needs.ts";

/** Who is in a team now. */
export type TeamMembers =
  | { kind: "members"; people: readonly Person[] }
  /** `why`: what to do about it, a sentence. */
  | { kind: "unknown"; why: string };

/** What CODEOWNERS of the base branch says. */
export type CodeOwners = { kind: "rules"; rules: readonly CodeOwnersRule[] } | { kind: "missing" } | { kind: "unknown"; why: string };

export interface ApproverEvidence {
  /** Whose approval of the head counts: people with write access who did not make it. */
  approvers: readonly Person[];
  /** Who made the head. */
  history: HeadHistory;
  /** By `org/team`, lower case; one that is not there is unknown. */
  teams: ReadonlyMap<string, TeamMembers>;
  codeOwners: CodeOwners;
  /** That the pull request touches; null: unknown. */
  paths: readonly string[] | null;
}

/** Somebody whose approval is still missing. */
export interface MissingApproval {
  /** `one of @org/finance`, `@anna`, `one owner of IAM/x.json (@org/iam)`, `one writer`, `2 writers` */
  who: string;
  reasons: string[];
  /** Why nobody can give it as things stand, or why it is unknown; null: somebody may approve. A sentence. */
  problem: string | null;
}

/**
 * Who is missing, the most particular first; empty: everything that the rules need is there. One person may stand for a team, for files that they
 * own and for one of the number at once.
 * @param least So many approvals every change needs, without any rule.
 */
export function missing(needs: ApprovalNeeds, evidence: ApproverEvidence, least: number): MissingApproval[] {
  const particular = missingInParticular(needs, evidence);
  const more = Math.max(needs.count.least, least) - evidence.approvers.length - particular.length;
  if (more <= 0) return particular;
  const reasons = needs.count.least > least ? needs.count.reasons : [];
  return [...particular, { who: more === 1 ? "one writer" : `${more} writers`, reasons: [...reasons], problem: null }];
}

/** The same without those that any writer may be. */
export function missingInParticular(needs: ApprovalNeeds, evidence: ApproverEvidence): MissingApproval[] {
  return [...missingTeams(needs, evidence), ...missingPeople(needs, evidence), ...missingOwners(needs, evidence)];
}

/** `one of @org/finance (cost +1,240 USD a month), one writer` */
export function missingText(all: readonly MissingApproval[]): string {
  return all
    .map(({ who, reasons, problem }) => {
      const said = [...reasons, ...(problem === null ? [] : [problem.replace(/\.$/, "")])].join("; ");
      return said === "" ? who : `${who} (${said})`;
    })
    .join(", ");
}

/** `org/team` of everybody who may be asked for: teams of rules, and those that own a changed file. */
export function teamsToList(needs: ApprovalNeeds, codeOwners: CodeOwners, paths: readonly string[] | null): string[] {
  const owners = needs.codeOwners === null || codeOwners.kind !== "rules" ? [] : ownedBy(codeOwners.rules, paths ?? []);
  return [...new Set([...needs.teams.keys(), ...owners.flatMap((group) => group.owners.flatMap((owner) => teamOf(owner) ?? []))])].sort();
}

function missingTeams({ teams }: ApprovalNeeds, evidence: ApproverEvidence): MissingApproval[] {
  return [...teams].flatMap(([team, { reasons }]) => {
    const members = membersOf(team, evidence);
    if (members.kind === "members" && holdsOne(members.people, evidence.approvers)) return [];
    return [{ who: `one of @${team}`, reasons: [...reasons], problem: teamProblem(team, members, evidence.history) }];
  });
}

function membersOf(team: string, { teams }: ApproverEvidence): TeamMembers {
  return teams.get(team) ?? { kind: "unknown", why: `Who is in @${team} is unknown.` };
}

function holdsOne(people: readonly Person[], approvers: readonly Person[]): boolean {
  return people.some((person) => approvers.some((approver) => approver.id === person.id));
}

function teamProblem(team: string, members: TeamMembers, history: HeadHistory): string | null {
  if (members.kind === "unknown") return members.why;
  if (members.people.length === 0) return `@${team} has no members: an owner of the organization adds some.`;
  const authors = members.people.filter((person) => authorshipOf(person, history) !== null);
  return authors.length === members.people.length
    ? `Everybody in @${team} had a hand in this change: an owner of it adds somebody else.`
    : null;
}

function missingPeople({ people }: ApprovalNeeds, { approvers, history }: ApproverEvidence): MissingApproval[] {
  return [...people].flatMap(([login, { reasons }]) => {
    if (approvers.some((approver) => isSameLogin(approver.login, login))) return [];
    const made = authorshipOf({ id: Number.NaN, login }, history);
    return [
      {
        who: `@${login}`,
        reasons: [...reasons],
        problem: made === null ? null : `@${login} ${made}, so somebody else has to make this change.`,
      },
    ];
  });
}

function missingOwners({ codeOwners: needed }: ApprovalNeeds, evidence: ApproverEvidence): MissingApproval[] {
  if (needed === null) return [];
  const { codeOwners, paths } = evidence;
  const one = (problem: string): MissingApproval[] => [{ who: "a code owner", reasons: [...needed.reasons], problem }];
  if (codeOwners.kind === "unknown") return one(codeOwners.why);
  if (codeOwners.kind === "missing") return one("There is no CODEOWNERS in the base branch: add one, or take codeowners out of the rule.");
  if (paths === null) return one("Which files changed is unknown: comment /tf validate.");
  return ownedBy(codeOwners.rules, paths).flatMap((group) => missingOwnersOf(group, needed, evidence));
}

interface OwnedFiles {
  owners: readonly string[];
  paths: string[];
}

/** Files by their owners. Those that nobody owns need no owner's approval, as on GitHub. */
function ownedBy(rules: readonly CodeOwnersRule[], paths: readonly string[]): OwnedFiles[] {
  const groups = new Map<string, OwnedFiles>();
  for (const path of paths) {
    const owners = codeOwnersOf(path, rules);
    if (owners.length === 0) continue;
    const key = owners.join(" ").toLowerCase();
    const group = groups.get(key) ?? { owners, paths: [] };
    group.paths.push(path);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function missingOwnersOf({ owners, paths }: OwnedFiles, { reasons }: Needed, evidence: ApproverEvidence): MissingApproval[] {
  const states = owners.map((owner) => ownerState(owner, evidence));
  if (states.some((state) => state === "approved")) return [];
  const problems = states.flatMap((state) => (typeof state === "object" ? [state.problem] : []));
  return [
    {
      who: `one owner of ${shortList(paths, 1)} (${shortList(owners, 3)})`,
      reasons: [...reasons],
      // As long as one of them may approve, somebody knows what to do.
      problem: problems.length === states.length ? problems.join(" ") : null,
    },
  ];
}

function ownerState(owner: string, evidence: ApproverEvidence): "approved" | "waiting" | { problem: string } {
  const team = teamOf(owner);
  if (team !== null) {
    const members = membersOf(team, evidence);
    if (members.kind === "members" && holdsOne(members.people, evidence.approvers)) return "approved";
    const problem = teamProblem(team, members, evidence.history);
    return problem === null ? "waiting" : { problem };
  }
  if (!owner.startsWith("@")) return { problem: "An owner who is named by a mail address cannot be told from others: name the login." };
  const login = owner.slice(1);
  if (evidence.approvers.some((approver) => isSameLogin(approver.login, login))) return "approved";
  const made = authorshipOf({ id: Number.NaN, login }, evidence.history);
  return made === null ? "waiting" : { problem: `${owner} ${made}: another owner has to approve.` };
}

/** `@Org/Team` → `org/team`; null: a login or a mail address. */
function teamOf(owner: string): string | null {
  return owner.startsWith("@") && owner.includes("/") ? owner.slice(1).toLowerCase() : null;
}
