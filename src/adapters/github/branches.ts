import { RequestError } from "@octokit/request-error";
import { RefusedError } from "../../domain/model/errors.ts";
import type { Branches, Fork, Writer } from "../../ports/branches.ts";
import { asked, type GitHub } from "./client.ts";

/** GitHub lists so many commits of a comparison as of a pull request. */
const MOST_COMMITS = 250;
/** Who commits what is done on GitHub's own pages. */
const GITHUB_ADDRESS = "noreply@github.com";

/** Branches over GitHub's git data API. @param fullName `owner/name` */
export function openBranches(api: GitHub, fullName: string): Branches {
  const [owner = "", repo = ""] = fullName.split("/");
  const at = { owner, repo };
  const once = { request: { retries: 0 } };
  const compared = async (basehead: string, page: number) =>
    (await asked("contents: read", () => api.rest.repos.compareCommitsWithBasehead({ ...at, basehead, per_page: 100, page }))).data;
  return {
    forkOf: async (branch, sha) => {
      try {
        const first = await compared(`${branch}...${sha}`, 1);
        if (first.total_commits > MOST_COMMITS)
          throw new RefusedError(
            `the branch has ${first.total_commits} commits that ${branch} lacks, and GitHub lists ${MOST_COMMITS}: not everybody who wrote them is known`,
            "Squash or rebase it.",
          );
        const commits = [...first.commits];
        for (let page = 2; commits.length < first.total_commits; page += 1) {
          const more = (await compared(`${branch}...${sha}`, page)).commits;
          if (more.length === 0)
            throw new RefusedError(`GitHub listed ${commits.length} of ${first.total_commits} commits`, "Run it again.");
          commits.push(...more);
        }
        return {
          tip: first.base_commit.sha,
          sha: first.merge_base_commit.sha,
          treeSha: first.merge_base_commit.commit.tree.sha,
          writers: writersOf(commits),
          subjects: commits.map(({ commit }) => commit.message.split("\n", 1)[0] ?? "").filter((subject) => subject !== ""),
        } satisfies Fork;
      } catch (error) {
        if (error instanceof RequestError && error.status === 404) return null;
        throw error;
      }
    },
    beginningWith: async (prefix) => {
      const refs = await asked("contents: read", () => api.paginate(api.rest.git.listMatchingRefs, { ...at, ref: `heads/${prefix}` }));
      return refs.map(({ ref }) => ref.slice("refs/heads/".length));
    },
    tipOf: async (branch) => {
      const { commit } = (await asked("contents: read", () => api.rest.repos.getBranch({ ...at, branch }))).data;
      return { sha: commit.sha, treeSha: commit.commit.tree.sha, message: commit.commit.message };
    },
    writeTree: async (below, files) => {
      const tree = [...files].map(([path, file]) => ({
        path,
        mode: file?.mode === "100755" ? ("100755" as const) : ("100644" as const),
        type: "blob" as const,
        sha: file === null ? null : (file.oid ?? ""),
      }));
      return (await asked("contents: write", () => api.rest.git.createTree({ ...at, base_tree: below, tree }))).data.sha;
    },
    commit: async ({ treeSha, parent, message, author }) =>
      (await asked("contents: write", () => api.rest.git.createCommit({ ...at, message, tree: treeSha, parents: [parent], author }))).data
        .sha,
    point: async (branch, sha, exists) => {
      await asked("contents: write", async () =>
        exists
          ? await api.rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha, force: true })
          : await api.rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha, ...once }),
      );
    },
  };
}

interface Signed {
  commit: { author: Partial<Writer> | null; committer: Partial<Writer> | null };
}

function writersOf(commits: readonly Signed[]): Writer[] {
  const found = new Map<string, Writer>();
  for (const { commit } of commits)
    for (const person of [commit.author, commit.committer]) {
      const email = person?.email ?? "";
      if (email !== "" && email !== GITHUB_ADDRESS && !found.has(email)) found.set(email, { name: person?.name ?? email, email });
    }
  return [...found.values()];
}
