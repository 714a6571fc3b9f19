import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { octokit, OWNER, refusedStatus, REPO, REPOSITORY, startSetting } from "./setting.ts";
import type { Setting } from "./setting.ts";

const repository = { owner: OWNER, repo: REPO };
let setting: Setting;

beforeAll(async () => {
  setting = await startSetting({ checkOpenapi: true });
});

afterAll(async () => {
  const violations = await setting.github.openapiViolations();
  await setting.github.stop();
  expect(violations).toEqual([]);
});

const as = (login: string) => octokit(setting.github, setting.github.tokenOf(login));
const issue = () => ({ ...repository, issue_number: setting.number });

describe("without the right credential", () => {
  it("writes are 401 without a token, reads of private repositories 404", async () => {
    const anonymous = octokit(setting.github, "");
    expect(await refusedStatus(anonymous.issues.createComment({ ...issue(), body: "x" }))).toBe(401);
    expect(await refusedStatus(anonymous.repos.get(repository))).toBe(404);
  });

  it("a token that nobody has is 401", async () => {
    expect(await refusedStatus(octokit(setting.github, "ghp_none").repos.get(repository))).toBe(401);
  });

  it("people without a role do not see the repository", async () => {
    expect(await refusedStatus(as("mallory").repos.get(repository))).toBe(404);
  });

  it("readers review and comment, but neither label nor merge", async () => {
    const carol = as("carol");
    expect(await refusedStatus(carol.issues.createComment({ ...issue(), body: "Hello" }))).toBe(0);
    expect(await refusedStatus(carol.pulls.createReview({ ...repository, pull_number: setting.number, event: "APPROVE" }))).toBe(0);
    expect(await refusedStatus(carol.issues.addLabels({ ...issue(), labels: ["x"] }))).toBe(403);
    expect(await refusedStatus(carol.pulls.merge({ ...repository, pull_number: setting.number }))).toBe(403);
    expect(await refusedStatus(carol.repos.createDispatchEvent({ ...repository, event_type: "x" }))).toBe(403);
  });

  it("people make no check runs, only apps do", async () => {
    expect(await refusedStatus(as("bob").checks.create({ ...repository, name: "x", head_sha: setting.headSha }))).toBe(403);
  });

  it("an app's token sees only the repositories it is for", async () => {
    await setting.github.createRepository("org/other");
    const api = octokit(setting.github, setting.token);
    expect(await refusedStatus(api.repos.get({ owner: "org", repo: "other" }))).toBe(404);
  });
});

describe("a permission taken from a token", () => {
  it.each([
    ["checks", (api: ReturnType<typeof octokit>) => api.checks.create({ ...repository, name: "x", head_sha: setting.headSha })],
    ["contents", (api: ReturnType<typeof octokit>) => api.repos.createDispatchEvent({ ...repository, event_type: "x" })],
    [
      "statuses",
      (api: ReturnType<typeof octokit>) => api.repos.createCommitStatus({ ...repository, sha: setting.headSha, state: "success" }),
    ],
    ["pull_requests", (api: ReturnType<typeof octokit>) => api.pulls.update({ ...repository, pull_number: setting.number, title: "x" })],
  ] as const)("%s is a 403 that says so, and names what it takes", async (permission, request) => {
    const all = { checks: "write", contents: "write", statuses: "write", pull_requests: "write" } as const;
    const token = await setting.github.createToken({
      kind: "actions",
      repositories: [REPOSITORY],
      permissions: { ...all, [permission]: "read" },
    });
    await expect(request(octokit(setting.github, token))).rejects.toMatchObject({
      status: 403,
      response: {
        data: { message: "Resource not accessible by integration" },
        headers: { "x-accepted-github-permissions": `${permission}=write` },
      },
    });
    await setting.github.setTokenPermissions(token, all);
    expect(await refusedStatus(request(octokit(setting.github, token)))).toBe(0);
  });

  it("comments need one of issues and pull_requests", async () => {
    const comment = async (permissions: Record<string, "read" | "write">): Promise<number> => {
      const token = await setting.github.createToken({ kind: "actions", permissions });
      return refusedStatus(octokit(setting.github, token).issues.createComment({ ...issue(), body: "x" }));
    };
    expect([await comment({ issues: "write" }), await comment({ pull_requests: "write" }), await comment({ issues: "read" })]).toEqual([
      0, 0, 403,
    ]);
  });
});
