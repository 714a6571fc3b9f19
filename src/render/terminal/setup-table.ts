import type { SetupStep } from "../../domain/setup/steps.ts";
import type { SetupRefusal } from "../../ports/github-setup.ts";
import { logLine } from "../neutralise.ts";
import { alignedRows } from "./columns.ts";

/** What setup is going to do, as a table for a terminal. */
export function setupTable(steps: readonly SetupStep[]): string {
  return alignedRows(steps.map(({ action, repository, what, detail }) => [action, repository, what, detail].map(logLine)));
}

/** `3 to create, 1 to change, 12 as they are` */
export function setupCounts(steps: readonly SetupStep[]): string {
  const count = (action: SetupStep["action"]): number => steps.filter((step) => step.action === action).length;
  const parts = [
    [count("create"), "to create"],
    [count("change"), "to change"],
    [count("keep"), "as it must be"],
    [count("by hand"), "to do by hand"],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, said]) => `${number} ${said}`)
    .join(", ");
}

/** What GitHub refused: `org/a: could not make the label: Not Found (404); the token needs "Issues: write" there` */
export function refusalLines(refusals: readonly SetupRefusal[]): string[] {
  return refusals.map(({ repository, deed, permission, said }) =>
    logLine(`${repository}: could not ${deed}: ${said}${permission === null ? "" : `; the token needs "${permission}" there`}`),
  );
}
