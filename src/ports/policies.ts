import type { Deployment } from "../domain/model/deployment.ts";
import type { Finding } from "../domain/model/finding.ts";
import type { PlanJson } from "../domain/model/plan.ts";

/** Judges one plan by every rule. */
export interface Policies {
  /** How many rules are asked. */
  readonly rules: number;
  evaluate(plan: PlanJson, deployment: Deployment): Promise<Finding[]>;
}
