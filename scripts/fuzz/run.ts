import fc from "fast-check";
import { MOST_MS, type Target } from "./targets.ts";

/** Tries so many inputs on a target. `faults`: the smallest input that fails and why; null: none does. */
export function fuzz({ input, check }: Target, runs: number, seed: number): { faults: string | null; slowestMs: number } {
  let slowestMs = 0;
  const property = fc.property(input, (tried) => {
    const started = performance.now();
    check(tried);
    const took = performance.now() - started;
    slowestMs = Math.max(slowestMs, took);
    if (took > MOST_MS) throw new Error(`took ${took.toFixed(0)} ms, expected at most ${MOST_MS}`);
  });
  const found = fc.check(property, { numRuns: runs, seed });
  return { faults: found.failed ? (fc.defaultReportMessage(found) ?? "failed") : null, slowestMs };
}
