import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMPILED } from "./tools.ts";

/** One run of the action's bundle, as a runner would start it. */
export interface ActionRun {
  exitCode: number | null;
  /** Standard output and error, as they came. */
  log: string;
  outputs: Record<string, string>;
  summary: string;
  /** The plans directory's parent; removed by `stop` of the stage, or by the caller. */
  workspace: string;
  durationMs: number;
}

export interface ActionCall {
  event: { name: string; payload: unknown };
  inputs: Record<string, string>;
  env: Record<string, string>;
  /** `owner/name` whose workflow runs, and its commit. */
  repository: string;
  sha: string;
  runId?: number;
  /** GitHub's address; the API is at the same one. */
  serverUrl: string;
  /** Called with each line, as it comes. */
  onLine?: (line: string) => void;
  /** Is given the process, to send it signals. */
  onStart?: (pid: number) => void;
  /** Started instead of the committed bundle. */
  program?: string;
  /** Runs the post step too, as a runner does: it has something to do only where the main step was ended. */
  withPost?: boolean;
  /** A process group of its own: Ctrl-C in the terminal does not reach it, whoever called must end it. */
  ownGroup?: boolean;
}

const BUNDLE = join(import.meta.dirname, "../../dist/index.js");

export async function runAction(call: ActionCall): Promise<ActionRun> {
  const folder = await mkdtemp(join(tmpdir(), "runner-"));
  const file = (name: string) => join(folder, name);
  await writeFile(file("event.json"), JSON.stringify(call.event.payload));
  for (const name of ["output", "summary", "state", "env", "path"]) await writeFile(file(name), "");
  const runId = call.runId ?? 8001;
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: process.env.HOME ?? "/",
    ...COMPILED,
    ...call.env,
    GITHUB_ACTIONS: "true",
    CI: "true",
    GITHUB_EVENT_NAME: call.event.name,
    GITHUB_EVENT_PATH: file("event.json"),
    GITHUB_OUTPUT: file("output"),
    GITHUB_STEP_SUMMARY: file("summary"),
    GITHUB_STATE: file("state"),
    GITHUB_REPOSITORY: call.repository,
    GITHUB_SHA: call.sha,
    GITHUB_RUN_ID: String(runId),
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_ACTOR: "octocat",
    GITHUB_API_URL: call.serverUrl,
    GITHUB_SERVER_URL: call.serverUrl,
    GITHUB_GRAPHQL_URL: `${call.serverUrl}/graphql`,
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
    ...Object.fromEntries(Object.entries(call.inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
  };
  const started = performance.now();
  const main = await start(call, env);
  const durationMs = performance.now() - started;
  const states = parseFileCommands(await readFile(file("state"), "utf8"));
  const post =
    call.withPost === true
      ? await start(call, { ...env, ...Object.fromEntries(Object.entries(states).map(([name, value]) => [`STATE_${name}`, value])) })
      : { log: "" };
  return {
    exitCode: main.exitCode,
    log: main.log + post.log,
    outputs: parseFileCommands(await readFile(file("output"), "utf8")),
    summary: await readFile(file("summary"), "utf8"),
    workspace: folder,
    durationMs,
  };
}

export async function removeRun(run: ActionRun): Promise<void> {
  await rm(run.workspace, { recursive: true, force: true });
}

async function start(call: ActionCall, env: Record<string, string>): Promise<{ exitCode: number | null; log: string }> {
  const child = spawn(process.execPath, [call.program ?? BUNDLE], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: call.ownGroup === true,
  });
  if (child.pid !== undefined) call.onStart?.(child.pid);
  let log = "";
  let rest = "";
  const add = (chunk: Buffer) => {
    log += chunk.toString();
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) call.onLine?.(line);
  };
  child.stdout.on("data", add);
  child.stderr.on("data", add);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { exitCode, log };
}

/** `name<<DELIMITER` … `DELIMITER`, as @actions/core writes outputs and states to files. */
function parseFileCommands(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const head = /^([^=<]+)<<(.+)$/.exec(lines[at] ?? "");
    if (head === null) continue;
    const [, name = "", delimiter = ""] = head;
    const end = lines.indexOf(delimiter, at + 1);
    values[name] = lines.slice(at + 1, end).join("\n");
    at = end;
  }
  return values;
}
