import { ApiError } from "./answer.ts";
import type { Arguments, GraphObject } from "./graphql.ts";
import { GraphqlError } from "./graphql-parse.ts";
import { authorAssociation, htmlUrl, label, nodeId, parseNodeId, repositoryUrl } from "./present.ts";
import { changedFiles, checkStates, latestCheckRuns, mergeState, reviewDecision } from "./pull.ts";
import { rateLimit } from "./rate-limit.ts";
import { READ_PULLS, WRITE_ISSUES } from "./routes/needs.ts";
import type { Call } from "./routing.ts";
import { atLeast, fullName, isPull, threadsOf } from "./state.ts";
import type { Comment, Pull, Repository, Review, State, Thread } from "./state.ts";

/* The graph behind `/graphql`: pull requests with what decides a merge, and comments with their edits. Names as in GitHub's schema. */

export function queries(call: Call): GraphObject {
  const { state, actor } = call;
  return {
    __typename: "Query",
    viewer: () => ({ ...actorObject(state, actor.user.login), login: actor.user.login }),
    rateLimit: () => ({ __typename: "RateLimit", cost: 1, ...graphqlLimit(state) }),
    repository: ({ owner, name }: Arguments) => {
      const found = state.repository(String(owner), String(name));
      if (!found || !actor.sees(found)) throw missing(`a Repository with the name '${String(owner)}/${String(name)}'`);
      return repositoryObject(call, found);
    },
    node: ({ id }: Arguments) => nodeObject(call, String(id)),
    nodes: ({ ids }: Arguments) => (ids as unknown[]).map((id) => nodeObject(call, String(id))),
  };
}

function graphqlLimit(state: State): Record<string, unknown> {
  const { limit, used, remaining, reset } = rateLimit(state);
  return { limit, used, remaining, resetAt: new Date(reset * 1000).toISOString() };
}

function missing(what: string): ApiError {
  return new ApiError(404, `Could not resolve to ${what}.`);
}

function nodeObject(call: Call, id: string): GraphObject {
  const { kind, id: number } = parseNodeId(id);
  for (const repository of call.state.repositories.values()) {
    if (!call.actor.sees(repository)) continue;
    for (const on of threadsOf(repository)) {
      if (kind === "PR" && isPull(on) && on.id === number) return pullObject(call, repository, on);
      const found = kind === "IC" ? on.comments.find((one) => one.id === number) : undefined;
      if (found) return commentObject(call, repository, on, found);
    }
  }
  throw missing(`a node with the global id of '${id}'`);
}

function repositoryObject(call: Call, repository: Repository): GraphObject {
  return {
    __typename: "Repository",
    id: nodeId("R", repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName(repository),
    isPrivate: repository.private,
    url: htmlUrl(call.state, repository),
    pullRequests: ({ states, ...page }: Arguments): GraphObject => {
      call.actor.require(repository, READ_PULLS);
      const pulls = [...repository.pulls.values()].map((pull) => pullObject(call, repository, pull));
      const wanted = states === undefined ? null : ([states].flat() as unknown[]);
      return connection("pullRequests", wanted === null ? pulls : pulls.filter(({ state }) => wanted.includes(state)))(page);
    },
    pullRequest: ({ number }: Arguments) => {
      const pull = repository.pulls.get(Number(number));
      if (!pull) throw missing(`a PullRequest with the number of ${Number(number)}`);
      call.actor.require(repository, READ_PULLS);
      return pullObject(call, repository, pull);
    },
  };
}

function pullObject(call: Call, repository: Repository, pull: Pull): GraphObject {
  const { state } = call;
  const files = async (): Promise<Awaited<ReturnType<typeof changedFiles>>["all"]> => (await changedFiles(repository, pull)).all;
  return {
    __typename: "PullRequest",
    id: nodeId("PR", pull.id),
    databaseId: pull.id,
    number: pull.number,
    title: pull.title,
    body: pull.body ?? "",
    url: `${htmlUrl(state, repository)}/pull/${pull.number}`,
    state: pull.mergedAt ? "MERGED" : pull.state.toUpperCase(),
    isDraft: pull.draft,
    merged: pull.mergedAt !== null,
    mergedAt: pull.mergedAt,
    closed: pull.state === "closed",
    createdAt: pull.createdAt,
    updatedAt: pull.updatedAt,
    author: actorObject(state, pull.author),
    authorAssociation: authorAssociation(state, repository, pull.author),
    isCrossRepository: pull.headRepositoryId !== repository.id,
    headRefName: pull.headRef,
    headRefOid: pull.headSha,
    baseRefName: pull.baseRef,
    baseRefOid: pull.baseSha,
    mergeCommit: pull.mergeCommitSha === null ? null : { __typename: "Commit", oid: pull.mergeCommitSha },
    mergeable: async () => MERGEABLE[(await mergeState(state, repository, pull)).state] ?? "MERGEABLE",
    mergeStateStatus: async () => (await mergeState(state, repository, pull)).state.toUpperCase(),
    reviewDecision: () => shownDecision(state, repository, pull),
    changedFiles: async () => (await files()).length,
    additions: async () => (await files()).reduce((sum, file) => sum + file.additions, 0),
    deletions: async () => (await files()).reduce((sum, file) => sum + file.deletions, 0),
    files: async (page: Arguments) =>
      connection(
        "files",
        (await files()).map(({ path }) => ({ __typename: "PullRequestChangedFile", path })),
      )(page),
    latestOpinionatedReviews: ({ writersOnly, ...page }: Arguments) =>
      connection(
        "latestOpinionatedReviews",
        latestOpinions(pull)
          .filter(({ author }) => writersOnly !== true || atLeast(state.role(repository, author), "write"))
          .map((one) => reviewObject(state, repository, pull, one)),
      )(page),
    labels: connection("labels", pull.labels.map((name) => labelObject(state, repository, name)).filter(Boolean)),
    reviews: connection(
      "reviews",
      pull.reviews.filter((one) => one.state !== "PENDING").map((one) => reviewObject(state, repository, pull, one)),
    ),
    comments: connection(
      "comments",
      pull.comments.map((one) => commentObject(call, repository, pull, one)),
    ),
    commits: connection("commits", [
      {
        __typename: "PullRequestCommit",
        commit: { __typename: "Commit", oid: pull.headSha, statusCheckRollup: rollup(state, repository, pull) },
      },
    ]),
    statusCheckRollup: rollup(state, repository, pull),
  };
}

/** The last review of each reviewer that says yes or no, or was dismissed. */
function latestOpinions(pull: Pull): Review[] {
  const opinions = pull.reviews.filter(({ state }) => ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].includes(state));
  return [...new Map(opinions.map((one) => [one.author, one])).values()];
}

const MERGEABLE: Partial<Record<string, string>> = { dirty: "CONFLICTING", unknown: "UNKNOWN" };

/** Null where the base branch asks for no reviews, as GitHub answers. */
function shownDecision(state: State, repository: Repository, pull: Pull): string | null {
  const protection = repository.protections.get(pull.baseRef);
  const asks = protection && (protection.requiredApprovals > 0 || protection.codeOwners.length > 0);
  return asks ? reviewDecision(state, repository, pull) : null;
}

function labelObject(state: State, repository: Repository, name: string): GraphObject | null {
  const known = repository.labels.find((one) => one.name === name);
  if (!known) return null;
  const { color, description, node_id: id } = label(state, repository, known);
  return { __typename: "Label", id, name, color, description };
}

function actorObject(state: State, login: string): GraphObject {
  const user = state.knownUser(login);
  const isBot = user.type === "Bot";
  // GraphQL names bots without the suffix that REST gives them.
  return {
    __typename: user.type,
    login: isBot ? user.login.replace(/\[bot\]$/, "") : user.login,
    id: nodeId("U", user.id),
    databaseId: user.id,
  };
}

function reviewObject(state: State, repository: Repository, pull: Pull, shown: Review): GraphObject {
  return {
    __typename: "PullRequestReview",
    id: nodeId("PRR", shown.id),
    databaseId: shown.id,
    state: shown.state,
    body: shown.body,
    submittedAt: shown.submittedAt,
    url: `${htmlUrl(state, repository)}/pull/${pull.number}#pullrequestreview-${shown.id}`,
    author: actorObject(state, shown.author),
    authorAssociation: authorAssociation(state, repository, shown.author),
    authorCanPushToRepository: atLeast(state.role(repository, shown.author), "write"),
    commit: { __typename: "Commit", oid: shown.commitId },
  };
}

function commentObject({ state, actor }: Call, repository: Repository, on: Thread, shown: Comment): GraphObject {
  return {
    __typename: "IssueComment",
    id: nodeId("IC", shown.id),
    databaseId: shown.id,
    fullDatabaseId: String(shown.id),
    body: shown.body,
    url: `${htmlUrl(state, repository)}/${isPull(on) ? "pull" : "issues"}/${on.number}#issuecomment-${shown.id}`,
    createdAt: shown.createdAt,
    updatedAt: shown.updatedAt,
    lastEditedAt: shown.editedAt,
    includesCreatedEdit: shown.editedAt !== null,
    editor: shown.editor === null ? null : actorObject(state, shown.editor),
    author: actorObject(state, shown.author),
    viewerDidAuthor: shown.author === actor.user.login,
    authorAssociation: authorAssociation(state, repository, shown.author),
    isMinimized: shown.minimized !== null,
    minimizedReason: shown.minimized?.toLowerCase() ?? null,
    reactionGroups: Object.entries(REACTION_CONTENTS).map(([content, name]) => ({
      __typename: "ReactionGroup",
      content: name,
      viewerHasReacted: shown.reactions.some((one) => one.content === content && one.author === actor.user.login),
    })),
  };
}

/** As REST names a reaction, and as GraphQL does. */
const REACTION_CONTENTS = {
  "+1": "THUMBS_UP",
  "-1": "THUMBS_DOWN",
  laugh: "LAUGH",
  hooray: "HOORAY",
  confused: "CONFUSED",
  heart: "HEART",
  rocket: "ROCKET",
  eyes: "EYES",
} as const;

function rollup(state: State, repository: Repository, pull: Pull): GraphObject | null {
  const states = checkStates(repository, pull.headSha);
  if (states.size === 0) return null;
  const required = repository.protections.get(pull.baseRef)?.requiredChecks ?? [];
  const values = [...states.values()];
  const runs = latestCheckRuns(repository, pull.headSha).map((run) => ({
    __typename: "CheckRun",
    id: nodeId("CR", run.id),
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    detailsUrl: run.detailsUrl,
    url: `${repositoryUrl(state, repository)}/check-runs/${run.id}`,
    isRequired: () => required.includes(run.name),
  }));
  const statuses = repository.statuses
    .filter((one) => one.sha === pull.headSha)
    // A context's newest status stands for it.
    .filter((one, index, all) => !all.slice(index + 1).some(({ context }) => context === one.context))
    .map((one) => ({
      __typename: "StatusContext",
      id: nodeId("SC", one.id),
      context: one.context,
      state: one.state.toUpperCase(),
      isRequired: () => required.includes(one.context),
    }));
  return {
    __typename: "StatusCheckRollup",
    state: values.includes("failure") ? "FAILURE" : values.includes("pending") ? "PENDING" : "SUCCESS",
    contexts: connection("contexts", [...runs, ...statuses]),
  };
}

/** A list as GitHub pages it: `first` with `after`, or `last` with `before`, at most 100. */
function connection(name: string, items: readonly unknown[]): (args: Arguments) => GraphObject {
  return ({ first, last, after, before }) => {
    const size = Number(first ?? last);
    if (!Number.isInteger(size)) {
      throw new GraphqlError(`You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`);
    }
    if (size > 100)
      throw new GraphqlError(`Requesting ${size} records on the \`${name}\` connection exceeds the \`first\` limit of 100 records.`);
    const from = typeof after === "string" ? cursorIndex(after) + 1 : 0;
    const to = typeof before === "string" ? cursorIndex(before) : items.length;
    const start = typeof first === "number" ? from : Math.max(from, to - size);
    const end = typeof first === "number" ? Math.min(start + size, to) : to;
    return {
      __typename: "Connection",
      totalCount: items.length,
      nodes: items.slice(start, end),
      pageInfo: {
        __typename: "PageInfo",
        hasNextPage: end < items.length,
        hasPreviousPage: start > 0,
        startCursor: end > start ? cursor(start) : null,
        endCursor: end > start ? cursor(end - 1) : null,
      },
    };
  };
}

function cursor(index: number): string {
  return Buffer.from(`cursor:${index}`).toString("base64");
}

function cursorIndex(text: string): number {
  return Number(Buffer.from(text, "base64").toString().slice("cursor:".length));
}

const CLASSIFIERS = ["SPAM", "ABUSE", "OFF_TOPIC", "OUTDATED", "DUPLICATE", "RESOLVED", "LOW_QUALITY"];

export function mutations(call: Call): GraphObject {
  const change = (input: unknown, minimized: string | null): { found: GraphObject; clientMutationId: unknown } => {
    const { subjectId, clientMutationId } = input as { subjectId?: unknown; clientMutationId?: unknown };
    return { found: minimize(call, String(subjectId), minimized), clientMutationId: clientMutationId ?? null };
  };
  return {
    __typename: "Mutation",
    minimizeComment: ({ input }: Arguments) => {
      const { classifier } = input as { classifier?: unknown };
      if (!CLASSIFIERS.includes(String(classifier))) {
        throw new GraphqlError(`Argument 'classifier' on InputObject 'MinimizeCommentInput' has an invalid value (${String(classifier)}).`);
      }
      const { found, clientMutationId } = change(input, String(classifier));
      return { __typename: "MinimizeCommentPayload", minimizedComment: found, clientMutationId };
    },
    unminimizeComment: ({ input }: Arguments) => {
      const { found, clientMutationId } = change(input, null);
      return { __typename: "UnminimizeCommentPayload", unminimizedComment: found, clientMutationId };
    },
  };
}

function minimize(call: Call, id: string, minimized: string | null): GraphObject {
  const { kind, id: number } = parseNodeId(id);
  for (const repository of call.state.repositories.values()) {
    for (const on of threadsOf(repository)) {
      const found = kind === "IC" ? on.comments.find((one) => one.id === number) : undefined;
      if (!found || !call.actor.sees(repository)) continue;
      call.actor.require(repository, { ...WRITE_ISSUES, role: "triage" });
      found.minimized = minimized;
      return commentObject(call, repository, on, found);
    }
  }
  throw missing(`a node with the global id of '${id}'`);
}
