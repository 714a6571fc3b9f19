import { createPrivateKey } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startFakeGithub, type FakeGithub } from "../../scripts/fake-github/client.ts";
import { openSigner, openVerifier } from "../../src/adapters/signing.ts";
import { makeAppInBrowser } from "../helpers/app-in-browser.ts";
import { lightControllerWith, runInTerminal, runProgram, startProgram, type Ran } from "../helpers/command-line.ts";
import { until } from "../helpers/until.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 240_000;
const CONTROLLER = "org/tf-controller";
const SOURCE = "org/dev-deployment";
const BOTH = "org/infrastructure";
const TARGETS = ["--controller", CONTROLLER, "--source", SOURCE];
const STATES = ["--state-bucket", "my-states", "--state-region", "us-east-1"];
/** What a fine-grained token needs. */
const PERMISSIONS = {
  actions: "read",
  actions_variables: "read",
  administration: "write",
  contents: "write",
  environments: "write",
  issues: "write",
  metadata: "read",
  secrets: "read",
} as const;

let github: FakeGithub;

beforeEach(async () => {
  github = await startFakeGithub({ checkOpenapi: true });
  for (const login of ["org", "alice", "bob"]) await github.createUser(login);
  await github.createRepository(CONTROLLER);
  await github.createRepository(SOURCE);
});

afterEach(async () => {
  const violations = await github.openapiViolations();
  await github.stop();
  expect(violations).toEqual([]);
});

afterAll(removeProgramFolders);

async function environment(permissions: Record<string, "read" | "write"> = PERMISSIONS): Promise<Record<string, string>> {
  return { GITHUB_API_URL: github.url, GH_TOKEN: await github.createToken({ kind: "app", permissions }) };
}

async function setup(args: readonly string[], env?: Record<string, string>): Promise<Ran> {
  return await runProgram(["setup", "github", ...args], env ?? (await environment()));
}

async function writes(after = 0): Promise<string[]> {
  return (await github.requests(after)).filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
}

/** Lines with one blank where columns have several. */
function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim().replace(/ {2,}/g, " | "));
}

describe("setup github, from nothing", () => {
  it(
    "shows everything first, does it, keeps the keys to itself, and finds it done the second time",
    async () => {
      const folder = lightControllerWith({ "deployment-rules.yaml": RULES });
      const options = [...TARGETS, ...STATES, "--controller-dir", folder];
      const env = await environment();

      const dry = await setup([...options, "--dry-run"], env);
      expect(await writes()).toEqual([]);
      expect({ ...dry, stdout: linesOf(dry.stdout) }).toEqual({
        exitCode: 0,
        stderr: "",
        stdout: [
          `create | ${CONTROLLER} | environment tf-orchestrator | for jobs on main only`,
          `create | ${CONTROLLER} | environment tf-approval | for jobs on main only, reviewed by alice, bob`,
          `create | ${CONTROLLER} | TF_SIGNING_KEY, TF_VERIFY_KEY of environment tf-orchestrator | a pair of keys, made here and shown to nobody`,
          `create | ${CONTROLLER} | TF_STATE_BUCKET of environment tf-orchestrator | my-states`,
          `create | ${CONTROLLER} | TF_STATE_REGION of environment tf-orchestrator | us-east-1`,
          `create | ${CONTROLLER} | rules of branch main | ruleset "tf-orchestrator main" asks for a pull request, 1 approval, stale approvals dismissed, approval of the last push, no deletion, no force push`,
          `create | ${SOURCE} | label opa-passed | Planned, and every policy rule passed`,
          `create | ${SOURCE} | label opa-failed | A plan failed or breaks policy`,
          `create | ${SOURCE} | label opa-override | A special approver overrode the policy verdict`,
          `create | ${SOURCE} | label apply-failed | Merged, but its apply failed`,
          `create | ${SOURCE} | label ready-for-review | Opened by tf-orchestrator`,
          `create | ${SOURCE} | branch prod | from main`,
          `create | ${SOURCE} | branch dev | from main`,
          `create | ${SOURCE} | rules of branch prod | ruleset "tf-orchestrator prod" asks for a pull request, 2 approvals, stale approvals dismissed, approval of the last push, the check tf-orchestrator, no deletion, no force push`,
          `create | ${SOURCE} | rules of branch dev | ruleset "tf-orchestrator dev" asks for a pull request, 1 approval, stale approvals dismissed, approval of the last push, the check tf-orchestrator, no deletion, no force push`,
          `by hand | ${CONTROLLER} | TF_APP_ID, TF_APP_PRIVATE_KEY of environment tf-orchestrator | missing: setup github --app has GitHub make the App`,
          `by hand | ${SOURCE} | TF_APP_ID, TF_APP_PRIVATE_KEY of the repository | missing: setup github --app has GitHub make the App`,
          "",
          "15 to create, 2 to do by hand",
          "",
        ],
      });

      const done = await setup([...options, "--yes"], env);
      expect({ exitCode: done.exitCode, stderr: done.stderr }).toEqual({ exitCode: 0, stderr: "" });
      const controller = await github.repository(CONTROLLER);
      const { secrets, variables, branches } = controller.environments["tf-orchestrator"] ?? { secrets: {}, variables: {}, branches: null };
      const { TF_SIGNING_KEY: signing = "", ...otherSecrets } = secrets;
      const { TF_VERIFY_KEY: verify = "", ...otherVariables } = variables;
      expect({ otherSecrets, otherVariables, branches }).toEqual({
        otherSecrets: {},
        otherVariables: { TF_STATE_BUCKET: "my-states", TF_STATE_REGION: "us-east-1" },
        branches: ["main"],
      });
      expect(
        await openVerifier(verify).verify(
          await openSigner(signing).sign({ a: 1 }, "tf-orchestrator-validation"),
          "tf-orchestrator-validation",
        ),
      ).toEqual({ a: 1 });
      expect(done.stdout).not.toContain(signing);
      expect(JSON.stringify(await github.requests())).not.toContain(signing);

      const source = await github.repository(SOURCE);
      expect(Object.keys(source.branches).sort()).toEqual(["dev", "main", "prod"]);
      expect(source.labels.map(({ name }) => name)).toEqual([
        "opa-passed",
        "opa-failed",
        "opa-override",
        "apply-failed",
        "ready-for-review",
      ]);
      expect(
        source.rulesets.map(({ name, enforcement, include, exclude, rules }) => ({ name, enforcement, include, exclude, rules })),
      ).toEqual([rulesetOf("prod", 2), rulesetOf("dev", 1)]);

      const before = (await github.requests()).length;
      const again = await setup([...options, "--yes", "--json"], env);
      expect(await writes(before)).toEqual([]);
      const { steps, refusals } = JSON.parse(again.stdout) as { steps: { action: string; outcome: string }[]; refusals: unknown[] };
      expect({ exitCode: again.exitCode, refusals, actions: steps.map(({ action, outcome }) => `${action}: ${outcome}`) }).toEqual({
        exitCode: 0,
        refusals: [],
        actions: steps.map(({ action }) => (action === "keep" ? "keep: kept" : "by hand: left")),
      });
    },
    TIMEOUT_MS,
  );

  it(
    "asks in a terminal, and does nothing without a yes",
    async () => {
      const options = ["setup", "github", ...TARGETS, "--controller-dir", lightControllerWith({})];
      const ran = await runInTerminal(options, {
        answers: [{ to: "Only yes does: ", type: "no\r" }],
        env: await environment(),
        columns: 300,
      });
      expect(ran.exitCode).toBe(1);
      expect(await writes()).toEqual([]);
      const agreed = await runInTerminal(options, {
        answers: [{ to: "Only yes does: ", type: "yes\r" }],
        env: await environment(),
        columns: 300,
      });
      expect(agreed.exitCode).toBe(0);
      expect(agreed.screen.find((line) => line.startsWith("done"))).toBe(`done      ${CONTROLLER}   environment tf-orchestrator`);
    },
    TIMEOUT_MS,
  );
});

describe("setup github keeps what is there", () => {
  it(
    "a key, stricter rules and the rest of a ruleset; it closes the environment and adds what is missing",
    async () => {
      const folder = lightControllerWith({ "deployment-rules.yaml": RULES, ".github/CODEOWNERS": "* @org/platform\n" });
      const options = [...TARGETS, "--controller-dir", folder, "--yes"];
      await setup([...options, ...STATES]);
      const before = (await github.repository(CONTROLLER)).environments["tf-orchestrator"]?.variables.TF_VERIFY_KEY ?? "";
      const api = async (method: string, path: string, body: unknown) => await github.api("org", method, path, body);
      const limit = { deployment_branch_policy: null };
      await api("PUT", `/repos/${CONTROLLER}/environments/tf-orchestrator`, limit);
      const rulesets = (await github.repository(SOURCE)).rulesets;
      await api("PUT", `/repos/${SOURCE}/rulesets/${rulesets[0]?.id ?? 0}`, {
        name: "tf-orchestrator prod",
        enforcement: "active",
        conditions: { ref_name: { include: ["refs/heads/prod", "refs/heads/live"], exclude: [] } },
        rules: [{ type: "required_linear_history" }, { type: "deletion" }],
      });

      const ran = await setup([...options, "--plan-environment", "tf-orchestrator-plan", "--state-bucket", "other-states"]);
      expect(ran.stderr).toBe("");
      expect(linesOf(ran.stdout).filter((line) => line.startsWith("done"))).toEqual([
        `done | ${CONTROLLER} | environment tf-orchestrator`,
        `done | ${CONTROLLER} | environment tf-orchestrator-plan`,
        `done | ${CONTROLLER} | TF_SIGNING_KEY, TF_VERIFY_KEY of environment tf-orchestrator-plan`,
        `done | ${CONTROLLER} | TF_STATE_BUCKET of environment tf-orchestrator`,
        `done | ${CONTROLLER} | TF_STATE_BUCKET of environment tf-orchestrator-plan`,
        `done | ${SOURCE} | rules of branch prod`,
      ]);
      const { "tf-orchestrator": apply, "tf-orchestrator-plan": plan } = (await github.repository(CONTROLLER)).environments;
      const added = plan?.variables.TF_VERIFY_KEY ?? "";
      expect(apply?.branches).toEqual(["main"]);
      expect(apply?.variables).toEqual({
        TF_STATE_BUCKET: "other-states",
        TF_STATE_REGION: "us-east-1",
        TF_VERIFY_KEY: `${before} ${added}`,
      });
      expect(
        await openVerifier(added).verify(
          await openSigner(plan?.secrets.TF_SIGNING_KEY ?? "").sign({}, "tf-orchestrator-validation"),
          "tf-orchestrator-validation",
        ),
      ).toEqual({});
      const { include, rules } = (await github.repository(SOURCE)).rulesets[0] ?? { include: [], rules: [] };
      expect({ include, rules: rules.map(({ type }) => type) }).toEqual({
        include: ["refs/heads/prod", "refs/heads/live"],
        rules: ["required_linear_history", "deletion", "non_fast_forward", "pull_request", "required_status_checks"],
      });
    },
    TIMEOUT_MS,
  );
});

describe("setup github --app", () => {
  it(
    "has GitHub make the App, and puts its key into the secrets and nowhere else",
    async () => {
      const options = [...TARGETS, "--controller-dir", lightControllerWith({ "deployment-rules.yaml": RULES }), "--yes"];
      const env = {
        ...(await environment({ ...PERMISSIONS, secrets: "write", actions_variables: "write" })),
        GITHUB_SERVER_URL: github.url,
      };
      await setup([...options, ...STATES], env);

      const { ended, seen } = startProgram(["setup", "github", ...options, "--app"], env);
      await makeAppInBrowser(seen);
      const ran = await ended;
      expect(ran.exitCode).toBe(0);
      const [controller, source] = [await github.repository(CONTROLLER), await github.repository(SOURCE)];
      const { TF_APP_PRIVATE_KEY: key = "" } = source.secrets;
      const { TF_APP_ID: id = "" } = source.variables;
      expect(controller.environments["tf-orchestrator"]).toMatchObject({
        secrets: { TF_APP_PRIVATE_KEY: key },
        variables: { TF_APP_ID: id },
      });
      expect(createPrivateKey(key).asymmetricKeyType).toBe("rsa");
      expect(ran.stdout + ran.stderr).not.toContain("PRIVATE KEY-----");
      expect(ran.stderr).toContain(`The App ${id} is made. Install it in ${CONTROLLER}, ${SOURCE} and nowhere else:`);

      // From now on only the App's own check counts.
      const again = await setup(options, env);
      expect(linesOf(again.stdout).filter((line) => line.startsWith("change"))).toEqual(
        ["prod", "dev"].map(
          (branch) =>
            `change | ${SOURCE} | rules of branch ${branch} | ruleset "tf-orchestrator ${branch}" asks for the check tf-orchestrator from the App ${id} only`,
        ),
      );
      expect(linesOf((await setup([...options, "--app", "--dry-run"], env)).stdout).filter((line) => !line.startsWith("keep"))).toEqual([
        "",
        "17 as it must be",
        "",
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    "of one repository for both puts its key where a push finds it, and into no environment",
    async () => {
      await github.createRepository(BOTH);
      const options = ["--controller", BOTH, "--source", BOTH, "--controller-dir", lightControllerWith({ "deployment-rules.yaml": RULES })];
      const env = {
        ...(await environment({ ...PERMISSIONS, secrets: "write", actions_variables: "write" })),
        GITHUB_SERVER_URL: github.url,
      };
      const { ended, seen } = startProgram(["setup", "github", ...options, ...STATES, "--yes", "--app"], env);
      await makeAppInBrowser(seen);
      const ran = await ended;
      expect([ran.exitCode, ran.stderr]).toEqual([0, expect.stringContaining(`Install it in ${BOTH} and nowhere else:`)]);
      const { secrets, variables, environments } = await github.repository(BOTH);
      expect([Object.keys(secrets), Object.keys(variables)]).toEqual([["TF_APP_PRIVATE_KEY"], ["TF_APP_ID"]]);
      expect(Object.keys(environments["tf-orchestrator"]?.secrets ?? {})).toEqual(["TF_SIGNING_KEY"]);
      // The App is found again: no second one is made.
      const again = await setup([...options, "--app", "--dry-run"], env);
      expect(linesOf(again.stdout).filter((line) => !line.startsWith("keep"))).toEqual([
        "",
        expect.stringMatching(/^\d+ as it must be$/),
        "",
      ]);
      expect(linesOf(again.stdout)).toContain(
        `keep | ${BOTH} | TF_APP_ID, TF_APP_PRIVATE_KEY of the repository | the App ${variables.TF_APP_ID ?? ""}`,
      );
    },
    TIMEOUT_MS,
  );

  it(
    "ends with Ctrl-C, and leaves nothing half done",
    async () => {
      const options = [...TARGETS, "--controller-dir", lightControllerWith({}), "--yes", "--app"];
      const { child, ended, seen } = startProgram(["setup", "github", ...options], {
        ...(await environment()),
        GITHUB_SERVER_URL: github.url,
      });
      await until("the address", () => seen().includes("http://127.0.0.1"));
      child.kill("SIGINT");
      const ran = await ended;
      expect([ran.exitCode, ran.stderr.trim().split("\n").at(-1)]).toEqual([130, `${CONTROLLER}: could not make the App: cancelled`]);
      expect((await github.repository(SOURCE)).secrets).toEqual({});
    },
    TIMEOUT_MS,
  );
});

describe("setup github tells", () => {
  it(
    "all permissions that are missing, before anything is done and after",
    async () => {
      const options = [...TARGETS, "--controller-dir", lightControllerWith({ "deployment-rules.yaml": RULES }), "--yes"];
      const blind = await setup(options, await environment({ metadata: "read" }));
      expect({ exitCode: blind.exitCode, stderr: blind.stderr.trim().split("\n") }).toEqual({
        exitCode: 1,
        stderr: [
          `${CONTROLLER}: could not list the environments: Resource not accessible by integration (403); the token needs "Actions: read" there`,
          `${CONTROLLER}: could not list the branches: Resource not accessible by integration (403); the token needs "Contents: read" there`,
          `${SOURCE}: could not list the secrets: Resource not accessible by integration (403); the token needs "Secrets: read" there`,
          `${SOURCE}: could not list the variables: Resource not accessible by integration (403); the token needs "Variables: read" there`,
          `${SOURCE}: could not list the labels: Resource not accessible by integration (403); the token needs "Issues: read" there`,
          `${SOURCE}: could not list the branches: Resource not accessible by integration (403); the token needs "Contents: read" there`,
        ],
      });
      const reader = Object.fromEntries(Object.keys(PERMISSIONS).map((name) => [name, "read" as const]));
      const readOnly = await setup(options, await environment(reader));
      expect(readOnly.exitCode).toBe(1);
      expect([
        ...new Set(
          readOnly.stderr
            .trim()
            .split("\n")
            .map((line) => line.replace(/Resource not .*?\); /, "")),
        ),
      ]).toEqual([
        `${CONTROLLER}: could not limit the environment to a branch: the token needs "Administration: write" there`,
        `${CONTROLLER}: could not make the ruleset: the token needs "Administration: write" there`,
        `${SOURCE}: could not make the label: the token needs "Issues: write" there`,
        `${SOURCE}: could not make the branch: the token needs "Contents: write" there`,
        `${SOURCE}: could not make the ruleset: the token needs "Administration: write" there`,
      ]);
      // No key without a closed environment.
      expect(linesOf(readOnly.stdout)).toContain(`left | ${CONTROLLER} | TF_SIGNING_KEY, TF_VERIFY_KEY of environment tf-orchestrator`);
    },
    TIMEOUT_MS,
  );

  it(
    "everything that is wrong with its options, and where a token is looked for",
    async () => {
      const folder = lightControllerWith({});
      const wrong = await setup([
        "--controller-dir",
        folder,
        "--controller",
        "x",
        "--source",
        "y",
        "--state-bucket",
        "A",
        "--state-region",
        "east",
      ]);
      expect(wrong).toEqual({
        exitCode: 2,
        stdout: "",
        stderr:
          '--controller: got "x", expected OWNER/NAME of the controller repository\n' +
          '--source: got "y", expected OWNER/NAME of a source repository\n' +
          '--state-bucket: got "A", expected a bucket name: 3 to 63 lower-case letters, digits, dots and hyphens, and {account_id}\n' +
          '--state-region: got "east", expected a region such as us-east-1\n',
      });
      const none = await setup([...TARGETS, "--controller-dir", folder], { GITHUB_API_URL: github.url });
      expect([none.exitCode, none.stderr]).toEqual([
        2,
        "setup github: no token, expected GITHUB_TOKEN or GH_TOKEN in the environment (GH_TOKEN=$(gh auth token)), or --token-file FILE\n",
      ]);
      const file = join(temporaryFolder("token"), "token");
      writeFileSync(file, "two words\n");
      const strange = await setup([...TARGETS, "--controller-dir", folder, "--token-file", file], { GITHUB_API_URL: github.url });
      expect([strange.exitCode, strange.stderr]).toEqual([2, "--token-file: expected one token of GitHub and nothing else\n"]);
      writeFileSync(file, `${(await environment()).GH_TOKEN ?? ""}\n`);
      const silent = await setup([...TARGETS, "--controller-dir", folder, "--token-file", file], { GITHUB_API_URL: github.url });
      expect([silent.exitCode, silent.stderr]).toEqual([
        2,
        "setup asks before it changes GitHub, and there is no terminal: add --yes, or --dry-run to only look\n",
      ]);
      rmSync(file);
    },
    TIMEOUT_MS,
  );
});

const RULES = `environments:
  production: { branch: prod, min_approvals: 2 }
  staging: { branch: dev }
  development: { branch: dev }
`;

function rulesetOf(branch: string, approvals: number) {
  return {
    name: `tf-orchestrator ${branch}`,
    enforcement: "active",
    include: [`refs/heads/${branch}`],
    exclude: [],
    rules: [
      { type: "deletion" },
      { type: "non_fast_forward" },
      {
        type: "pull_request",
        parameters: {
          required_review_thread_resolution: false,
          required_approving_review_count: approvals,
          dismiss_stale_reviews_on_push: true,
          require_last_push_approval: true,
          require_code_owner_review: false,
        },
      },
      {
        type: "required_status_checks",
        parameters: { strict_required_status_checks_policy: false, required_status_checks: [{ context: "tf-orchestrator" }] },
      },
    ],
  };
}
