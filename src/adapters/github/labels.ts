import { RequestError } from "@octokit/request-error";
import type { Label, PullRequests } from "../../ports/pull-requests.ts";
import { asked, ignoreStatus, type GitHub, type RepositoryPath } from "./client.ts";

export const LABELS: Record<Label, { color: string; description: string }> = {
  "opa-passed": { color: "0e8a16", description: "Planned, and every policy rule passed" },
  "opa-failed": { color: "d73a4a", description: "A plan failed or breaks policy" },
  "opa-override": { color: "fbca04", description: "A special approver overrode the policy verdict" },
  "apply-failed": { color: "b60205", description: "Merged, but its apply failed" },
  "ready-for-review": { color: "0052cc", description: "Opened by tf-orchestrator" },
};

export function openLabels(api: GitHub, at: RepositoryPath, number: number): Pick<PullRequests, "labels"> {
  return {
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
  };
}

export async function createLabelWhenMissing(api: GitHub, at: RepositoryPath, name: Label): Promise<void> {
  try {
    await api.rest.issues.getLabel({ ...at, name });
  } catch (error) {
    if (!(error instanceof RequestError) || error.status !== 404) throw error;
    // 422: another run made it in between.
    await asked("issues: write", () => api.rest.issues.createLabel({ ...at, name, ...LABELS[name] })).catch(ignoreStatus(422));
  }
}
