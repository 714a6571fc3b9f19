import type { Outcome } from "./strategies.ts";

export const HEAD = ["", "event to comment", "faster than one", "longest work", "lower bound", "÷ bound", "runner minutes", "API requests"];

/** A row for each outcome, the first of which the others are compared with. */
export function rowsOf(outcomes: readonly Outcome[]): string[][] {
  const [first] = outcomes;
  return outcomes.map(({ name, workMs, boundMs, wallMs, runnerMinutes, requests }) => [
    name,
    minutes(wallMs),
    `${((first?.wallMs ?? Number.NaN) / wallMs).toFixed(1)} ×`,
    minutes(workMs),
    minutes(boundMs),
    (workMs / boundMs).toFixed(3),
    runnerMinutes.toLocaleString("en"),
    requests.toLocaleString("en"),
  ]);
}

function minutes(ms: number): string {
  return ms < 120 * 60_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}
