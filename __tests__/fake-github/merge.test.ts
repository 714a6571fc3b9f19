import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { startFakeGithub } from "../../scripts/fake-github/client.ts";
import type { FakeGithub } from "../../scripts/fake-github/client.ts";
import { arrange, octokit, OWNER, REPO, REPOSITORY } from "./setting.ts";

const repository = { owner: OWNER, repo: REPO };
let github: FakeGithub;
let number: number;
let headSha: string;
let token: string;

beforeAll(async () => {
  github = await startFakeGithub();
});

beforeEach(async () => {
  await github.reset();
  ({ number, headSha, token } = await arrange(github));
});

afterAll(async () => {
  await github.stop();
});

const merge = async (more: object = {}): Promise<unknown> =>
  (await octokit(github, token).pulls.merge({ ...repository, pull_number: number, ...more })).data;

describe("a merge is refused", () => {
  it("with 409 when the head is no longer the one that was looked at", async () => {
    const moved = await github.commit(REPOSITORY, { branch: "feature", author: "alice", files: { "late.tfvars": "a = 1\n" } });
    await expect(merge({ sha: headSha })).rejects.toMatchObject({ status: 409 });
    expect((await github.pull(REPOSITORY, number)).head.sha).toBe(moved);
    await merge({ sha: moved });
  });

  it("with 405 when the branches conflict", async () => {
    await github.commit(REPOSITORY, { branch: "prod", author: "bob", files: { "KMS/keys.tfvars": "keys = { b = {} }\n" } });
    const { data } = await octokit(github, token).pulls.get({ ...repository, pull_number: number });
    expect([data.mergeable, data.mergeable_state]).toEqual([false, "dirty"]);
    await expect(merge()).rejects.toMatchObject({ status: 405 });
  });

  it("with 405 for a draft, and for what was closed", async () => {
    await github.commit(REPOSITORY, { branch: "other", author: "alice", files: { "b.tfvars": "b = 1\n" } });
    const draft = await github.openPull(REPOSITORY, { as: "alice", head: "other", base: "prod", draft: true });
    await expect(merge({ pull_number: draft })).rejects.toMatchObject({ status: 405 });
    await github.updatePull(REPOSITORY, number, { as: "alice", state: "closed" });
    await expect(merge()).rejects.toMatchObject({ status: 405 });
  });

  it("with 405 while the base branch's rules are not met", async () => {
    await github.protect(REPOSITORY, "prod", { requiredApprovals: 1, requiredChecks: ["ci"], codeOwners: ["bob"] });
    const mergeable = async (): Promise<[string, string | null]> => {
      const pull = await github.pull(REPOSITORY, number);
      return [pull.mergeState, pull.reviewDecision];
    };
    expect(await mergeable()).toEqual(["blocked", "REVIEW_REQUIRED"]);
    await expect(merge()).rejects.toMatchObject({ status: 405 });
    await github.review(REPOSITORY, number, { as: "carol" });
    expect(await mergeable()).toEqual(["blocked", "REVIEW_REQUIRED"]);
    await github.review(REPOSITORY, number, { as: "bob" });
    expect(await mergeable()).toEqual(["blocked", "APPROVED"]);
    await octokit(github, token).repos.createCommitStatus({ ...repository, sha: headSha, state: "success", context: "ci" });
    expect(await mergeable()).toEqual(["clean", "APPROVED"]);
    await github.review(REPOSITORY, number, { as: "bob", event: "REQUEST_CHANGES" });
    expect(await mergeable()).toEqual(["blocked", "CHANGES_REQUESTED"]);
  });
});

describe("a merge really happens in the repository", () => {
  it.each([
    ["merge", 2, "Merge pull request #1 from org/feature\n\nData lake"],
    ["squash", 1, "Data lake (#1)"],
    ["rebase", 1, "Add the data lake"],
  ] as const)("by %s", async (method, parents, message) => {
    await github.commit(REPOSITORY, { branch: "prod", author: "bob", files: { "elsewhere.tfvars": "a = 1\n" } });
    const before = (await github.repository(REPOSITORY)).branches.prod;
    await merge({ merge_method: method, sha: headSha });
    const api = octokit(github, token);
    const commit = (await api.repos.getCommit({ ...repository, ref: "prod" })).data;
    expect([commit.parents.length, commit.parents[0]?.sha, commit.commit.message]).toEqual([parents, before, message]);
    const tree = (await api.git.getTree({ ...repository, tree_sha: "prod", recursive: "1" })).data.tree.filter(
      (entry) => entry.type === "blob",
    );
    expect(tree.map((entry) => entry.path)).toEqual(["IAM/trust.json", "KMS/keys.tfvars", "S3/new/new.tfvars", "elsewhere.tfvars"]);
    const pull = await github.pull(REPOSITORY, number);
    expect([pull.state, pull.mergeCommitSha, pull.mergedBy, pull.files.length]).toEqual(["merged", commit.sha, "github-actions[bot]", 4]);
  });
});

describe("while GitHub has not worked it out yet", () => {
  it("mergeable is null for as many reads as asked for", async () => {
    await github.mergeableUnknown(REPOSITORY, number, 2);
    const seen: (boolean | null)[] = [];
    for (let read = 0; read < 3; read += 1)
      seen.push((await octokit(github, token).pulls.get({ ...repository, pull_number: number })).data.mergeable);
    expect(seen).toEqual([null, null, true]);
  });
});
