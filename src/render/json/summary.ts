import type { Deployment } from "../../domain/model/deployment.ts";
import type { Finding } from "../../domain/model/finding.ts";
import type { DeploymentResult, Report } from "../../domain/report/report.ts";
import { isBad, isLeftOut } from "../words.ts";

/** What `--output-summary` and `--json` write: one entry for each deployment, sorted into three lists. */
export interface SummaryJson {
  successful: SummaryEntry[];
  failed: SummaryEntry[];
  skipped: SummaryEntry[];
  summary: { total: number; successful: number; failed: number; skipped: number; action: Report["phase"] };
}

export interface SummaryEntry {
  deployment: string;
  success: boolean;
  backend_key: string;
  services: string[];
  action: Report["phase"];
  output: string;
  error: string | null;
  add: number;
  change: number;
  destroy: number;
  duration_seconds: number;
  backup_key: string | null;
  recovery: string | null;
  findings: Finding[];
  /** USD a month; only where costs are estimated. null: it could not be. */
  cost?: { before: number; after: number; currency: "USD" } | null;
  /** How likely its apply fails, from 0 to 1; only where history tells. */
  risk?: { probability: number; reasons: string[] };
  orchestrator_version: string;
}

/** @param report From `buildReport`: what it says is redacted already. */
export function summaryJson(report: Report): SummaryJson {
  const entries = (of: (result: DeploymentResult) => boolean) => report.results.filter(of).map((result) => entryOf(report, result));
  const skipped = entries(isLeftOut);
  const failed = entries(isBad);
  const successful = entries((result) => !isLeftOut(result) && !isBad(result));
  return {
    successful,
    failed,
    skipped,
    summary: {
      total: report.results.length,
      successful: successful.length,
      failed: failed.length,
      skipped: skipped.length,
      action: report.phase,
    },
  };
}

function entryOf(report: Report, result: DeploymentResult): SummaryEntry {
  return {
    deployment: result.deployment.id,
    success: !isLeftOut(result) && !isBad(result),
    backend_key: result.deployment.stateKey,
    services: result.deployment.services,
    action: report.phase,
    output: result.output,
    error: result.error,
    ...result.counts,
    duration_seconds: Math.round(result.durationMs) / 1000,
    backup_key: result.backupKey,
    recovery: result.recovery,
    findings: result.findings,
    ...costOf(result),
    ...(result.risk === undefined ? {} : { risk: { probability: result.risk.probability, reasons: result.risk.reasons } }),
    orchestrator_version: report.orchestratorVersion,
  };
}

function costOf({ cost, costProblem }: DeploymentResult): Pick<SummaryEntry, "cost"> {
  if (cost === undefined) return costProblem === undefined ? {} : { cost: null };
  return { cost: { before: cost.before, after: cost.after, currency: cost.currency } };
}

/** What `discover --output-summary` writes. It stays on this machine, so account ids are in it. */
export interface DiscoverJson {
  deployments: {
    id: string;
    file: string;
    account_id: string;
    account_name: string;
    region: string;
    project: string;
    environment: string;
    services: string[];
    backend_key: string;
    owner: string | null;
    team: string | null;
    resources: string[];
    referenced_files: string[];
  }[];
}

export function discoverJson(deployments: readonly Deployment[]): DiscoverJson {
  return {
    deployments: deployments.map((deployment) => ({
      id: deployment.id,
      file: deployment.file,
      account_id: deployment.account.id,
      account_name: deployment.account.name,
      region: deployment.region,
      project: deployment.project,
      environment: deployment.environment,
      services: deployment.services,
      backend_key: deployment.stateKey,
      owner: deployment.owner,
      team: deployment.team,
      resources: deployment.resources,
      referenced_files: [...new Set(deployment.references.map((reference) => reference.file))],
    })),
  };
}
