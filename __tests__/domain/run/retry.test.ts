import { describe, expect, it } from "@jest/globals";
import { backoffMs, isSubset, isTransient } from "../../../src/domain/run/retry.ts";
import { planJson, resourceChange } from "../builders.ts";

describe("isTransient", () => {
  it.each([
    "",
    "Error: Invalid value for variable",
    "api error AccessDenied: 403",
    "api error NoSuchBucket: The specified bucket does not exist, StatusCode: 404",
    'An argument named "timeout" is not expected here.',
    "  on main.tf line 3:\n   3:   timeout = 30",
    'Unsupported block type "timeouts"',
    'An argument named "throttling_burst_limit" is not expected here.',
    "Error acquiring the state lock: ConditionalCheckFailed, timeout",
    "bucket arn:aws:s3:::data-500-eu",
  ])("does not take %j for something that passes", (output) => {
    expect(isTransient(output)).toBe(false);
  });

  it.each([
    "read tcp 10.0.0.1:443: connection reset by peer",
    "dial tcp: i/o timeout",
    "operation error S3: PutObject, request timed out",
    "net/http: TLS handshake timeout",
    "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
    "lookup s3.amazonaws.com: Temporary failure in name resolution",
    "api error ServiceUnavailable: 503",
    "Service Unavailable",
    "api error TooManyRequestsException: Too Many Requests",
    "ThrottlingException: Rate exceeded",
    "You have exceeded a secondary rate limit",
    "could not query provider registry: the request failed, status code 502",
    "https response error StatusCode: 500, RequestID: x",
    "registry returned 502 Bad Gateway",
    "api error SlowDown: Please reduce your request rate.",
  ])("takes %j for something that passes", (output) => {
    expect(isTransient(output)).toBe(true);
  });

  it("reads the end of fifty megabytes at once", () => {
    const started = performance.now();
    expect(isTransient(`${"time".repeat(12_500_000)}\nconnection reset`)).toBe(true);
    expect(isTransient("connection  status code ".repeat(10_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

it("waits 2, 4, 8 seconds, each up to a quarter shorter or longer", () => {
  expect([1, 2, 3].map((attempt) => backoffMs(attempt, 0.5))).toEqual([2000, 4000, 8000]);
  expect([backoffMs(1, 0), backoffMs(1, 0.9999)]).toEqual([1500, 2500]);
});

describe("isSubset", () => {
  const first = planJson([
    resourceChange("a.a", ["create"]),
    resourceChange("b.b", ["delete", "create"]),
    resourceChange("c.c", ["update"]),
  ]);
  it.each([
    ["another address", [resourceChange("d.d", ["create"])]],
    ["another action: what was half made is replaced", [resourceChange("a.a", ["delete", "create"])]],
    ["a deletion of what was to be updated", [resourceChange("c.c", ["delete"])]],
  ])("does not hold for %s", (_, changes) => {
    expect(isSubset(first, planJson(changes))).toBe(false);
  });

  it.each([
    ["nothing left", []],
    ["the same", first.resource_changes ?? []],
    ["the rest", [resourceChange("c.c", ["update"]), resourceChange("a.a", ["no-op"])]],
    ["the second half of a replacement", [resourceChange("b.b", ["create"])]],
  ])("holds for %s", (_, changes) => {
    expect(isSubset(first, planJson(changes))).toBe(true);
  });
});
