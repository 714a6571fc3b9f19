import { changedFiles, latestCheckRuns, mergeState, reviewDecision } from "./pull.ts";
import { htmlUrl } from "./present.ts";
import type {
  CheckAnnotation,
  Dispatch,
  Environment,
  Issue,
  Kept,
  Label,
  Repository,
  Review,
  Ruleset,
  State,
  WorkflowDispatch,
  WorkflowRun,
} from "./state.ts";
import { fullName } from "./state.ts";

/* A pull request and a repository as tests and the HTML page look at them: everything at once, in plain fields. */

export interface PullState {
  repository: string;
  number: number;
  url: string;
  title: string;
  body: string | null;
  state: "open" | "closed" | "merged";
  draft: boolean;
  author: string;
  head: { ref: string; sha: string };
  base: { ref: string; sha: string };
  mergeCommitSha: string | null;
  mergedBy: string | null;
  mergeState: string;
  reviewDecision: string | null;
  createdAt: string;
  labels: { name: string; color: string; description: string | null }[];
  files: ChangedFile[];
  reviews: Review[];
  comments: CommentState[];
  checkRuns: CheckRunState[];
}

export interface ChangedFile {
  path: string;
  status: string;
  additions: number;
  deletions: number;
  /** Hunks of a unified diff; null for a binary file. */
  patch: string | null;
}

export interface CommentState {
  id: number;
  author: string;
  body: string;
  createdAt: string;
  updatedAt: string;
  edited: boolean;
  minimized: string | null;
  reactions: string[];
}

/** The newest run of each name on the head commit. */
export interface CheckRunState {
  id: number;
  name: string;
  status: string;
  conclusion: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  detailsUrl: string | null;
  annotations: CheckAnnotation[];
}

export interface RepositoryState {
  id: number;
  fullName: string;
  defaultBranch: string;
  branches: Record<string, string>;
  labels: Label[];
  pulls: number[];
  issues: Issue[];
  dispatches: Dispatch[];
  workflowDispatches: WorkflowDispatch[];
  runs: WorkflowRun[];
  /** By name. */
  environments: Record<string, EnvironmentState>;
  /** What the repository itself keeps, by name. */
  secrets: Record<string, string>;
  variables: Record<string, string>;
  rulesets: Ruleset[];
}

export interface EnvironmentState {
  /** null: any; "protected": those with rules. */
  branches: string[] | "protected" | null;
  /** As they were before they were sealed. */
  secrets: Record<string, string>;
  variables: Record<string, string>;
}

export async function pullState(state: State, repository: Repository, number: number): Promise<PullState | null> {
  const pull = repository.pulls.get(number);
  if (!pull) return null;
  const { all } = await changedFiles(repository, pull);
  return {
    repository: fullName(repository),
    number,
    url: `${htmlUrl(state, repository)}/pull/${number}`,
    title: pull.title,
    body: pull.body,
    state: pull.mergedAt === null ? pull.state : "merged",
    draft: pull.draft,
    author: pull.author,
    head: { ref: pull.headRef, sha: pull.headSha },
    base: { ref: pull.baseRef, sha: pull.baseSha },
    mergeCommitSha: pull.mergeCommitSha,
    mergedBy: pull.mergedBy,
    mergeState: (await mergeState(state, repository, pull)).state,
    reviewDecision: reviewDecision(state, repository, pull),
    createdAt: pull.createdAt,
    labels: repository.labels
      .filter((label) => pull.labels.includes(label.name))
      .map(({ name, color, description }) => ({ name, color, description })),
    files: all.map(({ path, status, additions, deletions, patch }) => ({ path, status, additions, deletions, patch })),
    reviews: pull.reviews,
    comments: pull.comments.map(({ id, author, body, createdAt, updatedAt, editedAt, minimized, reactions }) => ({
      id,
      author,
      body,
      createdAt,
      updatedAt,
      edited: editedAt !== null,
      minimized,
      reactions: reactions.map((one) => one.content),
    })),
    checkRuns: latestCheckRuns(repository, pull.headSha).map((run) => ({
      id: run.id,
      name: run.name,
      status: run.status,
      conclusion: run.conclusion,
      title: run.title,
      summary: run.summary,
      text: run.text,
      detailsUrl: run.detailsUrl,
      annotations: run.annotations,
    })),
  };
}

export async function repositoryState(repository: Repository): Promise<RepositoryState> {
  const { id, defaultBranch, labels, pulls, issues, dispatches, workflowDispatches, runs, environments, kept, rulesets } = repository;
  const heads = [...(await repository.git.refs("refs/heads/"))].map(([ref, sha]) => [ref.slice("refs/heads/".length), sha]);
  return {
    id,
    fullName: fullName(repository),
    defaultBranch,
    branches: Object.fromEntries(heads) as Record<string, string>,
    labels,
    pulls: [...pulls.keys()],
    issues: [...issues.values()],
    dispatches,
    workflowDispatches,
    runs,
    environments: Object.fromEntries([...environments.values()].map((one) => [one.name, environmentState(one)])),
    secrets: valuesOf(kept.secrets),
    variables: valuesOf(kept.variables),
    rulesets,
  };
}

function environmentState({ limit, branchPolicies, secrets, variables }: Environment): EnvironmentState {
  const named = limit?.custom_branch_policies === true ? branchPolicies.map(({ name }) => name) : null;
  return {
    branches: limit?.protected_branches === true ? "protected" : named,
    secrets: valuesOf(secrets),
    variables: valuesOf(variables),
  };
}

function valuesOf(kept: ReadonlyMap<string, Kept>): Record<string, string> {
  return Object.fromEntries([...kept.values()].map(({ name, value }) => [name, value]));
}
