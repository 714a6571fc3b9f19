import type { Deployment } from "../model/deployment.ts";
import { DELETION_RULE } from "../plan/deletion-protection.ts";
import type { DeploymentResult } from "./report.ts";

/** What a result says before anything was looked at. */
export function blankResult(deployment: Deployment): Omit<DeploymentResult, "status" | "error"> {
  return {
    deployment,
    counts: { add: 0, change: 0, destroy: 0 },
    changes: [],
    deletions: [],
    findings: [],
    output: "",
    steps: [],
    durationMs: 0,
    backupKey: null,
    recovery: null,
    drift: [],
  };
}

/** A deployment that never came to a plan, and why. */
export function unplanned(deployment: Deployment, status: "failed" | "skipped" | "refused", error: string): DeploymentResult {
  return { ...blankResult(deployment), status, error };
}

/** It was refused, and the environment's deletion protection is among the reasons. */
export function isBlockedByDeletions({ status, findings }: DeploymentResult): boolean {
  return status === "refused" && findings.some(({ rule, level }) => rule === DELETION_RULE && level === "deny");
}

/** What is blocked stands in the list of changes: where it is all that stands in the way, the error only says how it may go. */
export function withDeletionWords(result: DeploymentResult, wayOut: string): DeploymentResult {
  const denied = result.findings.filter(({ level }) => level === "deny");
  return isBlockedByDeletions(result) && denied.every(({ rule }) => rule === DELETION_RULE)
    ? { ...result, error: `${result.deployment.environment} blocks deletions; ${wayOut}` }
    : result;
}
