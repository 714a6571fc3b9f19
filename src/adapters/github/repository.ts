import { RequestError } from "@octokit/request-error";
import type { Repository } from "../../ports/repository.ts";
import { asked, type GitHub } from "./client.ts";
import { createLabelWhenMissing } from "./labels.ts";

/** One repository over GitHub's REST API. @param fullName `owner/name` */
export function openRepository(api: GitHub, fullName: string): Repository {
  const [owner = "", repo = ""] = fullName.split("/");
  const at = { owner, repo };
  return {
    name: fullName,
    defaultBranch: async () => (await asked("metadata: read", () => api.rest.repos.get(at))).data.default_branch,
    branchExists: async (branch) => {
      try {
        await api.rest.repos.getBranch({ ...at, branch });
        return true;
      } catch (error) {
        if (error instanceof RequestError && error.status === 404) return false;
        throw error;
      }
    },
    openPullRequest: async (branch) => {
      const { data } = await asked("pull-requests: read", () =>
        api.rest.pulls.list({ ...at, state: "open", head: `${owner}:${branch}`, per_page: 2 }),
      );
      const [pull] = data;
      return pull === undefined ? null : { number: pull.number, base: pull.base.ref, url: pull.html_url };
    },
    createPullRequest: async (pull) => {
      const { data } = await asked("pull-requests: write", () => api.rest.pulls.create({ ...at, ...pull, request: { retries: 0 } }));
      return { number: data.number, url: data.html_url, author: data.user.login };
    },
    label: async (pullRequest, label) => {
      await createLabelWhenMissing(api, at, label);
      await asked("pull-requests: write", () => api.rest.issues.addLabels({ ...at, issue_number: pullRequest, labels: [label] }));
    },
    dispatch: async (eventType, payload) => {
      await asked("contents: write", () =>
        api.rest.repos.createDispatchEvent({ ...at, event_type: eventType, client_payload: payload, request: { retries: 0 } }),
      );
    },
  };
}

/** The newest commit of a repository's default branch. @param repository `owner/name` */
export async function defaultBranchHead(api: GitHub, repository: string): Promise<string> {
  const [owner = "", repo = ""] = repository.split("/");
  const { data } = await asked("contents: read", () => api.rest.repos.getCommit({ owner, repo, ref: "HEAD" }));
  return data.sha;
}

/** The newest commit of a branch. @param repository `owner/name` */
export async function branchHead(api: GitHub, repository: string, branch: string): Promise<string> {
  const [owner = "", repo = ""] = repository.split("/");
  return (await asked("contents: read", () => api.rest.repos.getBranch({ owner, repo, branch }))).data.commit.sha;
}
