import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { CONTROLLER, lightFile, SOURCE } from "../helpers/light-stage.ts";
import { openReviewStage, plain, type ReviewStage } from "../helpers/review-stage.ts";

const approvers = (login: string) => `special_approvers: [{ github: ${login}, environments: [production] }]\n`;
const rules = (more: string) => `environments: { production: { branch: prod, deletions: block${more} }, development: { branch: dev } }\n`;

let stage: ReviewStage;

beforeAll(async () => {
  stage = await openReviewStage({ controllerFiles: { "special-approvers.yaml": approvers("bob"), "deployment-rules.yaml": rules("") } });
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

/** What was merged into the controller since. */
async function merge(files: Record<string, string>): Promise<string> {
  return await stage.github.commit(CONTROLLER, { branch: "main", files });
}

/** `Re-run jobs`: GITHUB_SHA is that of the old event. */
describe("a job that runs again is judged by the controller as it is now", () => {
  it("validates by the newer rules, and says in log and comment that they are newer", async () => {
    const now = await merge({ "policy.yaml": "fail_on_warn: true\n", "untidy.tf": 'output "untidy" {\nvalue=1\n}\n' });
    const { run, comment, verdict } = await stage.validate(lightFile("again"));
    const [newer, older] = [now.slice(0, 7), stage.controllerSha.slice(0, 7)];
    expect({ verdict, log: run.log.split("\n").filter((line) => line.startsWith("controller")) }).toEqual({
      verdict: "failed",
      log: [`controller is now at ${newer}; this run began with ${older}, which does not count any more`],
    });
    expect(plain(comment)).toContain(`The controller is now at ${newer}; this run began with ${older}. The newer one counts.`);
  }, 180_000);

  it("takes no override of an approver who was removed since", async () => {
    const number = await stage.validated("removed", { verdict: "failed" });
    await merge({ "special-approvers.yaml": approvers("alice") });
    await stage.github.comment(SOURCE, number, { as: "bob", body: "OVERRIDE: the auditors asked for it today" });
    await stage.merge(number);
    expect(await stage.comments(number)).toContainEqual(expect.stringContaining("bob is no special approver"));
    await merge({ "policy.yaml": "{}\n", "untidy.tf": 'output "untidy" {\n  value = 1\n}\n' });
  }, 180_000);

  it("merges nothing on fewer approvals than are asked for now", async () => {
    const number = await stage.approved("fewer");
    await merge({ "deployment-rules.yaml": rules(", min_approvals: 2") });
    const { pull, run } = await stage.merge(number);
    expect([pull.mergedBy, run.log]).toEqual([null, expect.stringContaining("1 of 2 approvals that count")]);
  }, 180_000);

  it("applies nothing on fewer approvals than are asked for now", async () => {
    await merge({ "deployment-rules.yaml": rules("") });
    const number = await stage.approved("applied");
    await stage.github.merge(SOURCE, number, { as: "alice" });
    await merge({ "deployment-rules.yaml": rules(", min_approvals: 2") });
    const { exitCode, comment } = await stage.look(number, await stage.run("apply", number));
    expect([exitCode, comment]).toEqual([1, expect.stringContaining("1 of 2 approvals that count")]);
  }, 180_000);

  it("refuses a controller that was checked out, since that one is the old one", async () => {
    const number = await stage.validated("checked-out");
    const run = await stage.run("validate", number, { inputs: { "controller-directory": "controller" } });
    expect([run.exitCode, run.log]).toEqual([
      1,
      expect.stringMatching(/controller-directory holds .*is now at [0-9a-f]{7}; this run began with [0-9a-f]{7}/),
    ]);
  }, 180_000);

  it("judges nothing while GitHub does not say where the controller is", async () => {
    const number = await stage.validated("unknown");
    await stage.github.fault({ pathPattern: `/repos/${CONTROLLER}/commits/HEAD`, status: 404, times: 1 });
    const run = await stage.run("validate", number);
    expect([run.exitCode, run.log]).toEqual([1, expect.stringContaining(`/repos/${CONTROLLER}/commits/HEAD`)]);
  }, 180_000);
});
