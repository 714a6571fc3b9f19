/** What GitHub allows and takes, as its documentation and the tests of the fleet have it. */
export interface GitHubLimits {
  /** Jobs that run at once in the organisation: 20 (Free), 40 (Pro), 60 (Team), 500 (Enterprise). */
  concurrentJobs: number;
  /** API requests an hour for an App's installation: 5,000 to 12,500. */
  requestsPerHour: number;
}

/** GitHub makes no more jobs of one matrix. */
export const MOST_JOBS_OF_A_MATRIX = 256;

/** A hosted runner mostly takes a few seconds to come, sometimes a minute. */
export const QUEUE = { medianMs: 8_000, sigma: 0.6, mostMs: 120_000 };
/** From the job's start to our first line: the runner sets up and fetches the action. */
export const JOB_START_MS = 5_000;
/** Discovery and checks of the change, before the first part can begin. */
export const SPLIT_MS = 6_000;
/** Verifies the parts, makes the record and the comment. */
export const CONCLUDE_MS = 8_000;
/** Each job's own `init`, provider start and policies. */
export const WORK_START_MS = 3_000;

/**
 * API requests of one job of each kind, writes included, as `fleet-thousand.test.ts` counts them. `anew`: in each five minutes in which parts begin, after
 * the first. `each`: of a job that plans one deployment and tells of it.
 */
export const REQUESTS = { split: 14, anew: { validate: 1, apply: 6 }, conclude: 16, alone: 24, each: 8 };
/** So long parts go by what one of them was answered. */
export const ANSWERS_MS = 300_000;

/** GitHub bills each job in whole minutes. */
export function billedMinutes(ms: number): number {
  return Math.ceil(ms / 60_000);
}
