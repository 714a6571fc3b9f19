import { deploymentIdOf } from "../controller/state-key.ts";
import { gateOf, type Gate } from "../model/gate.ts";
import { matchesAnyGlob } from "../text/glob.ts";
import { changesOf, type AuditRecord } from "./audit-record.ts";

/** Whose states some deployments are, whatever was applied before. From `owners` in accounts.yaml. */
export interface OwnerRule {
  /** Globs over ids. */
  deployments: string[];
  /** Globs over `owner/name`. */
  repositories: string[];
}

/** A source repository; its id stays when it is renamed. */
export interface Claimant {
  id: number;
  fullName: string;
}

/**
 * Whether a repository may plan and apply over a deployment's state: the first one that did owns it, until the controller says otherwise.
 * @param records Audit records of the deployment's account and project, newest first.
 * @param claimant null: the command line, where whoever may write the state may do anything.
 */
export function decideOwnership(
  deployment: string,
  records: readonly AuditRecord[],
  claimant: Claimant | null,
  rules: readonly OwnerRule[],
): Gate {
  if (claimant === null) return { kind: "open" };
  const ruled = ruledOwners(deployment, rules);
  if (ruled.length > 0) {
    if (matchesAnyGlob(ruled, claimant.fullName)) return { kind: "open" };
    return gateOf([
      {
        reason: `the state belongs to ${ruled.join(", ")} (owners in accounts.yaml), not to ${claimant.fullName}`,
        remedy: "Deploy it from there, or give it another project.",
      },
    ]);
  }
  const owner = ownerOf(records, deployment);
  if (owner === null || isSame(owner, claimant)) return { kind: "open" };
  return gateOf([
    {
      reason: `the state belongs to ${owner.name}, which applied it${owner.pullRequest === null ? "" : ` in #${owner.pullRequest}`} at ${owner.at}, not to ${claimant.fullName}`,
      remedy: `Give it another project. To hand the state over, an owner of the controller adds to accounts.yaml: owners: [{ deployments: ["${deployment}"], repositories: ["${claimant.fullName}"] }]`,
    },
  ]);
}

/** Whether a rule of the controller names a repository as the owner. */
export function isRuledOwner(deployment: string, claimant: Claimant | null, rules: readonly OwnerRule[]): boolean {
  return claimant !== null && matchesAnyGlob(ruledOwners(deployment, rules), claimant.fullName);
}

function ruledOwners(deployment: string, rules: readonly OwnerRule[]): string[] {
  return rules.filter(({ deployments }) => matchesAnyGlob(deployments, deployment)).flatMap(({ repositories }) => repositories);
}

interface Owner {
  id: number | null;
  name: string;
  pullRequest: number | null;
  at: string;
}

/**
 * The repository of the newest record that changed the state; null: none is known, or the newest one destroyed it. A state that came from another
 * key by hand is still of whom it was there.
 */
function ownerOf(records: readonly AuditRecord[], deployment: string, seen: readonly string[] = []): Owner | null {
  const newest = changesByRepositories(records, deployment)[0];
  if (newest === undefined) {
    const moves = changesOf(records, deployment).flatMap(({ result }) => result.state_move ?? []);
    const from = moves.map((move) => deploymentIdOf(move.from)).find((id) => id !== deployment && !seen.includes(id));
    return from === undefined ? null : ownerOf(records, from, [...seen, deployment]);
  }
  if (newest.metadata.repository == null || (newest.action === "destroy" && newest.outcome === "succeeded")) return null;
  const { repository, repository_id: id, pull_request: pullRequest } = newest.metadata;
  return { id: id ?? null, name: repository, pullRequest, at: newest.timestamp };
}

/** What changed a state on behalf of a repository, newest first. One that failed may have made resources: they have an owner, too. */
export function changesByRepositories(records: readonly AuditRecord[], deployment: string): AuditRecord[] {
  return changesOf(records, deployment).filter(
    ({ outcome, metadata, result }) =>
      metadata.repository !== null &&
      (outcome === "succeeded" || ((outcome === "failed" || outcome === "rolled-back") && (result.state?.resources ?? 0) > 0)),
  );
}

function isSame(owner: Owner, claimant: Claimant): boolean {
  return owner.id === null ? owner.name.toLowerCase() === claimant.fullName.toLowerCase() : owner.id === claimant.id;
}
