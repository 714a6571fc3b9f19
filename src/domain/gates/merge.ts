import { leastWith, neededFor, ruleObjections, type RuleEvidence } from "../approvals/gate.ts";
import type { Environment } from "../controller/environments.ts";
import type { Finding } from "../model/finding.ts";
import { FROM_FORK, gateOf, objections, type Gate, type Objection } from "../model/gate.ts";
import { overrideMatches, type OverrideRecord } from "../evidence/override.ts";
import { isEnvironment } from "../controller/environments.ts";
import { baseObjections, inputObjections, judgeRecord, VALIDATE_AGAIN, type RecordEvidence } from "../evidence/record-evidence.ts";
import type { FullRecord, LiveState } from "../evidence/record.ts";
import { approversOf, reviewObjections, type ReviewEvidence, type ReviewRule } from "../evidence/review.ts";

/** Whether a pull request may be merged, asked with what the API says now. */
export interface MergeQuestion extends RecordEvidence {
  pull: {
    repository: { id: number; fullName: string };
    number: number;
    state: "open" | "closed";
    draft: boolean;
    merged: boolean;
    /** The head is in another repository, or that repository is gone. */
    fork: boolean;
    headSha: string;
    baseRef: string;
    labels: readonly string[];
  };
  /** The one environment of what the pull request changes, or why there is none. */
  environment: Environment | Finding;
  /** Verified; the newest for this pull request that was not withdrawn. */
  override: OverrideRecord | null;
  /** Why it is no longer in force, as the API says now; empty: it is. */
  overrideStanding: readonly string[];
  /** ISO 8601; null: unknown. Only an override asks for it. */
  lastPushAt: string | null;
  /** Digests of the inputs as they will be after the merge into the base as it is now, by deployment; null: unknown. */
  mergedInputs: ReadonlyMap<string, string> | null;
  reviews: ReviewEvidence;
  approvalRules: RuleEvidence;
  mergeability: Mergeability;
}

/** What GitHub and the branch's own rules say. */
export interface Mergeability {
  /** null: GitHub is still working it out. */
  mergeable: boolean | null;
  /** `mergeable_state` of the REST API. */
  state: "clean" | "unstable" | "has_hooks" | "blocked" | "behind" | "dirty" | "draft" | "unknown";
  /** Of the head commit; null: they could not all be read. */
  checks: readonly Check[] | null;
  /** `reviewDecision` of the GraphQL API: what the branch's rules and CODEOWNERS ask for. null: they ask for nothing. */
  reviewDecision: "APPROVED" | "REVIEW_REQUIRED" | "CHANGES_REQUESTED" | null;
}

export interface Check {
  name: string;
  required: boolean;
  /** Ours, or the job that asks: waiting for it would be waiting for ourselves. */
  own: boolean;
  state: "success" | "neutral" | "skipped" | "pending" | "failure";
}

/** Decides by every condition at once. An open gate is good for this head only: the merge call carries it as `sha`. */
export function decideMerge(question: MergeQuestion): Gate {
  const { pull, environment } = question;
  const live = liveState(question);
  const { record, objections: recordObjections } = judgeRecord(question, live);
  const base = baseObjections(environment, pull.baseRef);
  const verdict = record === null ? [] : verdictObjections(record, live, question);
  const overriddenBy =
    record?.verdict === "failed" && question.override !== null
      ? { id: question.override.approver_id, login: question.override.approver }
      : null;
  const usual = isEnvironment(environment) ? Math.max(1, environment.minApprovals) : 1;
  return gateOf([
    ...pullObjections(pull),
    ...base,
    ...recordObjections,
    ...verdict,
    ...(record === null ? [] : labelObjections(record, pull.labels)),
    ...(record === null ? [] : inputObjections(record, question.mergedInputs)),
    ...approvalObjections(record, question, { headSha: pull.headSha, overriddenBy, usual }),
    ...mergeabilityObjections(question.mergeability),
  ]);
}

/** What the approvals of a head lack that every change needs, and that the approval rules need for this one. */
export function approvalObjections(
  record: FullRecord | null,
  { reviews, approvalRules }: Pick<MergeQuestion, "reviews" | "approvalRules">,
  { usual, ...rule }: Pick<ReviewRule, "headSha" | "overriddenBy"> & { usual: number },
): Objection[] {
  const { least, because } = leastWith(neededFor(record, approvalRules), usual);
  const approving = { approvers: approversOf(reviews, rule), history: reviews };
  return [
    ...reviewObjections(reviews, { ...rule, minApprovals: least, because }),
    ...ruleObjections(record, approvalRules, approving, `approves commit ${rule.headSha.slice(0, 7)}`),
  ];
}

function liveState({ pull, environment }: MergeQuestion): LiveState {
  return {
    repository: pull.repository,
    pullRequest: pull.number,
    headSha: pull.headSha,
    baseRef: pull.baseRef,
    // The base may move as long as the merged files are those that were planned.
    baseSha: null,
    environment: isEnvironment(environment) ? environment.name : "",
  };
}

/** What of the pull request itself stands in the way. */
export function pullObjections(pull: Omit<MergeQuestion["pull"], "repository" | "number" | "headSha" | "baseRef" | "labels">): Objection[] {
  const found: Objection[] = [];
  if (pull.merged) found.push({ reason: "the pull request is merged already", remedy: "Nothing to do." });
  else if (pull.state !== "open")
    found.push({ reason: "the pull request is closed", remedy: "The author reopens it, or opens a new one." });
  if (pull.draft) found.push({ reason: "the pull request is a draft", remedy: "The author marks it as ready for review." });
  if (pull.fork) found.push(FROM_FORK);
  return found;
}

function verdictObjections(record: FullRecord, live: LiveState, { override, overrideStanding, lastPushAt }: MergeQuestion): Objection[] {
  if (record.verdict === "passed") return [];
  const overriding = `Fix the findings and push, or ask a special approver of ${record.environment} to comment OVERRIDE: <reason>.`;
  if (override === null) return [{ reason: "the verdict is failed", remedy: overriding }];
  return objections([...overrideMatches(override, record, { ...live, lastPushAt }), ...overrideStanding], overriding);
}

/**
 * A verdict that the label contradicts may be older than what the label tells of: a run that was refused, or could not store its record.
 * Under a failed verdict only an override opens the gate, which sets its label itself.
 */
function labelObjections({ verdict }: FullRecord, labels: readonly string[]): Objection[] {
  const { shown, found } = verdictLabels(labels);
  const contradicted = verdict === "passed" ? shown.join() !== "opa-passed" : shown.includes("opa-passed");
  if (!contradicted) return [];
  const expected = verdict === "passed" ? "opa-passed" : "opa-failed";
  return [{ reason: `the pull request ${found}, but the newest record says ${expected}`, remedy: VALIDATE_AGAIN }];
}

/** The verdict labels that a pull request carries, and how that is said. */
export function verdictLabels(labels: readonly string[]): { shown: string[]; found: string } {
  const shown = VERDICT_LABELS.filter((label) => labels.includes(label));
  return { shown, found: shown.length === 0 ? "carries no verdict label" : `carries ${shown.join(" and ")}` };
}

const VERDICT_LABELS = ["opa-passed", "opa-failed", "opa-override"];

const FINE: readonly Check["state"][] = ["success", "neutral", "skipped"];

/** What GitHub and the branch's own rules have against the merge. */
export function mergeabilityObjections({ mergeable, state, checks, reviewDecision }: Mergeability): Objection[] {
  const found: Objection[] = [];
  if (mergeable === false || state === "dirty")
    found.push({ reason: "the branch conflicts with its base", remedy: "The author merges the base into the branch and pushes." });
  else if (mergeable === null || state === "unknown")
    found.push({ reason: "GitHub has not worked out yet whether the branch can be merged", remedy: "Run it again." });
  if (state === "behind")
    found.push({ reason: "the base has moved, and its rules ask for a branch that is up to date", remedy: "Update the branch." });
  if (checks === null) found.push({ reason: "the checks of the head commit could not all be read", remedy: "Run it again." });
  const waiting = checks?.filter((check) => check.required && !check.own && !FINE.includes(check.state)) ?? [];
  for (const check of waiting) {
    found.push({
      reason: `the required check ${check.name} ${check.state === "pending" ? "has not ended" : "failed"}`,
      remedy: check.state === "pending" ? "Wait for it, then approve or comment again." : "Make it pass.",
    });
  }
  if (reviewDecision === "REVIEW_REQUIRED")
    found.push({ reason: "the branch's rules ask for another review", remedy: "Ask a code owner or a further reviewer." });
  if (reviewDecision === "CHANGES_REQUESTED")
    found.push({ reason: "a review requested changes", remedy: "Ask for another review, or have it dismissed." });
  const explained = waiting.length > 0 || checks === null || reviewDecision === "REVIEW_REQUIRED" || reviewDecision === "CHANGES_REQUESTED";
  const byOurselves = checks?.some((check) => check.own && check.required && !FINE.includes(check.state)) ?? false;
  if (state === "blocked" && !explained && !byOurselves)
    found.push({ reason: "the branch's rules block the merge", remedy: "See the merge box of the pull request for what they ask." });
  return found;
}
