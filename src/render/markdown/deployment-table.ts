import type { DeploymentResult, Report } from "../../domain/report/report.ts";
import { countsOf } from "../../domain/plan/summary.ts";
import { isToldDeletion } from "./deletions.ts";
import { cell, codeSpan, inline } from "../neutralise.ts";
import { deletionWord, duration, findingCounts, iconOf } from "../words.ts";

/** The table of deployments, one row each in the given order, as Markdown. After an apply it shows the backup instead of the findings. */
export function deploymentTable(phase: Report["phase"], results: readonly DeploymentResult[]): string {
  const writes = phase === "apply" || phase === "destroy" || phase === "rollback";
  const head = writes ? "| | deployment | result | backup | time |" : "| | deployment | plan | findings | time |";
  const rows = results.map((result) => {
    const third = writes ? backupOf(result) : findingsOf(result);
    const cells = [iconOf(result), codeSpan(result.deployment.id, LONGEST_ID), planOf(result), third, duration(result.durationMs)];
    return `| ${cells.map(cell).join(" | ")} |`;
  });
  return [head, "|---|---|---|---|---|", ...rows].join("\n");
}

const LONGEST_ID = 260;

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
  if (result.status === "skipped" && result.error !== null) return inline(result.error, LONGEST_REASON);
  const drift = result.drift.filter(({ ofCode }) => ofCode).length;
  const drifted = drift === 0 ? "" : `${drift} changed outside`;
  return [findingCounts(result.findings.filter((finding) => !isToldDeletion(finding))), drifted].filter((part) => part !== "").join(", ");
}

const LONGEST_REASON = 120;

function backupOf(result: DeploymentResult): string {
  if (result.status === "skipped" && result.error !== null) return inline(result.error, LONGEST_REASON);
  return result.backupKey === null ? "" : codeSpan(result.backupKey, LONGEST_ID);
}
