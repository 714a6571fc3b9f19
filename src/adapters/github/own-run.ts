import { RequestError } from "@octokit/request-error";
import type { EnvironmentProtection, OwnRun } from "../../ports/own-run.ts";
import { personOf, type GitHub } from "./client.ts";

/** A run as GitHub's REST API tells of it. Needs "actions: read". @param run `repository` is `owner/name` */
export function openOwnRun(api: () => Promise<GitHub>, run: { repository: string; id: number }): OwnRun {
  const [owner = "", repo = ""] = run.repository.split("/");
  const ofRun = { owner, repo, run_id: run.id };
  return {
    started: async () =>
      await orUnknown(async () => {
        const { rest } = await api();
        const [{ data }, { data: repository }] = await Promise.all([rest.actions.getWorkflowRun(ofRun), rest.repos.get({ owner, repo })]);
        const by = data.triggering_actor ?? data.actor;
        if (by == null) return null;
        return {
          by: personOf(by),
          event: data.event,
          attempt: data.run_attempt ?? 1,
          branch: data.head_branch,
          defaultBranch: repository.default_branch,
        };
      }),
    reviews: async () =>
      await orUnknown(async () => {
        const { data } = await (await api()).rest.actions.getReviewsForRun(ofRun);
        return data.map(({ state, user, environments }) => ({
          state,
          by: isThere(user) ? personOf(user) : null,
          environments: environments.flatMap(({ name }) => name ?? []),
        }));
      }),
    protection: async (name) =>
      await orUnknown(async () => {
        const { data } = await (await api()).rest.repos.getEnvironment({ owner, repo, environment_name: name });
        return protectionOf(data.protection_rules ?? []);
      }),
  };
}

/** One environment has at most one rule of a type. */
function protectionOf(rules: readonly { type: string; prevent_self_review?: boolean; reviewers?: unknown[] }[]): EnvironmentProtection {
  const rule = rules.find(({ type }) => type === "required_reviewers");
  return { isReviewed: (rule?.reviewers ?? []).length > 0, preventsSelfReview: rule?.prevent_self_review === true };
}

/** The types say that a review has a user; an account that is gone is none. */
function isThere<User>(user: User | null): user is User {
  return user !== null;
}

async function orUnknown<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RequestError) return null;
    throw error;
  }
}
