import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startFakeGithub, type FakeGithub } from "../../scripts/fake-github/client.ts";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import type { CheckLine } from "../../src/domain/setup/checkup.ts";
import { lightControllerWith, runProgram } from "../helpers/command-line.ts";
import { removeProgramFolders } from "../helpers/programs.ts";
import { configureBucket, createStateBucket, lifecycle } from "../helpers/state-bucket.ts";

const TIMEOUT_MS = 240_000;
const CONTROLLER = "org/tf-controller";
const SOURCE = "org/dev-deployment";
const TARGETS = ["--controller", CONTROLLER, "--source", SOURCE];
const PERMISSIONS = {
  actions: "read",
  actions_variables: "read",
  administration: "write",
  contents: "write",
  environments: "write",
  issues: "write",
  secrets: "read",
} as const;
const ROLE = "arn:aws:iam::123456789012:role/TerraformApply";
const PLAN_ROLE = "arn:aws:iam::123456789012:role/TerraformPlan";

let github: FakeGithub;
let aws: LocalAws;

beforeAll(async () => {
  [github, aws] = await Promise.all([startFakeGithub({ checkOpenapi: true }), startMoto()]);
  for (const login of ["org", "alice", "bob"]) await github.createUser(login);
  await github.createRepository(CONTROLLER);
  await github.createRepository(SOURCE);
}, TIMEOUT_MS);

afterAll(async () => {
  const violations = await github.openapiViolations();
  await Promise.all([github.stop(), aws.stop()]);
  removeProgramFolders();
  expect(violations).toEqual([]);
});

interface Examined {
  exitCode: number | null;
  healthy: boolean;
  lines: CheckLine[];
}

async function examine(controller: string, args: readonly string[], env: Record<string, string>): Promise<Examined> {
  const ran = await runProgram(["doctor", "--controller-dir", controller, "--json", ...args], env);
  return { exitCode: ran.exitCode, ...(JSON.parse(ran.stdout) as { healthy: boolean; lines: CheckLine[] }) };
}

function controllerWith(accounts: string): string {
  return lightControllerWith({
    "accounts.yaml": accounts,
    "deployment-rules.yaml":
      "environments:\n  production: { branch: prod }\n  staging: { branch: prod }\n  development: { branch: prod }\n",
  });
}

function accountsWith(more: string): string {
  return `accounts:\n  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1, ${more}repositories: ["${SOURCE}"] }\n`;
}

function about(lines: readonly CheckLine[], text: string): CheckLine[] {
  return lines.filter((line) => line.about.includes(text));
}

describe("doctor on GitHub", () => {
  const controller = () => controllerWith(accountsWith(""));
  const env = async (permissions: Record<string, "read" | "write"> = PERMISSIONS) => ({
    GITHUB_API_URL: github.url,
    GITHUB_TOKEN: await github.createToken({ kind: "app", permissions }),
  });

  it(
    "says what is missing and which command makes it, then that all is well",
    async () => {
      const before = await examine(controller(), TARGETS, await env());
      expect([before.exitCode, before.healthy]).toEqual([1, false]);
      expect(about(before.lines, `${CONTROLLER}: `)).toEqual([
        wrong(`${CONTROLLER}: environment tf-orchestrator`),
        { ...wrong(`${CONTROLLER}: environment tf-approval`), state: "warning" },
        wrong(`${CONTROLLER}: TF_SIGNING_KEY, TF_VERIFY_KEY of environment tf-orchestrator`),
        byHand(`${CONTROLLER}: TF_STATE_BUCKET of environment tf-orchestrator`, "missing: setup github --state-bucket NAME stores it"),
        byHand(`${CONTROLLER}: TF_STATE_REGION of environment tf-orchestrator`, "missing: setup github --state-region NAME stores it"),
        wrong(`${CONTROLLER}: rules of branch main`),
        byHand(
          `${CONTROLLER}: TF_APP_ID, TF_APP_PRIVATE_KEY of environment tf-orchestrator`,
          "missing: setup github --app has GitHub make the App",
        ),
        {
          about: `${CONTROLLER}: workflow on main`,
          state: "wrong",
          said: "no workflow answers repository_dispatch of tf-validate, tf-merge, tf-apply",
          remedy: "commit the controller's workflow to main",
        },
      ]);
      expect(about(before.lines, "workflow on prod")).toEqual([
        {
          about: `${SOURCE}: workflow on prod`,
          state: "wrong",
          said: "no workflow has phase: dispatch",
          remedy: "commit the source's workflow to prod",
        },
      ]);
      expect(about(before.lines, "clock").map(({ state }) => state)).toEqual(["ok"]);

      const all = ["--controller-dir", controller(), ...TARGETS, "--state-bucket", "my-states", "--state-region", "us-east-1", "--yes"];
      await github.commit(CONTROLLER, { branch: "main", folder: "examples/controller", author: "org" });
      await github.commit(SOURCE, { branch: "main", folder: "examples/source", author: "org" });
      expect((await runProgram(["setup", "github", ...all], await env())).exitCode).toBe(0);
      const after = await examine(controller(), TARGETS, await env());
      expect(after.lines.filter(({ state }) => state !== "ok").map(({ about: what, state }) => `${state}: ${what}`)).toEqual([
        "warning: .terraform.lock.hcl",
        `wrong: ${CONTROLLER}: TF_APP_ID, TF_APP_PRIVATE_KEY of environment tf-orchestrator`,
        `wrong: ${SOURCE}: TF_APP_ID, TF_APP_PRIVATE_KEY of the repository`,
        "not looked at: GitHub App",
        "not looked at: signing-key, verify-key",
        "not looked at: AWS",
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    "names the permission without which it could not look, and goes on",
    async () => {
      const { lines } = await examine(controller(), TARGETS, await env({ contents: "read" }));
      expect(about(lines, SOURCE).filter(({ state }) => state === "not looked at")).toEqual(
        [
          ["list the secrets", "Secrets: read"],
          ["list the variables", "Variables: read"],
          ["list the labels", "Issues: read"],
        ].map(([deed = "", permission = ""]) => ({
          about: SOURCE,
          state: "not looked at",
          said: `could not ${deed}: Resource not accessible by integration (403)`,
          remedy: `the token needs "${permission}" there`,
        })),
      );
      expect(about(lines, "workflow on prod").map(({ state }) => state)).toEqual(["ok"]);
    },
    TIMEOUT_MS,
  );

  it(
    "finds the branches of a single repository on which its workflow is missing",
    async () => {
      const single = "org/all-in-one";
      await github.createRepository(single, { branches: ["prod"] });
      await github.commit(single, { branch: "main", folder: "examples/single-repository" });
      const controller = controllerWith(accountsWith("").replace(SOURCE, single));
      const look = async () => about((await examine(controller, ["--controller", single], await env())).lines, "workflow on");
      const onMain = { about: `${single}: workflow on main`, state: "ok", said: "answers tf-validate, tf-merge and tf-apply", remedy: "" };
      expect(await look()).toEqual([
        onMain,
        {
          about: `${single}: workflow on prod`,
          state: "wrong",
          said: "no workflow has phase: dispatch",
          remedy: "commit the workflow of main to prod, too: events of its pull requests run from there",
        },
      ]);
      await github.commit(single, { branch: "prod", folder: "examples/single-repository" });
      expect(await look()).toEqual([onMain, { about: `${single}: workflow on prod`, state: "ok", said: "dispatches to main", remedy: "" }]);
    },
    TIMEOUT_MS,
  );

  it(
    "works without a token and without AWS, and says what it did not look at",
    async () => {
      const { exitCode, healthy, lines } = await examine(controller(), [], {});
      expect({ exitCode, healthy, lines: lines.map((line) => (line.about === "terraform" ? { ...line, said: "" } : line)) }).toEqual({
        exitCode: 0,
        healthy: true,
        lines: [
          { about: "accounts.yaml: arj-wkld-a-prd", state: "ok", said: "no role: the job's own identity", remedy: "" },
          {
            about: ".terraform.lock.hcl",
            state: "warning",
            said: "missing: each run takes the newest providers",
            remedy: "terraform init -backend=false, then terraform providers lock -platform=linux_amd64, and commit the file",
          },
          { about: "terraform", state: "ok", said: "", remedy: "" },
          { about: "GitHub", state: "not looked at", said: "no token: GITHUB_TOKEN, GH_TOKEN or --token-file FILE", remedy: "" },
          { about: "AWS", state: "not looked at", said: "no --state-store s3://BUCKET", remedy: "" },
        ],
      });
    },
    TIMEOUT_MS,
  );
});

describe("doctor on AWS", () => {
  it(
    "looks at the bucket and the roles, and touches no state",
    async () => {
      await aws.createBucket("open-states");
      const controller = controllerWith(accountsWith(`role_arn: "${ROLE}", plan_role_arn: "${PLAN_ROLE}", `));
      const { exitCode, lines } = await examine(controller, ["--state-store", "s3://open-states"], aws.env);
      expect(exitCode).toBe(1);
      const found = [...about(lines, "open-states"), ...about(lines, "arj-wkld-a-prd")].map(({ about: what, state, said }) => [
        what,
        state,
        said,
      ]);
      expect(found).toEqual([
        ["s3://open-states: region", "ok", "us-east-1"],
        ["s3://open-states: versioning", "wrong", "off: a state that is overwritten is gone"],
        ["s3://open-states: encryption", "wrong", "no default encryption"],
        ["s3://open-states: public access", "wrong", "not all four blocks of public access are on"],
        ["s3://open-states: lifecycle", "ok", "no object expires"],
        ["s3://open-states: conditional writes", "ok", "honoured"],
        ["accounts.yaml: arj-wkld-a-prd", "ok", "two roles"],
        [`arj-wkld-a-prd: ${ROLE}`, "ok", "can be assumed"],
        [`arj-wkld-a-prd: ${PLAN_ROLE}`, "ok", "can be assumed"],
        ["arj-wkld-a-prd: plan role and states", "wrong", "the plan role may write states"],
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    "finds a bucket in order, one that lets things expire, and one that is not there",
    async () => {
      await createStateBucket(aws, "good-states");
      const controller = controllerWith(accountsWith(`role_arn: "${ROLE}", `));
      const states = async (bucket: string) => (await examine(controller, ["--state-store", `s3://${bucket}`], aws.env)).lines;
      expect(about(await states("good-states"), "good-states").map(({ state }) => state)).toEqual(["ok", "ok", "ok", "ok", "ok", "ok"]);
      await configureBucket(aws, "good-states?lifecycle", lifecycle("records/", "<Expiration><Days>7</Days></Expiration>"));
      expect(about(await states("good-states"), "lifecycle").map(({ state, said }) => [state, said])).toEqual([
        ["wrong", 'objects below "records/" expire after 7 days, expected at least the 90 days of audit-retention-days'],
      ]);
      expect(about(await states("good-states"), "accounts.yaml").map(({ state, said }) => [state, said])).toEqual([
        ["warning", "no plan_role_arn: unreviewed files are planned with the role that applies"],
      ]);
      expect(about(await states("no-such-bucket"), "s3://no-such-bucket").map(({ state, said }) => [state, said])).toEqual([
        ["wrong", "s3 look at: s3://no-such-bucket: no such bucket"],
        [
          "not looked at",
          "s3 read: s3://no-such-bucket/probes/conditional-writes: NoSuchBucket: The specified bucket does not exist (404)",
        ],
      ]);
    },
    TIMEOUT_MS,
  );
});

function wrong(what: string): CheckLine {
  return { about: what, state: "wrong", said: "missing or too weak", remedy: "tf-orchestrator setup github makes it so" };
}

function byHand(what: string, said: string): CheckLine {
  return { about: what, state: "wrong", said, remedy: "" };
}
