import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openLifecycle, project, type Lifecycle } from "../helpers/lifecycle.ts";
import { plain } from "../helpers/review-stage.ts";

const MOST_API_REQUESTS = 25;
const NAMES = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
const TEN = Object.assign({}, ...NAMES.map((name) => project(name, ["x", "y"]))) as Record<string, string>;

let life: Lifecycle;
let number: number;

beforeAll(async () => {
  life = await openLifecycle("two-repositories");
}, 240_000);

afterAll(async () => {
  const violations = await life.stage.github.openapiViolations();
  await life.close();
  expect(violations).toEqual([]);
}, 60_000);

/** Each case goes on where the one before ended. */
describe("a pull request's life from the source repository to the controller, by the examples' own workflows", () => {
  it("turns a push into a pull request with a verdict, in at most 25 API requests for ten deployments", async () => {
    const before = (await life.stage.github.requests()).length;
    await life.push("ten", TEN);
    expect(await life.deliver()).toEqual([
      "open-pr of push: 0",
      "dispatch of pull_request opened: 0",
      "terraform of repository_dispatch tf-validate: 0",
    ]);
    number = await life.newestPull();
    expect(await life.told(number)).toEqual({
      state: "open",
      base: "prod",
      author: "tf-orchestrator[bot]",
      labels: ["opa-passed", "ready-for-review"],
      check: "success",
      said: ["Ready: approve to merge into prod and apply · production"],
    });
    const requests = await life.apiRequests(before);
    process.stdout.write(`${requests.length} API requests from push to verdict, for a pull request of ten deployments\n`);
    expect(requests.length).toBeLessThanOrEqual(MOST_API_REQUESTS);
  }, 240_000);

  it("merges nothing without an approval", async () => {
    await life.stage.github.comment(life.repository, number, { as: "bob", body: "/tf apply" });
    expect(await life.deliver()).toEqual(["dispatch of issue_comment created: 0", "merge of repository_dispatch tf-merge: 1"]);
    expect((await life.told(number)).said.at(-1)).toBe("Not merged: 0 of 1 approvals that count · production → prod");
  }, 240_000);

  it("counts neither the approval of who pushed, though a bot opened the pull request, nor that of a reader", async () => {
    await life.stage.github.review(life.repository, number, { as: "dana" });
    await life.stage.github.review(life.repository, number, { as: "rita" });
    await life.deliver();
    const { state, said } = await life.told(number);
    expect([state, said.at(-1)?.replace(/pushed [0-9a-f]{7}/, "pushed SHA")]).toEqual([
      "open",
      "Not merged: 0 of 1 approvals that count (dana pushed SHA; rita has read access only) · production → prod",
    ]);
    expect(await life.things("a")).toBeNull();
  }, 240_000);

  it("merges what a writer approved and applies it once, though two events ask for that", async () => {
    await life.stage.github.review(life.repository, number, { as: "alice" });
    expect(await life.deliver()).toEqual([
      "dispatch of pull_request_review submitted: 0",
      "merge of repository_dispatch tf-merge: 0",
      "dispatch of pull_request closed: 0",
      "terraform of repository_dispatch tf-apply: 0",
      "terraform of repository_dispatch tf-apply: 0",
    ]);
    expect(life.runs().map(({ output }) => output.includes("already applied"))).toEqual([false, false, false, false, true]);
    const { state, said } = await life.told(number);
    expect(state).toBe("merged");
    expect(said.map((head) => head.replace(/in [\d.]+ m?s/, "in TIME").replace(/\(#\S+\)/, "(URL)"))).toEqual([
      expect.stringMatching(
        /^> ✅ Applied in TIME · production → prod: \[what came of it\]\(URL\) ### ✅ Ready: approve to merge into prod and apply/,
      ),
      "Applied in TIME · production → prod",
    ]);
    expect(await Promise.all(NAMES.map(async (name) => await life.things(name)))).toEqual(NAMES.map(() => ["x", "y"]));
    expect(await life.audits("a")).toEqual(["merge succeeded", "apply succeeded"]);
  }, 240_000);

  it("fails a deletion in production, and takes no override of somebody who is listed for another environment", async () => {
    await life.push("delete", project("a", ["x"]));
    await life.deliver();
    number = await life.newestPull();
    expect((await life.told(number)).labels).toEqual(["opa-failed", "ready-for-review"]);
    await life.letTimePass();
    await life.stage.github.review(life.repository, number, { as: "rita", event: "COMMENT", body: "Is y still needed?" });
    await life.stage.github.comment(life.repository, number, {
      as: "bob",
      body: 'OVERRIDE: y moved to another team, allow-delete: terraform_data.thing["y"]',
    });
    await life.deliver();
    const { state, labels, said } = await life.told(number);
    expect({ state, labels }).toEqual({ state: "open", labels: ["opa-failed", "ready-for-review"] });
    expect(said.find((head) => head.startsWith("This override was not accepted"))).toBe(
      "This override was not accepted - bob is a special approver of development, not of production alice or dana writes the override.",
    );
  }, 240_000);

  it("deletes what a special approver's override names, once somebody else approved", async () => {
    await life.letTimePass();
    await life.stage.github.review(life.repository, number, { as: "bob" });
    await life.stage.github.comment(life.repository, number, {
      as: "alice",
      body: 'OVERRIDE: y moved to another team, allow-delete: terraform_data.thing["y"]',
    });
    await life.deliver();
    const { state, labels, check } = await life.told(number);
    expect({ state, labels, check }).toEqual({ state: "merged", labels: ["opa-override", "ready-for-review"], check: "success" });
    const comments = (await life.stage.github.pull(life.repository, number)).comments.map(({ body }) => plain(body));
    expect(comments.find((body) => body.includes("### ✅ Applied"))).toContain(
      "Approved by bob. ⚠️ Overridden by alice: y moved to another team",
    );
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
