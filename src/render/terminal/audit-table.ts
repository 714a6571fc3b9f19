import type { AuditRecord } from "../../domain/state/audit-record.ts";
import { countsOf } from "../../domain/plan/summary.ts";
import { alignedRows } from "./columns.ts";
import { logLine } from "../neutralise.ts";

/** Audit records as a table for a terminal, in the order given. */
export function auditTable(records: readonly AuditRecord[]): string {
  if (records.length === 0) return "no audit records";
  const head = ["time", "action", "outcome", "deployment", "result", "who", "pull request"];
  const rows = [head, ...records.map(rowOf)].map((row) => row.map(logLine));
  return alignedRows(rows);
}

function rowOf({ timestamp, action, outcome, deployment, result, metadata }: AuditRecord): string[] {
  const who = [metadata.github_actor ?? "", ...(metadata.override === null ? [] : [`override by ${metadata.override.approver}`])].filter(
    (part) => part !== "",
  );
  const pull = metadata.pull_request === null ? "" : `${metadata.repository ?? ""}#${metadata.pull_request}`;
  return [timestamp, action, outcome, deployment.id, countsOf(result), who.join(", "), pull];
}

/** Rows of values with their columns' names above them. */
export function cellTable(columns: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return alignedRows([columns, ...rows].map((row) => row.map((cell) => (cell === null ? "" : logLine(String(cell))))));
}
