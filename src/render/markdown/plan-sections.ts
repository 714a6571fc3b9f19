import type { DeploymentResult, Report } from "../../domain/report/report.ts";
import { changeLines } from "../changes.ts";
import { planAsDiff, withoutProgress } from "./diff.ts";
import { codeBlock, cut, htmlText, linkTarget } from "../neutralise.ts";
import { visible } from "../../domain/text/invisible.ts";
import { countsOf } from "../../domain/plan/summary.ts";
import { counted, isUnchanged } from "../words.ts";

/** How long a text counts: characters for a comment, bytes for a job summary. */
export type Size = (text: string) => number;

/**
 * The plans, folded, in the given order and within `budget`. The longest are cut first, and say so; when not even a useful piece of each fits,
 * the last ones are left out and counted. At the top of each stands what it changes, unless that is `listed` elsewhere.
 */
export function planSections(
  report: Report,
  results: readonly DeploymentResult[],
  budget: number,
  sizeOf: Size,
  { listed = false }: { listed?: boolean } = {},
): string {
  const all = results.filter((result) => result.output.trim() !== "" && !isUnchanged(result));
  const where = whereFull(report);
  const left = (sections: number) => budget - LEFT_OUT_SIZE - sections * FRAME_SIZE;
  const longest = Math.floor((budget - LEFT_OUT_SIZE) / (SHORTEST_USEFUL + FRAME_SIZE));
  const shown = all.slice(0, Math.max(0, longest)).map((result) => {
    const plan = planAsDiff(withoutProgress(visible(result.output)).trim());
    const list = listed ? [] : changeLines(result, MOST_CHANGES);
    return { result, text: list.length === 0 ? plan : `${list.join("\n")}\n\n${plan}` };
  });
  const cap = fairCap(
    shown.map(({ text }) => sizeOf(text)),
    left(shown.length),
  );
  const sections = shown.map(({ result, text }) => section(report, result, text, cap, sizeOf, where));
  const missing = all.length - shown.length;
  if (missing > 0) sections.push(`${counted(missing, "more plan")} left out here: see ${where}.`);
  return sections.join("\n");
}

/** Addresses at the top of a plan. */
const MOST_CHANGES = 60;
/** Room for the summary line, the fences and the note on what was cut: the id has up to 260 characters, each escaped to at most 6. */
const FRAME_SIZE = 900;
const LEFT_OUT_SIZE = 500;
const SHORTEST_USEFUL = 600;

function section(report: Report, result: DeploymentResult, text: string, cap: number, sizeOf: Size, where: string): string {
  const { shown, note } = cutLines(text, cap, sizeOf, where);
  const writes = report.phase === "apply" || report.phase === "destroy" || report.phase === "rollback";
  const what = writes && result.status !== "planned" ? "Output" : "Plan";
  const title = `${what} of <code>${htmlText(cut(result.deployment.id, 120))}</code>: ${countsOf(result.counts)}`;
  return `<details><summary>${title}</summary>\n\n${codeBlock(shown, "diff")}\n${note === "" ? "" : `\n${note}\n`}\n</details>`;
}

function whereFull(report: Report): string {
  const plans = linkTarget(report.links.plans);
  const run = linkTarget(report.links.run);
  if (plans !== null && plans.length < 250) return `the [full plans](${plans})`;
  return run !== null && run.length < 250 ? `the [run's summary and artifact](${run})` : "the plan files of the run";
}

/** As many whole lines as fit into `cap`; a first line that is too long alone is cut inside. */
function cutLines(text: string, cap: number, sizeOf: Size, where: string): { shown: string; note: string } {
  if (sizeOf(text) <= cap) return { shown: text, note: "" };
  const lines = text.split("\n");
  let size = 0;
  let count = 0;
  while (count < lines.length && size + sizeOf(lines[count] ?? "") + 1 <= cap) size += sizeOf(lines[count++] ?? "") + 1;
  const shown = count > 0 ? lines.slice(0, count).join("\n") : cut(lines[0] ?? "", Math.floor(cap / 4));
  return { shown, note: `✂️ ${Math.max(count, 1)} of ${lines.length} lines shown; the rest is in ${where}.` };
}

/** The largest size such that everything cut to it fits the budget: the longest are cut first. */
function fairCap(sizes: readonly number[], budget: number): number {
  const ascending = sizes.toSorted((a, b) => a - b);
  let rest = budget;
  for (const [index, size] of ascending.entries()) {
    const share = Math.floor(rest / (ascending.length - index));
    if (size > share) return Math.max(0, share);
    rest -= size;
  }
  return Infinity;
}
