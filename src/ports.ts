import type { Account, Deployment } from "./domain/deployment.ts";
import type { Finding } from "./domain/finding.ts";
import type { PlanJson } from "./domain/plan.ts";

/** The files of one commit (or of a work tree, on the command line). */
export interface SourceTree {
  /** Every entry; paths with `/`, sorted. Refused entries (symlinks, submodules) are listed too, with their mode. */
  list(): Promise<SourceEntry[]>;
  /** Contents by path. @throws ToolError for a path that `list` does not name as a file. */
  read(paths: readonly string[]): Promise<Map<string, Uint8Array>>;
}

export interface SourceEntry {
  path: string;
  mode: "100644" | "100755" | "120000" | "160000" | "040000";
  sizeBytes: number;
}

/** The pull request as GitHub has it now. */
export interface PullRequest {
  number: number;
  title: string;
  state: "open" | "closed";
  draft: boolean;
  merged: boolean;
  mergeCommitSha: string | null;
  author: string;
  headSha: string;
  headRef: string;
  baseRef: string;
  baseSha: string;
  /** The head is in another repository, or that repository is gone. */
  fork: boolean;
  labels: string[];
  changedFiles: number;
  repository: { id: number; fullName: string };
  url: string;
}

export interface ChangedFile {
  path: string;
  status: "added" | "modified" | "removed" | "renamed" | "copied" | "changed" | "unchanged";
  /** For renames. */
  previousPath?: string;
}

export interface PullRequests {
  get(): Promise<PullRequest>;
  /** All pages. @throws RefusedError when the count differs from `changed_files` or is over 3,000. */
  changedFiles(pull: PullRequest): Promise<ChangedFile[]>;
  /** Creates missing labels, adds `add` and removes `remove` from the pull request. */
  labels(change: { add: readonly Label[]; remove: readonly Label[] }): Promise<void>;
  /** Creates or updates in place the one comment of this phase, found by its marker and author; minimises older ones. Returns its URL. */
  comment(phase: string, body: string): Promise<string>;
  /** Creates or updates the check run `tf-orchestrator` on the head commit. */
  checkRun(run: CheckRun): Promise<void>;
}

export type Label = "opa-passed" | "opa-failed" | "opa-override" | "ready-for-review";

export interface CheckRun {
  headSha: string;
  status: "queued" | "in_progress" | "completed";
  conclusion?: "success" | "failure" | "neutral" | "cancelled";
  title: string;
  summary: string;
  annotations: Annotation[];
}

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: "failure" | "warning" | "notice";
  title: string;
  message: string;
}

/** Judges one plan by every rule. */
export interface Policies {
  /** How many rules are asked. */
  readonly rules: number;
  evaluate(plan: PlanJson, deployment: Deployment): Promise<Finding[]>;
}

/** State, backups, records and audit, by key. S3 or a folder. */
export interface StateStore {
  /** For messages: `s3://bucket` or `file:dir`. */
  readonly name: string;
  get(key: string): Promise<StoredObject | null>;
  /** Only where the key is free. */
  create(key: string, body: Uint8Array): Promise<"created" | "exists">;
  /** Only while the object still has this ETag. */
  replace(key: string, body: Uint8Array, etag: string): Promise<"replaced" | "changed">;
  /** Only while the object still has this ETag. */
  remove(key: string, etag: string): Promise<"removed" | "changed">;
  /** Keys under a prefix, with size and time, sorted by key. */
  list(prefix: string): Promise<StoredEntry[]>;
}

export interface StoredObject {
  body: Uint8Array;
  etag: string;
  modifiedAt: Date;
}

export interface StoredEntry {
  key: string;
  sizeBytes: number;
  modifiedAt: Date;
}

/** Where the environment variables of an account's children come from; fresh for each call. */
export type CredentialsFor = (account: Account) => Promise<Record<string, string>>;

export interface Clock {
  now(): Date;
  /** Milliseconds, monotonic. */
  elapsed(): number;
}
