import type { DeletionRule } from "../controller/environments.ts";
import { sentence, type Finding, type Location } from "../model/finding.ts";
import type { PlanJson } from "../model/plan.ts";
import { deletions } from "./summary.ts";
import type { Deletion } from "../model/plan.ts";

/** Name of the findings on what a plan deletes. */
export const DELETION_RULE = "deletion-protection";

export interface DeletionVerdict {
  /** Holds the gate. */
  blocked: Deletion[];
  /** The rule blocks it, an override names its address. */
  allowed: Deletion[];
  /** The rule does not block it, but wants it told. */
  warned: Deletion[];
}

/**
 * What an environment's rule says about what a plan deletes, replaces or forgets. Each list is sorted by address.
 * @param allowDelete Addresses of an accepted override. They match exactly: a module's or a resource's name covers no instance of it.
 */
export function protectDeletions(plan: PlanJson, rule: DeletionRule, allowDelete: readonly string[]): DeletionVerdict {
  const found = deletions(plan);
  if (rule !== "block") return { blocked: [], allowed: [], warned: rule === "warn" ? found : [] };
  const named = new Set(allowDelete);
  return {
    blocked: found.filter(({ address }) => !named.has(address)),
    allowed: found.filter(({ address }) => named.has(address)),
    warned: [],
  };
}

/**
 * The same as findings, for a validation: so a blocked deletion is known before anybody reviews, and the one override names it.
 * @param locate Finds the line that a resource comes from.
 */
export function deletionFindings(
  plan: PlanJson,
  rule: DeletionRule,
  environment: string,
  locate: (address: string) => Location,
): Finding[] {
  const { blocked, warned } = protectDeletions(plan, rule, []);
  return [...blocked, ...warned].map((deletion): Finding => ({
    rule: DELETION_RULE,
    level: rule === "block" ? "deny" : "warn",
    severity: rule === "block" ? "critical" : "medium",
    message: sentence(`the plan ${deletionText(deletion)}${rule === "block" ? `, which ${environment} blocks` : ""}`),
    remediation:
      rule === "block"
        ? `Keep it, or have a special approver override it, naming each address that may go: allow-delete: ${deletion.address}`
        : "Check that nobody needs it any more.",
    address: deletion.address,
    location: locate(deletion.address),
    overridable: true,
  }));
}

/** `replaces aws_s3_bucket.x (forced by bucket)` */
export function deletionText({ address, kind, forcedBy }: Deletion): string {
  const forced = forcedBy.length === 0 ? "" : ` (forced by ${forcedBy.join(", ")})`;
  return `${kind === "delete" ? "deletes" : kind === "replace" ? "replaces" : "forgets"} ${address}${forced}`;
}
