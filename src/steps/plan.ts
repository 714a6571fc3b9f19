import { judgeGoldenTemplates } from "../domain/checks/golden-judge.ts";
import { doneImports, readImports } from "../domain/checks/imports.ts";
import { undeclaredKeys } from "../domain/checks/undeclared.ts";
import { advised, type Authored } from "../domain/plan/advise.ts";
import { checkFetched } from "../domain/controller/code-rules.ts";
import type { ControllerSettings } from "../domain/controller/files.ts";
import { overBudget } from "../domain/cost/budget.ts";
import type { CostEstimate } from "../domain/cost/cost.ts";
import { deletionFindings } from "../domain/plan/deletion-protection.ts";
import type { VouchedPlan } from "../domain/evidence/kept-plan.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { ConfigurationError, messageOf, ToolError } from "../domain/model/errors.ts";
import { joinTagFindings, toldOnce } from "../domain/plan/one-finding.ts";
import { driftOf } from "../domain/plan/drift.ts";
import { bySeverity, type Finding } from "../domain/model/finding.ts";
import type { PlanJson } from "../domain/model/plan.ts";
import { planDigests } from "../domain/plan/digest.ts";
import { attributeIn, countChanges, deletions, listChanges, locateFinding } from "../domain/plan/summary.ts";
import { checkFindings, warningFindings } from "../domain/plan/warnings.ts";
import { underPolicy } from "../domain/controller/policy-settings.ts";
import { readTerraformError } from "../domain/text/terraform-error.ts";
import type { Tfvars } from "../domain/model/tfvars.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import { masksOf } from "../domain/report/redaction/masks.ts";
import { sensitiveValues } from "../domain/report/redaction/sensitive-values.ts";
import type { DeploymentResult, Step } from "../domain/report/report.ts";
import { blankResult, unplanned } from "../domain/report/results.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Policies } from "../ports/policies.ts";
import type { FetchedCode, Terraform, TerraformSession } from "../ports/terraform.ts";
import type { CostEstimator } from "../ports/cost-estimator.ts";
import type { Change } from "./change.ts";
import { estimateCost } from "./cost.ts";
import { stepTimer } from "./step-timer.ts";

/** What planning needs from outside. */
export interface PlanPorts {
  terraform: Terraform;
  /** The bundled rules, then the team's own. */
  policies: readonly Policies[];
  clock: Clock;
  log: Log;
}

/** A deployment with its plan; raw, so not to be shown before it is redacted. */
export interface Planned {
  result: DeploymentResult;
  /** null when it failed. */
  planSha256: string | null;
  /** `actionsDigest`; null when it failed. */
  actionsSha256: string | null;
  plan: PlanJson | null;
  /** Literals that nobody outside may see. */
  secrets: Secret[];
  policyMillis: number;
  /** What the next validation may show again instead of planning; missing: nothing. */
  kept?: VouchedPlan;
}

/** Beside the result of a deployment that never came to a plan. */
export const WITHOUT_PLAN = { planSha256: null, actionsSha256: null, plan: null, secrets: [], policyMillis: 0 };

export interface PlanOptions {
  /** Is called while the workspace is still there: apply goes on from the plan. */
  use?: (session: TerraformSession, planned: Planned) => Promise<Planned>;
  /** A plan that destroys everything. */
  destroy?: boolean;
  /** Is awaited before terraform takes the state's lock. */
  mayLock?: Promise<unknown>;
  /** Says what the plan costs; missing: nobody asks. */
  cost?: CostEstimator;
}

/**
 * Plans one deployment in a workspace of its own and judges the plan: init, plan, show, policy, nothing more. What goes wrong becomes a
 * failed result, never an exception, so that the others go on.
 */
export async function planDeployment(
  deployment: Deployment,
  change: Change,
  settings: ControllerSettings,
  ports: PlanPorts,
  { use, destroy = false, mayLock, cost: estimator }: PlanOptions = {},
): Promise<Planned> {
  const { clock, log } = ports;
  const started = clock.elapsed();
  const steps: Step[] = [];
  const step = stepTimer(deployment.id, steps, ports);
  const tfvars = change.tfvars.get(deployment.file);
  let secrets: Secret[] = [...(change.secrets.get(deployment.file) ?? []), ...ports.terraform.secrets, ...(estimator?.secrets ?? [])];
  log.mask(masksOf(secrets));
  let session: TerraformSession | undefined;
  try {
    const files = change.files.get(deployment.id);
    if (files === undefined || tfvars === undefined) throw new Error(`${deployment.id}: its files were not read`);
    // What is to be destroyed is not taken over before.
    const opened = (session = ports.terraform.open(deployment, destroy ? { tfvars: files.tfvars, references: files.references } : files));
    await step("init", () => opened.init((fetched) => refuseCode(fetched, change)));
    await mayLock;
    const { output } = await step("plan", () => opened.plan({ destroy }));
    const plan = await step("show", () => opened.show());
    secrets = [...secrets, ...sensitiveValues(plan)];
    log.mask(masksOf(secrets));
    const costing = estimator === undefined ? {} : await step("cost", () => estimateCost(estimator, plan, deployment, secrets));
    const policyStarted = clock.elapsed();
    const findings = await step("policy", () => judge({ plan, output, ...costing }, deployment, change, settings, ports, destroy));
    const planned: Planned = {
      result: {
        ...blankResult(deployment),
        status: "planned",
        error: null,
        counts: countChanges(plan),
        changes: listChanges(plan),
        deletions: deletions(plan),
        drift: driftOf(plan),
        findings: findings.map((finding) =>
          finding.location === undefined && finding.address !== undefined
            ? { ...finding, location: locateFinding(finding.address, tfvars, settings.services, attributeIn(finding.message)) }
            : finding,
        ),
        output,
        steps,
        durationMs: clock.elapsed() - started,
        ...costing,
      },
      ...planDigests(plan),
      plan,
      secrets,
      policyMillis: clock.elapsed() - policyStarted,
    };
    if (use === undefined) return planned;
    const used = await use(session, planned);
    return { ...used, result: withPlaces(used.result, tfvars, settings) };
  } catch (error) {
    const failed = { ...unplanned(deployment, "failed", failureOf(error)), steps, durationMs: clock.elapsed() - started };
    const result = tfvars === undefined ? failed : withPlaces(failed, tfvars, settings);
    return { ...WITHOUT_PLAN, result, secrets };
  } finally {
    log.running(deployment.id, null);
    closeSession(session, deployment, log);
  }
}

/** @throws ConfigurationError before anything runs that nobody allowed to run with unreviewed files. */
export function refuseCode({ modules, providers }: FetchedCode, { codeCheck: { allowance, refused } }: Change): void {
  const findings = [...refused, ...checkFetched(modules, providers, allowance)];
  if (findings.length > 0) throw new ConfigurationError("nothing was planned, because of the Terraform code:", findings);
}

/** With the line of the tfvars that each resource in terraform's error most likely comes from. */
function withPlaces(result: DeploymentResult, tfvars: Tfvars, { services }: ControllerSettings): DeploymentResult {
  if (result.error === null || (result.status !== "failed" && result.status !== "recovered")) return result;
  const addresses = readTerraformError(result.error).diagnostics.flatMap(({ address }) => (address === null ? [] : [address]));
  const failedAt = [...new Set(addresses)].map((address) => ({ address, location: locateFinding(address, tfvars, services) }));
  return failedAt.length === 0 ? result : { ...result, failedAt };
}

export function closeSession(session: TerraformSession | undefined, deployment: Deployment, log: Log): void {
  try {
    session?.close();
  } catch (error) {
    log.warning(`${deployment.id}: its workspace could not be removed: ${messageOf(error)}`);
  }
}

/** What a tool says over several lines starts on a line of its own, where readers and the log's one line look for `Error:`. */
export function failureOf(error: unknown): string {
  if (error instanceof Error && error.name === "AbortError") return "the run was cancelled";
  return error instanceof ToolError && error.detail.includes("\n") ? `${error.tool} failed:\n${error.detail}` : messageOf(error);
}

async function judge(
  { plan, output, cost }: { plan: PlanJson; output: string; cost?: CostEstimate },
  deployment: Deployment,
  change: Change,
  settings: ControllerSettings,
  ports: PlanPorts,
  destroy: boolean,
): Promise<Finding[]> {
  const tfvars = change.tfvars.get(deployment.file) ?? { file: deployment.file, entries: [] };
  const documents = change.files.get(deployment.id)?.references ?? new Map<string, Uint8Array>();
  const authored: Authored = { deployment, tfvars, documents, services: settings.services, types: change.variableTypes };
  const findings: Finding[] = [];
  for (const policies of ports.policies) {
    const found = await policies.evaluate(plan, deployment);
    findings.push(...found.map((finding) => advised(finding, settings.policy.advice, authored)));
  }
  findings.push(...judgeGoldenTemplates(plan, deployment, change));
  // What goes away needs no values.
  if (!destroy) findings.push(...undeclaredKeys(plan, tfvars, settings.services));
  const imports = change.files.get(deployment.id)?.imports;
  if (!destroy && imports !== undefined)
    findings.push(...doneImports(plan, imports.file, readImports(imports.file, imports.bytes).imports));
  findings.push(...checkFindings(plan));
  findings.push(...warningFindings(output, tfvars.file, findings));
  // An environment that nobody knows protects everything.
  const rule = settings.environments.get(deployment.environment)?.deletions ?? "block";
  findings.push(...deletionFindings(plan, rule, deployment.environment, (address) => locateFinding(address, tfvars, settings.services)));
  if (cost !== undefined) findings.push(...overBudget(cost, deployment, settings.policy.parameters));
  const judged = underPolicy(findings, deployment, settings.policy, ports.clock.now());
  return joinTagFindings(toldOnce(judged)).toSorted(bySeverity);
}
