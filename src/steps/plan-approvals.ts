import { newestRecord, type RecordEvidence } from "../domain/evidence/record-evidence.ts";
import { approvedCode, isOfReviewedInputs, replanCode, type ApprovalEvidence, type ReplanRecord } from "../domain/evidence/replan.ts";
import type { Permission, ReviewEvidence } from "../domain/evidence/review.ts";
import { inputsOf } from "./audit.ts";
import type { Change } from "./change.ts";
import type { IssueComment, PullRequest, PullRequests } from "../ports/pull-requests.ts";

export interface Spoken {
  pull: PullRequest;
  comments: readonly IssueComment[];
  reviews: ReviewEvidence;
  records: Pick<RecordEvidence, "records">;
  /** With the deployments of the plan, and maybe others. */
  change: Change;
}

/** What the API says now of those who approve a plan that was made after the merge. The gate and the command ask it alike. */
export async function approvalEvidence(
  record: ReplanRecord,
  { pull, comments, reviews, records, change }: Spoken,
  pullRequests: Pick<PullRequests, "permission" | "baseHistory">,
): Promise<ApprovalEvidence> {
  const code = replanCode(record);
  const speakers = new Map(comments.flatMap(({ body, author }) => (approvedCode(body) === code ? [[author.id, author] as const] : [])));
  const permissions = new Map<number, Permission>(reviews.permissions);
  for (const [id, { login }] of speakers) if (!permissions.has(id)) permissions.set(id, await pullRequests.permission(login));
  const planned = change.deployments.filter(({ id }) => record.deployments.some((recorded) => recorded.id === id));
  const paths = planned.flatMap((deployment) => [...inputsOf(deployment, change.files.get(deployment.id)).keys()]);
  const validated = newestRecord(records.records, {
    repository: pull.repository,
    pullRequest: pull.number,
    headSha: pull.headSha,
    baseRef: pull.baseRef,
    baseSha: null,
    environment: record.environment,
  });
  return {
    comments,
    reviews: { ...reviews, permissions },
    // What others brought into the branch is not theirs to approve either.
    base: isOfReviewedInputs(record, validated)
      ? null
      : await pullRequests.baseHistory(pull, record.tip_sha, { paths, people: [...speakers.values()] }),
  };
}
