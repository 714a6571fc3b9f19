import type { CostEstimate } from "../domain/cost/cost.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import type { PlanJson } from "../domain/model/plan.ts";
import type { Secret } from "../domain/report/redaction/common.ts";

/** A tool that knows what resources cost. */
export interface CostEstimator {
  /** What it is handed over and nobody outside may see. */
  readonly secrets: readonly Secret[];
  /**
   * @param plan Without secrets: the tool may ask a server.
   * @throws ToolError when it fails, or answers in a form that nobody knows.
   */
  estimate(plan: PlanJson, deployment: Deployment): Promise<CostEstimate>;
}
