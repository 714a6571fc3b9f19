import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startFakeGithub, type FakeGithub } from "../../scripts/fake-github/client.ts";
import { removeRun, runAction, type ActionRun } from "../../scripts/lab/action.ts";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { ACTION_PROGRAM, findingsOf, lightFile, LIGHT_CONTROLLER, STATE_BUCKET } from "../helpers/light-stage.ts";
import { pathWithOpa } from "../helpers/programs.ts";

const REPOSITORY = "org/platform";
/** One repository may always deploy to accounts that list none. */
const ACCOUNTS = 'accounts:\n  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1 }\n';

const STRICT = `package terraform.sizes

deny contains msg if {
	some change in input.resource_changes
	change.change.after.input.size < 5
	msg := sprintf("%s is too small", [change.address])
}
`;

let github: FakeGithub;
let aws: LocalAws;
let token: string;
const runs: ActionRun[] = [];

beforeAll(async () => {
  [github, aws] = await Promise.all([startFakeGithub(), startMoto()]);
  await aws.createBucket(STATE_BUCKET);
  await github.createUser("dana");
  // `prod` starts as `main` does: its first commit has the code as it was then.
  await github.createRepository(REPOSITORY, {
    folder: LIGHT_CONTROLLER,
    files: {
      "accounts.yaml": ACCOUNTS,
      "special-approvers.yaml": "special_approvers: []\n",
      "version.tf": 'output "version" {\n  value = "of-prod"\n}\n',
    },
    branches: ["prod"],
  });
  await github.setPermission(REPOSITORY, "dana", "write");
  token = await github.createToken({ kind: "actions", repositories: [REPOSITORY] });
  await github.commit(REPOSITORY, {
    branch: "main",
    message: "Policies",
    files: {
      "policy.yaml": "policy: [policies]\n",
      "policies/sizes.rego": STRICT,
      "version.tf": 'output "version" {\n  value = "of-main"\n}\n',
    },
  });
}, 240_000);

afterAll(async () => {
  await Promise.all([github.stop(), aws.stop(), ...runs.map(removeRun)]);
});

/** Runs the action as GitHub does for `pull_request`: GITHUB_SHA is the merge of base and head. */
async function validateProposed(branch: string, files: Record<string, string>) {
  const headSha = await github.commit(REPOSITORY, { branch, from: "prod", author: "dana", files });
  const number = await github.openPull(REPOSITORY, { as: "dana", head: branch, base: "prod" });
  const payload = {
    action: "opened",
    number,
    pull_request: { number, head: { sha: headSha } },
    repository: { full_name: REPOSITORY },
    sender: { login: "dana" },
  };
  const run = await runAction({
    event: { name: "pull_request", payload },
    repository: REPOSITORY,
    sha: headSha,
    serverUrl: github.url,
    program: ACTION_PROGRAM,
    env: { ...aws.env, PATH: pathWithOpa() },
    inputs: { "github-token": token, "state-bucket": STATE_BUCKET },
  });
  runs.push(run);
  const pull = await github.pull(REPOSITORY, number);
  return { run, pull, exitCode: run.exitCode, verdict: run.outputs.verdict, labels: pull.labels.map(({ name }) => name) };
}

it("judges by the policies of the default branch, whatever the pull request makes of them", async () => {
  const seen = await validateProposed("weaken", {
    ...lightFile("weaken"),
    "policy.yaml": "fail_on_deny: false\n",
    "policies/sizes.rego": "package terraform.sizes\n",
    "accounts.yaml": ACCOUNTS.replace("production", "development"),
  });
  expect({ exitCode: seen.exitCode, verdict: seen.verdict, labels: seen.labels }).toEqual({
    exitCode: 1,
    verdict: "failed",
    labels: ["opa-failed"],
  });
  expect(findingsOf(seen.run).map(({ rule, level }) => `${level} ${rule}`)).toEqual(["deny terraform.sizes"]);
  expect(seen.run.outputs.environment).toBe("production");
}, 120_000);

it("plans with the Terraform code of the default branch, not with what the pull request's own commit holds", async () => {
  const seen = await validateProposed("code", lightFile("code", 'things = { "x" = { size = 9 } }'));
  expect({ exitCode: seen.exitCode, verdict: seen.verdict, labels: seen.labels }).toEqual({
    exitCode: 0,
    verdict: "passed",
    labels: ["opa-passed"],
  });
  const comment = seen.pull.comments[0]?.body ?? "";
  expect(comment).toContain('version      = "of-main"');
  expect(comment).not.toContain("of-prod");
}, 120_000);

it("refuses Terraform code in the same pull request as tfvars", async () => {
  const seen = await validateProposed("both", {
    ...lightFile("both", 'things = { "x" = { size = 9 } }'),
    "main.tf": 'output "mine" { value = 1 }\n',
  });
  expect({ exitCode: seen.exitCode, verdict: seen.verdict, labels: seen.labels }).toEqual({
    exitCode: 1,
    verdict: "failed",
    labels: ["opa-failed"],
  });
  expect(findingsOf(seen.run).map(({ rule, location }) => `${rule} ${location?.file ?? ""}`)).toEqual(["source-terraform-code main.tf"]);
}, 120_000);
