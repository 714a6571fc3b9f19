import { rmSync } from "node:fs";
import type { Account } from "../../domain/model/deployment.ts";
import { ToolError } from "../../domain/model/errors.ts";
import type { PlanJson } from "../../domain/model/plan.ts";
import type { Tool } from "../../domain/model/tool.ts";
import { backoffMs, isTransient } from "../../domain/run/retry.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import { runProcess, type Ran } from "../process.ts";
import { DATA_DIRECTORY, planSize, type Workspace } from "./workspace.ts";

export interface TerraformSettings {
  tool: Tool;
  /** Absolute path, or a name on PATH. */
  program: string;
  /** The same for every child: PATH, CLI configuration, GOGC. No credentials. */
  env: Record<string, string>;
  timeoutMs: number;
  /** As terraform takes it: `300s`. */
  lockTimeout: string;
  /** The controller has a lock file: providers must be exactly those. */
  lockFile: boolean;
  telemetry: Pick<Telemetry, "count">;
  signal: AbortSignal;
  random: () => number;
  sleep: (ms: number) => Promise<void>;
}

/** One deployment's calls: its workspace, its credentials (fresh for each call), its TF_VARs. */
export interface TerraformRun {
  workspace: Workspace;
  account: Account;
  env: () => Promise<Record<string, string>>;
  /** Complete lines of terraform's output, as they come. */
  onLine?: (line: string) => void;
}

export interface PlanFile {
  hasChanges: boolean;
  /** terraform's own text of the plan. */
  output: string;
}

const ATTEMPTS = 4;

/** Init of a fresh workspace. Retried when the network failed. */
export async function init(settings: TerraformSettings, run: TerraformRun): Promise<void> {
  const args = ["init", "-reconfigure", "-input=false", "-no-color", ...(settings.lockFile ? ["-lockfile=readonly"] : [])];
  const ran = await retried("init", settings, () => terraform(settings, run, args));
  if (ran.exitCode !== 0) throw failure(`${settings.tool.name} init`, ran);
}

/**
 * Plans into the workspace's plan file. Exit codes: 0 no changes, 2 changes (`terraform plan` documentation, -detailed-exitcode), and both
 * count only with a plan file that is not empty: a full disk gives exit code 0 and no bytes, a crash can end with 2.
 */
export async function plan(settings: TerraformSettings, run: TerraformRun, extra: readonly string[] = []): Promise<PlanFile> {
  const args = [
    "plan",
    "-input=false",
    "-no-color",
    "-detailed-exitcode",
    `-lock-timeout=${settings.lockTimeout}`,
    `-out=${run.workspace.planFile}`,
    ...extra,
  ];
  const ran = await retried("plan", settings, async () => {
    // A failed attempt may leave a plan file, which must not pass for the one of the next.
    rmSync(run.workspace.planFile, { force: true });
    return await terraform(settings, run, args);
  });
  if (ran.exitCode !== 0 && ran.exitCode !== 2) throw failure(`${settings.tool.name} plan`, ran);
  if (planSize(run.workspace) === 0)
    throw new ToolError(`${settings.tool.name} plan`, ran.exitCode, "the plan file is empty; is the disk full?");
  return { hasChanges: ran.exitCode === 2, output: ran.stdout.toString() };
}

/** Reads the plan file back as JSON. */
export async function show(settings: TerraformSettings, run: TerraformRun): Promise<PlanJson> {
  const ran = await terraform(settings, run, ["show", "-json", "-no-color", run.workspace.planFile], true);
  if (ran.exitCode !== 0) throw failure(`${settings.tool.name} show`, ran);
  try {
    const plan: unknown = JSON.parse(ran.stdout.toString());
    if (isPlanJson(plan) && plan.errored !== true) return settings.tool.name === "tofu" ? { ...plan, tool: "tofu" } : plan;
  } catch {
    // Falls through to the one error for everything unreadable.
  }
  throw new ToolError(
    `${settings.tool.name} show`,
    ran.exitCode,
    "the plan file cannot be read back as JSON of format 1.x, or is of a plan that failed",
  );
}

export function isPlanJson(value: unknown): value is PlanJson {
  return (
    typeof value === "object" &&
    value !== null &&
    "format_version" in value &&
    typeof value.format_version === "string" &&
    value.format_version.startsWith("1.") &&
    "terraform_version" in value
  );
}

/**
 * Applies the saved plan, nothing else: terraform refuses it when the state has moved on.
 * Not retried here: a second try needs a new plan.
 */
export async function apply(settings: TerraformSettings, run: TerraformRun): Promise<string> {
  const ran = await terraform(settings, run, [
    "apply",
    "-input=false",
    "-no-color",
    `-lock-timeout=${settings.lockTimeout}`,
    run.workspace.planFile,
  ]);
  if (ran.exitCode !== 0) throw failure(`${settings.tool.name} apply`, ran);
  return ran.stdout.toString();
}

/** Stores a state file in the backend; terraform takes the lock and refuses another lineage or an older serial. */
export async function pushState(settings: TerraformSettings, run: TerraformRun, file: string): Promise<void> {
  const ran = await terraform(settings, run, ["state", "push", `-lock-timeout=${settings.lockTimeout}`, file]);
  if (ran.exitCode !== 0) throw failure(`${settings.tool.name} state push`, ran);
}

/** `terraform fmt -check`: names of the files it would change. Needs no workspace and no providers. */
export async function unformatted(settings: TerraformSettings, directory: string): Promise<string[]> {
  const ran = await runProcess(settings.program, ["fmt", "-check", "-recursive", "-list=true", "-write=false", "-no-color", directory], {
    cwd: directory,
    env: settings.env,
    timeoutMs: settings.timeoutMs,
    signal: settings.signal,
  });
  // 3: some files are not formatted; 2: some could not be read, which the parser has told already.
  return ran.exitCode === 0
    ? []
    : ran.stdout
        .toString()
        .split("\n")
        .filter((line) => line !== "");
}

/** Runs terraform in the workspace. Output that a machine reads is not handed to `onLine`. */
async function terraform(settings: TerraformSettings, run: TerraformRun, args: readonly string[], quiet = false): Promise<Ran> {
  const ran = await runProcess(settings.program, args, {
    cwd: run.workspace.directory,
    // Relative, because `path.module` of a fetched module begins with it: plans of one commit must not differ by where they were made.
    env: { ...settings.env, ...(await run.env()), TF_DATA_DIR: DATA_DIRECTORY },
    timeoutMs: settings.timeoutMs,
    signal: settings.signal,
    ...(run.onLine === undefined || quiet ? {} : { onLine: run.onLine }),
  });
  if (!quiet && ran.stdout.includes(WAITS_FOR_LOCK))
    settings.telemetry.count("tf_orchestrator.lock.waits", { "tf.command": args[0] ?? "" });
  return ran;
}

/** What terraform and tofu say when a lock is not theirs within 400 ms. */
const WAITS_FOR_LOCK = "Acquiring state lock.";

async function retried(command: string, settings: TerraformSettings, call: () => Promise<Ran>): Promise<Ran> {
  for (let attempt = 1; ; attempt += 1) {
    const ran = await call();
    const failed = ran.exitCode !== 0 && ran.exitCode !== 2;
    if (!failed || ran.stopped !== null || attempt === ATTEMPTS || !isTransient(ran.stderr.toString())) return ran;
    settings.telemetry.count("tf_orchestrator.retries", { "tf.command": command });
    await settings.sleep(backoffMs(attempt, settings.random()));
    settings.signal.throwIfAborted();
  }
}

function failure(tool: string, ran: Ran): ToolError {
  if (ran.stopped === "timeout")
    return new ToolError(
      tool,
      ran.exitCode,
      `ended after its time was over${ran.killed ? " and did not answer SIGINT: its state lock may be left" : ""}. ${errorLines(ran)}`,
    );
  if (ran.stopped === "cancelled")
    return new ToolError(tool, ran.exitCode, `cancelled${ran.killed ? "; it did not answer SIGINT: its state lock may be left" : ""}`);
  return new ToolError(tool, ran.exitCode, errorLines(ran));
}

/** The error as terraform tells it, without the frame it draws around. Of many errors the first are the causes; of other output the end tells. */
function errorLines(ran: Ran): string {
  const told = ran.stderr.length > 0;
  const lines = (told ? ran.stderr : ran.stdout)
    .toString()
    .split("\n")
    .map((line) => line.replace(/^[╷│╵]\s?/u, "").trimEnd())
    .filter((line) => line !== "");
  return (told ? lines.slice(0, MOST_ERROR_LINES) : lines.slice(-20)).join("\n");
}

/** A hundred errors or so. */
const MOST_ERROR_LINES = 1_000;
