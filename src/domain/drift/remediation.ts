import type { Remediation } from "../controller/environments.ts";
import type { Objection } from "../model/gate.ts";
import type { PlanJson } from "../model/plan.ts";
import { plannedChanges } from "../plan/digest.ts";
import { shortList } from "../text/short-list.ts";
import { plannedDrift } from "./kinds.ts";
import type { DriftResult } from "./report.ts";

/** What became of drift that a run was told to put right. */
export interface RemediationResult {
  outcome: "put-right" | "left" | "failed";
  /** Why, or what was done; a sentence or more. */
  told: string;
}

/** Whether a look found something to put right: only what was changed outside, and nothing else, is put back by what was applied last. */
export function mayBePutRight({ kinds }: Pick<DriftResult, "kinds">, mode: Remediation): boolean {
  return mode !== "none" && kinds.length === 1 && kinds[0] === "outside";
}

/** Whether a deployment that was to be put right is as it was applied now. */
export function isRight({ outcome, remediation }: Pick<DriftResult, "outcome" | "remediation">): boolean {
  return outcome === "clean" && remediation?.outcome !== "failed";
}

/**
 * What the plan of a remediation does besides putting back what a look found, or beyond what its mode allows. Policies and deletion protection are
 * asked apart, as in every apply.
 * @param seen What the look found changed outside.
 */
export function remediationObjections(plan: PlanJson, seen: DriftResult["outside"], mode: Exclude<Remediation, "none">): Objection[] {
  const { outside, other } = plannedDrift(plan);
  const known = new Set(seen.map(({ address }) => address));
  const found: Objection[] = [];
  const others = [
    ...other.map(({ address }) => address),
    ...outside.map(({ address }) => address).filter((address) => !known.has(address)),
  ];
  if (others.length > 0)
    found.push({
      reason: `the plan also changes ${shortList(others, MOST_SHOWN)}, which the look did not find changed outside`,
      remedy: "The next run looks again.",
    });
  const further = plannedChanges(plan).filter(({ actions }) => mode === "safe" && !(actions.length === 1 && actions[0] === "update"));
  if (further.length > 0)
    found.push({
      reason: `remediate: safe only updates in place, and the plan would ${shortList(
        further.map(({ address, actions }) => `${actions.join(" and ")} ${address}`),
        MOST_SHOWN,
      )}`,
      remedy: "Apply it in a pull request, or set remediate: all for this environment.",
    });
  return found;
}

const MOST_SHOWN = 10;
