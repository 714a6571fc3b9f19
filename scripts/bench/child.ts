import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ActionRun } from "../lab/action.ts";

export interface ChildSettings {
  cwd: string;
  env: Record<string, string>;
  stdin?: string;
  /** A folder for a temporary file; with it CPU time and memory of the child (a node program) are measured. */
  usageFolder?: string;
}

export interface ChildRun {
  exitCode: number | null;
  output: string;
  wallMs: number;
  /** From start to the first byte of its output; null when it wrote nothing. */
  firstOutputMs: number | null;
  /** When it was started, in Unix milliseconds with fractions. */
  startedAt: number;
  usage: Usage | null;
}

/** Of the process alone, without its children. */
export interface Usage {
  userMs: number;
  /** In the kernel. */
  systemMs: number;
  /** The largest resident size. */
  rssMb: number;
}

const USAGE_HOOK = join(import.meta.dirname, "usage-hook.js");

/** Arguments that make a node program write its usage to `file` when it ends. */
export function usageOptions(file: string): { args: string[]; env: Record<string, string> } {
  return { args: ["--import", USAGE_HOOK], env: { BENCH_USAGE_FILE: file } };
}

/** What the hook wrote. */
export async function readUsage(file: string): Promise<Usage> {
  return JSON.parse(await readFile(file, "utf8")) as Usage;
}

/** Runs this node with a program and takes its time. */
export async function runNode(program: string, args: readonly string[], settings: ChildSettings): Promise<ChildRun> {
  if (settings.usageFolder === undefined) return await runChild(process.execPath, [program, ...args], settings);
  const file = join(settings.usageFolder, "usage.json");
  const hook = usageOptions(file);
  const ran = await runChild(process.execPath, [...hook.args, program, ...args], { ...settings, env: { ...settings.env, ...hook.env } });
  const usage = await readUsage(file);
  await rm(file);
  return { ...ran, usage };
}

const running = new Set<number>();
let interrupted = false;

/** Asks all that `runChild` runs to stop, with what they have started, and starts nothing any more. */
export function interruptChildren(): void {
  interrupted = true;
  for (const group of running) process.kill(-group, "SIGINT");
}

/** Runs a program and takes its time. */
export async function runChild(program: string, args: readonly string[], { cwd, env, stdin = "" }: ChildSettings): Promise<ChildRun> {
  if (interrupted) throw new Error("interrupted");
  const startedAt = now();
  const child = spawn(program, [...args], { cwd, env, stdio: ["pipe", "pipe", "pipe"], detached: true });
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  let output = "";
  let firstOutputMs: number | null = null;
  const add = (chunk: Buffer) => {
    firstOutputMs ??= now() - startedAt;
    output += chunk.toString();
  };
  child.stdout.on("data", add);
  child.stderr.on("data", add);
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => running.delete(pid ?? 0));
  return { exitCode, output, wallMs: now() - startedAt, firstOutputMs, startedAt, usage: null };
}

/** Unix milliseconds with fractions: comparable with what another process writes down. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Seconds that a run of the action took. @throws Error with the end of its log when it did not end well. */
export function secondsOf({ exitCode, log, durationMs }: ActionRun): number {
  if (exitCode !== 0) throw new Error(`the action ended with ${String(exitCode)}:\n${log.slice(-3000)}`);
  return durationMs / 1000;
}

/** The run, if it ended with this code. @throws Error with its last lines. */
export function expectExit(ran: ChildRun, exitCode: number, what: string): ChildRun {
  if (ran.exitCode === exitCode) return ran;
  throw new Error(
    `${what} ended with ${String(ran.exitCode)} instead of ${exitCode}:\n${ran.output.trimEnd().split("\n").slice(-30).join("\n")}`,
  );
}
