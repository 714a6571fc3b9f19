import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { NO_DURATIONS, type Durations } from "../../../src/domain/run/durations.ts";
import type { Edge } from "../../../src/domain/run/graph.ts";
import { createSchedule, expectedMs } from "../../../src/domain/run/schedule.ts";
import { deployment } from "../builders.ts";

const edge = (from: string, to: string): Edge => ({ from, to, because: "rule" });
const ids = (deployments: readonly { id: string }[]) => deployments.map(({ id }) => id);
const SAME = () => 1;

describe("a schedule", () => {
  it("skips all that wait for a failed deployment, directly or not, and lets all others go on", () => {
    const all = ["a", "b", "c", "other"].map((id) => deployment(id));
    const schedule = createSchedule(all, [edge("a", "b"), edge("b", "c")], SAME);
    expect(ids(schedule.next(9))).toEqual(["a", "other"]);
    expect(schedule.finished("a", false)).toEqual([
      { deployment: all[1], reason: "a failed" },
      { deployment: all[2], reason: "a failed" },
    ]);
    expect([schedule.next(9), schedule.running(), schedule.isDone()]).toEqual([[], 1, false]);
    expect([schedule.finished("other", true), schedule.isDone()]).toEqual([[], true]);
  });

  it("skips what waits when it is stopped, and lets what runs end", () => {
    const all = ["a", "b"].map((id) => deployment(id));
    const schedule = createSchedule(all, [], SAME);
    schedule.next(1);
    expect(schedule.stop("the run was cancelled")).toEqual([{ deployment: all[1], reason: "the run was cancelled" }]);
    expect([schedule.next(9), schedule.finished("a", false), schedule.isDone()]).toEqual([[], [], true]);
  });

  it("does not end what does not run", () => {
    const schedule = createSchedule([deployment("a")], [], SAME);
    expect(() => schedule.finished("a", true)).toThrow("deployment a is not running");
  });

  it("is done at once without deployments", () => {
    expect(createSchedule([], [edge("x", "y")], SAME).isDone()).toBe(true);
  });

  it("starts the longest critical path first, then by id", () => {
    const all = ["short", "long", "first", "last", "b", "a"].map((id) => deployment(id));
    const expected = new Map([
      ["short", 5],
      ["long", 30],
      ["first", 10],
      ["last", 25],
    ]);
    const schedule = createSchedule(all, [edge("first", "last")], ({ id }) => expected.get(id) ?? 1);
    expect(ids(schedule.next(4))).toEqual(["first", "long", "short", "a"]);
    schedule.finished("first", true);
    expect(ids(schedule.next(4))).toEqual(["last"]);
  });

  it("never starts before its predecessors have succeeded, ends every deployment once, and never runs more than the most", () => {
    const cases = fc.record({
      count: fc.integer({ min: 0, max: 12 }),
      links: fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 25 }),
      failing: fc.uniqueArray(fc.nat(11)),
      most: fc.integer({ min: 1, max: 5 }),
      picks: fc.array(fc.nat(100), { minLength: 12, maxLength: 12 }),
      durations: fc.array(fc.nat(50), { minLength: 12, maxLength: 12 }),
    });
    fc.assert(
      fc.property(cases, ({ count, links, failing, most, picks, durations }) => {
        const all = Array.from({ length: count }, (_, n) => deployment(String(n)));
        // From lower to higher numbers: no loops.
        const edges = links.filter(([from, to]) => from < to && to < count).map(([from, to]) => edge(String(from), String(to)));
        const schedule = createSchedule(all, edges, ({ id }) => durations[Number(id)] ?? 0);
        const succeeded = new Set<string>();
        const ended: string[] = [];
        const running: string[] = [];
        for (let step = 0; !schedule.isDone(); step += 1) {
          for (const { id } of schedule.next(most)) {
            for (const { from, to } of edges) if (to === id) expect(succeeded).toContain(from);
            running.push(id);
          }
          expect(running.length).toBeLessThanOrEqual(most);
          expect(running.length).toBe(schedule.running());
          expect(running.length).toBeGreaterThan(0);
          const [id = ""] = running.splice((picks[step % 12] ?? 0) % running.length, 1);
          const good = !failing.includes(Number(id));
          if (good) succeeded.add(id);
          ended.push(id, ...ids(schedule.finished(id, good).map((skip) => skip.deployment)));
        }
        expect(ended.toSorted()).toEqual(ids(all).toSorted());
      }),
    );
  });
});

describe("expectedMs", () => {
  it("is the deployment's own time, else that of its services, else what the slowest of them usually takes", () => {
    const known: Durations = {
      deployments: new Map([["x", 7]]),
      services: new Map([
        ["rds", 8],
        ["iam+s3", 9],
      ]),
    };
    const of = (id: string, services: string[], durations = known) => expectedMs({ id, services }, durations);
    expect([of("x", ["rds"]), of("y", ["rds"]), of("y", ["iam", "s3"])]).toEqual([7, 8, 9]);
    expect([of("y", ["iam", "rds"]), of("y", ["rds"], NO_DURATIONS), of("y", ["iam"]), of("y", [])]).toEqual([
      600_000, 600_000, 10_000, 10_000,
    ]);
  });
});
