import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { generateKeys } from "../../src/adapters/signing.ts";
import { startFakeGithub, type FakeGithub } from "../../scripts/fake-github/client.ts";
import { removeRun, runAction, type ActionRun } from "../../scripts/lab/action.ts";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { ACTION_PROGRAM, findingsOf, lightFile, LIGHT_CONTROLLER, STATE_BUCKET } from "../helpers/light-stage.ts";
import { pathWithOpa } from "../helpers/programs.ts";
import { plain } from "../helpers/review-stage.ts";

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
const keys = generateKeys();
const runs: ActionRun[] = [];

beforeAll(async () => {
  [github, aws] = await Promise.all([startFakeGithub(), startMoto()]);
  await aws.createBucket(STATE_BUCKET);
  for (const login of ["dana", "alice", "bob"]) await github.createUser(login);
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
  for (const login of ["dana", "alice", "bob"]) await github.setPermission(REPOSITORY, login, "write");
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

interface Event {
  name: "pull_request" | "pull_request_review";
  action: string;
}

/** Runs the action as GitHub does for an event of a pull request: GITHUB_SHA is the merge of base and head. */
async function runFor(number: number, { name, action }: Event, sender: string) {
  const { head } = await github.pull(REPOSITORY, number);
  const payload = {
    action,
    number,
    pull_request: { number, head: { sha: head.sha } },
    repository: { full_name: REPOSITORY },
    sender: { login: sender },
  };
  const run = await runAction({
    event: { name, payload },
    repository: REPOSITORY,
    sha: head.sha,
    serverUrl: github.url,
    program: ACTION_PROGRAM,
    env: { ...aws.env, PATH: pathWithOpa() },
    inputs: { "github-token": token, "state-bucket": STATE_BUCKET, "signing-key": keys.signingKey },
  });
  runs.push(run);
  const pull = await github.pull(REPOSITORY, number);
  return { number, run, pull, exitCode: run.exitCode, verdict: run.outputs.verdict, labels: pull.labels.map(({ name: label }) => label) };
}

async function validateProposed(branch: string, files: Record<string, string>, base = "prod") {
  await github.commit(REPOSITORY, { branch, from: base, author: "dana", files });
  const number = await github.openPull(REPOSITORY, { as: "dana", head: branch, base });
  return await runFor(number, { name: "pull_request", action: "opened" }, "dana");
}

/** Somebody approves it; what the merge run that this starts comes to. */
async function approvedBy(login: string, number: number) {
  await github.review(REPOSITORY, number, { as: login });
  const { run, pull } = await runFor(number, { name: "pull_request_review", action: "submitted" }, login);
  return { exitCode: run.exitCode, merged: pull.mergedBy !== null, told: plain(pull.comments.at(-1)?.body ?? "") };
}

it.each<[what: string, files: Record<string, string>]>([
  ["approvers", { "special-approvers.yaml": "special_approvers: [{ github: dana, environments: [production] }]\n" }],
  [
    "policies and accounts",
    {
      "policy.yaml": "fail_on_deny: false\n",
      "policies/sizes.rego": "package terraform.sizes\n",
      "accounts.yaml": ACCOUNTS.replace("production", "development"),
    },
  ],
  ["a workflow", { ".github/workflows/terraform.yml": "on: push\n" }],
  ["a golden template", { "golden-templates/things.json": "{}\n" }],
  ["a template of a module", { "modules/thing/message.tftpl": "hello\n" }],
  ["Terraform code", { "main.tf": 'output "mine" { value = 1 }\n' }],
])(
  "refuses deployments that come with %s, each file by name",
  async (what, controllerFiles) => {
    const name = `with-${what.replaceAll(" ", "-")}`;
    const seen = await validateProposed(name, { ...lightFile(name, 'things = { "x" = { size = 9 } }'), ...controllerFiles });
    expect({ exitCode: seen.exitCode, verdict: seen.verdict, labels: seen.labels }).toEqual({
      exitCode: 1,
      verdict: "failed",
      labels: ["opa-failed"],
    });
    expect(findingsOf(seen.run).map(({ rule, location }) => `${rule} ${location?.file ?? ""}`)).toEqual(
      Object.keys(controllerFiles)
        .sort()
        .map((path) => `controller-and-deployments ${path}`),
    );
    const merge = await approvedBy("alice", seen.number);
    expect({ exitCode: merge.exitCode, merged: merge.merged }).toEqual({ exitCode: 1, merged: false });
    expect(merge.told).toContain("belongs to the controller");
  },
  120_000,
);

it("lists a change of the controller alone file by file, and merges it with two approvals, by the rules in force", async () => {
  const proposed = {
    "special-approvers.yaml": "special_approvers: [{ github: dana, environments: [production] }]\n",
    "deployment-rules.yaml": "controller_approvals: 1\n",
    "policies/sizes.rego": "package terraform.sizes\n",
  };
  const seen = await validateProposed("rules", proposed, "main");
  expect({ exitCode: seen.exitCode, verdict: seen.verdict, labels: seen.labels }).toEqual({
    exitCode: 0,
    verdict: "passed",
    labels: ["opa-passed"],
  });
  expect(
    plain(seen.pull.comments[0]?.body ?? "")
      .split("\n\n")
      .slice(0, 3),
  ).toEqual([
    "### ✅ Ready: 2 approvals merge this change of the controller into main",
    "**This changes the rules, not a deployment**: nothing is planned, and nothing will be applied. It needs the approval of 2 people with write access who did not make it, and is judged by the rules in force. It counts once it is on the default branch.",
    [
      "| File | What it is | Change |",
      "| --- | --- | --- |",
      "| deployment-rules.yaml | deployment rules | changed |",
      "| policies/sizes.rego | policy | changed |",
      "| special-approvers.yaml | approvers | changed |",
    ].join("\n"),
  ]);
  expect(await approvedBy("alice", seen.number)).toEqual({
    exitCode: 1,
    merged: false,
    told: expect.stringContaining("1 of 2 approvals that count"),
  });
  expect(await approvedBy("bob", seen.number)).toEqual({ exitCode: 0, merged: true, told: expect.stringContaining("Merged into main") });
  const { dispatches } = await github.repository(REPOSITORY);
  expect(dispatches.filter(({ clientPayload }) => clientPayload.pr_number === seen.number)).toEqual([]);
  // From now on one approval is enough: dana could not have said so for her own change.
  const next = await validateProposed("next-rules", { "deployment-rules.yaml": "controller_approvals: 2\n" }, "main");
  expect(await approvedBy("alice", next.number)).toEqual({ exitCode: 0, merged: true, told: expect.stringContaining("Merged into main") });
}, 240_000);

it("calls no change of the controller ready that no run could read", async () => {
  const seen = await validateProposed("broken", { "accounts.yaml": ACCOUNTS.replace("environment", "enviroment") }, "main");
  expect({ exitCode: seen.exitCode, labels: seen.labels }).toEqual({ exitCode: 1, labels: ["opa-failed"] });
  expect(findingsOf(seen.run).map(({ message, location }) => `${location?.file ?? ""}:${location?.line ?? ""} ${message}`)).toEqual([
    'accounts.yaml:2 accounts."***REDACTED***".environment: missing, expected text (in quotes, if it looks like something else)',
    'accounts.yaml:2 accounts."***REDACTED***".enviroment: unknown key, did you mean "environment"?',
  ]);
  await github.review(REPOSITORY, seen.number, { as: "alice" });
  const merge = await approvedBy("bob", seen.number);
  expect({ exitCode: merge.exitCode, merged: merge.merged }).toEqual({ exitCode: 1, merged: false });
  expect(merge.told).toContain("did you mean");
}, 240_000);

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
}, 240_000);
