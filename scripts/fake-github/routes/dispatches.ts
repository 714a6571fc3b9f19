import { z } from "zod";
import { ApiError, NO_CONTENT, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { causeOf, record } from "../events.ts";
import { nodeId, repositoryUrl, simpleRepository, simpleUser, htmlUrl } from "../present.ts";
import { bodyOf, idParam, page, param, repositoryRoute } from "../routing.ts";
import type { RepositoryCall, Route } from "../routing.ts";
import type { WorkflowRun } from "../state.ts";
import { READ_ACTIONS, WRITE_ACTIONS, WRITE_CONTENTS } from "./needs.ts";

const MAX_PROPERTIES = 10;
const MAX_BYTES = 64 * 1024;

const dispatchSchema = z.object({ event_type: z.string().min(1).max(100), client_payload: z.record(z.string(), z.unknown()).default({}) });

/** These start workflows whoever sends them: GitHub's exception to GITHUB_TOKEN starting none. */
async function createDispatch(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const { event_type: eventType, client_payload: clientPayload } = bodyOf(call, dispatchSchema);
  const properties = Object.keys(clientPayload).length;
  if (properties > MAX_PROPERTIES) {
    throw new ApiError(422, `Invalid request.\n\nNo more than ${MAX_PROPERTIES} properties are allowed; ${properties} were supplied.`);
  }
  if (Buffer.byteLength(JSON.stringify(clientPayload)) >= MAX_BYTES) throw new ApiError(422, "client_payload is too large.");
  repository.dispatches.push({ id: state.nextId(), eventType, clientPayload, actor: call.actor.user.login, at: state.timestamp() });
  const payload = { branch: repository.defaultBranch, client_payload: clientPayload };
  await record(state, repository, causeOf(call.actor), { event: "repository_dispatch", action: eventType, payload, startsWorkflows: true });
  return NO_CONTENT;
}

const workflowSchema = z.object({ ref: z.string(), inputs: z.record(z.string(), z.unknown()).default({}) });

async function createWorkflowDispatch(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const { ref, inputs } = bodyOf(call, workflowSchema);
  const name = ref.replace(/^refs\/heads\//, "");
  const sha = await repository.git.branch(name);
  if (sha === null) throw new ApiError(422, `No ref found for: ${ref}`);
  const workflow = decodeURIComponent(param(call, "workflow_id"));
  repository.workflowDispatches.push({
    id: state.nextId(),
    workflow,
    ref: name,
    inputs,
    actor: call.actor.user.login,
    at: state.timestamp(),
  });
  const payload = { inputs, ref: `refs/heads/${name}`, workflow: `.github/workflows/${workflow}` };
  await record(state, repository, causeOf(call.actor), {
    event: "workflow_dispatch",
    payload,
    ref: `refs/heads/${name}`,
    sha,
    startsWorkflows: true,
  });
  return NO_CONTENT;
}

function workflowRun(call: RepositoryCall, run: WorkflowRun): Record<string, unknown> {
  const { state, repository } = call;
  const url = `${repositoryUrl(state, repository)}/actions/runs/${run.id}`;
  const shown = simpleRepository(state, repository);
  const actor = simpleUser(state, run.actor);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("WFR", run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    display_title: run.name,
    run_number: 1,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: 1,
    url,
    html_url: `${htmlUrl(state, repository)}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: run.createdAt,
    updated_at: run.createdAt,
    actor,
    triggering_actor: actor,
    run_attempt: run.attempt,
    run_started_at: run.createdAt,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryUrl(state, repository)}/check-suites/1`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${repositoryUrl(state, repository)}/actions/workflows/1`,
    head_commit: null,
    repository: shown,
    head_repository: shown,
  };
}

function getRun(call: RepositoryCall): Answer {
  return ok(workflowRun(call, runParam(call)));
}

/** Of all its attempts. An environment that is not there any more is left out. */
function listReviews(call: RepositoryCall): Answer {
  const { state, repository } = call;
  const { reviews } = runParam(call);
  return ok(
    reviews.map(({ state: said, by, environments, comment }) => ({
      state: said,
      comment,
      user: simpleUser(state, by),
      environments: environments.flatMap((name) => {
        const found = repository.environments.get(name.toLowerCase());
        if (found === undefined) return [];
        const { id, createdAt, updatedAt } = found;
        return [
          {
            id,
            node_id: nodeId("EN", id),
            name: found.name,
            url: `${repositoryUrl(state, repository)}/environments/${encodeURIComponent(found.name)}`,
            html_url: `${htmlUrl(state, repository)}/deployments/activity_log?environments_filter=${encodeURIComponent(found.name)}`,
            created_at: createdAt,
            updated_at: updatedAt,
          },
        ];
      }),
    })),
  );
}

function runParam(call: RepositoryCall): WorkflowRun {
  const id = idParam(call, "run_id");
  const run = call.repository.runs.find((one) => one.id === id);
  if (!run) throw notFound();
  return run;
}

function listRuns(call: RepositoryCall): Answer {
  const { query } = call;
  const runs = call.repository.runs
    .filter((run) => !query.has("head_sha") || run.headSha === query.get("head_sha"))
    .filter((run) => !query.has("status") || [run.status, run.conclusion].includes(query.get("status")))
    .filter((run) => !query.has("event") || run.event === query.get("event"));
  const { items, headers } = page(call, runs);
  return { status: 200, body: { total_count: runs.length, workflow_runs: items.map((run) => workflowRun(call, run)) }, headers };
}

export const dispatchRoutes: Route[] = [
  repositoryRoute("POST", "/dispatches", WRITE_CONTENTS, createDispatch),
  repositoryRoute("POST", "/actions/workflows/{workflow_id}/dispatches", WRITE_ACTIONS, createWorkflowDispatch),
  repositoryRoute("GET", "/actions/runs", READ_ACTIONS, listRuns),
  repositoryRoute("GET", "/actions/runs/{run_id}", READ_ACTIONS, getRun),
  repositoryRoute("GET", "/actions/runs/{run_id}/approvals", READ_ACTIONS, listReviews),
];
