import type { Objection } from "../model/gate.ts";
import { isGitHub, isHuman, isSamePerson, type Person } from "../model/person.ts";

/** A push to the pull request's branch, as GitHub itself recorded it. */
export interface Push {
  /** null: the account is gone. */
  actor: Person | null;
  /** The branch's head after it. */
  after: string;
}

/** A commit of the pull request. Who wrote it is what the commit says of itself, unless its signature was verified. */
export interface HeadCommit {
  sha: string;
  /** The accounts that GitHub finds for the two mail addresses; null: none. */
  author: Person | null;
  committer: Person | null;
  /** GitHub verified its signature. */
  verified: boolean;
}

/** How the head came about. */
export interface HeadHistory {
  /** Who opened the pull request. */
  author: Person;
  /** All pushes of the branch; null: they could not be read. */
  pushes: readonly Push[] | null;
  /** Every commit since the base; null: not all of them could be read. */
  commits: readonly HeadCommit[] | null;
}

/** What makes somebody an author of the change, in words that follow the name; null: nothing does. */
export function authorshipOf(person: Pick<Person, "id" | "login">, { author, pushes, commits }: HeadHistory): string | null {
  if (isSamePerson(person, author)) return "is the author";
  const pushed = (pushes ?? []).find(({ actor }) => actor !== null && isSamePerson(person, actor));
  if (pushed !== undefined) return `pushed ${short(pushed.after)}`;
  const wrote = (commits ?? []).find((commit) =>
    [commit.author, commit.committer].some((account) => account !== null && isSamePerson(person, account)),
  );
  return wrote === undefined ? null : `wrote commit ${short(wrote.sha)}`;
}

/** Everybody who made the head, each once: who opened it, who pushed, who wrote. No bots. */
export function authorsOf({ author, pushes, commits }: HeadHistory): Person[] {
  const accounts = [
    author,
    ...(pushes ?? []).map(({ actor }) => actor),
    ...(commits ?? []).flatMap((commit) => [commit.author, commit.committer]),
  ].filter((account) => account !== null);
  return [...new Map(accounts.filter(isHuman).map((account) => [account.id, account])).values()];
}

/** Where it is not known who made the head: then nobody can be told from its authors, and nobody's approval counts. */
export function authorObjections({ pushes, commits }: HeadHistory, headSha: string): Objection[] {
  const again = "Run it again.";
  const found: Objection[] = [];
  if (pushes === null) found.push({ reason: "who pushed the branch could not be read", remedy: again });
  if (commits === null)
    found.push({
      reason: "the commits of the branch could not all be read",
      remedy: "Run it again; GitHub lists 250 commits, so split or squash a longer branch.",
    });
  if (pushes === null || commits === null) return found;
  if (!pushes.some(({ after }) => after === headSha))
    found.push({ reason: `GitHub does not say who pushed ${short(headSha)}`, remedy: "Run it again in a minute, or push another commit." });
  const untraced = untracedPush(pushes, commits, headSha);
  if (untraced !== null)
    found.push({
      reason: `${untraced.actor?.login ?? "an account that is gone"} pushed ${short(untraced.after)}, and nobody knows for whom`,
      remedy: "Somebody takes it over: they rebase or amend the commits, push them, and are an author then.",
    });
  return found;
}

/**
 * A push of what is in the head now that no person answers for. A commit names its author without proof, so that a bot's push is traced
 * only when GitHub verified that a person signed every commit: the committer, whose signature it is, or on GitHub's own pages the author, who was
 * signed in there.
 */
function untracedPush(pushes: readonly Push[], commits: readonly HeadCommit[], headSha: string): Push | null {
  const signed = commits.every(
    (commit) =>
      commit.verified &&
      (isPerson(commit.committer) || (commit.committer !== null && isGitHub(commit.committer) && isPerson(commit.author))),
  );
  if (signed) return null;
  const present = new Set([headSha, ...commits.map(({ sha }) => sha)]);
  return pushes.find(({ actor, after }) => present.has(after) && (actor === null || !isHuman(actor))) ?? null;
}

function isPerson(account: Person | null): boolean {
  return account !== null && isHuman(account);
}

function short(sha: string): string {
  return sha.slice(0, 7);
}
