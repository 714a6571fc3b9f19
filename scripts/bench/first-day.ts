import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { monolith } from "../../__tests__/helpers/monolith.ts";
import { childEnvironment } from "../../src/adapters/child-environment.ts";
import { CONTROLLER, openStage, SOURCE, STATE_BUCKET } from "../lab/stage.ts";
import { expectExit, runChild, runNode } from "./child.ts";
import { listed, median, type Measure } from "./measures.ts";
import { copyController, writeFiles } from "./projects.ts";
import type { Setting } from "./setting.ts";
import { compileStub } from "./stub-terraform.ts";

const TIMES = 5;
const COUNTS = { buckets: 500, keys: 200, roles: 150, functions: 100 };
const ACCOUNT = "arj-wkld-a-dev";

/** What somebody new waits for: a repository, a look at everything, and an old state in parts. */
export async function measureFirstDay(setting: Setting): Promise<Measure[]> {
  return [
    ...(await measurePackage(setting)),
    ...(await measureInit(setting)),
    ...(await measureDoctor(setting)),
    ...(await measureMigration(setting)),
  ];
}

/** What npx adds is npm's own start, which an empty program in the place of ours takes, too. */
async function measurePackage({ folder }: Setting): Promise<Measure[]> {
  const [root, installed] = [join(import.meta.dirname, "../.."), join(folder, "installed")];
  // npm starts on the first node of PATH, ours.
  const env = { ...childEnvironment(process.env), PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}` };
  await writeFiles(installed, { "package.json": "{}\n" });
  const packed = expectExit(await runChild("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root, env }), 0, "npm pack");
  const install = ["install", "--offline", "--no-audit", "--no-fund", join(folder, packed.output.trim().split("\n").at(-1) ?? "")];
  expectExit(await runChild("npm", install, { cwd: installed, env }), 0, "npm install");
  await writeFile(join(installed, "node_modules/.bin/nothing"), "#!/bin/sh\n", { mode: 0o755 });
  const seconds = { cpu: [] as number[], npx: [] as number[], nothing: [] as number[] };
  const npx = async (...args: string[]) =>
    expectExit(await runChild("npx", ["--offline", ...args], { cwd: installed, env }), 0, `npx ${args.join(" ")}`).wallMs / 1000;
  const program = join(installed, "node_modules/tf-orchestrator/dist/cli/index.js");
  for (let time = 0; time < TIMES; time += 1) {
    const { usage } = expectExit(await runNode(program, ["--version"], { cwd: installed, env, usageFolder: folder }), 0, "--version");
    seconds.cpu.push(((usage?.userMs ?? Number.NaN) + (usage?.systemMs ?? Number.NaN)) / 1000);
    seconds.npx.push(await npx("tf-orchestrator", "--version"));
    seconds.nothing.push(await npx("nothing"));
  }
  const start = measureOf("npx tf-orchestrator --version, from its start to its end", seconds.npx, 0.3);
  const parts = `npx of an empty program ${listed(seconds.nothing, "s")}; CPU time of ours ${listed(seconds.cpu, "s")}`;
  return [{ ...start, detail: `${start.detail}; ${parts}` }];
}

async function measureInit({ folder, cli }: Setting): Promise<Measure[]> {
  const answers = ["--controller", CONTROLLER, "--source", SOURCE, "--with-account", "my-dev=123456789012:development"];
  const seconds: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const args = ["init", "controller", join(folder, `new-${time}`), ...answers, "--yes"];
    seconds.push(expectExit(await runNode(cli, args, { cwd: folder, env: childEnvironment(process.env) }), 0, "init").wallMs / 1000);
  }
  return [measureOf("init of a controller with twelve services", seconds, 2)];
}

/** On a local GitHub and a local AWS, with what one token may look at. */
async function measureDoctor({ folder, cli }: Setting): Promise<Measure[]> {
  const controller = join(folder, "controller");
  await copyController(controller);
  const stage = await openStage({ controllerFolder: controller });
  try {
    const read = ["actions", "actions_variables", "administration", "contents", "environments", "issues", "secrets"].map(
      (name) => [name, "read"] as const,
    );
    const token = await stage.github.createToken({ kind: "app", permissions: Object.fromEntries(read) });
    const env = { ...childEnvironment(process.env), ...stage.aws.env, GITHUB_API_URL: stage.github.url, GITHUB_TOKEN: token };
    const places = [
      "--controller-dir",
      controller,
      "--controller",
      CONTROLLER,
      "--source",
      SOURCE,
      "--state-store",
      `s3://${STATE_BUCKET}`,
    ];
    const seconds: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const ran = expectExit(await runNode(cli, ["doctor", ...places], { cwd: folder, env }), 1, "doctor");
      if (/could not|not looked at (?!.*only a job sees)/.test(ran.output))
        throw new Error(`it did not look at everything:\n${ran.output}`);
      seconds.push(ran.wallMs / 1000);
    }
    return [measureOf("doctor, with a local GitHub and a local AWS", seconds, 2)];
  } finally {
    await stage.stop();
  }
}

interface Proposed {
  moves: { to: string; as: string }[];
  stays: unknown[];
  states: { state_key: string }[];
}

/** A big state becomes many, with a terraform that takes no time and finds nothing to change. */
async function measureMigration({ folder, rounds, cli, say }: Setting): Promise<Measure[]> {
  const own = join(folder, "migrate");
  const [source, controller, old] = [join(own, "source"), join(own, "controller"), join(own, "old.tfstate")];
  await writeFiles(controller, CODE);
  await mkdir(source, { recursive: true });
  const state = monolith(COUNTS);
  await writeFile(old, state);
  const run = async (round: number, ...args: string[]) => {
    const places = ["--working-dir", source, "--controller-dir", controller, "--state-store", `file:${join(own, `states-${round}`)}`];
    const env = { ...childEnvironment(process.env), CI: "true", PATH: `${join(own, "terraform")}:${process.env.PATH ?? ""}` };
    return expectExit(await runNode(cli, ["migrate", old, ...args, ...places], { cwd: own, env }), 0, `migrate ${args.join(" ")}`);
  };
  const { output } = await run(0, "--json");
  // It warns before that: there is no tfvars yet.
  const { moves, stays, states } = JSON.parse(output.slice(output.indexOf("\n{") + 1)) as Proposed;
  if (stays.length > 0) throw new Error(`${stays.length} resources would stay`);
  const projects = states.map(({ state_key: key }) => ({ key, service: partOf(key, 0), project: partOf(key, 3) }));
  for (const { service, project } of projects)
    await writeFiles(source, {
      [`${service}/${project}/${project}.tfvars`]: `account_name = "${ACCOUNT}"\nproject = "${project}"\n${ENTRIES[service] ?? service} = {\n  "a" = {}\n}\n`,
    });
  await compileStub(join(own, "terraform"), {
    text: "No changes. Your infrastructure matches the configuration.\n",
    json: Object.fromEntries(projects.map(({ key, project }) => [project, planOf(moves.filter(({ to }) => to === key))])),
  });
  const seconds: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    await writeFile(old, state);
    const ran = await run(round, "--apply", "--yes");
    if (!ran.output.includes(`${moves.length} resources moved`)) throw new Error(`not all moved:\n${ran.output.slice(-2000)}`);
    seconds.push(ran.wallMs / 1000);
    say(`migration ${round} of ${rounds}: ${moves.length} resources to ${states.length} states`);
  }
  const what = `migrate --apply of ${Object.values(COUNTS).reduce((sum, count) => sum + count, 0)} resources and what belongs to them, without terraform's own plans`;
  return [
    { ...measureOf(what, seconds, 60), detail: `${listed(seconds, "s")}; ${moves.length} resources to ${states.length} states in files` },
  ];
}

function measureOf(what: string, seconds: readonly number[], target: number): Measure {
  return { what, value: median(seconds), unit: "s", target, detail: listed(seconds, "s") };
}

function partOf(stateKey: string, index: number): string {
  return stateKey.split("/")[index] ?? "";
}

/** The key of a tfvars that makes a deployment one of the service. */
const ENTRIES: Readonly<Record<string, string>> = { s3: "s3_buckets", kms: "kms_keys", iam: "iam_roles", lambda: "lambda_functions" };

const CODE = {
  "accounts.yaml": `accounts:\n  "210987654321": { account_name: ${ACCOUNT}, environment: development, region: eu-west-1 }\n`,
  "main.tf": [...["account_name", "project"], ...Object.values(ENTRIES)]
    .map((name) => `variable "${name}" {\n  type    = any\n  default = null\n}\n`)
    .join("\n"),
};

/** What `show -json` says of a plan that changes nothing. */
function planOf(moves: readonly { as: string }[]): string {
  return JSON.stringify({
    ...{ format_version: "1.2", terraform_version: "1.11.4", complete: true, errored: false, applyable: false },
    resource_changes: moves.map(({ as: address }) => ({ address, mode: "managed", change: { actions: ["no-op"], before: {}, after: {} } })),
  });
}
