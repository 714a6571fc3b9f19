import type { PolicyException } from "../controller/policy-settings.ts";
import type { Finding, Level } from "../model/finding.ts";
import type { AuditEntry } from "./entry.ts";
import type { RecordIndex } from "./record-index.ts";

/** What policies stop, who overrides them, and which exceptions end. */
export interface Policies {
  /** The most often found first. */
  rules: RuleRow[];
  /** How many pull requests were looked at: those whose findings are still kept. */
  pullRequests: number;
  /** Newest first. */
  overrides: AuditEntry[];
  /** The first to end first; those that have ended too. */
  exceptions: { exception: PolicyException; daysLeft: number }[];
}

export interface RuleRow {
  rule: string;
  level: Level;
  /** What it said last. */
  message: string;
  /** In how many pull requests the newest validation found it. */
  pullRequests: number;
  /** How many findings that makes. */
  findings: number;
  /** In how many states the last look for drift found it. */
  drifted: number;
  /** How often it was overridden. */
  overrides: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_OVERRIDES = 50;

export function policiesOf(index: RecordIndex, exceptions: readonly PolicyException[], now: Date): Policies {
  const rows = new Map<string, RuleRow>();
  const rowOf = ({ rule, level, message }: Pick<Finding, "rule" | "level" | "message">): RuleRow => {
    const known = rows.get(rule);
    if (known !== undefined) {
      if (level === "deny") known.level = "deny";
      return known;
    }
    const row: RuleRow = { rule, level, message, pullRequests: 0, findings: 0, drifted: 0, overrides: 0 };
    rows.set(rule, row);
    return row;
  };
  const newest = newestByPull(index);
  for (const findings of newest) {
    const seen = new Set<RuleRow>();
    for (const finding of findings) {
      const row = rowOf(finding);
      row.findings += 1;
      seen.add(row);
    }
    for (const row of seen) row.pullRequests += 1;
  }
  for (const { look } of index.deployments.values())
    for (const rule of new Set(look?.findings.map((finding) => finding.rule))) {
      const finding = look?.findings.find((found) => found.rule === rule);
      if (finding !== undefined) rowOf(finding).drifted += 1;
    }
  const overrides = distinctOverrides(index.entries);
  for (const { override } of overrides)
    for (const rule of override?.rules ?? []) rowOf({ rule, level: "deny", message: "" }).overrides += 1;
  return {
    rules: [...rows.values()].sort(
      (a, b) => b.pullRequests - a.pullRequests || b.findings - a.findings || b.drifted - a.drifted || (a.rule < b.rule ? -1 : 1),
    ),
    pullRequests: newest.length,
    overrides: overrides.slice(0, MOST_OVERRIDES),
    exceptions: exceptions
      .map((exception) => ({ exception, daysLeft: Math.floor((Date.parse(exception.expires) + DAY_MS - now.getTime()) / DAY_MS) }))
      .sort((a, b) => a.daysLeft - b.daysLeft || (a.exception.rule < b.exception.rule ? -1 : 1)),
  };
}

/** One override is told by the records of each deployment that it was about. */
function distinctOverrides(entries: readonly AuditEntry[]): AuditEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ override, repository, pullRequest }) => {
    if (override === null) return false;
    const id = JSON.stringify([repository, pullRequest, override.approver, override.reason]);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/** What the newest validation of each pull request found, where it is kept. */
function newestByPull({ validations }: RecordIndex): (readonly Finding[])[] {
  const seen = new Set<string>();
  return validations.flatMap(({ record, findings }) => {
    const pull = `${record.repo.name}#${record.pr}`;
    if (seen.has(pull)) return [];
    seen.add(pull);
    return findings === null ? [] : [findings];
  });
}
