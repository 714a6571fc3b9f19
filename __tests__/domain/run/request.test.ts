import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ConfigurationError, RefusedError } from "../../../src/domain/model/errors.ts";
import { parseIssueComment, parseRequest, phaseOf } from "../../../src/domain/run/request.ts";

const SHA = "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678";
const REPOSITORY = { repository: { full_name: "org/dev-deployment" }, sender: { login: "alice" } };
const PULL = { ...REPOSITORY, pull_request: { number: 123, merged: true, head: { sha: SHA } } };
const HINTS = {
  version: 1,
  action: "validate",
  source_repo: "org/dev-deployment",
  pr_number: 123,
  head_sha: SHA,
  run_id: 99,
  actor: "alice",
};
const dispatch = (changes: object = {}, type = "tf-validate") => ({
  name: "repository_dispatch",
  payload: { action: type, client_payload: { ...HINTS, ...changes } },
});

describe("phaseOf", () => {
  it.each([
    ["push", { ref: "refs/tags/v1" }],
    ["push", { ref: "refs/heads/x", deleted: true }],
    ["pull_request", { action: "labeled" }],
    ["pull_request", { action: "edited", changes: { title: {} } }],
    ["pull_request", { action: "closed", pull_request: { merged: false } }],
    ["pull_request", { action: "closed", pull_request: { merged: "true" } }],
    ["pull_request_review", { action: "dismissed" }],
    ["issue_comment", { action: "edited", issue: {} }],
    ["issue_comment", { action: "pinned", issue: { pull_request: {} } }],
    ["repository_dispatch", { action: "deploy" }],
    ["repository_dispatch", { action: "__proto__" }],
    ["workflow_dispatch", { inputs: { phase: "destroy everything" } }],
    ["workflow_dispatch", {}],
    ["merge_group", { action: "destroyed" }],
    ["pull_request_target", { action: "opened" }],
    ["", null],
  ])("has none for %s %j, and says so by the event's name", (name, payload) => {
    expect(() => phaseOf({ name, payload })).toThrow(ConfigurationError);
    expect(() => phaseOf({ name, payload })).toThrow(name === "" ? "without a name" : name);
  });

  it.each([
    ["push", { ref: "refs/heads/feature" }, "open-pr"],
    ["pull_request", { action: "opened" }, "validate"],
    ["pull_request", { action: "synchronize" }, "validate"],
    ["pull_request", { action: "reopened" }, "validate"],
    ["pull_request", { action: "ready_for_review" }, "validate"],
    ["pull_request", { action: "edited", changes: { base: { ref: { from: "main" } } } }, "validate"],
    ["pull_request", { action: "closed", pull_request: { merged: true } }, "apply"],
    ["pull_request_review", { action: "submitted" }, "merge"],
    ["issue_comment", { action: "created", issue: { pull_request: {} } }, "merge"],
    ["issue_comment", { action: "edited", issue: { pull_request: {} } }, "merge"],
    ["issue_comment", { action: "created", issue: {} }, "reconcile"],
    ["repository_dispatch", { action: "tf-validate" }, "validate"],
    ["repository_dispatch", { action: "tf-merge" }, "merge"],
    ["repository_dispatch", { action: "tf-apply" }, "apply"],
    ["schedule", { schedule: "0 3 * * *" }, "drift"],
    ["workflow_dispatch", { inputs: { phase: "rollback" } }, "rollback"],
    ["merge_group", { action: "checks_requested" }, "validate"],
  ])("for %s %j is %s", (name, payload, phase) => {
    expect(phaseOf({ name, payload })).toBe(phase);
  });
});

describe("parseIssueComment", () => {
  it("is the issue that somebody commented on", () => {
    const payload = { action: "created", ...REPOSITORY, issue: { number: 7 }, comment: { id: 99 } };
    expect(parseIssueComment({ name: "issue_comment", payload })).toEqual({ issue: 7 });
    expect(() => parseIssueComment({ name: "issue_comment", payload: { ...payload, issue: {} } })).toThrow("issue_comment.issue.number");
    expect(() => parseIssueComment({ name: "schedule", payload: {} })).toThrow(
      "event schedule: phase reconcile expects issue_comment, when somebody comments on an issue",
    );
  });
});

describe("parseRequest", () => {
  it("refuses a payload of another version, in words", () => {
    for (const version of [2, "1", undefined, null]) expect(() => parseRequest(dispatch({ version }))).toThrow(RefusedError);
    expect(() => parseRequest(dispatch({ version: 2 }))).toThrow("client_payload.version: got 2, this controller reads version 1");
  });

  it("refuses a payload whose action is not the event type's", () => {
    expect(() => parseRequest(dispatch({ action: "apply" }))).toThrow(RefusedError);
    expect(() => parseRequest(dispatch({}, "deploy"))).toThrow('event_type: got "deploy", expected one of tf-validate, tf-merge, tf-apply');
  });

  it("says all that is wrong with a payload", () => {
    const wrong = { source_repo: "org/../x", pr_number: 0, head_sha: "main", run_id: {}, actor: "a b", action: "plan" };
    expect(() => parseRequest(dispatch(wrong))).toThrow(
      [
        'client_payload.action: got "plan", expected validate, merge or apply',
        'client_payload.source_repo: got "org/../x", expected owner/name',
        "client_payload.pr_number: got 0, expected a whole number from 1 up",
        'client_payload.head_sha: got "main", expected 40 hexadecimal digits',
        "client_payload.run_id: got an object, expected a run's number",
        'client_payload.actor: got "a b", expected a GitHub login',
      ].join("\n"),
    );
    const many = Object.fromEntries(Array.from({ length: 4 }, (_, n) => [`k${n}`, n]));
    expect(() => parseRequest(dispatch(many))).toThrow("client_payload: got 11 keys, expected at most 10");
    expect(() => parseRequest({ name: "repository_dispatch", payload: { action: "tf-apply" } })).toThrow("client_payload: missing");
  });

  it("refuses events of no pull request", () => {
    for (const name of ["push", "schedule", "workflow_dispatch", "fork"]) expect(() => parseRequest({ name, payload: {} })).toThrow(name);
  });

  it("ends with nothing but words for whatever comes in", () => {
    const names = fc.constantFrom(
      "repository_dispatch",
      "pull_request",
      "pull_request_review",
      "issue_comment",
      "merge_group",
      "push",
      "workflow_dispatch",
      "x",
    );
    const payloads = fc.oneof(
      fc.anything(),
      fc.record({ action: fc.constantFrom("tf-validate", "opened", "created"), client_payload: fc.anything(), repository: fc.anything() }),
    );
    fc.assert(
      fc.property(names, payloads, (name, payload) => {
        for (const ask of [parseRequest, phaseOf]) {
          try {
            ask({ name, payload });
          } catch (error) {
            expect(error instanceof ConfigurationError || error instanceof RefusedError).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("takes a dispatch payload as hints, also with numbers as text", () => {
    const request = {
      kind: "dispatch",
      action: "validate",
      repository: { owner: "org", name: "dev-deployment" },
      pullRequest: 123,
      headShaHint: SHA,
      runIdHint: "99",
      actorHint: "alice",
      commentId: null,
    };
    expect(parseRequest(dispatch())).toEqual(request);
    expect(parseRequest(dispatch({ pr_number: "123", run_id: "99", head_sha: SHA.toUpperCase() }))).toEqual(request);
    expect(parseRequest(dispatch({ run_id: undefined, actor: "dependabot[bot]" }))).toEqual({
      ...request,
      runIdHint: null,
      actorHint: "dependabot[bot]",
    });
  });

  it("gives the same for the events of a pull request", () => {
    const request = {
      kind: "pull-request",
      action: "validate",
      repository: { owner: "org", name: "dev-deployment" },
      pullRequest: 123,
      headShaHint: SHA,
      runIdHint: null,
      actorHint: "alice",
      commentId: null,
    };
    const asked = (name: string, payload: object) => parseRequest({ name, payload });
    expect(asked("pull_request", { action: "opened", ...PULL })).toEqual(request);
    expect(asked("pull_request", { action: "closed", ...PULL })).toEqual({ ...request, action: "apply" });
    expect(asked("pull_request_review", { action: "submitted", ...PULL, review: { id: 7 } })).toEqual({
      ...request,
      action: "merge",
      commentId: 7,
    });
    expect(
      asked("issue_comment", { action: "created", ...REPOSITORY, issue: { number: 123, pull_request: {} }, comment: { id: 8 } }),
    ).toEqual({
      ...request,
      action: "merge",
      headShaHint: null,
      commentId: 8,
    });
    const group = { head_sha: SHA, head_ref: `refs/heads/gh-readonly-queue/prod/pr-123-${"0".repeat(40)}` };
    expect(asked("merge_group", { action: "checks_requested", ...REPOSITORY, merge_group: group })).toEqual({
      ...request,
      kind: "merge-group",
    });
  });
});
