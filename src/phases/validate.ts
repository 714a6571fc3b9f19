import type { Account } from "../domain/model/deployment.ts";
import type { ChangedFile } from "../domain/model/source-tree.ts";
import { RefusedError } from "../domain/model/errors.ts";
import { FROM_FORK } from "../domain/model/gate.ts";
import { PLAN_AGAIN } from "../domain/gates/apply.ts";
import { buildRecord, type FullRecord } from "../domain/evidence/record.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { masksOf } from "../domain/report/redaction/masks.ts";
import type { PullRequestRequest } from "../domain/run/request.ts";
import type { Durations } from "../domain/run/durations.ts";
import type { Report } from "../domain/report/report.ts";
import { checkLine, discoverLine, phaseLines, verdictLine } from "../render/terminal/log.ts";
import type { Log } from "../ports/log.ts";
import type { CheckRun, Label, PullRequest } from "../ports/pull-requests.ts";
import type { Verifier } from "../ports/signing.ts";
import type { ParseTfvars, SourceTree } from "../ports/source.ts";
import { modelAdvice, type AdvicePorts } from "../steps/model-advice.ts";
import { changedFilesOf } from "../steps/changed-files.ts";
import { assessDeployments, assessmentOf, type AssessPorts, type PlannedChange } from "../steps/assess.ts";
import { approvalsOfValidation } from "../steps/approval-rules.ts";
import { concurrentWith, tellConcurrent } from "../steps/concurrent.ts";
import { readDependencies, tellAwaited, type DependsPorts } from "../steps/depends.ts";
import { findingsOf, keptPlansOf, recordedOf } from "../steps/recorded.ts";
import { loadChange, secretsOf, type Change, type Controller } from "../steps/change.ts";
import { keepPlanDurations, planDurations } from "../steps/durations.ts";
import { openReuse, type ReuseQuestion, type ReuseSettings } from "../steps/reuse.ts";
import { starterOf } from "../steps/run-starts.ts";
import { problemsOfController } from "../steps/proposed-controller.ts";
import { filesLeft } from "../steps/removed.ts";
import { emptyReport, publish, subjectOf, type Begin, type Judged, type Outcome, type PublishPorts } from "../reporting/publish.ts";
import type { RunIdentity } from "../domain/run/identity.ts";

export interface ValidatePorts extends PublishPorts, DependsPorts, AdvicePorts {
  /** Who started the run. */
  actor: string;
  openSource(sha: string): Promise<SourceTree>;
  /** Of a run that was shared out among runners: what the pull request changes. */
  knownChange?: readonly ChangedFile[];
  controller(): Promise<Controller>;
  parseTfvars: ParseTfvars;
  /** Asks terraform's version ahead. */
  askTool(): void;
  /** How plans of earlier validations may stand for new ones; null: not at all. */
  reuse: (ReuseSettings & { verifier: Verifier }) | null;
  /** Opens terraform and the policies. `role`: what is planned for somebody to review, in a run that may also apply. */
  assessPorts(controller: Controller, role?: "plan"): Promise<{ ports: AssessPorts; policySha256: string }>;
}

const VERDICT_LABELS: readonly Label[] = ["opa-passed", "opa-failed", "opa-override"];

/** Plans everything a pull request changes, judges the plans and reports it there. What the event said is a hint: the API decides. */
export async function validate(request: PullRequestRequest, identity: RunIdentity, ports: ValidatePorts): Promise<Outcome> {
  const pull = await pullAsAsked(request, ports);
  return await publish(pull, identity, "validate", ports, async (begin) =>
    loadValidation(pull, begin, identity, ports, async (validation) =>
      concludeValidation(validation, await assessValidation(validation, identity, ports), identity, ports),
    ),
  );
}

/** The pull request as it is now, whatever the event said of it. */
export async function pullAsAsked({ headShaHint }: PullRequestRequest, { pullRequests, log }: ValidatePorts): Promise<PullRequest> {
  const pull = await pullRequests.get();
  if (headShaHint !== null && headShaHint !== pull.headSha) {
    log.line(`the event was about ${headShaHint.slice(0, 7)}; the head is ${pull.headSha.slice(0, 7)} by now, and that is what counts`);
  }
  return pull;
}

/** A change that is to be planned: nothing stands in its way before terraform. */
export interface Validation {
  /** Its base is the environment's branch. */
  pull: PullRequest;
  controller: Controller;
  change: Change;
  tools: Opened["tools"];
  /** How long plans took so far. */
  durations: Durations;
  /** With what is known before terraform. */
  report: Report;
}

/**
 * Takes the old verdict away, reads the change and checks it.
 * @param go Is called with a change that is to be planned. Without one the answer is known before.
 */
export async function loadValidation(
  pull: PullRequest,
  begin: Begin,
  identity: RunIdentity,
  ports: ValidatePorts,
  go: (validation: Validation) => Promise<Judged>,
): Promise<Judged> {
  const { pullRequests, log } = ports;
  if (pull.merged) return mergedAlready(pull, identity, log);
  if (pull.state !== "open") throw new RefusedError("the pull request is closed", "Reopen it, or open a new one.");
  // The old verdict must be gone before anything that goes wrong is told: as a label, and as a record.
  const [, opened] = await both(pullRequests.labels({ add: [], remove: VERDICT_LABELS }), openChange(pull, begin, identity, ports));
  const queued: CheckRun = {
    headSha: pull.headSha,
    status: "queued",
    title: "Queued",
    summary: "The controller has taken it on.",
    annotations: [],
  };
  const work = async () => {
    const validation = await checkChange(pull, opened, begin, identity, ports);
    return "change" in validation ? await go(validation) : validation;
  };
  // Writes to GitHub are paced: terraform does not wait for them.
  const [judged] = await both(work(), pullRequests.checkRun(queued));
  // They may not have been needed.
  await opened.tools.catch(() => undefined);
  return judged;
}

/** What both have come to. Neither outlives the other, also when one fails. @throws what the first one threw, else the second. */
async function both<First, Second>(first: Promise<First>, second: Promise<Second>): Promise<[First, Second]> {
  const [one, other] = await Promise.allSettled([first, second]);
  if (one.status === "rejected") throw one.reason;
  if (other.status === "rejected") throw other.reason;
  return [one.value, other.value];
}

export interface Opened {
  controller: Controller;
  tools: ReturnType<ValidatePorts["assessPorts"]>;
  /** What it changes against a base. */
  load: (of: PullRequest) => Promise<Change>;
  /** Against the base that it has now. */
  change: Change;
}

/** What was planned, and by which rules it was judged. */
export interface Assessed extends PlannedChange {
  policySha256: string;
}

/** Reads the change and begins. @throws RefusedError for a fork, before any of its commits is fetched. */
export async function openChange(pull: PullRequest, begin: Begin, identity: RunIdentity, ports: ValidatePorts): Promise<Opened> {
  refuseFork(pull);
  ports.askTool();
  const [controller, source] = await Promise.all([ports.controller(), ports.openSource(pull.headSha)]);
  // terraform takes its time to start: meanwhile the change is read and the store asked.
  const tools = ports.assessPorts(controller);
  tools.catch(() => undefined);
  const load = async (of: PullRequest): Promise<Change> =>
    await loadChange(source, controller, ports.parseTfvars, {
      changed: await changedFilesOf(of, ports),
      stateKeyTemplate: identity.stateKeyTemplate,
      repository: of.repository.fullName,
      controllerRepository: identity.controllerRepository,
      oneEnvironment: true,
      base: async () => await ports.openSource((await ports.pullRequests.mergeBase(of)).mergeBase),
    });
  const change = await load(pull);
  ports.log.mask(masksOf(secretsOf(change)));
  await begin(accountsOf(change, controller));
  return { controller, tools, load, change };
}

/** Where records of the head may lie: when its files, or the controller's, let no deployment be told any more, in any account. */
function accountsOf({ deployments, findings }: Change, { settings }: Controller): Account[] {
  if (deployments.length > 0) return deployments.map(({ account }) => account);
  return findings.some(({ level }) => level === "deny") ? [...settings.accounts] : [];
}

function refuseFork(pull: PullRequest): void {
  if (pull.fork) throw new RefusedError(FROM_FORK.reason, FROM_FORK.remedy);
}

/** A merged pull request keeps its verdict, with its comment, check run and label: the apply asks for it. */
function mergedAlready(pull: PullRequest, identity: RunIdentity, log: Log): Judged {
  const refusal = { reasons: ["the pull request is merged already"], remedy: PLAN_AGAIN };
  log.line(verdictLine(["refused", ...refusal.reasons]));
  const report: Report = { ...emptyReport(subjectOf(pull, null, identity), identity, "validate"), verdict: "refused", refusal };
  return { report, record: null, findings: [], deployments: [], secrets: [], silent: true };
}

/** Aims the change at its environment's branch and says what the checks before terraform find. Returns a verdict where nothing is to be planned. */
async function checkChange(
  pull: PullRequest,
  { controller, tools, load, change: first }: Opened,
  begin: Begin,
  identity: RunIdentity,
  ports: ValidatePorts,
): Promise<Validation | Judged> {
  const { log } = ports;
  const aimed = await aim(pull, first, identity, ports);
  // Against another base the same head changes other files.
  const change = aimed === pull ? first : await load(aimed);
  await begin(accountsOf(change, controller));
  const report = await reportBefore(aimed, change, identity, ports);
  const stop = (verdict: "failed" | "empty"): Judged => ({
    report: { ...report, verdict },
    record: null,
    findings: [],
    deployments: change.deployments,
    secrets: secretsOf(change),
    identities: change.identities,
  });
  if (change.findings.some(({ level }) => level === "deny")) return stop("failed");
  if (change.controllerFiles.length > 0) return await judgeController(aimed, change, controller, report, ports);
  if (change.environment === null) return stop("empty");
  if (change.environment.branch !== aimed.baseRef)
    throw new RefusedError(
      `against ${aimed.baseRef} the environment is ${change.environment.name}, whose branch is ${change.environment.branch}`,
      "Change the base by hand, or make one pull request for each environment.",
    );
  warnOfOneRole(change, log);
  return { pull: aimed, controller, change, tools, durations: await planDurations(change.deployments, ports.storeFor), report };
}

/** What is told of a change in any case, and the first lines of the log. */
export async function reportBefore(pull: PullRequest, change: Change, identity: RunIdentity, ports: ValidatePorts): Promise<Report> {
  const subject = subjectOf(pull, change.environment, identity);
  for (const line of phaseLines(identity, "validate", subject)) ports.log.line(line);
  ports.log.line(discoverLine(change.deployments, change.changedFiles));
  ports.log.line(checkLine(change.findings));
  return { ...emptyReport(subject, identity, "validate"), checks: change.findings, ...(await filesLeft(change, ports)) };
}

/** Plans the deployments of the change. What comes back can be written down: one runner may have planned them, or many. */
export async function assessValidation(
  { pull, change, controller, tools, durations }: Omit<Validation, "report">,
  identity: RunIdentity,
  ports: ValidatePorts,
): Promise<Assessed> {
  const { ports: assessPorts, policySha256 } = await tools;
  const starter = starterOf(identity, pull, "validate", ports.actor);
  const reuse = await reuseOf({ pull, change, controller }, { assessPorts, policySha256 }, identity, ports);
  const onBehalf = { starter, claimant: pull.repository, durations };
  return { ...(await assessDeployments(change, controller, onBehalf, { ...assessPorts, ...reuse })), policySha256 };
}

/** What was planned becomes one verdict and one record. */
export async function concludeValidation(
  { pull, controller, change, report }: Pick<Validation, "pull" | "controller" | "change" | "report">,
  assessed: Assessed,
  identity: RunIdentity,
  ports: ValidatePorts,
): Promise<Judged> {
  const assessment = assessmentOf(assessed, change, controller.settings);
  // It takes its time, so it is asked before the pull request is looked at for the last time.
  const advice = await modelAdvice(assessment, ports);
  const took = assessment.planned.flatMap(({ result: { status, deployment, reusedFrom, durationMs: ms } }) =>
    status === "planned" && reusedFrom === undefined ? [{ deployment, ms }] : [],
  );
  const recorded = recordedOf(assessment, change);
  const recordFor = (of: PullRequest) => recordOf(of, recorded, assessed.policySha256, identity, ports.clock.now());
  const [now, awaited, concurrent, approvals] = await Promise.all([
    refuseMoved(pull, ports),
    readDependencies(pull, null, ports),
    concurrentWith(change.deployments, ports),
    // Without rules nobody asks what they would say of a thousand deployments.
    assessment.verdict === "passed" && controller.settings.approvalRules.length > 0
      ? approvalsOfValidation(recordFor(pull), pull, controller.settings, change.environment, ports)
      : null,
    keepPlanDurations(took, ports.storeFor),
  ]);
  const dependsOn = await tellAwaited(pull, awaited, ports.log, ports);
  await tellConcurrent(pull, concurrent, createRedactor(assessment.secrets, change.identities), ports);
  return {
    report: {
      ...report,
      verdict: assessment.verdict,
      checks: assessment.checks,
      ...(concurrent.length === 0 ? {} : { concurrent }),
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
      ...(advice === null ? {} : { advice }),
      ...(approvals === null ? {} : { approvalsNeeded: approvals }),
      results: assessment.planned.map(({ result }) => result),
      policy: assessment.policy,
      tool: assessment.tool,
    },
    record: recordFor(now),
    findings: findingsOf(assessment),
    deployments: change.deployments,
    kept: keptPlansOf(assessment),
    secrets: assessment.secrets,
    identities: change.identities,
  };
}

/** Plans of earlier validations, where they may stand for new ones. */
async function reuseOf(
  about: Pick<ReuseQuestion, "pull" | "change" | "controller">,
  { assessPorts, policySha256 }: { assessPorts: AssessPorts; policySha256: string },
  { version }: RunIdentity,
  ports: ValidatePorts,
): Promise<Pick<AssessPorts, "reuse">> {
  if (ports.reuse === null || ports.signer === null) return {};
  const { verifier, ...settings } = ports.reuse;
  const { terraform } = assessPorts;
  const reuse = await openReuse({ ...about, policySha256, terraform, version, settings }, { ...ports, verifier });
  if (!about.change.deployments.every((deployment) => reuse.mayHave(deployment))) await terraform.prepare();
  return { reuse };
}

/** What nobody has reviewed should not be planned with a role that may change things. */
function warnOfOneRole({ deployments }: Change, log: Log): void {
  const names = new Set(deployments.flatMap(({ account }) => (account.planRoleArn === null ? [account.name] : [])));
  if (names.size > 0)
    log.warning(`no plan_role_arn in accounts.yaml for ${[...names].join(", ")}: unreviewed files are planned with the rights that apply`);
}

/** A change of the controller's own files: read as it would be, judged by the rules as they are. */
async function judgeController(
  pull: PullRequest,
  { controllerFiles: files }: Change,
  { settings }: Controller,
  report: Report,
  ports: ValidatePorts,
): Promise<Judged> {
  const problems = await problemsOfController(await ports.openSource(pull.headSha));
  await refuseMoved(pull, ports);
  return {
    report: {
      ...report,
      verdict: problems.length === 0 ? "passed" : "failed",
      // What is wrong stands in the files of the head.
      subject: { ...report.subject, branch: pull.baseRef, controllerFilesUrl: report.subject.filesUrl },
      checks: [...report.checks, ...problems],
      controllerChange: { files, approvals: settings.controllerApprovals },
    },
    record: null,
    findings: [],
    deployments: [],
    secrets: [],
  };
}

/** The base must be the environment's branch before anybody reviews. Returns the pull request as it is then. */
async function aim(pull: PullRequest, { environment }: Change, identity: RunIdentity, ports: ValidatePorts): Promise<PullRequest> {
  if (environment === null || pull.baseRef === environment.branch) return pull;
  if (!identity.retarget)
    throw new RefusedError(
      `the pull request is against ${pull.baseRef}, but the branch of ${environment.name} is ${environment.branch}`,
      `Change its base to ${environment.branch}.`,
    );
  ports.log.line(`base       changed from ${pull.baseRef} to ${environment.branch}, the branch of ${environment.name}`);
  await ports.pullRequests.retarget(environment.branch);
  return await ports.pullRequests.get();
}

/** A head or base that moved while we planned has a run of its own; this one's verdict would speak for something else. */
async function refuseMoved(pull: PullRequest, ports: ValidatePorts): Promise<PullRequest> {
  const now = await ports.pullRequests.get();
  if (now.headSha !== pull.headSha)
    throw new RefusedError(
      `the head moved from ${pull.headSha.slice(0, 7)} to ${now.headSha.slice(0, 7)} while it was planned`,
      "Nothing to do: the newer push has a run of its own.",
    );
  if (now.baseRef !== pull.baseRef)
    throw new RefusedError(
      `the base changed from ${pull.baseRef} to ${now.baseRef} while it was planned`,
      "Run it again for the new base.",
    );
  if (now.merged) throw new RefusedError("the pull request was merged while it was planned", PLAN_AGAIN);
  if (now.state !== "open") throw new RefusedError("the pull request was closed while it was planned", "Reopen it.");
  return now;
}

function recordOf(
  pull: PullRequest,
  recorded: ReturnType<typeof recordedOf>,
  policySha256: string,
  identity: RunIdentity,
  issuedAt: Date,
): FullRecord {
  return buildRecord({
    repository: pull.repository,
    pullRequest: pull.number,
    headSha: pull.headSha,
    baseRef: pull.baseRef,
    baseSha: pull.baseSha,
    ...recorded,
    policySha256,
    run: { id: identity.runId, attempt: identity.runAttempt },
    controllerSha: identity.controllerSha,
    issuedAt,
  });
}
