import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Edge } from "../../../src/domain/run/graph.ts";
import { makespanMs, partition, type PartitionQuestion } from "../../../src/domain/run/partition.ts";

const edge = (from: string, to: string): Edge => ({ from, to, because: "rule" });

function question(times: Record<string, number>, more: Partial<PartitionQuestion> = {}): PartitionQuestion {
  return { ids: Object.keys(times), edges: [], expected: (id) => times[id] ?? 0, runners: 2, leastPerRunner: 1, mayCut: true, ...more };
}

describe("a partition", () => {
  it("gives the longest first, each to the runner that has least to do", () => {
    expect(partition(question({ a: 1, b: 5, c: 4, d: 3 }))).toEqual([
      { ids: ["b", "a"], expectedMs: 6 },
      { ids: ["c", "d"], expectedMs: 7 },
    ]);
  });

  it("keeps together what depends on one another, also by way of others", () => {
    const edges = [edge("a", "b"), edge("b", "c"), edge("x", "elsewhere")];
    expect(partition(question({ a: 1, b: 1, c: 1, x: 2, y: 1 }, { edges })).map(({ ids }) => ids)).toEqual([
      ["a", "b", "c"],
      ["x", "y"],
    ]);
  });

  it("cuts what would keep one runner busy while others wait, where nothing waits for it", () => {
    const times = { a: 2, b: 2, c: 2, d: 2, e: 1, f: 1 };
    const edges = [edge("a", "b"), edge("b", "c"), edge("c", "d")];
    expect(partition(question(times, { edges }))).toEqual([
      { ids: ["a", "c", "e"], expectedMs: 5 },
      { ids: ["b", "d", "f"], expectedMs: 5 },
    ]);
    expect(partition(question(times, { edges, mayCut: false }))).toEqual([
      { ids: ["a", "b", "c", "d"], expectedMs: 8 },
      { ids: ["e", "f"], expectedMs: 2 },
    ]);
  });

  it.each([
    ["as many as there are runners for", { runners: 3 }, 3],
    ["no more than are worth it", { runners: 50, leastPerRunner: 100 }, 5],
    ["one, however few there are", { runners: 50, leastPerRunner: 1000 }, 1],
    ["no more than a matrix takes", { runners: 1000 }, 256],
    [
      "no more than are worth it without what takes no work",
      { runners: 50, leastPerRunner: 10, free: new Set(Array.from({ length: 470 }, (_, index) => `d${index}`)) },
      3,
    ],
  ])("has %s", (_, more, parts) => {
    const times = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`d${index}`, 1]));
    expect(partition(question(times, more))).toHaveLength(parts);
  });

  it("of nothing is nothing", () => {
    expect(partition(question({}))).toEqual([]);
  });

  const questions = fc
    .record({
      times: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 9 }),
      pairs: fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 6 }),
      runners: fc.integer({ min: 1, max: 3 }),
      leastPerRunner: fc.integer({ min: 1, max: 3 }),
      mayCut: fc.boolean(),
    })
    .map(({ times, pairs, ...rest }) =>
      question(Object.fromEntries(times.map((ms, index) => [`d${index}`, ms])), {
        ...rest,
        edges: pairs.map(([from, to]) => edge(`d${from}`, `d${to}`)),
      }),
    );

  it("holds each deployment once, and none of an apply apart from what it waits for", () => {
    fc.assert(
      fc.property(questions, (asked) => {
        const parts = partition(asked);
        expect(parts.flatMap(({ ids }) => ids).sort()).toEqual([...asked.ids].sort());
        expect(parts.every(({ ids }) => ids.length > 0)).toBe(true);
        for (const { ids, expectedMs } of parts) expect(expectedMs).toBe(ids.reduce((sum, id) => sum + asked.expected(id), 0));
        if (asked.mayCut) return;
        const partOf = new Map(parts.flatMap(({ ids }, index) => ids.map((id) => [id, index] as const)));
        const known = asked.edges.filter(({ from, to }) => partOf.has(from) && partOf.has(to));
        for (const { from, to } of known) expect(partOf.get(to)).toBe(partOf.get(from));
      }),
      { numRuns: 500 },
    );
  });

  it("is the same for the same deployments in any order", () => {
    fc.assert(
      fc.property(questions, (asked) => {
        const turned = { ...asked, ids: asked.ids.toReversed(), edges: asked.edges.toReversed() };
        expect(partition(turned)).toEqual(partition(asked));
      }),
    );
  });

  it("ends at most a third later than the best that could be", () => {
    fc.assert(
      fc.property(questions, (asked) => {
        const whole = { ...asked, mayCut: true };
        const most = Math.max(1, Math.min(asked.runners, Math.floor(asked.ids.length / asked.leastPerRunner)));
        const best = shortest(asked.ids.map(asked.expected), most);
        expect(makespanMs(partition(whole))).toBeLessThanOrEqual((4 / 3) * best + 1e-9);
      }),
      { numRuns: 300 },
    );
  });
});

/** The best end of all ways to place some times on so many runners. */
function shortest(times: readonly number[], runners: number, loads: readonly number[] = Array.from({ length: runners }, () => 0)): number {
  const [first, ...others] = times;
  if (first === undefined) return Math.max(...loads);
  // Runners that have equally much to do are alike.
  const tried = new Set<number>();
  return Math.min(
    ...loads.flatMap((load, index) => {
      if (tried.has(load)) return [];
      tried.add(load);
      return [shortest(others, runners, loads.with(index, load + first))];
    }),
  );
}
