import { sha256Hex } from "../text/canonical-json.ts";
import type { AuditOutcome, AuditRecord } from "../state/audit-record.ts";

/** What pages need of an audit record: a store may hold a hundred thousand of them. */
export interface AuditEntry {
  key: string;
  /** Milliseconds since 1970, as all times here. */
  at: number;
  action: string;
  outcome: AuditOutcome;
  /** Shared by all entries of the deployment that say the same of it. */
  place: Place;
  durationMs: number;
  add: number;
  change: number;
  destroy: number;
  actor: string | null;
  runId: string | null;
  /** `owner/name` */
  repository: string | null;
  pullRequest: number | null;
  commit: string | null;
  mergedAt: number | null;
  approvers: readonly string[];
  override: { approver: string; reason: string; rules: readonly string[] } | null;
  backupKey: string | null;
  /** The state as it was left; null: there is none, or it was not looked at. */
  state: { serial: number; resources: number } | null;
}

/** Where a deployment belongs, as its audit records say. */
export interface Place {
  /** The deployment's id. */
  id: string;
  /** What stands for the id in addresses of pages: it says nothing, and stays when a page is redacted. */
  slug: string;
  stateKey: string;
  /** The tfvars. */
  file: string;
  account: string;
  project: string;
  region: string;
  environment: string;
  services: readonly string[];
  owner: string | null;
  team: string | null;
}

/** Makes entries that share what they have in common. */
export class EntryMaker {
  readonly #texts = new Map<string, string>();
  readonly #places = new Map<string, Place>();

  entryOf(key: string, { timestamp, action, outcome, deployment, result, metadata }: AuditRecord): AuditEntry {
    const { override } = metadata;
    return {
      key,
      at: Date.parse(timestamp),
      action: this.#shared(action),
      outcome,
      place: this.#placeOf(deployment),
      durationMs: result.duration_seconds * 1000,
      add: result.add,
      change: result.change,
      destroy: result.destroy,
      actor: this.#sharedOrNull(metadata.github_actor),
      runId: this.#sharedOrNull(metadata.github_run_id),
      repository: this.#sharedOrNull(metadata.repository),
      pullRequest: metadata.pull_request,
      commit: this.#sharedOrNull(metadata.commit_sha),
      mergedAt: metadata.merged_at == null ? null : timeOf(metadata.merged_at),
      approvers: metadata.approvers.length === 0 ? NOBODY : metadata.approvers.map((login) => this.#shared(login)),
      override: override === null ? null : { approver: override.approver, reason: override.reason, rules: override.rules },
      backupKey: result.backup_key,
      state: result.state == null ? null : { serial: result.state.serial, resources: result.state.resources },
    };
  }

  #placeOf(deployment: AuditRecord["deployment"]): Place {
    const id = JSON.stringify(deployment);
    const known = this.#places.get(id);
    if (known !== undefined) return known;
    const place: Place = {
      id: deployment.id,
      slug: slugOf(deployment.id),
      stateKey: deployment.backend_key,
      file: deployment.file,
      account: deployment.account_name,
      project: deployment.project,
      region: deployment.region,
      environment: deployment.environment,
      services: deployment.services,
      owner: deployment.owner,
      team: deployment.team,
    };
    this.#places.set(id, place);
    return place;
  }

  #sharedOrNull(text: string | null): string | null {
    return text === null ? null : this.#shared(text);
  }

  #shared(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}

export function slugOf(id: string): string {
  return sha256Hex(id).slice(0, 16);
}

const NOBODY: readonly string[] = [];

function timeOf(text: string): number | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

/** The newest first; of two at one time, the one whose key comes later. */
export function newestEntryFirst(a: AuditEntry, b: AuditEntry): number {
  return b.at - a.at || (a.key < b.key ? 1 : -1);
}
