import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { octokit, OWNER, REPO, REPOSITORY, startSetting } from "./setting.ts";
import type { Setting } from "./setting.ts";

const repository = { owner: OWNER, repo: REPO };
let setting: Setting;

beforeAll(async () => {
  setting = await startSetting();
});

afterAll(async () => {
  await setting.github.stop();
});

describe("lists", () => {
  it("give 30 a page, never more than 100, and links that real clients follow", async () => {
    const files = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`many/${index}.tfvars`, `a = ${index}\n`]));
    await setting.github.commit(REPOSITORY, { branch: "many", author: "alice", files });
    const pull_number = await setting.github.openPull(REPOSITORY, { as: "alice", head: "many", base: "prod" });
    const api = octokit(setting.github, setting.token);
    expect((await api.pulls.listFiles({ ...repository, pull_number })).data).toHaveLength(30);
    const first = await api.pulls.listFiles({ ...repository, pull_number, per_page: 1000 });
    expect([first.data.length, first.headers.link?.includes('rel="next"')]).toEqual([100, true]);
    expect(await api.paginate(api.pulls.listFiles, { ...repository, pull_number, per_page: 100 })).toHaveLength(250);
  });

  it("lead back to the prefix that the client used", async () => {
    const api = octokit(setting.github, setting.token, setting.github.enterpriseApiUrl);
    const { headers } = await api.pulls.listFiles({ ...repository, pull_number: setting.number, per_page: 3, page: 2 });
    const path = `${setting.github.url}/api/v3/repos/${REPOSITORY}/pulls/${setting.number}/files?per_page=3`;
    expect(headers.link).toBe(`<${path}&page=1>; rel="prev", <${path}&page=1>; rel="first"`);
  });
});

describe("a pull request with more files than GitHub lists", () => {
  it("says how many there are and lists 3,000", async () => {
    const files = Object.fromEntries(Array.from({ length: 3001 }, (_, index) => [`huge/${index}.tfvars`, "a = 1\n"]));
    await setting.github.commit(REPOSITORY, { branch: "huge", author: "alice", files });
    const pull_number = await setting.github.openPull(REPOSITORY, { as: "alice", head: "huge", base: "prod" });
    const api = octokit(setting.github, setting.token);
    expect((await api.pulls.get({ ...repository, pull_number })).data.changed_files).toBe(3001);
    expect((await api.pulls.listFiles({ ...repository, pull_number, per_page: 100, page: 30 })).data).toHaveLength(100);
    expect((await api.pulls.listFiles({ ...repository, pull_number, per_page: 100, page: 31 })).data).toEqual([]);
  });
});
