import type { CheckLine } from "../../domain/setup/checkup.ts";
import { logLine } from "../neutralise.ts";
import { alignedRows } from "./columns.ts";

/** What doctor found, what is wrong last, where it is seen. */
export function checkupTable(lines: readonly CheckLine[]): string {
  const inOrder = ORDER.flatMap((wanted) => lines.filter(({ state }) => state === wanted));
  return alignedRows(
    inOrder.map(({ state, about, said, remedy }) => [state, about, [said, remedy].filter((part) => part !== "").join("; ")].map(logLine)),
  );
}

/** The lines that somebody has to see to first. */
export function wrongFirst(lines: readonly CheckLine[]): CheckLine[] {
  return ORDER.toReversed().flatMap((wanted) => lines.filter(({ state }) => state === wanted));
}

const ORDER: readonly CheckLine["state"][] = ["ok", "not looked at", "warning", "wrong"];

/** `12 ok, 1 warning, 2 wrong` */
export function checkupCounts(lines: readonly CheckLine[]): string {
  return ORDER.map((wanted) => [lines.filter(({ state }) => state === wanted).length, wanted] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
    .join(", ");
}
