import type { Deployment } from "../domain/model/deployment.ts";
import type { Finding } from "../domain/model/finding.ts";
import { RefusedError } from "../domain/model/errors.ts";
import type { DeploymentResult } from "../domain/report/report.ts";
import { alreadyApplied } from "../domain/state/audit-record.ts";
import { blankResult, unplanned } from "../domain/report/results.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import type { PullRequestRequest } from "../domain/run/request.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import { emptyReport, publish, subjectOf, type Begin, type Judged, type Outcome } from "../reporting/publish.ts";
import { askedBy } from "../steps/apply-again.ts";
import { auditsOf, type AppliedChange } from "../steps/apply-change.ts";
import { NOTHING_PLANNED } from "../steps/apply-work.ts";
import { secretsOf, type Change } from "../steps/change.ts";
import { startWaiting } from "../steps/depends.ts";
import { gather, removeRun, START_ANEW, type Gathered, type PartResults } from "../steps/fleet.ts";
import { evidenceOf, readMerged, type ApplyInputs, type AskingRun, type MergedRun } from "./apply-gate.ts";
import { waveOfRun } from "./apply-waves.ts";
import { concludeApply, type ToldOfApply } from "./apply.ts";
import { fleetAction, join, type FleetPhasePorts, type Joined } from "./fleet.ts";
import { concludeValidation, openChange, reportBefore, type Assessed } from "./validate.ts";

/**
 * Makes one verdict, record and comment of what the runners of this run have done. A part that is missing, failed, doubtful or of another run holds the
 * gate, and is named.
 */
export async function conclude(
  inputs: ApplyInputs,
  request: PullRequestRequest,
  identity: RunIdentity,
  ports: FleetPhasePorts,
): Promise<Outcome> {
  const action = fleetAction(request);
  const pull = await ports.pullRequests.get();
  let joined: Joined;
  try {
    joined = await join(pull, identity, ports);
  } catch (error) {
    return await publish(pull, identity, action, ports, () => notJoined(error, pull, identity, ports));
  }
  const { fleet, identity: own, ports: shared } = joined;
  // It may have moved: the verdict is told where its work was begun, and speaks for nothing else.
  const asSharedOut: PullRequest = { ...pull, headSha: fleet.partition.head_sha, baseRef: fleet.partition.base_ref };
  const outcome = await publish(asSharedOut, own, action, shared, async (begin) =>
    action === "validate" ? await concludePlans(asSharedOut, begin, joined) : await concludeApplies(pull, inputs, joined),
  );
  await removeRun(fleet, ports.log);
  if (action === "apply" && outcome.report.verdict === "passed" && !outcome.silent)
    await startWaiting(pull, own, { ...shared, ...shared.rollouts });
  return outcome;
}

/** A run that was not shared out, or whose partition cannot be believed. */
async function notJoined(error: unknown, pull: PullRequest, identity: RunIdentity, ports: FleetPhasePorts): Promise<Judged> {
  // "Re-run failed jobs" runs this without the job that shares out: what the first attempt told stays.
  if (identity.runAttempt === 1 || !(error instanceof RefusedError)) throw error;
  ports.log.warning(`${error.message}. ${error.remedy}`);
  const report = emptyReport(subjectOf(pull, null, identity), identity, "validate");
  return await Promise.resolve({
    report,
    record: null,
    findings: [],
    deployments: [],
    secrets: [],
    silent: true,
    problems: [error.message],
  });
}

// ── Plans ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

async function concludePlans(pull: PullRequest, begin: Begin, { fleet, identity, ports }: Joined): Promise<Judged> {
  const opened = await openChange(pull, async (accounts) => await begin(accounts, true), identity, {
    ...ports,
    askTool: () => undefined,
    assessPorts: () => Promise.reject(new Error("nothing is planned here")),
  });
  const { controller, change } = opened;
  const [report, gathered] = await Promise.all([reportBefore(pull, change, identity, ports), gather(fleet, ports)]);
  const plans = gathered.results.flatMap((results) => (results.kind === "planned" ? [results.assessed] : []));
  const problems = [...gathered.problems.map(({ problem }) => problem), ...problemsOfPlans(plans, gathered, change)];
  const assessed = joinPlans(plans, change);
  if (problems.length === 0 && assessed !== null)
    return await concludeValidation({ pull, controller, change, report }, assessed, identity, ports);
  const results = new Map(plans.flatMap(({ planned }) => planned.map(({ result }) => [result.deployment.id, result])));
  return {
    report: {
      ...report,
      verdict: "refused",
      refusal: { reasons: problems, remedy: START_ANEW },
      results: change.deployments.map((deployment) => results.get(deployment.id) ?? missing(deployment, gathered)),
      tool: assessed?.tool ?? null,
    },
    record: null,
    findings: [],
    deployments: change.deployments,
    secrets: [...plans.flatMap(({ planned }) => planned.flatMap(({ secrets }) => secrets)), ...secretsOf(change)],
    identities: change.identities,
  };
}

/** What several runners planned, as if one had; null: nothing was planned. */
function joinPlans(plans: readonly Assessed[], change: Change): Assessed | null {
  const [first] = plans;
  if (first === undefined) return null;
  const planned = new Map(plans.flatMap((each) => each.planned.map((one) => [one.result.deployment.id, one])));
  return {
    ...first,
    planned: change.deployments.flatMap(({ id }) => planned.get(id) ?? []),
    checks: once(plans.flatMap(({ checks }) => checks)),
  };
}

/** What must be so when every part is right: anything else is not taken for a verdict. */
function problemsOfPlans(plans: readonly Assessed[], { problems }: Gathered, { deployments }: Change): string[] {
  if (problems.length > 0) return [];
  const ids = plans.flatMap(({ planned }) => planned.map(({ result }) => result.deployment.id)).sort();
  const wanted = deployments.map(({ id }) => id).sort();
  if (JSON.stringify(ids) !== JSON.stringify(wanted))
    return [`the parts planned ${ids.length} deployments, the change has ${wanted.length}`];
  const rules = new Set(plans.map(({ policySha256 }) => policySha256));
  return rules.size > 1 ? ["the parts were judged by different rules"] : [];
}

/** Each runner has asked about the controller's code. */
function once(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

// ── Applies ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

async function concludeApplies(pull: PullRequest, inputs: ApplyInputs, { fleet, identity, ports }: Joined): Promise<Judged> {
  const run = await readMerged(pull, inputs, identity, ports);
  const gathered = await gather(fleet, ports);
  const parts = gathered.results.flatMap((results) => (results.kind === "applied" ? [results] : []));
  const applied = await appliedBefore(gathered, run);
  let evidence: ReturnType<typeof evidenceOf> | undefined;
  const asking = async () => await (evidence ??= evidenceOf(run));
  const told = {
    approval: parts[0]?.approval,
    secrets: parts.flatMap(({ secrets }) => secrets),
    wave: run.change.environment?.rollout == null ? null : await waveOf(await asking()),
  };
  return await concludeApply(run, told, joinApplies(parts, gathered, applied, run.change), async () => ({
    run: await asking(),
    asked: await askedBy(ports.commentId, ports.pullRequests),
  }));
}

async function waveOf(run: AskingRun): Promise<NonNullable<ToldOfApply["wave"]> | null> {
  const turn = await waveOfRun(run);
  return turn === null ? null : { turn, frame: run.frame };
}

/** Of parts whose runner did not tell its end: what it has applied all the same, by the audit records. */
async function appliedBefore(
  { problems }: Gathered,
  { change: { deployments }, pull, ports }: MergedRun,
): Promise<Map<string, DeploymentResult>> {
  const ids = new Set(problems.flatMap((problem) => problem.ids));
  const open = deployments.filter(({ id }) => ids.has(id));
  const audits = [...(await auditsOf(open, ports.storeFor)).values()].flatMap((records) => records ?? []);
  return new Map(
    open.flatMap((deployment) => {
      const record = alreadyApplied(audits, pull.headSha, deployment.id);
      if (record === null) return [];
      const { add, change, destroy } = record.result;
      const result: DeploymentResult = { ...blankResult(deployment), status: "applied", error: null, counts: { add, change, destroy } };
      return [[deployment.id, { ...result, durationMs: record.result.duration_seconds * 1000, backupKey: record.result.backup_key }]];
    }),
  );
}

/** What several runners applied, as if one had. */
function joinApplies(
  parts: readonly Extract<PartResults, { kind: "applied" }>[],
  gathered: Gathered,
  before: ReadonlyMap<string, DeploymentResult>,
  { deployments }: Change,
): AppliedChange {
  const applied = new Map(parts.flatMap(({ ended }) => ended.applied.map((one) => [one.result.deployment.id, one])));
  const open = new Set(gathered.problems.flatMap(({ ids }) => ids));
  const shared = new Set([...gathered.done, ...open, ...applied.keys()]);
  return {
    applied: deployments
      .filter(({ id }) => shared.has(id))
      .map((deployment) => {
        const inSync = { ...blankResult(deployment), status: "in-sync" as const, error: null };
        return (
          applied.get(deployment.id) ?? {
            ...NOTHING_PLANNED,
            result: open.has(deployment.id) ? (before.get(deployment.id) ?? missing(deployment, gathered)) : inSync,
          }
        );
      }),
    rules: Math.max(0, ...parts.map(({ ended }) => ended.rules)),
    tool: parts[0]?.ended.tool ?? null,
    problems: [...gathered.problems.map(({ problem }) => problem), ...parts.flatMap(({ ended }) => ended.problems)],
  };
}

function missing(deployment: Deployment, { problems }: Gathered): DeploymentResult {
  const own = problems.find(({ ids }) => ids.includes(deployment.id));
  return unplanned(deployment, "failed", own?.problem ?? "no part has planned it");
}
