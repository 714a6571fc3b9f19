import type { FullRecord, RecordedDeployment } from "../evidence/record.ts";

/**
 * What approval rules ask of a change, as its signed record says it. null: unknown, and an unknown fact matches every rule that asks for it.
 *
 * `cost` and `risk` are optional estimates. Whoever makes them puts them on the `deployments` of a `RecordInput`:
 * `cost: { before, after, currency: "USD" }`, what the deployment costs a month before and after the change, and
 * `risk: { probability }`, from 0 to 1, how likely its apply fails.
 */
export interface ApprovalFacts {
  /** Lower case. */
  environment: string;
  deployments: DeploymentFacts[];
  /** Ids of findings on files, before terraform. */
  checks: readonly string[] | null;
  /** Every path that the pull request touches, of a rename both. */
  paths: readonly string[] | null;
}

export interface DeploymentFacts {
  id: string;
  /** The account's name. */
  account: string;
  services: readonly string[];
  /** Resources that are deleted and not created anew. */
  deletes: number | null;
  /** Resources that are deleted and created anew. */
  replaces: number | null;
  /** Resources that are created, updated, replaced or deleted, each once. */
  resources: number | null;
  /** Ids of its findings, of any level. */
  rules: readonly string[] | null;
  /** USD a month. */
  cost: { before: number; after: number } | null;
  /** From 0 to 1. */
  risk: number | null;
}

/** The facts of a validation, or of a plan that was made after the merge. */
export function factsOf(record: Pick<FullRecord, "environment" | "deployments" | "checks" | "changed_paths">): ApprovalFacts {
  return {
    environment: record.environment,
    deployments: record.deployments.map(deploymentFacts),
    checks: record.checks ?? null,
    paths: record.changed_paths ?? null,
  };
}

function deploymentFacts(deployment: RecordedDeployment): DeploymentFacts {
  const { id, account, services, add, change, destroy, cost, risk } = deployment;
  // Without a plan the zeros are no counts.
  const isPlanned = deployment.plan_sha256 !== null;
  const replaces = isPlanned ? replacedOf(deployment) : null;
  return {
    id,
    account,
    services,
    deletes: replaces === null ? null : destroy - replaces,
    replaces,
    resources: replaces === null ? null : add + change + destroy - replaces,
    rules: isPlanned ? (deployment.rules ?? null) : null,
    cost: cost === undefined ? null : { before: cost.before, after: cost.after },
    risk: risk?.probability ?? null,
  };
}

/** A record that does not say it knows of none where nothing is destroyed, or nothing created. */
function replacedOf({ add, destroy, replaced }: RecordedDeployment): number | null {
  if (replaced !== undefined) return Math.min(replaced, add, destroy);
  return destroy === 0 || add === 0 ? 0 : null;
}
