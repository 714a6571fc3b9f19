import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { RequestError } from "@octokit/request-error";
import { Octokit } from "@octokit/rest";
import Bottleneck from "bottleneck";
import { RefusedError, ToolError } from "../../domain/model/errors.ts";
import type { Check, Mergeability } from "../../domain/gates/merge.ts";
import type { Person } from "../../domain/model/person.ts";
import type { Review } from "../../domain/evidence/review.ts";
import type { ChangedFile } from "../../domain/model/source-tree.ts";
import type { CheckRun, Label, PullRequest, PullRequests } from "../../ports/pull-requests.ts";
import type { GitHubClock } from "./clock.ts";

export interface GitHubSettings {
  apiUrl: string;
  token: string;
  userAgent: string;
  /** Tells of waits and of permissions that are missing. */
  warn: (message: string) => void;
  /** Hears the time of every answer. */
  clock: GitHubClock;
}

export type GitHub = InstanceType<typeof GitHubClient>;

const GitHubClient = Octokit.plugin(retry, throttling);
const LONGEST_WAIT_S = 120;
const RETRIES = 3;

/** A client that waits when GitHub says so and tries again after a 5xx. */
export function connectGitHub(settings: GitHubSettings): GitHub {
  const onLimit =
    (kind: string) => (retryAfterS: number, request: { method: string; url: string }, _octokit: unknown, retryCount: number) => {
      const again = retryCount < RETRIES && retryAfterS <= LONGEST_WAIT_S;
      settings.warn(`GitHub ${kind}: ${request.method} ${request.url} ${again ? `waits ${retryAfterS} s` : "is given up"}`);
      return again;
    };
  const api = new GitHubClient({
    auth: settings.token,
    baseUrl: settings.apiUrl,
    userAgent: settings.userAgent,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    throttle: {
      ...writePace(),
      onRateLimit: onLimit("rate limit"),
      onSecondaryRateLimit: onLimit("secondary rate limit"),
      fallbackSecondaryRateRetryAfter: 10,
    },
    retry: { retries: RETRIES },
  });
  api.hook.after("request", (response) => settings.clock.hear(response.headers.date));
  api.hook.error("request", (error) => {
    if (error instanceof RequestError) settings.clock.hear(error.response?.headers.date);
    throw error;
  });
  return api;
}

/** The newest commit of a repository's default branch. @param repository `owner/name` */
export async function defaultBranchHead(api: GitHub, repository: string): Promise<string> {
  const [owner = "", repo = ""] = repository.split("/");
  const { data } = await asked("contents: read", () => api.rest.repos.getCommit({ owner, repo, ref: "HEAD" }));
  return data.sha;
}

/**
 * One write after the other, with short pauses. The plugin's own are 1 s, and 3 s where people are notified, meant for programs that write
 * without end; a run writes about ten times, and people wait for it. GitHub's limits of 80 writes a minute stay far away.
 */
function writePace() {
  const group = (minTime: number) => new Bottleneck.Group({ maxConcurrent: 1, minTime });
  return { write: group(WRITE_PAUSE_MS), notifications: group(NOTIFICATION_PAUSE_MS) };
}

const WRITE_PAUSE_MS = 200;
const NOTIFICATION_PAUSE_MS = 500;

const LABELS: Record<Label, { color: string; description: string }> = {
  "opa-passed": { color: "0e8a16", description: "Planned, and every policy rule passed" },
  "opa-failed": { color: "d73a4a", description: "A plan failed or breaks policy" },
  "opa-override": { color: "fbca04", description: "A special approver overrode the policy verdict" },
  "ready-for-review": { color: "0052cc", description: "Opened by tf-orchestrator" },
};

const MOST_FILES = 3000;
const ANNOTATIONS_PER_REQUEST = 50;
const CHECK_NAME = "tf-orchestrator";

/** One pull request over GitHub's REST API; `minimizeComment` and `viewer` exist in GraphQL only. */
export function openPullRequest(api: GitHub, repository: { owner: string; name: string }, number: number, runId: string): PullRequests {
  const at = { owner: repository.owner, repo: repository.name };
  let checkRunId: number | undefined;
  let viewer: Promise<string> | undefined;
  const viewerLogin = () =>
    (viewer ??= asked("metadata: read", () => api.graphql<{ viewer: { login: string } }>("query { viewer { login } }")).then(
      ({ viewer: { login } }) => withoutBot(login),
    ));

  return {
    get: async () => {
      const { data } = await asked("pull-requests: read", () => api.rest.pulls.get({ ...at, pull_number: number }));
      return toPullRequest(data);
    },

    changedFiles: async (pull) => {
      if (pull.changedFiles > MOST_FILES) {
        throw new RefusedError(
          `the pull request changes ${pull.changedFiles} files, expected at most ${MOST_FILES}: GitHub lists no more`,
          "Split it into smaller pull requests.",
        );
      }
      const files = await asked("pull-requests: read", () =>
        api.paginate(api.rest.pulls.listFiles, { ...at, pull_number: number, per_page: 100 }),
      );
      if (files.length !== pull.changedFiles) {
        throw new RefusedError(
          `GitHub listed ${files.length} of ${pull.changedFiles} changed files`,
          "Run it again; a list with a hole is never planned.",
        );
      }
      return files.map((file): ChangedFile => ({
        path: file.filename,
        status: file.status,
        ...(file.previous_filename === undefined ? {} : { previousPath: file.previous_filename }),
      }));
    },

    labels: async ({ add, remove }) => {
      const present = new Set(
        (await asked("issues: read", () => api.rest.issues.listLabelsOnIssue({ ...at, issue_number: number, per_page: 100 }))).data.map(
          ({ name }) => name,
        ),
      );
      for (const name of remove) {
        if (!present.has(name)) continue;
        await asked("pull-requests: write", () => api.rest.issues.removeLabel({ ...at, issue_number: number, name })).catch(
          ignoreStatus(404),
        );
      }
      const missing = add.filter((name) => !present.has(name));
      if (missing.length === 0) return;
      for (const name of missing) await createLabelWhenMissing(api, at, name);
      await asked("pull-requests: write", () => api.rest.issues.addLabels({ ...at, issue_number: number, labels: [...missing] }));
    },

    comment: async (phase, body) => {
      const marker = `<!-- tf-orchestrator:${phase} -->`;
      const marked = withMarker(body, `${marker}<!-- run ${runId} -->`);
      const login = await viewerLogin();
      const ours = async () => {
        const comments = await asked("issues: read", () =>
          api.paginate(api.rest.issues.listComments, { ...at, issue_number: number, per_page: 100 }),
        );
        return comments.filter((comment) => comment.body?.includes(marker) === true && withoutBot(comment.user?.login ?? "") === login);
      };
      const [newest, ...older] = (await ours()).toReversed();
      for (const comment of older) await minimise(api, comment.node_id);
      if (newest !== undefined) {
        const { data } = await asked("pull-requests: write", () =>
          api.rest.issues.updateComment({ ...at, comment_id: newest.id, body: marked }),
        );
        return data.html_url;
      }
      return await createOnce(
        async () =>
          (
            await asked("pull-requests: write", () =>
              api.rest.issues.createComment({ ...at, issue_number: number, body: marked, request: { retries: 0 } }),
            )
          ).data.html_url,
        async () => (await ours()).find((comment) => comment.body?.includes(`<!-- run ${runId} -->`))?.html_url,
      );
    },

    reviews: async () => {
      const reviews = await asked("pull-requests: read", () =>
        api.paginate(api.rest.pulls.listReviews, { ...at, pull_number: number, per_page: 100 }),
      );
      return reviews.map((review): Review => ({
        id: review.id,
        user: review.user === null ? null : personOf(review.user),
        state: review.state as Review["state"],
        commitSha: review.commit_id,
        submittedAt: review.submitted_at ?? null,
      }));
    },

    pushers: async ({ headRef }) => {
      try {
        const activities = await api.paginate(api.rest.repos.listActivities, { ...at, ref: `refs/heads/${headRef}`, per_page: 100 });
        const people = new Map(activities.flatMap(({ actor }) => (actor === null ? [] : [[actor.id, personOf(actor)] as const])));
        // A branch that nobody pushed is not there.
        return people.size === 0 ? null : [...people.values()];
      } catch {
        return null;
      }
    },

    permission: async (username) => {
      try {
        const { data } = await api.rest.repos.getCollaboratorPermissionLevel({ ...at, username });
        // `role_name` is finer: `permission` calls maintain "write" and triage "read".
        return PERMISSIONS.find((known) => known === data.role_name) ?? PERMISSIONS.find((known) => known === data.permission) ?? "unknown";
      } catch {
        return "unknown";
      }
    },

    comments: async () => {
      const comments = await asked("issues: read", () =>
        api.paginate(api.rest.issues.listComments, { ...at, issue_number: number, per_page: 100 }),
      );
      return comments.flatMap(({ id, body, user, created_at, updated_at, reactions }) =>
        user === null
          ? []
          : [
              {
                id,
                body: body ?? "",
                author: personOf(user),
                createdAt: created_at,
                updatedAt: updated_at,
                reactions: { eyes: reactions?.eyes ?? 0, confused: reactions?.confused ?? 0 },
              },
            ],
      );
    },

    mergeBase: async ({ baseRef, headSha }) => {
      const { data } = await asked("contents: read", () =>
        api.rest.repos.compareCommitsWithBasehead({ ...at, basehead: `${baseRef}...${headSha}`, per_page: 1 }),
      );
      return { baseTip: data.base_commit.sha, mergeBase: data.merge_base_commit.sha };
    },

    account: async (username) => {
      try {
        return personOf((await api.rest.users.getByUsername({ username })).data);
      } catch {
        return null;
      }
    },

    mergeability: async () => await mergeabilityOf(api, at, number),

    merge: async ({ sha, method, title }) => {
      try {
        const { data } = await api.rest.pulls.merge({
          ...at,
          pull_number: number,
          sha,
          merge_method: method,
          commit_title: title,
          request: { retries: 0 },
        });
        return { kind: "merged", sha: data.sha };
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        if (error.status === 409) return { kind: "moved" };
        const { data } = await asked("pull-requests: read", () => api.rest.pulls.get({ ...at, pull_number: number }));
        // The answer may be lost after the merge was made.
        if (data.merged && data.head.sha === sha) return { kind: "merged", sha: data.merge_commit_sha ?? "" };
        return { kind: "refused", why: error.message };
      }
    },

    reply: async (body) => {
      await asked("pull-requests: write", () =>
        api.rest.issues.createComment({ ...at, issue_number: number, body, request: { retries: 0 } }),
      );
    },

    react: async (commentId, content) => {
      await asked("issues: write", () => api.rest.reactions.createForIssueComment({ ...at, comment_id: commentId, content }));
    },

    retarget: async (base) => {
      await asked("pull-requests: write", () => api.rest.pulls.update({ ...at, pull_number: number, base }));
    },

    checkRun: async (run) => {
      const output = { title: run.title, summary: run.summary };
      const state = { status: run.status, ...(run.conclusion === undefined ? {} : { conclusion: run.conclusion }) };
      const batches = batchesOf(run.annotations, ANNOTATIONS_PER_REQUEST);
      for (const annotations of batches) {
        checkRunId = await writeCheckRun(api, at, checkRunId, run, { ...state, output: { ...output, annotations } });
      }
    },
  };
}

async function writeCheckRun(
  api: GitHub,
  at: { owner: string; repo: string },
  id: number | undefined,
  run: CheckRun,
  body: object,
): Promise<number> {
  if (id !== undefined) {
    await asked("checks: write", () => api.rest.checks.update({ ...at, check_run_id: id, ...body }));
    return id;
  }
  const { data } = await asked("checks: write", () => api.rest.checks.create({ ...at, name: CHECK_NAME, head_sha: run.headSha, ...body }));
  return data.id;
}

/** At least one batch, so that a run without annotations is written too. */
function batchesOf<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.max(1, Math.ceil(items.length / size));
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

export async function createLabelWhenMissing(api: GitHub, at: { owner: string; repo: string }, name: Label): Promise<void> {
  try {
    await api.rest.issues.getLabel({ ...at, name });
  } catch (error) {
    if (!(error instanceof RequestError) || error.status !== 404) throw error;
    // 422: another run made it in between.
    await asked("issues: write", () => api.rest.issues.createLabel({ ...at, name, ...LABELS[name] })).catch(ignoreStatus(422));
  }
}

async function minimise(api: GitHub, nodeId: string): Promise<void> {
  const mutation =
    "mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } } }";
  await asked("pull-requests: write", () => api.graphql(mutation, { id: nodeId }));
}

/** A POST must not be sent twice blindly: a 502 may come after the write. So look first, then send again. */
async function createOnce<Created>(create: () => Promise<Created>, find: () => Promise<Created | undefined>): Promise<Created> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await create();
    } catch (error) {
      if (attempt > RETRIES || !isPassing(error)) throw error;
      const found = await find();
      if (found !== undefined) return found;
    }
  }
}

/** The marker goes below the record: the record is the comment's first bytes. */
function withMarker(body: string, marker: string): string {
  const record = /^<!-- tf-orchestrator:v1 [\w.-]+ -->\n/.exec(body)?.[0] ?? "";
  return `${record}${marker}\n${body.slice(record.length)}`;
}

function withoutBot(login: string): string {
  return login.replace(/\[bot\]$/, "");
}

/** Turns a refusal for a missing permission into words that say what to add; it is not tried again. */
export async function asked<Answer>(permission: string, request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof RequestError && error.status === 403 && /not accessible|must have|permission/i.test(error.message)) {
      throw new GitHubError(`the token may not do this: add "${permission}" to the workflow's permissions (or to the App's)`, error);
    }
    throw error instanceof RequestError ? new GitHubError(error.message, error) : error;
  }
}

/** GitHub said no, or did not answer. */
export class GitHubError extends ToolError {
  readonly status: number;

  constructor(detail: string, cause: RequestError) {
    super(`GitHub ${cause.request.method} ${new URL(cause.request.url).pathname}`, cause.status, detail);
    this.status = cause.status;
    this.name = "GitHubError";
  }
}

function ignoreStatus(status: number): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof GitHubError) || error.status !== status) throw error;
  };
}

function isPassing(error: unknown): boolean {
  return error instanceof GitHubError && error.status >= 500;
}

const PERMISSIONS = ["admin", "maintain", "write", "triage", "read", "none"] as const;

function personOf(user: { id: number; login: string; type: string }): Person {
  return { id: user.id, login: user.login, type: user.type };
}

const MERGEABILITY = `query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid
      mergeable
      mergeStateStatus
      reviewDecision
      commits(last: 1) {
        nodes {
          commit {
            statusCheckRollup {
              contexts(first: 100, after: $after) {
                totalCount
                pageInfo { hasNextPage endCursor }
                nodes {
                  __typename
                  ... on CheckRun { name status conclusion isRequired(pullRequestNumber: $number) }
                  ... on StatusContext { context state isRequired(pullRequestNumber: $number) }
                }
              }
            }
          }
        }
      }
    }
  }
}`;

type CheckNode =
  | { __typename: "CheckRun"; name: string; status: string; conclusion: string | null; isRequired: boolean }
  | { __typename: "StatusContext"; context: string; state: string; isRequired: boolean };

interface CheckPage {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  nodes: CheckNode[];
}

interface MergeabilityAnswer {
  repository: {
    pullRequest: {
      headRefOid: string;
      mergeable: "MERGEABLE" | "CONFLICTING" | "UNKNOWN";
      mergeStateStatus: string;
      reviewDecision: Mergeability["reviewDecision"];
      commits: { nodes: { commit: { statusCheckRollup: { contexts: CheckPage } | null } }[] };
    };
  };
}

const MERGE_STATES = ["clean", "unstable", "has_hooks", "blocked", "behind", "dirty", "draft", "unknown"] as const;
const MERGEABLE = { MERGEABLE: true, CONFLICTING: false, UNKNOWN: null } as const;

const MOST_CHECK_PAGES = 20;

/** What GitHub and the branch's rules say: one question to GraphQL, which alone knows which checks are required, and one for each further page of checks. */
async function mergeabilityOf(api: GitHub, { owner, repo: name }: { owner: string; repo: string }, number: number): Promise<Mergeability> {
  const ask = async (after: string | null) =>
    (await asked("checks: read, statuses: read", () => api.graphql<MergeabilityAnswer>(MERGEABILITY, { owner, name, number, after })))
      .repository.pullRequest;
  const pull = await ask(null);
  const first = checkPage(pull);
  const nodes = [...first.nodes];
  let page = first;
  for (let pages = 1; page.pageInfo.hasNextPage && pages < MOST_CHECK_PAGES; pages += 1) {
    const next = await ask(page.pageInfo.endCursor);
    // Checks of another commit say nothing about this one: too few are left, and what is unknown holds the gate.
    if (next.headRefOid !== pull.headRefOid) break;
    page = checkPage(next);
    nodes.push(...page.nodes);
  }
  return {
    mergeable: MERGEABLE[pull.mergeable],
    state: MERGE_STATES.find((known) => known === pull.mergeStateStatus.toLowerCase()) ?? "unknown",
    reviewDecision: pull.reviewDecision,
    checks: nodes.length < first.totalCount ? null : nodes.map(toCheck),
  };
}

function checkPage({ commits }: MergeabilityAnswer["repository"]["pullRequest"]): CheckPage {
  const none: CheckPage = { totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] };
  return commits.nodes[0]?.commit.statusCheckRollup?.contexts ?? none;
}

function toCheck(node: CheckNode): Check {
  if (node.__typename === "StatusContext") {
    const states: Record<string, Check["state"]> = { SUCCESS: "success", PENDING: "pending", EXPECTED: "pending" };
    return { name: node.context, required: node.isRequired, own: node.context === CHECK_NAME, state: states[node.state] ?? "failure" };
  }
  const conclusions: Record<string, Check["state"]> = { SUCCESS: "success", NEUTRAL: "neutral", SKIPPED: "skipped" };
  return {
    name: node.name,
    required: node.isRequired,
    own: node.name === CHECK_NAME,
    state: node.status === "COMPLETED" ? (conclusions[node.conclusion ?? ""] ?? "failure") : "pending",
  };
}

type PullData = Awaited<ReturnType<GitHub["rest"]["pulls"]["get"]>>["data"];

function toPullRequest(data: PullData): PullRequest {
  return {
    number: data.number,
    title: data.title,
    state: data.state,
    draft: data.draft === true,
    merged: data.merged,
    mergeCommitSha: data.merge_commit_sha,
    mergedAt: data.merged_at,
    author: personOf(data.user),
    headSha: data.head.sha,
    headRef: data.head.ref,
    baseRef: data.base.ref,
    baseSha: data.base.sha,
    // A head whose repository was deleted has none: it can no longer be trusted to be ours.
    fork: (data.head.repo as typeof data.head.repo | null)?.id !== data.base.repo.id,
    labels: data.labels.map(({ name }) => name),
    changedFiles: data.changed_files,
    repository: { id: data.base.repo.id, fullName: data.base.repo.full_name },
    url: data.html_url,
  };
}
