import { expect, it } from "@jest/globals";
import { assigneesOf } from "../../../src/domain/drift/assignees.ts";
import type { DriftResult } from "../../../src/domain/drift/report.ts";
import { driftResult } from "../builders.ts";

function assignees(...owned: Partial<DriftResult>[]): string[] {
  return assigneesOf(
    owned.map((one, index) => driftResult(`s3/prd/us-east-1/${index}`, { outcome: "drifted", kinds: ["outside"], ...one })),
  );
}

it("is whoever owns what drifted, where the owner is a login", () => {
  expect(assignees({ owner: "alice" }, { owner: "@bob @carol" }, { owner: "@Alice" }, { owner: "dana_corp" })).toEqual([
    "Alice",
    "bob",
    "carol",
    "dana_corp",
  ]);
});

it("is nobody for a team, a sentence or a mail address, and then whom CODEOWNERS names", () => {
  for (const owner of [null, "", "Platform Team", "@org/platform", "team@example.com", "-x", "a--b", "@", "x".repeat(300)])
    expect(assignees({ owner, codeOwners: ["@org/platform", "@erin", "erin@example.com"] })).toEqual(["erin"]);
  expect(assignees({ owner: "alice", codeOwners: ["@erin"] })).toEqual(["alice"]);
});

it("leaves the owners of clean deployments alone, and takes ten at most", () => {
  expect(assignees({ owner: "alice", outcome: "clean", kinds: [] })).toEqual([]);
  expect(assignees(...Array.from({ length: 12 }, (_, index) => ({ owner: `owner${index}` })))).toHaveLength(10);
});
