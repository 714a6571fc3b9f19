// What each phase is given of a session.
import type { RunIdentity } from "../domain/run/identity.ts";
import type { DriftReport } from "../domain/drift/report.ts";
import { splitName, type EventPayload, type PullRequestRequest } from "../domain/run/request.ts";
import type { ApplyInputs, ApplyMergedPorts } from "./apply-gate.ts";
import type { ByHandPorts } from "./by-hand.ts";
import { findDrift, type DriftPhasePorts } from "./drift.ts";
import type { FleetPhasePorts } from "./fleet.ts";
import type { MergePorts } from "./merge.ts";
import type { Controller } from "../steps/change.ts";
import { changedFilesOf } from "../steps/changed-files.ts";
import type { DriftQuestion } from "../steps/drift.ts";
import { runFrame } from "../steps/audit-frame.ts";
import { remediate, type RemediatePorts } from "../steps/remediate.ts";
import { openRiskModels, type RiskModelOf } from "../steps/risk.ts";
import { starterOfRun } from "../steps/run-starts.ts";
import { unlockState } from "../steps/unlock.ts";
import type { ValidatePorts } from "./validate.ts";
import { openAdviser } from "../doors/adviser.ts";
import type { Session } from "../doors/session.ts";

/** A push belongs to no pull request yet. */
export const PUSHED = {
  kind: "pull-request",
  action: "validate",
  pullRequest: 0,
  headShaHint: null,
  runIdHint: null,
  actorHint: null,
  commentId: null,
} as const;

export async function validatePorts(session: Session, request: PullRequestRequest): Promise<ValidatePorts> {
  const { log, signal, runs, runner, inputs, verifier } = session;
  const tools = session.tools();
  // Whoever asks by a comment, or for the same run again, wants to know how it is now.
  const anew = request.commentId !== null || runner.runAttempt > 1;
  const mayReuse = request.action === "validate" && inputs.reusePlansMs > 0;
  return {
    pullRequests: await session.pullRequests(request),
    pullRequestOf: async (name, number) => await session.pullRequests({ ...request, repository: splitName(name), pullRequest: number }),
    reuse: !mayReuse || verifier === null ? null : { verifier, maxAgeMs: inputs.reusePlansMs, anew },
    openSource: async (sha) => await session.source(request, sha),
    controller: session.controller,
    parseTfvars: tools.parseTfvars,
    askTool: tools.askTool,
    assessPorts: async (controller, role) => {
      const [terraform, { policies, sha256 }, cost] = await Promise.all([
        tools.terraform(controller, role, mayReuse ? "needed" : "now"),
        tools.policies(controller),
        tools.cost(controller),
      ]);
      return {
        ports: {
          terraform,
          policies,
          ...cost,
          ...riskOf(controller, session),
          clock: tools.clock,
          log,
          maxParallel: tools.maxParallel,
          storeFor: tools.storeFor,
          runs,
          signal,
        },
        policySha256: sha256,
      };
    },
    adviser: openAdviser(inputs, runner.environment, tools.keysOf),
    signal,
    storeFor: tools.storeFor,
    actor: runner.actor,
    signer: session.signer,
    clock: tools.clock,
    log,
    notifications: session.notifications,
  };
}

/** What says how likely applies fail; nothing where the controller does not want it, or nobody could believe it. */
function riskOf({ settings }: Controller, { verifier, log, tools }: Session): { risk?: RiskModelOf } {
  if (settings.risk !== true || verifier === null) return {};
  const { storeFor, clock } = tools();
  return { risk: openRiskModels({ storeFor, verifier, clock, log }) };
}

export function applyInputs({ inputs }: Session): ApplyInputs {
  const { rollback: recovery, verify, backupRetentionDays, auditRetentionDays, auditLockDays, planMatch } = inputs;
  return { recovery, verify, backupDays: backupRetentionDays, auditDays: auditRetentionDays, auditLockDays, planMatch };
}

export async function fleetPorts(session: Session, request: PullRequestRequest): Promise<FleetPhasePorts> {
  return { ...(await applyPorts(session, request)), controllerAt: session.controllerAt };
}

export async function applyPorts(session: Session, request: PullRequestRequest): Promise<ApplyMergedPorts & ValidatePorts> {
  const { verifier, sleep, signal, runner, runs } = session;
  const { commentId } = request;
  return {
    ...(await validatePorts(session, request)),
    verifier,
    sleep,
    signal,
    actor: runner.actor,
    commentId,
    rollouts: {
      runs,
      // What nobody has asked for by a comment, and nobody sent for another wave, is the beginning.
      wave: request.wave ?? (commentId === null ? 1 : null),
      dispatch: async (type, payload) => {
        await (await session.controllerRepository()).dispatch(type, payload);
      },
    },
  };
}

export async function mergePorts(session: Session, request: PullRequestRequest): Promise<MergePorts> {
  const { verifier, runner, explain, runs } = session;
  const ports = await validatePorts(session, request);
  return {
    ...ports,
    verifier,
    explain,
    runs,
    actor: runner.actor,
    controllerRepository: await session.controllerRepository(),
    unlock: async (id, deployments, frame) =>
      await unlockState(id, deployments, null, { storeFor: ports.storeFor, clock: ports.clock, runs, frame }),
  };
}

export function byHandPorts(session: Session): ByHandPorts {
  const { log, signal, runs, runner, sleep, controller, ownRun } = session;
  const tools = session.tools();
  const { clock, storeFor, parseTfvars, maxParallel } = tools;
  return {
    ownRun,
    controller,
    storeFor,
    parseTfvars,
    pullRequestsOn: async (name, paths) => await (await session.repository(name)).openPullRequestsOn(paths),
    assessPorts: async (given) => {
      const [terraform, { policies }] = await Promise.all([tools.terraform(given), tools.policies(given)]);
      return { ports: { terraform, policies, clock, log, maxParallel, storeFor, runs, signal } };
    },
    sleep,
    clock,
    log,
    actor: runner.actor,
    notifications: session.notifications,
  };
}

export function isAboutPullRequest({ name }: EventPayload): boolean {
  return ["pull_request", "repository_dispatch", "pull_request_review", "issue_comment", "merge_group"].includes(name);
}

/** A pull request's head with its changed files; for other events every tfvars of this repository. */
export async function sourceOfDiscovery(session: Session, request: PullRequestRequest | null) {
  const { controllerName } = session;
  if (request === null)
    return { tree: await session.controllerTree(), changed: null, repository: controllerName, controllerRepository: controllerName };
  const pullRequests = await session.pullRequests(request);
  const pull = await pullRequests.get();
  return {
    tree: await session.source(request, pull.headSha),
    changed: await changedFilesOf(pull, { pullRequests, openSource: async (sha) => await session.source(request, sha) }),
    repository: pull.repository.fullName,
    controllerRepository: controllerName,
  };
}

/** Who asked for something to be put right, and how. */
interface AskedRemedy {
  mode: "all";
  /** A login. */
  by: string;
}

/** Opens what a look for drift needs, once for all looks of the run. */
export async function driftLook(
  session: Session,
): Promise<(question: Pick<DriftQuestion, "environment" | "only" | "share">, asked: AskedRemedy | null) => Promise<DriftReport>> {
  const { inputs, log, signal } = session;
  const tools = session.tools();
  const controller = await session.controller();
  const [identity, terraform, { policies }] = await Promise.all([
    session.identity(),
    tools.terraform(controller),
    tools.policies(controller),
  ]);
  return async (question, asked) =>
    await findDrift({ ...question, budgetMs: inputs.driftBudgetMs, stateKeyTemplate: inputs.stateKey }, controller, identity, {
      ...tools,
      terraform,
      policies,
      log,
      signal,
      openBranch: session.branch,
      remediate: remediator(session, controller, identity, policies, asked),
    });
}

/**
 * How this run puts drift right; null: no environment of the controller wants that. Nothing is opened with the apply role before.
 * @param asked null: nobody did; it is as the environment wants it.
 */
function remediator(
  session: Session,
  controller: Controller,
  identity: RunIdentity,
  policies: RemediatePorts["policies"],
  asked: AskedRemedy | null,
): DriftPhasePorts["remediate"] {
  if (asked === null && [...controller.settings.environments.values()].every(({ drift }) => drift.remediate === "none")) return null;
  const { inputs, log, signal, runs, runner, sleep } = session;
  const tools = session.tools();
  const { rollback, backupRetentionDays: backupDays, auditRetentionDays: auditDays, auditLockDays: lockDays } = inputs;
  const actor = asked?.by ?? runner.actor;
  let terraform: ReturnType<typeof tools.terraform> | undefined;
  return async (looked, state) =>
    await remediate(
      looked,
      state,
      controller,
      {
        stateKeyTemplate: inputs.stateKey,
        asked: asked?.mode ?? null,
        // The look that follows proves it.
        how: { recovery: rollback, verify: false, backupDays, auditDays },
        frame: runFrame(identity, { actor, lockDays }),
        starter: starterOfRun(identity, "remediate", actor),
      },
      {
        parseTfvars: tools.parseTfvars,
        policies,
        terraform: async () => await (terraform ??= tools.terraform(controller, "apply")),
        storeFor: tools.storesAs("apply"),
        pullRequestsOn: async (name, paths) => await (await session.repository(name)).openPullRequestsOn(paths),
        clock: tools.clock,
        log,
        signal,
        runs,
        sleep,
        maxParallel: () => 1,
      },
    );
}
