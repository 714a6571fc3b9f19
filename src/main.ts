import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as core from "@actions/core";
import { openActionsLog } from "./adapters/actions-log.ts";
import { openCommit } from "./adapters/git-objects.ts";
import { connectGitHub, defaultBranchHead, openPullRequest, type GitHub } from "./adapters/github.ts";
import { openSigner, openVerifier, verifyKeyOf } from "./adapters/signing.ts";
import { openWorkTree } from "./adapters/work-tree.ts";
import { createRunDirectory, erroredStates, removeDirectory, sweepLeftovers } from "./adapters/workspace.ts";
import { connectTools, type Tools } from "./connect.ts";
import { ConfigurationError } from "./domain/errors.ts";
import type { PhaseName } from "./domain/phase-names.ts";
import { checkStateKeyTemplate } from "./domain/state-key.ts";
import { parseRequest, phaseOf, type EventPayload, type PullRequestRequest } from "./domain/request.ts";
import { parseInputs, readRunner, type Inputs, type Runner } from "./inputs.ts";
import { loadController, type Controller } from "./phases/change.ts";
import { applyMerged, type ApplyMergedPorts } from "./phases/apply.ts";
import { discoverChange } from "./phases/discover.ts";
import type { Outcome, RunIdentity } from "./phases/publish.ts";
import { validate, type ValidatePorts } from "./phases/validate.ts";
import { renderJobSummary } from "./render/job-summary.ts";
import { planFiles } from "./render/plan-files.ts";
import { jobMatrix } from "./render/discovery.ts";
import { discoverJson } from "./render/summary-json.ts";
import type { Log, SourceTree } from "./ports.ts";
import { VERSION } from "./version.ts";

const RUN_DIRECTORY = "run-directory";

/** One run of the action: what it was given, and the doors to the outside, each opened when it is first used. */
interface Session {
  inputs: Inputs;
  runner: Runner;
  event: EventPayload;
  runDirectory: string;
  tools: Tools;
  log: Log;
  signal: AbortSignal;
  /** The commit of the controller that judges; asked for once. */
  controllerSha: () => Promise<string>;
}

/** What the action does for each phase, told as the report's outcome. */
const PHASES: Partial<Record<PhaseName, (session: Session) => Promise<boolean>>> = {
  validate: async (session) => {
    const request = parseRequest(session.event);
    return await finish(await validate(request, await identityOf(session), validatePorts(session, request)), session);
  },
  apply: async (session) => {
    const request = parseRequest(session.event);
    const { rollback, verify, backupRetentionDays, planMatch } = session.inputs;
    const how = { recovery: rollback, verify, backupDays: backupRetentionDays, planMatch };
    return await finish(await applyMerged(how, await identityOf(session), applyPorts(session, request)), session);
  },
  discover: async (session) => {
    const request = isAboutPullRequest(session.event) ? parseRequest(session.event) : null;
    const found = await discoverChange({
      controller: await controllerOf(session),
      source: await sourceOfDiscovery(session, request),
      parse: await session.tools.parseTfvars(),
      stateKeyTemplate: session.inputs.stateKey,
      log: session.log,
    });
    core.setOutput("deployments", JSON.stringify(discoverJson(found.deployments).deployments));
    const { left_out: leftOut, ...matrix } = jobMatrix(found.deployments);
    core.setOutput("matrix", JSON.stringify(matrix));
    if (leftOut > 0) session.log.warning(`the matrix holds 256 deployments, GitHub takes no more; ${leftOut} are left out`);
    return found.ok;
  },
};

/** Starts: reads inputs, connects adapters, runs one phase, publishes. */
export async function run(): Promise<void> {
  const runner = readRunner(process.env, process.cwd(), tmpdir());
  const inputs = parseInputs(core.getInput);
  for (const secret of [inputs.githubToken, inputs.sourceToken, inputs.signingKey])
    if (secret !== null && secret !== "") core.setSecret(secret);
  checkStateKeyTemplate(inputs.stateKey);
  const event = await readEvent(runner);
  const name = inputs.phase === "auto" ? phaseOf(event) : inputs.phase;
  const phase = PHASES[name];
  if (phase === undefined)
    throw new ConfigurationError(`phase: ${name} is not part of this version, expected one of ${Object.keys(PHASES).join(", ")}`);

  await sweepLeftovers(runner.tempDirectory, new Date());
  const runDirectory = await createRunDirectory(runner.tempDirectory);
  core.saveState(RUN_DIRECTORY, runDirectory);
  const log = openActionsLog();
  const signal = cancellation(log);
  let sha: Promise<string> | undefined;
  const session: Session = {
    inputs,
    runner,
    event,
    runDirectory,
    tools: connectTools(toolSettings(inputs, runner, runDirectory, log, signal)),
    log,
    signal,
    controllerSha: () => (sha ??= controllerSha(inputs, runner, log)),
  };
  const succeeded = await phase(session);
  await cleanUp(runDirectory);
  if (!succeeded) process.exitCode = core.ExitCode.Failure;
}

/** Removes what the run left, also from the post step when the run was killed. A state that could not be stored is kept and named. */
export async function cleanUp(runDirectory = core.getState(RUN_DIRECTORY)): Promise<void> {
  if (runDirectory === "") return;
  const states = await erroredStates(runDirectory);
  if (states.length === 0) {
    await removeDirectory(runDirectory);
    return;
  }
  core.error(`terraform could not store ${states.length} state(s); they are kept on this runner: ${states.join(", ")}`);
}

/** One abort for the first signal; a second one ends us at once, as people expect. */
function cancellation(log: Log): AbortSignal {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    log.warning(`${signal}: every running terraform is asked to stop and to free its state lock; nothing new is started`);
    controller.abort();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return controller.signal;
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

function toolSettings(
  inputs: Inputs,
  runner: Runner,
  runDirectory: string,
  log: Log,
  signal: AbortSignal,
): Parameters<typeof connectTools>[0] {
  if (inputs.stateBucket === null && inputs.phase !== "discover")
    throw new ConfigurationError("state-bucket: missing, expected the S3 bucket that holds the states");
  return {
    ...inputs,
    runDirectory,
    log,
    signal,
    environment: runner.environment,
    store: {
      kind: "s3",
      bucket: inputs.stateBucket ?? "",
      region: inputs.stateRegion ?? runner.environment.AWS_REGION ?? "us-east-1",
      kmsKey: inputs.stateKmsKey,
    },
    sessionName: `tf-orchestrator-${runner.runId}-${runner.runAttempt}`,
    webIdentityToken: runner.mayAskForToken ? async () => await core.getIDToken("sts.amazonaws.com") : null,
  };
}

async function identityOf({ inputs, runner, controllerSha: sha }: Session): Promise<RunIdentity> {
  return {
    stateKeyTemplate: inputs.stateKey,
    retarget: inputs.retarget,
    controllerRepository: runner.repository,
    controllerSha: await sha(),
    runId: runner.runId,
    runAttempt: runner.runAttempt,
    runUrl: runner.runId === 0 ? null : `${runner.serverUrl}/${runner.repository}/actions/runs/${runner.runId}`,
    serverUrl: runner.serverUrl,
    version: VERSION,
  };
}

function validatePorts(session: Session, request: PullRequestRequest): ValidatePorts {
  const { inputs, tools, log, signal } = session;
  return {
    pullRequests: pullRequestsOf(session, request),
    openSource: async (sha) => await sourceAt(session, request, sha),
    controller: async () => await controllerOf(session),
    parseTfvars: tools.parseTfvars,
    assessPorts: async (controller) => {
      const [terraform, { policies, sha256 }] = await Promise.all([tools.terraform(controller), tools.policies(controller)]);
      return { ports: { terraform, policies, clock: tools.clock, log, maxParallel: tools.maxParallel, signal }, policySha256: sha256 };
    },
    storeFor: tools.storeFor,
    signer: inputs.signingKey === null ? null : openSigner(inputs.signingKey),
    clock: tools.clock,
    log,
  };
}

function applyPorts(session: Session, request: PullRequestRequest): ApplyMergedPorts {
  const { inputs, runner, signal } = session;
  const verifyKey = inputs.verifyKey ?? (inputs.signingKey === null ? null : verifyKeyOf(inputs.signingKey));
  return {
    ...validatePorts(session, request),
    verifier: verifyKey === null ? null : openVerifier(verifyKey),
    sleep: async (ms) => {
      await sleep(ms, undefined, { signal });
    },
    actor: runner.actor,
    signal,
  };
}

function gitHub(runner: Runner, token: string, log: Log): GitHub {
  return connectGitHub({ apiUrl: runner.apiUrl, token, userAgent: `tf-orchestrator/${VERSION}`, warn: (message) => log.warning(message) });
}

function pullRequestsOf({ inputs, runner, log }: Session, request: PullRequestRequest) {
  return openPullRequest(
    gitHub(runner, inputs.sourceToken, log),
    request.repository,
    request.pullRequest,
    `${runner.runId}-${runner.runAttempt}`,
  );
}

async function sourceAt({ inputs, runner, runDirectory, signal }: Session, request: PullRequestRequest, sha: string): Promise<SourceTree> {
  const { owner, name } = request.repository;
  const origin =
    inputs.sourceDirectory === null
      ? {
          kind: "fetch" as const,
          url: `${runner.serverUrl}/${owner}/${name}.git`,
          token: inputs.sourceToken,
          into: join(runDirectory, "source.git"),
        }
      : { kind: "checkout" as const, directory: resolve(runner.directory, inputs.sourceDirectory) };
  return await openCommit(origin, sha, runner.environment, signal);
}

/** Events whose GITHUB_SHA is of the default branch. For the others it holds what a pull request proposes, which must not judge itself. */
const EVENTS_OF_DEFAULT_BRANCH = ["repository_dispatch", "issue_comment", "schedule", "workflow_dispatch"];

/** The controller's own commit: what was merged there. */
async function controllerSha(inputs: Inputs, runner: Runner, log: Log): Promise<string> {
  if (EVENTS_OF_DEFAULT_BRANCH.includes(runner.eventName)) return runner.sha;
  return await defaultBranchHead(gitHub(runner, inputs.githubToken, log), runner.repository);
}

async function controllerTree(session: Session): Promise<SourceTree> {
  const { inputs, runner, runDirectory, signal } = session;
  if (inputs.controllerDirectory !== null) return openWorkTree(resolve(runner.directory, inputs.controllerDirectory));
  const origin = {
    kind: "fetch" as const,
    url: `${runner.serverUrl}/${runner.repository}.git`,
    token: inputs.githubToken,
    into: join(runDirectory, "controller.git"),
  };
  return await openCommit(origin, await session.controllerSha(), runner.environment, signal);
}

async function controllerOf(session: Session): Promise<Controller> {
  return await loadController(await controllerTree(session));
}

function isAboutPullRequest({ name }: EventPayload): boolean {
  return ["pull_request", "repository_dispatch", "pull_request_review", "issue_comment", "merge_group"].includes(name);
}

/** A pull request's head with its changed files; for other events every tfvars of this repository. */
async function sourceOfDiscovery(session: Session, request: PullRequestRequest | null) {
  if (request === null)
    return {
      tree: await controllerTree(session),
      changed: null,
      repository: session.runner.repository,
      controllerRepository: session.runner.repository,
    };
  const pullRequests = pullRequestsOf(session, request);
  const pull = await pullRequests.get();
  return {
    tree: await sourceAt(session, request, pull.headSha),
    changed: await pullRequests.changedFiles(pull),
    repository: pull.repository.fullName,
    controllerRepository: session.runner.repository,
  };
}

/** Job summary, outputs and plan files. Returns whether the run may end green. */
async function finish({ report, record, reportingErrors }: Outcome, { inputs, runner }: Session): Promise<boolean> {
  if (runner.hasSummary) await core.summary.addRaw(renderJobSummary(report)).write();
  const directory = resolve(runner.directory, inputs.plansDirectory);
  await mkdir(directory, { recursive: true });
  for (const [name, contents] of planFiles(report)) await writeFile(join(directory, name), contents);
  const sum = (count: "add" | "change" | "destroy") => report.results.reduce((total, result) => total + result.counts[count], 0);
  core.setOutput("verdict", report.verdict);
  core.setOutput("environment", report.subject.environment ?? "");
  core.setOutput("deployments", JSON.stringify(report.results.map(({ deployment }) => deployment.id)));
  for (const count of ["add", "change", "destroy"] as const) core.setOutput(count, sum(count));
  core.setOutput("findings", JSON.stringify([...report.checks, ...report.results.flatMap(({ findings }) => findings)]));
  core.setOutput("record", record ?? "");
  return (report.verdict === "passed" || report.verdict === "empty") && reportingErrors.length === 0;
}
