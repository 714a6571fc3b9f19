import type { HeadCommit, Push } from "../../domain/evidence/authors.ts";
import { isSamePerson, type Person } from "../../domain/model/person.ts";
import type { PullRequests } from "../../ports/pull-requests.ts";
import { personOf, type GitHub, type RepositoryPath } from "./client.ts";
import { toHeadCommit } from "./people.ts";

/** Commits of one file; a file with more is not read to its end, and then nothing is known. */
const MOST_COMMITS = 1000;
/** So many files a comparison shows at most. */
const MOST_FILES = 300;

/** How the base branch came to what it holds. */
export function openBaseHistory(api: GitHub, at: RepositoryPath): Pick<PullRequests, "baseHistory"> {
  const compared = async (basehead: string, page = 1, per_page = 100) =>
    (await api.rest.repos.compareCommitsWithBasehead({ ...at, basehead, per_page, page })).data;

  const commitsBetween = async (basehead: string): Promise<HeadCommit[]> => {
    const found: HeadCommit[] = [];
    for (let page = 1; ; page += 1) {
      const { commits, total_commits: total } = await compared(basehead, page);
      found.push(...commits.map(toHeadCommit));
      if (found.length === total) return found;
      if (commits.length === 0 || found.length > total) throw new Error(`GitHub listed ${found.length} of ${total} commits`);
    }
  };

  const commitsOf = async (path: string, tip: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { data } of api.paginate.iterator(api.rest.repos.listCommits, { ...at, sha: tip, path, per_page: 100 })) {
      found.push(...data.map(({ sha }) => sha));
      // A commit may claim to be older than it is, and stand far down.
      if (found.length > MOST_COMMITS) throw new Error(`${path} has more than ${MOST_COMMITS} commits`);
    }
    return found;
  };

  /** Whether a commit was in the branch's history already where another one stood. */
  const isBefore = async (commit: string, other: string): Promise<boolean> => {
    const { status } = await compared(`${commit}...${other}`, 1, 1);
    return status === "ahead" || status === "identical";
  };

  /** Newest first: all since the branch left `commit` behind, and maybe some before it. */
  const pushesSince = async (branch: string, commit: string): Promise<(Push & { before: string })[]> => {
    const since: (Push & { before: string })[] = [];
    const pages = api.paginate.iterator(api.rest.repos.listActivities, { ...at, ref: `refs/heads/${branch}`, per_page: 100 });
    for await (const { data } of pages) {
      for (const { actor, before, after } of data) {
        if (after === commit) return since;
        since.push({ actor: actor === null ? null : personOf(actor), before, after });
      }
      // A branch may be cut between two pushes: then none of them stands for it, and a long history is not read to its end.
      const oldest = since.at(-1);
      if (oldest !== undefined && !/^0+$/.test(oldest.after) && (await isBefore(oldest.after, commit))) return since;
    }
    return since;
  };

  const touches = async ({ before, after }: { before: string; after: string }, paths: ReadonlySet<string>): Promise<boolean> => {
    if (/^0+$/.test(before)) return true;
    const { files = [] } = await compared(`${before}...${after}`, 1, 1);
    return files.length >= MOST_FILES || files.some((file) => paths.has(file.filename) || paths.has(file.previous_filename ?? ""));
  };

  const pushesBy = async (people: readonly Person[], paths: ReadonlySet<string>, branch: string, fork: string, own: string | null) => {
    const theirs = (await pushesSince(branch, fork)).filter(
      ({ actor, after }) => after !== own && actor !== null && people.some((person) => isSamePerson(person, actor)),
    );
    const found: Push[] = [];
    for (const push of theirs)
      if ((await touches(push, paths)) && !(await isBefore(push.after, fork))) found.push({ actor: push.actor, after: push.after });
    return found;
  };

  const commitsTouching = async (paths: ReadonlySet<string>, fork: string, tip: string, own: string | null) => {
    const since = await commitsBetween(`${fork}...${tip}`);
    const touching = new Set((await Promise.all([...paths].map(async (path) => await commitsOf(path, tip)))).flat());
    return since.filter(({ sha }) => sha !== own && touching.has(sha));
  };

  return {
    baseHistory: async ({ baseRef, baseSha, headSha, mergeCommitSha }, tip, about) => {
      const paths = new Set(about.paths);
      try {
        const { merge_base_commit: fork } = await compared(`${baseSha}...${headSha}`, 1, 1);
        const [pushes, commits] = await Promise.all([
          pushesBy(about.people, paths, baseRef, fork.sha, mergeCommitSha),
          commitsTouching(paths, fork.sha, tip, mergeCommitSha),
        ]);
        return { pushes, commits };
      } catch {
        return { pushes: null, commits: null };
      }
    },
  };
}
