import { beforeAll, describe, expect, it } from "@jest/globals";
import { OpenApiCheck } from "../../scripts/fake-github/openapi.ts";
import type { Exchange } from "../../scripts/fake-github/openapi.ts";

let check: OpenApiCheck;

beforeAll(async () => {
  check = await OpenApiCheck.load();
});

/** The problems of one exchange, as `part: message`. */
function problems(more: Partial<Exchange>): string[] {
  check.violations.length = 0;
  check.check({
    method: "POST",
    template: "/repos/{owner}/{repo}/labels",
    params: { owner: "org", repo: "repo" },
    query: new URLSearchParams(),
    body: { name: "x" },
    status: 201,
    answer: { id: 1, node_id: "x", url: "http://127.0.0.1/x", name: "x", description: null, color: "ededed", default: false },
    ...more,
  });
  return check.violations.map(({ part, message }) => `${part}: ${message}`);
}

describe("the check against GitHub's description finds", () => {
  it("nothing in a good exchange", () => {
    expect(problems({})).toEqual([]);
  });

  it("endpoints that GitHub does not have", () => {
    expect(problems({ template: "/repos/{owner}/{repo}/lables" })).toEqual(["route: GitHub has no such endpoint"]);
  });

  it("requests with wrong, missing and unknown fields", () => {
    expect(problems({ body: { name: 1 } })).toEqual(["request: /name must be string"]);
    expect(problems({ body: {} })).toEqual(["request:  must have required property 'name'"]);
    expect(problems({ body: { name: "x", colour: "x" } })).toEqual(["request:  must NOT have additional properties (colour)"]);
    expect(problems({ body: undefined })).toEqual(["request: the body is missing"]);
  });

  it("unknown and wrong parameters", () => {
    const list = { method: "GET", body: undefined, status: 200, answer: [] };
    expect(problems({ ...list, query: new URLSearchParams("per_page=many") })).toEqual(["parameter:  must be integer"]);
    expect(problems({ ...list, query: new URLSearchParams("page_size=3") })).toEqual(["parameter: page_size: unknown query parameter"]);
  });

  it("answers with another status, wrong fields, and fields that GitHub does not send", () => {
    expect(problems({ status: 299 })).toEqual(["status: 299: the description knows 201, 404, 422"]);
    expect(problems({ answer: { id: 1 } })[0]).toContain("must have required property 'node_id'");
    const answer = { id: 1, node_id: "x", url: "no address", name: "x", description: null, color: "ededed", default: false, extra: 1 };
    expect(problems({ answer })[0]?.split("; ").sort()).toEqual([
      '/url must match format "uri"',
      "response:  must NOT have additional properties (extra)",
    ]);
  });

  it("events whose payload GitHub would not send", () => {
    check.violations.length = 0;
    check.checkEvent("issue_comment", "created", { action: "created" });
    expect(check.violations.map(({ part, operation }) => [part, operation])).toEqual([["event", "event issue_comment.created"]]);
  });
});
