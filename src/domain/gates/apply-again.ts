import { approverEvidence, leastWith, neededFor, ruleObjections, type RuleEvidence } from "../approvals/gate.ts";
import { missingInParticular } from "../approvals/missing.ts";
import { isEnvironment } from "../controller/environments.ts";
import {
  approvalsOf,
  baseHistoryObjections,
  replanCode,
  type ApprovalEvidence,
  type PlanApprovals,
  type ReplanRecord,
} from "../evidence/replan.ts";
import { heldBy, type Held, type Objection } from "../model/gate.ts";
import type { Person } from "../model/person.ts";
import { appliedPlan, changeSince, type AuditRecord } from "../state/audit-record.ts";
import { lastingObjections, nameOfRun, PLAN_AGAIN, standingReviews, type ApplyQuestion } from "./apply.ts";

/** Whether a plan that was made after the merge may be applied, asked with what the API and the store say now. */
export interface ApplyAgainQuestion extends Pick<ApplyQuestion, "pull" | "audits">, ApprovalEvidence {
  /** The newest of this head. */
  record: ReplanRecord;
  /** Runs of such records that no accepted key signed; null for one whose run is not known. */
  unverifiedReplans: readonly (number | null)[];
  approvalRules: RuleEvidence;
  /** By the base branch as it is now. */
  environment: ApplyQuestion["environment"];
  /** Digests of the inputs at the tip of the base branch now, by deployment; null: unknown. */
  tipInputs: ReadonlyMap<string, string> | null;
}

export type ApplyAgainDecision =
  | {
      kind: "open";
      record: ReplanRecord;
      /** Deployments to apply, in the record's order. */
      remaining: string[];
      approvers: Person[];
    }
  | { kind: "already-applied"; applied: AuditRecord[] }
  | (Held & {
      /** Nothing is missing but approvals. */
      waiting: boolean;
    });

/** Decides by every condition at once; the plans are judged later, one by one (`decideReplan`). */
export function decideApplyAgain(question: ApplyAgainQuestion): ApplyAgainDecision {
  const { record, pull, audits } = question;
  const ids = record.deployments.map(({ id }) => id);
  const applied = ids.flatMap((id) => appliedPlan(audits ?? [], replanCode(record), id) ?? []);
  if (ids.length > 0 && applied.length === ids.length) return { kind: "already-applied", applied };
  const done = new Set(applied.map(({ deployment }) => deployment.id));
  const remaining = ids.filter((id) => !done.has(id));
  const lasting = [...lastingObjections(question), ...standingReviews(question), ...baseHistoryObjections(question.base, pull.baseRef)];
  const outdated = [...recordObjections(question), ...changedInputs(question), ...changes(question, remaining)].map(
    (reason): Objection => ({ reason, remedy: PLAN_AGAIN }),
  );
  const approvals = approvalsOf(record, question);
  const missing = missingApprovals(record, approvals, question);
  const found = [...lasting, ...outdated, ...missing];
  if (found.length === 0) return { kind: "open", record, remaining, approvers: approvals.approvers };
  return {
    ...heldBy(found),
    waiting: lasting.length + outdated.length === 0,
    ...(lasting.length === 0 ? { renewable: true } : {}),
  };
}

/** What the approvals of a plan lack that every change needs, and that the approval rules need for this plan. */
export function missingApprovals(
  record: ReplanRecord,
  { approvers, left }: PlanApprovals,
  question: Pick<ApplyAgainQuestion, "environment" | "approvalRules" | "reviews">,
): Objection[] {
  const { least, because } = leastOf(record, question);
  const code = replanCode(record);
  const why = [
    left.length === 0 ? "" : ` (${left.join("; ")})`,
    because.length === 0 ? "" : `; ${least} are needed: ${because.join("; ")}`,
  ];
  const tooFew = {
    reason: `${approvers.length} of ${least} approvals of the plan ${code}${why.join("")}`,
    remedy: approveRemedy(record, question),
  };
  const approving = { approvers, history: question.reviews };
  return [
    ...(approvers.length >= least ? [] : [tooFew]),
    ...ruleObjections(record, question.approvalRules, approving, `comments /tf approve ${code}`),
  ];
}

function leastOf(record: ReplanRecord, { environment, approvalRules }: Pick<ApplyAgainQuestion, "environment" | "approvalRules">) {
  return leastWith(neededFor(record, approvalRules), isEnvironment(environment) ? Math.max(1, environment.minApprovals) : 1);
}

/** What to do with a plan that was made after the merge. */
export function approveRemedy(
  record: ReplanRecord,
  question: Pick<ApplyAgainQuestion, "environment" | "approvalRules" | "reviews">,
): string {
  const { least } = leastOf(record, question);
  const who = least === 1 ? "somebody with write access comments" : `${least} people with write access comment`;
  const needed = neededFor(record, question.approvalRules);
  const nobody = approverEvidence(record, question.approvalRules, { approvers: [], history: question.reviews });
  const particular = missingInParticular(needed, nobody).map(({ who: whose }) => whose);
  const among = particular.length === 0 ? "" : `, among them ${particular.join(", ")}`;
  return `Read the plan; then ${who} /tf approve ${replanCode(record)}${among}. Authors of what it applies do not count.`;
}

function recordObjections({ record, unverifiedReplans, pull, environment }: ApplyAgainQuestion): string[] {
  const pairs: [what: string, recorded: string | number, now: string | number][] = [
    ["repository", `${record.repo.name} (${record.repo.id})`, `${pull.repository.fullName} (${pull.repository.id})`],
    ["pull request", record.pr, pull.number],
    ["head commit", record.head_sha, pull.headSha],
    ["base branch", record.base_ref, pull.baseRef],
    ["environment", record.environment, isEnvironment(environment) ? environment.name : ""],
  ];
  const unplanned = record.deployments.filter(({ plan_sha256 }) => plan_sha256 === null).map(({ id }) => id);
  return [
    ...pairs
      .filter(([, recorded, now]) => recorded !== now)
      .map(([what, recorded, now]) => `the new plan is for ${what} ${recorded}, now it is ${now}`),
    ...(unverifiedReplans.some((run) => run === null || run >= record.run.id)
      ? ["a record of a plan after the merge carries no signature of an accepted key"]
      : []),
    ...(record.deployments.length === 0 ? ["the new plan names no deployment"] : []),
    ...(unplanned.length > 0 ? [`the record holds no plan of ${unplanned.join(", ")}`] : []),
    ...(record.verdict === "failed" ? ["the new plan broke policy or failed, so nobody can approve it"] : []),
  ];
}

function changedInputs({ record, tipInputs, pull }: ApplyAgainQuestion): string[] {
  if (tipInputs === null) return [`the files of ${pull.baseRef} could not be read`];
  return record.deployments.flatMap(({ id, inputs_sha256: planned }) =>
    tipInputs.get(id) === planned ? [] : [`${pull.baseRef} has other files of ${id} by now than were planned`],
  );
}

function changes({ record, audits }: ApplyAgainQuestion, remaining: readonly string[]): string[] {
  return remaining.flatMap((id) => {
    const later = changeSince(audits ?? [], record.issued_at, replanCode(record), id);
    return later === null ? [] : [`${id} was changed since it was planned by ${nameOfRun(later)}`];
  });
}
