import type { Actor } from "./auth.ts";
import { commit } from "./present-git.ts";
import { comment, htmlUrl, label, plainIssue, repositoryUrl, review, simpleRepository, simpleUser } from "./present.ts";
import { fullPull, issue, simplePull } from "./pull.ts";
import { fullName, isPull } from "./state.ts";
import type { Comment, FakeEvent, Pull, Repository, Review, State, Thread } from "./state.ts";

/* The log of what GitHub would deliver: each write adds the events it causes, with payloads of GitHub's webhooks. */

/** Who did it, and whether workflows start for it. */
export interface Cause {
  login: string;
  /** A workflow's own GITHUB_TOKEN starts no further workflows. */
  startsWorkflows: boolean;
}

export function causeOf(actor: Actor): Cause {
  return { login: actor.user.login, startsWorkflows: actor.token?.kind !== "actions" };
}

interface Occurrence {
  event: string;
  action?: string;
  payload: Record<string, unknown>;
  ref?: string;
  sha?: string;
  startsWorkflows?: boolean;
}

export async function record(state: State, repository: Repository, cause: Cause, occurred: Occurrence): Promise<void> {
  const event: FakeEvent = {
    id: state.events.length + 1,
    event: occurred.event,
    action: occurred.action ?? null,
    repository: fullName(repository),
    actor: cause.login,
    startsWorkflows: occurred.startsWorkflows ?? cause.startsWorkflows,
    ref: occurred.ref ?? `refs/heads/${repository.defaultBranch}`,
    sha: occurred.sha ?? (await repository.git.branch(repository.defaultBranch)) ?? "",
    at: state.timestamp(),
    payload: {
      ...(occurred.action === undefined ? {} : { action: occurred.action }),
      ...occurred.payload,
      repository: simpleRepository(state, repository),
      sender: simpleUser(state, cause.login),
    },
  };
  state.events.push(event);
}

const NO_SHA = "0".repeat(40);

export async function recordPush(
  state: State,
  repository: Repository,
  cause: Cause,
  change: { ref: string; before: string | null; after: string | null },
): Promise<void> {
  const { ref, before, after } = change;
  const range = before === null ? (after ?? "") : `${before}..${after ?? before}`;
  const commits = after === null ? [] : (await repository.git.log(range, { limit: 20 })).reverse();
  const files = await Promise.all(commits.map(async (one) => repository.git.diff(one.parents[0] ?? null, one.sha)));
  const shown = commits.map((one, index) => ({
    id: one.sha,
    tree_id: one.tree,
    distinct: true,
    message: one.message,
    timestamp: one.committer.date,
    url: `${htmlUrl(state, repository)}/commit/${one.sha}`,
    author: { name: one.author.name, email: one.author.email },
    committer: { name: one.committer.name, email: one.committer.email },
    added: (files[index] ?? []).filter((file) => file.status === "added").map((file) => file.path),
    removed: (files[index] ?? []).filter((file) => file.status === "removed").map((file) => file.path),
    modified: (files[index] ?? []).filter((file) => !["added", "removed"].includes(file.status)).map((file) => file.path),
  }));
  const forced = before !== null && after !== null && (await repository.git.mergeBase(before, after)) !== before;
  await record(state, repository, cause, {
    event: "push",
    ref,
    sha: after ?? NO_SHA,
    payload: {
      ref,
      before: before ?? NO_SHA,
      after: after ?? NO_SHA,
      created: before === null,
      deleted: after === null,
      forced,
      base_ref: null,
      compare: `${htmlUrl(state, repository)}/compare/${(before ?? NO_SHA).slice(0, 12)}...${(after ?? NO_SHA).slice(0, 12)}`,
      commits: shown,
      head_commit: shown.at(-1) ?? null,
      pusher: { name: cause.login, email: null },
    },
  });
}

export async function recordPull(
  state: State,
  repository: Repository,
  cause: Cause,
  pull: Pull,
  action: string,
  more: Record<string, unknown> = {},
): Promise<void> {
  const merged = pull.mergedAt !== null;
  await record(state, repository, cause, {
    event: "pull_request",
    action,
    ref: merged ? `refs/heads/${pull.baseRef}` : `refs/pull/${pull.number}/merge`,
    sha: merged ? (pull.mergeCommitSha ?? "") : pull.headSha,
    payload: { number: pull.number, pull_request: await fullPull(state, repository, { ...pull }), ...more },
  });
}

export async function recordLabel(
  state: State,
  repository: Repository,
  cause: Cause,
  pull: Pull,
  action: string,
  name: string,
): Promise<void> {
  const known = repository.labels.find((one) => one.name === name);
  if (known) await recordPull(state, repository, cause, pull, action, { label: label(state, repository, known) });
}

export async function recordReview(
  state: State,
  repository: Repository,
  cause: Cause,
  pull: Pull,
  shown: Review,
  action: "submitted" | "edited" | "dismissed",
): Promise<void> {
  const lowered = { ...review(state, repository, pull.number, shown), state: shown.state.toLowerCase() };
  await record(state, repository, cause, {
    event: "pull_request_review",
    action,
    ref: `refs/pull/${pull.number}/merge`,
    sha: pull.headSha,
    payload: { review: lowered, pull_request: simplePull(state, repository, pull), ...(action === "edited" ? { changes: {} } : {}) },
  });
}

export async function recordComment(
  state: State,
  repository: Repository,
  cause: Cause,
  on: Thread,
  shown: Comment,
  action: "created" | "edited" | "deleted",
  before?: string,
): Promise<void> {
  await record(state, repository, cause, {
    event: "issue_comment",
    action,
    payload: {
      ...(before === undefined ? {} : { changes: { body: { from: before } } }),
      issue: isPull(on) ? issue(state, repository, on) : plainIssue(state, repository, on),
      comment: comment(state, repository, on, shown),
    },
  });
}

export async function recordStatus(
  state: State,
  repository: Repository,
  cause: Cause,
  sha: string,
  payload: Record<string, unknown>,
): Promise<void> {
  const info = commit(state, repository, await repository.git.commitInfo(sha));
  await record(state, repository, cause, {
    event: "status",
    sha,
    payload: {
      ...payload,
      sha,
      name: fullName(repository),
      commit: info,
      branches: [],
      commit_url: `${repositoryUrl(state, repository)}/commits/${sha}`,
    },
  });
}
