import { buildReport } from "../domain/report/build-report.ts";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import type { Environment } from "../domain/controller/environments.ts";
import { ConfigurationError, messageOf, RefusedError, ToolError } from "../domain/model/errors.ts";
import type { Finding } from "../domain/model/finding.ts";
import { keptPlansFile, keptPlansKey, type VouchedPlan } from "../domain/evidence/kept-plan.ts";
import { commentCopy, findingsKey, recordKey, type FullRecord } from "../domain/evidence/record.ts";
import type { PullRequestPlace } from "../domain/notify/event.ts";
import { isWhole } from "../domain/rollout/view.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import type { Identities } from "../domain/report/redaction/identities.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import type { Report, Subject } from "../domain/report/report.ts";
import { renderAnnotations } from "../render/json/annotations.ts";
import { openComment } from "../render/markdown/comment.ts";
import { policyLine, verdictLine } from "../render/terminal/log.ts";
import { verdictMarkdown, verdictTitle } from "../render/markdown/verdict.ts";
import { notifyOfReport } from "./notify.ts";
import { openAttempt } from "../steps/attempt.ts";
import { byStore, storesIn, storesOf } from "../steps/evidence.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Notifications } from "../ports/notifications.ts";
import type { CheckRun, Label, PullRequest, PullRequests } from "../ports/pull-requests.ts";
import type { Signer } from "../ports/signing.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { RunIdentity } from "../domain/run/identity.ts";

export interface PublishPorts {
  pullRequests: PullRequests;
  storeFor: (account: Account) => Promise<StateStore>;
  /** null: there is no signing key. */
  signer: Signer | null;
  clock: Clock;
  log: Log;
  /** null: nobody is to be told but GitHub. */
  notifications: () => Promise<Notifications | null>;
}

/** What a phase has found out, raw. */
export interface Judged {
  report: Report;
  /** null: there is nothing that a gate could ask for. */
  record: FullRecord | null;
  /** Those that the record has the digest of. */
  findings: readonly Finding[];
  /** Their stores keep the record. */
  deployments: readonly Deployment[];
  /** Plans that the record vouches for; missing: none. */
  kept?: readonly VouchedPlan[];
  /** Literals that nobody outside may see. */
  secrets: readonly Secret[];
  /** How the report may speak of accounts and addresses; strictly, when it was never found out. */
  identities?: Identities;
  /** What went wrong beside the deployments, redacted: it makes the run fail and changes no result. */
  problems?: readonly string[];
  /** It was all said before: the log tells it, the pull request is left as it is. */
  silent?: boolean;
}

/** The end of a run: what was reported, and where reporting itself failed. */
export interface Outcome {
  report: Report;
  /** Nobody asked for anything, so nothing was told and nothing failed. */
  silent: boolean;
  /** Compact JWS. */
  record: string | null;
  reportingErrors: string[];
}

/** Signs in the accounts' stores that a validation begins. `begun`: another runner of this run has done that. */
export type Begin = (accounts: readonly Account[], begun?: boolean) => Promise<void>;

/**
 * Runs the judging and publishes what comes of it: record to the stores, comment, labels, check run. A refusal or a configuration error
 * is published too. A judging that others' verdicts depend on calls `begin` first: from then on an older record does not count. Each piece is tried even when another failed, except the label that opens a gate: that comes last, after everything.
 */
export async function publish(
  pull: PullRequest,
  identity: RunIdentity,
  phase: Report["phase"],
  ports: PublishPorts,
  judging: (begin: Begin) => Promise<Judged>,
): Promise<Outcome> {
  const { pullRequests, log } = ports;
  const validation = openAttempt(pull, identity, ports.signer, ports.clock);
  const begin: Begin = async (accounts, begun = false) => {
    const stores = await storesIn(accounts, ports.storeFor);
    if (begun) validation.resume(stores);
    else await validation.begin(stores);
  };
  const judged = await judging(begin).catch((error: unknown) =>
    stopped(error, emptyReport(subjectOf(pull, null, identity), identity, phase)),
  );
  const reportingErrors: string[] = [...(judged.problems ?? [])];
  const written: string[] = [];
  const attempt = async <Answer>(what: string, work: () => Promise<Answer>): Promise<Answer | null> => {
    try {
      const answer = await work();
      written.push(what);
      return answer;
    } catch (error) {
      reportingErrors.push(redact(`not ${what}: ${messageOf(error)}`));
      return null;
    }
  };
  const redact = createRedactor(judged.secrets, judged.identities);
  const report = buildReport({ ...judged.report, durationMs: ports.clock.elapsed() }, redact);
  if (judged.silent === true) return { report, silent: true, record: null, reportingErrors };
  const record = judged.record === null ? null : await attempt("record signed", () => keepRecord(judged, ports));
  if (record === null && validation.begun) await attempt("end signed", () => validation.end(endOf(judged)));
  const told: Told = { headSha: pull.headSha, report, comment: openComment(report) };
  const comment = told.comment(record?.comment ?? null, { limit: COMMENT_LIMIT });
  const url = await attempt("comment updated", () => pullRequests.comment(slotOf(phase), comment));
  if (phase === "validate") {
    await attempt("check run updated", () => pullRequests.checkRun(checkOf(told)));
    const label = labelOf(report, reportingErrors);
    if (label !== null) await attempt(`label ${label} set`, () => pullRequests.labels({ add: [label], remove: [] }));
  } else if (url !== null && isAboutMerged(report)) await tellOutcome(told, url, attempt, pullRequests);
  if (report.policy !== null) log.line(policyLine(report));
  log.line(verdictLine([report.verdict, ...written]));
  for (const error of reportingErrors) log.warning(error);
  // Nobody is called to approve what a closed gate waits for.
  const isTold = phase !== "validate" || report.verdict !== "passed" || reportingErrors.length === 0;
  if (isTold) await notifyOfReport(report, placeOf(pull, judged.report), ports.notifications, log);
  return { report, silent: false, record: record?.comment ?? null, reportingErrors };
}

function placeOf({ repository, number, url }: PullRequest, { subject: { environment } }: Report): PullRequestPlace {
  return { kind: "pull-request", repository: repository.fullName, number, url, environment };
}

/** The merge's comment becomes that of its apply: people want to know what came of it, and not that something has started. */
function slotOf(phase: Report["phase"]): string {
  return phase === "merge" ? "apply" : phase;
}

/** A merge that was held is told in its own comment only: everything else stays as it was. */
function isAboutMerged({ phase, verdict }: Report): boolean {
  return phase === "apply" || (phase === "merge" && verdict === "passed");
}

/** What became of a validated change stands in every place that said it was ready: on top of its comment, in the check run, as a label. */
async function tellOutcome(
  told: Told,
  url: string,
  attempt: <Answer>(what: string, work: () => Promise<Answer>) => Promise<Answer | null>,
  pullRequests: PullRequests,
): Promise<void> {
  const { report } = told;
  await attempt("validation's comment updated", () =>
    pullRequests.note("validate", `> ${verdictMarkdown(report)}: [what came of it](${new URL(url).hash})`),
  );
  if (report.phase !== "apply") return;
  await attempt("check run updated", () => pullRequests.checkRun(checkOf(told)));
  const failed: Label[] = ["apply-failed"];
  // A wave that ends well takes nothing back that an earlier one has left.
  const isBad = report.verdict === "failed" || report.rollout?.waves.some(({ state }) => state === "failed") === true;
  const change = isBad ? { add: failed, remove: [] } : { add: [], remove: failed };
  if (report.verdict === "failed" || report.verdict === "passed") await attempt("label updated", () => pullRequests.labels(change));
}

/** GitHub takes 65,536 characters; the adapter adds the markers by which it finds the comment again. */
const COMMENT_LIMIT = 65_300;
const CHECK_RUN_LIMIT = 65_535;

/** A report, and the text that comment and check run make of it. */
interface Told {
  headSha: string;
  report: Report;
  comment: ReturnType<typeof openComment>;
}

function checkOf({ headSha, report, comment }: Told): CheckRun {
  return {
    headSha,
    ...stateOfCheck(report),
    title: verdictTitle(report),
    summary: comment(null, { limit: CHECK_RUN_LIMIT }),
    annotations: renderAnnotations(report),
  };
}

/** A rollout has ended well only when all of it is applied. */
function stateOfCheck({ verdict, rollout }: Report): Pick<CheckRun, "status" | "conclusion"> {
  if (verdict === "passed" && rollout !== undefined && !isWhole(rollout)) {
    const goesOn = rollout.next !== null || rollout.hold?.why === "approval";
    return goesOn ? { status: "in_progress" } : { status: "completed", conclusion: "neutral" };
  }
  return { status: "completed", conclusion: verdict === "passed" ? "success" : verdict === "empty" ? "neutral" : "failure" };
}

/** A verdict that could not be told in full must not open anything. */
function labelOf(report: Report, reportingErrors: readonly string[]): Label | null {
  if (report.verdict === "passed") return reportingErrors.length === 0 ? "opa-passed" : null;
  return report.verdict === "failed" ? "opa-failed" : null;
}

/** How a validation ended that came to no record. */
function endOf({ record, report: { verdict } }: Judged): "failed" | "refused" | "empty" | "unrecorded" {
  return record !== null || verdict === "passed" ? "unrecorded" : verdict;
}

/** Signs the record and keeps it in every store of its deployments. Returns the comment's copy. */
async function keepRecord(judged: Judged, ports: PublishPorts): Promise<{ comment: string } | null> {
  const { record, findings, deployments } = judged;
  const { signer } = ports;
  if (record === null || signer === null) return null;
  const jws = await signer.sign(record, "tf-orchestrator-validation");
  const objects = [
    [findingsKey(record), JSON.stringify(findings)],
    [recordKey(record), jws],
  ] as const;
  for (const store of await storesOf(deployments, ports.storeFor)) {
    for (const [key, text] of objects) {
      if ((await store.create(key, Buffer.from(text))) === "exists")
        throw new ToolError("record", null, `${store.name}/${key} exists already`);
    }
  }
  await keepPlans(judged, record, jws, ports);
  return { comment: await signer.sign(commentCopy(record), "tf-orchestrator-validation") };
}

/** Keeps each plan in the store of its account. They save time only: without them the next validation plans all anew. */
async function keepPlans(
  { kept = [], deployments }: Judged,
  record: FullRecord,
  jws: string,
  { storeFor, log }: PublishPorts,
): Promise<void> {
  if (kept.length === 0) return;
  const accounts = new Map(deployments.map(({ id, account }) => [id, account]));
  const placed = kept.flatMap((plan) => {
    const account = accounts.get(plan.plan.id);
    return account === undefined ? [] : [{ plan, account }];
  });
  for (const { store, own } of await byStore(placed, ({ account }) => account, storeFor)) {
    const here = own.map(({ plan }) => plan);
    await store.create(keptPlansKey(record), Buffer.from(keptPlansFile(jws, kept, here))).catch((error: unknown) => {
      log.warning(`the plans are not kept, so the next validation makes all of them anew: ${messageOf(error)}`);
    });
  }
}

function stopped(error: unknown, report: Report): Judged {
  const none = { record: null, findings: [], deployments: [], secrets: [] };
  if (error instanceof RefusedError)
    return { ...none, report: { ...report, verdict: "refused", refusal: { reasons: [error.message], remedy: error.remedy } } };
  if (error instanceof ConfigurationError && error.findings.length > 0)
    return { ...none, report: { ...report, verdict: "failed", checks: [...error.findings] } };
  return {
    ...none,
    report: { ...report, verdict: "refused", refusal: { reasons: [messageOf(error)], remedy: "Correct it and run it again." } },
  };
}

export function subjectOf(pull: PullRequest, environment: Environment | null, identity: RunIdentity): Subject {
  return {
    repository: pull.repository.fullName,
    pullRequest: pull.number,
    headSha: pull.headSha,
    environment: environment?.name ?? null,
    branch: environment?.branch ?? null,
    filesUrl: `${identity.serverUrl}/${pull.repository.fullName}/blob/${pull.headSha}/`,
    controllerFilesUrl: `${identity.serverUrl}/${identity.controllerRepository}/blob/${identity.controllerSha}/`,
  };
}

export function emptyReport(
  subject: Subject,
  identity: Pick<RunIdentity, "version" | "runUrl"> & Partial<Pick<RunIdentity, "controllerSha" | "controllerBegan" | "traceId">>,
  phase: Report["phase"],
): Report {
  const { controllerSha: now = "", controllerBegan: began = null } = identity;
  return {
    phase,
    verdict: "empty",
    subject,
    ...(began === null ? {} : { controllerMoved: { now, began } }),
    results: [],
    checks: [],
    removed: [],
    renamed: [],
    policy: null,
    tool: null,
    orchestratorVersion: identity.version,
    durationMs: 0,
    ...(identity.traceId == null ? {} : { traceId: identity.traceId }),
    links: { run: identity.runUrl, plans: identity.runUrl === null ? null : `${identity.runUrl}#artifacts` },
  };
}
