import type { Person } from "../domain/model/person.ts";

/** What GitHub says of the run itself, asked live: a run's own variables are what its workflow made of them. */
export interface OwnRun {
  /** null: no answer. */
  started(): Promise<StartedRun | null>;
  /** What reviewers of GitHub environments said to this run, in any of its attempts; null: no answer. */
  reviews(): Promise<RunReview[] | null>;
  /** Whether an environment lets nobody in without a review, as it is now; null: no answer. */
  protection(environment: string): Promise<EnvironmentProtection | null>;
}

export interface StartedRun {
  by: Person;
  /** `workflow_dispatch` and so on. */
  event: string;
  /** From 1. */
  attempt: number;
  branch: string | null;
  defaultBranch: string;
}

export interface RunReview {
  state: "approved" | "rejected" | "pending";
  /** null: an account that is gone. */
  by: Person | null;
  /** Names of GitHub environments. */
  environments: string[];
}

export interface EnvironmentProtection {
  /** Somebody has to review each deployment to it. */
  isReviewed: boolean;
  /** Who started a run may not review it. */
  preventsSelfReview: boolean;
}
