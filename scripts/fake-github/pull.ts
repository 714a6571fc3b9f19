import { simpleRepository, simpleUser, authorAssociation, htmlUrl, labelsOf, nodeId, reactionCounts, repositoryUrl } from "./present.ts";
import type { DiffEntry } from "./git.ts";
import { atLeast } from "./state.ts";
import type { CheckRun, Pull, Repository, State } from "./state.ts";

/* What is true of a pull request now: its change, whether it may be merged, and how the API shows it. */

/** GitHub lists no more files than these. */
const MAX_FILES = 3000;

/** The commit that the pull request's change is counted from. */
export async function changeBase(repository: Repository, pull: Pull): Promise<string | null> {
  const base = pull.mergedAt === null ? ((await repository.git.branch(pull.baseRef)) ?? pull.baseSha) : pull.baseSha;
  return repository.git.mergeBase(base, pull.headSha);
}

/** Every changed file; `listed` is what the files endpoint gives of them. */
export async function changedFiles(repository: Repository, pull: Pull): Promise<{ all: DiffEntry[]; listed: DiffEntry[] }> {
  const all = await repository.git.diff(await changeBase(repository, pull), pull.headSha);
  return { all, listed: all.slice(0, MAX_FILES) };
}

export type ReviewDecision = "APPROVED" | "CHANGES_REQUESTED" | "REVIEW_REQUIRED" | null;

/** GitHub's verdict over the reviews: each writer's last approval or request for changes counts, whatever commit it was for. */
export function reviewDecision(state: State, repository: Repository, pull: Pull): ReviewDecision {
  const last = new Map<string, string>();
  for (const review of pull.reviews) {
    if (review.state === "COMMENTED" || review.state === "PENDING") continue;
    if (atLeast(state.role(repository, review.author), "write")) last.set(review.author.toLowerCase(), review.state);
  }
  const states = [...last.values()];
  if (states.includes("CHANGES_REQUESTED")) return "CHANGES_REQUESTED";
  const approvers = [...last].filter(([, given]) => given === "APPROVED").map(([login]) => login);
  const protection = repository.protections.get(pull.baseRef);
  const needed = protection?.requiredApprovals ?? 0;
  const owners = protection?.codeOwners ?? [];
  if (needed === 0 && owners.length === 0) return approvers.length > 0 ? "APPROVED" : null;
  const ownerApproved = owners.length === 0 || owners.some((owner) => approvers.includes(owner.toLowerCase()));
  return approvers.length >= needed && ownerApproved ? "APPROVED" : "REVIEW_REQUIRED";
}

/** The newest run of each name on a commit. */
export function latestCheckRuns(repository: Repository, sha: string): CheckRun[] {
  const runs = repository.checkRuns.filter((run) => run.headSha === sha);
  return runs.filter((run) => !runs.some((other) => other.name === run.name && other.appId === run.appId && other.id > run.id));
}

/** Each check's name and state on a commit, check runs and statuses together. */
export function checkStates(repository: Repository, sha: string): Map<string, "success" | "pending" | "failure"> {
  const states = new Map<string, "success" | "pending" | "failure">();
  for (const status of repository.statuses.filter((one) => one.sha === sha)) {
    states.set(status.context, status.state === "error" ? "failure" : status.state);
  }
  for (const run of latestCheckRuns(repository, sha)) {
    const good = ["success", "neutral", "skipped"].includes(run.conclusion ?? "");
    states.set(run.name, run.status !== "completed" ? "pending" : good ? "success" : "failure");
  }
  return states;
}

export type MergeState = "behind" | "blocked" | "clean" | "dirty" | "draft" | "unknown" | "unstable";

/** The REST API's `mergeable_state` (GraphQL: `mergeStateStatus`), with the reasons that block. */
export async function mergeState(state: State, repository: Repository, pull: Pull): Promise<{ state: MergeState; reasons: string[] }> {
  const base = await repository.git.branch(pull.baseRef);
  if (pull.state === "closed" || base === null) return { state: "unknown", reasons: [] };
  if ((await repository.git.mergeTree(base, pull.headSha)) === null) return { state: "dirty", reasons: [] };
  if (pull.draft) return { state: "draft", reasons: [] };
  const reasons = blockingReasons(state, repository, pull);
  if (reasons.length > 0) return { state: "blocked", reasons };
  const strict = repository.protections.get(pull.baseRef)?.strict ?? false;
  if (strict && (await repository.git.mergeBase(base, pull.headSha)) !== base)
    return { state: "behind", reasons: ["Head branch is out of date"] };
  const stable = [...checkStates(repository, pull.headSha).values()].every((check) => check === "success");
  return { state: stable ? "clean" : "unstable", reasons: [] };
}

function blockingReasons(state: State, repository: Repository, pull: Pull): string[] {
  const protection = repository.protections.get(pull.baseRef);
  if (!protection) return [];
  const reasons: string[] = [];
  const decision = reviewDecision(state, repository, pull);
  if (decision === "REVIEW_REQUIRED") reasons.push("At least 1 approving review is required by reviewers with write access.");
  if (decision === "CHANGES_REQUESTED" && (protection.requiredApprovals > 0 || protection.codeOwners.length > 0)) {
    reasons.push("Changes were requested.");
  }
  const checks = checkStates(repository, pull.headSha);
  const missing = protection.requiredChecks.filter((name) => checks.get(name) !== "success");
  if (missing.length > 0) reasons.push(`Required status check${missing.length > 1 ? "s" : ""} "${missing.join('", "')}" not successful.`);
  return reasons;
}

/** What list and events show of a pull request. */
export function simplePull(state: State, repository: Repository, pull: Pull): Record<string, unknown> {
  const url = `${repositoryUrl(state, repository)}/pulls/${pull.number}`;
  const issue = `${repositoryUrl(state, repository)}/issues/${pull.number}`;
  const html = `${htmlUrl(state, repository)}/pull/${pull.number}`;
  const statuses = `${repositoryUrl(state, repository)}/statuses/${pull.headSha}`;
  const head = state.repositories.get(pull.headRepositoryId);
  const headOwner = head?.owner ?? pull.author;
  const reviewComment = `${repositoryUrl(state, repository)}/pulls/comments{/number}`;
  return {
    url,
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: reviewComment,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: simpleUser(state, pull.author),
    body: pull.body,
    labels: labelsOf(state, repository, pull.labels),
    milestone: null,
    active_lock_reason: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: null,
    assignees: [],
    requested_reviewers: pull.requestedReviewers.map((login) => simpleUser(state, login)),
    requested_teams: [],
    head: {
      label: `${headOwner}:${pull.headRef}`,
      ref: pull.headRef,
      sha: pull.headSha,
      user: simpleUser(state, headOwner),
      repo: head ? simpleRepository(state, head) : null,
    },
    base: {
      label: `${repository.owner}:${pull.baseRef}`,
      ref: pull.baseRef,
      sha: pull.baseSha,
      user: simpleUser(state, repository.owner),
      repo: simpleRepository(state, repository),
    },
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: reviewComment },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: authorAssociation(state, repository, pull.author),
    auto_merge: null,
    draft: pull.draft,
  };
}

/** `GET /pulls/{n}`: counts and merge state are worked out by git. */
export async function fullPull(state: State, repository: Repository, pull: Pull): Promise<Record<string, unknown>> {
  const { all } = await changedFiles(repository, pull);
  const base = await changeBase(repository, pull);
  const merge = await mergeState(state, repository, pull);
  const unknown = merge.state === "unknown" || pull.mergeableUnknownReads > 0;
  if (pull.mergeableUnknownReads > 0) pull.mergeableUnknownReads -= 1;
  const commits = base === null ? 0 : (await repository.git.aheadBehind(base, pull.headSha)).ahead;
  const mergeable = unknown ? null : merge.state !== "dirty";
  return {
    ...simplePull(state, repository, pull),
    merged: pull.mergedAt !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: unknown ? "unknown" : merge.state,
    merged_by: pull.mergedBy === null ? null : simpleUser(state, pull.mergedBy),
    comments: pull.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits,
    additions: all.reduce((sum, file) => sum + file.additions, 0),
    deletions: all.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: all.length,
  };
}

/** The pull request as the issue it also is. */
export function issue(state: State, repository: Repository, pull: Pull): Record<string, unknown> {
  const url = `${repositoryUrl(state, repository)}/issues/${pull.number}`;
  const html = `${htmlUrl(state, repository)}/pull/${pull.number}`;
  return {
    url,
    repository_url: repositoryUrl(state, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    id: pull.id + 1_000_000,
    node_id: nodeId("PR", pull.id),
    number: pull.number,
    title: pull.title,
    user: simpleUser(state, pull.author),
    labels: labelsOf(state, repository, pull.labels),
    state: pull.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: pull.comments.length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    author_association: authorAssociation(state, repository, pull.author),
    active_lock_reason: null,
    draft: pull.draft,
    pull_request: {
      url: `${repositoryUrl(state, repository)}/pulls/${pull.number}`,
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      merged_at: pull.mergedAt,
    },
    body: pull.body,
    reactions: reactionCounts(url, []),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: null,
  };
}
