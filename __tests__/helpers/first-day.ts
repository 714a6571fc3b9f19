import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect } from "@jest/globals";
import { startFakeGithub, type FakeGithub } from "../../scripts/fake-github/client.ts";
import { openDelivery, type Delivery } from "../../scripts/lab/deliver.ts";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { findPluginMirror, mirrorForTofu, writeCliConfiguration, type PluginMirror } from "../../src/adapters/terraform/plugin-mirror.ts";
import type { ToolName } from "../../src/domain/model/tool.ts";
import { makeAppInBrowser } from "./app-in-browser.ts";
import type { Ran } from "./command-line.ts";
import { ACTION_PROGRAM, CLI_PROGRAM } from "./light-stage.ts";
import { pathWithProgram, temporaryFolder } from "./programs.ts";
import { startS3Proxy, type S3Proxy } from "./s3-proxy.ts";
import { openShell, type Differences, type Shell } from "./written-commands.ts";

/** The bucket that documents and generated READMEs name. */
export const STATES = "org-tf-states";

/** Somebody's machine, an organisation on GitHub that has nothing but empty repositories, and an empty account of AWS. */
export interface FirstDay {
  github: FakeGithub;
  aws: LocalAws;
  /** In front of it: moto grants every role everything, a real AWS does not let the plan role write states. */
  proxy: S3Proxy;
  shell: Shell;
  mirror: PluginMirror;
  /** Where the repositories are made, beside a clone of ours. */
  folder: string;
}

/** @param repositories `org/name`; dana owns them, and bob may write where deployments are, in the last one. */
export async function openFirstDay(tool: ToolName, repositories: readonly string[]): Promise<FirstDay> {
  const [github, aws] = await Promise.all([startFakeGithub({ checkOpenapi: true }), startMoto({ managedPolicies: true })]);
  const proxy = await startS3Proxy(aws.url);
  proxy.fault({ method: "PUT", key: /^doctor\/plan-role\//, status: 403 });
  const folder = temporaryFolder("first-day");
  const clone = join(folder, "tf-orchestrator");
  mkdirSync(clone);
  for (const login of ["org", "dana", "alice", "bob"]) await github.createUser(login);
  for (const repository of repositories) {
    await github.createRepository(repository);
    await github.setPermission(repository, "dana", "admin");
  }
  await github.setPermission(repositories.at(-1) ?? "", "bob", "write");
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
    ...proxy.env,
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
  return { github, aws, proxy, shell, mirror, folder };
}

/** What stands in the way of running the commands as they are written, and what is run for them. */
export function differences({ github, mirror }: FirstDay): Differences {
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

/** Types the commands. @returns What doctor said, where it is one of them. */
export async function type({ shell, aws }: FirstDay, commands: readonly string[]): Promise<Ran | null> {
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

/**
 * Lines that are not ok: `state: what`. Nothing is wrong; the mirror has one platform's packages, which is a warning, and some of it only a job sees.
 * @param jobOnly What the lines are about that only a job sees.
 */
export const complaintsHere = (...jobOnly: string[]) => ({
  exitCode: 0,
  complaints: [...jobOnly.map((about) => `not looked at: ${about}`), "warning: .terraform.lock.hcl"],
});

/** What doctor complains of, and how it ended. @param atLeast So many lines are ok. */
export function complaintsOf(doctor: Ran | null, atLeast: number): ReturnType<typeof complaintsHere> {
  const lines = doctor?.stdout.split("\n").map((line) => line.split(/ {2,}/)) ?? [];
  expect(lines.filter(([end]) => end === "ok").length).toBeGreaterThanOrEqual(atLeast);
  const complaints = lines.flatMap(([end = "", what = ""]) => (/^(?:warning|wrong|not looked at)$/.test(end) ? [`${end}: ${what}`] : []));
  return { exitCode: doctor?.exitCode ?? -1, complaints };
}

export async function closeFirstDay(day: FirstDay | null): Promise<void> {
  await Promise.all([day?.github.stop(), day?.proxy.stop(), day?.aws.stop()]);
}

/** GitHub begins to run workflows, with what `setup github` has stored in the controller. */
export async function openWorkflows({ github, aws }: FirstDay, repositories: readonly string[], controller: string): Promise<Delivery> {
  const { environments } = await github.repository(controller);
  const { secrets = {}, variables = {} } = environments["tf-orchestrator"] ?? {};
  return await openDelivery({
    github,
    repositories,
    token: await github.createToken({ kind: "app" }),
    program: ACTION_PROGRAM.endsWith(".ts") ? ACTION_PROGRAM : null,
    secrets,
    variables,
    env: aws.env,
    ...(variables.TF_APP_ID === undefined ? {} : { appId: Number(variables.TF_APP_ID) }),
  });
}

/** The first pull request of a repository: opened and validated, approved by bob, merged and applied. */
export async function firstPullRequest({ github }: FirstDay, delivery: Delivery, repository: string, label: string): Promise<void> {
  await delivery.untilQuiet();
  const [number = 0] = (await github.repository(repository)).pulls;
  const opened = await github.pull(repository, number);
  expect({ base: opened.base.ref, labels: opened.labels.map(({ name }) => name).sort() }).toEqual({
    base: "dev",
    labels: ["opa-passed", "ready-for-review"],
  });
  await github.review(repository, number, { as: "bob" });
  await delivery.untilQuiet();
  const merged = await github.pull(repository, number);
  expect({ state: merged.state, said: merged.comments.map(({ body }) => /^### .*$/m.exec(body)?.[0]) }).toEqual({
    state: "merged",
    said: [expect.stringContaining("Ready"), expect.stringContaining("Applied")],
  });
  for (const { body } of merged.comments) expect(body).toMatch(new RegExp(`${label} \\d+\\.\\d+\\.\\d+`));
}
