import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { GitRepository } from "./git.ts";
import type { Fault } from "./faults.ts";

/** What a collaborator may do, weakest first. */
export const ROLES = ["none", "read", "triage", "write", "maintain", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** What an app's token may do with one kind of thing (`contents`, `issues`, `checks` …). */
export type Level = "read" | "write" | "admin";
export type Permissions = Record<string, Level>;

export interface User {
  id: number;
  login: string;
  type: "User" | "Bot" | "Organization";
  name: string | null;
  createdAt: string;
}

export interface App {
  id: number;
  slug: string;
  name: string;
  owner: string;
  /** PEM. With it the signature of the app's JWT is checked, without it only `iss` is read. */
  publicKey: string | null;
  createdAt: string;
}

export interface Installation {
  id: number;
  appId: number;
  account: string;
  repositoryIds: number[] | "all";
  permissions: Permissions;
  createdAt: string;
}

/** A credential: `user` acts as a person, `app` as an installation, `actions` as a workflow run's GITHUB_TOKEN. */
export interface Token {
  token: string;
  kind: "user" | "app" | "actions";
  login: string;
  appId: number | null;
  /** Of `app` and `actions`; a user's token has the user's role instead. */
  permissions: Permissions;
  repositoryIds: number[] | "all";
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Comment {
  id: number;
  author: string;
  body: string;
  createdAt: string;
  updatedAt: string;
  /** Set by the first edit; as GraphQL's `lastEditedAt`. */
  editedAt: string | null;
  editor: string | null;
  minimized: string | null;
  reactions: Reaction[];
}

export interface Reaction {
  id: number;
  author: string;
  content: string;
  createdAt: string;
}

export interface Review {
  id: number;
  author: string;
  body: string;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";
  commitId: string;
  submittedAt: string | null;
}

export interface Pull {
  id: number;
  number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  draft: boolean;
  author: string;
  headRepositoryId: number;
  headRef: string;
  headSha: string;
  baseRef: string;
  /** The base branch's tip when the head or the base branch's name last changed: GitHub does not follow later pushes to the base. */
  baseSha: string;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  mergedAt: string | null;
  mergedBy: string | null;
  mergeCommitSha: string | null;
  labels: string[];
  requestedReviewers: string[];
  reviews: Review[];
  comments: Comment[];
  /** How many reads still answer `mergeable: null`, as GitHub does while it computes. */
  mergeableUnknownReads: number;
}

/** An issue that is no pull request; they share one row of numbers. */
/** What people comment on. */
export type Thread = Pull | Issue;

export function isPull(thread: Thread): thread is Pull {
  return "headSha" in thread;
}

export function threadsOf({ pulls, issues }: Pick<Repository, "pulls" | "issues">): Thread[] {
  return [...pulls.values(), ...issues.values()];
}

export interface Issue {
  id: number;
  number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  author: string;
  labels: string[];
  assignees: string[];
  comments: Comment[];
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface CheckAnnotation {
  path: string;
  start_line: number;
  end_line: number;
  start_column?: number | undefined;
  end_column?: number | undefined;
  annotation_level: "notice" | "warning" | "failure";
  message: string;
  title?: string | undefined;
  raw_details?: string | undefined;
}

export interface CheckRun {
  id: number;
  name: string;
  headSha: string;
  externalId: string;
  detailsUrl: string | null;
  status: "queued" | "in_progress" | "completed" | "waiting" | "requested" | "pending";
  conclusion: string | null;
  startedAt: string | null;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: CheckAnnotation[];
  appId: number;
}

export interface Status {
  id: number;
  sha: string;
  state: "error" | "failure" | "pending" | "success";
  context: string;
  description: string | null;
  targetUrl: string | null;
  author: string;
  createdAt: string;
}

/** A variable, or a secret as it was before it was sealed. */
export interface Kept {
  name: string;
  value: string;
  createdAt: string;
  updatedAt: string;
}

/** Where secrets and variables lie: a repository, or one of its environments. */
export interface Keeper {
  /** By name, in upper case as GitHub keeps them. */
  secrets: Map<string, Kept>;
  variables: Map<string, Kept>;
}

export interface Environment extends Keeper {
  id: number;
  name: string;
  /** null: any branch may deploy. */
  limit: { protected_branches: boolean; custom_branch_policies: boolean } | null;
  /** Logins, one of whom has to review each deployment; empty: nobody has to. */
  reviewers: string[];
  preventSelfReview: boolean;
  branchPolicies: { id: number; name: string; type: "branch" | "tag" }[];
  createdAt: string;
  updatedAt: string;
}

export interface Ruleset {
  id: number;
  name: string;
  target: "branch" | "tag" | "push";
  enforcement: "disabled" | "active" | "evaluate";
  include: string[];
  exclude: string[];
  rules: { type: string; parameters?: Record<string, unknown> | undefined }[];
  createdAt: string;
  updatedAt: string;
}

/** An App's registration that waits for its code to be exchanged. */
export interface AppManifest {
  owner: string;
  name: string;
  permissions: Permissions;
}

/** A branch's rules, as far as they decide whether a pull request may be merged. */
export interface Protection {
  requiredApprovals: number;
  requiredChecks: string[];
  /** One of them has to approve; empty: nobody has to. */
  codeOwners: string[];
  /** The head has to contain the base branch's tip. */
  strict: boolean;
}

export interface Dispatch {
  id: number;
  eventType: string;
  clientPayload: Record<string, unknown>;
  actor: string;
  at: string;
}

export interface WorkflowDispatch {
  id: number;
  workflow: string;
  ref: string;
  inputs: Record<string, unknown>;
  actor: string;
  at: string;
}

export interface WorkflowRun {
  id: number;
  name: string;
  path: string;
  event: string;
  status: string;
  conclusion: string | null;
  headBranch: string;
  headSha: string;
  attempt: number;
  actor: string;
  createdAt: string;
  /** What reviewers of environments said to it. */
  reviews: RunReview[];
}

export interface RunReview {
  state: "approved" | "rejected" | "pending";
  by: string;
  /** Names. */
  environments: string[];
  comment: string;
}

export interface Repository {
  id: number;
  owner: string;
  name: string;
  private: boolean;
  defaultBranch: string;
  createdAt: string;
  pushedAt: string;
  parentId: number | null;
  git: GitRepository;
  collaborators: Map<string, Role>;
  labels: Label[];
  pulls: Map<number, Pull>;
  issues: Map<number, Issue>;
  checkRuns: CheckRun[];
  statuses: Status[];
  protections: Map<string, Protection>;
  dispatches: Dispatch[];
  workflowDispatches: WorkflowDispatch[];
  runs: WorkflowRun[];
  /** By name, in lower case: GitHub's environments are one whatever their case. */
  environments: Map<string, Environment>;
  /** Of the repository itself. */
  kept: Keeper;
  rulesets: Ruleset[];
}

/** One thing GitHub would deliver as a webhook or start workflows for. */
export interface FakeEvent {
  id: number;
  event: string;
  action: string | null;
  repository: string;
  actor: string;
  /** False for what a workflow's GITHUB_TOKEN did (dispatches excepted): GitHub starts no workflow for those. */
  startsWorkflows: boolean;
  /** What GITHUB_REF and GITHUB_SHA would be. */
  ref: string;
  sha: string;
  at: string;
  payload: Record<string, unknown>;
}

export interface ReceivedRequest {
  id: number;
  at: string;
  method: string;
  /** Without the `/api/v3` prefix. */
  path: string;
  query: Record<string, string>;
  /** Who the token belongs to; null without a token. */
  login: string | null;
  /** JSON when it was JSON, else the text; null for git, whose bodies are not kept. */
  body: unknown;
  status: number | null;
}

const GITHUB_ACTIONS_APP_ID = 15368;
const GITHUB_ACTIONS_BOT_ID = 41898282;

/** Everything the server knows. Bare repositories lie below `directory`, the rest is memory. */
export class State {
  readonly directory: string;
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  origin = "http://127.0.0.1";
  clockOffsetMs = 0;
  users = new Map<string, User>();
  apps = new Map<number, App>();
  installations = new Map<number, Installation>();
  tokens = new Map<string, Token>();
  repositories = new Map<number, Repository>();
  /** Logins by `org/team`, lower case. */
  teams = new Map<string, string[]>();
  /** By code. */
  manifests = new Map<string, AppManifest>();
  events: FakeEvent[] = [];
  requests: ReceivedRequest[] = [];
  faults: Fault[] = [];
  rateLimitUsed = 0;
  #lastId = 1000;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.directory = directory;
    this.addActionsApp();
  }

  /** Forgets all and removes the repositories. */
  async reset(): Promise<void> {
    for (const repository of this.repositories.values()) await rm(repository.git.directory, { recursive: true, force: true });
    this.clockOffsetMs = 0;
    for (const map of [this.users, this.apps, this.installations, this.tokens, this.repositories, this.teams, this.manifests]) map.clear();
    this.events = [];
    this.requests = [];
    this.faults = [];
    this.rateLimitUsed = 0;
    this.#lastId = 1000;
    this.addActionsApp();
  }

  /** Ids are never used twice and grow, as GitHub's do. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  now(): Date {
    return new Date(Date.now() + this.clockOffsetMs);
  }

  /** GitHub's times have whole seconds. */
  timestamp(): string {
    return this.now()
      .toISOString()
      .replace(/\.\d+Z$/, "Z");
  }

  /** Runs one write after the other, so that check and change of a merge cannot be torn apart. */
  async exclusively<T>(write: () => Promise<T>): Promise<T> {
    const result = this.#writes.then(write);
    this.#writes = result.catch(() => undefined);
    return result;
  }

  user(login: string): User | undefined {
    return this.users.get(login.toLowerCase());
  }

  /** @throws Error when nobody has this login: a bug of the caller. */
  knownUser(login: string): User {
    const user = this.user(login);
    if (!user) throw new Error(`no user ${login}`);
    return user;
  }

  addUser(user: { login: string; type?: User["type"]; name?: string | null; id?: number }): User {
    const { login, type = "User", name = null, id = this.nextId() } = user;
    const added: User = { id, login, type, name, createdAt: this.timestamp() };
    this.users.set(login.toLowerCase(), added);
    return added;
  }

  repository(owner: string, name: string): Repository | undefined {
    const wanted = `${owner}/${name}`.toLowerCase();
    return [...this.repositories.values()].find((repository) => fullName(repository).toLowerCase() === wanted);
  }

  async addRepository(wanted: {
    owner: string;
    name: string;
    private: boolean;
    defaultBranch: string;
    id?: number;
    parent?: Repository;
  }): Promise<Repository> {
    const id = wanted.id ?? this.nextId();
    const directory = join(this.directory, `${id}.git`);
    await mkdir(this.directory, { recursive: true });
    const git = await GitRepository.create(directory, wanted.defaultBranch, wanted.parent?.git);
    const at = this.timestamp();
    const repository: Repository = {
      id,
      owner: wanted.owner,
      name: wanted.name,
      private: wanted.private,
      defaultBranch: wanted.defaultBranch,
      createdAt: at,
      pushedAt: at,
      parentId: wanted.parent?.id ?? null,
      git,
      collaborators: new Map(),
      labels: [],
      pulls: new Map(),
      issues: new Map(),
      checkRuns: [],
      statuses: [],
      protections: new Map(),
      dispatches: [],
      workflowDispatches: [],
      runs: [],
      environments: new Map(),
      kept: { secrets: new Map(), variables: new Map() },
      rulesets: [],
    };
    this.repositories.set(id, repository);
    return repository;
  }

  /** What a login may do in a repository: the owner everything, others what was set, everyone reads what is public. */
  role(repository: Repository, login: string): Role {
    if (repository.owner.toLowerCase() === login.toLowerCase()) return "admin";
    return repository.collaborators.get(login.toLowerCase()) ?? (repository.private ? "none" : "read");
  }

  private addActionsApp(): void {
    this.addUser({ login: "github", type: "Organization", id: 9919 });
    this.addUser({ login: "github-actions[bot]", type: "Bot", id: GITHUB_ACTIONS_BOT_ID });
    const app: App = {
      id: GITHUB_ACTIONS_APP_ID,
      slug: "github-actions",
      name: "GitHub Actions",
      owner: "github",
      publicKey: null,
      createdAt: this.timestamp(),
    };
    this.apps.set(app.id, app);
  }
}

export { GITHUB_ACTIONS_APP_ID };

export function fullName(repository: Pick<Repository, "owner" | "name">): string {
  return `${repository.owner}/${repository.name}`;
}

/** Whether a role is at least another. */
export function atLeast(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}
