import { RequestError } from "@octokit/request-error";
import type { Check, Mergeability } from "../../domain/gates/merge.ts";
import type { PullRequests } from "../../ports/pull-requests.ts";
import { CHECK_NAME } from "./check-runs.ts";
import { asked, type GitHub, type RepositoryPath, whatGitHubSaid } from "./client.ts";

type Merging = Pick<PullRequests, "mergeBase" | "mergeability" | "merge">;

/** May it be merged, and the merge. */
export function openMerging(api: GitHub, at: RepositoryPath, number: number): Merging {
  return {
    mergeBase: async ({ baseRef, headSha }) => {
      const { data } = await asked("contents: read", () =>
        api.rest.repos.compareCommitsWithBasehead({ ...at, basehead: `${baseRef}...${headSha}`, per_page: 1 }),
      );
      return { baseTip: data.base_commit.sha, mergeBase: data.merge_base_commit.sha };
    },

    mergeability: async () => await mergeabilityOf(api, at, number),

    merge: async ({ sha, method, title }) => {
      try {
        const { data } = await api.rest.pulls.merge({
          ...at,
          pull_number: number,
          sha,
          merge_method: method,
          commit_title: title,
          request: { retries: 0 },
        });
        return { kind: "merged", sha: data.sha };
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        if (error.status === 409) return { kind: "moved" };
        const { data } = await asked("pull-requests: read", () => api.rest.pulls.get({ ...at, pull_number: number }));
        // The answer may be lost after the merge was made.
        if (data.merged && data.head.sha === sha) return { kind: "merged", sha: data.merge_commit_sha ?? "" };
        return { kind: "refused", why: whatGitHubSaid(error) };
      }
    },
  };
}

const MERGEABILITY = `query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid
      mergeable
      mergeStateStatus
      reviewDecision
      commits(last: 1) {
        nodes {
          commit {
            statusCheckRollup {
              contexts(first: 100, after: $after) {
                totalCount
                pageInfo { hasNextPage endCursor }
                nodes {
                  __typename
                  ... on CheckRun { name status conclusion isRequired(pullRequestNumber: $number) }
                  ... on StatusContext { context state isRequired(pullRequestNumber: $number) }
                }
              }
            }
          }
        }
      }
    }
  }
}`;

type CheckNode =
  | { __typename: "CheckRun"; name: string; status: string; conclusion: string | null; isRequired: boolean }
  | { __typename: "StatusContext"; context: string; state: string; isRequired: boolean };

interface CheckPage {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  nodes: CheckNode[];
}

interface MergeabilityAnswer {
  repository: {
    pullRequest: {
      headRefOid: string;
      mergeable: "MERGEABLE" | "CONFLICTING" | "UNKNOWN";
      mergeStateStatus: string;
      reviewDecision: Mergeability["reviewDecision"];
      commits: { nodes: { commit: { statusCheckRollup: { contexts: CheckPage } | null } }[] };
    };
  };
}

const MERGE_STATES = ["clean", "unstable", "has_hooks", "blocked", "behind", "dirty", "draft", "unknown"] as const;
const MERGEABLE = { MERGEABLE: true, CONFLICTING: false, UNKNOWN: null } as const;

const MOST_CHECK_PAGES = 20;

/** What GitHub and the branch's rules say: one question to GraphQL, which alone knows which checks are required, and one for each further page of checks. */
async function mergeabilityOf(api: GitHub, { owner, repo: name }: RepositoryPath, number: number): Promise<Mergeability> {
  const ask = async (after: string | null) =>
    (await asked("checks: read, statuses: read", () => api.graphql<MergeabilityAnswer>(MERGEABILITY, { owner, name, number, after })))
      .repository.pullRequest;
  const pull = await ask(null);
  const first = checkPage(pull);
  const nodes = [...first.nodes];
  let page = first;
  for (let pages = 1; page.pageInfo.hasNextPage && pages < MOST_CHECK_PAGES; pages += 1) {
    const next = await ask(page.pageInfo.endCursor);
    // Checks of another commit say nothing about this one: too few are left, and what is unknown holds the gate.
    if (next.headRefOid !== pull.headRefOid) break;
    page = checkPage(next);
    nodes.push(...page.nodes);
  }
  return {
    mergeable: MERGEABLE[pull.mergeable],
    state: MERGE_STATES.find((known) => known === pull.mergeStateStatus.toLowerCase()) ?? "unknown",
    reviewDecision: pull.reviewDecision,
    checks: nodes.length < first.totalCount ? null : nodes.map(toCheck),
  };
}

function checkPage({ commits }: MergeabilityAnswer["repository"]["pullRequest"]): CheckPage {
  const none: CheckPage = { totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] };
  return commits.nodes[0]?.commit.statusCheckRollup?.contexts ?? none;
}

function toCheck(node: CheckNode): Check {
  if (node.__typename === "StatusContext") {
    const states: Record<string, Check["state"]> = { SUCCESS: "success", PENDING: "pending", EXPECTED: "pending" };
    return { name: node.context, required: node.isRequired, own: node.context === CHECK_NAME, state: states[node.state] ?? "failure" };
  }
  const conclusions: Record<string, Check["state"]> = { SUCCESS: "success", NEUTRAL: "neutral", SKIPPED: "skipped" };
  return {
    name: node.name,
    required: node.isRequired,
    own: node.name === CHECK_NAME,
    state: node.status === "COMPLETED" ? (conclusions[node.conclusion ?? ""] ?? "failure") : "pending",
  };
}
