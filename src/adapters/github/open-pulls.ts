import type { OpenPull } from "../../domain/change/concurrent.ts";
import { asked, type GitHub, type RepositoryPath } from "./client.ts";

/** So many requests are made at most: a thousand open pull requests with a hundred files each, or fewer with more. */
const MOST_REQUESTS = 20;
const PULLS_PER_PAGE = 50;

const OPEN_PULLS = `query ($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: OPEN, first: ${PULLS_PER_PAGE}, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number
        isCrossRepository
        headRefOid
        body
        latestOpinionatedReviews(first: 50, writersOnly: true) { nodes { state commit { oid } } }
        files(first: 100) { pageInfo { hasNextPage endCursor } nodes { path } }
      }
    }
  }
}`;

const MORE_FILES = `query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      files(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { path } }
    }
  }
}`;

interface Page<Node> {
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  nodes: Node[];
}

interface PullNode {
  number: number;
  isCrossRepository: boolean;
  headRefOid: string;
  body: string;
  latestOpinionatedReviews: { nodes: { state: string; commit: { oid: string } | null }[] } | null;
  /** null while GitHub has not compared them yet. */
  files: Page<{ path: string }> | null;
}

/** The other open pull requests of a repository with their files, in few requests. Files that would take more are left out, as null. */
export async function openPulls(api: GitHub, { owner, repo: name }: RepositoryPath, self: number): Promise<OpenPull[]> {
  let left = MOST_REQUESTS;
  const ask = async <Answer>(query: string, variables: Record<string, unknown>): Promise<Answer> => {
    left -= 1;
    return await asked("pull-requests: read", () => api.graphql<Answer>(query, { owner, name, ...variables }));
  };
  const found: PullNode[] = [];
  let after: string | null = null;
  do {
    const answer: { repository: { pullRequests: Page<PullNode> } } = await ask(OPEN_PULLS, { after });
    const { pageInfo, nodes } = answer.repository.pullRequests;
    found.push(...nodes.filter(({ number }) => number !== self));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null && left > 0);

  const filesOf = async ({ number, files }: PullNode): Promise<string[] | null> => {
    const paths: string[] = [];
    for (let page = files; page !== null;) {
      paths.push(...page.nodes.map(({ path }) => path));
      if (!page.pageInfo.hasNextPage) return paths;
      if (left === 0) return null;
      const answer: { repository: { pullRequest: { files: PullNode["files"] } } } = await ask(MORE_FILES, {
        number,
        after: page.pageInfo.endCursor,
      });
      page = answer.repository.pullRequest.files;
    }
    return null;
  };
  const pulls: OpenPull[] = [];
  for (const node of found) {
    const opinions = (node.latestOpinionatedReviews?.nodes ?? []).map(({ state, commit }) => ({ state, sha: commit?.oid }));
    pulls.push({
      number: node.number,
      headSha: node.headRefOid,
      body: node.body,
      fork: node.isCrossRepository,
      approved:
        opinions.some(({ state, sha }) => state === "APPROVED" && sha === node.headRefOid) &&
        opinions.every(({ state }) => state !== "CHANGES_REQUESTED"),
      paths: await filesOf(node),
    });
  }
  return pulls;
}
