import type { Report } from "../../domain/report/report.ts";
import { inline } from "../neutralise.ts";
import { counted } from "../words.ts";

/** `**Approvals** — needs 2: one of @org/finance (cost +1,240 USD a month), one writer`, and below it whoever cannot approve as things stand. */
export function approvalsSection({ approvalsNeeded }: Pick<Report, "approvalsNeeded">): string {
  if (approvalsNeeded === undefined) return "";
  const { least, missing } = approvalsNeeded;
  if (missing.length === 0)
    return `**Approvals** — ${counted(least, "approval")} needed, and all that the approval rules ask for are there.`;
  const whys = missing.map(({ reasons }) => (reasons.length === 0 ? "" : ` (${reasons.join("; ")})`));
  // What is the same for all is said once.
  const isOne = new Set(whys).size === 1;
  const listed = missing.map(({ who }, index) => `${who}${isOne && index < missing.length - 1 ? "" : (whys[index] ?? "")}`).join(", ");
  const problems = missing.flatMap(({ problem }) => (problem === null ? [] : [`- ⚠️ ${inline(problem)}`]));
  return [`**Approvals** — needs ${least}: ${inline(listed)}`, ...(problems.length === 0 ? [] : ["", ...problems])].join("\n");
}
