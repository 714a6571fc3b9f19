import type { DriftKind } from "../drift/kinds.ts";
import type { AuditEntry } from "./entry.ts";
import type { KeptDeployment, RecordIndex } from "./record-index.ts";

/** What a list of deployments shows of one. */
export interface DeploymentRow {
  id: string;
  slug: string;
  environment: string;
  account: string;
  services: readonly string[];
  owner: string | null;
  /** The last run that wrote to its state, whatever came of it; null: no record tells of one. */
  last: AuditEntry | null;
  /** null: nobody has looked. Empty: clean. */
  drift: { kinds: readonly DriftKind[]; since: string | null; lookedAt: string } | null;
  lock: { id: string; who: string; operation: string; created: Date | null } | null;
  /** null: there is no state. */
  sizeBytes: number | null;
  /** null: unknown. */
  resources: number | null;
  /** Of its last applies, the oldest first, in milliseconds. */
  durations: number[];
}

/** What a list is narrowed down to; an empty text narrows nothing. */
export interface DeploymentFilter {
  environment: string;
  account: string;
  service: string;
  owner: string;
}

export const EVERY_DEPLOYMENT: DeploymentFilter = { environment: "", account: "", service: "", owner: "" };

const MOST_DURATIONS = 12;
/** Actions that write a state. */
export const WRITES: readonly string[] = ["apply", "rollback", "destroy", "move-state", "migrate", "remediate"];

export function deploymentRows({ deployments }: RecordIndex, filter: DeploymentFilter): DeploymentRow[] {
  return [...deployments.values()].filter((deployment) => fits(deployment, filter)).map(rowOf);
}

function fits({ environment, account, services, owner }: KeptDeployment, filter: DeploymentFilter): boolean {
  return (
    (filter.environment === "" || filter.environment === environment) &&
    (filter.account === "" || filter.account === account) &&
    (filter.service === "" || services.includes(filter.service)) &&
    (filter.owner === "" || filter.owner === owner)
  );
}

export function rowOf(deployment: KeptDeployment): DeploymentRow {
  const { id, slug, environment, account, services, owner, look, lock, size, entries } = deployment;
  const written = entries.filter(({ action, outcome }) => WRITES.includes(action) && outcome !== "refused" && outcome !== "skipped");
  const applied = written.filter(({ action, outcome }) => action === "apply" && outcome === "succeeded");
  return {
    id,
    slug,
    environment,
    account,
    services,
    owner,
    last: written[0] ?? null,
    drift: look === null ? null : { kinds: look.kinds, since: look.since, lookedAt: look.looked_at },
    lock: lock === null ? null : { id: lock.id, who: lock.who, operation: lock.operation, created: lock.created },
    sizeBytes: size?.bytes ?? null,
    resources: look?.resources ?? entries.find(({ state }) => state !== null)?.state?.resources ?? null,
    durations: applied
      .slice(0, MOST_DURATIONS)
      .map(({ durationMs }) => durationMs)
      .reverse(),
  };
}

/** The values that a filter may have, sorted. */
export function filterChoices({ deployments }: RecordIndex): Record<keyof DeploymentFilter, string[]> {
  const all = [...deployments.values()];
  const distinct = (values: readonly (string | null)[]) =>
    [...new Set(values)].flatMap((value) => (value === null || value === "" ? [] : [value])).sort();
  return {
    environment: distinct(all.map(({ environment }) => environment)),
    account: distinct(all.map(({ account }) => account)),
    service: distinct(all.flatMap(({ services }) => services)),
    owner: distinct(all.map(({ owner }) => owner)),
  };
}
