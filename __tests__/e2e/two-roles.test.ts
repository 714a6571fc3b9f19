import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openApplyStage, type ApplyStage } from "../helpers/apply-stage.ts";
import { lightFile } from "../helpers/light-stage.ts";

const PLAN = "arn:aws:iam::123456789012:role/TerraformPlan";
const APPLY = "arn:aws:iam::123456789012:role/TerraformApply";
const account = (roles: string) =>
  `accounts:\n  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1, repositories: ["org/dev-*"], ${roles} }\n`;

let stage: ApplyStage;

beforeAll(async () => {
  stage = await openApplyStage({ controllerFiles: { "accounts.yaml": account(`role_arn: "${APPLY}", plan_role_arn: "${PLAN}"`) } });
}, 120_000);

afterAll(async () => {
  await stage.stop();
});

function rolesSince(start: number): string[] {
  return [...new Set(stage.proxy.requests.slice(start).flatMap(({ role }) => role ?? []))];
}

it("plans unreviewed files with the role that may only read, and applies reviewed ones with the other", async () => {
  const seen = await stage.validate(lightFile("roles"), { skipPost: true, env: stage.proxy.env });
  expect({ exitCode: seen.exitCode, roles: rolesSince(0) }).toEqual({ exitCode: 0, roles: [PLAN] });
  expect(seen.run.log).not.toContain("plan_role_arn");
  await stage.github.review("org/dev-deployment", seen.pull.number, { as: "alice" });
  await stage.github.merge("org/dev-deployment", seen.pull.number, { as: "alice" });
  const before = stage.proxy.requests.length;
  expect((await stage.apply(seen.pull.number)).exitCode).toBe(0);
  expect(rolesSince(before)).toEqual([APPLY]);
}, 120_000);

it("warns in every validation while one role serves both", async () => {
  const sha = await stage.changeController({ "accounts.yaml": account(`role_arn: "${APPLY}"`) });
  const before = stage.proxy.requests.length;
  const seen = await stage.validate(lightFile("one-role"), { sha, skipPost: true, env: stage.proxy.env });
  expect({ exitCode: seen.exitCode, roles: rolesSince(before) }).toEqual({ exitCode: 0, roles: [APPLY] });
  expect(seen.run.log).toContain(
    "::warning::no plan_role_arn in accounts.yaml for arj-wkld-a-prd: unreviewed files are planned with the rights that apply",
  );
}, 120_000);
