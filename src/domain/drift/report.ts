import type { Finding } from "../model/finding.ts";
import type { Drift, ListedChange } from "../model/plan.ts";
import type { Tool } from "../model/tool.ts";
import { DRIFT_KINDS, type DriftKind } from "./kinds.ts";
import type { RemediationResult } from "./remediation.ts";

/** What a run found out about drift. It has passed the redactor (`redactedDrift`). */
export interface DriftReport {
  /** null: all of them. */
  environment: string | null;
  /** Those that were looked at or skipped, the worst first. */
  results: DriftResult[];
  /** How many there was no time for. */
  left: number;
  /** Of those that were left or skipped: what an earlier look found not clean. Without plans. */
  earlier: DriftResult[];
  /** How many of those were never looked at. */
  unknown: number;
  /** What the run could not find out beside the deployments. */
  problems: string[];
  tool: Tool;
  orchestratorVersion: string;
  /** Of the whole run. */
  durationMs: number;
  /** Link of the run; null outside GitHub. */
  run: string | null;
}

/** One deployment. */
export interface DriftResult {
  id: string;
  stateKey: string;
  /** The account's name. */
  account: string;
  environment: string;
  /** The tfvars that was applied last; null: unknown. */
  file: string | null;
  owner: string | null;
  /** Who owns the tfvars by the CODEOWNERS of its branch, as written there; none are known of an earlier look. */
  codeOwners: string[];
  /** `skipped`: somebody works on it, so nothing can be said. */
  outcome: "clean" | "drifted" | "skipped";
  /** Empty unless it drifted; the worst first. */
  kinds: DriftKind[];
  outside: Drift[];
  changes: ListedChange[];
  /** Files whose committed contents are not what was applied. */
  unapplied: string[];
  /** What else is to be said, one sentence each: why it cannot be planned, why it was skipped, what became of the last apply. */
  notes: string[];
  /** Of policies, on what was changed outside. */
  findings: Finding[];
  /** terraform's own text of the plan. */
  output: string;
  /** How many resources the state holds. */
  resources: number;
  /** ISO 8601: the first look since which it is not clean, the last one that found it clean. */
  since: string | null;
  lastClean: string | null;
  durationMs: number;
  /** It has been locked for so long that its run has likely died. */
  lockIsOld: boolean;
  /** What this run did about it; null: nothing. The rest is what a look after that found. */
  remediation: RemediationResult | null;
}

/** What a look has found out, as kinds. */
export function kindsOf(found: {
  outside: readonly unknown[];
  other: readonly unknown[];
  isOrphaned: boolean;
  isUnplannable: boolean;
  unapplied: readonly unknown[];
  /** The last apply of something newer went wrong: what a plan changes is of that. */
  isInterrupted: boolean;
}): DriftKind[] {
  const isOther = found.other.length > 0;
  const holds: Record<DriftKind, boolean> = {
    outside: found.outside.length > 0,
    orphaned: found.isOrphaned,
    unplannable: found.isUnplannable,
    unapplied: found.unapplied.length > 0 || (isOther && found.isInterrupted),
    code: isOther && !found.isInterrupted,
  };
  return DRIFT_KINDS.filter((kind) => holds[kind]);
}

/** The worst first: by kind, then those that policies deny, then by id; skipped ones and clean ones last. */
export function worstFirst(a: DriftResult, b: DriftResult): number {
  const rank = ({ outcome, kinds: [kind] }: DriftResult) =>
    kind !== undefined ? DRIFT_KINDS.indexOf(kind) : outcome === "skipped" ? DRIFT_KINDS.length : DRIFT_KINDS.length + 1;
  const denies = ({ findings }: DriftResult) => (findings.some(({ level }) => level === "deny") ? 0 : 1);
  return rank(a) - rank(b) || denies(a) - denies(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export function isDrifted({ outcome }: DriftResult): boolean {
  return outcome === "drifted";
}

/** Everything that is known not to be clean, the worst first, whenever it was seen. */
export function allDrifted({ results, earlier }: DriftReport): DriftResult[] {
  return [...results.filter(isDrifted), ...earlier].sort(worstFirst);
}

/** Nothing drifted, and everything that was asked about could be looked at. */
export function isAllClean({ results, problems }: DriftReport): boolean {
  return problems.length === 0 && !results.some((result) => isDrifted(result) || result.remediation?.outcome === "failed");
}

/** What was changed outside and put back by this run. */
export function isPutRight({ remediation }: DriftResult): boolean {
  return remediation?.outcome === "put-right";
}
