import { bySeverity } from "../../domain/model/finding.ts";
import type { Report } from "../../domain/report/report.ts";
import { failureOf } from "../failure.ts";
import { failureMarkdown } from "./failure-text.ts";
import { controllerChange } from "./controller-change.ts";
import { isToldDeletion, overrideOffer, withOneDeletion } from "./deletions.ts";
import { costliest, costLine } from "./cost.ts";
import { backupList, deploymentTable } from "./deployment-table.ts";
import { findingList } from "./finding-list.ts";
import { renderGantt } from "./gantt.ts";
import { codeSpan, cut, inline } from "../neutralise.ts";
import { planSections } from "./plan-sections.ts";
import { rolloutSection } from "./rollout.ts";
import { verdictMarkdown } from "./verdict.ts";
import { allFindings, byUrgency, counted } from "../words.ts";

/**
 * The job summary, as Markdown: verdict, all deployments, all findings, the run as a gantt, and the full plans folded.
 * @param limitBytes GitHub takes 1 MiB for each step.
 */
export function renderJobSummary(report: Report, limitBytes = LIMIT_BYTES): string {
  const results = report.results.toSorted(byUrgency);
  const title = `### ${verdictMarkdown(report)}`;
  const reasons = (report.refusal?.reasons ?? []).map((reason) => `- ${inline(reason)}`).join("\n");
  const remedy = report.refusal === undefined ? "" : `**What to do** — ${inline(report.refusal.remedy)}`;
  for (const most of [1_000, 200, 40, 5]) {
    const rows = results.slice(0, most);
    const top = [
      title,
      reasons,
      remedy,
      rolloutSection(report),
      controllerChange(report, most),
      rows.length === 0 ? "" : deploymentTable(report.phase, rows),
      costLine(results),
      costliest(results),
      rows.length < results.length ? `${counted(results.length - rows.length, "more deployment")} without room here.` : "",
      backupList(rows, most),
      findings(report, most),
      errors(report, most),
      renderGantt(report.results),
    ].filter((part) => part !== "");
    const fixed = top.join("\n\n");
    const left = limitBytes - Buffer.byteLength(fixed) - 2;
    if (left < 0) continue;
    const plans = planSections(report, results, left, (text) => Buffer.byteLength(text));
    return plans === "" ? fixed : `${fixed}\n\n${plans}`;
  }
  return cut(title, Math.floor(limitBytes / 4));
}

const LIMIT_BYTES = 1_048_576;

function findings(report: Report, most: number): string {
  const raw = allFindings(report)
    .filter((finding) => !isToldDeletion(finding))
    .sort(bySeverity);
  const all = withOneDeletion(raw, report);
  if (all.length === 0) return "";
  const more = all.length > most ? `\n- and ${all.length - most} more` : "";
  const blocking = raw.filter(({ level }) => level === "deny");
  const override = blocking.length === 0 || report.phase !== "validate" ? "" : `\n\n${overrideOffer(blocking, most)}`;
  return `#### ${counted(all.length, "finding")}\n\n${findingList(all.slice(0, most), report)}${more}${override}`;
}

function errors(report: Report, most: number): string {
  return report.results
    .filter((result) => result.error !== null && result.status !== "skipped")
    .slice(0, Math.min(most, 50))
    .map((result) => {
      const failure = failureOf(result);
      const errors = failure === null ? "" : failureMarkdown(failure, report, { errors: 20, lines: 40 });
      return `${codeSpan(result.deployment.id)} ${result.status}\n\n${errors}`;
    })
    .join("\n\n");
}
