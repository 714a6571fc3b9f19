import type { Objection } from "../model/gate.ts";
import { isHuman, isSamePerson, type Person } from "../model/person.ts";
import { authorObjections, authorshipOf, type HeadHistory } from "./authors.ts";

/** A review as the API lists it. */
export interface Review {
  id: number;
  /** null: the account is gone. */
  user: Person | null;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";
  /** The head it was made on; null: that commit is gone. */
  commitSha: string | null;
  /** ISO 8601; null while it is pending. */
  submittedAt: string | null;
}

/** What somebody may do in the source repository; `unknown`: the API gave no answer. */
export type Permission = "admin" | "maintain" | "write" | "triage" | "read" | "none" | "unknown";

export interface ReviewEvidence extends HeadHistory {
  /** All pages, in any order; null: not all of them could be read. */
  reviews: readonly Review[] | null;
  /** By account id. A missing one is unknown. */
  permissions: ReadonlyMap<number, Permission>;
}

export interface ReviewRule {
  headSha: string;
  minApprovals: number;
  /** Why so many are needed, where approval rules ask for more than usual. */
  because?: readonly string[];
  /** Who overrode the verdict: an override takes two people besides the authors. */
  overriddenBy: Pick<Person, "id" | "login"> | null;
}

/**
 * Whose approval counts: people with write access, neither an author of the head nor who overrode the verdict, whose latest opinion is an
 * approval of the head commit. Sorted by login.
 */
export function approversOf(evidence: ReviewEvidence, rule: Pick<ReviewRule, "headSha" | "overriddenBy">): Person[] {
  return approvalsOnHead(evidence, rule.headSha)
    .filter((person) => countsFor(person, evidence, rule) === null)
    .sort((a, b) => (a.login < b.login ? -1 : 1));
}

/** Whose latest opinion is an approval of the head commit, whoever they are. */
export function approvalsOnHead({ reviews }: ReviewEvidence, headSha: string): Person[] {
  return [...opinionsByPerson(reviews ?? []).values()].flatMap((opinions) => {
    const latest = opinions.at(-1);
    return latest?.user !== null && latest?.user !== undefined && latest.state === "APPROVED" && latest.commitSha === headSha
      ? [latest.user]
      : [];
  });
}

/** What the reviews lack. */
export function reviewObjections(evidence: ReviewEvidence, rule: ReviewRule): Objection[] {
  if (evidence.reviews === null) return [{ reason: "the reviews could not all be read", remedy: "Run it again." }];
  const unknown = authorObjections(evidence, rule.headSha);
  if (unknown.length > 0) return unknown;
  const found: Objection[] = openChangeRequests(evidence).map((review) => ({
    reason: `${review.user?.login ?? "an account that is gone"} requested changes`,
    remedy: "Ask for another review, or have somebody with write access dismiss that one.",
  }));
  const counted = approversOf(evidence, rule);
  if (counted.length < rule.minApprovals) found.push(tooFewApprovals(counted.length, evidence, rule));
  return found;
}

function tooFewApprovals(counted: number, evidence: ReviewEvidence, rule: ReviewRule): Objection {
  const others = approvalsOnHead(evidence, rule.headSha).flatMap((person) => {
    const why = countsFor(person, evidence, rule);
    return why === null ? [] : [`${person.login} ${why}`];
  });
  const older = [...opinionsByPerson(evidence.reviews ?? []).values()].flatMap((opinions) => {
    const latest = opinions.at(-1);
    if (latest?.state === "DISMISSED") return [`the review of ${latest.user?.login ?? "an account that is gone"} was dismissed`];
    return latest?.state === "APPROVED" && latest.commitSha !== rule.headSha
      ? [`the approval of ${latest.user?.login ?? "an account that is gone"} is for another commit`]
      : [];
  });
  const why = [...others, ...older].sort();
  return {
    reason: `${counted} of ${rule.minApprovals} approvals that count${why.length === 0 ? "" : ` (${why.join("; ")})`}${becauseOf(rule)}`,
    remedy: `Somebody with write access, other than its authors${rule.overriddenBy === null ? "" : ` and ${rule.overriddenBy.login}`}, approves commit ${rule.headSha.slice(0, 7)}.`,
  };
}

function becauseOf({ minApprovals, because = [] }: ReviewRule): string {
  return because.length === 0 ? "" : `; ${minApprovals} are needed: ${because.join("; ")}`;
}

/** Why an approval does not count, in words that follow the name; null: it does. */
export function countsFor(person: Person, evidence: ReviewEvidence, rule: Pick<ReviewRule, "overriddenBy">): string | null {
  if (!isHuman(person)) return "is a bot";
  const authorship = authorshipOf(person, evidence);
  if (authorship !== null) return authorship;
  if (rule.overriddenBy !== null && isSamePerson(person, rule.overriddenBy)) return "overrode the verdict";
  const permission = evidence.permissions.get(person.id) ?? "unknown";
  if (permission === "unknown") return "has an unknown permission";
  return mayWrite(permission) ? null : `has ${permission} access only`;
}

export function mayWrite(permission: Permission): boolean {
  return permission === "admin" || permission === "maintain" || permission === "write";
}

/** Requests for changes that the same person has not taken back by an approval. Of those who may certainly not write, none counts. */
function openChangeRequests(evidence: ReviewEvidence): Review[] {
  return [...opinionsByPerson(evidence.reviews ?? []).values()].flatMap((opinions) => {
    const latest = opinions.findLast(({ state }) => state !== "DISMISSED");
    if (latest?.state !== "CHANGES_REQUESTED") return [];
    const permission = (latest.user === null ? undefined : evidence.permissions.get(latest.user.id)) ?? "unknown";
    return mayWrite(permission) || permission === "unknown" ? [latest] : [];
  });
}

/** Approvals, requests and dismissals of each account, oldest first; a mere comment is no opinion. */
function opinionsByPerson(reviews: readonly Review[]): Map<number, Review[]> {
  const people = new Map<number, Review[]>();
  const opinions = reviews.filter(({ state }) => state !== "COMMENTED" && state !== "PENDING");
  for (const review of opinions.toSorted(bySubmission)) {
    // Two accounts that are gone need not be one: neither speaks for the other.
    const id = review.user?.id ?? -review.id;
    people.set(id, [...(people.get(id) ?? []), review]);
  }
  return people;
}

function bySubmission(a: Review, b: Review): number {
  const [timeA, timeB] = [Date.parse(a.submittedAt ?? ""), Date.parse(b.submittedAt ?? "")];
  return Number.isNaN(timeA - timeB) || timeA === timeB ? a.id - b.id : timeA - timeB;
}
