import { RequestError } from "@octokit/request-error";
import type { Runs } from "../../ports/runs.ts";
import type { GitHub } from "./client.ts";

/** Runs as GitHub's REST API tells of them. Needs "actions: read"; without it nothing is known of any. */
export function openRuns(api: () => Promise<GitHub>): Runs {
  return {
    hasEnded: async ({ id, attempt, repository }) => {
      const [owner = "", repo = ""] = repository.split("/");
      try {
        const { data } = await (await api()).rest.actions.getWorkflowRun({ owner, repo, run_id: id });
        // Another attempt begins only after the one before has ended.
        return (data.run_attempt ?? 1) > attempt || (data.run_attempt === attempt && data.status === "completed");
      } catch (error) {
        if (error instanceof RequestError) return null;
        throw error;
      }
    },
  };
}
