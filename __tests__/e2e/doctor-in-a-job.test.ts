import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startFakeGithub, type FakeGithub } from "../../scripts/fake-github/client.ts";
import { removeRun, runAction, type ActionRun } from "../../scripts/lab/action.ts";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { generateKeys } from "../../src/adapters/signing.ts";
import { APP_PERMISSIONS } from "../../src/domain/setup/app-manifest.ts";
import type { CheckLine } from "../../src/domain/setup/checkup.ts";
import { appInputs } from "../helpers/github-app.ts";
import { startServer, type LocalServer } from "../helpers/http-server.ts";
import { lightControllerWith } from "../helpers/command-line.ts";
import { ACTION_PROGRAM, ROOT } from "../helpers/light-stage.ts";
import { removeProgramFolders } from "../helpers/programs.ts";
import { startS3Proxy, type S3Proxy } from "../helpers/s3-proxy.ts";
import { configureBucket, createStateBucket, lifecycle } from "../helpers/state-bucket.ts";

const TIMEOUT_MS = 240_000;
const CONTROLLER = "org/tf-controller";
const SOURCE = "org/dev-deployment";
const HIDDEN_TEAM =
  'Who is in @org/platform is unknown. Either there is no such team, or the App lacks the organization permission "Members: read" in org.';
const ROLE = "arn:aws:iam::123456789012:role/Terraform";

let github: FakeGithub;
let aws: LocalAws;
let proxy: S3Proxy;
let tokens: LocalServer;
let sha: string;
const runs: ActionRun[] = [];

beforeAll(async () => {
  [github, aws, tokens] = await Promise.all([
    startFakeGithub({ checkOpenapi: true }),
    startMoto(),
    startServer((_, response) => response.end(JSON.stringify({ value: "a.job.token" }))),
  ]);
  proxy = await startS3Proxy(aws.url);
  await github.createUser("org");
  const controller = lightControllerWith({
    "accounts.yaml": `accounts:\n  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1, role_arn: "${ROLE}Apply", plan_role_arn: "${ROLE}Plan", repositories: ["${SOURCE}"] }\n`,
    "deployment-rules.yaml":
      "environments:\n  production: { branch: prod, rollout: { waves: [1, 100%] } }\n  staging: { branch: prod }\n  development: { branch: prod }\napprovals:\n  - need: { count: 2, teams: [org/platform] }\n",
  });
  await github.createRepository(CONTROLLER, { folder: controller });
  const workflow = ".github/workflows/centralized-controller.yml";
  // A wave starts the next one.
  const text = readFileSync(join(ROOT, "examples/controller", workflow), "utf8").replace(
    /contents: read(?= #.* rollout)/,
    "contents: write",
  );
  sha = await github.commit(CONTROLLER, { branch: "main", files: { [workflow]: text } });
  await github.createRepository(SOURCE, { folder: join(ROOT, "examples/source"), branches: ["prod"] });
  for (const login of ["alice", "bob", "dana"]) await github.setPermission(SOURCE, login, "write");
  await github.setTeam("org/platform", ["alice"]);
}, TIMEOUT_MS);

afterAll(async () => {
  const violations = await github.openapiViolations();
  await Promise.all([github.stop(), aws.stop(), proxy.stop(), tokens.stop(), ...runs.map(removeRun)]);
  removeProgramFolders();
  expect(violations).toEqual([]);
});

async function doctor(inputs: Record<string, string>): Promise<ActionRun & { lines: CheckLine[] }> {
  const run = await runAction({
    event: { name: "workflow_dispatch", payload: { inputs: {}, repository: { full_name: CONTROLLER } } },
    repository: CONTROLLER,
    sha,
    serverUrl: github.url,
    program: ACTION_PROGRAM,
    env: {
      AWS_ENDPOINT_URL: proxy.url,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${tokens.url}/token?job=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-runner",
    },
    inputs: {
      phase: "doctor",
      "github-token": await github.createToken({ kind: "actions", permissions: { contents: "read" } }),
      ...inputs,
    },
  });
  runs.push(run);
  const { summary } = run.outputs;
  if (summary === undefined) throw new Error(/::error::.*/.exec(run.log)?.[0]);
  return { ...run, lines: (JSON.parse(summary) as { lines: CheckLine[] }).lines };
}

function openLines(lines: readonly CheckLine[]): string[][] {
  return lines.filter(({ state }) => state !== "ok").map(({ state, about, said }) => [state, about, said]);
}

it(
  "finds everything in place: App, keys, roles by the job's own token, bucket, workflows, tool and clock",
  async () => {
    await createStateBucket(aws, "good-states");
    await configureBucket(aws, "good-states?lifecycle", lifecycle("backups/", "<Expiration><Days>60</Days></Expiration>"));
    const lift = proxy.fault({ method: "PUT", key: /^doctor\/plan-role\//, status: 403 });
    const pair = generateKeys();
    const found = await doctor({
      ...(await appInputs(github, "good-app", "org", { ...APP_PERMISSIONS, members: "read" })),
      "signing-key": pair.signingKey,
      "verify-key": pair.verifyKey,
      "state-bucket": "good-states",
      "backup-retention-days": "60",
    });
    lift();
    expect({ exitCode: found.exitCode, open: openLines(found.lines) }).toEqual({
      exitCode: 0,
      open: [["warning", ".terraform.lock.hcl", "missing: each run takes the newest providers"]],
    });
    expect(found.lines.filter(({ state }) => state === "ok").map(({ about, said }) => `${about}: ${said}`)).toEqual([
      "accounts.yaml: arj-wkld-a-prd: two roles",
      "signing-key, verify-key: a pair",
      expect.stringMatching(/^terraform: Terraform \d+\.\d+\.\d+, with its providers$/),
      `${CONTROLLER}: GitHub App: installed, with the permissions that it needs`,
      `${SOURCE}: GitHub App: installed, with the permissions that it needs`,
      `${CONTROLLER}: workflow on main: answers tf-validate, tf-merge and tf-apply`,
      `${SOURCE}: workflow on main: tells the controller`,
      `${SOURCE}: workflow on prod: tells the controller`,
      "approvals: @org/platform: one member",
      `approvals: ${SOURCE}: 2 people may approve beside the author, and no rule wants more`,
      `${CONTROLLER}: waves: terraform may start the next one`,
      "s3://good-states: region: us-east-1",
      "s3://good-states: versioning: on",
      "s3://good-states: encryption: on",
      "s3://good-states: public access: blocked",
      "s3://good-states: lifecycle: no object expires early",
      "s3://good-states: conditional writes: honoured",
      "arj-wkld-a-prd: arn:aws:iam::arj-wkld-a-prd:role/TerraformApply: can be assumed",
      "arj-wkld-a-prd: arn:aws:iam::arj-wkld-a-prd:role/TerraformPlan: can be assumed",
      "arj-wkld-a-prd: plan role and states: it may not write them",
      "clock: as GitHub's, to within 60 s",
    ]);
    expect(found.summary).toMatch(/^### ✅ Everything is in place\n\n21 ok, 1 warning\n/);
    expect(tokens.requests.every(({ headers }) => headers.authorization === "Bearer of-the-runner")).toBe(true);
    // Besides the probe of conditions, nothing was written.
    expect(proxy.requests.filter(({ method, key, status }) => method === "PUT" && status === 200 && !key.startsWith("probes/"))).toEqual(
      [],
    );
    for (const text of [found.log, found.summary, found.outputs.summary]) expect(text).not.toContain("123456789012");
  },
  TIMEOUT_MS,
);

it(
  "says of each thing that is wrong what to do, and ends red",
  async () => {
    await createStateBucket(aws, "short-states");
    await configureBucket(
      aws,
      "short-states?lifecycle",
      lifecycle("", "<NoncurrentVersionExpiration><NoncurrentDays>7</NoncurrentDays></NoncurrentVersionExpiration>"),
    );
    const [one, other] = [generateKeys(), generateKeys()];
    const found = await doctor({
      ...(await appInputs(github, "weak-app", "org", { ...APP_PERMISSIONS, contents: "read" })),
      "signing-key": one.signingKey,
      "verify-key": other.verifyKey,
      "state-bucket": "short-states",
    });
    expect(found.exitCode).toBe(1);
    expect(found.lines.filter(({ state }) => state === "wrong").map(({ about, said, remedy }) => [about, said, remedy])).toEqual([
      [
        "signing-key, verify-key",
        "the verify key is of another signing key: no record of this run would open a gate",
        "tf-orchestrator setup github makes a pair; the workflow hands both over",
      ],
      ...[CONTROLLER, SOURCE].map((repository) => [
        `${repository}: GitHub App`,
        "installed without contents: write",
        "grant them in the App's settings, and accept them in those of its installation",
      ]),
      ["approvals: @org/platform", HIDDEN_TEAM, ""],
      [
        "s3://short-states: lifecycle",
        'replaced versions below "" expire after 7 days, expected at least the 30 days of backup-retention-days',
        "correct the lifecycle rules (docs/configuration.md has some)",
      ],
      ["arj-wkld-a-prd: plan role and states", "the plan role may write states", "take s3:PutObject on */terraform.tfstate from it"],
    ]);
    expect(found.summary).toMatch(/^### ❌ Something is not in place\n/);
    expect(found.log).toMatch(/wrong +short-states|wrong +s3:\/\/short-states: lifecycle/);
  },
  TIMEOUT_MS,
);

it(
  "looks at all the rest when there is no bucket, no App and no key",
  async () => {
    const found = await doctor({});
    expect(found.exitCode).toBe(1);
    expect(openLines(found.lines)).toEqual([
      ["wrong", "signing-key, verify-key", "no signing key: nothing can be merged or applied"],
      ["wrong", "terraform", "state-bucket: missing, expected the S3 bucket that holds the states"],
      ["not looked at", "GitHub App", "the job was given none"],
      ["wrong", "approvals: @org/platform", HIDDEN_TEAM],
      ["wrong", "AWS", "state-bucket: missing, expected the S3 bucket that holds the states"],
    ]);
  },
  TIMEOUT_MS,
);
