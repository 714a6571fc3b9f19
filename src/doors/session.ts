import { join, resolve } from "node:path";
import { userAtHost } from "../adapters/user-at-host.ts";
import { setTimeout as sleep } from "node:timers/promises";
import * as core from "@actions/core";
import { describePolicies } from "../adapters/policies/bundled.ts";
import { openCommit, remoteHead } from "../adapters/source/git-objects.ts";
import { installationAccess, installationToken } from "../adapters/github/app.ts";
import { openGitHubCheckup } from "../adapters/github/checkup.ts";
import { branchHead, defaultBranchHead, openRepository } from "../adapters/github/repository.ts";
import { openGitHubClock, type GitHubClock } from "../adapters/github/clock.ts";
import { hearServerTime } from "../adapters/github/server-time.ts";
import { connectGitHub, type GitHub } from "../adapters/github/client.ts";
import { openIssues } from "../adapters/github/issues.ts";
import { openOwnRun } from "../adapters/github/own-run.ts";
import { openRuns } from "../adapters/github/runs.ts";
import { openBranches } from "../adapters/github/branches.ts";
import type { Branches } from "../ports/branches.ts";
import { openPullRequest } from "../adapters/github/pull-requests.ts";
import { openSigner, openVerifier, verifyKeyOf } from "../adapters/signing.ts";
import { openSender } from "../adapters/chat/send.ts";
import { proxyAgents } from "../adapters/proxies.ts";
import { openWorkTree } from "../adapters/source/work-tree.ts";
import { readAsset } from "../assets.ts";
import { openCheckup, type Checkup } from "./checkup.ts";
import { connectTools, snsEndpointOf, type Tools, type ToolSettings } from "./connect.ts";
import { builtInRule, type BuiltInRule } from "../domain/report/built-in-rules.ts";
import { ConfigurationError, RefusedError } from "../domain/model/errors.ts";
import { phaseOf, type EventPayload, type PullRequestRequest } from "../domain/run/request.ts";
import type { Inputs, Runner } from "../inputs.ts";
import { loadController, type Controller } from "../steps/change.ts";
import type { Log } from "../ports/log.ts";
import type { Notifications } from "../ports/notifications.ts";
import type { Issues } from "../ports/issues.ts";
import type { PullRequests } from "../ports/pull-requests.ts";
import type { Repository } from "../ports/repository.ts";
import type { OwnRun } from "../ports/own-run.ts";
import type { Runs } from "../ports/runs.ts";
import type { Signer, Verifier } from "../ports/signing.ts";
import type { SourceTree } from "../ports/source.ts";
import type { Telemetry } from "../ports/telemetry.ts";
import { VERSION } from "../version.ts";
import type { RunIdentity } from "../domain/run/identity.ts";

export interface SessionSettings {
  inputs: Inputs;
  runner: Runner;
  event: EventPayload;
  runDirectory: string;
  log: Log;
  telemetry: Telemetry;
  signal: AbortSignal;
}

/** One run of the action: what it was given, and the doors to the outside, each opened when it is first used. */
export interface Session extends SessionSettings {
  tools: () => Tools;
  identity: () => Promise<RunIdentity>;
  pullRequests: (request: PullRequestRequest) => Promise<PullRequests>;
  /** A commit of the source repository. */
  source: (request: PullRequestRequest, sha: string) => Promise<SourceTree>;
  /** The newest commit of a source repository's branch. @param repository `owner/name` */
  branch: (repository: string, branch: string) => Promise<SourceTree>;
  /** Whom notifications.yaml names, and the way to them; null: it names nobody, or cannot be read. */
  notifications: () => Promise<Notifications | null>;
  /** Issues that tell of drift. */
  driftIssues: () => Promise<Issues>;
  /** `owner/name` of the controller. */
  controllerName: string;
  controllerTree: () => Promise<SourceTree>;
  controller: () => Promise<Controller>;
  /** The controller at a commit that another runner of this run has read. @throws RefusedError where only a checkout of another commit is there. */
  controllerAt: (sha: string) => Promise<Controller>;
  controllerRepository: () => Promise<Repository>;
  /** The repository whose workflow runs. */
  ownRepository: () => Promise<Repository>;
  /** Its branches. */
  ownBranches: () => Promise<Branches>;
  /** @param name `owner/name` of a source repository. */
  repository: (name: string) => Promise<Repository>;
  /** What the phase `doctor` looks at. */
  checkup: () => Checkup;
  runs: Runs;
  /** What GitHub says of this run. */
  ownRun: OwnRun;
  signer: Signer | null;
  verifier: Verifier | null;
  sleep: (ms: number) => Promise<void>;
  /** What a bundled rule wants; null: there is no such rule. */
  explain: (rule: string) => Promise<{ title: string; lines: string[] } | null>;
}

export function openSession(given: SessionSettings): Session {
  const { inputs, runner, runDirectory, signal } = given;
  const settings = { ...given, gitHubClock: openGitHubClock((message) => given.log.warning(message)) };
  const { app } = inputs;
  const controllerName = inputs.controllerRepository ?? runner.repository;
  const tools = once(() => connectTools(toolSettings(settings)));
  const sourceToken = once(async (repository: string) => await tokenFor(repository, inputs.sourceToken, settings));
  const controllerToken = once(async () =>
    inputs.controllerRepository === null && inputs.app === null
      ? inputs.githubToken
      : await tokenFor(controllerName, inputs.controllerToken, settings),
  );
  const controllerUrl = `${runner.serverUrl}/${controllerName}.git`;
  const controllerHead = async () => {
    const token = await controllerToken();
    if (inputs.phase !== "work") return await defaultBranchHead(gitHub(settings, token), controllerName);
    // There may be hundreds of them: what each asks GitHub's API is asked hundreds of times.
    const [sha] = await Promise.all([
      remoteHead({ url: controllerUrl, token }, runner.environment, signal),
      hearServerTime(controllerUrl, settings.gitHubClock),
    ]);
    return sha;
  };
  const controllerSha = once(async () => {
    const sha = await controllerHead();
    const began = olderController(runner, controllerName, sha);
    if (began !== null && inputs.controllerDirectory !== null) throw refusedOldCheckout(sha, began);
    return { sha, began };
  });
  const controllerCommit = async (sha: string, into: string): Promise<SourceTree> => {
    const origin = { kind: "fetch" as const, url: controllerUrl, token: await controllerToken(), into: join(runDirectory, into) };
    return await openCommit(origin, sha, runner.environment, signal);
  };
  const controllerTree = once(async () =>
    inputs.controllerDirectory === null
      ? await controllerCommit((await controllerSha()).sha, "controller.git")
      : openWorkTree(resolve(runner.directory, inputs.controllerDirectory)),
  );
  const verifyKey = inputs.verifyKey ?? (inputs.signingKey === null ? null : verifyKeyOf(inputs.signingKey));
  const nameOf = ({ repository: { owner, name } }: PullRequestRequest) => `${owner}/${name}`;
  const commitOf = async (repository: string, sha: string): Promise<SourceTree> => {
    const origin =
      inputs.sourceDirectory === null
        ? {
            kind: "fetch" as const,
            url: `${runner.serverUrl}/${repository}.git`,
            token: await sourceToken(repository),
            into: join(runDirectory, `source-${sha}.git`),
          }
        : { kind: "checkout" as const, directory: resolve(runner.directory, inputs.sourceDirectory) };
    return await openCommit(origin, sha, runner.environment, signal);
  };
  const controller = once(async () => await loadController(await controllerTree(), inputs.redaction));
  const pause = async (ms: number) => {
    await sleep(ms, undefined, { signal });
  };
  const repository = once(async (name: string) => openRepository(gitHub(settings, await sourceToken(name)), name));
  return {
    ...given,
    tools,
    controllerName,
    controllerTree,
    controller,
    controllerAt: async (sha) => {
      const now = (await controllerSha()).sha;
      if (sha === now) return await controller();
      if (inputs.controllerDirectory !== null) throw refusedOldCheckout(now, sha);
      return await loadController(await controllerCommit(sha, `controller-${sha}.git`), inputs.redaction);
    },
    identity: once(async () => {
      const { sha, began } = await controllerSha();
      return {
        stateKeyTemplate: inputs.stateKey,
        retarget: inputs.retarget,
        controllerRepository: controllerName,
        controllerSha: sha,
        controllerBegan: began,
        runRepository: runner.repository,
        host: userAtHost(),
        runId: runner.runId,
        runAttempt: runner.runAttempt,
        runUrl: runner.runId === 0 ? null : `${runner.serverUrl}/${runner.repository}/actions/runs/${runner.runId}`,
        serverUrl: runner.serverUrl,
        traceId: given.telemetry.traceId,
        version: VERSION,
      };
    }),
    pullRequests: async (request) =>
      openPullRequest(
        gitHub(settings, await sourceToken(nameOf(request))),
        request.repository,
        request.pullRequest,
        `${runner.runId}-${runner.runAttempt}`,
      ),
    source: async (request, sha) => await commitOf(nameOf(request), sha),
    branch: async (repository, branch) =>
      await commitOf(repository, await branchHead(gitHub(settings, await sourceToken(repository)), repository, branch)),
    notifications: once(async (): Promise<Notifications | null> => {
      // What is wrong with the controller's files is told where they are needed.
      const read = await controller().then(
        (loaded) => loaded.settings,
        () => null,
      );
      if (read === null || read.notifications.length === 0) return null;
      const now = () => new Date();
      return {
        targets: read.notifications,
        secrets: inputs.notificationSecrets,
        send: openSender({
          userAgent: `tf-orchestrator/${VERSION}`,
          now,
          sns: {
            credentialsFor: async (id, region) => {
              const account = read.accounts.find((one) => one.id === id);
              return account === undefined ? null : await tools().keysOf(account, region);
            },
            endpoint: snsEndpointOf(runner.environment),
            agents: proxyAgents(runner.environment),
          },
        }),
        memoryOf: async (environment) => {
          const account = read.accounts.find((one) => one.environment === environment);
          return account === undefined ? null : await tools().storeFor(account);
        },
        controller: controllerName,
        now,
        sleep: pause,
      };
    }),
    driftIssues: async () => {
      const repository = inputs.driftRepository ?? controllerName;
      const token = inputs.driftRepository === null ? await controllerToken() : await sourceToken(repository);
      return openIssues(gitHub(settings, token), repository);
    },
    controllerRepository: once(async () => openRepository(gitHub(settings, await controllerToken()), controllerName)),
    checkup: once(() =>
      openCheckup(
        {
          inputs,
          runner,
          tools: () => toolSettings(settings),
          appPermissions:
            app === null
              ? null
              : async (repository) => {
                  const { token, permissions } = await installationAccess(app, repository, gitHubSettings(settings));
                  core.setSecret(token);
                  return permissions;
                },
          gitHubOf: async (repository) =>
            openGitHubCheckup(gitHub(settings, repository === controllerName ? await controllerToken() : await sourceToken(repository))),
        },
        () => settings.gitHubClock.now(),
      ),
    ),
    runs: openRuns(async () => gitHub(settings, await controllerToken())),
    // The job's own token may read it; an App need not be allowed to.
    ownRun: openOwnRun(async () => await Promise.resolve(gitHub(settings, inputs.githubToken)), {
      repository: runner.repository,
      id: runner.runId,
    }),
    ownRepository: async () => await repository(runner.repository),
    ownBranches: async () => openBranches(gitHub(settings, await sourceToken(runner.repository)), runner.repository),
    repository,
    signer: inputs.signingKey === null ? null : openSigner(inputs.signingKey),
    verifier: verifyKey === null ? null : openVerifier(verifyKey),
    sleep: pause,
    explain: explainRule,
  };
}

/** What the doors to GitHub share. */
interface Doors extends SessionSettings {
  gitHubClock: GitHubClock;
}

/** Events whose GITHUB_SHA is of the default branch, as it was then. For the others it holds what a pull request proposes. */
const EVENTS_OF_DEFAULT_BRANCH = ["repository_dispatch", "issue_comment", "schedule", "workflow_dispatch"];

/** The controller's commit with which the run began, when it is another one by now: a job that runs again keeps the commit of its first run. */
function olderController({ eventName, repository, sha }: Runner, controllerName: string, now: string): string | null {
  return repository === controllerName && EVENTS_OF_DEFAULT_BRANCH.includes(eventName) && sha !== now ? sha : null;
}

/** A folder that the workflow checked out cannot be brought up to date here. */
function refusedOldCheckout(now: string, began: string): RefusedError {
  return new RefusedError(
    `controller-directory holds the controller as the run found it: the controller is now at ${now.slice(0, 7)}; this run began with ${began.slice(0, 7)}`,
    "Start a new run: comment /tf validate, or /tf apply after the merge.",
  );
}

/** A token of the App's installation on a repository, else the given one. */
async function tokenFor(repository: string, given: string, settings: Doors): Promise<string> {
  const { app } = settings.inputs;
  if (app === null) return given;
  const token = await installationToken(app, repository, gitHubSettings(settings));
  core.setSecret(token);
  return token;
}

function gitHub(settings: Doors, token: string): GitHub {
  return connectGitHub({ ...gitHubSettings(settings), token });
}

function gitHubSettings({ runner, log, telemetry, gitHubClock }: Doors) {
  return {
    apiUrl: runner.apiUrl,
    userAgent: `tf-orchestrator/${VERSION}`,
    warn: (message: string) => log.warning(message),
    clock: gitHubClock,
    telemetry,
  };
}

/** Phases that take the plan roles. */
const READING: readonly string[] = ["validate", "drift", "doctor", "report"];

/** Many runners do together what one does in the phase that the event asks for. */
const SHARED: readonly string[] = ["split", "work", "conclude"];

function toolSettings({ inputs, runner, event, runDirectory, log, telemetry, signal, gitHubClock }: Doors): ToolSettings {
  if (inputs.stateBucket === null && inputs.phase !== "discover" && inputs.phase !== "open-pr" && inputs.phase !== "dispatch")
    throw new ConfigurationError("state-bucket: missing, expected the S3 bucket that holds the states");
  const { maxParallel, planTimeoutMs, lockTimeout, tool, terraformVersion, terraformDownloadUrl, tofuVersion, tofuDownloadUrl } = inputs;
  const { opaVersion, opaDownloadUrl, checkovVersion, pluginMirror, goGc, passEnvironment } = inputs;
  // Named one by one: tokens and the signing key are none of their business.
  return {
    maxParallel,
    planTimeoutMs,
    lockTimeout,
    tool,
    terraformVersion,
    terraformDownloadUrl,
    tofuVersion,
    tofuDownloadUrl,
    opaVersion,
    opaDownloadUrl,
    checkovVersion,
    pluginMirror,
    goGc,
    passEnvironment,
    runDirectory,
    settingPrefix: "",
    log,
    telemetry,
    signal,
    now: () => gitHubClock.now(),
    environment: runner.environment,
    store: {
      kind: "s3",
      bucket: inputs.stateBucket ?? "",
      region: inputs.stateRegion ?? runner.environment.AWS_REGION ?? "us-east-1",
      kmsKey: inputs.stateKmsKey,
    },
    role: READING.includes(SHARED.includes(inputs.phase) ? phaseOf(event) : inputs.phase) ? "plan" : "apply",
    sessionName: `tf-orchestrator-${runner.runId}-${runner.runAttempt}`,
    webIdentityToken: runner.mayAskForToken ? async () => await core.getIDToken("sts.amazonaws.com") : null,
  };
}

async function explainRule(id: string): Promise<{ title: string; lines: string[] } | null> {
  const { rules } = await describePolicies(await readAsset("policies.wasm"));
  const rule: (BuiltInRule & { asked?: "always" | "opt-in" }) | null =
    rules.find((known) => known.id.toLowerCase() === id.toLowerCase()) ?? builtInRule(id);
  if (rule === null) return null;
  return {
    title: `${rule.id}: ${rule.title}`,
    lines: [
      rule.description,
      `What to do: ${rule.remediation}`,
      ...(rule.asked === "opt-in" ? ["It is asked only while opt_in_rules in policy.yaml names it."] : []),
      ...(rule.overridable ? [] : ["It cannot be overridden."]),
    ],
  };
}

/** Opens a door at its first use only; later uses with the same key share it. */
function once<Answer>(open: () => Answer): () => Answer;
function once<Answer>(open: (key: string) => Answer): (key: string) => Answer;
function once<Answer>(open: (key: string) => Answer): (key?: string) => Answer {
  const opened = new Map<string, Answer>();
  return (key = "") => {
    const known = opened.get(key);
    if (known !== undefined) return known;
    const answer = open(key);
    opened.set(key, answer);
    return answer;
  };
}
