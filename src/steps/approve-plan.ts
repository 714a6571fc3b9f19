import { missingApprovals } from "../domain/gates/apply-again.ts";
import { standingReviews } from "../domain/gates/apply.ts";
import { approvalsOf, baseHistoryObjections, newestReplan, replanCode } from "../domain/evidence/replan.ts";
import { sentence } from "../domain/model/finding.ts";
import { isSamePerson } from "../domain/model/person.ts";
import type { IssueComment, PullRequests } from "../ports/pull-requests.ts";
import type { MergeScene } from "./merge-scene.ts";
import { ruleEvidence, type ApprovalRulePorts } from "./approval-rules.ts";
import { approvalEvidence } from "./plan-approvals.ts";

/**
 * Says what a `/tf approve CODE` comes to, and whether with it the plan has the approvals that it needs. Nothing is kept of it: the apply counts the comments
 * again.
 * @param scene null: the pull request is not merged.
 */
export async function approvePlan(
  code: string,
  { author }: IssueComment,
  scene: MergeScene | null,
  ports: ApprovalRulePorts & { pullRequests: Pick<PullRequests, "permission" | "baseHistory"> },
): Promise<{ said: string; enough: boolean }> {
  const no = (said: string) => ({ said, enough: false });
  if (scene === null) return no("The pull request is not merged: approve its commit by a review.");
  const record = newestReplan(scene.records.replans, scene.pull);
  if (record === null) return no("There is no plan of after the merge: comment /tf apply, which makes one when the gate is closed.");
  if (replanCode(record) !== code) return no(`${code} is not the newest plan of this pull request: the comment of the apply has its code.`);
  if (record.verdict === "failed")
    return no("This plan broke policy or failed, so nobody can approve it. Correct it in a new pull request.");
  const evidence = await approvalEvidence(record, scene, ports.pullRequests);
  const [unknown] = [
    ...standingReviews({ reviews: evidence.reviews, pull: scene.pull }),
    ...baseHistoryObjections(evidence.base, record.base_ref),
  ];
  if (unknown !== undefined) return no(`${sentence(unknown.reason)} ${unknown.remedy}`);
  const approvals = approvalsOf(record, evidence);
  const approvalRules = await ruleEvidence(
    record,
    scene.controller.settings.approvalRules,
    () => Promise.resolve(scene.pull.baseSha),
    ports,
  );
  const missing = missingApprovals(record, approvals, { ...scene, approvalRules });
  if (missing.length > 0) return no(missing.map(({ reason, remedy }) => `${sentence(reason)} ${remedy}`).join(" "));
  if (!approvals.approvers.some((person) => isSamePerson(person, author)))
    return no(`${sentence(approvals.left.join("; "))} The plan has the approvals of others already: comment /tf apply.`);
  return { said: `${approvals.approvers.map(({ login }) => login).join(", ")} approved the plan ${code}.`, enough: true };
}
