import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { WaveSize } from "../../../src/domain/controller/rollout-rule.ts";
import { heldBackBy, wavesOf } from "../../../src/domain/rollout/waves.ts";
import { deployment } from "../builders.ts";

const things = (...ids: string[]) => ids.map((id) => deployment(id));
const numbered = (count: number) => things(...Array.from({ length: count }, (_, index) => `s3/a/r/p${String(index).padStart(2, "0")}`));
const ONE_TENTH_ALL: WaveSize[] = [{ count: 1 }, { percent: 10 }, { percent: 100 }];

describe("wavesOf", () => {
  it("counts each wave from the first deployment, by id, and rounds shares up", () => {
    const waves = wavesOf(numbered(21), [], { waves: ONE_TENTH_ALL, order: [] });
    expect(waves.map((wave) => wave.length)).toEqual([1, 2, 18]);
    expect(waves.flat()).toEqual(numbered(21).map(({ id }) => id));
  });

  it.each([
    [1, [1]],
    [5, [1, 4]],
    [10, [1, 9]],
    [11, [1, 1, 9]],
  ])("makes one wave of sizes that come to the same number: %d deployments", (count, sizes) => {
    expect(wavesOf(numbered(count), [], { waves: ONE_TENTH_ALL, order: [] }).map((wave) => wave.length)).toEqual(sizes);
  });

  it("begins with the accounts that come first, in their order", () => {
    const all = things("s3/alpha/r/p", "s3/beta/r/p", "s3/canary/r/p", "s3/early/r/p");
    expect(wavesOf(all, [], { waves: [{ count: 2 }, { percent: 100 }], order: ["early", "canary"] })).toEqual([
      ["s3/early/r/p", "s3/canary/r/p"],
      ["s3/alpha/r/p", "s3/beta/r/p"],
    ]);
  });

  it("brings along what a canary depends on", () => {
    const all = things("s3/alpha/r/p", "kms/beta/r/p", "s3/canary/r/p");
    const edges = [{ from: "kms/beta/r/p", to: "s3/canary/r/p" }];
    expect(wavesOf(all, edges, { waves: [{ count: 1 }, { percent: 100 }], order: ["canary"] })).toEqual([
      ["kms/beta/r/p"],
      ["s3/canary/r/p", "s3/alpha/r/p"],
    ]);
  });

  it("holds each deployment once, in waves that grow, and none before what it depends on", () => {
    const size = fc.oneof(fc.record({ count: fc.integer({ min: 1, max: 12 }) }), fc.record({ percent: fc.integer({ min: 1, max: 100 }) }));
    const pair = fc.tuple(fc.nat(19), fc.nat(19));
    const order = fc.subarray(["a", "b", "c"]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(size), fc.array(pair), order, (count, sizes, pairs, first) => {
        const all = things(...Array.from({ length: count }, (_, index) => `s3/${"abc".charAt(index % 3)}/r/p${index}`));
        // From a lower to a higher place: no loops.
        const edges = pairs.flatMap(([a, b]) => {
          const [from, to] = [all[Math.min(a, b)]?.id, all[Math.max(a, b)]?.id];
          return from === undefined || to === undefined || from === to ? [] : [{ from, to }];
        });
        const waves = wavesOf(all, edges, { waves: [...sizes, { percent: 100 }], order: first });
        const waveOf = new Map(waves.flatMap((wave, index) => wave.map((id) => [id, index] as const)));
        expect(waves.flat().sort()).toEqual(all.map(({ id }) => id).sort());
        expect(waves.every((wave) => wave.length > 0)).toBe(true);
        expect(edges.filter(({ from, to }) => (waveOf.get(from) ?? 0) > (waveOf.get(to) ?? 0))).toEqual([]);
      }),
    );
  });

  it("orders 20,000 deployments in a chain, in linear time", () => {
    const all = things(...Array.from({ length: 20_000 }, (_, index) => `s3/a/r/p${String(20_000 - index).padStart(5, "0")}`));
    const edges = all.slice(1).map(({ id }, index) => ({ from: all[index]?.id ?? "", to: id }));
    const began = performance.now();
    expect(wavesOf(all, edges, { waves: ONE_TENTH_ALL, order: [] }).map((wave) => wave.length)).toEqual([1, 1_999, 18_000]);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

it("holds back what waits for another, directly or not, and says for which", () => {
  const edges = [
    { from: "a", to: "b" },
    { from: "b", to: "c" },
    { from: "x", to: "y" },
  ];
  expect(heldBackBy(["a"], edges)).toEqual(
    new Map([
      ["b", "a"],
      ["c", "a"],
    ]),
  );
});
