import type { Account, Deployment } from "./domain/deployment.ts";
import type { Finding } from "./domain/finding.ts";
import type { Person } from "./domain/person.ts";
import type { PlanJson } from "./domain/plan.ts";
import type { Mergeability } from "./domain/merge-gate.ts";
import type { Permission, Review } from "./domain/review.ts";
import type { Step } from "./domain/report.ts";
import type { Tfvars } from "./domain/tfvars.ts";

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
  /** Of the blob; only commits have them. Equal ids mean equal bytes. */
  oid?: string;
}

/** Reads a tfvars file: values with their places, or what is wrong with it. */
export type ParseTfvars = (file: string, bytes: Uint8Array) => { tfvars: Tfvars | null; findings: Finding[] };

/** The pull request as GitHub has it now. */
export interface PullRequest {
  number: number;
  title: string;
  state: "open" | "closed";
  draft: boolean;
  merged: boolean;
  mergeCommitSha: string | null;
  /** ISO 8601; null until it is merged. */
  mergedAt: string | null;
  author: Person;
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
  /** All pages. */
  reviews(): Promise<Review[]>;
  /** Everybody who pushed its branch, by GitHub's own record of it; null when the API gives no answer. */
  pushers(pull: PullRequest): Promise<Person[] | null>;
  /** What somebody may do in the repository; `unknown` when the API gives no answer. */
  permission(login: string): Promise<Permission>;
  /** All comments, oldest first. */
  comments(): Promise<IssueComment[]>;
  /** The base branch's newest commit, and the one from which the head branched off. */
  mergeBase(pull: PullRequest): Promise<{ baseTip: string; mergeBase: string }>;
  /** The account behind a login now; null: none, or no answer. */
  account(login: string): Promise<Person | null>;
  mergeability(): Promise<Mergeability>;
  /** Merges exactly this head. `moved`: the head is another one by now; `refused`: GitHub says why. */
  merge(head: {
    sha: string;
    method: "merge" | "squash" | "rebase";
    title: string;
  }): Promise<{ kind: "merged"; sha: string } | { kind: "moved" } | { kind: "refused"; why: string }>;
  /** A new comment of its own, for answers. */
  reply(body: string): Promise<void>;
  react(commentId: number, content: "eyes" | "confused" | "rocket"): Promise<void>;
  /** Changes the branch it is to be merged into. */
  retarget(base: string): Promise<void>;
  /** Creates or updates the check run `tf-orchestrator` on the head commit. */
  checkRun(run: CheckRun): Promise<void>;
}

/** A repository beside its pull requests: what opening one and telling the controller need. */
export interface Repository {
  /** `owner/name` */
  readonly name: string;
  defaultBranch(): Promise<string>;
  branchExists(branch: string): Promise<boolean>;
  /** The open pull request of a branch; null: there is none. */
  openPullRequest(branch: string): Promise<{ number: number; base: string; url: string } | null>;
  createPullRequest(pull: {
    head: string;
    base: string;
    title: string;
    body: string;
  }): Promise<{ number: number; url: string; author: string }>;
  label(pullRequest: number, label: Label): Promise<void>;
  /** Sends `repository_dispatch`. */
  dispatch(eventType: string, payload: Record<string, unknown>): Promise<void>;
}

export interface IssueComment {
  id: number;
  body: string;
  author: Person;
  /** ISO 8601 */
  createdAt: string;
  /** Later than `createdAt` once it was edited. */
  updatedAt: string;
  /** How often each reaction was given: ours say that it was seen to. */
  reactions: { eyes: number; confused: number };
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
  /** Only where the key is free. `retainUntil`: nobody may remove or change it before that time; only S3 can promise it. */
  create(key: string, body: Uint8Array, options?: { retainUntil?: Date }): Promise<"created" | "exists">;
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

/** terraform for one run: many deployments, each in a workspace of its own. */
export interface Terraform {
  /** `1.11.4` */
  readonly version: string;
  /** Makes the deployment's workspace; `purpose` tells a second one of the same run from the first. */
  open(deployment: Deployment, files: DeploymentFiles, purpose?: string): TerraformSession;
  /** Files that `terraform fmt` would write in another way, by path. */
  unformatted(files: ReadonlyMap<string, Uint8Array>): Promise<string[]>;
}

export interface DeploymentFiles {
  /** The tfvars' bytes. */
  tfvars: Uint8Array;
  /** Referenced JSON, by the path the tfvars names. */
  references: ReadonlyMap<string, Uint8Array>;
}

/** The calls of one deployment, in this order. Every call throws ToolError when terraform fails. */
export interface TerraformSession {
  init(): Promise<void>;
  plan(options?: { destroy?: boolean }): Promise<{ hasChanges: boolean; output: string }>;
  show(): Promise<PlanJson>;
  /** Applies the saved plan. `onLine` is given terraform's lines as they come. Returns its output. */
  apply(onLine?: (line: string) => void): Promise<string>;
  /** The state that terraform could not store after a failed apply (`errored.tfstate`), or null. */
  erroredState(): Uint8Array | null;
  /** Stores that state in the backend after all, and forgets the file. */
  pushErroredState(): Promise<void>;
  /** The state is safe elsewhere: the file need not be kept. */
  forgetErroredState(): void;
  /** Removes the workspace, unless it holds a state that must be rescued. */
  close(): void;
}

/** Where people read along: a workflow's log or a terminal. Everything is redacted before it comes here. */
export interface Log {
  line(text: string): void;
  /** Folded on GitHub, left out in a terminal unless `--debug`. */
  group(title: string, text: string): void;
  warning(text: string): void;
  /** Live display of a running deployment; `null` when it has ended. */
  running(deployment: string, step: Step["name"] | null): void;
}

/** Signs records. The type keeps a validation record from passing for an override record. */
export interface Signer {
  /** Compact JWS over the JSON of `payload`. */
  sign(payload: unknown, type: RecordType): Promise<string>;
}

export interface Verifier {
  /** The signed payload, or null when no accepted key made this signature over this type of record. */
  verify(jws: string, type: RecordType): Promise<unknown>;
}

export type RecordType = "tf-orchestrator-validation" | "tf-orchestrator-override";
