import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openGitHubClock } from "../../../src/adapters/github/clock.ts";
import { connectGitHub } from "../../../src/adapters/github/client.ts";
import { openRepository } from "../../../src/adapters/github/repository.ts";
import { REPOSITORY, startSetting, type Setting } from "../../fake-github/setting.ts";

let setting: Setting;

beforeAll(async () => {
  setting = await startSetting({ checkOpenapi: true });
});

afterAll(async () => {
  await setting.github.stop();
});

it("finds the open pull requests on some files each time anew, under their old names too, and none of a fork", async () => {
  const { github, token, number } = setting;
  const warn = () => undefined;
  const api = connectGitHub({ apiUrl: github.url, token, userAgent: "test", warn, clock: openGitHubClock(warn) });
  const repository = openRepository(api, REPOSITORY);
  expect(await repository.openPullRequestsOn(["S3/old/old.tfvars"])).toEqual([number]);
  expect(await repository.openPullRequestsOn(["SNS/other.tfvars"])).toEqual([]);

  await github.createRepository("mallory/dev-deployment", { forkOf: REPOSITORY });
  await github.setPermission(REPOSITORY, "mallory", "read");
  const files = { "SNS/other.tfvars": "topics = {}\n" };
  await github.commit("mallory/dev-deployment", { branch: "topics", author: "mallory", message: "Topics", files });
  await github.openPull(REPOSITORY, { as: "mallory", head: "mallory:topics", base: "prod" });
  expect(await repository.openPullRequestsOn(["SNS/other.tfvars"])).toEqual([]);

  // Opened, pushed to and closed while a run goes on.
  await github.commit(REPOSITORY, { branch: "own", author: "bob", message: "Begin", files: { "README.md": "Ours.\n" } });
  const later = await github.openPull(REPOSITORY, { as: "bob", head: "own", base: "prod" });
  expect(await repository.openPullRequestsOn(["SNS/other.tfvars"])).toEqual([]);
  await github.commit(REPOSITORY, { branch: "own", author: "bob", message: "Topics", files });
  expect(await repository.openPullRequestsOn(["SNS/other.tfvars"])).toEqual([later]);
  await github.updatePull(REPOSITORY, later, { as: "bob", state: "closed" });
  expect(await repository.openPullRequestsOn(["SNS/other.tfvars"])).toEqual([]);
  expect(await github.openapiViolations()).toEqual([]);
});
