import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openGitHubClock } from "../../../src/adapters/github/clock.ts";
import { connectGitHub } from "../../../src/adapters/github/client.ts";
import { openPullRequest } from "../../../src/adapters/github/pull-requests.ts";
import { OWNER, REPO, REPOSITORY, startSetting, type Setting } from "../../fake-github/setting.ts";

let setting: Setting;

beforeAll(async () => {
  setting = await startSetting();
});

afterAll(async () => {
  await setting.github.stop();
});

async function propose(branch: string, from: string): Promise<{ sha: string; number: number }> {
  const sha = await setting.github.commit(REPOSITORY, { branch, from, author: "alice", files: { [`S3/${branch}.tfvars`]: "a = 1\n" } });
  return { sha, number: await setting.github.openPull(REPOSITORY, { as: "alice", head: branch, base: "prod", title: branch }) };
}

it("tells who brought what into some files of the base since the branch left it, apart from the pull request itself", async () => {
  const { github, token } = setting;
  const file = "S3/shared/shared.tfvars";
  await github.commit(REPOSITORY, { branch: "prod", author: "bob", files: { [file]: "a = 0\n" } });
  const first = await propose("first", "prod");
  await github.merge(REPOSITORY, first.number, { as: "bob" });
  // It leaves the base at a commit with which nobody ever pushed the base.
  const { number } = await propose("second", first.sha);
  const touching = await github.commit(REPOSITORY, { branch: "prod", author: "bob", files: { [file]: "a = 1\n" } });
  await github.commit(REPOSITORY, { branch: "prod", author: "bob", files: { "README.md": "changed\n" } });
  await github.merge(REPOSITORY, number, { as: "bob" });
  const tip = await github.commit(REPOSITORY, { branch: "prod", author: "bob", files: { "README.md": "changed again\n" } });
  const warn = () => undefined;
  const api = connectGitHub({ apiUrl: github.url, token, userAgent: "test", warn, clock: openGitHubClock(warn) });
  const pullRequest = openPullRequest(api, { owner: OWNER, name: REPO }, number, "1");
  const pull = await pullRequest.get();
  const bob = await pullRequest.account("bob");
  const alice = await pullRequest.account("alice");
  if (alice === null || bob === null) throw new Error("they are there");

  expect(await pullRequest.baseHistory(pull, tip, { paths: [file], people: [alice, bob] })).toEqual({
    pushes: [{ actor: bob, after: touching }],
    commits: [{ sha: touching, author: bob, committer: bob, verified: false }],
  });
  expect(await pullRequest.baseHistory(pull, tip, { paths: [file], people: [alice] })).toMatchObject({ pushes: [] });
  expect(await pullRequest.baseHistory(pull, tip, { paths: ["S3/none.tfvars"], people: [bob] })).toEqual({ pushes: [], commits: [] });
  expect(await pullRequest.baseHistory(pull, "f".repeat(40), { paths: [file], people: [bob] })).toEqual({ pushes: null, commits: null });
}, 30_000);
