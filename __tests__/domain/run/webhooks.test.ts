import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "@jest/globals";
import { ConfigurationError, RefusedError } from "../../../src/domain/model/errors.ts";
import { parsePush } from "../../../src/domain/run/push-event.ts";
import { parseIssueComment, parseRequest, phaseOf } from "../../../src/domain/run/request.ts";

interface Examples {
  name: string;
  examples: unknown[];
}

const path = createRequire(import.meta.url).resolve("@octokit/webhooks-examples/api.github.com/index.json");
/** What GitHub publishes as examples of its events. */
const WEBHOOKS = JSON.parse(readFileSync(path, "utf8")) as Examples[];
const EVENTS = WEBHOOKS.flatMap(({ name, examples }) => examples.map((payload) => ({ name, payload })));

/** What is read of an event, or the message of its refusal. Anything else that is thrown is a crash. */
function refusalOr<Answer>(read: () => Answer): Answer | { refused: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof RefusedError) return { refused: error.message };
    throw error;
  }
}

function read({ name, payload }: { name: string; payload: unknown }) {
  const phase = refusalOr(() => phaseOf({ name, payload }));
  if (typeof phase === "object") return phase;
  const reads = () => {
    if (phase === "open-pr") return parsePush(payload);
    return phase === "reconcile" ? parseIssueComment({ name, payload }) : parseRequest({ name, payload });
  };
  return { phase, reads: refusalOr(reads) };
}

describe("GitHub's published webhook examples", () => {
  it("are all there", () => {
    expect(WEBHOOKS.length).toBeGreaterThan(50);
    expect(EVENTS.length).toBeGreaterThan(250);
  });

  it("of other events are refused by their name", () => {
    const known = [
      "push",
      "pull_request",
      "pull_request_review",
      "issue_comment",
      "repository_dispatch",
      "workflow_dispatch",
      "merge_group",
    ];
    for (const event of EVENTS.filter(({ name }) => !known.includes(name)))
      expect(read(event)).toEqual({ refused: expect.stringContaining(`no phase fits the event ${event.name}`) });
  });

  it("are given to every reader, and none crashes", () => {
    const thrown: unknown[] = [];
    const tried = (read: () => unknown) => {
      try {
        refusalOr(read);
      } catch (error) {
        thrown.push(error);
      }
    };
    for (const { name, payload } of EVENTS) {
      for (const event of [name, "push", "pull_request", "pull_request_review", "issue_comment", "repository_dispatch", "merge_group"]) {
        tried(() => phaseOf({ name: event, payload }));
        tried(() => parseRequest({ name: event, payload }));
      }
      tried(() => parsePush(payload));
    }
    expect(thrown).toEqual([]);
  });

  it("become these phases", () => {
    const phases = EVENTS.flatMap((event) => {
      const answer = read(event);
      return "phase" in answer ? [`${actionOf(event)}: ${answer.phase}`] : [];
    });
    expect([...new Set(phases)].sort()).toEqual([
      "issue_comment (created): reconcile",
      "merge_group (checks_requested): validate",
      "pull_request (opened): validate",
      "pull_request (ready_for_review): validate",
      "pull_request (reopened): validate",
      "pull_request (synchronize): validate",
      "pull_request_review (submitted): merge",
      "push: open-pr",
    ]);
  });

  it("of comments and closed pull requests become a phase once they are about a merge", () => {
    const first = (name: string, action: string) =>
      EVENTS.find((event) => event.name === name && (event.payload as { action?: string }).action === action)?.payload as Record<
        string,
        object
      >;
    const comment = first("issue_comment", "created");
    const closed = first("pull_request", "closed");
    const onPull = { ...comment, issue: { ...comment.issue, pull_request: { url: "https://api.github.com/x" } } };
    const merged = { ...closed, pull_request: { ...closed.pull_request, merged: true } };
    expect(read({ name: "issue_comment", payload: comment })).toEqual({ phase: "reconcile", reads: { issue: 1 } });
    expect(read({ name: "issue_comment", payload: onPull })).toMatchObject({
      phase: "merge",
      reads: { action: "merge", repository: { owner: "Codertocat", name: "Hello-World" }, pullRequest: 1, headShaHint: null },
    });
    expect(read({ name: "pull_request", payload: closed })).toEqual({ refused: expect.stringContaining("pull_request (closed)") });
    expect(read({ name: "pull_request", payload: merged })).toMatchObject({ phase: "apply", reads: { action: "apply", pullRequest: 2 } });
  });

  it("that have a phase are read whole", () => {
    const reads = EVENTS.map(read).flatMap((answer) => ("phase" in answer ? [answer.reads] : []));
    expect(reads.filter((answer) => "refused" in answer)).toEqual([]);
    expect(reads.find((answer) => "subjects" in answer)).toEqual({
      branch: "master",
      headSha: "6113728f27ae82c7b1a177c8d03f9e96e0adf246",
      repository: "Codertocat/Hello-World",
      deleted: false,
      changed: [{ path: "README.md", status: "modified" }],
      subjects: ["Initial commit"],
    });
  });
});

function actionOf({ name, payload }: { name: string; payload: unknown }): string {
  const { action } = payload as { action?: string };
  return action === undefined ? name : `${name} (${action})`;
}
