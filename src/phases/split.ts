import type { PartitionRecord } from "../domain/evidence/fleet.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import type { Durations } from "../domain/run/durations.ts";
import { dependencyEdges } from "../domain/run/graph.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import { partition, type Part } from "../domain/run/partition.ts";
import type { PullRequestRequest } from "../domain/run/request.ts";
import { expectedMs } from "../domain/run/schedule.ts";
import type { Report } from "../domain/report/report.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import { emptyReport, publish, subjectOf, type Judged, type Outcome } from "../reporting/publish.ts";
import { durationsOfAudits } from "../steps/apply-change.ts";
import type { Change, Controller } from "../steps/change.ts";
import { writeDown, type WrittenDown } from "../steps/answers.ts";
import { homeStore, keepPartition } from "../steps/fleet.ts";
import { probablyReused } from "../steps/reuse.ts";
import { decideMerged, type ApplyInputs } from "./apply-gate.ts";
import { applyOpen, concludeApply, toldOf } from "./apply.ts";
import { fleetAction, type FleetPhasePorts } from "./fleet.ts";
import { assessValidation, concludeValidation, loadValidation, pullAsAsked } from "./validate.ts";

export interface SplitInputs {
  /** At most so many runners. */
  runners: number;
  /** At least so many deployments on each, on average. */
  deploymentsPerRunner: number;
  apply: ApplyInputs;
}

export interface Split {
  outcome: Outcome;
  /** How many deployments each part has, the first of part 1; none: this runner has done it all. */
  parts: number[];
}

/** A change that is to be planned or applied. */
interface Shareable {
  action: "validate" | "apply";
  pull: PullRequest;
  change: Change;
  deployments: readonly Deployment[];
  controller: Controller;
  durations: Durations;
  /** Plans of an earlier validation stand for them, as far as that is known before their states are looked at. */
  reused: ReadonlySet<string>;
}

/** A look at the state, and nothing else. */
const REUSED_MS = 200;

/** Milliseconds that each of them is expected to take, at least 1; by id. */
function expectedOf({ deployments, durations, reused }: Shareable): (id: string) => number {
  const expected = (deployment: Deployment) => (reused.has(deployment.id) ? REUSED_MS : Math.max(1, expectedMs(deployment, durations)));
  const times = new Map(deployments.map((deployment) => [deployment.id, expected(deployment)]));
  return (id) => times.get(id) ?? 1;
}

/**
 * Decides how many runners a change is worth. What one runner can do it does at once, as `validate` and `apply` do; else it signs who does what, and
 * leaves the pull request to the one that concludes.
 */
export async function split(
  inputs: SplitInputs,
  request: PullRequestRequest,
  identity: RunIdentity,
  given: FleetPhasePorts,
): Promise<Split> {
  const action = fleetAction(request);
  const written = writeDown(given.pullRequests, given.clock);
  const ports = { ...given, pullRequests: written.pullRequests };
  const pull = await pullAsAsked(request, ports);
  let parts: Part[] = [];
  const shareOut = async (shareable: Shareable): Promise<Judged | null> => {
    parts = partsOf(shareable, inputs, ports);
    if (parts.length < 2 || ports.signer === null) {
      parts = [];
      return null;
    }
    await keepParts(parts, shareable, written, identity, ports);
    return handedOver(shareable, identity);
  };
  const outcome = await publish(pull, identity, action, ports, async (begin) =>
    action === "validate"
      ? await loadValidation(pull, begin, identity, ports, async (validation) => {
          const { change } = validation;
          const reused = await reusedIn(validation, identity, ports);
          return (
            (await shareOut({ action, ...validation, deployments: change.deployments, reused })) ??
            (await concludeValidation(validation, await assessValidation(validation, identity, ports), identity, ports))
          );
        })
      : await splitApply(pull, inputs.apply, identity, ports, shareOut),
  );
  // What could not be kept has been told as a refusal.
  return { outcome, parts: outcome.silent ? parts.map(({ ids }) => ids.length) : [] };
}

async function reusedIn(
  { pull, change }: Pick<Shareable, "pull" | "change">,
  { controllerSha }: RunIdentity,
  { reuse, signer, storeFor, clock }: FleetPhasePorts,
): Promise<ReadonlySet<string>> {
  if (reuse === null || signer === null) return new Set();
  const { verifier, ...settings } = reuse;
  return await probablyReused({ pull, change, settings }, controllerSha, { storeFor, verifier, clock });
}

async function splitApply(
  pull: PullRequest,
  inputs: ApplyInputs,
  identity: RunIdentity,
  ports: FleetPhasePorts,
  shareOut: (shareable: Shareable) => Promise<Judged | null>,
): Promise<Judged> {
  const decided = await decideMerged(pull, inputs, identity, ports);
  if ("report" in decided) return decided;
  const { run, work, asked } = decided;
  const { controller, audits } = run;
  const { change, deployments } = work;
  const durations = durationsOfAudits(audits);
  const shared = await shareOut({ action: "apply", pull, change, deployments, controller, durations, reused: new Set() });
  if (shared !== null) return shared;
  return await concludeApply(run, toldOf(decided), await applyOpen(decided), () => Promise.resolve({ run, asked }));
}

function partsOf(shareable: Shareable, inputs: SplitInputs, ports: FleetPhasePorts): Part[] {
  const { action, change, deployments, controller } = shareable;
  const parts = partition({
    ids: deployments.map(({ id }) => id),
    edges: dependencyEdges(change.deployments, controller.settings.dependencies, change.tfvars),
    expected: expectedOf(shareable),
    runners: inputs.runners,
    leastPerRunner: inputs.deploymentsPerRunner,
    free: shareable.reused,
    mayCut: action === "validate",
  });
  if (parts.length > 1 && ports.signer === null)
    ports.log.warning("signing-key: missing, so the work is not shared out: runners could not believe each other");
  return parts;
}

async function keepParts(
  parts: readonly Part[],
  shareable: Shareable,
  { answers, askedAt }: WrittenDown,
  identity: RunIdentity,
  ports: FleetPhasePorts,
): Promise<void> {
  if (ports.signer === null) return;
  const { action, pull, change, deployments, controller } = shareable;
  const expected = expectedOf(shareable);
  const record: PartitionRecord = {
    v: 1,
    version: identity.version,
    action,
    repo: { id: pull.repository.id, name: pull.repository.fullName },
    pr: pull.number,
    head_sha: pull.headSha,
    base_ref: pull.baseRef,
    controller_sha: identity.controllerSha,
    run: { id: identity.runId, attempt: identity.runAttempt },
    changed: [...change.changed],
    asked_at: askedAt().toISOString(),
    answers: answers(),
    parts: parts.map(({ ids }) => ({
      deployments: ids.map((id) => ({ id, expected_ms: Math.round(expected(id)) })),
    })),
    issued_at: ports.clock.now().toISOString(),
  };
  await keepPartition(record, await homeStore(pull, controller, identity, ports), ports.signer);
  const longest = Math.max(...parts.map(({ expectedMs: ms }) => ms));
  ports.log.line(
    `split      ${deployments.length} deployments over ${parts.length} runners, at most ${Math.max(...parts.map(({ ids }) => ids.length))} on one, ${Math.round(longest / 1000)} s of work one after the other`,
  );
}

/** The pull request hears of it when all is done. */
function handedOver({ action, pull, change }: Shareable, identity: RunIdentity): Judged {
  const report: Report = emptyReport(subjectOf(pull, change.environment, identity), identity, action);
  return { report, record: null, findings: [], deployments: change.deployments, secrets: [], silent: true };
}
