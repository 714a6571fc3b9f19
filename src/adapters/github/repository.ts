import { RequestError } from "@octokit/request-error";
import type { Repository } from "../../ports/repository.ts";
import { asked, type GitHub } from "./client.ts";
import { createLabelWhenMissing } from "./labels.ts";
import { LISTED_FILES } from "../../domain/change/changed-files.ts";

/** One repository over GitHub's REST API. @param fullName `owner/name` */
export function openRepository(api: GitHub, fullName: string): Repository {
  const [owner = "", repo = ""] = fullName.split("/");
  const at = { owner, repo };
  const touched = new Map<string, string[] | null>();
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
      return pull === undefined ? null : { number: pull.number, base: pull.base.ref, url: pull.html_url, author: pull.user?.login ?? "" };
    },
    openPullRequestsOn: async (paths) => {
      const pulls = await asked("pull-requests: read", () => api.paginate(api.rest.pulls.list, { ...at, state: "open", per_page: 100 }));
      const found: number[] = [];
      for (const { number, head, base } of pulls) {
        // Nothing of a fork is ever planned or merged here, and anybody may open one.
        if (!isSameRepository(head.repo, base.repo)) continue;
        const which = `${number} ${head.sha} ${base.ref}`;
        const known = touched.get(which);
        const files = known === undefined ? await touchedBy(api, at, number) : known;
        touched.set(which, files);
        if (files === null || files.some((path) => paths.includes(path))) found.push(number);
      }
      return found;
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

/** The files that a head touches, with their names before; null: more than GitHub lists. */
async function touchedBy(api: GitHub, at: { owner: string; repo: string }, number: number): Promise<string[] | null> {
  const files = await asked("pull-requests: read", () =>
    api.paginate(api.rest.pulls.listFiles, { ...at, pull_number: number, per_page: 100 }),
  );
  if (files.length >= LISTED_FILES) return null;
  return files.flatMap(({ filename, previous_filename: before }) => (before === undefined ? [filename] : [filename, before]));
}

/** The types say that a head has a repository; one that is gone has none. */
function isSameRepository(head: { id: number } | null, base: { id: number }): boolean {
  return head?.id === base.id;
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
