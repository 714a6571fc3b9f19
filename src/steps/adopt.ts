import type { ControllerSettings } from "../domain/controller/files.ts";
import { adoptionOf, type Adoption, type AdoptionTerms } from "../domain/controller/adoption.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import type { CostEstimator } from "../ports/cost-estimator.ts";
import type { Change } from "./change.ts";
import { planDeployment, type PlanPorts } from "./plan.ts";
import { sideBySide } from "./side-by-side.ts";

export interface AdoptPorts extends PlanPorts {
  /** Says what plans cost, for budgets; missing: nobody asks. */
  cost?: CostEstimator;
  maxParallel: (deployments: number) => number;
  signal: AbortSignal;
}

/** What the plans of a fleet would have adopted. Raw: not to be shown before it is redacted. */
export interface Adopting {
  adoption: Adoption;
  /** How many deployments were planned. */
  planned: number;
  /** Those of which nothing is known. */
  failed: { deployment: string; why: string }[];
  secrets: Secret[];
}

/** Plans every deployment, or takes plans that were made before, and asks which exceptions would let them pass. */
export async function adopt(change: Change, settings: ControllerSettings, terms: AdoptionTerms, ports: AdoptPorts): Promise<Adopting> {
  const plans: Parameters<typeof adoptionOf>[0][number][] = [];
  const failed: Adopting["failed"] = [];
  const secrets: Secret[] = [];
  const { deployments } = change;
  await sideBySide(
    deployments,
    ports.maxParallel(deployments.length),
    () => !ports.signal.aborted,
    async (deployment) => {
      const { result, secrets: ofPlan } = await planDeployment(
        deployment,
        change,
        settings,
        ports,
        ports.cost === undefined ? {} : { cost: ports.cost },
      );
      secrets.push(...ofPlan);
      if (result.status === "planned") plans.push({ deployment, findings: result.findings });
      else failed.push({ deployment: deployment.id, why: result.error ?? "it was not planned" });
      ports.log.line(`${deployment.id}  ${result.status} (${plans.length + failed.length} of ${deployments.length})`);
    },
  );
  return { adoption: adoptionOf(plans, settings.policy, terms), planned: plans.length, failed, secrets };
}
