import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startFakeGithub, type FakeGithub } from "../../scripts/fake-github/client.ts";
import { openDelivery, type Delivery } from "../../scripts/lab/deliver.ts";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { storeIn } from "../../scripts/lab/store.ts";
import { findPluginMirror, writeCliConfiguration } from "../../src/adapters/terraform/plugin-mirror.ts";
import { runProgram, type Ran } from "../helpers/command-line.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 400_000;
const CONTROLLER = "org/tf-controller";
const SOURCE = "org/deployments";
const STATES = "org-tf-states";
const ANSWERS = [
  "--controller",
  CONTROLLER,
  "--source",
  SOURCE,
  "--with-account",
  "my-dev=123456789012:development",
  "--approver",
  "alice",
  "--with-service",
  "kms",
];

const execute = promisify(execFile);
let github: FakeGithub;
let aws: LocalAws;
let delivery: Delivery | null = null;

beforeAll(async () => {
  [github, aws] = await Promise.all([startFakeGithub({ checkOpenapi: true }), startMoto({ managedPolicies: true })]);
}, TIMEOUT_MS);

afterAll(async () => {
  delivery?.close();
  await Promise.all([github.stop(), aws.stop()]);
  removeProgramFolders();
});

it(
  "from an empty organisation to the first applied pull request, by the commands that are printed",
  async () => {
    const folder = temporaryFolder("first-day");
    const [controller, source] = [join(folder, "tf-controller"), join(folder, "deployments")];
    for (const login of ["org", "dana", "alice", "bob"]) await github.createUser(login);

    succeeded(await runProgram(["init", "controller", controller, ...ANSWERS, "--yes"]));
    succeeded(await runProgram(["init", "source", source, ...ANSWERS, "--yes"]));
    await github.createRepository(CONTROLLER, { folder: controller });
    await github.createRepository(SOURCE, { folder: source });
    for (const [login, role] of [
      ["dana", "write"],
      ["bob", "write"],
    ] as const)
      await github.setPermission(SOURCE, login, role);

    const readme = await readFile(join(controller, "README.md"), "utf8");
    const [setUp = "", bootstrap = ""] = [/^ *tf-orchestrator (setup github .*--state-region .*)$/m, /^ *cd bootstrap\n([\s\S]*?)```/m].map(
      (command) => command.exec(readme)?.[1] ?? "",
    );
    expect([setUp, bootstrap]).toEqual([expect.stringContaining(CONTROLLER), expect.stringContaining("terraform apply")]);
    const permissions = {
      actions: "read",
      actions_variables: "write",
      administration: "write",
      contents: "write",
      environments: "write",
      issues: "write",
      metadata: "read",
      secrets: "read",
    } as const;
    const token = await github.createToken({ kind: "app", permissions });
    succeeded(
      await runProgram([...setUp.split(" "), "--controller-dir", controller, "--yes"], { GITHUB_API_URL: github.url, GH_TOKEN: token }),
    );

    const configuration = join(folder, "terraform.tfrc");
    await writeCliConfiguration(configuration, await findPluginMirror(null, "terraform", process.env));
    const env = {
      ...process.env,
      ...aws.env,
      AWS_PROFILE: "",
      TF_CLI_CONFIG_FILE: configuration,
      TF_IN_AUTOMATION: "1",
      TF_CLI_ARGS_apply: "-auto-approve",
    };
    for (const command of bootstrap.trim().split("\n")) {
      await execute("bash", ["-ec", command], { cwd: join(controller, "bootstrap"), env, maxBuffer: 64 << 20 });
      // moto overlooks the condition of DenyInsecureTransport, and then denies everything.
      await aws.request("s3", { method: "DELETE", path: `/${STATES}?policy` });
    }

    const doctor = [
      "doctor",
      "--controller-dir",
      controller,
      "--controller",
      CONTROLLER,
      "--source",
      SOURCE,
      "--state-store",
      `s3://${STATES}`,
    ];
    const looked = await runProgram(doctor, { ...aws.env, GITHUB_API_URL: github.url, GH_TOKEN: token });
    const lines = looked.stdout.split("\n").map((line) => line.split(/ {2,}/));
    expect(lines.filter(([end]) => end === "ok").length).toBeGreaterThan(30);
    expect(lines.flatMap(([end = "", what = ""]) => (end === "warning" || end === "wrong" ? [`${end}: ${what}`] : []))).toEqual([
      // Locking wants the registry; the App wants a browser; moto grants every role everything.
      "warning: .terraform.lock.hcl",
      "wrong: org/tf-controller: TF_APP_ID, TF_APP_PRIVATE_KEY of environment tf-orchestrator",
      "wrong: org/deployments: TF_APP_ID, TF_APP_PRIVATE_KEY of the repository",
      "wrong: my-dev: plan role and states",
    ]);

    const { environments } = await github.repository(CONTROLLER);
    const { secrets = {}, variables = {} } = environments["tf-orchestrator"] ?? {};
    expect([Object.keys(secrets), Object.keys(variables).sort()]).toEqual([
      ["TF_SIGNING_KEY"],
      ["TF_STATE_BUCKET", "TF_STATE_REGION", "TF_VERIFY_KEY"],
    ]);
    delivery = await openDelivery({
      github,
      repositories: [SOURCE, CONTROLLER],
      token: await github.createToken({ kind: "app" }),
      program: null,
      secrets,
      variables,
      env: aws.env,
    });

    const tfvars = "KMS/first/first.tfvars";
    const before = await readFile(join(source, tfvars), "utf8");
    await github.commit(SOURCE, {
      branch: "first",
      from: "dev",
      author: "dana",
      message: "The first key",
      files: { [tfvars]: `# Our first.\n${before}` },
    });
    await delivery.untilQuiet();
    const [number = 0] = (await github.repository(SOURCE)).pulls;
    const opened = await github.pull(SOURCE, number);
    expect({ base: opened.base.ref, labels: opened.labels.map(({ name }) => name).sort() }).toEqual({
      base: "dev",
      labels: ["opa-passed", "ready-for-review"],
    });
    await github.review(SOURCE, number, { as: "bob" });
    await delivery.untilQuiet();
    const merged = await github.pull(SOURCE, number);
    expect({ state: merged.state, said: merged.comments.map(({ body }) => /^### .*$/m.exec(body)?.[0]) }).toEqual({
      state: "merged",
      said: [expect.stringContaining("Ready"), expect.stringContaining("Applied")],
    });
    const state = await storeIn(aws, STATES).get("kms/my-dev/us-east-1/first/terraform.tfstate");
    expect(new TextDecoder().decode(state?.body)).toContain('"aws_kms_key"');
    expect(await github.openapiViolations()).toEqual([]);
  },
  TIMEOUT_MS,
);

function succeeded({ exitCode, stdout, stderr }: Ran): void {
  expect({ exitCode, stderr, end: stdout.slice(-600) }).toMatchObject({ exitCode: 0 });
}
