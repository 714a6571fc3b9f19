import { objections, type Objection } from "../model/gate.ts";
import { factsOf } from "./facts.ts";
import { missingInParticular, type ApproverEvidence, type CodeOwners, type TeamMembers } from "./missing.ts";
import { needs, NO_NEEDS, type ApprovalNeeds } from "./needs.ts";
import type { ApprovalRule } from "./rule.ts";

/** The rules, and what is known now of those whom they name. */
export interface RuleEvidence {
  rules: readonly ApprovalRule[];
  /** By `org/team`, lower case; one that is not there is unknown. */
  teams: ReadonlyMap<string, TeamMembers>;
  /** Of the base branch. */
  codeOwners: CodeOwners;
}

type Recorded = Parameters<typeof factsOf>[0];

/** What a recorded change needs. @param record null: there is none, and that holds the gate. */
export function neededFor(record: Recorded | null, { rules }: Pick<RuleEvidence, "rules">): ApprovalNeeds {
  return record === null || rules.length === 0 ? NO_NEEDS : needs(rules, factsOf(record));
}

/** What each person is known by who may approve. */
export type Approving = Pick<ApproverEvidence, "approvers" | "history">;

/** The evidence of the rules and of the approvals together. */
export function approverEvidence(record: Recorded, { teams, codeOwners }: RuleEvidence, approving: Approving): ApproverEvidence {
  return { ...approving, teams, codeOwners, paths: record.changed_paths ?? null };
}

/**
 * Whose approval the rules need in particular, and is not there. How many are needed in all is counted with the others.
 * @param how What they do: `approves commit a1b2c3d`.
 */
export function ruleObjections(record: Recorded | null, rules: RuleEvidence, approving: Approving, how: string): Objection[] {
  if (record === null) return [];
  return missingInParticular(neededFor(record, rules), approverEvidence(record, rules, approving)).flatMap(({ who, reasons, problem }) =>
    objections(
      [`an approval is missing: ${who} (${reasons.join("; ")})`],
      problem ?? `${who.charAt(0).toUpperCase()}${who.slice(1)} ${how}.`,
    ),
  );
}

/** How many approve at least, and why it is not as few as usual. */
export function leastWith({ count }: ApprovalNeeds, usual: number): { least: number; because: readonly string[] } {
  return count.least > usual ? { least: count.least, because: count.reasons } : { least: usual, because: [] };
}
