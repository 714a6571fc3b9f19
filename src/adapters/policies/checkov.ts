import { mkdir, writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import type { CheckovSettings } from "../../domain/controller/checkov.ts";
import { ConfigurationError, ToolError } from "../../domain/model/errors.ts";
import type { Finding } from "../../domain/model/finding.ts";
import type { PlanJson } from "../../domain/model/plan.ts";
import { checkovFindings, type CheckovAnswer, type KnownRule } from "../../domain/plan/checkov-findings.ts";
import type { Policies } from "../../ports/policies.ts";
import { inOwnFolder, writeBelow } from "../own-folder.ts";
import { runProcess } from "../process.ts";
import { answersOf, leftOut } from "./checkov-answer.ts";

export interface CheckovOptions {
  /** The program and what comes before its arguments. */
  command: readonly [program: string, ...args: string[]];
  /** What stands before a setting's name in messages. */
  settingPrefix?: string;
  env: Record<string, string>;
  /** A folder of our own, which need not be there. */
  directory: string;
  settings: CheckovSettings;
  /** The controller's checks, by path below `checkov-policies/`. */
  ownChecks: ReadonlyMap<string, Uint8Array>;
  rules: readonly KnownRule[];
  signal: AbortSignal;
  timeoutMs?: number;
}

export interface Checkov extends Policies {
  readonly version: string;
}

const TIMEOUT_MS = 10 * 60_000;
/** Of one run: what fails or is slow together is bounded. */
const MOST_PLANS = 25;
const MOST_BYTES = 64 * 2 ** 20;

/** Waits for its run. */
interface Asked {
  plan: PlanJson;
  json: string;
  resolve: (answer: CheckovAnswer) => void;
  reject: (error: unknown) => void;
}

/**
 * Checkov over plans. It takes two seconds to start, so plans that come while one run works are looked at together by the next.
 * It gets no credentials, no proxy and a home of its own: its settings come from policy.yaml alone, and it calls nobody.
 * @throws ConfigurationError when it is not there.
 */
export async function openCheckov(options: CheckovOptions): Promise<Checkov> {
  const own = join(options.directory, "checks");
  await mkdir(join(options.directory, "home"), { recursive: true, mode: 0o700 });
  await writeOwnChecks(own, options.ownChecks);
  const version = await versionOf(options);
  const waiting: Asked[] = [];
  let working: Promise<void> | null = null;

  const work = async (): Promise<void> => {
    while (waiting.length > 0) await answer(nextOf(waiting), options, own);
    working = null;
  };
  const ask = async (plan: PlanJson): Promise<CheckovAnswer> =>
    await new Promise((resolve, reject) => {
      waiting.push({ plan, json: JSON.stringify(plan), resolve, reject });
      working ??= Promise.resolve().then(work);
    });
  return {
    version,
    // Checkov counts no checks that it did not need; it is asked as one.
    rules: 1,
    evaluate: async (plan): Promise<Finding[]> => {
      if (plannedResources(plan) === 0) return [];
      return checkovFindings(await ask(plan), plan, options.settings, options.rules);
    },
  };
}

/** As many of those who wait as one run takes, at least one. */
function nextOf(waiting: Asked[]): Asked[] {
  let bytes = 0;
  const fits = waiting.findIndex(({ json }, index) => (bytes += json.length) > MOST_BYTES || index >= MOST_PLANS);
  return waiting.splice(0, fits === -1 ? waiting.length : Math.max(1, fits));
}

/** Of several plans one may be what it fails on: each is asked about by itself then. */
async function answer(asked: readonly Asked[], options: CheckovOptions, own: string): Promise<void> {
  try {
    const answers = await scan(asked, options, own);
    asked.forEach(({ resolve }, index) => resolve(answers[index] ?? { failed: [], crashed: [] }));
  } catch (error) {
    if (asked.length === 1 || options.signal.aborted || error instanceof ConfigurationError) asked.forEach(({ reject }) => reject(error));
    else for (const one of asked) await answer([one], options, own);
  }
}

/** @throws ToolError when Checkov does not answer, or not about all of it; ConfigurationError when it left out one of the controller's checks. */
async function scan(asked: readonly Asked[], options: CheckovOptions, own: string): Promise<CheckovAnswer[]> {
  const { ownChecks, settings } = options;
  return await inOwnFolder(join(options.directory, "plans"), async (folder) => {
    for (const [index, { json }] of asked.entries()) await writeFile(join(folder, `${index}.json`), json, { mode: 0o600 });
    const { stdout, stderr } = await checkov(options, [
      "--directory",
      folder,
      "--framework",
      "terraform_plan",
      "--output",
      "json",
      "--quiet",
      "--compact",
      "--soft-fail",
      "--skip-download",
      ...(settings.skip.length === 0 ? [] : ["--skip-check", settings.skip.join(",")]),
      ...(ownChecks.size === 0 ? [] : ["--external-checks-dir", own]),
    ]);
    const unread = leftOut(stderr, own);
    if (unread.length > 0) throw new ConfigurationError(`checkov-policies: Checkov does not take all of it:\n${unread.join("\n")}`);
    return answersOf(
      stdout,
      stderr,
      asked.map(({ plan }) => plannedResources(plan)),
    );
  });
}

async function versionOf(options: CheckovOptions): Promise<string> {
  const { stdout } = await checkov(options, ["--version"]);
  const version = /^\d+\.\d+\.\d+\S*$/m.exec(stdout)?.[0];
  if (version === undefined)
    throw new ToolError("checkov", 0, `--version: got ${JSON.stringify(stdout.slice(0, 200))}, expected a version`);
  return version;
}

async function checkov(options: CheckovOptions, args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const { command, directory, env, settingPrefix = "", signal } = options;
  const [program, ...before] = command;
  const ran = await runProcess(program, [...before, ...args], {
    // Neither here nor in its home is a configuration of Checkov.
    cwd: directory,
    env: {
      ...env,
      ...homeOf(env, join(directory, "home")),
      LOG_LEVEL: "WARNING",
      PYTHONDONTWRITEBYTECODE: "1",
      // Nothing is imported from where it runs.
      PYTHONSAFEPATH: "1",
      // It walks through sets: without a seed it would name another attribute or value each time, and an override is of a finding's words.
      PYTHONHASHSEED: "0",
    },
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    signal,
  }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new ConfigurationError(
      `checkov: not found on PATH, but policy.yaml asks for it. Install it, or name the version to install in ${settingPrefix}checkov-version.`,
    );
  });
  signal.throwIfAborted();
  const [stdout, stderr] = [ran.stdout.toString(), ran.stderr.toString()];
  if (ran.exitCode === 0 && ran.stopped === null) return { stdout, stderr };
  throw new ToolError("checkov", ran.exitCode, ran.stopped === "timeout" ? "ended after its time was over" : lastLines(stderr || stdout));
}

/** A home without settings; what pip has installed for the user stays there to be imported. */
function homeOf({ HOME }: Record<string, string>, home: string): Record<string, string> {
  return { HOME: home, ...(HOME === undefined ? {} : { PYTHONUSERBASE: join(HOME, ".local") }) };
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-5).join("\n").slice(-2000) || "ended without a word";
}

/** Files of Python count for Checkov only where their folder is a package. */
async function writeOwnChecks(directory: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const packages = [...files.keys()].filter((path) => path.endsWith(".py")).map((path) => posix.join(posix.dirname(path), "__init__.py"));
  await writeBelow(directory, new Map([...packages.map((path) => [path, new Uint8Array()] as const), ...files]));
}

interface PlannedModule {
  resources?: { mode?: string; address?: string }[];
  child_modules?: PlannedModule[];
}

/** How many resources Checkov counts in a plan: all that are to be there afterwards. */
function plannedResources({ planned_values, resource_changes = [] }: PlanJson): number {
  const forgotten = new Set(resource_changes.filter(({ change }) => change.actions.join() === "forget").map(({ address }) => address));
  const addresses = new Set<string>();
  const modules = [(planned_values as { root_module?: PlannedModule } | undefined)?.root_module];
  for (let module = modules.pop(); module !== undefined; module = modules.pop()) {
    modules.push(...(module.child_modules ?? []));
    for (const { mode, address } of module.resources ?? [])
      if (mode === "managed" && address !== undefined && !forgotten.has(address)) addresses.add(address);
  }
  return addresses.size;
}
