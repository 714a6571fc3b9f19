import type { TeamMembers } from "../domain/approvals/missing.ts";
import type { OpenPull } from "../domain/change/concurrent.ts";
import type { Mergeability } from "../domain/gates/merge.ts";
import type { HeadCommit, Push } from "../domain/evidence/authors.ts";
import type { BaseHistory } from "../domain/evidence/replan.ts";
import type { Permission, Review } from "../domain/evidence/review.ts";
import type { Person } from "../domain/model/person.ts";
import type { ChangedFile } from "../domain/model/source-tree.ts";

/** The pull request as GitHub has it now. */
export interface PullRequest {
  number: number;
  title: string;
  /** Its description. */
  body: string;
  state: "open" | "closed";
  draft: boolean;
  merged: boolean;
  mergeCommitSha: string | null;
  /** ISO 8601; null until it is merged. */
  mergedAt: string | null;
  /** Who merged it; null until then. */
  mergedBy: string | null;
  author: Person;
  headSha: string;
  headRef: string;
  baseRef: string;
  baseSha: string;
  /** The head is in another repository, or that repository is gone. */
  fork: boolean;
  labels: string[];
  changedFiles: number;
  /** How many commits it has since its base. */
  commitCount: number;
  repository: { id: number; fullName: string };
  url: string;
}

export interface PullRequests {
  get(): Promise<PullRequest>;
  /** All pages, of at most `LISTED_FILES`. @throws RefusedError when the count differs from `changed_files`. */
  changedFiles(pull: PullRequest): Promise<ChangedFile[]>;
  /** Creates missing labels, adds `add` and removes `remove` from the pull request. */
  labels(change: { add: readonly Label[]; remove: readonly Label[] }): Promise<void>;
  /**
   * Creates or updates in place the one comment of this phase, found by its marker and author; minimises older ones. Lines about others that wait for
   * this pull request stay. Returns its URL.
   */
  comment(phase: string, body: string): Promise<string>;
  /**
   * Puts a line of Markdown on top of our newest comment of a phase, in place of the one before: what became of it since. Without such a comment
   * it does nothing; the next `comment` of the phase starts without it, unless it is about who waits.
   * @param about What the line is about, such as another pull request: beside the others, in place of an earlier one about the same.
   */
  note(phase: string, line: string, about?: string): Promise<void>;
  /** What such lines on our newest comment of a phase are about. Whoever may write to the repository can put some there. */
  notesAbout(phase: string): Promise<string[]>;
  /** The repository's other open pull requests with their files. */
  openPulls(): Promise<OpenPull[]>;
  /** All pages. */
  reviews(): Promise<Review[]>;
  /** Every push of its branch, by GitHub's own record of it; null when the API gives no answer. */
  pushes(pull: PullRequest): Promise<Push[] | null>;
  /** Every commit since its base; null when the API gives no answer, or not all of them. */
  commits(pull: PullRequest): Promise<HeadCommit[] | null>;
  /** What somebody may do in the repository; `unknown` when the API gives no answer. */
  permission(login: string): Promise<Permission>;
  /** Who is in a team, teams below it too. @param team `org/team` */
  teamMembers(team: string): Promise<TeamMembers>;
  /** All comments, oldest first. */
  comments(): Promise<IssueComment[]>;
  /** The base branch's newest commit, and the one from which the head branched off. */
  mergeBase(pull: PullRequest): Promise<{ baseTip: string; mergeBase: string }>;
  /**
   * What came into some files of the base branch since the head branched off, up to a commit of it, apart from the merge of this pull request.
   * @param about `people`: whose pushes and merges are asked for.
   */
  baseHistory(pull: PullRequest, tip: string, about: { paths: readonly string[]; people: readonly Person[] }): Promise<BaseHistory>;
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

export interface IssueComment {
  id: number;
  body: string;
  author: Person;
  /** ISO 8601 */
  createdAt: string;
  /** Later than `createdAt` once it was edited. */
  updatedAt: string;
  /** Whether we wrote it, as far as it bears one of our marks. */
  ours: boolean;
  /** Our own reactions: they say that it was seen to. What others give says nothing. */
  reactions: { eyes: boolean; confused: boolean };
}

export type Label = "opa-passed" | "opa-failed" | "opa-override" | "ready-for-review" | "apply-failed";

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
