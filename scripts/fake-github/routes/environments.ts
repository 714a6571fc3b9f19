import { z } from "zod";
import { ApiError, NO_CONTENT, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { htmlUrl, nodeId, repositoryUrl, simpleUser } from "../present.ts";
import { bodyOf, page, param, repositoryRoute } from "../routing.ts";
import type { RepositoryCall, Route } from "../routing.ts";
import type { Environment } from "../state.ts";
import { READ_ACTIONS, WRITE_ADMINISTRATION } from "./needs.ts";

/** @throws ApiError 404 for an environment that is not there. */
export function environmentParam(call: RepositoryCall): Environment {
  const found = call.repository.environments.get(param(call, "environment_name").toLowerCase());
  if (!found) throw notFound();
  return found;
}

function environment(call: RepositoryCall, shown: Environment): Record<string, unknown> {
  return {
    id: shown.id,
    node_id: nodeId("EN", shown.id),
    name: shown.name,
    url: `${repositoryUrl(call.state, call.repository)}/environments/${encodeURIComponent(shown.name)}`,
    html_url: `${htmlUrl(call.state, call.repository)}/deployments/activity_log?environments_filter=${encodeURIComponent(shown.name)}`,
    created_at: shown.createdAt,
    updated_at: shown.updatedAt,
    protection_rules: protectionRules(call, shown),
    deployment_branch_policy: shown.limit,
  };
}

function protectionRules({ state }: RepositoryCall, { id, limit, reviewers, preventSelfReview }: Environment): Record<string, unknown>[] {
  const ruleOf = (place: number, type: string) => ({ id: id + place, node_id: nodeId("GA", id + place), type });
  return [
    ...(limit === null ? [] : [ruleOf(1, "branch_policy")]),
    ...(reviewers.length === 0
      ? []
      : [
          {
            ...ruleOf(2, "required_reviewers"),
            prevent_self_review: preventSelfReview,
            reviewers: reviewers.map((login) => ({ type: "User", reviewer: simpleUser(state, login) })),
          },
        ]),
  ];
}

function listEnvironments(call: RepositoryCall): Answer {
  const all = [...call.repository.environments.values()];
  const { items, headers } = page(call, all);
  return { status: 200, headers, body: { total_count: all.length, environments: items.map((one) => environment(call, one)) } };
}

const environmentSchema = z.object({
  deployment_branch_policy: z.object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() }).nullish(),
  reviewers: z.array(z.object({ type: z.literal("User"), id: z.int() })).nullish(),
  prevent_self_review: z.boolean().default(false),
});

function putEnvironment(call: RepositoryCall): Answer {
  const name = param(call, "environment_name");
  const {
    deployment_branch_policy: limit = null,
    reviewers: wanted,
    prevent_self_review: preventSelfReview,
  } = bodyOf(call, environmentSchema);
  const reviewers = (wanted ?? []).map(({ id }) => {
    const user = [...call.state.users.values()].find((one) => one.id === id);
    if (user === undefined) throw new ApiError(422, `reviewers: no user ${id}`);
    return user.login;
  });
  if (limit?.protected_branches === limit?.custom_branch_policies && limit !== null)
    throw new ApiError(422, "protected_branches and custom_branch_policies cannot have the same value");
  const at = call.state.timestamp();
  const found = call.repository.environments.get(name.toLowerCase()) ?? {
    id: call.state.nextId(),
    name,
    limit: null,
    reviewers: [],
    preventSelfReview: false,
    branchPolicies: [],
    secrets: new Map(),
    variables: new Map(),
    createdAt: at,
    updatedAt: at,
  };
  Object.assign(found, { limit, reviewers, preventSelfReview, updatedAt: at });
  call.repository.environments.set(name.toLowerCase(), found);
  return ok(environment(call, found));
}

function listPolicies(call: RepositoryCall): Answer {
  const { branchPolicies } = environmentParam(call);
  const { items, headers } = page(call, branchPolicies);
  return {
    status: 200,
    headers,
    body: { total_count: branchPolicies.length, branch_policies: items.map((one) => ({ ...one, node_id: nodeId("DBP", one.id) })) },
  };
}

const policySchema = z.object({ name: z.string(), type: z.enum(["branch", "tag"]).default("branch") });

function createPolicy(call: RepositoryCall): Answer {
  const { limit, branchPolicies } = environmentParam(call);
  const { name, type } = bodyOf(call, policySchema);
  if (limit?.custom_branch_policies !== true) throw notFound();
  if (branchPolicies.some((one) => one.name === name && one.type === type)) return { status: 303 };
  const made = { id: call.state.nextId(), name, type };
  branchPolicies.push(made);
  return ok({ ...made, node_id: nodeId("DBP", made.id) });
}

function deletePolicy(call: RepositoryCall): Answer {
  const found = environmentParam(call);
  const id = Number(param(call, "branch_policy_id"));
  if (!found.branchPolicies.some((one) => one.id === id)) throw notFound();
  found.branchPolicies = found.branchPolicies.filter((one) => one.id !== id);
  return NO_CONTENT;
}

const ONE = "/environments/{environment_name}";

export const environmentRoutes: Route[] = [
  repositoryRoute("GET", "/environments", READ_ACTIONS, listEnvironments),
  repositoryRoute("GET", ONE, READ_ACTIONS, (call) => ok(environment(call, environmentParam(call)))),
  repositoryRoute("PUT", ONE, WRITE_ADMINISTRATION, putEnvironment),
  repositoryRoute("GET", `${ONE}/deployment-branch-policies`, READ_ACTIONS, listPolicies),
  repositoryRoute("POST", `${ONE}/deployment-branch-policies`, WRITE_ADMINISTRATION, createPolicy),
  repositoryRoute("DELETE", `${ONE}/deployment-branch-policies/{branch_policy_id}`, WRITE_ADMINISTRATION, deletePolicy),
];
