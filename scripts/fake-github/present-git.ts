import type { CommitInfo, DiffEntry } from "./git.ts";
import { htmlUrl, nodeId, repositoryUrl, simpleUser } from "./present.ts";
import type { Repository, State } from "./state.ts";

/* What the API shows of commits and changed files. */

/** GitHub gives a person a mail address of its own; commits made here carry it, and so find their author again. */
export function noReplyAddress(login: string): string {
  return `${login}@users.noreply.example.com`;
}

function authorOf(state: State, email: string): Record<string, unknown> | null {
  const user = state.user(email.slice(0, email.lastIndexOf("@")));
  return user && email === noReplyAddress(user.login) ? simpleUser(state, user.login) : null;
}

export function commit(state: State, repository: Repository, shown: CommitInfo): Record<string, unknown> {
  const url = repositoryUrl(state, repository);
  return {
    sha: shown.sha,
    node_id: nodeId("C", Number.parseInt(shown.sha.slice(0, 8), 16)),
    commit: {
      author: { name: shown.author.name, email: shown.author.email, date: shown.author.date },
      committer: { name: shown.committer.name, email: shown.committer.email, date: shown.committer.date },
      message: shown.message,
      tree: { sha: shown.tree, url: `${url}/git/trees/${shown.tree}` },
      url: `${url}/git/commits/${shown.sha}`,
      comment_count: 0,
      verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
    },
    url: `${url}/commits/${shown.sha}`,
    html_url: `${htmlUrl(state, repository)}/commit/${shown.sha}`,
    comments_url: `${url}/commits/${shown.sha}/comments`,
    author: authorOf(state, shown.author.email),
    committer: authorOf(state, shown.committer.email),
    parents: shown.parents.map((sha) => ({ sha, url: `${url}/commits/${sha}`, html_url: `${htmlUrl(state, repository)}/commit/${sha}` })),
  };
}

/** One changed file; `sha` is the commit whose version the links show. */
export function diffEntry(state: State, repository: Repository, sha: string, shown: DiffEntry): Record<string, unknown> {
  const path = shown.path.split("/").map(encodeURIComponent).join("/");
  return {
    sha: shown.sha,
    filename: shown.path,
    status: shown.status,
    additions: shown.additions,
    deletions: shown.deletions,
    changes: shown.additions + shown.deletions,
    blob_url: `${htmlUrl(state, repository)}/blob/${sha}/${path}`,
    raw_url: `${htmlUrl(state, repository)}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(state, repository)}/contents/${path}?ref=${sha}`,
    ...(shown.patch === null ? {} : { patch: shown.patch }),
    ...(shown.previousPath === null ? {} : { previous_filename: shown.previousPath }),
  };
}
