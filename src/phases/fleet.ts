import type { PullRequestRequest } from "../domain/run/request.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import type { Signer } from "../ports/signing.ts";
import type { Controller } from "../steps/change.ts";
import { findFleet, findFleetByNumber, homeStore, notSharedOut, refuseOtherRelease, sinceSplit, type Fleet } from "../steps/fleet.ts";
import type { ApplyMergedPorts } from "./apply-gate.ts";
import type { ValidatePorts } from "./validate.ts";

export interface FleetPhasePorts extends ApplyMergedPorts, ValidatePorts {
  /** The controller as a run that was shared out read it. @throws RefusedError where only a checkout of another commit is there. */
  controllerAt(sha: string): Promise<Controller>;
}

/** A runner's place in a run that was shared out: the run as the partition has it, whatever has happened since. */
export interface Joined {
  fleet: Fleet;
  identity: RunIdentity;
  /** Read the change and the controller that were shared out; times count from then. */
  ports: FleetPhasePorts;
}

/**
 * Finds what this run was shared out as.
 * @throws RefusedError when it was not.
 */
export async function join(pull: PullRequest, identity: RunIdentity, ports: FleetPhasePorts): Promise<Joined> {
  const store = await homeStore(pull, await ports.controller(), identity, ports);
  return await joinIn(await findFleet(pull, store, identity, ports), identity, ports);
}

/**
 * The same for one that has asked GitHub for nothing.
 * @throws RefusedError when it was not shared out.
 */
export async function joinUnasked(
  { repository: { owner, name }, pullRequest: number }: PullRequestRequest,
  identity: RunIdentity,
  ports: FleetPhasePorts,
): Promise<Joined> {
  const about = { repository: `${owner}/${name}`, number };
  return await joinIn(await findFleetByNumber(about, await ports.controller(), identity, ports), identity, ports);
}

async function joinIn(fleet: Fleet | null, identity: RunIdentity, ports: FleetPhasePorts): Promise<Joined> {
  if (fleet === null) throw notSharedOut(identity);
  refuseOtherRelease(fleet, identity);
  const { controller_sha: controllerSha, changed } = fleet.partition;
  const controller = await ports.controllerAt(controllerSha);
  return {
    fleet,
    identity: { ...identity, controllerSha },
    ports: {
      ...ports,
      controller: () => Promise.resolve(controller),
      clock: sinceSplit(ports.clock, fleet),
      knownChange: changed.map(({ previousPath, ...file }) => (previousPath === undefined ? file : { ...file, previousPath })),
    },
  };
}

/** What the runners do together. @throws ConfigurationError for what one runner does alone. */
export function fleetAction({ action }: PullRequestRequest): "validate" | "apply" {
  if (action === "merge") throw new ConfigurationError("phase: a merge is not shared out, expected an event that validates or applies");
  return action;
}

/** @throws ConfigurationError without the key by which runners believe each other. */
export function signerOf({ signer }: Pick<FleetPhasePorts, "signer">): Signer {
  if (signer === null)
    throw new ConfigurationError("signing-key: missing, expected the key by which the runners of a run believe each other");
  return signer;
}
