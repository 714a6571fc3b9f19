import { describe, expect, it } from "@jest/globals";
import {
  buildRecord,
  commentCopy,
  deploymentsDigest,
  findingsDigest,
  FULL_RECORD,
  isCopyOf,
  RECORD,
  recordKey,
  recordMatches,
  type LiveState,
  type RecordInput,
} from "../../../src/domain/evidence/record.ts";
import { deployment, finding } from "../builders.ts";

const HASH = "0".repeat(64);
const HEAD = "a".repeat(40);
const BASE = "b".repeat(40);

function input(changes: Partial<RecordInput> = {}): RecordInput {
  return {
    repository: { id: 42, fullName: "org/dev-deployment" },
    pullRequest: 123,
    headSha: HEAD,
    baseRef: "prod",
    baseSha: BASE,
    environment: "production",
    verdict: "passed",
    deployments: [planned("s3/arj-wkld-a-prd/us-east-1/data"), planned("kms/arj-wkld-a-prd/us-east-1/keys")],
    policySha256: HASH,
    findings: [],
    run: { id: 8123, attempt: 1 },
    controllerSha: "c".repeat(40),
    issuedAt: new Date("2026-11-21T06:00:00Z"),
    ...changes,
  };
}

function planned(id: string) {
  return { deployment: deployment(id), inputsSha256: HASH, planSha256: HASH, counts: { add: 1, change: 2, destroy: 3 } };
}

const LIVE: LiveState = {
  repository: { id: 42, fullName: "org/dev-deployment" },
  pullRequest: 123,
  headSha: HEAD,
  baseRef: "prod",
  baseSha: BASE,
  environment: "production",
};

describe("buildRecord", () => {
  it("refuses digests that cannot be right", () => {
    expect(() => buildRecord(input({ policySha256: "none" }))).toThrow();
    expect(() => buildRecord(input({ headSha: "main" }))).toThrow();
  });

  it("says what was planned and judged, deployments by id", () => {
    const listed = (id: string, service: string, project: string) => ({
      id,
      account: "arj-wkld-a-prd",
      region: "us-east-1",
      project,
      services: [service],
      inputs_sha256: HASH,
      plan_sha256: HASH,
      add: 1,
      change: 2,
      destroy: 3,
    });
    expect(buildRecord(input())).toEqual({
      v: 1,
      repo: { id: 42, name: "org/dev-deployment" },
      pr: 123,
      head_sha: HEAD,
      base_ref: "prod",
      base_sha: BASE,
      environment: "production",
      deployments: [listed("kms/arj-wkld-a-prd/us-east-1/keys", "kms", "keys"), listed("s3/arj-wkld-a-prd/us-east-1/data", "s3", "data")],
      verdict: "passed",
      policy_sha256: HASH,
      findings_sha256: findingsDigest([]),
      run: { id: 8123, attempt: 1 },
      controller_sha: "c".repeat(40),
      issued_at: "2026-11-21T06:00:00.000Z",
    });
  });
});

describe("recordMatches", () => {
  it.each([
    ["repository org/dev-deployment (42), now it is org/dev-deployment (43)", { repository: { id: 43, fullName: "org/dev-deployment" } }],
    ["repository org/dev-deployment (42), now it is evil/dev-deployment (42)", { repository: { id: 42, fullName: "evil/dev-deployment" } }],
    ["pull request 123, now it is 124", { pullRequest: 124 }],
    [`head commit ${HEAD}, now it is ${BASE}`, { headSha: BASE }],
    ["base branch prod, now it is main", { baseRef: "main" }],
    [`base commit ${BASE}, now it is ${HEAD}`, { baseSha: HEAD }],
    ["environment production, now it is development", { environment: "development" }],
  ])("finds a record for %s", (reason, change) => {
    expect(recordMatches(buildRecord(input()), { ...LIVE, ...change })).toEqual([`the record is for ${reason}`]);
  });

  it("finds nothing when all is as it was, also where the base may move on", () => {
    expect([recordMatches(buildRecord(input()), LIVE), recordMatches(buildRecord(input()), { ...LIVE, baseSha: null })]).toEqual([[], []]);
  });
});

describe("a comment's copy", () => {
  const many = (count: number) =>
    buildRecord(input({ deployments: Array.from({ length: count }, (_, n) => planned(`s3/a/us-east-1/p${n}`)) }));

  it("is the record itself up to forty deployments", () => {
    expect(commentCopy(many(40))).toEqual(many(40));
  });

  it("carries count and digest of more", () => {
    const { deployments, ...rest } = many(41);
    const copy = { ...rest, deployments_count: 41, deployments_sha256: deploymentsDigest(deployments) };
    expect(commentCopy(many(41))).toEqual(copy);
    expect(RECORD.parse(copy)).toEqual(copy);
    expect(JSON.stringify(copy).length).toBeLessThan(1000);
  });

  it("leaves out the paths that the pull request touches, and the ids of the findings", () => {
    const deployments = [{ ...planned("s3/a/us-east-1/p"), rules: ["S3-002", "S3-001", "S3-002"] }];
    const record = buildRecord(input({ deployments, changedPaths: ["b", "a"], checks: ["names", "names"] }));
    expect(record).toMatchObject({ changed_paths: ["a", "b"], checks: ["names"], deployments: [{ rules: ["S3-001", "S3-002"] }] });
    const copy = commentCopy(record);
    expect(copy).not.toHaveProperty("changed_paths");
    expect(copy).not.toHaveProperty("deployments.0.rules");
    expect(copy).toMatchObject({ deployments: [{ id: "s3/a/us-east-1/p", add: 1 }] });
    expect([isCopyOf(copy, record), isCopyOf(record, record), isCopyOf(copy, { ...record, checks: [] })]).toEqual([true, true, false]);
  });

  it("stands for no other record", () => {
    const other = { ...many(41), verdict: "failed" as const };
    const changed = { ...many(41), deployments: many(41).deployments.map((each, n) => (n === 7 ? { ...each, destroy: 4 } : each)) };
    expect([isCopyOf(commentCopy(many(41)), other), isCopyOf(commentCopy(many(41)), changed), isCopyOf(many(2), many(3))]).toEqual([
      false,
      false,
      false,
    ]);
    expect([isCopyOf(commentCopy(many(41)), many(41)), isCopyOf(many(2), many(2))]).toEqual([true, true]);
  });
});

it("counts what a plan costs and risks as no part of what is planned", () => {
  const estimated = {
    ...planned("s3/a/us-east-1/p"),
    cost: { before: 0, after: 12.5, currency: "USD" },
    risk: { probability: 0.2 },
  } as const;
  const [bare, full] = [[planned("s3/a/us-east-1/p")], [estimated]].map((deployments) => buildRecord(input({ deployments })).deployments);
  expect(full).toMatchObject([{ cost: { before: 0, after: 12.5, currency: "USD" }, risk: { probability: 0.2 } }]);
  expect(deploymentsDigest(full ?? [])).toBe(deploymentsDigest(bare ?? []));
});

describe("the schema", () => {
  it.each([
    ["an unknown field", { extra: 1 }],
    ["another version", { v: 2 }],
    ["a verdict of its own", { verdict: "maybe" }],
    ["a short hash", { policy_sha256: "00" }],
    ["a day that is none", { issued_at: "yesterday" }],
  ])("refuses %s", (_, change) => {
    expect(FULL_RECORD.safeParse({ ...buildRecord(input()), ...change }).success).toBe(false);
    expect(RECORD.safeParse({ ...buildRecord(input()), ...change }).success).toBe(false);
  });
});

it("has its place in the store", () => {
  expect(recordKey(buildRecord(input()))).toBe(`records/org/dev-deployment/123/${HEAD}-8123.jws`);
});

it("digests findings whatever their order, and tells different ones apart", () => {
  const one = finding();
  const other = finding({ address: "aws_s3_bucket.b" });
  expect(findingsDigest([one, other])).toBe(findingsDigest([other, one]));
  expect(findingsDigest([one])).not.toBe(findingsDigest([other]));
});
