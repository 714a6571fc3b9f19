import type { CostEstimate } from "../domain/cost/cost.ts";
import { messageOf } from "../domain/model/errors.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import type { PlanJson } from "../domain/model/plan.ts";
import { redactedPart } from "../domain/report/build-report.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import { SHOWN_IDENTITIES } from "../domain/report/redaction/identities.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import type { CostEstimator } from "../ports/cost-estimator.ts";

/** What a plan costs, or why nobody can tell. A tool that fails fails no plan. */
export type Costing = { cost: CostEstimate } | { costProblem: string };

/** @param secrets Those of the plan: the tool gets it without them. */
export async function estimateCost(
  estimator: CostEstimator,
  plan: PlanJson,
  deployment: Deployment,
  secrets: readonly Secret[],
): Promise<Costing> {
  try {
    return { cost: await estimator.estimate(redactedPart(plan, createRedactor(secrets, SHOWN_IDENTITIES)), deployment) };
  } catch (error) {
    return { costProblem: messageOf(error) };
  }
}
