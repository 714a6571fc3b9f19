import type { RecordInput } from "../domain/evidence/record.ts";
import { digestsOfPlans, keptPlansDigest, type VouchedPlan } from "../domain/evidence/kept-plan.ts";
import type { Finding } from "../domain/model/finding.ts";
import { inputsDigest } from "../domain/plan/digest.ts";
import type { Assessment } from "./assess.ts";
import { inputsOf } from "./audit.ts";
import type { Change } from "./change.ts";

/** What a signed record says of an assessment: the digests of what was read and planned, the verdict, what was found, and what approval rules ask for. */
export function recordedOf(
  assessment: Assessment,
  change: Change,
): Pick<RecordInput, "environment" | "verdict" | "deployments" | "findings" | "checks" | "changedPaths" | "plansSha256"> {
  const kept = keptPlansOf(assessment);
  return {
    environment: change.environment?.name ?? "",
    verdict: assessment.verdict,
    deployments: assessment.planned.map(
      ({ result: { deployment, counts, changes, findings, reusedFrom, cost, risk }, planSha256, actionsSha256 }) => ({
        deployment,
        counts,
        replaced: changes.filter(({ kind }) => kind === "replace").length,
        rules: findings.map(({ rule }) => rule),
        ...(reusedFrom === undefined ? {} : { reusedFrom }),
        ...(risk === undefined ? {} : { risk: { probability: risk.probability } }),
        ...(cost === undefined ? {} : { cost: { before: cost.before, after: cost.after, currency: cost.currency } }),
        planSha256,
        actionsSha256,
        inputsSha256: inputsDigest(inputsOf(deployment, change.files.get(deployment.id))),
      }),
    ),
    findings: findingsOf(assessment),
    checks: assessment.checks.map(({ rule }) => rule),
    changedPaths: change.changedPaths,
    ...(kept.length === 0 ? {} : { plansSha256: keptPlansDigest(digestsOfPlans(kept)) }),
  };
}

/** The plans that lie beside the record. */
export function keptPlansOf({ planned }: Assessment): VouchedPlan[] {
  return planned.flatMap(({ kept }) => kept ?? []);
}

export function findingsOf({ checks, planned }: Assessment): Finding[] {
  return [...checks, ...planned.flatMap(({ result }) => result.findings)];
}
