import type { Moved } from "../change/moves.ts";
import { deploymentIdOf, isNeighbourKey } from "../controller/state-key.ts";
import type { DescribeContext } from "../change/describe-deployment.ts";
import type { Deployment } from "../model/deployment.ts";
import type { Finding } from "../model/finding.ts";
import { groupBy } from "../model/groups.ts";
import type { PlanJson } from "../model/plan.ts";
import { lastKnownState, lastStateMove, type AuditRecord } from "./audit-record.ts";
import { managedCount, type State, type StateFile } from "./file.ts";

/** Name of the finding on a state that a change leaves behind. */
export const STATE_MOVED_RULE = "state-moved";

/** A state that may be a deployment's own, under another key. */
export interface Suspect {
  stateKey: string;
  /** How it became known. */
  by: "base" | "audit" | "neighbour";
  /** Whose store holds it; null: the deployment's own. */
  of: Deployment | null;
  /** Another account or region: the resources are there, and a state that moved would not find them. */
  elsewhere: boolean;
  /** The file that has the key at the head; null: none. */
  takenBy: string | null;
}

export interface SuspectQuestion {
  deployment: Deployment;
  /** Of the change. */
  moved: readonly Moved[];
  /** Every tfvars of the head that is a deployment, by its state key. */
  owners: ReadonlyMap<string, Deployment>;
  /** Of the deployment's account and project. */
  audits: readonly AuditRecord[];
  /** `owner/name` of the source repository; null on the command line. */
  repository: string | null;
  /** The deployment's own state; null: there is none. */
  own: StateFile | null;
}

/**
 * The states that a deployment may have left behind: the one of its file at the base, and, while its own state holds nothing, those that the
 * audit records know of the same file. A state that another file of the head has belongs to that file.
 */
export function suspectsOf({ deployment, moved, owners, audits, repository, own }: SuspectQuestion): Suspect[] {
  const suspects = new Map<string, Suspect>();
  for (const { from, takenBy } of moved.filter((each) => each.deployment.id === deployment.id)) {
    const elsewhere = from.account.id !== deployment.account.id || from.region !== deployment.region;
    suspects.set(from.stateKey, { stateKey: from.stateKey, by: "base", of: from, elsewhere, takenBy });
  }
  if (holds(own) > 0) return [...suspects.values()];
  const known = audits.filter(
    ({ deployment: { id, file }, metadata }) =>
      id !== deployment.id &&
      file === deployment.file &&
      (repository === null || metadata.repository === null || metadata.repository.toLowerCase() === repository.toLowerCase()),
  );
  const wentTo = lastStateMove(audits, deployment.id)?.to;
  const keys = new Map<string, boolean>(wentTo === undefined ? [] : [[wentTo, false]]);
  for (const [id, [record]] of groupBy(known, (each) => each.deployment.id)) {
    if (record === undefined || (lastKnownState(known, id)?.resources ?? 0) === 0) continue;
    keys.set(
      record.deployment.backend_key,
      record.deployment.account_id !== deployment.account.id || record.deployment.region !== deployment.region,
    );
  }
  for (const [stateKey, elsewhere] of keys)
    if (stateKey !== deployment.stateKey && !owners.has(stateKey) && !suspects.has(stateKey))
      suspects.set(stateKey, { stateKey, by: "audit", of: null, elsewhere, takenBy: null });
  return [...suspects.values()];
}

/**
 * Of the keys of a store those that may be the deployment's own under another name, and that no file of the head has: of another service, and
 * where no base tells what the file was before, also of another project, region or account. At most so many as can be looked at.
 */
export function neighboursOf(
  deployment: Deployment,
  keys: readonly string[],
  owners: ReadonlyMap<string, Deployment>,
  { stateKeyTemplate, repository }: Pick<DescribeContext, "stateKeyTemplate" | "repository">,
): Suspect[] {
  const near = (free: Parameters<typeof isNeighbourKey>[3]) => (key: string) => isNeighbourKey(stateKeyTemplate, key, deployment, free);
  const service = near(["service", "resource"]);
  const place = [near(["region"]), near(["account", "account_id", "environment"])];
  const [project] = [near(["project"])];
  return keys
    .filter((key) => key !== deployment.stateKey && !owners.has(key))
    .flatMap((stateKey): Suspect[] => {
      const suspect = { stateKey, by: "neighbour", of: null, takenBy: null } as const;
      if (service(stateKey)) return [{ ...suspect, elsewhere: false }];
      if (repository !== null) return [];
      if (project(stateKey)) return [{ ...suspect, elsewhere: false }];
      return place.some((is) => is(stateKey)) ? [{ ...suspect, elsewhere: true }] : [];
    })
    .slice(0, MOST_NEIGHBOURS);
}

const MOST_NEIGHBOURS = 20;

/** Addresses that the plan makes and a state holds already: made a second time, they are the same thing twice. */
export function madeAgain(plan: PlanJson, state: State): string[] {
  const held = new Set(state.resources.filter(({ mode }) => mode === "managed").map(({ address }) => address));
  return creates(plan).filter((address) => held.has(address));
}

/** Addresses of what a plan makes. */
export function creates(plan: PlanJson): string[] {
  return (plan.resource_changes ?? []).flatMap(({ mode, address, change }) =>
    mode === "managed" && change.actions.length === 1 && change.actions[0] === "create" ? [address] : [],
  );
}

/** How many resources a state manages; 0 for none and for what is no state. */
export function holds(state: StateFile | null): number {
  return state?.kind === "state" ? managedCount(state) : 0;
}

/** What became of a suspect's state. `problem`: it could not be looked at. */
export type LookedAt = { resources: number } | { problem: string };

/**
 * The finding on a state that is left behind.
 * @param own How many resources the deployment's own state holds.
 */
export function stateMovedFinding(
  deployment: Deployment,
  suspect: Suspect,
  found: LookedAt,
  { own, pullRequest }: { own: number; pullRequest: boolean },
): Finding {
  const { stateKey, takenBy, elsewhere } = suspect;
  const unknown = "problem" in found;
  const was =
    suspect.by !== "neighbour"
      ? `the state key was ${stateKey} and is ${deployment.stateKey} now`
      : unknown
        ? `the state ${deployment.stateKey} holds nothing`
        : `the state ${deployment.stateKey} holds nothing, but ${stateKey} holds what this plan makes`;
  const rest = unknown
    ? `whether ${suspect.by === "neighbour" ? "another one" : "the old state"} still holds resources is unknown: ${found.problem}`
    : `the old state still holds ${counted(found.resources)}${takenBy === null ? "" : `, and ${takenBy} has its key now`}: this plan knows nothing of them`;
  const movable = !unknown && takenBy === null && !elsewhere && own === 0;
  // What only looks like this file's may be another's: that is for somebody who knows it.
  const byComment = movable && pullRequest && suspect.by !== "neighbour";
  return {
    rule: STATE_MOVED_RULE,
    level: "deny",
    severity: "critical",
    message: `${was}; ${rest}.`,
    remediation: unknown ? "See that the state can be read, then run it again." : wayOut(deployment, suspect, own, byComment),
    location: { file: deployment.file },
    // Nobody can take the blame for what nobody knows.
    overridable: !unknown,
    ...(byComment ? { stateMove: { from: stateKey, to: deployment.stateKey } } : {}),
  };
}

function wayOut(deployment: Deployment, { stateKey, takenBy, elsewhere }: Suspect, own: number, byComment: boolean): string {
  if (takenBy !== null) return "Undo it: each state stays with the entries that made it. To rename files, keep their project.";
  if (elsewhere)
    return "A state does not move to another account or region, its resources stay where they are: empty the maps of the file as it was in a pull request first, apply it, then make this change.";
  if (own > 0)
    return "Both states hold resources: take the change of the key back, or bring the two together with terraform state mv; or have it overridden, and the old one stays as it is.";
  const command = `tf-orchestrator move-state ${deploymentIdOf(stateKey)} ${deployment.id}`;
  return `${byComment ? `Comment /tf move-state, or run ${command}` : `Run ${command}`}; or take the change of the key back.`;
}

function counted(resources: number): string {
  return resources === 1 ? "1 resource" : `${resources} resources`;
}
