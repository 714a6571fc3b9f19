import { addedCost, byChange, MOST_COST_CHANGES, totalCost } from "../../domain/cost/cost.ts";
import { addedUsd, usd } from "../../domain/cost/money.ts";
import type { DeploymentResult } from "../../domain/report/report.ts";
import { cell, codeSpan, cut, inline } from "../neutralise.ts";
import { counted } from "../words.ts";
import { fold } from "./fold.ts";

/** Whether anybody asked what these cost. */
export function areCosted(results: readonly DeploymentResult[]): boolean {
  return results.some(({ cost, costProblem }) => cost !== undefined || costProblem !== undefined);
}

/** What a deployment adds to the bill, for its row; empty where nobody asked. */
export function costOf({ cost, costProblem }: DeploymentResult): string {
  if (cost !== undefined) return unbroken(addedUsd(addedCost(cost)));
  return costProblem === undefined ? "" : "unknown";
}

/** What all of them cost together, in one line: `Cost a month: **+1,240 USD** (2,310 → 3,550 USD).` */
export function costLine(results: readonly DeploymentResult[]): string {
  if (!areCosted(results)) return "";
  const known = results.flatMap(({ cost }) => cost ?? []);
  const total = totalCost(known);
  const unpriced = known.reduce((sum, cost) => sum + cost.unpriced, 0);
  const notes = [unpriced === 0 ? "" : `${counted(unpriced, "resource")} without a price`, unknownText(results)];
  const amount = addedCost(total) === 0 ? `unchanged, ${usd(total.after)}` : `**${addedUsd(addedCost(total))}** (${fromTo(total)})`;
  return `Cost a month: ${[known.length === 0 ? "" : amount, ...notes].filter((part) => part !== "").join("; ")}.`;
}

/** `unknown for 2 deployments: infracost: not found on PATH`, with the first reason. */
function unknownText(results: readonly DeploymentResult[]): string {
  const problems = results.flatMap(({ costProblem }) => costProblem ?? []);
  const [first] = problems;
  if (first === undefined) return "";
  return `⚠️ unknown for ${counted(problems.length, "deployment")}: ${inline(cut(first.split("\n", 1)[0] ?? "", LONGEST_PROBLEM)).replace(/\.+$/, "")}`;
}

const LONGEST_PROBLEM = 300;

/** What adds or saves most, folded. */
export function costliest(results: readonly DeploymentResult[]): string {
  const all = results
    .flatMap(({ deployment, cost }) => (cost?.changes ?? []).map((change) => ({ ...change, id: deployment.id })))
    .toSorted(byChange);
  const shown = all.slice(0, MOST_COST_CHANGES);
  if (shown.length === 0) return "";
  const severalDeployments = new Set(all.map(({ id }) => id)).size > 1;
  const rows = shown.map((change) => {
    const where = severalDeployments ? ` in ${codeSpan(change.id, LONGEST_NAME)}` : "";
    const cells = [`${codeSpan(change.address, LONGEST_NAME)}${where}`, unbroken(addedUsd(addedCost(change))), fromTo(change)];
    return `| ${cells.map(cell).join(" | ")} |`;
  });
  const title = all.length > shown.length || shown.length === MOST_COST_CHANGES ? `The ${shown.length} costliest changes` : "What it costs";
  return fold(title, ["| resource | cost a month | from → to |", "|---|---|---|", ...rows].join("\n"));
}

const LONGEST_NAME = 260;

/** `2,310 → 3,550 USD` */
function fromTo({ before, after }: { before: number; after: number }): string {
  return `${usd(before).replace(/ USD$/, "")} → ${usd(after)}`;
}

/** An amount stays on one line with its currency. */
function unbroken(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}
