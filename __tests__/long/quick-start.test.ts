import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { CLI_PROGRAM, ROOT } from "../helpers/light-stage.ts";
import { pathWithProgram, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";
import { until } from "../helpers/until.ts";
import { commandsIn, openShell, sectionOf, withDifferences, type Differences } from "../helpers/written-commands.ts";

const TIMEOUT_MS = 240_000;
const LOCAL_AWS = `'${process.execPath}' '${join(ROOT, "scripts/aws.ts")}'`;

/** What stands in the way of running the commands as they are written, and what is run for them. */
const DIFFERENCES: Differences = {
  "the packages are there": [/^npm ci$/, "true"],
  "the clone is a stand-in, with the examples alone": [/^npm run --silent aws$/, `exec ${LOCAL_AWS}`],
  "nobody answers questions": [/(?<=^npx tf-orchestrator apply) (?!--yes)/, " --yes "],
};

afterAll(removeProgramFolders);

/** A clone, and beside it what people have of their own: the examples, with a deployment of the name that the page uses. */
function cloneBesideOwnRepositories(): string {
  const folder = temporaryFolder("quick-start");
  const clone = join(folder, "tf-orchestrator");
  const copied = [
    ["controller", join(clone, "examples/controller")],
    ["source", join(clone, "examples/source")],
    ["controller", join(folder, "my-controller")],
    ["source", join(folder, "my-source")],
  ] as const;
  for (const [example, to] of copied) cpSync(join(ROOT, "examples", example), to, { recursive: true });
  const tfvars = readFileSync(join(ROOT, "examples/source/S3/test-poc-3/test-poc-3.tfvars"), "utf8");
  mkdirSync(join(folder, "my-source/S3/data-lake"));
  writeFileSync(join(folder, "my-source/S3/data-lake/data-lake.tfvars"), tfvars.replace(/^project .*$/m, 'project = "data-lake"'));
  return clone;
}

/** The page says how that ends. */
function isFirstRollback(command: string): boolean {
  return command.startsWith("npx tf-orchestrator rollback");
}

it(
  "the quick start's commands for one's own machine run as they are written, with a local AWS",
  async () => {
    const clone = cloneBesideOwnRepositories();
    const path = pathWithProgram(
      "npx",
      `#!/bin/sh\n[ "$1" = tf-orchestrator ] && shift && exec '${process.execPath}' '${CLI_PROGRAM}' "$@"\n`,
    );
    const env = { ...process.env, PATH: [path, process.env.PATH].join(delimiter) };
    const [terminal, another] = [openShell(clone, env), openShell(clone, env)];
    const page = readFileSync(join(ROOT, "docs/quick-start.md"), "utf8");
    const commands = withDifferences(commandsIn(sectionOf(page, "## On your machine")), DIFFERENCES);
    const local = commands.findIndex((command) => command.includes(LOCAL_AWS));
    const said: string[] = [];
    const type = async (shell: typeof terminal, command: string): Promise<void> => {
      const ran = await shell.start(command).ended;
      expect({ command, ...ran }).toEqual({ command, ...ran, exitCode: isFirstRollback(command) ? 1 : 0 });
      said.push(ran.stdout);
    };

    for (const command of commands.slice(0, local)) await type(terminal, command);
    const aws = terminal.start(commands[local] ?? "");
    try {
      await until("the local AWS", () => aws.seen().includes("TF_VAR_"), 60_000);
      for (const line of aws.seen().match(/^export .+$/gm) ?? []) await another.start(line).ended;
      for (const command of commands.slice(local + 1)) await type(another, command);
    } finally {
      aws.kill("SIGINT");
    }
    expect((await aws.ended).exitCode).toBe(0);
    expect(said).toEqual([
      "",
      expect.stringContaining("apigateway/arj-wkld-b-prd/us-east-1/order-api"),
      expect.stringContaining("Plan: 2 to add, 0 to change, 0 to destroy."),
      expect.stringMatching(/^✅ Applied in .+\n✅ kms\/arj-wkld-a-prd\/us-east-1\/data-keys +\+2 ~0 -0/),
      expect.stringMatching(/ apply +succeeded +kms\/arj-wkld-a-prd\/us-east-1\/data-keys /),
      expect.stringMatching(/Plan: \d+ to add, 0 to change, 0 to destroy\./),
      expect.stringMatching(/^✅ Applied in .+\n✅ s3\/arj-wkld-a-prd\/us-east-1\/data-lake /),
      expect.stringMatching(/ apply +succeeded +s3\/arj-wkld-a-prd\/us-east-1\/data-lake /),
      "s3/arj-wkld-a-prd/us-east-1/data-lake has no backups.\n",
    ]);
  },
  TIMEOUT_MS,
);
