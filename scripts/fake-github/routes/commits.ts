import { ApiError, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { commit, diffEntry } from "../present-git.ts";
import { htmlUrl, nodeId, repositoryUrl, simpleUser } from "../present.ts";
import { page, paged, param, repositoryRoute } from "../routing.ts";
import type { RepositoryCall, Route } from "../routing.ts";
import { fullName } from "../state.ts";
import { READ_CONTENTS } from "./needs.ts";

/** A compare answer shows at most so many files. */
const MAX_COMPARED_FILES = 300;

async function getCommit(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const ref = param(call, "ref");
  const sha = await repository.git.resolve(ref);
  if (sha === null) throw new ApiError(422, `No commit found for SHA: ${ref}`);
  const info = await repository.git.commitInfo(sha);
  const files = await repository.git.diff(info.parents[0] ?? null, sha);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  const { items, headers } = page(call, files);
  return {
    status: 200,
    body: {
      ...commit(state, repository, info),
      stats: { total: additions + deletions, additions, deletions },
      files: items.map((file) => diffEntry(state, repository, sha, file)),
    },
    headers,
  };
}

async function listCommits(call: RepositoryCall): Promise<Answer> {
  const { repository, query } = call;
  const start = await repository.git.resolve(query.get("sha") ?? repository.defaultBranch);
  if (start === null) throw notFound();
  const path = query.get("path");
  const commits = await repository.git.log(start, path === null ? {} : { path });
  return paged(call, commits, (one) => commit(call.state, repository, one));
}

async function compare(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const { git } = repository;
  const basehead = param(call, "basehead");
  const dots = basehead.indexOf("...");
  const [baseName, headName] = [basehead.slice(0, Math.max(dots, 0)), basehead.slice(dots + 3)];
  const base = await git.resolve(baseName);
  const head = await git.resolve(headName);
  if (dots < 0 || base === null || head === null) throw notFound();
  const common = await git.mergeBase(base, head);
  if (common === null) throw new ApiError(404, `No common ancestor between ${baseName} and ${headName}.`);
  const { ahead, behind } = await git.aheadBehind(base, head);
  const commits = (await git.log(`${base}..${head}`, { limit: 250 })).reverse();
  const files = await git.diff(common, head);
  const { items, headers } = page(call, commits);
  const url = `${repositoryUrl(state, repository)}/compare/${basehead}`;
  const html = `${htmlUrl(state, repository)}/compare/${basehead}`;
  return {
    status: 200,
    headers,
    body: {
      url,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: commit(state, repository, await git.commitInfo(base)),
      merge_base_commit: commit(state, repository, await git.commitInfo(common)),
      status: ahead > 0 && behind > 0 ? "diverged" : ahead > 0 ? "ahead" : behind > 0 ? "behind" : "identical",
      ahead_by: ahead,
      behind_by: behind,
      total_commits: commits.length,
      commits: items.map((one) => commit(state, repository, one)),
      files: files.slice(0, MAX_COMPARED_FILES).map((file) => diffEntry(state, repository, head, file)),
    },
  };
}

/** What was pushed, newest first; of one branch with `ref`. */
function listActivities(call: RepositoryCall): Answer {
  const { state, repository, query } = call;
  const ref = query.get("ref");
  const wanted = ref === null || ref.startsWith("refs/") ? ref : `refs/heads/${ref}`;
  const pushes = state.events.filter(
    (one) => one.event === "push" && one.repository === fullName(repository) && (wanted === null || one.ref === wanted),
  );
  const activities = pushes.toReversed().map(({ id, actor, ref: pushed, at, payload }) => ({
    id,
    node_id: nodeId("PSH", id),
    before: payload.before,
    after: payload.after,
    ref: pushed,
    timestamp: at,
    activity_type:
      payload.created === true
        ? "branch_creation"
        : payload.deleted === true
          ? "branch_deletion"
          : payload.forced === true
            ? "force_push"
            : "push",
    actor: simpleUser(state, actor),
  }));
  return ok(activities.slice(0, Number(query.get("per_page") ?? 30)));
}

export const commitRoutes: Route[] = [
  repositoryRoute("GET", "/activity", READ_CONTENTS, listActivities),
  repositoryRoute("GET", "/commits", READ_CONTENTS, listCommits),
  repositoryRoute("GET", "/commits/{ref}", READ_CONTENTS, getCommit),
  repositoryRoute("GET", "/compare/{basehead}", READ_CONTENTS, compare),
];
