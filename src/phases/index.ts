import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as core from "@actions/core";
import type { RunIdentity } from "../domain/run/identity.ts";
import type { PhaseName } from "../domain/run/phase-names.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { isAllClean, type DriftReport } from "../domain/drift/report.ts";
import { numberOfChanges, sumOfCounts } from "../domain/plan/summary.ts";
import { parseHandRequest } from "../domain/run/hand-request.ts";
import { parseIssueComment, parseRequest, splitName, type EventPayload, type PullRequestRequest } from "../domain/run/request.ts";
import { applyMerged, type ApplyInputs, type ApplyMergedPorts } from "./apply.ts";
import type { ByHandPorts } from "./by-hand.ts";
import { conclude } from "./conclude.ts";
import { destroyByHand } from "./destroy.ts";
import { discoverChange } from "./discover.ts";
import { dispatchEvent } from "./dispatch.ts";
import { examine } from "./doctor.ts";
import { driftOutputs, findDrift, type DriftPhasePorts } from "./drift.ts";
import type { FleetPhasePorts } from "./fleet.ts";
import { mergeReviewed, type MergePorts } from "./merge.ts";
import { openPullRequestFor } from "./open-pr.ts";
import { notifyOfDrift } from "../reporting/notify.ts";
import { writeReport } from "./report.ts";
import { split } from "./split.ts";
import { work } from "./work.ts";
import { filesBelow } from "../doors/files-below.ts";
import { reconcileAsAsked } from "./reconcile.ts";
import { rollBackByHand } from "./rollback.ts";
import { tellDrift } from "../reporting/drift-issues.ts";
import type { Outcome } from "../reporting/publish.ts";
import type { Controller } from "../steps/change.ts";
import { changedFilesOf } from "../steps/changed-files.ts";
import type { DriftQuestion } from "../steps/drift.ts";
import { runFrame } from "../steps/audit-frame.ts";
import { remediate, type RemediatePorts } from "../steps/remediate.ts";
import { starterOfRun } from "../steps/run-starts.ts";
import { millisecondsOf, unlockState } from "../steps/unlock.ts";
import { validate, type ValidatePorts } from "./validate.ts";
import { jobMatrix } from "../render/json/discovery.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { cleanUp } from "../steps/cleanup.ts";
import { renderCheckup } from "../render/markdown/checkup.ts";
import { renderCleanup } from "../render/markdown/cleanup.ts";
import { renderDrift } from "../render/markdown/drift.ts";
import { renderJobSummary } from "../render/markdown/job-summary.ts";
import { renderToday } from "../render/markdown/today.ts";
import { planFiles } from "../render/markdown/plan-files.ts";
import { sarifOf, type PlacedFinding } from "../render/json/sarif.ts";
import { cleanupTable } from "../render/terminal/cleanup.ts";
import { discoverJson } from "../render/json/summary.ts";
import { VERSION } from "../version.ts";
import type { Session } from "../doors/session.ts";

/** What the action does for each phase. Says whether the run may end green. */
export const ACTION_PHASES: Record<PhaseName, (session: Session) => Promise<boolean>> = {
  "open-pr": async (session) => {
    const { inputs, runner, log } = session;
    const number = await openPullRequestFor(session.event.payload, {
      repository: await session.ownRepository(),
      controllerRepository: inputs.controllerRepository === null ? null : await session.controllerRepository(),
      openSource: async (sha) => await session.source({ ...PUSHED, repository: splitName(runner.repository) }, sha),
      controller: session.controller,
      parseTfvars: session.tools().parseTfvars,
      log,
      stateKeyTemplate: inputs.stateKey,
      runId: runner.runId,
      actor: runner.actor,
    });
    core.setOutput("pull-request", number ?? "");
    return true;
  },
  dispatch: async (session) => {
    await dispatchEvent(session.event, {
      controllerRepository: await session.controllerRepository(),
      pullRequestsOf: session.pullRequests,
      log: session.log,
      runId: session.runner.runId,
    });
    return true;
  },
  validate: async (session) => {
    const request = parseRequest(session.event);
    return await finish(await validate(request, await session.identity(), await validatePorts(session, request)), session);
  },
  merge: async (session) => {
    const request = parseRequest(session.event);
    return await finish(
      await mergeReviewed(
        {
          method: session.inputs.mergeMethod,
          auditLockDays: session.inputs.auditLockDays,
          lockTimeoutMs: millisecondsOf(session.inputs.lockTimeout),
        },
        await session.identity(),
        await mergePorts(session, request),
      ),
      session,
    );
  },
  apply: async (session) => {
    const request = parseRequest(session.event);
    return await finish(await applyMerged(applyInputs(session), await session.identity(), await applyPorts(session, request)), session);
  },
  split: async (session) => {
    const request = parseRequest(session.event);
    const { runners, deploymentsPerRunner } = session.inputs;
    const { outcome, parts } = await split(
      { runners, deploymentsPerRunner, apply: applyInputs(session) },
      request,
      await session.identity(),
      await fleetPorts(session, request),
    );
    core.setOutput("parts", parts.length);
    core.setOutput("matrix", JSON.stringify({ include: parts.map((deployments, index) => ({ part: index + 1, deployments })) }));
    return parts.length > 0 || (await finish(outcome, session));
  },
  work: async (session) => {
    const request = parseRequest(session.event);
    const { part } = session.inputs;
    if (part === null) throw new ConfigurationError("part: missing, expected the part of the output matrix that this runner does");
    return await work(part, applyInputs(session), request, await session.identity(), await fleetPorts(session, request));
  },
  conclude: async (session) => {
    const request = parseRequest(session.event);
    return await finish(
      await conclude(applyInputs(session), request, await session.identity(), await fleetPorts(session, request)),
      session,
    );
  },
  discover: async (session) => {
    const request = isAboutPullRequest(session.event) ? parseRequest(session.event) : null;
    const found = await discoverChange({
      controller: await session.controller(),
      source: await sourceOfDiscovery(session, request),
      parse: await session.tools().parseTfvars(),
      stateKeyTemplate: session.inputs.stateKey,
      log: session.log,
    });
    core.setOutput("deployments", JSON.stringify(discoverJson(found.deployments).deployments));
    core.setOutput("matrix", JSON.stringify(jobMatrix(found.deployments)));
    return found.ok;
  },
  drift: async (session) => {
    const { inputs, runner } = session;
    const look = await driftLook(session);
    const report = await look({ environment: inputs.environment, only: null }, null);
    const { drifted, clean } = driftOutputs(report);
    core.setOutput("drifted", drifted);
    core.setOutput("clean", clean);
    const findings = report.results.flatMap((result) => result.findings.map((finding) => ({ finding, file: result.file ?? "" })));
    await writeSarif(findings, inputs, runner);
    const problems = await tellOfDrift(report, session);
    return isAllClean(report) && problems.length === 0;
  },
  reconcile: async (session) => {
    const about = parseIssueComment(session.event);
    let look: ReturnType<typeof driftLook> | undefined;
    return await reconcileAsAsked(about, await session.controller(), {
      issues: await session.driftIssues(),
      log: session.log,
      putRight: async (environment, id, by) => await (await (look ??= driftLook(session)))({ environment, only: id }, { mode: "all", by }),
      tell: async (report) => await tellOfDrift(report, session),
    });
  },
  cleanup: async (session) => {
    const { inputs, runner, log, runs, signal } = session;
    const { backupRetentionDays: backupDays, auditRetentionDays: auditDays, auditLockDays: lockDays } = inputs;
    const { storeFor, clock } = session.tools();
    const [identity, controller] = await Promise.all([session.identity(), session.controller()]);
    const report = await cleanUp(
      {
        dryRun: inputs.dryRun,
        retention: { backupDays, auditDays },
        stateKeyTemplate: inputs.stateKey,
        accounts: controller.settings.accounts,
        frame: runFrame(identity, { actor: runner.actor, lockDays }),
      },
      { storeFor, clock, runs, signal },
    );
    const redact = createRedactor([], controller.identities);
    for (const line of redact(cleanupTable(report)).split("\n")) log.line(line);
    if (runner.hasSummary) await core.summary.addRaw(renderCleanup(report, redact)).write();
    return report.problems.length === 0;
  },
  destroy: async (session) => {
    const { inputs } = session;
    const { rollback: recovery, verify, backupRetentionDays: backupDays, auditRetentionDays: auditDays, auditLockDays } = inputs;
    const request = parseHandRequest("destroy", inputs.byHand);
    const how = { recovery, verify, backupDays, auditDays, auditLockDays };
    return await finish(await destroyByHand(request, how, await session.identity(), byHandPorts(session)), session);
  },
  rollback: async (session) => {
    const { auditLockDays, byHand } = session.inputs;
    const request = parseHandRequest("rollback", byHand);
    return await finish(await rollBackByHand(request, { auditLockDays }, await session.identity(), byHandPorts(session)), session);
  },
  report: async (session) => {
    const { inputs, runner, log } = session;
    const { storeFor, clock } = session.tools();
    const { settings, identities } = await session.controller();
    const folder = resolve(runner.directory, inputs.reportDirectory);
    const { files, today } = await writeReport(
      {
        accounts: settings.accounts,
        exceptions: settings.policy.exceptions,
        approvers: settings.approvers,
        stateKeyTemplate: inputs.stateKey,
        redact: createRedactor([], identities),
        serverUrl: runner.serverUrl,
        version: VERSION,
      },
      {
        storeFor,
        clock,
        // From a bundle of its own, which no other phase loads.
        pages: async () => (await import(/* webpackIgnore: true */ "../steps/report-pages.ts")).reportPages,
        write: filesBelow(folder),
      },
    );
    log.line(`report     ${files} files in ${inputs.reportDirectory}`);
    if (runner.hasSummary) await core.summary.addRaw(renderToday(today)).write();
    core.setOutput("report", folder);
    return true;
  },
  doctor: async (session) => {
    const { controllerName, log, runner } = session;
    const controller = await session.controller();
    const found = await examine({
      controllerName,
      controller,
      tool: async () => (await session.tools().terraform(controller)).tool,
      platform: runner.platform,
      checkup: session.checkup(),
      log,
    });
    if (runner.hasSummary) await core.summary.addRaw(renderCheckup(found.lines)).write();
    core.setOutput("summary", JSON.stringify(found));
    return found.healthy;
  },
};

/** Who asked for something to be put right, and how. */
interface AskedRemedy {
  mode: "all";
  /** A login. */
  by: string;
}

/** Opens what a look for drift needs, once for all looks of the run. */
async function driftLook(
  session: Session,
): Promise<(question: Pick<DriftQuestion, "environment" | "only">, asked: AskedRemedy | null) => Promise<DriftReport>> {
  const { inputs, log, signal } = session;
  const tools = session.tools();
  const controller = await session.controller();
  const [identity, parseTfvars, terraform, { policies }] = await Promise.all([
    session.identity(),
    tools.parseTfvars(),
    tools.terraform(controller),
    tools.policies(controller),
  ]);
  return async (question, asked) =>
    await findDrift({ ...question, budgetMs: inputs.driftBudgetMs, stateKeyTemplate: inputs.stateKey }, controller, identity, {
      ...tools,
      parseTfvars,
      terraform,
      policies,
      log,
      signal,
      openBranch: session.branch,
      remediate: remediator(session, controller, identity, { parseTfvars, policies }, asked),
    });
}

/** Telemetry, job summary, issues, notifications. Returns what could not be told in issues. */
async function tellOfDrift(report: DriftReport, session: Session): Promise<string[]> {
  const { inputs, runner, log, controllerName } = session;
  const { accounts, environments } = (await session.controller()).settings;
  session.telemetry.drift(report);
  if (runner.hasSummary) await core.summary.addRaw(renderDrift(report, SUMMARY_CHARACTERS)).write();
  const takesCommands = (inputs.driftRepository ?? controllerName) === controllerName;
  const apart = new Set([...environments.values()].filter(({ drift }) => drift.issues === "deployment").map(({ name }) => name));
  const problems = await tellDrift(report, accounts, { takesCommands, apart }, await session.driftIssues(), log);
  await notifyOfDrift(report, { accounts, environments }, session.notifications, log);
  return problems;
}

/**
 * How this run puts drift right; null: no environment of the controller wants that. Nothing is opened with the apply role before.
 * @param asked null: nobody did; it is as the environment wants it.
 */
function remediator(
  session: Session,
  controller: Controller,
  identity: RunIdentity,
  { parseTfvars, policies }: Pick<RemediatePorts, "parseTfvars" | "policies">,
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
        parseTfvars,
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

/** A job summary takes 1 MiB; a character may take four bytes. */
const SUMMARY_CHARACTERS = 250_000;

/** A push belongs to no pull request yet. */
const PUSHED = {
  kind: "pull-request",
  action: "validate",
  pullRequest: 0,
  headShaHint: null,
  runIdHint: null,
  actorHint: null,
  commentId: null,
} as const;

async function validatePorts(session: Session, request: PullRequestRequest): Promise<ValidatePorts> {
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
      const [terraform, { policies, sha256 }] = await Promise.all([
        tools.terraform(controller, role, mayReuse ? "needed" : "now"),
        tools.policies(controller),
      ]);
      return {
        ports: { terraform, policies, clock: tools.clock, log, maxParallel: tools.maxParallel, storeFor: tools.storeFor, runs, signal },
        policySha256: sha256,
      };
    },
    storeFor: tools.storeFor,
    actor: runner.actor,
    signer: session.signer,
    clock: tools.clock,
    log,
    notifications: session.notifications,
  };
}

function applyInputs({ inputs }: Session): ApplyInputs {
  const { rollback: recovery, verify, backupRetentionDays, auditRetentionDays, auditLockDays, planMatch } = inputs;
  return { recovery, verify, backupDays: backupRetentionDays, auditDays: auditRetentionDays, auditLockDays, planMatch };
}

async function fleetPorts(session: Session, request: PullRequestRequest): Promise<FleetPhasePorts> {
  return { ...(await applyPorts(session, request)), controllerAt: session.controllerAt };
}

async function applyPorts(session: Session, request: PullRequestRequest): Promise<ApplyMergedPorts & ValidatePorts> {
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

async function mergePorts(session: Session, request: PullRequestRequest): Promise<MergePorts> {
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

function byHandPorts(session: Session): ByHandPorts {
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

function isAboutPullRequest({ name }: EventPayload): boolean {
  return ["pull_request", "repository_dispatch", "pull_request_review", "issue_comment", "merge_group"].includes(name);
}

/** A pull request's head with its changed files; for other events every tfvars of this repository. */
async function sourceOfDiscovery(session: Session, request: PullRequestRequest | null) {
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

/** Job summary, outputs and plan files. Returns whether the run may end green. */
async function finish(
  { report, record, silent, reportingErrors }: Outcome,
  { inputs, runner, telemetry, tools }: Session,
): Promise<boolean> {
  if (telemetry.traceId !== null) telemetry.report(report, tools().clock.elapsed());
  if (runner.hasSummary) await core.summary.addRaw(renderJobSummary(report)).write();
  const directory = resolve(runner.directory, inputs.plansDirectory);
  await mkdir(directory, { recursive: true });
  for (const [name, contents] of planFiles(report)) await writeFile(join(directory, name), contents);
  await writeSarif(
    [
      ...report.checks.map((finding) => ({ finding, file: "" })),
      ...report.results.flatMap(({ deployment, findings }) => findings.map((finding) => ({ finding, file: deployment.file }))),
    ],
    inputs,
    runner,
  );
  const counts = sumOfCounts(report.results.map((result) => result.counts));
  core.setOutput("verdict", report.verdict);
  core.setOutput("environment", report.subject.environment ?? "");
  core.setOutput("deployments", JSON.stringify(report.results.map(({ deployment }) => deployment.id)));
  for (const count of ["add", "change", "destroy"] as const) core.setOutput(count, counts[count]);
  core.setOutput("changes", numberOfChanges(counts));
  core.setOutput("findings", JSON.stringify([...report.checks, ...report.results.flatMap(({ findings }) => findings)]));
  core.setOutput("record", record ?? "");
  return (silent || report.verdict === "passed" || report.verdict === "empty") && reportingErrors.length === 0;
}

/** Findings that name no file are of the repository as a whole, which code scanning cannot show. */
async function writeSarif(found: readonly PlacedFinding[], { sarif }: Session["inputs"], runner: Session["runner"]): Promise<void> {
  if (!sarif) return;
  const file = join(runner.directory, "tf-orchestrator.sarif");
  await writeFile(
    file,
    sarifOf(
      found.filter(({ finding, file: of }) => (finding.location?.file ?? of) !== ""),
      VERSION,
    ),
  );
  core.setOutput("sarif", file);
}
