import { describe, expect, it } from "@jest/globals";
import { median, speedOf } from "../../../src/domain/dashboard/speed.ts";
import { auditedPull, DATA, KEYS } from "../../helpers/gates.ts";
import { entry, index, NOW, validation } from "./builders.ts";

const run = (id: string) => ({ run: { id, attempt: "1", actor: "rita" } });
const HOUR_MS = 3_600_000;

describe("speedOf", () => {
  it("is unknown where nothing was applied", () => {
    const speed = speedOf(index(), "", NOW);
    expect({ ...speed, weeks: speed.weeks.length }).toEqual({
      since: "2026-08-31T00:00:00.000Z",
      applies: 0,
      failed: 0,
      failureRate: null,
      leadTimeMs: null,
      recoveryMs: null,
      unrecovered: 0,
      perDay: 0,
      savedMs: 0,
      parallelRuns: 0,
      weeks: 12,
    });
  });

  it("measures from the first validation to the end of the apply, and without one from the merge", () => {
    const validations = [
      validation({ issuedAt: new Date("2026-11-21T06:00:00Z") }),
      validation({ issuedAt: new Date("2026-11-21T05:00:00Z") }),
    ];
    const entries = [
      entry("2026-11-21T08:00:00Z", { pullRequest: auditedPull({ number: 123 }) }),
      entry("2026-11-21T09:00:00Z", { pullRequest: auditedPull({ number: 124, mergedAt: "2026-11-21T08:00:00Z" }) }),
      entry("2026-11-21T10:00:00Z", { pullRequest: null }),
    ];
    expect(speedOf(index({ entries, validations }), "", NOW).leadTimeMs).toBe(2 * HOUR_MS);
  });

  it("counts failures, and how long a deployment took to succeed again", () => {
    const entries = [
      entry("2026-11-21T06:00:00Z", { outcome: "failed" }),
      entry("2026-11-21T07:00:00Z", { outcome: "rolled-back" }),
      entry("2026-11-21T09:00:00Z"),
      entry("2026-11-21T10:00:00Z", { outcome: "failed" }, KEYS),
      entry("2026-11-21T11:00:00Z", { outcome: "refused" }),
    ];
    const speed = speedOf(index({ entries }), "", NOW);
    expect(speed).toMatchObject({ applies: 4, failed: 3, failureRate: 0.75, recoveryMs: 3 * HOUR_MS, unrecovered: 1 });
    expect(speed.weeks.at(-1)).toMatchObject({ begins: "2026-11-16", succeeded: 1, failed: 3 });
  });

  it("tells what running side by side has saved, only of runs with several deployments", () => {
    const lasting = (durationMs: number) => ({ result: { ...RESULT, durationMs } });
    const entries = [
      entry("2026-11-21T06:00:10Z", { ...run("1"), ...lasting(10_000) }, DATA),
      entry("2026-11-21T06:00:12Z", { ...run("1"), ...lasting(12_000) }, KEYS),
      entry("2026-11-21T07:00:00Z", { ...run("2"), ...lasting(60_000) }),
    ];
    expect(speedOf(index({ entries }), "", NOW)).toMatchObject({ savedMs: 10_000, parallelRuns: 1 });
  });

  it("looks at one environment when asked to", () => {
    const entries = [entry("2026-11-21T06:00:00Z")];
    expect([speedOf(index({ entries }), "production", NOW).applies, speedOf(index({ entries }), "staging", NOW).applies]).toEqual([1, 0]);
  });
});

const RESULT = {
  output: "",
  error: null,
  backupKey: null,
  durationMs: 0,
  counts: { add: 0, change: 0, destroy: 0 },
  state: null,
};

describe("median", () => {
  it("is the middle, or the mean of both", () => {
    expect([median([]), median([3]), median([9, 1, 2]), median([4, 1, 2, 9])]).toEqual([null, 3, 2, 3]);
  });
});
