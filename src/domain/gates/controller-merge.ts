import { reviewObjections } from "../evidence/review.ts";
import { place, sentence, type Finding } from "../model/finding.ts";
import { gateOf, type Gate, type Objection } from "../model/gate.ts";
import { mergeabilityObjections, pullObjections, verdictLabels, type MergeQuestion } from "./merge.ts";

/** Whether a pull request that changes the controller's own files, and no deployment, may be merged; asked with what the API says now. */
export interface ControllerMergeQuestion extends Pick<MergeQuestion, "pull" | "reviews" | "mergeability"> {
  /** `controller_approvals` of the rules in force: those of the default branch, not those that the pull request would make. */
  approvals: number;
  /** What is wrong with the controller's files as the head has them. */
  findings: readonly Finding[];
}

/** Decides by every condition at once. No record is asked for: nothing is planned, and what was judged is read again here. */
export function decideControllerMerge(question: ControllerMergeQuestion): Gate {
  const { pull, approvals } = question;
  return gateOf([
    ...pullObjections(pull),
    ...question.findings.filter(({ level }) => level === "deny").map(asObjection),
    ...labelObjections(pull.labels),
    ...reviewObjections(question.reviews, { headSha: pull.headSha, minApprovals: approvals, overriddenBy: null }),
    ...mergeabilityObjections(question.mergeability),
  ]);
}

function asObjection({ location, message, remediation }: Finding): Objection {
  const where = location === undefined ? "" : `${place(location)}: `;
  return { reason: `${where}${message.replace(/[.]$/, "")}`, remedy: sentence(remediation) };
}

/** A validation has listed the files for the reviewers, or it has not. */
function labelObjections(labels: readonly string[]): Objection[] {
  const { shown, found } = verdictLabels(labels);
  if (shown.join() === "opa-passed") return [];
  return [{ reason: `the pull request ${found}, expected opa-passed`, remedy: "Comment /tf validate." }];
}
