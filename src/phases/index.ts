import { resolve } from "node:path";
import * as core from "@actions/core";
import type { PhaseName } from "../domain/run/phase-names.ts";
import { ConfigurationError, messageOf } from "../domain/model/errors.ts";
import type { Share } from "../domain/drift/queue.ts";
import { isAllClean } from "../domain/drift/report.ts";
import { parseHandRequest } from "../domain/run/hand-request.ts";
import { parseIssueComment, parseRequest, splitName } from "../domain/run/request.ts";
import { applyMerged } from "./apply.ts";
import { conclude } from "./conclude.ts";
import { destroyByHand } from "./destroy.ts";
import { discoverChange } from "./discover.ts";
import { dispatchEvent } from "./dispatch.ts";
import { examine } from "./doctor.ts";
import { driftOutputs } from "./drift.ts";
import { mergeReviewed } from "./merge.ts";
import { openPullRequestFor } from "./open-pr.ts";
import { writeReport } from "./report.ts";
import { split } from "./split.ts";
import { work } from "./work.ts";
import { filesBelow } from "../doors/files-below.ts";
import { reconcileAsAsked } from "./reconcile.ts";
import { rollBackByHand } from "./rollback.ts";
import { storesIn } from "../steps/evidence.ts";
import { learnRisk } from "../steps/risk.ts";
import type { Controller } from "../steps/change.ts";
import { riskEvaluation } from "../render/terminal/risk.ts";
import { runFrame } from "../steps/audit-frame.ts";
import { millisecondsOf } from "../steps/unlock.ts";
import { validate } from "./validate.ts";
import { jobMatrix } from "../render/json/discovery.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { cleanUp } from "../steps/cleanup.ts";
import { renderCheckup } from "../render/markdown/checkup.ts";
import { renderCleanup } from "../render/markdown/cleanup.ts";
import { renderToday } from "../render/markdown/today.ts";
import { cleanupTable } from "../render/terminal/cleanup.ts";
import { discoverJson } from "../render/json/summary.ts";
import { VERSION } from "../version.ts";
import type { Session } from "../doors/session.ts";
import {
  applyInputs,
  applyPorts,
  byHandPorts,
  driftLook,
  fleetPorts,
  isAboutPullRequest,
  mergePorts,
  PUSHED,
  sourceOfDiscovery,
  validatePorts,
} from "./given.ts";
import { finish, summariseDrift, tellOfDrift, writeSarif } from "./outputs.ts";

/** What the action does for each phase. Says whether the run may end green. */
export const ACTION_PHASES: Record<PhaseName, (session: Session) => Promise<boolean>> = {
  "open-pr": async (session) => {
    const { inputs, runner, log } = session;
    const numbers = await openPullRequestFor(session.event.payload, {
      split: inputs.split,
      branches: session.ownBranches,
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
    core.setOutput("pull-request", numbers.join(" "));
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
    const [identity, ports] = await Promise.all([session.identity(), validatePorts(session, request)]);
    return await finish(await validate(request, identity, ports), session);
  },
  merge: async (session) => {
    const { mergeMethod: method, auditLockDays, lockTimeout } = session.inputs;
    const [identity, ports] = await Promise.all([session.identity(), mergePorts(session, parseRequest(session.event))]);
    const how = { method, auditLockDays, lockTimeoutMs: millisecondsOf(lockTimeout) };
    return await finish(await mergeReviewed(how, identity, ports), session);
  },
  apply: async (session) => {
    const [identity, ports] = await Promise.all([session.identity(), applyPorts(session, parseRequest(session.event))]);
    return await finish(await applyMerged(applyInputs(session), identity, ports), session);
  },
  split: async (session) => {
    const request = parseRequest(session.event);
    const { runners, deploymentsPerRunner } = session.inputs;
    const [identity, ports] = await Promise.all([session.identity(), fleetPorts(session, request)]);
    const { outcome, parts } = await split({ runners, deploymentsPerRunner, apply: applyInputs(session) }, request, identity, ports);
    core.setOutput("parts", parts.length);
    core.setOutput("matrix", JSON.stringify({ include: parts.map((deployments, index) => ({ part: index + 1, deployments })) }));
    return parts.length > 0 || (await finish(outcome, session));
  },
  work: async (session) => {
    const request = parseRequest(session.event);
    const { part } = session.inputs;
    if (part === null) throw new ConfigurationError("part: missing, expected the part of the output matrix that this runner does");
    const [identity, ports] = await Promise.all([session.identity(), fleetPorts(session, request)]);
    return await work(part, applyInputs(session), request, identity, ports);
  },
  conclude: async (session) => {
    const request = parseRequest(session.event);
    const [identity, ports] = await Promise.all([session.identity(), fleetPorts(session, request)]);
    return await finish(await conclude(applyInputs(session), request, identity, ports), session);
  },
  discover: async (session) => {
    const request = isAboutPullRequest(session.event) ? parseRequest(session.event) : null;
    const found = await discoverChange({
      controller: await session.controller(),
      source: await sourceOfDiscovery(session, request),
      parse: session.tools().parseTfvars,
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
    const share = shareOf(inputs);
    const report = await look({ environment: inputs.environment, only: null, share }, null);
    const { drifted, clean } = driftOutputs(report);
    core.setOutput("drifted", drifted);
    core.setOutput("clean", clean);
    const findings = report.results.flatMap((result) => result.findings.map((finding) => ({ finding, file: result.file ?? "" })));
    await writeSarif(findings, inputs, runner);
    // One that looks at a share leaves the telling to the one that follows all of them.
    const problems = await (share === null ? tellOfDrift(report, session) : summariseDrift(report, session).then(() => []));
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
    // Before records go that it can learn from.
    if (controller.settings.risk === true && !inputs.dryRun) await learnFromHistory(controller, session);
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

/** Keeps what the audit records tell of risks. It only helps to estimate: what goes wrong is a warning. */
async function learnFromHistory({ settings: { accounts } }: Controller, { signer, log, tools }: Session): Promise<void> {
  if (signer === null) {
    log.warning("risk: policy.yaml wants it, but this job has no signing-key: nothing is learnt from the audit records");
    return;
  }
  const { storeFor, clock } = tools();
  try {
    const { model, evaluation } = await learnRisk(await storesIn(accounts, storeFor), { signer, clock });
    for (const line of riskEvaluation(evaluation).split("\n")) log.line(line);
    log.line(`risk       ${model.useful ? "learnt" : "nothing learnt"} from ${evaluation.records} applies`);
  } catch (error) {
    log.warning(`risk: nothing is learnt from the audit records: ${messageOf(error)}`);
  }
}

/** @throws ConfigurationError for a share that there is not: nobody would look at what it should have been. */
function shareOf({ part, runners }: Session["inputs"]): Share | null {
  if (part !== null && part > runners)
    throw new ConfigurationError(`part: got ${part}, expected 1 to ${runners}, as many as the input runners says`);
  return part === null ? null : { part, of: runners };
}
