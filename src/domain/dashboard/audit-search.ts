import { AUDIT_OUTCOMES, type AuditOutcome } from "../state/audit-record.ts";
import { visible } from "../text/invisible.ts";
import type { AuditEntry } from "./entry.ts";
import type { RecordIndex } from "./record-index.ts";

/** What is searched for; an empty text or null narrows nothing. */
export interface AuditQuery {
  account: string;
  project: string;
  /** Who ran, approved or overrode it: a piece of a name, in any case. */
  person: string;
  /** Both days count, in UTC. */
  since: Date | null;
  until: Date | null;
  outcome: AuditOutcome | null;
}

export const EVERY_RECORD: AuditQuery = { account: "", project: "", person: "", since: null, until: null, outcome: null };

const DAY_MS = 24 * 60 * 60 * 1000;

/** @returns Newest first. */
export function searchAudit({ entries }: RecordIndex, query: AuditQuery): AuditEntry[] {
  const account = query.account.trim().toLowerCase();
  const project = query.project.trim().toLowerCase();
  const person = query.person.trim().toLowerCase();
  const from = query.since?.getTime() ?? -Infinity;
  const to = query.until === null ? Infinity : query.until.getTime() + DAY_MS;
  return entries.filter(
    (entry) =>
      entry.at >= from &&
      entry.at < to &&
      (query.outcome === null || entry.outcome === query.outcome) &&
      (account === "" || entry.place.account.toLowerCase() === account) &&
      (project === "" || entry.place.project.toLowerCase() === project) &&
      (person === "" || peopleOf(entry).some((name) => name.toLowerCase().includes(person))),
  );
}

function peopleOf({ actor, approvers, override }: AuditEntry): string[] {
  return [actor ?? "", ...approvers, override?.approver ?? ""];
}

/** A query as a form sends it. @returns `problems`: what cannot be meant, which then narrows nothing. */
export function parseAuditQuery(given: Readonly<Record<string, string>>): { query: AuditQuery; problems: string[] } {
  const problems: string[] = [];
  const text = (name: string) =>
    visible(given[name] ?? "")
      .trim()
      .slice(0, 200);
  const day = (name: string): Date | null => {
    const value = text(name);
    if (value === "") return null;
    const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : null;
    if (time !== null && !Number.isNaN(time.getTime())) return time;
    problems.push(`${name}: got ${JSON.stringify(value)}, expected a day such as 2026-11-21`);
    return null;
  };
  const [since, until] = [day("since"), day("until")];
  const word = text("outcome");
  const outcome = AUDIT_OUTCOMES.find((known) => known === word) ?? null;
  if (word !== "" && outcome === null) problems.push(`outcome: got ${JSON.stringify(word)}, expected one of ${AUDIT_OUTCOMES.join(", ")}`);
  return {
    query: {
      account: text("account"),
      project: text("project"),
      person: text("person"),
      since,
      until,
      outcome,
    },
    problems,
  };
}

/** The columns of an export, which are those of `audit --json` with the nesting taken out. */
export const EXPORT_COLUMNS = [
  "timestamp",
  "action",
  "outcome",
  "deployment",
  "account_name",
  "project",
  "region",
  "environment",
  "owner",
  "add",
  "change",
  "destroy",
  "duration_seconds",
  "github_actor",
  "github_run_id",
  "repository",
  "pull_request",
  "commit_sha",
  "approvers",
  "override_by",
  "override_reason",
  "backup_key",
] as const;

export type ExportRow = Record<(typeof EXPORT_COLUMNS)[number], string | number | null>;

export function exportRow(entry: AuditEntry): ExportRow {
  const { place, override } = entry;
  return {
    timestamp: new Date(entry.at).toISOString(),
    action: entry.action,
    outcome: entry.outcome,
    deployment: place.id,
    account_name: place.account,
    project: place.project,
    region: place.region,
    environment: place.environment,
    owner: place.owner,
    add: entry.add,
    change: entry.change,
    destroy: entry.destroy,
    duration_seconds: entry.durationMs / 1000,
    github_actor: entry.actor,
    github_run_id: entry.runId,
    repository: entry.repository,
    pull_request: entry.pullRequest,
    commit_sha: entry.commit,
    approvers: entry.approvers.join(" "),
    override_by: override?.approver ?? null,
    override_reason: override?.reason ?? null,
    backup_key: entry.backupKey,
  };
}
