import { z } from "zod";
import { ApiError, created, invalid, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { causeOf, recordPull } from "../events.ts";
import { commit, diffEntry } from "../present-git.ts";
import { plainIssue, simpleRepository, simpleUser } from "../present.ts";
import { mergePull, openPull, retargetPull, setPullState } from "../pull-changes.ts";
import { changeBase, changedFiles, fullPull, issue, simplePull } from "../pull.ts";
import { bodyOf, paged, param, pullParam, repositoryRoute, threadParam } from "../routing.ts";
import type { RepositoryCall, Route } from "../routing.ts";
import { atLeast, isPull } from "../state.ts";
import type { Pull, Repository } from "../state.ts";
import { MERGE, READ_CONTENTS, READ_ISSUES, READ_PULLS, WRITE_PULLS } from "./needs.ts";

const SORT_KEYS: Record<string, (pull: Pull) => string> = {
  created: (pull) => pull.createdAt,
  updated: (pull) => pull.updatedAt,
  popularity: (pull) => String(pull.comments.length).padStart(6, "0"),
};

function listPulls(call: RepositoryCall): Answer {
  const { state, repository, query } = call;
  const wanted = query.get("state") ?? "open";
  const head = query.get("head");
  const base = query.get("base");
  const direction = query.get("direction") ?? (query.has("sort") && query.get("sort") !== "created" ? "asc" : "desc");
  const key = SORT_KEYS[query.get("sort") ?? "created"] ?? ((pull: Pull) => pull.createdAt);
  const pulls = [...repository.pulls.values()]
    .filter((pull) => wanted === "all" || pull.state === wanted)
    .filter((pull) => head === null || !head.includes(":") || headLabel(call, pull) === head.toLowerCase())
    .filter((pull) => base === null || pull.baseRef === base)
    .sort((one, other) => key(one).localeCompare(key(other)) || one.number - other.number);
  return paged(call, direction === "desc" ? pulls.reverse() : pulls, (pull) => simplePull(state, repository, pull));
}

/** `owner:branch`; the branch's case counts, the owner's does not. */
function headLabel(call: RepositoryCall, pull: Pull): string {
  const head = call.state.repositories.get(pull.headRepositoryId);
  return `${head?.owner ?? pull.author}:${pull.headRef}`.toLowerCase();
}

const createSchema = z.object({
  title: z.string().min(1).max(256).optional(),
  head: z.string(),
  base: z.string(),
  body: z.string().max(65_536).nullish(),
  draft: z.boolean().default(false),
});

async function createPull(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const wanted = bodyOf(call, createSchema);
  if (wanted.title === undefined) throw invalid("PullRequest", "title", "missing_field");
  const { head, headRef } = headOf(call, wanted.head);
  const { title, body, base, draft } = wanted;
  const pull = await openPull(state, repository, causeOf(call.actor), { title, body: body ?? null, head, headRef, baseRef: base, draft });
  return created(await fullPull(state, repository, pull));
}

/** The repository and branch that `branch` or `owner:branch` means: this one or a fork of it. */
function headOf(call: RepositoryCall, text: string): { head: Repository; headRef: string } {
  const colon = text.indexOf(":");
  if (colon < 0) return { head: call.repository, headRef: text };
  const owner = text.slice(0, colon).toLowerCase();
  const network = [...call.state.repositories.values()].filter(
    (one) => one.id === call.repository.id || one.parentId === call.repository.id,
  );
  const head = network.find((one) => one.owner.toLowerCase() === owner);
  if (!head) throw invalid("PullRequest", "head", "invalid");
  return { head, headRef: text.slice(colon + 1) };
}

const updateSchema = z.object({
  title: z.string().min(1).max(256).optional(),
  body: z.string().max(65_536).nullish(),
  state: z.enum(["open", "closed"]).optional(),
  base: z.string().optional(),
});

async function updatePull(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const pull = pullParam(call);
  const wanted = bodyOf(call, updateSchema);
  requireAuthorOrWriter(call, pull);
  const cause = causeOf(call.actor);
  if (wanted.base !== undefined) await retargetPull(state, repository, cause, pull, wanted.base);
  if (wanted.title !== undefined || wanted.body !== undefined) {
    const changes = {
      ...(wanted.title === undefined ? {} : { title: { from: pull.title } }),
      ...(wanted.body === undefined ? {} : { body: { from: pull.body ?? "" } }),
    };
    pull.title = wanted.title ?? pull.title;
    pull.body = wanted.body === undefined ? pull.body : wanted.body;
    pull.updatedAt = state.timestamp();
    await recordPull(state, repository, cause, pull, "edited", { changes });
  }
  if (wanted.state !== undefined) await setPullState(state, repository, cause, pull, wanted.state);
  return ok(await fullPull(state, repository, pull));
}

function requireAuthorOrWriter(call: RepositoryCall, pull: Pull): void {
  const { token } = call.actor;
  if (token?.kind !== "user" || token.login === pull.author) return;
  if (!atLeast(call.state.role(call.repository, token.login), "write")) throw notFound();
}

async function listFiles(call: RepositoryCall): Promise<Answer> {
  const pull = pullParam(call);
  const { listed } = await changedFiles(call.repository, pull);
  return paged(call, listed, (file) => diffEntry(call.state, call.repository, pull.headSha, file));
}

async function listCommits(call: RepositoryCall): Promise<Answer> {
  const pull = pullParam(call);
  const base = await changeBase(call.repository, pull);
  const commits = await call.repository.git.log(base === null ? pull.headSha : `${base}..${pull.headSha}`, { limit: 250 });
  return paged(call, commits.reverse(), (one) => commit(call.state, call.repository, one));
}

const mergeSchema = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(["merge", "squash", "rebase"]).default("merge"),
});

async function merge(call: RepositoryCall): Promise<Answer> {
  const pull = pullParam(call);
  const wanted = bodyOf(call, mergeSchema);
  const request = { method: wanted.merge_method, sha: wanted.sha, title: wanted.commit_title, message: wanted.commit_message };
  const sha = await mergePull(call.state, call.repository, causeOf(call.actor), pull, request);
  return ok({ sha, merged: true, message: "Pull Request successfully merged" });
}

function isMerged(call: RepositoryCall): Answer {
  if (pullParam(call).mergedAt === null) throw notFound();
  return { status: 204 };
}

const reviewersSchema = z.object({ reviewers: z.array(z.string()).default([]), team_reviewers: z.array(z.string()).default([]) });

async function requestReviewers(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const pull = pullParam(call);
  for (const login of bodyOf(call, reviewersSchema).reviewers) {
    if (!state.user(login) || !atLeast(state.role(repository, login), "read")) {
      throw new ApiError(422, "Reviews may only be requested from collaborators. One or more of the users or teams is not a collaborator.");
    }
    if (pull.requestedReviewers.includes(login)) continue;
    pull.requestedReviewers.push(login);
    const more = { requested_reviewer: simpleUser(state, login) };
    await recordPull(state, repository, causeOf(call.actor), pull, "review_requested", more);
  }
  return created(simplePull(state, repository, pull));
}

function requestedReviewers(call: RepositoryCall): Answer {
  return ok({ users: pullParam(call).requestedReviewers.map((login) => simpleUser(call.state, login)), teams: [] });
}

/** The pull requests that a commit belongs to. */
async function pullsOfCommit(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const sha = await repository.git.resolve(param(call, "commit_sha"));
  if (sha === null) throw new ApiError(422, `No commit found for SHA: ${param(call, "commit_sha")}`);
  const found: Pull[] = [];
  for (const pull of repository.pulls.values()) {
    const base = await changeBase(repository, pull);
    const commits = await repository.git.log(base === null ? pull.headSha : `${base}..${pull.headSha}`, { limit: 250 });
    if (pull.mergeCommitSha === sha || commits.some((one) => one.sha === sha)) found.push(pull);
  }
  return paged(call, found, (pull) => simplePull(state, repository, pull));
}

export const pullRoutes: Route[] = [
  repositoryRoute("GET", "/pulls", READ_PULLS, listPulls),
  repositoryRoute("POST", "/pulls", WRITE_PULLS, createPull),
  repositoryRoute("GET", "/pulls/{pull_number}", READ_PULLS, async (call) =>
    ok(await fullPull(call.state, call.repository, pullParam(call))),
  ),
  repositoryRoute("PATCH", "/pulls/{pull_number}", WRITE_PULLS, updatePull),
  repositoryRoute("GET", "/pulls/{pull_number}/files", READ_PULLS, listFiles),
  repositoryRoute("GET", "/pulls/{pull_number}/commits", READ_PULLS, listCommits),
  repositoryRoute("GET", "/pulls/{pull_number}/merge", READ_CONTENTS, isMerged),
  repositoryRoute("PUT", "/pulls/{pull_number}/merge", MERGE, merge),
  repositoryRoute("GET", "/pulls/{pull_number}/requested_reviewers", READ_PULLS, requestedReviewers),
  repositoryRoute("POST", "/pulls/{pull_number}/requested_reviewers", WRITE_PULLS, requestReviewers),
  repositoryRoute("GET", "/commits/{commit_sha}/pulls", READ_PULLS, pullsOfCommit),
  repositoryRoute("GET", "/issues/{issue_number}", READ_ISSUES, (call) => {
    const on = threadParam(call);
    const shown = isPull(on) ? issue(call.state, call.repository, on) : plainIssue(call.state, call.repository, on);
    return ok({ ...shown, repository: simpleRepository(call.state, call.repository) });
  }),
];
