import { tmpdir, userInfo } from "node:os";
import { resolve } from "node:path";
import { userAtHost } from "../adapters/user-at-host.ts";
import { openTerminalLog, type TerminalLog } from "../adapters/terminal/terminal-log.ts";
import { openWorkTree } from "../adapters/source/work-tree.ts";
import { createRunDirectory, erroredStates, removeDirectory, sweepLeftovers } from "../adapters/terraform/workspace.ts";
import { openTelemetry } from "../doors/telemetry.ts";
import { connectTools, type StoreSettings, type Tools, type ToolSettings } from "../doors/connect.ts";
import { ConfigurationError, messageOf } from "../domain/model/errors.ts";
import { TOOL_NAMES, toolProblem } from "../domain/model/tool.ts";
import { OPA_DOWNLOAD_URL, TERRAFORM_DOWNLOAD_URL, TOFU_DOWNLOAD_URL } from "../domain/run/download-urls.ts";
import type { RunStarter } from "../domain/state/run-start.ts";
import type { Report } from "../domain/report/report.ts";
import { checkStateKeyTemplate } from "../domain/controller/state-key.ts";
import type { AuditFrame } from "../steps/audit.ts";
import { loadController, type Change, type Controller } from "../steps/change.ts";
import { emptyReport } from "../reporting/publish.ts";
import { traceLine } from "../render/terminal/log.ts";
import type { Log } from "../ports/log.ts";
import type { Telemetry } from "../ports/telemetry.ts";
import { VERSION } from "../version.ts";
import { selected } from "./selection.ts";
import type { ExitCode, OptionName, Options } from "./options.ts";

/** The doors to the outside of one command. */
export interface Connected {
  tools: Tools;
  controller: Controller;
  log: TerminalLog;
  telemetry: Telemetry;
  signal: AbortSignal;
  /** Finds and checks the deployments that the options select. */
  change: (which?: { orphans: boolean }) => Promise<{ change: Change; ok: boolean }>;
}

/** Runs a command with everything it needs, and cleans up behind it. */
export async function connected(
  options: Options,
  { quiet = false, role = "apply", runsTerraform = true }: { quiet?: boolean; role?: ToolSettings["role"]; runsTerraform?: boolean },
  run: (connection: Connected) => Promise<ExitCode>,
): Promise<ExitCode> {
  const live = !quiet && process.stderr.isTTY && process.env.CI === undefined;
  const log = openTerminalLog(process.stderr, { live, groups: options.debug });
  const cancelled = cancellation(runsTerraform ? log : null);
  sweepLeftovers(tmpdir(), new Date());
  const runDirectory = createRunDirectory(tmpdir());
  const telemetry = openTelemetry(process.env, log);
  if (!quiet && telemetry.traceId !== null) log.line(traceLine(telemetry.traceId));
  let succeeded = false;
  try {
    const code = await run(await connect(options, { role, log, telemetry, runDirectory, signal: cancelled.signal }));
    succeeded = code === 0;
    return cancelled.code() ?? code;
  } catch (error) {
    const code = cancelled.code();
    if (code === null) throw error;
    log.warning(messageOf(error));
    return code;
  } finally {
    await telemetry.end({ phase: null, succeeded, attributes: {}, hurried: cancelled.signal.aborted });
    log.close();
    cancelled.stopListening();
    cleanUp(runDirectory, log);
  }
}

/** A state that could not be stored is kept and named, never removed with the rest. */
function cleanUp(runDirectory: string, log: Log): void {
  const states = erroredStates(runDirectory);
  if (states.length === 0) removeDirectory(runDirectory);
  else log.warning(`terraform could not store ${states.length} state(s); they are kept here: ${states.join(", ")}`);
}

async function connect(
  options: Options,
  given: Pick<Connected, "log" | "telemetry" | "signal"> & Pick<ToolSettings, "role" | "runDirectory">,
): Promise<Connected> {
  const { log, telemetry, signal } = given;
  checkStateKeyTemplate(options["state-key"], "--state-key");
  const controllerDirectory = resolve(options["controller-dir"] ?? options["working-dir"]);
  const settings: ToolSettings = {
    ...given,
    store: storeSettings(options["state-store"], controllerDirectory),
    maxParallel: parallelOf(options["max-parallel"]),
    planTimeoutMs: 30 * 60_000,
    lockTimeout: lockTimeoutOf(options),
    ...toolSettings(options),
    terraformDownloadUrl: TERRAFORM_DOWNLOAD_URL,
    tofuDownloadUrl: TOFU_DOWNLOAD_URL,
    opaVersion: versionOf("opa-version", options),
    opaDownloadUrl: OPA_DOWNLOAD_URL,
    checkovVersion: versionOf("checkov-version", options),
    pluginMirror: options["plugin-mirror"] ?? null,
    settingPrefix: "--",
    goGc: 400,
    passEnvironment: Object.keys(process.env).filter((name) => name.startsWith("TF_VAR_")),
    environment: process.env,
    sessionName: "tf-orchestrator-cli",
    webIdentityToken: null,
    now: () => new Date(),
  };
  const tools = connectTools(settings);
  const controller = await loadController(openWorkTree(controllerDirectory), process.env.CI === undefined ? "everything" : "readable");
  return { tools, controller, log, telemetry, signal, change: async (which) => await selected(options, tools, controller, log, which) };
}

/** A report that is about a folder and no pull request. */
export function folderReport(phase: Report["phase"]): Report {
  const subject = {
    repository: null,
    pullRequest: null,
    headSha: null,
    environment: null,
    branch: null,
    filesUrl: null,
    controllerFilesUrl: null,
  };
  return emptyReport(subject, { version: VERSION, runUrl: null }, phase);
}

/** Who stands in the audit records of a command. */
export function auditFrame(options: Options): AuditFrame {
  return { run: { id: null, attempt: null, actor: userName() }, pullRequest: null, version: VERSION, lockDays: lockDaysOf(options) };
}

/** Who stands in the start records of a command. */
export function localStarter(action: string): RunStarter {
  return { action, run: null, repository: null, pull_request: null, who: userAtHost(), host: userAtHost() };
}

/** `--audit-lock-days`; null: not locked. */
export function lockDaysOf({ "audit-lock-days": text }: Options): number | null {
  return text === undefined ? null : wholeNumber("audit-lock-days", text, MOST_LOCK_DAYS);
}

/** Ten years. */
const MOST_LOCK_DAYS = 3650;

/** Who runs the command; null in a container whose user has no name. */
export function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? null;
  }
}

/** `--lock-timeout`, as terraform takes it. */
export function lockTimeoutOf(options: Options): string {
  const text = options["lock-timeout"];
  if (!/^\d{1,5}[sm]$/.test(text))
    throw new ConfigurationError(`--lock-timeout: got ${JSON.stringify(text)}, expected seconds or minutes such as 300s or 5m`);
  return text;
}

/** `--state-store` */
export function storeSettings(store: string | undefined, controllerDirectory: string): StoreSettings {
  if (store === undefined) return { kind: "file", directory: resolve(controllerDirectory, ".tf-orchestrator") };
  if (store.startsWith("file:") && store.length > 5) return { kind: "file", directory: resolve(store.slice(5)) };
  const bucket = /^s3:\/\/([a-z0-9{][a-z0-9._{}-]{1,80})$/.exec(store)?.[1];
  if (bucket === undefined) throw new ConfigurationError(`--state-store: got ${JSON.stringify(store)}, expected s3://BUCKET or file:DIR`);
  return { kind: "s3", bucket, region: process.env.AWS_REGION ?? "us-east-1", kmsKey: null };
}

function parallelOf(text: string | undefined): number | null {
  return text === undefined ? null : wholeNumber("max-parallel", text, MOST_AT_ONCE);
}

const MOST_AT_ONCE = 100;

/** @throws ConfigurationError below 1 and above `most`. */
export function wholeNumber(option: OptionName, text: string, most: number): number {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > most)
    throw new ConfigurationError(`--${option}: got ${JSON.stringify(text)}, expected a whole number from 1 to ${most}`);
  return Number(text);
}

/** `--tool`; the parser has refused other words. */
export function toolOf({ tool }: Options): ToolSettings["tool"] {
  return TOOL_NAMES.find((name) => name === tool) ?? "auto";
}

/** The tool and which version of it to fetch. */
function toolSettings(options: Options): Pick<ToolSettings, "tool" | "terraformVersion" | "tofuVersion"> {
  const tool = toolOf(options);
  const [terraformVersion, tofuVersion] = [versionOf("terraform-version", options), versionOf("tofu-version", options)];
  const problem = toolProblem(tool, { terraform: terraformVersion, tofu: tofuVersion }, "--");
  if (problem !== null) throw new ConfigurationError(problem);
  return { tool, terraformVersion, tofuVersion };
}

/** null: the program on PATH. */
function versionOf(option: "terraform-version" | "tofu-version" | "opa-version" | "checkov-version", options: Options): string | null {
  const text = options[option];
  if (text !== undefined && !/^\d+\.\d+\.\d+(?:-[a-z0-9.]+)?$/.test(text))
    throw new ConfigurationError(`--${option}: got ${JSON.stringify(text)}, expected a version such as 1.11.4`);
  return text ?? null;
}

/** One abort for the first signal; a second one ends us at once, as people expect. @param log Is told what is waited for; null: nothing is. */
function cancellation(log: Log | null): { signal: AbortSignal; code: () => 129 | 130 | 143 | null; stopListening: () => void } {
  const controller = new AbortController();
  let code: 129 | 130 | 143 | null = null;
  const stopListening = () => {
    for (const name of SIGNALS) process.removeListener(name, stop);
  };
  const stop = (name: (typeof SIGNALS)[number]) => {
    stopListening();
    code = SIGNAL_CODES[name];
    log?.warning("stopping: every running terraform frees its lock first");
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, stop);
  return { signal: controller.signal, code: () => code, stopListening };
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** As shells have it: 128 and the signal's number. */
const SIGNAL_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const satisfies Record<(typeof SIGNALS)[number], ExitCode>;
