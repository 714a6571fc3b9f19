import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openApplyStage, stateKeyOf, type ApplyStage } from "../helpers/apply-stage.ts";
import { ACTION_PROGRAM, CONTROLLER, lightFile } from "../helpers/light-stage.ts";
import { plain } from "../helpers/review-stage.ts";

/* A second repository that may deploy to the same account writes the same service, account and project. */

const SECOND = "org/dev-second";
const PROJECT = "shared";
const ACCOUNTS = `accounts:
  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1, repositories: ["org/dev-*"] }
`;

let stage: ApplyStage;
let token: string;

beforeAll(async () => {
  stage = await openApplyStage({ controllerFiles: { "accounts.yaml": ACCOUNTS } });
  await stage.github.createRepository(SECOND, { branches: ["prod"], files: { "README.md": "# Second\n" } });
  for (const login of ["dana", "alice"]) await stage.github.setPermission(SECOND, login, "write");
  token = await stage.github.createToken({ kind: "app", repositories: [SECOND, CONTROLLER] });
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

async function fromSecond(action: "validate" | "apply", number: number) {
  const run = await stage.run(action, number, {
    source: SECOND,
    program: ACTION_PROGRAM,
    inputs: { "github-token": token, "source-token": token },
  });
  const { comments } = await stage.github.pull(SECOND, number);
  return { exitCode: run.exitCode, verdict: run.outputs.verdict, told: plain(comments.at(-1)?.body ?? "") };
}

it("takes over nobody's state until the controller says so", async () => {
  const first = await stage.mergeAndApply(lightFile(PROJECT, 'things = { "first" = { size = 1 } }'));
  expect(first.exitCode).toBe(0);
  const before = await stage.state(PROJECT);

  const { number } = await stage.propose({
    source: SECOND,
    branch: "take",
    files: lightFile(PROJECT, 'things = { "first" = { size = 1 }, "second" = { size = 1 } }'),
  });
  const taking = await fromSecond("validate", number);
  expect(taking).toEqual({
    exitCode: 1,
    verdict: "failed",
    told: expect.stringContaining("the state belongs to org/dev-deployment, which applied it in #1"),
  });
  expect(taking.told).toContain(`owners: [{ deployments: ["things/arj-wkld-a-prd/us-east-1/${PROJECT}"], repositories: ["${SECOND}"] }]`);
  expect(await stage.state(PROJECT)).toEqual(before);

  await stage.github.commit(CONTROLLER, {
    branch: "main",
    files: { "accounts.yaml": `${ACCOUNTS}owners: [{ deployments: ["things/*/${PROJECT}"], repositories: ["${SECOND}"] }]\n` },
  });
  expect(await fromSecond("validate", number)).toMatchObject({ exitCode: 0, verdict: "passed" });
  await stage.github.review(SECOND, number, { as: "alice" });
  await stage.github.merge(SECOND, number, { as: "alice" });
  expect(await fromSecond("apply", number)).toMatchObject({ exitCode: 0, verdict: "passed" });
  expect(await stage.store.get(stateKeyOf(PROJECT))).not.toBeNull();

  const back = await stage.validate(
    lightFile(PROJECT, 'things = { "first" = { size = 1 }, "second" = { size = 1 }, "third" = { size = 1 } }'),
  );
  expect({ exitCode: back.exitCode, verdict: back.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
  expect(plain(back.comment)).toContain(`the state belongs to ${SECOND} (owners in accounts.yaml), not to org/dev-deployment`);
}, 240_000);
