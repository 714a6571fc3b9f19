import { isSameLogin } from "../model/person.ts";
import type { AuditRecord } from "./audit-record.ts";

/**
 * An audit record as one flat row, as the table of docs/audit-queries.md has it. What holds secrets (inputs, output, error) is not in it.
 * Times are ISO 8601 in UTC, so that they sort and compare as texts.
 */
export interface AuditRow {
  happened_at: string;
  action: string;
  outcome: string;
  deployment: string;
  environment: string;
  account_name: string;
  account_id: string;
  region: string;
  project: string;
  services: readonly string[];
  owner: string | null;
  team: string | null;
  added: number;
  changed: number;
  destroyed: number;
  duration_seconds: number;
  backup_key: string | null;
  state_serial: number | null;
  moved_from: string | null;
  moved_to: string | null;
  lock_id: string | null;
  lock_holder: string | null;
  actor: string | null;
  run_id: string | null;
  repository: string | null;
  pull_request: number | null;
  commit_sha: string | null;
  merged_at: string | null;
  merged_by: string | null;
  /** null: a record of an older release, which did not keep them. */
  authors: readonly string[] | null;
  pushers: readonly string[] | null;
  approvers: readonly string[];
  override_by: string | null;
  override_reason: string | null;
  override_at: string | null;
  override_rules: readonly string[] | null;
  override_allow_delete: readonly string[] | null;
  version: string;
}

const VALUES: { readonly [Column in keyof AuditRow]: (record: AuditRecord) => AuditRow[Column] } = {
  happened_at: ({ timestamp }) => timestamp,
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  deployment: ({ deployment }) => deployment.id,
  environment: ({ deployment }) => deployment.environment,
  account_name: ({ deployment }) => deployment.account_name,
  account_id: ({ deployment }) => deployment.account_id,
  region: ({ deployment }) => deployment.region,
  project: ({ deployment }) => deployment.project,
  services: ({ deployment }) => deployment.services,
  owner: ({ deployment }) => deployment.owner,
  team: ({ deployment }) => deployment.team,
  added: ({ result }) => result.add,
  changed: ({ result }) => result.change,
  destroyed: ({ result }) => result.destroy,
  duration_seconds: ({ result }) => result.duration_seconds,
  backup_key: ({ result }) => result.backup_key,
  state_serial: ({ result }) => result.state?.serial ?? null,
  moved_from: ({ result }) => result.state_move?.from ?? null,
  moved_to: ({ result }) => result.state_move?.to ?? null,
  lock_id: ({ result }) => result.lock_removed?.id ?? null,
  lock_holder: ({ result }) => result.lock_removed?.who ?? null,
  actor: ({ metadata }) => metadata.github_actor,
  run_id: ({ metadata }) => metadata.github_run_id,
  repository: ({ metadata }) => metadata.repository,
  pull_request: ({ metadata }) => metadata.pull_request,
  commit_sha: ({ metadata }) => metadata.commit_sha,
  merged_at: ({ metadata }) => metadata.merged_at ?? null,
  merged_by: ({ metadata }) => metadata.merged_by ?? null,
  authors: ({ metadata }) => metadata.authors ?? null,
  pushers: ({ metadata }) => metadata.pushers ?? null,
  approvers: ({ metadata }) => metadata.approvers,
  override_by: ({ metadata }) => metadata.override?.approver ?? null,
  override_reason: ({ metadata }) => metadata.override?.reason ?? null,
  override_at: ({ metadata }) => metadata.override?.created_at ?? null,
  override_rules: ({ metadata }) => metadata.override?.rules ?? null,
  override_allow_delete: ({ metadata }) => metadata.override?.allow_delete ?? null,
  version: ({ orchestrator_version }) => orchestrator_version,
};

/** In the order of the table. */
export const AUDIT_COLUMNS = Object.keys(VALUES) as (keyof AuditRow)[];

export function auditRow(record: AuditRecord): AuditRow {
  return Object.fromEntries(AUDIT_COLUMNS.map((column) => [column, VALUES[column](record)])) as unknown as AuditRow;
}

/** Whether somebody ran, wrote, pushed, approved, merged or overrode it. */
export function isAbout(person: string, { actor, authors, pushers, approvers, merged_by, override_by }: AuditRow): boolean {
  const people = [actor, merged_by, override_by, ...(authors ?? []), ...(pushers ?? []), ...approvers];
  return people.some((login) => login !== null && isSameLogin(login, person));
}
