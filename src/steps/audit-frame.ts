import { authorsOf } from "../domain/evidence/authors.ts";
import type { OverrideRecord } from "../domain/evidence/override.ts";
import { approversOf, type ReviewEvidence } from "../domain/evidence/review.ts";
import { isHuman } from "../domain/model/person.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import type { Report } from "../domain/report/report.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import type { AuditFrame } from "./audit.ts";

/** Who stands in the audit records of a run that is about no pull request. */
export function runFrame(
  { runId, runAttempt, version }: RunIdentity,
  { actor, lockDays }: { actor: string; lockDays: number | null },
): AuditFrame {
  return { run: { id: String(runId), attempt: String(runAttempt), actor }, pullRequest: null, version, lockDays };
}

/** Who stands in the audit records of a pull request: who made it, who approved it so that it counts, who merged it, who runs this. */
export function pullRequestFrame(
  pull: PullRequest,
  { reviews, override }: { reviews: ReviewEvidence; override: OverrideRecord | null },
  identity: RunIdentity,
  who: { actor: string; lockDays: number | null },
): AuditFrame {
  const overriddenBy = override === null ? null : { id: override.approver_id, login: override.approver };
  const pushers = (reviews.pushes ?? []).flatMap(({ actor: pusher }) => (pusher === null ? [] : [pusher]));
  return {
    ...runFrame(identity, who),
    pullRequest: {
      repository: pull.repository,
      number: pull.number,
      headSha: pull.headSha,
      mergedAt: pull.mergedAt,
      mergedBy: pull.mergedBy,
      authors: logins(authorsOf(reviews)),
      pushers: logins(pushers.filter(isHuman)),
      approvers: logins(approversOf(reviews, { headSha: pull.headSha, overriddenBy })),
      override,
    },
  };
}

function logins(people: readonly { login: string }[]): string[] {
  return [...new Set(people.map(({ login }) => login))].sort();
}

/** The same as a report tells it. @param override Where the decision took a newer one than the frame knows. */
export function approvalOf(
  { pullRequest }: AuditFrame,
  override: OverrideRecord | null = pullRequest?.override ?? null,
): NonNullable<Report["approval"]> {
  return {
    approvers: [...(pullRequest?.approvers ?? [])],
    override: override === null ? null : { approver: override.approver, reason: override.reason },
  };
}
