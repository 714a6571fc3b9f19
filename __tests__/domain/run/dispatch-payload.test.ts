import { describe, expect, it } from "@jest/globals";
import { dispatchPayload, type DispatchHints } from "../../../src/domain/run/dispatch-payload.ts";
import { ConfigurationError } from "../../../src/domain/model/errors.ts";
import { parseRequest } from "../../../src/domain/run/request.ts";

const HINTS: DispatchHints = {
  action: "merge",
  sourceRepository: "org/dev-deployment",
  pullRequest: 7,
  headSha: "a".repeat(40),
  runId: 8001,
  actor: "dana",
};

describe("the payload of a dispatch", () => {
  it("stays below 64 KB", () => {
    expect(() => dispatchPayload({ ...HINTS, actor: "x".repeat(64 * 1024) })).toThrow(ConfigurationError);
    // GitHub counts bytes, not characters.
    expect(() => dispatchPayload({ ...HINTS, actor: "é".repeat(33 * 1024) })).toThrow(
      /client_payload: \d+ bytes, expected less than 65536/,
    );
  });

  it("has at most ten keys, and none but hints", () => {
    expect(dispatchPayload(HINTS)).toEqual({
      version: 1,
      action: "merge",
      source_repo: "org/dev-deployment",
      pr_number: 7,
      head_sha: "a".repeat(40),
      run_id: 8001,
      actor: "dana",
    });
  });

  it.each(["validate", "merge", "apply"] as const)("of %s is what the controller reads", (action) => {
    const payload = { action: `tf-${action}`, client_payload: dispatchPayload({ ...HINTS, action }) };
    expect(parseRequest({ name: "repository_dispatch", payload })).toEqual({
      kind: "dispatch",
      action,
      repository: { owner: "org", name: "dev-deployment" },
      pullRequest: 7,
      headShaHint: "a".repeat(40),
      runIdHint: "8001",
      actorHint: "dana",
      commentId: null,
    });
  });

  it("may name the comment that asks for it", () => {
    const payload = { action: "tf-merge", client_payload: dispatchPayload({ ...HINTS, commentId: 77 }) };
    expect(parseRequest({ name: "repository_dispatch", payload })).toMatchObject({ commentId: 77 });
  });

  it.each(["dependabot[bot]", "octo-cat", "some_company"])("names the actor %s as the controller understands it", (actor) => {
    const payload = { action: "tf-merge", client_payload: dispatchPayload({ ...HINTS, actor }) };
    expect(parseRequest({ name: "repository_dispatch", payload }).actorHint).toBe(actor);
  });

  it("is understood without an actor and from a run without a number", () => {
    const payload = { action: "tf-merge", client_payload: dispatchPayload({ ...HINTS, actor: "", runId: 0 }) };
    expect(parseRequest({ name: "repository_dispatch", payload })).toMatchObject({ action: "merge", actorHint: null, runIdHint: null });
  });
});
