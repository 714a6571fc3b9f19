import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openGitHubClock } from "../../../src/adapters/github/clock.ts";
import { connectGitHub } from "../../../src/adapters/github/client.ts";
import { openPullRequest } from "../../../src/adapters/github/pull-requests.ts";
import { octokit, OWNER, REPO, REPOSITORY, startSetting, type Setting } from "../../fake-github/setting.ts";

let setting: Setting;

beforeAll(async () => {
  setting = await startSetting();
});

afterAll(async () => {
  await setting.github.stop();
});

describe("what stands in the way of a merge", () => {
  it("is looked for on every page of the checks", async () => {
    await setting.github.protect(REPOSITORY, "prod", { requiredChecks: ["test 230"] });
    const checks = octokit(setting.github, setting.token).repos;
    for (let index = 1; index <= 230; index += 1)
      await checks.createCommitStatus({
        owner: OWNER,
        repo: REPO,
        sha: setting.headSha,
        state: index === 230 ? "failure" : "success",
        context: `test ${index}`,
      });
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    const api = connectGitHub({
      apiUrl: setting.github.url,
      token: setting.token,
      userAgent: "test",
      warn,
      clock: openGitHubClock(warn),
    });
    const mergeability = await openPullRequest(api, { owner: OWNER, name: REPO }, setting.number, "1").mergeability();
    expect(mergeability.checks?.length).toBe(230);
    expect(mergeability.checks?.filter(({ required }) => required)).toEqual([
      { name: "test 230", required: true, own: false, state: "failure" },
    ]);
    expect(warnings).toEqual([]);
  });
});
