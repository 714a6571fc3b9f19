import type { RunStart } from "../state/run-start.ts";
import { rowOf, WRITES, type DeploymentRow } from "./deployments.ts";
import { slugOf, type AuditEntry } from "./entry.ts";
import type { RecordIndex, Validation } from "./record-index.ts";

/** What somebody wants to know who opens the dashboard. */
export interface Today {
  deployments: number;
  records: number;
  /** How many audit records cannot be read. */
  unreadable: number;
  /** Runs that have begun and not ended, the newest first. One that died stays here until the next run of its deployment. */
  running: Running[];
  /** Pull requests that were validated and not applied, the newest first. */
  waiting: Waiting[];
  /** Deployments whose last run did not end well, the newest first. */
  failed: AuditEntry[];
  locked: DeploymentRow[];
  drifted: DeploymentRow[];
  /** What was done last, the newest first. */
  recent: AuditEntry[];
}

export interface Running {
  start: RunStart;
  slug: string;
}

export interface Waiting {
  repository: string;
  pullRequest: number;
  headSha: string;
  environment: string;
  deployments: number;
  /** `approval`: the plans passed. `fix`: they did not; a new commit or an override goes on. */
  for: "approval" | "fix";
  /** How many findings hold it. */
  denies: number;
  since: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** The records do not tell when a pull request was closed without a merge. */
export const WAITING_DAYS = 14;
const MOST_SHOWN = 25;

export function todayOf(index: RecordIndex, now: Date): Today {
  const rows = [...index.deployments.values()].map(rowOf);
  const failed = [...index.deployments.values()].flatMap(({ entries }) => {
    const last = entries.find(({ action, outcome }) => WRITES.includes(action) && outcome !== "skipped");
    return last === undefined || last.outcome === "succeeded" ? [] : [last];
  });
  return {
    deployments: index.deployments.size,
    records: index.entries.length,
    unreadable: index.unreadable,
    running: index.starts.slice(0, MOST_SHOWN).map((start) => ({ start, slug: slugOf(start.deployment) })),
    waiting: waitingOf(index, now).slice(0, MOST_SHOWN),
    failed: failed.sort((a, b) => b.at - a.at).slice(0, MOST_SHOWN),
    locked: rows.filter(({ lock }) => lock !== null).slice(0, MOST_SHOWN),
    drifted: rows.filter(({ drift }) => drift !== null && drift.kinds.length > 0).slice(0, MOST_SHOWN),
    recent: index.entries.slice(0, MOST_SHOWN),
  };
}

function waitingOf({ validations, entries }: RecordIndex, now: Date): Waiting[] {
  const since = now.getTime() - WAITING_DAYS * DAY_MS;
  const applied = new Set<string>();
  for (const { at, action, outcome, repository, pullRequest } of entries) {
    if (at < since) break;
    if (action === "apply" && outcome !== "refused") applied.add(pullOf(repository, pullRequest));
  }
  const seen = new Set<string>();
  return validations.flatMap((validation) => {
    const { record } = validation;
    const pull = pullOf(record.repo.name, record.pr);
    if (Date.parse(record.issued_at) < since || applied.has(pull) || seen.has(pull)) return [];
    seen.add(pull);
    return [waitingFor(validation)];
  });
}

function waitingFor({ record, findings }: Validation): Waiting {
  return {
    repository: record.repo.name,
    pullRequest: record.pr,
    headSha: record.head_sha,
    environment: record.environment,
    deployments: record.deployments.length,
    for: record.verdict === "passed" ? "approval" : "fix",
    denies: (findings ?? []).filter(({ level }) => level === "deny").length,
    since: record.issued_at,
  };
}

function pullOf(repository: string | null, number: number | null): string {
  return `${repository ?? ""}#${number ?? ""}`;
}
