import type { Label } from "./pull-requests.ts";

/** A repository beside its pull requests: what opening one and telling the controller need. */
export interface Repository {
  /** `owner/name` */
  readonly name: string;
  defaultBranch(): Promise<string>;
  branchExists(branch: string): Promise<boolean>;
  /** The open pull request of a branch; null: there is none. */
  openPullRequest(branch: string): Promise<{ number: number; base: string; url: string; author: string } | null>;
  /** The open pull requests, other than from forks, that touch one of some files. Asked anew each time; one with too many files to be listed counts. */
  openPullRequestsOn(paths: readonly string[]): Promise<number[]>;
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
