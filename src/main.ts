import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as core from "@actions/core";
import { ACTION_PHASES } from "./phases/index.ts";
import { openActionsLog } from "./adapters/terminal/actions-log.ts";
import { useProxies } from "./adapters/proxies.ts";
import { createRunDirectory, erroredStates, removeDirectory, sweepLeftovers, unfinishedStates } from "./adapters/terraform/workspace.ts";
import { ConfigurationError, messageOf } from "./domain/model/errors.ts";
import { createRedactor } from "./domain/report/redaction/redactor.ts";
import { masksOf } from "./domain/report/redaction/masks.ts";
import { phaseOf, type EventPayload } from "./domain/run/request.ts";
import { telemetrySecrets } from "./domain/telemetry/settings.ts";
import type { Attributes } from "./domain/telemetry/span.ts";
import { checkStateKeyTemplate } from "./domain/controller/state-key.ts";
import { parseInputs, readRunner, type Runner } from "./inputs.ts";
import { openSession } from "./doors/session.ts";
import { openTelemetry } from "./doors/telemetry.ts";
import type { Log } from "./ports/log.ts";
import { traceLine } from "./render/terminal/log.ts";
import { POST_STEP } from "./post-step.ts";

const RUN_DIRECTORY = "run-directory";

/** The step itself. Its state tells the post step what it is, and what it may have to clean. */
export async function runMainStep(): Promise<void> {
  core.saveState(POST_STEP, "true");
  const cancelling = new AbortController();
  await run(cancelling).catch((error: unknown) => core.setFailed(createRedactor([])(messageOf(error))));
  // A request that nobody waits for any more, such as one to a store that does not answer, would hold us.
  if (cancelling.signal.aborted) process.exit();
}

/** After the job's last step, however this one ended. */
export function runPostStep(): void {
  try {
    cleanUp();
  } catch (error) {
    core.warning(messageOf(error));
  }
}

/**
 * Starts: reads inputs, connects adapters, runs one phase, publishes.
 * @param cancelling Is aborted by the first signal to stop.
 */
async function run(cancelling: AbortController): Promise<void> {
  useProxies(process.env);
  const runner = readRunner(process.env, process.cwd(), tmpdir());
  const inputs = parseInputs(core.getInput);
  const keys = [
    inputs.githubToken,
    inputs.sourceToken,
    inputs.controllerToken,
    inputs.signingKey ?? "",
    inputs.app?.privateKey ?? "",
    ...inputs.notificationSecrets.values(),
    ...telemetrySecrets(runner.environment),
  ];
  // A key of several lines would be hidden as a whole only, and a log is read line by line.
  for (const text of new Set([...keys, ...masksOf(keys)])) if (text !== "") core.setSecret(text);
  checkStateKeyTemplate(inputs.stateKey);
  const event = await readEvent(runner);
  const name = inputs.phase === "auto" ? phaseOf(event) : inputs.phase;
  const phase = ACTION_PHASES[name];

  sweepLeftovers(runner.tempDirectory, new Date());
  const runDirectory = createRunDirectory(runner.tempDirectory);
  core.saveState(RUN_DIRECTORY, runDirectory);
  const log = openActionsLog();
  abortOnSignal(cancelling, log);
  const telemetry = openTelemetry(runner.environment, log);
  if (telemetry.traceId !== null) log.line(traceLine(telemetry.traceId));
  let succeeded = false;
  try {
    succeeded = await phase(
      openSession({ inputs: { ...inputs, phase: name }, runner, event, runDirectory, log, telemetry, signal: cancelling.signal }),
    );
  } finally {
    await telemetry.end({ phase: name, succeeded, attributes: attributesOf(runner), hurried: cancelling.signal.aborted });
  }
  cleanUp(runDirectory);
  if (!succeeded) process.exitCode = core.ExitCode.Failure;
}

/** By the conventions of OpenTelemetry for continuous delivery. */
function attributesOf({ repository, runId, runAttempt, serverUrl }: Runner): Attributes {
  return {
    "cicd.pipeline.run.id": `${runId}-${runAttempt}`,
    ...(runId === 0 ? {} : { "cicd.pipeline.run.url.full": `${serverUrl}/${repository}/actions/runs/${runId}` }),
  };
}

/** Removes what the run left, also from the post step when the run was killed. A state that could not be stored is kept and named. */
function cleanUp(runDirectory = core.getState(RUN_DIRECTORY)): void {
  if (runDirectory === "") return;
  for (const state of unfinishedStates(runDirectory))
    core.warning(`the run was ended while terraform worked on ${state}: its state lock may be left, and the next run will say whose it is`);
  const states = erroredStates(runDirectory);
  if (states.length === 0) {
    removeDirectory(runDirectory);
    return;
  }
  core.error(`terraform could not store ${states.length} state(s); they are kept on this runner: ${states.join(", ")}`);
}

/** One abort for the first signal; a second one ends us at once, as people expect. */
function abortOnSignal(controller: AbortController, log: Log): void {
  const stop = (signal: NodeJS.Signals) => {
    log.warning(`${signal}: every running terraform is asked to stop and to free its state lock; nothing new is started`);
    controller.abort();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

async function readEvent(runner: Runner): Promise<EventPayload> {
  if (runner.eventPath === null) return { name: runner.eventName, payload: {} };
  const text = await readFile(runner.eventPath, "utf8");
  try {
    return { name: runner.eventName, payload: JSON.parse(text) as unknown };
  } catch {
    throw new ConfigurationError(`GITHUB_EVENT_PATH: ${runner.eventPath} holds no JSON`);
  }
}
