import { z } from "zod";
import { created, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { nodeId, repositoryUrl } from "../present.ts";
import { bodyOf, idParam, paged, param, repositoryRoute } from "../routing.ts";
import type { RepositoryCall, Route } from "../routing.ts";
import { fullName } from "../state.ts";
import type { Protection, Repository, Ruleset } from "../state.ts";
import { METADATA, WRITE_ADMINISTRATION } from "./needs.ts";

function summary(call: RepositoryCall, shown: Ruleset): Record<string, unknown> {
  return {
    id: shown.id,
    name: shown.name,
    target: shown.target,
    source_type: "Repository",
    source: fullName(call.repository),
    enforcement: shown.enforcement,
    node_id: nodeId("RRS", shown.id),
    _links: { self: { href: `${repositoryUrl(call.state, call.repository)}/rulesets/${shown.id}` } },
    created_at: shown.createdAt,
    updated_at: shown.updatedAt,
  };
}

function ruleset(call: RepositoryCall, shown: Ruleset): Record<string, unknown> {
  return {
    ...summary(call, shown),
    conditions: { ref_name: { include: shown.include, exclude: shown.exclude } },
    rules: shown.rules,
    bypass_actors: [],
    current_user_can_bypass: "never",
  };
}

const schema = z.object({
  name: z.string().min(1),
  target: z.enum(["branch", "tag", "push"]).default("branch"),
  enforcement: z.enum(["disabled", "active", "evaluate"]),
  conditions: z
    .object({ ref_name: z.object({ include: z.array(z.string()).default([]), exclude: z.array(z.string()).default([]) }) })
    .default({ ref_name: { include: [], exclude: [] } }),
  rules: z.array(z.object({ type: z.string(), parameters: z.record(z.string(), z.unknown()).optional() })).default([]),
});

function fieldsOf(call: RepositoryCall): Omit<Ruleset, "id" | "createdAt"> {
  const { conditions, ...wanted } = bodyOf(call, schema);
  return { ...wanted, ...conditions.ref_name, updatedAt: call.state.timestamp() };
}

function createRuleset(call: RepositoryCall): Answer {
  const made: Ruleset = { id: call.state.nextId(), ...fieldsOf(call), createdAt: call.state.timestamp() };
  call.repository.rulesets.push(made);
  return created(ruleset(call, made));
}

function rulesetParam(call: RepositoryCall): Ruleset {
  const id = idParam(call, "ruleset_id");
  const found = call.repository.rulesets.find((one) => one.id === id);
  if (!found) throw notFound();
  return found;
}

function updateRuleset(call: RepositoryCall): Answer {
  const found = rulesetParam(call);
  Object.assign(found, fieldsOf(call));
  return ok(ruleset(call, found));
}

/** The rules of a branch as they hold, of rulesets and of what tests ask for; readable without administration rights. */
function branchRules(call: RepositoryCall): Answer {
  const { repository } = call;
  const branch = param(call, "branch");
  const holding = repository.rulesets.filter(
    (one) => one.enforcement === "active" && one.target === "branch" && covers(one, branch, repository),
  );
  const rules = holding.flatMap(({ id, rules: held }) => held.map((rule) => ({ ...rule, ...originOf(repository, id) })));
  const protection = repository.protections.get(branch);
  return paged(call, [...(protection ? protectionRules(repository, protection) : []), ...rules], (rule) => rule);
}

function covers({ include, exclude }: Ruleset, branch: string, { defaultBranch }: Repository): boolean {
  const names = (patterns: readonly string[]): boolean =>
    patterns.some(
      (pattern) => pattern === "~ALL" || pattern === `refs/heads/${branch}` || (pattern === "~DEFAULT_BRANCH" && branch === defaultBranch),
    );
  return names(include) && !names(exclude);
}

function originOf(repository: Repository, id: number): Record<string, unknown> {
  return { ruleset_source_type: "Repository", ruleset_source: fullName(repository), ruleset_id: id };
}

function protectionRules(repository: Repository, protection: Protection): Record<string, unknown>[] {
  const origin = originOf(repository, repository.id);
  const reviews = {
    type: "pull_request",
    parameters: {
      dismiss_stale_reviews_on_push: false,
      require_code_owner_review: protection.codeOwners.length > 0,
      require_last_push_approval: false,
      required_approving_review_count: protection.requiredApprovals,
      required_review_thread_resolution: false,
    },
    ...origin,
  };
  const checks = {
    type: "required_status_checks",
    parameters: {
      required_status_checks: protection.requiredChecks.map((context) => ({ context })),
      strict_required_status_checks_policy: protection.strict,
    },
    ...origin,
  };
  return protection.requiredChecks.length > 0 ? [reviews, checks] : [reviews];
}

export const rulesetRoutes: Route[] = [
  repositoryRoute("GET", "/rules/branches/{branch}", METADATA, branchRules),
  repositoryRoute("GET", "/rulesets", METADATA, (call) => paged(call, call.repository.rulesets, (one) => summary(call, one))),
  repositoryRoute("GET", "/rulesets/{ruleset_id}", METADATA, (call) => ok(ruleset(call, rulesetParam(call)))),
  repositoryRoute("POST", "/rulesets", WRITE_ADMINISTRATION, createRuleset),
  repositoryRoute("PUT", "/rulesets/{ruleset_id}", WRITE_ADMINISTRATION, updateRuleset),
];
