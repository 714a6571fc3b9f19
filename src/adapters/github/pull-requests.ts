import { RefusedError } from "../../domain/model/errors.ts";
import type { ChangedFile } from "../../domain/model/source-tree.ts";
import type { PullRequest, PullRequests } from "../../ports/pull-requests.ts";
import { openBaseHistory } from "./base-history.ts";
import { openCheckRuns } from "./check-runs.ts";
import { asked, personOf, type GitHub } from "./client.ts";
import { openComments } from "./comments.ts";
import { openLabels } from "./labels.ts";
import { openMerging } from "./merging.ts";
import { openPulls } from "./open-pulls.ts";
import { openPeople } from "./people.ts";

/** One pull request over GitHub's REST API, and over GraphQL for what exists there only. */
export function openPullRequest(api: GitHub, repository: { owner: string; name: string }, number: number, runId: string): PullRequests {
  const at = { owner: repository.owner, repo: repository.name };
  return {
    ...openLabels(api, at, number),
    ...openComments(api, at, number, runId),
    ...openPeople(api, at, number),
    ...openBaseHistory(api, at),
    ...openMerging(api, at, number),
    ...openCheckRuns(api, at),

    get: async () => {
      const { data } = await asked("pull-requests: read", () => api.rest.pulls.get({ ...at, pull_number: number }));
      return toPullRequest(data);
    },

    changedFiles: async (pull) => {
      const files = await asked("pull-requests: read", () =>
        api.paginate(api.rest.pulls.listFiles, { ...at, pull_number: number, per_page: 100 }),
      );
      if (files.length !== pull.changedFiles) {
        throw new RefusedError(
          `GitHub listed ${files.length} of ${pull.changedFiles} changed files`,
          "Run it again; a list with a hole is never planned.",
        );
      }
      return files.map((file): ChangedFile => ({
        path: file.filename,
        status: file.status,
        ...(file.previous_filename === undefined ? {} : { previousPath: file.previous_filename }),
      }));
    },

    openPulls: async () => await openPulls(api, at, number),

    retarget: async (base) => {
      await asked("pull-requests: write", () => api.rest.pulls.update({ ...at, pull_number: number, base }));
    },
  };
}

type PullData = Awaited<ReturnType<GitHub["rest"]["pulls"]["get"]>>["data"];

function toPullRequest(data: PullData): PullRequest {
  return {
    number: data.number,
    title: data.title,
    body: data.body ?? "",
    state: data.state,
    draft: data.draft === true,
    merged: data.merged,
    mergeCommitSha: data.merge_commit_sha,
    mergedAt: data.merged_at,
    mergedBy: data.merged_by?.login ?? null,
    author: personOf(data.user),
    headSha: data.head.sha,
    headRef: data.head.ref,
    baseRef: data.base.ref,
    baseSha: data.base.sha,
    // A head whose repository was deleted has none: it can no longer be trusted to be ours.
    fork: (data.head.repo as typeof data.head.repo | null)?.id !== data.base.repo.id,
    labels: data.labels.map(({ name }) => name),
    changedFiles: data.changed_files,
    commitCount: data.commits,
    repository: { id: data.base.repo.id, fullName: data.base.repo.full_name },
    url: data.html_url,
  };
}
