import { z } from "zod";
import { ConfigurationError, RefusedError } from "../model/errors.ts";
import { isObject, ownValue } from "../text/json-values.ts";
import { isPhaseName, PHASE_NAMES, type PhaseName } from "./phase-names.ts";

/** An event as GitHub hands it over: `GITHUB_EVENT_NAME`, and the file's JSON, which may be anything. */
export interface EventPayload {
  name: string;
  payload: unknown;
}

/**
 * What a run is asked to do. All but `action` are hints until the API confirms them: a payload proves nothing.
 * The command line has a folder instead of a pull request.
 */
export type Request =
  | {
      kind: "dispatch" | "pull-request" | "merge-group";
      action: "validate" | "merge" | "apply";
      repository: { owner: string; name: string };
      pullRequest: number;
      /** 40 hex digits, lower case; null where the event names none. */
      headShaHint: string | null;
      /** Of the run that sent it. */
      runIdHint: string | null;
      actorHint: string | null;
      /** The comment (issue_comment) or review that started it. */
      commentId: number | null;
      /** The wave of a rollout that it is for, from 1; missing where it names none. */
      wave?: number;
    }
  | { kind: "command-line"; action: "validate" | "apply"; repository: null; pullRequest: null; headShaHint: null };

export type PullRequestRequest = Exclude<Request, { kind: "command-line" }>;

const DISPATCH_ACTIONS: ReadonlyMap<string, "validate" | "merge" | "apply"> = new Map([
  ["tf-validate", "validate"],
  ["tf-merge", "merge"],
  ["tf-apply", "apply"],
]);

const PAYLOAD_VERSION = 1;
const MOST_PAYLOAD_KEYS = 10;

const sha = z
  .string()
  .regex(/^[0-9a-fA-F]{40}$/, "expected 40 hexadecimal digits")
  .transform((digits) => digits.toLowerCase());
const WHOLE = "expected a whole number from 1 up";
const count = z.int(WHOLE).min(1, WHOLE);
/** `gh api -f` sends numbers as text. */
const number = z.union(
  [
    count,
    z
      .string()
      .regex(/^[1-9]\d{0,14}$/)
      .transform(Number),
  ],
  { error: WHOLE },
);
const repositoryName = z.string().regex(/^[A-Za-z0-9][\w-]{0,99}\/(?!\.{1,2}$)[\w.-]{1,100}$/, "expected owner/name");
const login = z.string().regex(/^[\w-]{1,100}(\[bot\])?$/, "expected a GitHub login");

const CLIENT_PAYLOAD = z.object({
  action: z.enum(["validate", "merge", "apply"], { error: "expected validate, merge or apply" }),
  source_repo: repositoryName,
  pr_number: number,
  head_sha: sha,
  run_id: z.union([count, z.string().regex(/^\d{1,20}$/)], { error: "expected a run's number" }).optional(),
  actor: login.optional(),
  comment_id: number.optional(),
  wave: number.optional(),
});

const WITH_REPOSITORY = z.object({ repository: z.object({ full_name: repositoryName }), sender: z.object({ login }).optional() });
const PULL_REQUEST = WITH_REPOSITORY.extend({
  pull_request: z.object({ number: count, head: z.object({ sha }) }),
  review: z.object({ id: count }).optional(),
});
const ISSUE_COMMENT = WITH_REPOSITORY.extend({ issue: z.object({ number: count }), comment: z.object({ id: count }) });
const MERGE_GROUP = WITH_REPOSITORY.extend({
  merge_group: z.object({ head_sha: sha, head_ref: z.string().regex(/\/pr-[1-9]\d{0,14}-[0-9a-f]{40}$/, "expected …/pr-<number>-<sha>") }),
});

/**
 * The phase that `phase: auto` means for an event.
 * @throws ConfigurationError naming the event, when it fits none.
 */
export function phaseOf(event: EventPayload): PhaseName {
  const action = textAt(event.payload, "action");
  switch (event.name) {
    case "push":
      if (textAt(event.payload, "ref")?.startsWith("refs/heads/") && ownValue(event.payload, "deleted") !== true) return "open-pr";
      break;
    case "pull_request":
      if (["opened", "synchronize", "reopened", "ready_for_review"].includes(action ?? "")) return "validate";
      if (action === "edited" && ownValue(event.payload, "changes", "base") !== undefined) return "validate";
      if (action === "closed" && ownValue(event.payload, "pull_request", "merged") === true) return "apply";
      break;
    case "pull_request_review":
      if (action === "submitted") return "merge";
      break;
    case "issue_comment":
      if (isObject(ownValue(event.payload, "issue", "pull_request"))) {
        if (["created", "edited", "deleted"].includes(action ?? "")) return "merge";
      } else if (action === "created") return "reconcile";
      break;
    case "repository_dispatch": {
      const phase = DISPATCH_ACTIONS.get(action ?? "");
      if (phase !== undefined) return phase;
      break;
    }
    case "schedule":
      return "drift";
    case "workflow_dispatch": {
      const asked = textAt(event.payload, "inputs", "phase");
      if (asked !== undefined && isPhaseName(asked)) return asked;
      throw new ConfigurationError(`phase: workflow_dispatch with inputs.phase ${said(asked)}, expected one of ${PHASE_NAMES.join(", ")}`);
    }
    case "merge_group":
      if (action === "checks_requested") return "validate";
      break;
  }
  throw new ConfigurationError(
    `phase: no phase fits the event ${nameOf(event)}; set the input phase, or leave the event out of the workflow's "on"`,
  );
}

/**
 * The request that an event makes.
 * @throws RefusedError for a dispatch payload of another version, or one that contradicts its event type.
 * @throws ConfigurationError for a payload that is not as GitHub or this action sends it, with all that is wrong.
 */
export function parseRequest(event: EventPayload): PullRequestRequest {
  switch (event.name) {
    case "repository_dispatch":
      return dispatchRequest(event);
    case "pull_request":
    case "pull_request_review": {
      const { repository, pull_request: pull, review, sender } = parsed(PULL_REQUEST, event);
      return {
        ...asked(event, repository.full_name, sender),
        pullRequest: pull.number,
        headShaHint: pull.head.sha,
        commentId: review?.id ?? null,
      };
    }
    case "issue_comment": {
      const { repository, issue, comment, sender } = parsed(ISSUE_COMMENT, event);
      return { ...asked(event, repository.full_name, sender), pullRequest: issue.number, headShaHint: null, commentId: comment.id };
    }
    case "merge_group": {
      const { repository, merge_group: group, sender } = parsed(MERGE_GROUP, event);
      const pullRequest = Number(/\/pr-(\d+)-[0-9a-f]{40}$/.exec(group.head_ref)?.[1]);
      return {
        ...asked(event, repository.full_name, sender),
        kind: "merge-group",
        pullRequest,
        headShaHint: group.head_sha,
        commentId: null,
      };
    }
    default:
      throw new ConfigurationError(`event ${nameOf(event)} belongs to no pull request`);
  }
}

/**
 * The issue that somebody commented on; a hint, like the rest of a payload.
 * @throws ConfigurationError for an event that is no comment on an issue.
 */
export function parseIssueComment(event: EventPayload): { issue: number } {
  if (event.name !== "issue_comment")
    throw new ConfigurationError(`event ${nameOf(event)}: phase reconcile expects issue_comment, when somebody comments on an issue`);
  return { issue: parsed(ISSUE_COMMENT, event).issue.number };
}

function dispatchRequest(event: EventPayload): PullRequestRequest {
  const type = textAt(event.payload, "action");
  const action = DISPATCH_ACTIONS.get(type ?? "");
  if (action === undefined)
    throw new ConfigurationError(`event_type: got ${said(type)}, expected one of ${[...DISPATCH_ACTIONS.keys()].join(", ")}`);
  const payload = ownValue(event.payload, "client_payload");
  if (!isObject(payload)) throw new ConfigurationError("client_payload: missing, expected an object");
  const version = ownValue(payload, "version");
  if (version !== PAYLOAD_VERSION) {
    throw new RefusedError(
      `client_payload.version: got ${said(version)}, this controller reads version ${PAYLOAD_VERSION}`,
      "use the same release of tf-orchestrator in the source repository and in the controller.",
    );
  }
  const keys = Object.keys(payload).length;
  if (keys > MOST_PAYLOAD_KEYS) throw new ConfigurationError(`client_payload: got ${keys} keys, expected at most ${MOST_PAYLOAD_KEYS}`);
  const hints = parsed(CLIENT_PAYLOAD, { name: "client_payload", payload });
  if (hints.action !== action) {
    throw new RefusedError(
      `client_payload.action is ${hints.action}, but the event type is ${type ?? ""}`,
      "send the two alike: tf-validate with validate, and so on.",
    );
  }
  return {
    kind: "dispatch",
    action,
    repository: splitName(hints.source_repo),
    pullRequest: hints.pr_number,
    headShaHint: hints.head_sha,
    runIdHint: hints.run_id === undefined ? null : String(hints.run_id),
    actorHint: hints.actor ?? null,
    commentId: hints.comment_id ?? null,
    ...(hints.wave === undefined ? {} : { wave: hints.wave }),
  };
}

function asked(event: EventPayload, fullName: string, sender: { login: string } | undefined) {
  const phase = phaseOf(event);
  if (phase !== "validate" && phase !== "merge" && phase !== "apply")
    throw new ConfigurationError(`event ${nameOf(event)} belongs to no pull request`);
  return {
    kind: "pull-request" as const,
    action: phase,
    repository: splitName(fullName),
    runIdHint: null,
    actorHint: sender?.login ?? null,
  };
}

function parsed<Schema extends z.ZodType>(schema: Schema, event: EventPayload): z.output<Schema> {
  const result = schema.safeParse(event.payload);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const path = issue.path.map(String);
    return `${[event.name, ...path].join(".")}: got ${said(ownValue(event.payload, ...path))}, ${issue.message.replace(/^Invalid input: /, "")}`;
  });
  throw new ConfigurationError(problems.join("\n"));
}

/** Of `owner/name`. */
export function splitName(fullName: string): { owner: string; name: string } {
  const [owner = "", name = ""] = fullName.split("/");
  return { owner, name };
}

/** `pull_request (closed)` */
function nameOf(event: EventPayload): string {
  const action = textAt(event.payload, "action");
  const name = event.name === "" ? "without a name" : event.name.slice(0, 100);
  return action === undefined ? name : `${name} (${action.slice(0, 100)})`;
}

/** A value for a message: short, on one line. */
function said(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 100));
  return typeof value === "number" || typeof value === "boolean" ? String(value) : `a ${typeof value}`;
}

function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = ownValue(value, ...path);
  return typeof found === "string" ? found : undefined;
}
