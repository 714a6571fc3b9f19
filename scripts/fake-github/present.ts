import type {
  App,
  CheckAnnotation,
  CheckRun,
  Comment,
  Issue,
  Label,
  Permissions,
  Reaction,
  Repository,
  Review,
  State,
  Status,
  Thread,
  User,
} from "./state.ts";
import { atLeast, fullName, isPull } from "./state.ts";

/* What the API shows of users, repositories and the things people write. Field by field as GitHub's OpenAPI description has them. */

/** GitHub's opaque ids: a kind and a number that GraphQL's `node` finds again. */
export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString("base64url")}`;
}

export function parseNodeId(text: string): { kind: string; id: number } {
  const cut = text.lastIndexOf("_");
  return { kind: text.slice(0, cut), id: Number(Buffer.from(text.slice(cut + 1), "base64url").toString()) };
}

export function simpleUser(state: State, login: string): Record<string, unknown> {
  const user = state.knownUser(login);
  const url = `${state.origin}/users/${encodeURIComponent(user.login)}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId("U", user.id),
    avatar_url: `${state.origin}/_fake/avatars/${user.id}`,
    gravatar_id: "",
    url,
    html_url: `${state.origin}/${encodeURIComponent(user.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    site_admin: false,
  };
}

export function publicUser(state: State, user: User): Record<string, unknown> {
  return {
    ...simpleUser(state, user.login),
    name: user.name,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: user.createdAt,
    updated_at: user.createdAt,
  };
}

export function repositoryUrl(state: State, repository: Repository): string {
  return `${state.origin}/repos/${fullName(repository)}`;
}

export function htmlUrl(state: State, repository: Repository): string {
  return `${state.origin}/${fullName(repository)}`;
}

const SUB_URLS: Record<string, string> = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
  hooks_url: "/hooks",
};

/** A repository as it stands inside other answers and events. */
export function simpleRepository(state: State, repository: Repository): Record<string, unknown> {
  const url = repositoryUrl(state, repository);
  const html = htmlUrl(state, repository);
  const open = [...repository.pulls.values()].filter((pull) => pull.state === "open").length;
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    owner: simpleUser(state, repository.owner),
    html_url: html,
    description: null,
    fork: repository.parentId !== null,
    url,
    ...Object.fromEntries(Object.entries(SUB_URLS).map(([name, path]) => [name, url + path])),
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    pushed_at: repository.pushedAt,
    git_url: `${html.replace("http:", "git:")}.git`,
    ssh_url: `git@127.0.0.1:${fullName(repository)}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? "private" : "public",
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: repository.defaultBranch,
  };
}

/** `GET /repos/{owner}/{repo}`, with what the asking person may do. */
export function fullRepository(state: State, repository: Repository, login: string | null): Record<string, unknown> {
  const role = login === null ? "read" : state.role(repository, login);
  const permissions = {
    admin: atLeast(role, "admin"),
    maintain: atLeast(role, "maintain"),
    push: atLeast(role, "write"),
    triage: atLeast(role, "triage"),
    pull: atLeast(role, "read"),
  };
  return {
    ...simpleRepository(state, repository),
    permissions,
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_rebase_merge: true,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    allow_update_branch: false,
    network_count: 0,
    subscribers_count: 0,
  };
}

/** `OWNER`, `COLLABORATOR`, `NONE`: how the author stands to the repository. */
export function authorAssociation(state: State, repository: Repository, login: string): string {
  if (repository.owner.toLowerCase() === login.toLowerCase()) return "OWNER";
  return repository.collaborators.has(login.toLowerCase()) && state.role(repository, login) !== "none" ? "COLLABORATOR" : "NONE";
}

export function app(state: State, shown: App): Record<string, unknown> {
  const permissions: Permissions = { checks: "write", contents: "write", issues: "write", metadata: "read" };
  return {
    id: shown.id,
    slug: shown.slug,
    node_id: nodeId("A", shown.id),
    client_id: `Iv1.${shown.id}`,
    owner: simpleUser(state, shown.owner),
    name: shown.name,
    description: "",
    external_url: `${state.origin}/apps/${shown.slug}`,
    html_url: `${state.origin}/apps/${shown.slug}`,
    created_at: shown.createdAt,
    updated_at: shown.createdAt,
    permissions,
    events: [],
  };
}

export function optionalApp(state: State, id: number | null): Record<string, unknown> | null {
  const found = id === null ? undefined : state.apps.get(id);
  return found ? app(state, found) : null;
}

export function label(state: State, repository: Repository, shown: Label): Record<string, unknown> {
  return {
    id: shown.id,
    node_id: nodeId("LA", shown.id),
    url: `${repositoryUrl(state, repository)}/labels/${encodeURIComponent(shown.name)}`,
    name: shown.name,
    color: shown.color,
    default: false,
    description: shown.description,
  };
}

/** The labels of a pull request, in the order they were added. */
export function labelsOf(state: State, repository: Repository, names: readonly string[]): Record<string, unknown>[] {
  return names.flatMap((name) => repository.labels.filter((known) => known.name === name).map((known) => label(state, repository, known)));
}

const REACTIONS = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"] as const;

export function comment(state: State, repository: Repository, on: Thread, shown: Comment): Record<string, unknown> {
  const url = `${repositoryUrl(state, repository)}/issues/comments/${shown.id}`;
  return {
    url,
    html_url: `${htmlUrl(state, repository)}/${isPull(on) ? "pull" : "issues"}/${on.number}#issuecomment-${shown.id}`,
    issue_url: `${repositoryUrl(state, repository)}/issues/${on.number}`,
    id: shown.id,
    node_id: nodeId("IC", shown.id),
    user: simpleUser(state, shown.author),
    created_at: shown.createdAt,
    updated_at: shown.updatedAt,
    body: shown.body,
    author_association: authorAssociation(state, repository, shown.author),
    reactions: reactionCounts(url, shown.reactions),
    performed_via_github_app: null,
  };
}

/** An issue that is no pull request. */
export function plainIssue(state: State, repository: Repository, shown: Issue): Record<string, unknown> {
  const url = `${repositoryUrl(state, repository)}/issues/${shown.number}`;
  return {
    url,
    repository_url: repositoryUrl(state, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${htmlUrl(state, repository)}/issues/${shown.number}`,
    id: shown.id,
    node_id: nodeId("I", shown.id),
    number: shown.number,
    title: shown.title,
    user: simpleUser(state, shown.author),
    labels: labelsOf(state, repository, shown.labels),
    state: shown.state,
    locked: false,
    assignee: shown.assignees[0] === undefined ? null : simpleUser(state, shown.assignees[0]),
    assignees: shown.assignees.map((login) => simpleUser(state, login)),
    milestone: null,
    comments: shown.comments.length,
    created_at: shown.createdAt,
    updated_at: shown.updatedAt,
    closed_at: shown.closedAt,
    author_association: authorAssociation(state, repository, shown.author),
    active_lock_reason: null,
    body: shown.body,
    reactions: reactionCounts(url, []),
    performed_via_github_app: null,
    state_reason: shown.state === "closed" ? "completed" : null,
  };
}

/** How often each reaction was given. */
export function reactionCounts(url: string, reactions: readonly Reaction[]): Record<string, unknown> {
  const counts = REACTIONS.map((content) => [content, reactions.filter((one) => one.content === content).length] as const);
  return { url: `${url}/reactions`, total_count: reactions.length, ...Object.fromEntries(counts) };
}

export function reaction(state: State, shown: Reaction): Record<string, unknown> {
  return {
    id: shown.id,
    node_id: nodeId("REA", shown.id),
    user: simpleUser(state, shown.author),
    content: shown.content,
    created_at: shown.createdAt,
  };
}

export function review(state: State, repository: Repository, pullNumber: number, shown: Review): Record<string, unknown> {
  const html = `${htmlUrl(state, repository)}/pull/${pullNumber}#pullrequestreview-${shown.id}`;
  const url = `${repositoryUrl(state, repository)}/pulls/${pullNumber}`;
  return {
    id: shown.id,
    node_id: nodeId("PRR", shown.id),
    user: simpleUser(state, shown.author),
    body: shown.body,
    state: shown.state,
    html_url: html,
    pull_request_url: url,
    author_association: authorAssociation(state, repository, shown.author),
    _links: { html: { href: html }, pull_request: { href: url } },
    ...(shown.submittedAt === null ? {} : { submitted_at: shown.submittedAt }),
    commit_id: shown.commitId,
  };
}

export function checkRun(state: State, repository: Repository, shown: CheckRun): Record<string, unknown> {
  const url = `${repositoryUrl(state, repository)}/check-runs/${shown.id}`;
  const html = `${htmlUrl(state, repository)}/runs/${shown.id}`;
  return {
    id: shown.id,
    name: shown.name,
    node_id: nodeId("CR", shown.id),
    head_sha: shown.headSha,
    external_id: shown.externalId,
    url,
    html_url: html,
    details_url: shown.detailsUrl ?? html,
    status: shown.status,
    conclusion: shown.conclusion,
    started_at: shown.startedAt,
    completed_at: shown.completedAt,
    output: {
      title: shown.title,
      summary: shown.summary,
      text: shown.text,
      annotations_count: shown.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: shown.appId },
    app: optionalApp(state, shown.appId),
    pull_requests: [...repository.pulls.values()]
      .filter((pull) => pull.state === "open" && pull.headSha === shown.headSha)
      .map((pull) => ({
        id: pull.id,
        number: pull.number,
        url: `${repositoryUrl(state, repository)}/pulls/${pull.number}`,
        head: { ref: pull.headRef, sha: pull.headSha, repo: repositoryReference(state, repository) },
        base: { ref: pull.baseRef, sha: pull.baseSha, repo: repositoryReference(state, repository) },
      })),
  };
}

function repositoryReference(state: State, repository: Repository): Record<string, unknown> {
  return { id: repository.id, url: repositoryUrl(state, repository), name: repository.name };
}

export function annotation(state: State, repository: Repository, run: CheckRun, shown: CheckAnnotation): Record<string, unknown> {
  return {
    path: shown.path,
    blob_href: `${htmlUrl(state, repository)}/blob/${run.headSha}/${shown.path}`,
    start_line: shown.start_line,
    start_column: shown.start_column ?? null,
    end_line: shown.end_line,
    end_column: shown.end_column ?? null,
    annotation_level: shown.annotation_level,
    title: shown.title ?? null,
    message: shown.message,
    raw_details: shown.raw_details ?? null,
  };
}

export function status(state: State, repository: Repository, shown: Status): Record<string, unknown> {
  return {
    url: `${repositoryUrl(state, repository)}/statuses/${shown.sha}`,
    avatar_url: `${state.origin}/_fake/avatars/${state.knownUser(shown.author).id}`,
    id: shown.id,
    node_id: nodeId("SC", shown.id),
    state: shown.state,
    description: shown.description,
    target_url: shown.targetUrl,
    context: shown.context,
    created_at: shown.createdAt,
    updated_at: shown.createdAt,
  };
}
