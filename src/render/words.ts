import type { Finding } from "../domain/model/finding.ts";
import type { PlanCounts } from "../domain/model/plan.ts";
import { isNoChange, sumOfCounts } from "../domain/plan/summary.ts";
import type { DeploymentResult, Report } from "../domain/report/report.ts";

/** `1 deployment`, `3 policies`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function totalOf(results: readonly DeploymentResult[]): PlanCounts {
  return sumOfCounts(results.map(({ counts }) => counts));
}

/** `840 ms`, `6.1 s`, `41 s`, `3 min 5 s` */
export function duration(millis: number): string {
  if (!Number.isFinite(millis) || millis < 0) return "0 ms";
  if (millis < 950) return `${Math.round(millis)} ms`;
  if (millis < 9_950) return `${(millis / 1000).toFixed(1)} s`;
  const seconds = Math.round(millis / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `1 deny, 2 warn`, or nothing. */
export function findingCounts(findings: readonly Finding[]): string {
  const denies = findings.filter((finding) => finding.level === "deny").length;
  const warnings = findings.length - denies;
  return [denies > 0 ? `${denies} deny` : "", warnings > 0 ? `${warnings} warn` : ""].filter((part) => part !== "").join(", ");
}

export function isDenied(result: DeploymentResult): boolean {
  return result.findings.some((finding) => finding.level === "deny");
}

/** Did not end as wished: failed, was refused, had to be recovered, or breaks policy before it was applied. */
export function isBad(result: DeploymentResult): boolean {
  switch (result.status) {
    case "failed":
    case "refused":
    case "recovered":
      return true;
    case "planned":
    case "in-sync":
      return isDenied(result);
    case "applied":
    case "skipped":
    case "declined":
      return false;
  }
}

/** Not started: it waits for a failed one, or somebody did not want it. */
export function isLeftOut({ status }: DeploymentResult): boolean {
  return status === "skipped" || status === "declined";
}

/** `as at a1b2c3d`, for a plan that an earlier run has made; else nothing. */
export function asAt({ reusedFrom }: DeploymentResult): string {
  return reusedFrom === undefined ? "" : `as at ${shortSha(reusedFrom)}`;
}

/** Nothing to do and nothing to say about it. */
export function isUnchanged({ status, counts, deletions, findings, drift }: DeploymentResult): boolean {
  const quiet = isNoChange(counts) && deletions.length + findings.length + drift.length === 0;
  return quiet && (status === "planned" || status === "in-sync");
}

/** `deletes`, `replaces`, `forgets`; once it is done `deleted`, `replaced`, `forgot` */
export function deletionWord({ deletions, status }: DeploymentResult): string | null {
  const kinds = new Set(deletions.map((deletion) => deletion.kind));
  const isDone = status === "applied";
  if (kinds.has("delete")) return isDone ? "deleted" : "deletes";
  if (kinds.has("replace")) return isDone ? "replaced" : "replaces";
  if (kinds.has("forget")) return isDone ? "forgot" : "forgets";
  return null;
}

/** What the reader looks at first stands first: bad, skipped, deleting, warned, the rest; equal ones by id. */
export function byUrgency(a: DeploymentResult, b: DeploymentResult): number {
  return urgency(a) - urgency(b) || (a.deployment.id < b.deployment.id ? -1 : a.deployment.id > b.deployment.id ? 1 : 0);
}

function urgency(result: DeploymentResult): number {
  if (isBad(result)) return 0;
  if (isLeftOut(result)) return 1;
  if (result.deletions.length > 0) return 2;
  return result.findings.length > 0 || result.drift.length > 0 ? 3 : 4;
}

export function iconOf(result: DeploymentResult): string {
  if (result.status === "recovered") return "♻️";
  if (result.status === "refused") return "⛔";
  if (isLeftOut(result)) return "⏭️";
  if (isBad(result)) return "❌";
  // What was warned of is done.
  if (result.status === "applied") return "✅";
  return result.deletions.length > 0 || result.findings.length > 0 || result.drift.length > 0 ? "⚠️" : "✅";
}

/** All findings of a report: those on files and those of the deployments. */
export function allFindings(report: Report): Finding[] {
  return [...report.checks, ...report.results.flatMap((result) => result.findings)];
}

/** What was found and what to do, as sentences. */
export function said({ message, remediation }: Finding): string {
  return [message, remediation]
    .map(sentence)
    .filter((part) => part !== "")
    .join(" ");
}

/** With a full stop where the text has no end of its own. */
export function sentence(text: string): string {
  const shown = text.trim();
  return shown === "" || /[.!?…]$/.test(shown) ? shown : `${shown}.`;
}

/** Seven characters, as git shortens. */
export function shortSha(sha: string): string {
  return /^[0-9a-f]{40,64}$/.test(sha) ? sha.slice(0, 7) : sha;
}
