import type { GitHubCheckup } from "../../ports/github-checkup.ts";
import { asked, GitHubError, personOf, type GitHub } from "./client.ts";
import { teamMembersOf } from "./people.ts";

const FOLDER = ".github/workflows";
/** A repository with more workflows than this is asked for these. */
const MOST_FILES = 50;

export function openGitHubCheckup(api: GitHub): GitHubCheckup {
  return {
    workflows: async (repository, wanted) => {
      const [owner = "", repo = ""] = repository.split("/");
      const branch = wanted ?? (await asked("metadata: read", async () => await api.rest.repos.get({ owner, repo }))).data.default_branch;
      const entries = await listed(api, { owner, repo, ref: branch });
      const files = entries.filter(({ name, type }) => type === "file" && /\.ya?ml$/.test(name)).slice(0, MOST_FILES);
      const texts = await Promise.all(
        files.map(async ({ path }) => {
          const { data } = await asked("contents: read", async () => await api.rest.repos.getContent({ owner, repo, ref: branch, path }));
          return "content" in data ? Buffer.from(data.content, "base64").toString() : "";
        }),
      );
      return { branch, texts };
    },

    teamMembers: async (team) => await teamMembersOf(api, team),

    writers: async (repository) => {
      const [owner = "", repo = ""] = repository.split("/");
      try {
        const people = await api.paginate(api.rest.repos.listCollaborators, { owner, repo, permission: "push", per_page: 100 });
        return people.map(personOf);
      } catch {
        return null;
      }
    },
  };
}

/** Empty without the folder. */
async function listed(
  api: GitHub,
  at: { owner: string; repo: string; ref: string },
): Promise<{ name: string; path: string; type: string }[]> {
  try {
    const { data } = await asked("contents: read", async () => await api.rest.repos.getContent({ ...at, path: FOLDER }));
    return Array.isArray(data) ? data : [];
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return [];
    throw error;
  }
}
