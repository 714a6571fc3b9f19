import type { Finding } from "../model/finding.ts";
import { stampOf } from "../text/stamp.ts";
import { rowOf, type DeploymentRow } from "./deployments.ts";
import type { AuditEntry } from "./entry.ts";
import type { KeptDeployment, RecordIndex } from "./record-index.ts";
import type { ResourceView, StateView } from "./state-view.ts";

/** Everything about one deployment. */
export interface DeploymentPage {
  row: DeploymentRow;
  file: string;
  stateKey: string;
  store: string;
  region: string;
  project: string;
  team: string | null;
  /** Newest first, one page of it. */
  history: AuditEntry[];
  records: number;
  /** What was changed outside, and what else the last look found. */
  look: { outside: { address: string; gone: boolean; attributes: string[] }[]; unapplied: string[]; why: string | null } | null;
  /** Of the newest validation that planned it; null: none is kept. */
  validated: { repository: string; pullRequest: number; at: string; verdict: "passed" | "failed"; findings: readonly Finding[] } | null;
  versions: StateVersion[];
}

/** A state that somebody can look at: the one in force, or a backup. */
export interface StateVersion {
  /** `current`, or as `rollback --to` takes it. */
  name: string;
  key: string;
  kind: "current" | "backup" | "failed" | "errored";
  at: Date;
  sizeBytes: number;
  /** The command that puts it back; null: there is none. */
  restore: string | null;
}

export const HISTORY_ON_A_PAGE = 50;
const MOST_VERSIONS = 200;

/** @param page From 1. */
export function deploymentPageOf(index: RecordIndex, deployment: KeptDeployment, page: number): DeploymentPage {
  const { look, entries, file, stateKey, store, region, project, team } = deployment;
  return {
    row: rowOf(deployment),
    file,
    stateKey,
    store,
    region,
    project,
    team,
    history: entries.slice((page - 1) * HISTORY_ON_A_PAGE, page * HISTORY_ON_A_PAGE),
    records: entries.length,
    look: look === null ? null : { outside: look.outside, unapplied: look.unapplied, why: look.why },
    validated: validatedOf(index, deployment),
    versions: versionsOf(deployment),
  };
}

/** A record does not say which finding is about which deployment: their places do, and of a single one all are. */
function validatedOf({ validations }: RecordIndex, { id, file }: KeptDeployment): DeploymentPage["validated"] {
  const newest = validations.find(({ record }) => record.deployments.some((deployment) => deployment.id === id));
  if (newest === undefined) return null;
  const { record, findings } = newest;
  const isOnlyOne = record.deployments.length === 1;
  return {
    repository: record.repo.name,
    pullRequest: record.pr,
    at: record.issued_at,
    verdict: record.verdict,
    findings: (findings ?? []).filter(({ location }) => isOnlyOne || location?.file === file),
  };
}

export function versionsOf({ id, stateKey, size, backups }: KeptDeployment): StateVersion[] {
  const current: StateVersion[] =
    size === null ? [] : [{ name: CURRENT, key: stateKey, kind: "current", at: size.modifiedAt, sizeBytes: size.bytes, restore: null }];
  return [
    ...current,
    ...backups.slice(0, MOST_VERSIONS).map(({ key, kind, takenAt, collision, sizeBytes }): StateVersion => {
      const stamp = `${stampOf(takenAt)}${collision === 0 ? "" : `-${collision}`}`;
      const restore = kind === "backup" ? `tf-orchestrator rollback --deployment ${quotedForShell(id)} --to ${stamp}` : null;
      return { name: kind === "backup" ? stamp : `${kind}-${stamp}`, key, kind, at: takenAt, sizeBytes, restore };
    }),
  ];
}

const CURRENT = "current";

function quotedForShell(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A module with what stands in it. */
export interface ModuleView {
  /** `module.s3["eu"]`; empty: the root module. */
  module: string;
  resources: ResourceView[];
}

/** The resources of a state by module, both sorted. */
export function resourceTree({ resources }: StateView): ModuleView[] {
  const modules = new Map<string, ResourceView[]>();
  for (const resource of resources) {
    const module = moduleOf(resource.address);
    const own = modules.get(module);
    if (own === undefined) modules.set(module, [resource]);
    else own.push(resource);
  }
  return [...modules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([module, own]) => ({ module, resources: own.sort((a, b) => (a.address < b.address ? -1 : 1)) }));
}

/** Keys of modules may hold anything in their quotes, dots too. */
function moduleOf(address: string): string {
  return /^(?:module\.[^.[]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?(?:\.|$))*/.exec(address)?.[0].replace(/\.$/, "") ?? "";
}
