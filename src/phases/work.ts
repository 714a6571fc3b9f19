import { messageOf, RefusedError } from "../domain/model/errors.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import type { PullRequestRequest } from "../domain/run/request.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import type { Signer } from "../ports/signing.ts";
import type { Judged } from "../reporting/publish.ts";
import { askTogether } from "../steps/answers.ts";
import { approvalOf } from "../steps/audit-frame.ts";
import { secretsOf } from "../steps/change.ts";
import { deploymentsOfPart, expectedDurations, isPartDone, keepPart, movedSince, refuseUnknown, type PartResults } from "../steps/fleet.ts";
import { decideMerged, type ApplyInputs, type OpenApply } from "./apply-gate.ts";
import { applyOpen } from "./apply.ts";
import { fleetAction, joinUnasked, signerOf, type FleetPhasePorts, type Joined } from "./fleet.ts";
import { assessValidation, openChange } from "./validate.ts";

/**
 * Does one part of a run that was shared out, after asking the gate for itself, and keeps what came of it for the one that concludes. What GitHub says
 * of the pull request it has from the other runners, as long as that is new; the pull request is left alone.
 * @returns Whether the part was done, whatever came of it.
 */
export async function work(
  part: number,
  inputs: ApplyInputs,
  request: PullRequestRequest,
  identity: RunIdentity,
  ports: FleetPhasePorts,
): Promise<boolean> {
  const action = fleetAction(request);
  const signer = signerOf(ports);
  const joined = await joinUnasked(request, identity, ports);
  const { fleet } = joined;
  refuseUnknown(part, fleet);
  const name = `part       ${part} of ${fleet.partition.parts.length}`;
  if (await isPartDone(fleet, part, ports)) {
    ports.log.line(`${name}: was done before`);
    return true;
  }
  const results = await doPart(part, action, inputs, joined, signer).catch((error: unknown): PartResults => ({
    kind: "refused",
    reasons: [messageOf(error)],
    remedy: error instanceof RefusedError ? error.remedy : "Correct it and run it again.",
  }));
  await keepPart(fleet, part, results, { signer, clock: ports.clock });
  if (results.kind === "refused") throw new RefusedError(`part ${part}: ${results.reasons.join("; ")}`, results.remedy);
  ports.log.line(`${name}: kept for the job that concludes`);
  return true;
}

async function doPart(
  part: number,
  action: "validate" | "apply",
  inputs: ApplyInputs,
  joined: Joined,
  signer: Signer,
): Promise<PartResults> {
  const { fleet, identity, ports } = joined;
  const { pullRequests, handOn } = await askTogether(fleet, { ...ports, signer });
  const asking: Joined = { fleet, identity, ports: { ...ports, pullRequests } };
  const ask = async <Answer>(question: () => Promise<Answer>): Promise<Answer> => {
    // Also what holds the gate: the others need not ask for it again. They wait, so nothing is done before.
    try {
      return await question();
    } finally {
      await handOn();
    }
  };
  const current = async () => {
    const pull = await pullRequests.get();
    refuseOther(action, asking, pull);
    return pull;
  };
  return action === "validate"
    ? await planPart(part, await ask(current), asking)
    : await applyPart(part, await ask(async () => await askGate(part, await current(), inputs, asking)), asking);
}

/** @throws RefusedError when the pull request is not what was shared out. */
function refuseOther(action: "validate" | "apply", { fleet }: Joined, pull: PullRequest): void {
  const moved = movedSince(fleet, pull);
  if (moved !== null) throw new RefusedError(moved, "Nothing to do: a newer push has a run of its own.");
  if (fleet.partition.action !== action)
    throw new RefusedError(`the run was shared out to ${fleet.partition.action}, not to ${action}`, "Start a new run.");
  if (action === "validate" && (pull.merged || pull.state !== "open"))
    throw new RefusedError(`the pull request was ${pull.merged ? "merged" : "closed"} since the work was shared out`, "Start a new run.");
}

async function planPart(part: number, pull: PullRequest, { fleet, identity, ports }: Joined): Promise<PartResults> {
  // The runner that shared the work out has begun.
  const opened = await openChange(pull, () => Promise.resolve(), identity, ports);
  const change = { ...opened.change, deployments: deploymentsOfPart(fleet, part, opened.change.deployments) };
  const assessed = await assessValidation({ ...opened, pull, change, durations: expectedDurations(fleet) }, identity, ports);
  return { kind: "planned", assessed };
}

/** Asks the gate again, for a part's own deployments. */
async function askGate(
  part: number,
  pull: PullRequest,
  inputs: ApplyInputs,
  { fleet, identity, ports }: Joined,
): Promise<OpenApply | Judged> {
  const ids = new Set(fleet.partition.parts[part - 1]?.deployments.map(({ id }) => id));
  // What somebody asked for is planned anew by the one that concludes.
  return await decideMerged(pull, inputs, identity, { ...ports, commentId: null }, ids);
}

async function applyPart(part: number, decided: OpenApply | Judged, { fleet }: Joined): Promise<PartResults> {
  if ("report" in decided) {
    const { verdict, refusal } = decided.report;
    if (verdict === "passed") return { kind: "done" };
    return {
      kind: "refused",
      reasons: refusal?.reasons ?? ["the gate is closed by now"],
      remedy: refusal?.remedy ?? "Comment /tf apply: it says what is missing.",
    };
  }
  const { run, work: whole } = decided;
  const known = deploymentsOfPart(fleet, part, whole.change.deployments);
  const left = new Set(whole.deployments.map(({ id }) => id));
  const ended = await applyOpen({ run, work: { ...whole, deployments: known.filter(({ id }) => left.has(id)) } });
  return {
    kind: "applied",
    // A thousand plans do not fit into one object, and nobody reads them again.
    ended: { ...ended, applied: ended.applied.map((applied) => ({ ...applied, plan: null })) },
    approval: approvalOf(whole.frame),
    secrets: secretsOf(whole.change),
  };
}
