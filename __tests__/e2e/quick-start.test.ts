import { spawn } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { runProgram } from "../helpers/command-line.ts";
import { ROOT } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";
import { until } from "../helpers/until.ts";

const TIMEOUT_MS = 180_000;

/** What the local AWS says others need. */
const environment: Record<string, string> = {};
let stopAws: () => Promise<unknown>;

beforeAll(async () => {
  const child = spawn(process.execPath, [join(ROOT, "scripts/aws.ts")], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise((resolve) => child.once("close", resolve));
  stopAws = async () => {
    child.kill("SIGINT");
    return await ended;
  };
  await until("the local AWS", () => said.includes("TF_VAR_"), 60_000);
  for (const [, name = "", value = ""] of said.matchAll(/^export (\w+)=(.+)$/gm)) environment[name] = value;
}, TIMEOUT_MS);

afterAll(async () => {
  expect(await stopAws()).toBe(0);
  removeProgramFolders();
});

it(
  "the quick start's commands for a local AWS run as they are written",
  async () => {
    const text = readFileSync(join(ROOT, "docs/quick-start.md"), "utf8");
    const block = /npm run --silent aws[^]*?```sh\n([^]*?)```/.exec(text)?.[1] ?? "";
    const commands = [...block.matchAll(/^npx tf-orchestrator (.+)$/gm)].map(([, words = ""]) => words.split(" "));
    expect(commands.map(([command]) => command)).toEqual(["plan", "apply", "audit"]);
    // The state would stay in the repository.
    const controller = temporaryFolder("controller");
    cpSync(join(ROOT, "examples/controller"), controller, { recursive: true });
    const here = (word: string) =>
      word === "examples/controller" ? controller : word.replace(/^examples\/source$/, join(ROOT, "examples/source"));
    const said: string[] = [];
    for (const words of commands) {
      const ran = await runProgram(words.map(here), environment);
      expect([words[0], ran.exitCode, ran.exitCode === 0 ? "" : ran.stdout + ran.stderr]).toEqual([words[0], 0, ""]);
      said.push(ran.stdout);
    }
    expect(said).toEqual([
      expect.stringContaining("Plan: 2 to add, 0 to change, 0 to destroy."),
      expect.stringMatching(/^✅ Applied in .+\n✅ kms\/arj-wkld-a-prd\/us-east-1\/data-keys +\+2 ~0 -0/),
      expect.stringMatching(/ apply +succeeded +kms\/arj-wkld-a-prd\/us-east-1\/data-keys /),
    ]);
  },
  TIMEOUT_MS,
);
