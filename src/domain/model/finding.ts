import { compareTexts } from "../text/compare.ts";
/** What a rule or a check has to say about one place. `deny` closes the gate, `warn` informs. */
export type Level = "deny" | "warn";
export type Severity = "critical" | "high" | "medium" | "low";

/** A place in a file of the source or the controller repository. Lines and columns count from 1; columns in UTF-16 units. */
export interface Location {
  file: string;
  line?: number;
  column?: number;
  /** The file is the controller repository's. */
  controller?: true;
}

export interface Finding {
  /** A policy rule's id such as `S3-004`, or a check's name such as `tfvars-literals`. */
  rule: string;
  /** All that it tells of, where it is the findings of several rules in one. */
  rules?: readonly string[];
  level: Level;
  severity: Severity;
  /** What was found and what is expected, one sentence or two. May hold values of the user: redact before it leaves. */
  message: string;
  /** What to do. */
  remediation: string;
  /** The planned resource, for findings on a plan. */
  address?: string;
  location?: Location;
  /** Whether a special approver may override it. Checks on files never are: a file that cannot be read cannot be approved. */
  overridable: boolean;
  /** Only of `state-moved`, where a comment can move the state: both state keys. */
  stateMove?: { from: string; to: string };
  /** An exception of policy.yaml that covers it: then it is a warning that holds no gate. */
  exemption?: { reason: string; expires: string };
  /** `YYYY-MM-DD`: policy.yaml has its rule count from that day on. Until then it is a warning that holds no gate. */
  enforcedFrom?: string;
  /** Another tool's: bundled rules that ask for the same thing. */
  sameAs?: readonly string[];
  /** Says what can be tidied up: a warning that fails no verdict, also where warnings do. */
  reminder?: true;
}

/** Whether what policy.yaml says of a rule is about this finding. */
export function asksFor(finding: Pick<Finding, "rule" | "sameAs">, rule: string): boolean {
  return finding.rule === rule || (finding.sameAs?.includes(rule) ?? false);
}

/** `file:line:column  message. remediation` */
export function format(finding: Finding): string {
  const where = finding.location === undefined ? finding.address : place(finding.location);
  return [where, [finding.message, finding.remediation].filter((part) => part !== "").join(" ")]
    .filter((part) => part !== undefined)
    .join("  ");
}

/** The text with an end: a remediation follows it. */
export function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** `file:line:column`, as much of it as is known. */
export function place(location: Location): string {
  return [location.file, location.line, location.line === undefined ? undefined : location.column]
    .filter((part) => part !== undefined)
    .join(":");
}

/** Findings in the order people fix them: deny first, then by severity, place and rule. */
export function bySeverity(a: Finding, b: Finding): number {
  return (
    LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareTexts(a.location?.file, b.location?.file) ||
    (a.location?.line ?? 0) - (b.location?.line ?? 0) ||
    compareTexts(a.rule, b.rule) ||
    compareTexts(a.address, b.address)
  );
}

export const LEVELS: readonly Level[] = ["deny", "warn"];
export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];
