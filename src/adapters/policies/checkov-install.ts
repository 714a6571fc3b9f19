import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { arch, homedir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { ConfigurationError, ToolError } from "../../domain/model/errors.ts";
import { childEnvironment, type Environment } from "../child-environment.ts";
import { runProcess, type Ran } from "../process.ts";

const TIMEOUT_MS = 10 * 60_000;

/** Asks Python whether it can make a virtual environment. */
const CAN_MAKE_VENV = "import ensurepip, sys, venv; assert sys.version_info >= (3, 9), sys.version";

/**
 * Checkov in a virtual environment of its own in the runner's tool cache, made where it is not there: exactly this version, by pip, which takes
 * its index and certificates from `PIP_…` variables.
 * @returns How it is started: the program and what comes before its arguments.
 * @throws ConfigurationError where Python or the version is missing.
 */
export async function installCheckov(
  version: string,
  environment: Environment,
  signal: AbortSignal,
  settingPrefix = "",
): Promise<[program: string, ...args: string[]]> {
  const venv = join(cacheFolder(environment), "checkov", version, arch());
  // `-s`: nothing of the user's own Python is imported.
  const command: [string, ...string[]] = [join(venv, "bin", "python"), "-s", "-m", "checkov.main"];
  const complete = `${venv}.complete`;
  if (await isThere(complete)) return command;
  const made = `${venv}.${process.pid}`;
  const pip = Object.keys(environment).filter((name) => name.startsWith("PIP_"));
  const run = async (program: string, ...args: string[]): Promise<Ran> =>
    await runProcess(program, args, { cwd: dirname(venv), env: childEnvironment(environment, pip), timeoutMs: TIMEOUT_MS, signal });
  await mkdir(dirname(venv), { recursive: true });
  try {
    await checkPython(run, settingPrefix);
    refuseFailure("python3 -m venv", await run("python3", "-m", "venv", made));
    const installed = await run(join(made, "bin", "python"), "-m", "pip", "install", "--no-input", "--quiet", `checkov==${version}`);
    if (installed.stderr.toString().includes("No matching distribution found"))
      throw new ConfigurationError(
        `${settingPrefix}checkov-version: got ${version}, which the package index does not have for this Python`,
      );
    refuseFailure(`pip install checkov==${version}`, installed);
    await takePlace(made, venv);
    await writeFile(complete, "");
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  return command;
}

/** On a machine without a runner, where programs keep what they can make again. */
function cacheFolder({ RUNNER_TOOL_CACHE, XDG_CACHE_HOME, HOME }: Environment): string {
  if (RUNNER_TOOL_CACHE !== undefined && RUNNER_TOOL_CACHE !== "") return RUNNER_TOOL_CACHE;
  return join(XDG_CACHE_HOME ?? join(HOME ?? homedir(), ".cache"), "tf-orchestrator");
}

async function checkPython(run: (program: string, ...args: string[]) => Promise<Ran>, settingPrefix: string): Promise<void> {
  const needed = `${settingPrefix}checkov-version needs Python 3.9 or newer with venv (python3 on PATH)`;
  const ran = await run("python3", "-c", CAN_MAKE_VENV).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new ConfigurationError(`${needed}: there is no python3. Install it, or put checkov itself on PATH.`);
  });
  if (ran.exitCode === 0) return;
  const said = ran.stderr.toString().trim().split("\n").at(-1) ?? "";
  throw new ConfigurationError(`${needed}: ${said}. Install it (Debian: python3-venv), or put checkov itself on PATH.`);
}

function refuseFailure(tool: string, { exitCode, stopped, stderr }: Ran): void {
  if (exitCode === 0 && stopped === null) return;
  throw new ToolError(tool, exitCode, stopped ?? stderr.toString().trim().split("\n").slice(-5).join("\n"));
}

/** Another run on this machine may have been faster; what is half there from a broken one goes. */
async function takePlace(made: string, venv: string): Promise<void> {
  try {
    await rename(made, venv);
  } catch {
    if (await isThere(`${venv}.complete`)) return;
    await rm(venv, { recursive: true, force: true });
    await rename(made, venv);
  }
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
