import type { DeploymentResult, Report } from "../../domain/report/report.ts";
import { countsOf } from "../../domain/plan/summary.ts";
import { isToldDeletion } from "./deletions.ts";
import { areCosted, costOf } from "./cost.ts";
import { fold } from "./fold.ts";
import { cell, codeSpan, inline } from "../neutralise.ts";
import { asAt, counted, deletionWord, duration, findingCounts, iconOf, isLeftOut } from "../words.ts";

/**
 * The table of deployments, one row each in the given order, as Markdown. Four narrow columns, and one for costs where they are known: it has to fit a telephone, and GitHub breaks ids
 * at their hyphens and slashes only.
 */
export function deploymentTable(phase: Report["phase"], results: readonly DeploymentResult[]): string {
  const writes = phase === "apply" || phase === "destroy" || phase === "rollback";
  const costed = areCosted(results);
  const columns = ["", "deployment", writes ? "result" : "plan", ...(costed ? ["cost a month"] : []), "time"];
  const head = `|${columns.map((name) => (name === "" ? " " : ` ${name} `)).join("|")}|`;
  const rows = results.map((result) => {
    const what = [planOf(result), asAt(result), writes ? skipReason(result) : findingsOf(result)].filter((part) => part !== "").join(" · ");
    const cells = [
      iconOf(result),
      codeSpan(result.deployment.id, LONGEST_ID),
      what,
      ...(costed ? [costOf(result)] : []),
      isLeftOut(result) ? "" : unbroken(duration(result.durationMs)),
    ];
    return `| ${cells.map(cell).join(" | ")} |`;
  });
  return [head, `|${"---|".repeat(columns.length)}`, ...rows].join("\n");
}

const LONGEST_ID = 260;

/** With its unit on one line. */
function unbroken(time: string): string {
  return time.replace(/(\d) (?=ms|min|s)/g, "$1\u00a0");
}

function planOf(result: DeploymentResult): string {
  const deletes = deletionWord(result);
  const counts = deletes === null ? countsOf(result.counts) : `${countsOf(result.counts)} **${deletes}**`;
  switch (result.status) {
    case "planned":
    case "applied":
      return counts;
    case "in-sync":
      return "in sync";
    case "failed":
      return "**failed**";
    case "skipped":
    case "declined":
      return result.status;
    case "refused":
      return "refused";
    case "recovered":
      return "failed, **recovered**";
  }
}

function findingsOf(result: DeploymentResult): string {
  const drift = result.drift.filter(({ ofCode }) => ofCode).length;
  const drifted = drift === 0 ? "" : `${drift} changed outside`;
  const findings = findingCounts(result.findings.filter((finding) => !isToldDeletion(finding)));
  return [skipReason(result), findings, drifted].filter((part) => part !== "").join(", ");
}

function skipReason({ status, error }: DeploymentResult): string {
  return status === "skipped" && error !== null ? inline(error, LONGEST_REASON) : "";
}

const LONGEST_REASON = 120;

/** The keys of the backups, folded: nobody needs them unless something goes wrong, and they are long. */
export function backupList(results: readonly DeploymentResult[], most: number): string {
  const kept = results.flatMap(({ deployment, backupKey }) => (backupKey === null ? [] : [{ id: deployment.id, backupKey }]));
  if (kept.length === 0) return "";
  const items = kept.slice(0, most).map(({ id, backupKey }) => `- ${codeSpan(id, LONGEST_ID)}: ${codeSpan(backupKey, LONGEST_ID)}`);
  if (items.length < kept.length) items.push(`- and ${kept.length - items.length} more`);
  return fold(counted(kept.length, "backup"), items.join("\n"));
}
