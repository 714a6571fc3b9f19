import type { Deployment } from "../model/deployment.ts";
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
