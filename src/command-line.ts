import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { generateKeys } from "./adapters/signing.ts";
import { openTerminalLog } from "./adapters/terminal-log.ts";
import { openWorkTree } from "./adapters/work-tree.ts";
import { createRunDirectory, removeDirectory, sweepLeftovers } from "./adapters/workspace.ts";
import { connectTools, type StoreSettings, type Tools, type ToolSettings } from "./connect.ts";
import { buildReport } from "./domain/build-report.ts";
import { ConfigurationError } from "./domain/errors.ts";
import { createRedactor } from "./domain/redaction.ts";
import type { Report } from "./domain/report.ts";
import { checkStateKeyTemplate, DEFAULT_STATE_KEY } from "./domain/state-key.ts";
import { assess } from "./phases/assess.ts";
import { loadController, type Change, type Controller } from "./phases/change.ts";
import { discoverChange } from "./phases/discover.ts";
import { emptyReport } from "./phases/publish.ts";
import { renderError } from "./render/error.ts";
import { checkLine, discoverLine, headerLine, policyLine } from "./render/log.ts";
import { discoverJson, summaryJson } from "./render/summary-json.ts";
import { discoverTable } from "./render/discovery.ts";
import { resultTable } from "./render/terminal.ts";
import type { ChangedFile, Log } from "./ports.ts";
import { VERSION } from "./version.ts";

/** 0 done, 1 a deployment failed or a gate is closed, 2 wrong usage or configuration. */
export type ExitCode = 0 | 1 | 2;

const OPTIONS = {
  "working-dir": { type: "string", default: "." },
  "controller-dir": { type: "string" },
  "changed-files": { type: "string" },
  account: { type: "string" },
  region: { type: "string" },
  environment: { type: "string" },
  "state-store": { type: "string" },
  "state-key": { type: "string", default: DEFAULT_STATE_KEY },
  "max-parallel": { type: "string" },
  "plugin-mirror": { type: "string" },
  "output-summary": { type: "string" },
  json: { type: "boolean", default: false },
  debug: { type: "boolean", default: false },
  help: { type: "boolean", default: false, short: "h" },
  version: { type: "boolean", default: false },
} as const satisfies ParseArgsOptionsConfig;

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

interface Command {
  summary: string;
  run: (options: Options) => Promise<ExitCode>;
}

const COMMANDS: Record<string, Command> = {
  discover: { summary: "lists the deployments of the changed files, without terraform", run: runDiscover },
  validate: {
    summary: "plans the deployments and judges the plans by every policy",
    run: async (options) => await runPlan("validate", options),
  },
  plan: { summary: "the same, and prints the plans", run: async (options) => await runPlan("plan", options) },
  keygen: { summary: "makes the pair of keys that signs and verifies records", run: runKeygen },
};

const HELP = `tf-orchestrator ${VERSION}: runs Terraform for many deployments, each with its own state

usage: tf-orchestrator COMMAND [options]

commands
${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join("\n")}

options
  --working-dir DIR       source files, the work tree as it is (default: this folder)
  --controller-dir DIR    Terraform code, policies and accounts.yaml (default: the working folder)
  --changed-files "A B"   only these files (default: every tfvars)
  --account --region --environment NAME
                          only deployments that match
  --state-store STORE     s3://BUCKET or file:DIR (default: file:.tf-orchestrator in the controller folder)
  --state-key TEMPLATE    default ${DEFAULT_STATE_KEY}
  --max-parallel N        how many deployments run at once
  --plugin-mirror DIR     folder with a mirror of providers (default: found)
  --output-summary FILE   writes the result as JSON
  --json                  prints the result as JSON
  --debug                 prints terraform's output, and stack traces of errors
`;

/** Runs one command. Errors are printed, never thrown. */
export async function runCommandLine(args: readonly string[]): Promise<ExitCode> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
    if (values.version) return print(VERSION);
    const [name, ...rest] = positionals;
    if (values.help || name === undefined) return print(HELP, name === undefined && !values.help ? 2 : 0);
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined || rest.length > 0)
      throw new ConfigurationError(`${[name, ...rest].join(" ")}: no such command, expected one of ${Object.keys(COMMANDS).join(", ")}`);
    return await command.run(values);
  } catch (error) {
    process.stderr.write(`${renderError(error, { redact: createRedactor([]), debug: args.includes("--debug") })}\n`);
    return isUsage(error) ? 2 : 1;
  }
}

function isUsage(error: unknown): boolean {
  return (
    error instanceof ConfigurationError ||
    (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))
  );
}

function print(text: string, code: ExitCode = 0): ExitCode {
  process.stdout.write(`${text.trimEnd()}\n`);
  return code;
}

async function runDiscover(options: Options): Promise<ExitCode> {
  const log = openTerminalLog(process.stderr, { live: false, groups: false });
  const found = await discoverWith(options, await connectWorkTree(options, log, "", new AbortController().signal), log);
  const json = discoverJson(found.deployments);
  if (options["output-summary"] !== undefined) await writeFile(options["output-summary"], `${JSON.stringify(json, null, 2)}\n`);
  print(options.json ? JSON.stringify(json, null, 2) : discoverTable(found.deployments));
  return found.ok ? 0 : 2;
}

async function runPlan(phase: "validate" | "plan", options: Options): Promise<ExitCode> {
  const log = openTerminalLog(process.stderr, { live: process.stderr.isTTY && process.env.CI === undefined, groups: options.debug });
  await sweepLeftovers(tmpdir(), new Date());
  const runDirectory = await createRunDirectory(tmpdir());
  try {
    const connected = await connectWorkTree(options, log, runDirectory, cancellation());
    const found = await discoverWith(options, connected, log);
    if (!found.ok) return 2;
    const report = await planned(phase, found.change, connected);
    log.close();
    return await tell(report, options);
  } finally {
    log.close();
    await removeDirectory(runDirectory);
  }
}

interface Connected {
  tools: Tools;
  controller: Controller;
  log: Log;
  signal: AbortSignal;
}

async function connectWorkTree(options: Options, log: Log, runDirectory: string, signal: AbortSignal): Promise<Connected> {
  checkStateKeyTemplate(options["state-key"]);
  const controllerDirectory = resolve(options["controller-dir"] ?? options["working-dir"]);
  const settings: ToolSettings = {
    runDirectory,
    store: storeSettings(options["state-store"], controllerDirectory),
    maxParallel: parallelOf(options["max-parallel"]),
    planTimeoutMs: 30 * 60_000,
    lockTimeout: "300s",
    terraformVersion: null,
    terraformDownloadUrl: "",
    opaVersion: null,
    opaDownloadUrl: "",
    pluginMirror: options["plugin-mirror"] ?? null,
    goGc: 400,
    passEnvironment: Object.keys(process.env).filter((name) => name.startsWith("TF_VAR_")),
    environment: process.env,
    sessionName: "tf-orchestrator-cli",
    webIdentityToken: null,
    log,
    signal,
  };
  return { tools: connectTools(settings), controller: await loadController(openWorkTree(controllerDirectory)), log, signal };
}

async function discoverWith(options: Options, { tools, controller }: Connected, log: Log) {
  const changed = options["changed-files"]?.split(/\s+/).filter((path) => path !== "");
  return await discoverChange({
    controller,
    source: {
      tree: openWorkTree(resolve(options["working-dir"])),
      changed: changed?.map((path): ChangedFile => ({ path: path.replace(/^\.\//, ""), status: "modified" })) ?? null,
      repository: null,
      controllerRepository: null,
    },
    parse: await tools.parseTfvars(),
    stateKeyTemplate: options["state-key"],
    filters: { account: options.account ?? null, region: options.region ?? null, environment: options.environment ?? null },
    log,
  });
}

async function planned(phase: "validate" | "plan", change: Change, { tools, controller, log, signal }: Connected): Promise<Report> {
  const raw = emptyReport(
    { repository: null, pullRequest: null, headSha: null, environment: null, branch: null, filesUrl: null },
    { version: VERSION, runUrl: null },
    phase,
  );
  log.line(headerLine(VERSION, phase, raw.subject));
  log.line(discoverLine(change.deployments, null));
  log.line(checkLine(change.findings));
  if (change.deployments.length === 0) return { ...raw, phase };
  const [terraform, { policies }] = await Promise.all([tools.terraform(controller), tools.policies(controller)]);
  const assessment = await assess(change, controller, {
    terraform,
    policies,
    clock: tools.clock,
    log,
    maxParallel: tools.maxParallel,
    signal,
  });
  const report = buildReport(
    {
      ...raw,
      phase,
      verdict: assessment.verdict,
      results: assessment.planned.map(({ result }) => result),
      checks: assessment.checks,
      policy: assessment.policy,
      terraformVersion: assessment.terraformVersion,
      durationMs: tools.clock.elapsed(),
    },
    createRedactor(assessment.secrets),
  );
  log.line(policyLine(report));
  return report;
}

async function tell(report: Report, options: Options): Promise<ExitCode> {
  const json = `${JSON.stringify(summaryJson(report), null, 2)}\n`;
  if (options["output-summary"] !== undefined) await writeFile(options["output-summary"], json);
  if (options.json) print(json);
  else
    print(
      [
        ...(report.phase === "plan" ? report.results.map(({ deployment, output }) => `${deployment.id}\n${output}`) : []),
        resultTable(report, process.stdout.isTTY ? process.stdout.columns : 0),
      ].join("\n"),
    );
  return report.verdict === "failed" ? 1 : 0;
}

async function runKeygen(): Promise<ExitCode> {
  const { signingKey, verifyKey } = generateKeys();
  return await Promise.resolve(
    print(`signing key (secret of the controller repository):
  ${signingKey}
verify key (a variable is enough):
  ${verifyKey}

store them:
  gh secret set TF_ORCHESTRATOR_SIGNING_KEY --repo OWNER/CONTROLLER --body '${signingKey}'
  gh variable set TF_ORCHESTRATOR_VERIFY_KEY --repo OWNER/CONTROLLER --body '${verifyKey}'
`),
  );
}

function storeSettings(store: string | undefined, controllerDirectory: string): StoreSettings {
  if (store === undefined) return { kind: "file", directory: resolve(controllerDirectory, ".tf-orchestrator") };
  if (store.startsWith("file:") && store.length > 5) return { kind: "file", directory: resolve(store.slice(5)) };
  const bucket = /^s3:\/\/([a-z0-9{][a-z0-9._{}-]{1,80})$/.exec(store)?.[1];
  if (bucket === undefined) throw new ConfigurationError(`--state-store: got ${JSON.stringify(store)}, expected s3://BUCKET or file:DIR`);
  return { kind: "s3", bucket, region: process.env.AWS_REGION ?? "us-east-1", kmsKey: null };
}

function parallelOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d?$/.test(text))
    throw new ConfigurationError(`--max-parallel: got ${JSON.stringify(text)}, expected a whole number from 1 to 99`);
  return Number(text);
}

function cancellation(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return controller.signal;
}
