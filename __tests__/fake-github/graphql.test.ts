import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { octokit, OWNER, REPO, REPOSITORY, startSetting } from "./setting.ts";
import type { Setting } from "./setting.ts";

let setting: Setting;

beforeAll(async () => {
  setting = await startSetting();
});

afterAll(async () => {
  await setting.github.stop();
});

const ask = async (query: string, variables: Record<string, unknown> = {}, baseUrl = setting.github.url): Promise<unknown> =>
  octokit(setting.github, setting.token, baseUrl).graphql(query, variables);

describe("GraphQL", () => {
  it("names what it does not know", async () => {
    await expect(ask("query { nothing { id } }")).rejects.toThrow("Field 'nothing' doesn't exist on type 'Query'");
    await expect(ask("mutation { closeIssue(input: {}) { id } }")).rejects.toThrow("Field 'closeIssue' doesn't exist on type 'Mutation'");
    await expect(ask("query { viewer { logn } }")).rejects.toThrow("Field 'logn' doesn't exist on type 'Bot'");
    await expect(ask("query { viewer { login }")).rejects.toThrow("Unexpected end of document");
    await expect(ask('query { repository(owner: "org", name: "none") { id } }')).rejects.toThrow("Could not resolve to a Repository");
  });

  it("gives a pull request's merge state, reviews and edited comments, also below /api", async () => {
    await setting.github.protect(REPOSITORY, "prod", { requiredApprovals: 1, requiredChecks: ["ci"] });
    await setting.github.review(REPOSITORY, setting.number, { as: "bob" });
    const id = await setting.github.comment(REPOSITORY, setting.number, { as: "bob", body: "one" });
    await setting.github.editComment(REPOSITORY, id, { as: "bob", body: "two" });
    const query = `
      query state($owner: String!, $name: String!, $number: Int!) {
        repository(owner: $owner, name: $name) {
          pull: pullRequest(number: $number) {
            mergeStateStatus reviewDecision headRefOid
            reviews(last: 1) { nodes { state author { login } commit { oid } authorCanPushToRepository } pageInfo { hasPreviousPage } }
            comments(first: 10) { totalCount nodes { ...text includesCreatedEdit editor { login } } }
          }
        }
      }
      fragment text on IssueComment { body isMinimized }`;
    expect(await ask(query, { owner: OWNER, name: REPO, number: setting.number }, setting.github.enterpriseApiUrl)).toEqual({
      repository: {
        pull: {
          mergeStateStatus: "BLOCKED",
          reviewDecision: "APPROVED",
          headRefOid: setting.headSha,
          reviews: {
            nodes: [{ state: "APPROVED", author: { login: "bob" }, commit: { oid: setting.headSha }, authorCanPushToRepository: true }],
            pageInfo: { hasPreviousPage: false },
          },
          comments: { totalCount: 1, nodes: [{ body: "two", isMinimized: false, includesCreatedEdit: true, editor: { login: "bob" } }] },
        },
      },
    });
  });

  it("tells required checks from others", async () => {
    const api = octokit(setting.github, setting.token);
    await api.checks.create({ owner: OWNER, repo: REPO, name: "tf-orchestrator", head_sha: setting.headSha, status: "in_progress" });
    await api.repos.createCommitStatus({ owner: OWNER, repo: REPO, sha: setting.headSha, state: "success", context: "ci" });
    const fields =
      "__typename ... on CheckRun { name status isRequired(pullRequestNumber: $n) } ... on StatusContext { context state isRequired(pullRequestNumber: $n) }";
    const query = `query ($n: Int!) { repository(owner: "org", name: "dev-deployment") { pullRequest(number: $n) {
      commits(last: 1) { nodes { commit { statusCheckRollup { state contexts(first: 100) { nodes { ${fields} } } } } } } } } }`;
    expect(await ask(query, { n: setting.number })).toMatchObject({
      repository: {
        pullRequest: {
          commits: {
            nodes: [
              {
                commit: {
                  statusCheckRollup: {
                    state: "PENDING",
                    contexts: {
                      nodes: [
                        { __typename: "CheckRun", name: "tf-orchestrator", status: "IN_PROGRESS", isRequired: false },
                        { __typename: "StatusContext", context: "ci", state: "SUCCESS", isRequired: true },
                      ],
                    },
                  },
                },
              },
            ],
          },
        },
      },
    });
  });

  it("hides a comment", async () => {
    const api = octokit(setting.github, setting.token);
    const { data } = await api.issues.createComment({ owner: OWNER, repo: REPO, issue_number: setting.number, body: "old" });
    const mutation =
      "mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized minimizedReason } } }";
    expect(await ask(mutation, { id: data.node_id })).toEqual({
      minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: "outdated" } },
    });
    expect((await setting.github.pull(REPOSITORY, setting.number)).comments.at(-1)?.minimized).toBe("OUTDATED");
  });
});
