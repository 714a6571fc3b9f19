import { ApiError, invalid } from "./answer.ts";
import type { Cause } from "./events.ts";
import { recordPull, recordPush } from "./events.ts";
import type { GitPerson } from "./git.ts";
import { noReplyAddress } from "./present-git.ts";
import { mergeState } from "./pull.ts";
import type { Pull, Repository, State } from "./state.ts";
import { fullName } from "./state.ts";

/* What happens to pull requests: opened, pushed to, closed, merged. */

export interface RefChange {
  ref: string;
  before: string | null;
  after: string | null;
}

export function gitPerson(login: string): GitPerson {
  return { name: login, email: noReplyAddress(login) };
}

/** Opens a pull request. @throws ApiError 422 as GitHub refuses: no such branch, nothing between them, already open. */
export async function openPull(
  state: State,
  repository: Repository,
  cause: Cause,
  wanted: { title: string; body: string | null; head: Repository; headRef: string; baseRef: string; draft: boolean },
): Promise<Pull> {
  const baseSha = await repository.git.branch(wanted.baseRef);
  if (baseSha === null) throw invalid("PullRequest", "base", "invalid");
  const headSha = await wanted.head.git.branch(wanted.headRef);
  if (headSha === null) throw invalid("PullRequest", "head", "invalid");
  const label = `${wanted.head.owner}:${wanted.headRef}`;
  const open = [...repository.pulls.values()].find(
    (pull) =>
      pull.state === "open" &&
      pull.headRepositoryId === wanted.head.id &&
      pull.headRef === wanted.headRef &&
      pull.baseRef === wanted.baseRef,
  );
  if (open) throw refused(`A pull request already exists for ${label}.`);
  const number = Math.max(0, ...repository.pulls.keys(), ...repository.issues.keys()) + 1;
  await keepHead(repository, wanted.head, number, headSha);
  if ((await repository.git.mergeBase(baseSha, headSha)) === headSha) {
    await repository.git.deleteRef(`refs/pull/${number}/head`);
    throw refused(`No commits between ${wanted.baseRef} and ${wanted.headRef}`);
  }
  const at = state.timestamp();
  const pull: Pull = {
    id: state.nextId(),
    number,
    title: wanted.title,
    body: wanted.body,
    state: "open",
    draft: wanted.draft,
    author: cause.login,
    headRepositoryId: wanted.head.id,
    headRef: wanted.headRef,
    headSha,
    baseRef: wanted.baseRef,
    baseSha,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    labels: [],
    requestedReviewers: [],
    reviews: [],
    comments: [],
    mergeableUnknownReads: 0,
  };
  repository.pulls.set(number, pull);
  await recordPull(state, repository, cause, pull, "opened");
  return pull;
}

function refused(message: string): ApiError {
  return new ApiError(422, "Validation Failed", { errors: [{ resource: "PullRequest", code: "custom", message }] });
}

/** GitHub keeps every pull request's head under a ref of the base repository, also a fork's. */
async function keepHead(repository: Repository, head: Repository, number: number, sha: string): Promise<void> {
  const ref = `refs/pull/${number}/head`;
  if (head.id === repository.id) await repository.git.updateRef(ref, sha);
  else await repository.git.fetchFrom(head.git, sha, ref);
}

/** Closes or reopens without merging. */
export async function setPullState(state: State, repository: Repository, cause: Cause, pull: Pull, wanted: Pull["state"]): Promise<void> {
  if (pull.state === wanted) return;
  if (pull.mergedAt !== null) throw refused("state cannot be changed. The pull request is merged.");
  pull.state = wanted;
  pull.updatedAt = state.timestamp();
  pull.closedAt = wanted === "closed" ? pull.updatedAt : null;
  await recordPull(state, repository, cause, pull, wanted === "closed" ? "closed" : "reopened");
}

/** Points a pull request at another base branch. */
export async function retargetPull(state: State, repository: Repository, cause: Cause, pull: Pull, baseRef: string): Promise<void> {
  if (pull.baseRef === baseRef) return;
  const baseSha = await repository.git.branch(baseRef);
  if (baseSha === null) throw invalid("PullRequest", "base", "invalid");
  const changes = { base: { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } } };
  pull.baseRef = baseRef;
  pull.baseSha = baseSha;
  pull.updatedAt = state.timestamp();
  await recordPull(state, repository, cause, pull, "edited", { changes });
}

/** Follows moved refs: push events, and pull requests whose head was pushed to or deleted. */
export async function refsChanged(state: State, repository: Repository, cause: Cause, changes: readonly RefChange[]): Promise<void> {
  for (const change of changes.filter(({ ref }) => ref.startsWith("refs/heads/") || ref.startsWith("refs/tags/"))) {
    repository.pushedAt = state.timestamp();
    await recordPush(state, repository, cause, change);
    const branch = change.ref.slice("refs/heads/".length);
    for (const base of state.repositories.values()) {
      const pulls = [...base.pulls.values()].filter(
        (pull) => pull.state === "open" && pull.headRepositoryId === repository.id && `refs/heads/${pull.headRef}` === change.ref,
      );
      for (const pull of pulls) await followHead(state, base, repository, cause, pull, { ...change, ref: branch });
    }
  }
}

async function followHead(state: State, base: Repository, head: Repository, cause: Cause, pull: Pull, change: RefChange): Promise<void> {
  if (change.after === null) {
    await setPullState(state, base, cause, pull, "closed");
    return;
  }
  const before = pull.headSha;
  pull.headSha = change.after;
  pull.baseSha = (await base.git.branch(pull.baseRef)) ?? pull.baseSha;
  pull.updatedAt = state.timestamp();
  await keepHead(base, head, pull.number, change.after);
  await recordPull(state, base, cause, pull, "synchronize", { before, after: change.after });
}

export interface MergeRequest {
  method: "merge" | "squash" | "rebase";
  sha?: string | undefined;
  title?: string | undefined;
  message?: string | undefined;
}

/** Merges for real. @throws ApiError 405 when it may not or cannot be merged, 409 when the head is not `sha`. */
export async function mergePull(state: State, repository: Repository, cause: Cause, pull: Pull, request: MergeRequest): Promise<string> {
  if (pull.state === "closed") throw new ApiError(405, "Pull Request is not mergeable");
  if (request.sha !== undefined && request.sha !== pull.headSha) {
    throw new ApiError(409, "Head branch was modified. Review and try the merge again.");
  }
  const merge = await mergeState(state, repository, pull);
  if (merge.state === "draft") throw new ApiError(405, "Pull Request is still a draft");
  if (["dirty", "unknown"].includes(merge.state)) throw new ApiError(405, "Pull Request is not mergeable");
  if (merge.reasons[0] !== undefined) throw new ApiError(405, merge.reasons.join(" "));
  const baseTip = (await repository.git.branch(pull.baseRef)) ?? pull.baseSha;
  const tip = await mergedTip(state, repository, cause, pull, request, baseTip);
  if (tip === null) throw new ApiError(405, "This branch can't be rebased");
  await repository.git.updateRef(`refs/heads/${pull.baseRef}`, tip, baseTip);
  pull.state = "closed";
  pull.baseSha = baseTip;
  pull.mergedAt = pull.closedAt = pull.updatedAt = state.timestamp();
  pull.mergedBy = cause.login;
  pull.mergeCommitSha = tip;
  await refsChanged(state, repository, cause, [{ ref: `refs/heads/${pull.baseRef}`, before: baseTip, after: tip }]);
  await recordPull(state, repository, cause, pull, "closed");
  return tip;
}

async function mergedTip(
  state: State,
  repository: Repository,
  cause: Cause,
  pull: Pull,
  request: MergeRequest,
  base: string,
): Promise<string | null> {
  const { git } = repository;
  const person = gitPerson(cause.login);
  if (request.method === "rebase") return git.rebase(base, pull.headSha, person, state.now());
  const tree = await git.mergeTree(base, pull.headSha);
  if (tree === null) return null;
  const head = state.repositories.get(pull.headRepositoryId) ?? repository;
  if (request.method === "squash") {
    const message = `${request.title ?? `${pull.title} (#${pull.number})`}\n\n${request.message ?? ""}`.trimEnd();
    return git.commitTree(tree, [base], message, gitPerson(pull.author), state.now());
  }
  const title = request.title ?? `Merge pull request #${pull.number} from ${fullName(head).split("/")[0] ?? ""}/${pull.headRef}`;
  return git.commitTree(tree, [base, pull.headSha], `${title}\n\n${request.message ?? pull.title}`, person, state.now());
}
