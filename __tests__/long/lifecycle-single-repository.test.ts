import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openLifecycle, project, type Lifecycle } from "../helpers/lifecycle.ts";

const DELETE_Y = 'allow-delete: terraform_data.thing["y"]';

let life: Lifecycle;
let number: number;

beforeAll(async () => {
  life = await openLifecycle("single-repository");
}, 240_000);

afterAll(async () => {
  const violations = await life.stage.github.openapiViolations();
  await life.close();
  expect(violations).toEqual([]);
}, 60_000);

/** Each case goes on where the one before ended. */
describe("a pull request's life in one repository, by the example's own workflow and the workflow's own token", () => {
  it("finds the pull request that somebody opened by hand, aims it at the environment's branch and validates it", async () => {
    await life.push("first", project("a", ["x", "y"]));
    number = await life.stage.github.openPull(life.repository, { as: "dana", head: "first", base: "stage" });
    expect(await life.deliver()).toEqual([
      "open-pr of push: 0",
      "dispatch of pull_request opened: 0",
      "terraform of repository_dispatch tf-validate: 0",
    ]);
    expect((await life.stage.github.repository(life.repository)).pulls).toEqual([number]);
    expect(await life.told(number)).toEqual({
      state: "open",
      base: "prod",
      author: "dana",
      labels: ["opa-passed"],
      check: "success",
      said: ["Ready: approve to merge into prod and apply · production"],
    });
  }, 240_000);

  it("merges nothing without an approval, and takes no command of somebody who may not write", async () => {
    await life.stage.github.comment(life.repository, number, { as: "rita", body: "/tf apply" });
    expect(await life.deliver()).toEqual(["dispatch of issue_comment created: 0", "merge of repository_dispatch tf-merge: 0"]);
    await life.stage.github.comment(life.repository, number, { as: "dana", body: "/tf apply" });
    expect(await life.deliver()).toEqual(["dispatch of issue_comment created: 0", "merge of repository_dispatch tf-merge: 1"]);
    const { state, said } = await life.told(number);
    expect([state, ...said.slice(1)]).toEqual([
      "open",
      "Not done - rita has no write access to this repository Somebody with write access comments it.",
      "Not merged: 0 of 1 approvals that count · production → prod",
    ]);
  }, 240_000);

  it("merges what a writer approved, and starts the apply itself: the merge of a workflow's own token starts none", async () => {
    await life.stage.github.review(life.repository, number, { as: "alice" });
    expect(await life.deliver()).toEqual([
      "dispatch of pull_request_review submitted: 0",
      "merge of repository_dispatch tf-merge: 0",
      "terraform of repository_dispatch tf-apply: 0",
    ]);
    expect((await life.told(number)).state).toBe("merged");
    expect(await life.things("a")).toEqual(["x", "y"]);
    expect(await life.audits("a")).toEqual(["merge succeeded", "apply succeeded"]);
  }, 240_000);

  it("takes no override of who pushed the branch, special approver or not", async () => {
    await life.push("delete", project("a", ["x"]));
    await life.deliver();
    number = await life.newestPull();
    await life.letTimePass();
    await life.stage.github.comment(life.repository, number, { as: "dana", body: `OVERRIDE: y moved to another team, ${DELETE_Y}` });
    await life.deliver();
    const { state, author, labels, said } = await life.told(number);
    expect({ state, author, labels }).toEqual({
      state: "open",
      author: "tf-orchestrator[bot]",
      labels: ["opa-failed", "ready-for-review"],
    });
    expect(said.find((head) => head.startsWith("This override was not accepted"))).toMatch(
      /^This override was not accepted - dana pushed [0-9a-f]{7} alice writes the override\.$/,
    );
  }, 240_000);

  it("deletes what a special approver's override names, once somebody else approved", async () => {
    await life.letTimePass();
    await life.stage.github.review(life.repository, number, { as: "bob" });
    await life.stage.github.comment(life.repository, number, { as: "alice", body: `OVERRIDE: y moved to another team, ${DELETE_Y}` });
    await life.deliver();
    const { state, labels } = await life.told(number);
    expect({ state, labels }).toEqual({ state: "merged", labels: ["opa-override", "ready-for-review"] });
    expect(await life.things("a")).toEqual(["x"]);
    expect(await life.audits("a")).toEqual([
      "merge succeeded",
      "apply succeeded",
      "override succeeded",
      "merge succeeded",
      "apply succeeded",
    ]);
  }, 240_000);
});
