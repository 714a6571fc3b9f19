import { z } from "zod";
import { ApiError, created, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { causeOf, record, recordStatus } from "../events.ts";
import { annotation, checkRun, repositoryUrl, simpleUser, status, simpleRepository } from "../present.ts";
import { latestCheckRuns } from "../pull.ts";
import { bodyOf, idParam, page, paged, param, repositoryRoute } from "../routing.ts";
import type { RepositoryCall, Route } from "../routing.ts";
import { GITHUB_ACTIONS_APP_ID } from "../state.ts";
import type { CheckRun, Status } from "../state.ts";
import { READ_CHECKS, READ_STATUSES, WRITE_CHECKS, WRITE_STATUSES } from "./needs.ts";

const annotationSchema = z.object({
  path: z.string().min(1),
  start_line: z.int(),
  end_line: z.int(),
  start_column: z.int().optional(),
  end_column: z.int().optional(),
  annotation_level: z.enum(["notice", "warning", "failure"]),
  message: z.string().min(1).max(65_536),
  title: z.string().max(255).optional(),
  raw_details: z.string().max(65_536).optional(),
});

const text = z.string().max(65_535);
const CONCLUSIONS = ["action_required", "cancelled", "failure", "neutral", "success", "skipped", "stale", "timed_out"] as const;

const runSchema = z.object({
  name: z.string().min(1).optional(),
  head_sha: z.string().optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(["queued", "in_progress", "completed", "waiting", "requested", "pending"]).optional(),
  started_at: z.string().optional(),
  conclusion: z.enum(CONCLUSIONS).optional(),
  completed_at: z.string().optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: text.optional(),
      text: text.optional(),
      annotations: z.array(annotationSchema).max(50).default([]),
    })
    .optional(),
});

type RunRequest = z.output<typeof runSchema>;

async function createRun(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const wanted = bodyOf(call, runSchema);
  if (wanted.name === undefined || wanted.head_sha === undefined) {
    throw new ApiError(422, 'Invalid request.\n\n"name", "head_sha" weren\'t supplied.');
  }
  if (wanted.output?.title === undefined && wanted.output !== undefined)
    throw new ApiError(422, 'Invalid request.\n\n"title" wasn\'t supplied.');
  if ((await repository.git.typeOf(wanted.head_sha)) !== "commit") throw new ApiError(422, `No commit found for SHA: ${wanted.head_sha}`);
  const made: CheckRun = {
    id: state.nextId(),
    name: wanted.name,
    headSha: wanted.head_sha,
    externalId: "",
    detailsUrl: null,
    status: "queued",
    conclusion: null,
    startedAt: state.timestamp(),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
    appId: call.actor.appId ?? GITHUB_ACTIONS_APP_ID,
  };
  change(call, made, wanted);
  repository.checkRuns.push(made);
  await recordRun(call, made, "created");
  return created(checkRun(state, repository, made));
}

async function updateRun(call: RepositoryCall): Promise<Answer> {
  const found = runParam(call);
  if (found.appId !== call.actor.appId)
    throw new ApiError(403, "Invalid app_id: a check run can only be modified by the GitHub App that created it.");
  const wanted = bodyOf(call, runSchema);
  change(call, found, wanted);
  if (found.status === "completed") await recordRun(call, found, "completed");
  return ok(checkRun(call.state, call.repository, found));
}

/** Takes over what the request names; annotations add up, and a conclusion completes. */
function change(call: RepositoryCall, run: CheckRun, wanted: RunRequest): void {
  run.name = wanted.name ?? run.name;
  run.externalId = wanted.external_id ?? run.externalId;
  run.detailsUrl = wanted.details_url ?? run.detailsUrl;
  run.startedAt = wanted.started_at ?? run.startedAt;
  run.title = wanted.output?.title ?? run.title;
  run.summary = wanted.output?.summary ?? run.summary;
  run.text = wanted.output?.text ?? run.text;
  run.annotations.push(...(wanted.output?.annotations ?? []));
  if (wanted.status === "completed" && wanted.conclusion === undefined) {
    throw new ApiError(422, "Invalid request.\n\nMissing `conclusion` for a completed check run.");
  }
  if (wanted.conclusion !== undefined) {
    run.status = "completed";
    run.conclusion = wanted.conclusion;
    run.completedAt = wanted.completed_at ?? call.state.timestamp();
  } else if (wanted.status !== undefined) {
    run.status = wanted.status;
    run.conclusion = null;
    run.completedAt = null;
  }
}

async function recordRun(call: RepositoryCall, run: CheckRun, action: string): Promise<void> {
  const payload = { check_run: checkRun(call.state, call.repository, run) };
  await record(call.state, call.repository, causeOf(call.actor), { event: "check_run", action, sha: run.headSha, payload });
}

function runParam(call: RepositoryCall): CheckRun {
  const id = idParam(call, "check_run_id");
  const found = call.repository.checkRuns.find((run) => run.id === id);
  if (!found) throw notFound();
  return found;
}

async function refParam(call: RepositoryCall): Promise<string> {
  const sha = await call.repository.git.resolve(param(call, "ref"));
  if (sha === null) throw new ApiError(422, `No commit found for SHA: ${param(call, "ref")}`);
  return sha;
}

async function listRuns(call: RepositoryCall): Promise<Answer> {
  const { state, repository, query } = call;
  const sha = await refParam(call);
  const all = query.get("filter") === "all" ? repository.checkRuns.filter((run) => run.headSha === sha) : latestCheckRuns(repository, sha);
  const wanted = all
    .filter((run) => !query.has("check_name") || run.name === query.get("check_name"))
    .filter((run) => !query.has("status") || run.status === query.get("status"))
    .filter((run) => !query.has("app_id") || run.appId === Number(query.get("app_id")))
    .reverse();
  const { items, headers } = page(call, wanted);
  return { status: 200, body: { total_count: wanted.length, check_runs: items.map((run) => checkRun(state, repository, run)) }, headers };
}

function listAnnotations(call: RepositoryCall): Answer {
  const run = runParam(call);
  return paged(call, run.annotations, (one) => annotation(call.state, call.repository, run, one));
}

const statusSchema = z.object({
  state: z.enum(["error", "failure", "pending", "success"]),
  context: z.string().default("default"),
  description: z.string().max(140).nullish(),
  target_url: z.string().nullish(),
});

async function createStatus(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const sha = param(call, "sha");
  const wanted = bodyOf(call, statusSchema);
  if ((await repository.git.typeOf(sha)) !== "commit") throw new ApiError(422, `No commit found for SHA: ${sha}`);
  const made: Status = {
    id: state.nextId(),
    sha,
    state: wanted.state,
    context: wanted.context,
    description: wanted.description ?? null,
    targetUrl: wanted.target_url ?? null,
    author: call.actor.user.login,
    createdAt: state.timestamp(),
  };
  repository.statuses.push(made);
  const shown = { ...status(state, repository, made), creator: simpleUser(state, made.author) };
  const { id, context, description, targetUrl, createdAt } = made;
  const payload = { id, context, description, target_url: targetUrl, state: made.state, created_at: createdAt, updated_at: createdAt };
  await recordStatus(state, repository, causeOf(call.actor), sha, payload);
  return created(shown);
}

async function listStatuses(call: RepositoryCall): Promise<Answer> {
  const sha = await refParam(call);
  const all = call.repository.statuses.filter((one) => one.sha === sha).reverse();
  return paged(call, all, (one) => ({ ...status(call.state, call.repository, one), creator: simpleUser(call.state, one.author) }));
}

async function combinedStatus(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const sha = await refParam(call);
  const latest = new Map(repository.statuses.filter((one) => one.sha === sha).map((one) => [one.context, one]));
  const states = [...latest.values()].map((one) => one.state);
  const failed = states.some((one) => one === "error" || one === "failure");
  const url = `${repositoryUrl(state, repository)}/commits/${sha}`;
  return ok({
    state: failed ? "failure" : states.length === 0 || states.includes("pending") ? "pending" : "success",
    statuses: [...latest.values()].map((one) => status(state, repository, one)),
    sha,
    total_count: latest.size,
    repository: simpleRepository(state, repository),
    commit_url: url,
    url: `${url}/status`,
  });
}

export const checkRoutes: Route[] = [
  repositoryRoute("POST", "/check-runs", WRITE_CHECKS, createRun),
  repositoryRoute("GET", "/check-runs/{check_run_id}", READ_CHECKS, (call) => ok(checkRun(call.state, call.repository, runParam(call)))),
  repositoryRoute("PATCH", "/check-runs/{check_run_id}", WRITE_CHECKS, updateRun),
  repositoryRoute("GET", "/check-runs/{check_run_id}/annotations", READ_CHECKS, listAnnotations),
  repositoryRoute("GET", "/commits/{ref}/check-runs", READ_CHECKS, listRuns),
  repositoryRoute("POST", "/statuses/{sha}", WRITE_STATUSES, createStatus),
  repositoryRoute("GET", "/commits/{ref}/statuses", READ_STATUSES, listStatuses),
  repositoryRoute("GET", "/commits/{ref}/status", READ_STATUSES, combinedStatus),
];
