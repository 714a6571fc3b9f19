import type { Tool } from "../model/tool.ts";
import type { MissingApproval } from "../approvals/missing.ts";
import type { ConcurrentChange } from "../change/concurrent.ts";
import type { Risk } from "../risk/model.ts";
import type { RolloutProgress } from "../rollout/view.ts";
import type { DependencyState } from "../gates/depends.ts";
import type { ControllerFile } from "../change/controller-files.ts";
import type { CostEstimate } from "../cost/cost.ts";
import type { Deployment } from "../model/deployment.ts";
import type { ModelAdvice } from "./model-advice.ts";
import type { Finding, Location } from "../model/finding.ts";
import type { Deletion, Drift, ListedChange, PlanCounts } from "../model/plan.ts";

/**
 * What a run has to tell. Everything in a Report has passed the redactor (`buildReport` does that); renderers only neutralise for
 * their medium.
 */
export interface Report {
  phase: "validate" | "plan" | "apply" | "destroy" | "rollback" | "merge" | "drift";
  /** `passed`: all planned and no deny; `failed`: a deployment failed or breaks policy; `empty`: no deployment in the change; `refused`: a gate is closed. */
  verdict: "passed" | "failed" | "empty" | "refused";
  /** Only for `refused`: why, and the one thing to do. */
  refusal?: { reasons: string[]; remedy: string };
  /** Only for a plan that was made after the merge. `code` approves it; null: it broke policy or failed, so nobody can. */
  newPlan?: { code: string | null; tipSha: string };
  subject: Subject;
  /** Only when the run began with another commit of the controller than the one that judges. Both 40 hex digits. */
  controllerMoved?: { now: string; began: string };
  /** Only where a merge or an apply rests on them: whose approvals counted, and who overrode the verdict and why. */
  approval?: { approvers: string[]; override: { approver: string; reason: string } | null };
  /** Only of a validation of what approval rules apply to: how many people approve at least, and who is still missing. */
  approvalsNeeded?: { least: number; missing: MissingApproval[] };
  /** Only for a change of the controller's own files: what it touches, and how many approvals let it in. */
  controllerChange?: { files: ControllerFile[]; approvals: number };
  /** Other open pull requests that change some of the same deployments; missing: none do. */
  concurrent?: ConcurrentChange[];
  /** Only of an apply in waves: how far it is after this run. `results` are those of one wave. */
  rollout?: RolloutProgress;
  /** Pull requests that have to be applied before; missing: none. */
  dependsOn?: DependencyState[];
  /** What a model said of the plans, where one was asked and answered. It is for the reader: nothing depends on it. */
  advice?: ModelAdvice;
  results: DeploymentResult[];
  /** Findings on files, before terraform started. */
  checks: Finding[];
  /** tfvars that the change removes: reported, never destroyed by themselves. */
  removed: RemovedFile[];
  /** tfvars whose state goes on in another file. */
  renamed: RenamedFile[];
  policy: { rules: number; plans: number; millis: number } | null;
  tool: Tool | null;
  orchestratorVersion: string;
  /** Milliseconds of the whole run. */
  durationMs: number;
  /** Of OpenTelemetry; missing where nothing is traced. */
  traceId?: string;
  /** Link of the run, of the full plans; null outside GitHub. */
  links: { run: string | null; plans: string | null };
}

export interface RenamedFile {
  from: string;
  to: string;
  /** The deployment's id; null: it cannot be told. */
  id: string | null;
}

/** A tfvars that is gone, and what it leaves behind. */
export interface RemovedFile {
  file: string;
  /** Of the deployment that it was; null: it cannot be told, and neither can the rest. */
  id: string | null;
  /** How many its state still holds; null: it has no state. */
  resources: number | null;
  /** Who changed the state last, by the audit records. `who`: null where they do not say. */
  last: { action: string; who: string | null; at: string } | null;
  /** Why the state could not be looked at. */
  problem: string | null;
}

/** What the run is about: a pull request, or a folder on the command line. */
export interface Subject {
  /** `owner/name`, null on the command line. */
  repository: string | null;
  pullRequest: number | null;
  headSha: string | null;
  environment: string | null;
  /** The environment's branch. */
  branch: string | null;
  /** `https://…/blob/{sha}/`: prefix of links to files at the head commit; null where there is none. */
  filesUrl: string | null;
  /** The same for the controller repository, at the commit that the run has read. */
  controllerFilesUrl: string | null;
}

export type DeploymentStatus = "planned" | "applied" | "in-sync" | "failed" | "skipped" | "declined" | "refused" | "recovered";

export interface DeploymentResult {
  deployment: Deployment;
  status: DeploymentStatus;
  counts: PlanCounts;
  /** What the plan changes, address by address, the most consequential first. */
  changes: ListedChange[];
  /** Resources deleted or replaced, with the attributes that force a replacement. */
  deletions: Deletion[];
  findings: Finding[];
  /** Redacted last lines of the tool that failed, or why the deployment was skipped. */
  error: string | null;
  /** Only where it failed on a lock of its state that has likely been left by a run that died. */
  lockIsOld?: true;
  /** Where the resources that `error` names stand in the tfvars; only for what failed. */
  failedAt?: { address: string; location: Location }[];
  /** terraform's own human output of the plan (and apply). */
  output: string;
  steps: Step[];
  durationMs: number;
  backupKey: string | null;
  recovery: string | null;
  /** Resources changed outside Terraform. */
  drift: Drift[];
  /** Only where an earlier run has planned it, and nothing that the plan comes from has changed since: the head for which it was. 40 hex digits. */
  reusedFrom?: string;
  /** Only where costs are estimated, and could be. */
  cost?: CostEstimate;
  /** Why they could not. */
  costProblem?: string;
  /** How likely its apply fails or is rolled back; only where history tells. */
  risk?: Risk;
}

/** One bar of the gantt. Milliseconds since the run started. */
export interface Step {
  name: "wait" | "init" | "plan" | "show" | "policy" | "cost" | "backup" | "apply" | "verify" | "recover" | "audit";
  startMs: number;
  endMs: number;
}
