import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { octokit, OWNER, REPO, REPOSITORY, startSetting } from "./setting.ts";
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

/** What a few writes caused, as `event.action by actor`. */
async function causedBy(writes: () => Promise<unknown>): Promise<string[]> {
  const seen = (await setting.github.events()).length;
  await writes();
  return (await setting.github.events(seen)).map(
    ({ event, action, actor }) => `${event}${action === null ? "" : `.${action}`} by ${actor}`,
  );
}

describe("the event log", () => {
  it("tells a pull request's life in GitHub's words", async () => {
    const { github, number } = setting;
    const events = await causedBy(async () => {
      await github.review(REPOSITORY, number, { as: "bob" });
      const id = await github.comment(REPOSITORY, number, { as: "bob", body: "OVERRIDE: the audit asked for it" });
      await github.editComment(REPOSITORY, id, { as: "bob", body: "OVERRIDE: another reason" });
      await github.deleteComment(REPOSITORY, id, "bob");
      await github.addLabels(REPOSITORY, number, "bob", ["opa-passed"]);
      await github.removeLabel(REPOSITORY, number, "bob", "opa-passed");
      await github.updatePull(REPOSITORY, number, { as: "bob", base: "main" });
      await github.updatePull(REPOSITORY, number, { as: "bob", base: "prod" });
      await github.merge(REPOSITORY, number, { as: "bob" });
    });
    expect(events).toEqual([
      "pull_request_review.submitted by bob",
      "issue_comment.created by bob",
      "issue_comment.edited by bob",
      "issue_comment.deleted by bob",
      "pull_request.labeled by bob",
      "pull_request.unlabeled by bob",
      "pull_request.edited by bob",
      "pull_request.edited by bob",
      "push by bob",
      "pull_request.closed by bob",
    ]);
    const closed = (await github.events()).at(-1);
    expect([closed?.ref, closed?.payload.pull_request]).toMatchObject(["refs/heads/prod", { merged: true, number }]);
  });

  it("says which events start no workflow: all of a workflow's own token, dispatches excepted", async () => {
    const seen = (await setting.github.events()).length;
    const byWorkflow = octokit(setting.github, setting.token);
    const byApp = octokit(setting.github, await setting.github.createToken({ kind: "app" }));
    for (const api of [byWorkflow, byApp]) {
      await api.issues.createComment({ ...repository, issue_number: setting.number, body: "Hello" });
      await api.repos.createDispatchEvent({ ...repository, event_type: "tf-apply", client_payload: { version: 1 } });
    }
    const events = await setting.github.events(seen);
    expect(events.map(({ event, action, startsWorkflows }) => [event, action, startsWorkflows])).toEqual([
      ["issue_comment", "created", false],
      ["repository_dispatch", "tf-apply", true],
      ["issue_comment", "created", true],
      ["repository_dispatch", "tf-apply", true],
    ]);
    expect(events[1]?.payload).toMatchObject({ action: "tf-apply", branch: "main", client_payload: { version: 1 } });
  });

  it("closes the pull request whose branch is deleted", async () => {
    await setting.github.commit(REPOSITORY, { branch: "short", author: "alice", files: { "a.tfvars": "a = 1\n" } });
    const number = await setting.github.openPull(REPOSITORY, { as: "alice", head: "short", base: "main" });
    const api = octokit(setting.github, setting.github.tokenOf("bob"));
    expect(await causedBy(async () => api.git.deleteRef({ ...repository, ref: "heads/short" }))).toEqual([
      "push by bob",
      "pull_request.closed by bob",
    ]);
    expect((await setting.github.pull(REPOSITORY, number)).state).toBe("closed");
  });
});
