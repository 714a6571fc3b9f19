import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { RequestError } from "@octokit/request-error";
import { Octokit } from "@octokit/rest";
import Bottleneck from "bottleneck";
import { causeCode, errorText } from "../../domain/text/error-text.ts";
import { ToolError } from "../../domain/model/errors.ts";
import type { Person } from "../../domain/model/person.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import type { GitHubClock } from "./clock.ts";

export interface GitHubSettings {
  apiUrl: string;
  token: string;
  userAgent: string;
  /** Tells of waits and of permissions that are missing. */
  warn: (message: string) => void;
  /** Hears the time of every answer. */
  clock: GitHubClock;
  telemetry?: Pick<Telemetry, "gauge">;
}

export type GitHub = InstanceType<typeof GitHubClient>;

const GitHubClient = Octokit.plugin(retry, throttling);
/** How often a request that failed in passing is sent again. */
export const RETRIES = 3;
/** The hour's allowance comes back after up to an hour: who is so late that it is longer than this is told at once. */
const PRIMARY = { retries: RETRIES, longestWaitS: 120 };
/** It passes while the run has time: GitHub says when, or a minute is a good guess. ("Rate limits for the REST API", documentation of GitHub) */
const SECONDARY = { retries: 6, longestWaitS: 300, guessS: 60 };

/** A client that waits when GitHub says so and tries again after a 5xx. */
export function connectGitHub(settings: GitHubSettings): GitHub {
  const onLimit =
    (kind: string, { retries, longestWaitS }: { retries: number; longestWaitS: number }) =>
    (retryAfterS: number, request: { method: string; url: string }, _octokit: unknown, retryCount: number) => {
      const again = retryCount < retries && retryAfterS <= longestWaitS;
      settings.warn(`GitHub ${kind}: ${request.method} ${request.url} ${again ? `waits ${retryAfterS} s` : "is given up"}`);
      return again;
    };
  const api = new GitHubClient({
    auth: settings.token,
    baseUrl: settings.apiUrl,
    userAgent: settings.userAgent,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    throttle: {
      ...writePace(),
      onRateLimit: onLimit("rate limit", PRIMARY),
      onSecondaryRateLimit: onLimit("secondary rate limit", SECONDARY),
      fallbackSecondaryRateRetryAfter: SECONDARY.guessS,
    },
    // Its own list, and 429: that is a limit, too, and the throttling knows how long to wait.
    retry: { retries: RETRIES, doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] },
  });
  api.hook.after("request", ({ headers }) => {
    settings.clock.hear(headers.date);
    const left = Number(headers["x-ratelimit-remaining"]);
    if (headers["x-ratelimit-remaining"] !== undefined && Number.isInteger(left))
      settings.telemetry?.gauge("tf_orchestrator.github.requests.remaining", left, {
        "github.resource": String(headers["x-ratelimit-resource"] ?? "core"),
      });
  });
  api.hook.error("request", (error) => {
    if (error instanceof RequestError) settings.clock.hear(error.response?.headers.date);
    throw error;
  });
  return api;
}

/**
 * One write after the other, with short pauses. The plugin's own are 1 s, and 3 s where people are notified, meant for programs that write
 * without end; a run writes about ten times, and people wait for it. GitHub's limits of 80 writes a minute stay far away.
 */
function writePace() {
  const group = (minTime: number) => new Bottleneck.Group({ maxConcurrent: 1, minTime });
  return { write: group(WRITE_PAUSE_MS), notifications: group(NOTIFICATION_PAUSE_MS) };
}

const WRITE_PAUSE_MS = 200;
const NOTIFICATION_PAUSE_MS = 500;

/** Turns a refusal for a missing permission into words that say what to add; it is not tried again. */
export async function asked<Answer>(permission: string, request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof RequestError && error.status === 403 && /not accessible|must have|permission/i.test(error.message)) {
      throw new GitHubError(`the token may not do this: add "${permission}" to the workflow's permissions (or to the App's)`, error);
    }
    throw error instanceof RequestError ? new GitHubError(whatGitHubSaid(error), error) : error;
  }
}

/** The message of an answer and what it says of single fields; the code of the system when there was no answer. */
export function whatGitHubSaid(error: RequestError): string {
  if (error.response === undefined) return `no answer: ${causeCode(error)}`;
  const { data } = error.response;
  if (typeof data !== "object" || data === null) return `no answer that can be read (${error.status})`;
  const { message, errors } = data as { message?: unknown; errors?: unknown };
  const fields = (Array.isArray(errors) ? errors : []).slice(0, MOST_FIELDS).map((each: unknown) => {
    if (typeof each === "string") return errorText(each);
    const { code, field, message: said } = (each ?? {}) as Record<string, unknown>;
    return [field, typeof said === "string" ? errorText(said) : code].filter((part) => typeof part === "string").join(" ");
  });
  return [typeof message === "string" ? errorText(message) : `status ${error.status}`, ...new Set(fields)]
    .filter((part) => part !== "")
    .join(": ");
}

const MOST_FIELDS = 5;

/** GitHub said no, or did not answer. */
export class GitHubError extends ToolError {
  readonly status: number;

  constructor(detail: string, cause: RequestError) {
    super(`GitHub ${cause.request.method} ${new URL(cause.request.url).pathname}`, cause.status, detail);
    this.status = cause.status;
    this.name = "GitHubError";
  }
}

export function ignoreStatus(status: number): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof GitHubError) || error.status !== status) throw error;
  };
}

export function isPassing(error: unknown): boolean {
  return error instanceof GitHubError && error.status >= 500;
}

export function personOf(user: { id: number; login: string; type: string }): Person {
  return { id: user.id, login: user.login, type: user.type };
}

/** A repository, as octokit's requests want it. */
export interface RepositoryPath {
  owner: string;
  repo: string;
}
