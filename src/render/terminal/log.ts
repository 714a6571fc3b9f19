import type { Finding } from "../../domain/model/finding.ts";
import type { Deployment } from "../../domain/model/deployment.ts";
import type { DeploymentResult, Report, Subject } from "../../domain/report/report.ts";
import { countsOf, isNoChange } from "../../domain/plan/summary.ts";
import { failureOf } from "../failure.ts";
import { columnsOf, padded } from "./columns.ts";
import { cut, logBlock, logLine } from "../neutralise.ts";
import { asAt, counted, duration, findingCounts, shortSha } from "../words.ts";

// Each function makes one line of the log (without line end) from redacted values.

/** `tf-orchestrator 2.0.0 · validate · org/dev#123 at a1b2c3d · production → prod` */
export function headerLine(version: string, phase: Report["phase"], subject: Subject): string {
  const number = subject.pullRequest === null ? "" : `#${subject.pullRequest}`;
  const sha = subject.headSha === null ? "" : ` at ${shortSha(subject.headSha)}`;
  const where = [subject.environment, subject.branch].filter((part) => part !== null).join(" → ");
  const parts = [`tf-orchestrator ${version}`, phase, `${subject.repository ?? ""}${number}${sha}`.trim(), where];
  return logLine(parts.filter((part) => part !== "").join(" · "));
}

/** The header of a phase on GitHub, and after it the controller's commit where the run began with an older one. */
export function phaseLines(
  identity: { version: string; controllerSha: string; controllerBegan: string | null },
  phase: Report["phase"],
  subject: Subject,
): string[] {
  const { version, controllerSha: now, controllerBegan: began } = identity;
  return [headerLine(version, phase, subject), ...(began === null ? [] : [controllerLine({ now, began })])];
}

/** `controller is now at abc1234; this run began with def5678, which does not count any more` */
function controllerLine({ now, began }: { now: string; began: string }): string {
  return labelled("controller", `is now at ${shortSha(now)}; this run began with ${shortSha(began)}, which does not count any more`);
}

/** `trace      4bf92f3577b34da6a3ce929d0e0e4736` */
export function traceLine(id: string): string {
  return labelled("trace", id);
}

/** `discover   5 deployments in 3 services, 2 accounts (7 files changed, 2 JSON files pulled in)` */
export function discoverLine(deployments: readonly Deployment[], changedFiles: number | null): string {
  const services = new Set(deployments.flatMap((deployment) => deployment.services)).size;
  const accounts = new Set(deployments.map((deployment) => deployment.account.id)).size;
  const referenced = new Set(deployments.flatMap((deployment) => deployment.references.map((reference) => reference.file))).size;
  const files = [
    changedFiles === null ? "" : `${counted(changedFiles, "file")} changed`,
    referenced === 0 ? "" : `${counted(referenced, "JSON file")} pulled in`,
  ].filter((part) => part !== "");
  const from = files.length === 0 ? "" : ` (${files.join(", ")})`;
  return labelled(
    "discover",
    `${counted(deployments.length, "deployment")} in ${counted(services, "service")}, ${counted(accounts, "account")}${from}`,
  );
}

/** `check      tfvars, references, policy documents, names: 0 errors, 1 warning` */
export function checkLine(findings: readonly Finding[]): string {
  const errors = findings.filter((finding) => finding.level === "deny").length;
  return labelled(
    "check",
    `tfvars, references, policy documents, names: ${counted(errors, "error")}, ${counted(findings.length - errors, "warning")}`,
  );
}

/** `plan       5 deployments, 4 at once` */
export function planningLine(deployments: number, atOnce: number): string {
  return labelled("plan", `${counted(deployments, "deployment")}, ${atOnce} at once`);
}

/** `by hand    s3/arj-wkld-a-prd/us-east-1/data: approved by alice, special approver alice: the team moved away` */
export function handLine(given: { id: string; approvers: readonly string[]; special: string; reason: string }): string {
  const { id, approvers, special, reason } = given;
  return labelled("by hand", `${id}: approved by ${approvers.join(", ")}, special approver ${special}: ${reason}`);
}

/** Where a deployment's line stands among the others, and how wide their ids are. */
export interface Progress {
  /** From 1, in the order they end. */
  index: number;
  total: number;
  /** From `widestOf`. */
  idColumns: number;
  /** What an applied plan has done. */
  done?: "applied" | "destroyed";
}

export function widestOf(ids: readonly string[]): number {
  return ids.reduce((widest, id) => Math.max(widest, columnsOf(logLine(id))), 0);
}

/** `[2/5] s3/arj-wkld-a-prd/us-east-1/data-lake    planned +3 ~0 -0   6.1 s   1 deny` */
export function resultLine(result: DeploymentResult, { index, total, idColumns, done = "applied" }: Progress): string {
  const position = `[${String(index).padStart(String(total).length)}/${total}]`;
  const shown = statusOf(result, done);
  const note = [failureOf(result)?.summary ?? null, firstSentence(result.recovery), findingCounts(result.findings)].filter(
    (part) => part !== null && part !== "",
  );
  const columns = [
    padded(logLine(result.deployment.id), idColumns),
    padded(shown, STATUS_COLUMNS),
    duration(result.durationMs).padStart(DURATION_COLUMNS),
  ];
  return [`${position} ${columns.join("   ")}`, cut(logLine(note.join("; ")), LONGEST_NOTE)].join("   ").trimEnd();
}

function statusOf(result: DeploymentResult, done: "applied" | "destroyed"): string {
  const { status, counts } = result;
  if (result.reusedFrom !== undefined) return `${asAt(result)} ${isNoChange(counts) ? "no changes" : countsOf(counts)}`;
  if (status !== "planned" && status !== "applied") return status;
  return isNoChange(counts) ? "no changes" : `${status === "applied" ? done : status} ${countsOf(counts)}`;
}

/** Fits `planned +99 ~99 -99`. */
const STATUS_COLUMNS = 19;
const DURATION_COLUMNS = 10;
const LONGEST_NOTE = 200;

/** The rest stands in the comment. */
function firstSentence(text: string | null): string | null {
  return text === null ? null : (text.split(/\.(?:\s|$)/, 1)[0] ?? text);
}

/** `policy     371 rules on 3 plans: 1 deny, 3 warn (84 ms)` */
export function policyLine(report: Report): string {
  if (report.policy === null) return labelled("policy", "not asked");
  const { rules, plans, millis } = report.policy;
  const found = findingCounts(report.results.flatMap((result) => result.findings));
  return labelled(
    "policy",
    `${counted(rules, "rule")} on ${counted(plans, "plan")}: ${found === "" ? "nothing found" : found} (${duration(millis)})`,
  );
}

/** `verdict    opa-failed · comment updated · check run failed` */
export function verdictLine(parts: readonly string[]): string {
  return labelled("verdict", parts.filter((part) => part !== "").join(" · "));
}

function labelled(label: string, text: string): string {
  return `${label.padEnd(LABEL_COLUMNS)}${logLine(text)}`;
}

const LABEL_COLUMNS = 11;

/** A deployment's whole output, folded in the log of a workflow. Nothing in it can end the group or start a command. */
export function logGroup(title: string, output: string): string {
  return `::group::${logLine(title)}\n${logBlock(output).trimEnd()}\n::endgroup::`;
}
