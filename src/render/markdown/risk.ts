import { isNotable } from "../../domain/risk/model.ts";
import { oneOf } from "../../domain/risk/reasons.ts";
import type { DeploymentResult } from "../../domain/report/report.ts";
import { LINE_BREAK } from "./finding-list.ts";
import { codeSpan, inline } from "../neutralise.ts";

const MOST_RISKS = 3;
const LONGEST_ID = 260;

/** `⚠️ 1 of 4 applies like this failed: replaces aws_db_instance, first change in 200 days.` Only of what fails clearly more often than usual. */
export function riskLines(results: readonly DeploymentResult[]): string {
  const risky = results
    .flatMap(({ deployment: { id }, risk }) => (risk === undefined || !isNotable(risk) ? [] : [{ id, risk }]))
    .toSorted((a, b) => b.risk.probability - a.risk.probability);
  const shown = risky.slice(0, MOST_RISKS).map(({ id, risk }) => {
    const like = results.length === 1 ? "this" : codeSpan(id, LONGEST_ID);
    const why = risk.reasons.length === 0 ? "" : `: ${inline(risk.reasons.join(", "))}`;
    return `⚠️ ${oneOf(risk.probability)} applies like ${like} failed${why} (of all, ${oneOf(risk.baseRate)}).`;
  });
  const more = risky.length - shown.length;
  return [...shown, ...(more === 0 ? [] : [`and ${more} more that fail more often than usual`])].join(LINE_BREAK);
}
