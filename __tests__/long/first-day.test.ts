import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { startFakeGithub, type FakeGithub } from "../../scripts/fake-github/client.ts";
import { openDelivery, type Delivery } from "../../scripts/lab/deliver.ts";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { storeIn } from "../../scripts/lab/store.ts";
import { findPluginMirror, mirrorForTofu, writeCliConfiguration, type PluginMirror } from "../../src/adapters/terraform/plugin-mirror.ts";
import type { ToolName } from "../../src/domain/model/tool.ts";
import { makeAppInBrowser } from "../helpers/app-in-browser.ts";
import type { Ran } from "../helpers/command-line.ts";
import { ACTION_PROGRAM, CLI_PROGRAM, ROOT } from "../helpers/light-stage.ts";
import { pathWithProgram, pathWithTofu, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";
import { commandsIn, openShell, sectionOf, withDifferences, type Differences, type Shell } from "../helpers/written-commands.ts";

const TIMEOUT_MS = 400_000;
const CONTROLLER = "org/tf-controller";
const SOURCE = "org/deployments";
const STATES = "org-tf-states";

let github: FakeGithub;
let aws: LocalAws;
let delivery: Delivery | null = null;
let page: string;

beforeAll(async () => {
  process.env.PATH = pathWithTofu();
  page = await readFile(join(ROOT, "docs/quick-start.md"), "utf8");
}, TIMEOUT_MS);

beforeEach(async () => {
  [github, aws] = await Promise.all([startFakeGithub({ checkOpenapi: true }), startMoto({ managedPolicies: true })]);
}, TIMEOUT_MS);

afterEach(async () => {
  delivery?.close();
  delivery = null;
  await Promise.all([github.stop(), aws.stop()]);
});

afterAll(removeProgramFolders);

/** What stands in the way of running the commands as they are written, and what is run for them. */
function differences(mirror: PluginMirror): Differences {
  const server = github.url.replace("://", `://dana:${github.tokenOf("dana")}@`);
  return {
    "GitHub is a server of this machine": ["https://github.com/", `${server}/`],
    "a repository of that server is never quite empty": ["push -u origin main", "push --force -u origin main"],
    "nobody answers questions": [/(?<=setup github .*)$/, " --yes"],
    "providers come from a folder, which has them for this platform": [
      /providers lock .*$/,
      `providers lock -fs-mirror=${mirror.directory} -platform=linux_amd64`,
    ],
  };
}

/** The programs that somebody has, as far as they are not those of this machine. */
function programs(token: string): string {
  const command = `#!/bin/sh\nexec '${process.execPath}' '${CLI_PROGRAM}' "$@"\n`;
  const folders = [
    pathWithProgram("tf-orchestrator", command),
    pathWithProgram("npx", command.replace("exec", '[ "$1" = tf-orchestrator ] && shift && exec')),
    pathWithProgram("gh", `#!/bin/sh\n[ "$*" = 'auth token' ] && echo '${token}'\n`),
  ].map((path) => path.split(delimiter)[0] ?? "");
  return [...folders, process.env.PATH].join(delimiter);
}

interface Walk {
  shell: Shell;
  mirror: PluginMirror;
  /** Where the repositories are made. */
  folder: string;
}

/** Somebody's machine, in a clone beside which the repositories are made. */
async function machine(tool: ToolName): Promise<Walk> {
  const folder = temporaryFolder("first-day");
  const clone = join(folder, "tf-orchestrator");
  mkdirSync(clone);
  for (const login of ["org", "dana", "alice", "bob"]) await github.createUser(login);
  for (const repository of [CONTROLLER, SOURCE]) {
    await github.createRepository(repository);
    await github.setPermission(repository, "dana", "admin");
  }
  await github.setPermission(SOURCE, "bob", "write");
  // As the quick start says, with what --app needs.
  const permissions = {
    actions: "read",
    actions_variables: "write",
    administration: "write",
    contents: "write",
    environments: "write",
    issues: "write",
    metadata: "read",
    secrets: "write",
  } as const;
  const found = await findPluginMirror(null, tool, process.env);
  if (found === null) throw new Error("this machine has no mirror of providers");
  const mirror = tool === "tofu" ? await mirrorForTofu(found, join(folder, "mirror")) : found;
  const configuration = join(folder, "terraform.tfrc");
  await writeCliConfiguration(configuration, mirror);
  const shell = openShell(clone, {
    ...process.env,
    ...aws.env,
    PATH: programs(await github.createToken({ kind: "app", permissions })),
    HOME: folder,
    AWS_PROFILE: "",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "dana",
    GIT_AUTHOR_EMAIL: "dana@users.noreply.example.com",
    GIT_COMMITTER_NAME: "dana",
    GIT_COMMITTER_EMAIL: "dana@users.noreply.example.com",
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
    TF_CLI_CONFIG_FILE: configuration,
    TF_IN_AUTOMATION: "1",
    // Nobody answers Terraform's question either.
    TF_CLI_ARGS_apply: "-auto-approve",
  });
  return { shell, mirror, folder };
}

/** Types the commands. @returns What doctor said, where it is one of them. */
async function type({ shell }: Walk, commands: readonly string[]): Promise<Ran | null> {
  let doctor: Ran | null = null;
  for (const command of commands) {
    const { ended, seen } = shell.start(command);
    if (command.includes("--app")) await Promise.race([makeAppInBrowser(seen), ended]);
    const ran = await ended;
    const isDoctor = command.includes("tf-orchestrator doctor");
    if (isDoctor) doctor = ran;
    else
      expect({ command, ...ran, stdout: "" }).toEqual({
        command,
        exitCode: 0,
        stdout: "",
        stderr: ran.exitCode === 0 ? ran.stderr : ran.stdout.slice(-600),
      });
    // moto overlooks the condition of DenyInsecureTransport, and then denies everything.
    await aws.request("s3", { method: "DELETE", path: `/${STATES}?policy` });
  }
  return doctor;
}

/** A part of the quick start. */
function written(heading: string): string[] {
  return commandsIn(sectionOf(page, heading));
}

const FIRST_CHANGE = "### 5. The first pull request";

/** By the quick start, from its first command to those that make the first change. */
async function byThePage(walk: Walk): Promise<Ran | null> {
  const [all, last] = [written("## On GitHub"), written(FIRST_CHANGE)];
  expect(all.slice(-last.length)).toEqual(last);
  return await type(walk, withDifferences(all.slice(0, -last.length), differences(walk.mirror)));
}

/** By what init prints, for OpenTofu. */
async function byTheReadmes(walk: Walk): Promise<Ran | null> {
  const begin = written("### 1. The files").filter((command) => command.startsWith("npx tf-orchestrator init"));
  await type(walk, withDifferences(begin, { "this is with OpenTofu": [/(?<=tf-orchestrator init .*)$/, " --tool tofu"] }));
  const [controller = [], source = []] = await Promise.all(
    ["tf-controller", "deployments"].map(async (name) => commandsIn(await readFile(join(walk.folder, name, "README.md"), "utf8"))),
  );
  expect(controller.filter((command) => command.includes("terraform"))).toEqual([]);
  const pushed = controller.findIndex((command) => command.includes("git push")) + 1;
  const inFolders = [
    ...["cd ../tf-controller", ...controller.slice(0, pushed)],
    ...["cd ../deployments", ...source],
    ...["cd ../tf-controller", ...controller.slice(pushed), "cd ../tf-orchestrator"],
  ];
  return await type(walk, withDifferences(inFolders, differences(walk.mirror)));
}

describe.each([
  { tool: "terraform", by: "the quick start", go: byThePage, label: "Terraform" },
  { tool: "tofu", by: "the READMEs that init writes", go: byTheReadmes, label: "OpenTofu" },
] as const)("with $tool, by $by", ({ tool, go, label }) => {
  it(
    "from an empty organisation to the first applied pull request",
    async () => {
      const walk = await machine(tool);
      const doctor = await go(walk);
      const lines = doctor?.stdout.split("\n").map((line) => line.split(/ {2,}/)) ?? [];
      expect(lines.flatMap(([end = "", what = ""]) => (/^(?:warning|wrong|not looked at)$/.test(end) ? [`${end}: ${what}`] : []))).toEqual([
        // The mirror has one platform's packages; moto grants every role everything.
        "warning: .terraform.lock.hcl",
        "wrong: my-dev: plan role and states",
      ]);
      expect(lines.filter(([end]) => end === "ok").length).toBeGreaterThan(25);

      const { environments } = await github.repository(CONTROLLER);
      const { secrets = {}, variables = {} } = environments["tf-orchestrator"] ?? {};
      expect([Object.keys(secrets).sort(), Object.keys(variables).sort()]).toEqual([
        ["TF_APP_PRIVATE_KEY", "TF_SIGNING_KEY"],
        ["TF_APP_ID", "TF_STATE_BUCKET", "TF_STATE_REGION", "TF_VERIFY_KEY"],
      ]);
      delivery = await openDelivery({
        github,
        repositories: [SOURCE, CONTROLLER],
        token: await github.createToken({ kind: "app" }),
        program: ACTION_PROGRAM.endsWith(".ts") ? ACTION_PROGRAM : null,
        secrets,
        variables,
        env: aws.env,
        appId: Number(variables.TF_APP_ID),
      });
      await type(walk, written(FIRST_CHANGE));
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
      for (const { body } of merged.comments) expect(body).toMatch(new RegExp(`${label} \\d+\\.\\d+\\.\\d+`));
      const state = await storeIn(aws, STATES).get("kms/my-dev/us-east-1/first/terraform.tfstate");
      expect(new TextDecoder().decode(state?.body)).toContain('"aws_kms_key"');
      expect(await github.openapiViolations()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
