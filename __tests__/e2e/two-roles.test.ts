import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openApplyStage, type ApplyStage } from "../helpers/apply-stage.ts";
import { CONTROLLER, lightFile, SOURCE } from "../helpers/light-stage.ts";

const PLAN = "arn:aws:iam::123456789012:role/TerraformPlan";
const APPLY = "arn:aws:iam::123456789012:role/TerraformApply";
const account = (roles: string) =>
  `accounts:\n  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1, repositories: ["org/dev-*"], ${roles} }\n`;

let stage: ApplyStage;

beforeAll(async () => {
  stage = await openApplyStage({ controllerFiles: { "accounts.yaml": account(`role_arn: "${APPLY}", plan_role_arn: "${PLAN}"`) } });
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

function rolesSince(start: number): string[] {
  return [...new Set(stage.proxy.requests.slice(start).flatMap(({ role }) => role ?? []))];
}

it("plans unreviewed files with the role that may only read, and applies reviewed ones with the other", async () => {
  const seen = await stage.validate(lightFile("roles"), { env: stage.proxy.env });
  expect({ exitCode: seen.exitCode, roles: rolesSince(0) }).toEqual({ exitCode: 0, roles: [PLAN] });
  expect(seen.run.log).not.toContain("plan_role_arn");
  await stage.github.review("org/dev-deployment", seen.pull.number, { as: "alice" });
  await stage.github.merge("org/dev-deployment", seen.pull.number, { as: "alice" });
  const before = stage.proxy.requests.length;
  expect((await stage.apply(seen.pull.number)).exitCode).toBe(0);
  expect(rolesSince(before)).toEqual([APPLY]);
}, 240_000);

it("plans again after the merge with the role that may only read: nobody has reviewed what the base branch says by then", async () => {
  // So far apart that git merges changes of both.
  const file = (a: number, b: number) => lightFile("again", `things = {\n  "a" = { size = ${a} }\n\n\n\n\n\n\n  "b" = { size = ${b} }\n}`);
  expect((await stage.mergeAndApply(file(1, 1))).exitCode).toBe(0);
  const proposed = [];
  for (const files of [file(2, 1), file(1, 2)]) proposed.push((await stage.validate(files)).pull.number);
  const [first = 0, second = 0] = proposed;
  for (const number of proposed) {
    await stage.github.review(SOURCE, number, { as: "alice" });
    await stage.github.merge(SOURCE, number, { as: "alice" });
  }
  expect((await stage.apply(first)).exitCode).toBe(0);
  await stage.github.comment(SOURCE, second, { as: "alice", body: "/tf apply" });
  await stage.run("merge", second);
  const { dispatches } = await stage.github.repository(CONTROLLER);
  const payload = dispatches.findLast(({ eventType, clientPayload }) => eventType === "tf-apply" && clientPayload.pr_number === second);
  const event = {
    name: "repository_dispatch",
    payload: {
      action: "tf-apply",
      client_payload: payload?.clientPayload,
      repository: { full_name: CONTROLLER },
      sender: { login: "dana" },
    },
  };
  const before = stage.proxy.requests.length;
  const planned = await stage.apply(second, { event });
  expect(planned.verdict).toBe("refused");
  // Terraform takes the one, what is written into the store the other.
  expect(rolesSince(before).toSorted()).toEqual([APPLY, PLAN]);
}, 240_000);

it("warns in every validation while one role serves both", async () => {
  const sha = await stage.changeController({ "accounts.yaml": account(`role_arn: "${APPLY}"`) });
  const before = stage.proxy.requests.length;
  const seen = await stage.validate(lightFile("one-role"), { sha, env: stage.proxy.env });
  expect({ exitCode: seen.exitCode, roles: rolesSince(before) }).toEqual({ exitCode: 0, roles: [APPLY] });
  expect(seen.run.log).toContain(
    "::warning::no plan_role_arn in accounts.yaml for arj-wkld-a-prd: unreviewed files are planned with the rights that apply",
  );
}, 240_000);
