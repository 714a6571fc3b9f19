import { isNothingNeeded } from "../approvals/needs.ts";
import { neededFor, type RuleEvidence } from "../approvals/gate.ts";
import { approvalObjections } from "./merge.ts";
import { alreadyApplied, laterChange, type AuditRecord } from "../state/audit-record.ts";
import { DELETION_RULE, deletionText, protectDeletions } from "../plan/deletion-protection.ts";
import { driftOf } from "../plan/drift.ts";
import { isEnvironment, type DeletionRule, type Environment } from "../controller/environments.ts";
import type { Finding } from "../model/finding.ts";
import { FROM_FORK, gateOf, heldBy, objections, UNREAD_AUDITS, type Gate, type Held, type Objection } from "../model/gate.ts";
import { failing, findingId, overrideMatches, type OverrideRecord, type OverrideSituation, type Overriding } from "../evidence/override.ts";
import { actionsDigest, planDigest, plannedChanges } from "../plan/digest.ts";
import { countChanges, countsOf, isWhole } from "../plan/summary.ts";
import type { PlanJson } from "../model/plan.ts";
import { shortList } from "../text/short-list.ts";
import type { PolicySettings } from "../controller/policy-settings.ts";
import { baseObjections, inputObjections, judgeRecord, VALIDATE_AGAIN, type RecordEvidence } from "../evidence/record-evidence.ts";
import type { FullRecord, RecordedDeployment } from "../evidence/record.ts";
import { reviewObjections, type ReviewEvidence } from "../evidence/review.ts";

// ── Before terraform ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Whether a merged pull request may be applied, asked with what the API and the store say now. */
export interface ApplyQuestion extends RecordEvidence {
  pull: {
    repository: { id: number; fullName: string };
    number: number;
    merged: boolean;
    mergeCommitSha: string | null;
    /** ISO 8601, by GitHub's clock. */
    mergedAt: string | null;
    fork: boolean;
    headSha: string;
    baseRef: string;
    labels: readonly string[];
  };
  environment: Environment | Finding;
  /** Verified; the newest for this pull request that was not withdrawn. */
  override: OverrideRecord | null;
  /** Why it is no longer in force, as the API says now; empty: it is. */
  overrideStanding: readonly string[];
  /** ISO 8601; null: unknown. Only an override asks for it. */
  lastPushAt: string | null;
  /** Digests of the inputs at the merge commit, by deployment; null: unknown. */
  mergedInputs: ReadonlyMap<string, string> | null;
  /** Audit records of the deployments, in any order; null: they could not all be read. */
  audits: readonly AuditRecord[] | null;
  reviews: ReviewEvidence;
  approvalRules: RuleEvidence;
  /** Of a rollout: what a later change has applied since, and this one leaves as it is. */
  settled?: ReadonlySet<string>;
}

export type ApplyDecision =
  | {
      kind: "open";
      record: FullRecord;
      /** Deployments to apply, in the record's order. */
      remaining: string[];
      /** Deployments that an earlier run applied from this head. */
      applied: string[];
      /** The override that counts for the plans. */
      override: OverrideRecord | null;
    }
  | { kind: "already-applied"; applied: AuditRecord[] }
  | Held;

/** Decides by every condition at once; the plans are judged later, one by one (`decideReplan`). */
export function decideApply(question: ApplyQuestion): ApplyDecision {
  const { pull, environment, audits } = question;
  const live: OverrideSituation = {
    repository: pull.repository,
    pullRequest: pull.number,
    headSha: pull.headSha,
    baseRef: pull.baseRef,
    // The merge itself moved it; the inputs at the merge commit are compared instead.
    baseSha: null,
    environment: isEnvironment(environment) ? environment.name : "",
    lastPushAt: question.lastPushAt,
  };
  const { record, objections: recordObjections } = judgeRecord(question, live);
  const ids = record?.deployments.map(({ id }) => id) ?? [];
  const applied = ids.flatMap((id) => alreadyApplied(audits ?? [], pull.headSha, id) ?? []);
  // Labels may have changed since; nothing is left to do, so nothing is refused.
  if (recordObjections.length === 0 && ids.length > 0 && applied.length === ids.length) return { kind: "already-applied", applied };

  const done = new Set(applied.map(({ deployment }) => deployment.id));
  const remaining = ids.filter((id) => !done.has(id) && question.settled?.has(id) !== true);
  const overridden = pull.labels.includes("opa-override");
  const lasting = lastingObjections(question);
  const outdated = [
    ...recordObjections,
    ...labelObjections(pull.labels),
    ...(record === null ? [] : verdictObjections(record, live, question)),
    ...(record === null ? [] : inputObjections(record, question.mergedInputs)),
    ...laterChanges(question, remaining),
  ].map(({ reason, remedy }): Objection => ({ reason, remedy: pull.merged ? PLAN_AGAIN : remedy }));
  const reviewed = reviewsOf(question, record, overridden);
  const found = [...lasting, ...outdated, ...reviewed];
  // Approvals of a new plan take the place of missing ones, but for their sake alone nothing is planned again.
  const renewable = lasting.length === 0 && outdated.length > 0 && standingReviews(question).length === 0;
  if (found.length > 0 || record === null) return { ...heldBy(found), ...(renewable ? { renewable } : {}) };
  return { kind: "open", record, remaining, applied: [...done], override: overridden ? question.override : null };
}

/** What no new plan settles. */
export function lastingObjections({ pull, environment, audits }: Pick<ApplyQuestion, "pull" | "environment" | "audits">): Objection[] {
  return [...pullObjections(pull), ...baseObjections(environment, pull.baseRef), ...(audits === null ? [UNREAD_AUDITS] : [])];
}

/** What a review holds up however many approve: somebody wants changes, or who made the head is unknown. */
export function standingReviews({ reviews, pull }: Pick<ApplyQuestion, "reviews" | "pull">): Objection[] {
  return reviewObjections(reviews, { headSha: pull.headSha, minApprovals: 0, overriddenBy: null });
}

function pullObjections(pull: ApplyQuestion["pull"]): Objection[] {
  const found: Objection[] = [];
  if (!pull.merged || pull.mergeCommitSha === null || pull.mergedAt === null)
    found.push({ reason: "the pull request is not merged", remedy: "Merge it first: what is applied is what was merged." });
  if (pull.fork) found.push(FROM_FORK);
  return found;
}

/** The way out of everything that a merge has left behind. */
export const PLAN_AGAIN = "Comment /tf apply: it plans again and asks for approvals of the new plan.";

function labelObjections(labels: readonly string[]): Objection[] {
  const verdicts = ["opa-passed", "opa-override", "opa-failed"].filter((label) => labels.includes(label));
  if (verdicts.length === 0) return [{ reason: "the pull request carries neither opa-passed nor opa-override", remedy: VALIDATE_AGAIN }];
  if (verdicts.length > 1)
    return [{ reason: `the labels ${verdicts.join(" and ")} contradict each other, expected one`, remedy: VALIDATE_AGAIN }];
  return verdicts[0] === "opa-failed" ? [{ reason: "the label is opa-failed", remedy: VALIDATE_AGAIN }] : [];
}

/** A label opens nothing without the record it speaks of. */
function verdictObjections(record: FullRecord, live: OverrideSituation, { pull, override, overrideStanding }: ApplyQuestion): Objection[] {
  if (!pull.labels.includes("opa-override")) {
    if (record.verdict === "passed") return [];
    return [{ reason: "the verdict of the newest record is failed", remedy: VALIDATE_AGAIN }];
  }
  if (override === null)
    return [
      {
        reason: "the label opa-override has no verified override record",
        remedy: `A special approver of ${record.environment} comments OVERRIDE: <reason>.`,
      },
    ];
  return objections(
    [...overrideMatches(override, record, live), ...overrideStanding],
    `A special approver of ${record.environment} comments OVERRIDE: <reason> again.`,
  );
}

function laterChanges({ pull, audits }: ApplyQuestion, remaining: readonly string[]): Objection[] {
  const { mergedAt } = pull;
  if (audits === null || mergedAt === null) return [];
  return remaining.flatMap((id) => {
    const later = laterChange(audits, mergedAt, pull.headSha, id);
    return later === null ? [] : [{ reason: `${id} was changed since by ${nameOfRun(later)}`, remedy: PLAN_AGAIN }];
  });
}

/** `apply of org/dev#7 at 2026-11-21T06:00:00.000Z` */
export function nameOfRun({ action, timestamp, metadata }: AuditRecord): string {
  const pull = metadata.pull_request === null ? "" : ` of ${metadata.repository ?? ""}#${metadata.pull_request}`;
  return `${action}${pull} at ${timestamp}`;
}

/**
 * Whoever merged: what is applied was approved, as it is now. `hand_merges: trust` leaves the usual number to the branch's own rules, which know
 * nothing of what approval rules ask for.
 */
function reviewsOf(question: ApplyQuestion, record: FullRecord | null, overridden: boolean): Objection[] {
  const { pull, environment, override, approvalRules } = question;
  const isTrusted = isEnvironment(environment) && environment.handMerges === "trust";
  if (isTrusted && isNothingNeeded(neededFor(record, approvalRules))) return [];
  const found = approvalObjections(record, question, {
    headSha: pull.headSha,
    usual: isTrusted ? 0 : isEnvironment(environment) ? Math.max(1, environment.minApprovals) : 1,
    overriddenBy: overridden && override !== null ? { id: override.approver_id, login: override.approver } : null,
  });
  return found.map(({ reason, remedy }) => ({ reason, remedy: `${remedy} Then comment /tf apply.` }));
}

// ── After the new plan ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ReplanQuestion {
  /** null: nobody has reviewed a plan of it. `any`: the new plan itself is looked at, by whom it is shown to or by rules of the caller's own. */
  recorded: RecordedDeployment | null | "any";
  plan: PlanJson;
  planMatch: "strict" | "actions";
  /** Of the new plan, after the exceptions of policy.yaml. */
  findings: readonly Finding[];
  policy: Pick<PolicySettings, "failOnWarn" | "failOnDeny">;
  deletions: DeletionRule;
  environment: string;
  /** As `decideApply` gave it. */
  override: Overriding | null;
}

/** `in-sync`: the plan changes nothing, so there is nothing to apply. */
export type ReplanDecision = Gate | { kind: "in-sync" };

/** Whether the plan just made may be applied: it does what was reviewed, breaks no policy and deletes nothing that is protected. */
export function decideReplan(question: ReplanQuestion): ReplanDecision {
  const { recorded, plan, policy, override, deletions, environment } = question;
  const found: Objection[] = [];
  if (!isWhole(plan))
    found.push({ reason: "terraform calls the plan incomplete", remedy: "Read terraform's output, correct it and validate again." });
  else if (plannedChanges(plan).length === 0) return { kind: "in-sync" };
  const isStale = !isSamePlan(question);
  if (isStale)
    found.push({
      reason: ["the plan is not the one that was reviewed", ...differenceFrom(recorded, plan)].join("; "),
      remedy: "Undo by hand what was changed by hand, or comment /tf apply: it plans again and asks for approvals of the new plan.",
    });
  const covered = new Set(override?.findings);
  // What the plan deletes is told once, below.
  const open = failing(question.findings, policy).filter(
    (finding) => finding.rule !== DELETION_RULE && (!finding.overridable || !covered.has(findingId(finding))),
  );
  for (const finding of open) {
    found.push({
      reason: `${finding.rule}${finding.address === undefined ? "" : ` on ${finding.address}`}: ${finding.message}`.replace(/\.$/, ""),
      remedy: `The new plan breaks policy. ${finding.remediation === "" ? "Correct it in a new pull request." : finding.remediation}`,
    });
  }
  const { blocked } = protectDeletions(plan, deletions, override?.allow_delete ?? []);
  if (blocked.length > 0)
    found.push({
      reason: `${environment} blocks deletions, and the plan ${blocked.map(deletionText).join(", ")}`,
      remedy: `Keep ${blocked.length === 1 ? "it" : "them"}, or ask a special approver of ${environment} to comment OVERRIDE: <reason> allow-delete: ${blocked.map(({ address }) => address).join(", ")}`,
    });
  return isStale && found.length === 1 ? { ...heldBy(found), renewable: true } : gateOf(found);
}

function isSamePlan({ recorded, plan, planMatch }: ReplanQuestion): boolean {
  if (recorded === "any") return true;
  if (recorded?.plan_sha256 == null) return false;
  if (recorded.plan_sha256 === planDigest(plan)) return true;
  const actions = recorded.actions_sha256 ?? null;
  return planMatch === "actions" && actions !== null && actions === actionsDigest(plan);
}

function differenceFrom(recorded: ReplanQuestion["recorded"], plan: PlanJson): string[] {
  return recorded === null || recorded === "any" ? ["no plan of it was recorded"] : describePlanDifference(recorded, plan);
}

const MOST_SHOWN = 20;

/**
 * What is known of the difference between the reviewed plan and a new one. The record holds counts and digests of the reviewed plan, not its
 * values: those cannot be shown any more.
 */
export function describePlanDifference(recorded: RecordedDeployment, plan: PlanJson): string[] {
  const now = countChanges(plan);
  const drift = driftOf(plan).map(({ address }) => address);
  const changes = plannedChanges(plan).map(({ address, actions }) => `${address} (${actions.join(", ")})`);
  const sameActions = recorded.actions_sha256 != null && recorded.actions_sha256 === actionsDigest(plan);
  return [
    sameActions
      ? `it does the same to the same resources (${countsOf(now)}), with other values`
      : `reviewed ${countsOf(recorded)}, now ${countsOf(now)}`,
    drift.length > 0 ? `changed outside Terraform: ${shortList(drift, MOST_SHOWN)}` : "terraform sees no change outside of it",
    ...(changes.length > 0 ? [`it would now change ${shortList(changes, MOST_SHOWN)}`] : []),
  ];
}
