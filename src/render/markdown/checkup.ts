import { isHealthy, type CheckLine } from "../../domain/setup/checkup.ts";
import { cell, inline } from "../neutralise.ts";
import { checkupCounts, wrongFirst } from "../terminal/checkup-table.ts";

const SIGNS: Readonly<Record<CheckLine["state"], string>> = { wrong: "❌", warning: "⚠️", "not looked at": "❔", ok: "✅" };

/** What doctor found, as Markdown: a table of what somebody has to see to, and the rest folded. */
export function renderCheckup(lines: readonly CheckLine[]): string {
  const title = isHealthy(lines) ? "### ✅ Everything is in place" : "### ❌ Something is not in place";
  const open = wrongFirst(lines).filter(({ state }) => state !== "ok");
  const fine = lines.filter(({ state }) => state === "ok");
  return [
    title,
    checkupCounts(lines),
    ...(open.length === 0 ? [] : [table(open)]),
    ...(fine.length === 0 ? [] : [`<details><summary>${fine.length} ok</summary>\n\n${table(fine)}\n\n</details>`]),
  ].join("\n\n");
}

function table(lines: readonly CheckLine[]): string {
  const rows = lines.map(
    ({ about, state, said, remedy }) => `| ${[SIGNS[state], inline(about), inline(said), inline(remedy)].map(cell).join(" | ")} |`,
  );
  return ["| | what | found | what to do |", "|---|---|---|---|", ...rows].join("\n");
}
