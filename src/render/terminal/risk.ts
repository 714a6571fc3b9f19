import { uselessness, type Evaluation } from "../../domain/risk/evaluation.ts";
import type { RiskModel } from "../../domain/risk/model.ts";
import { cellTable } from "./audit-table.ts";

/** What the history is worth, tried on time that it had not seen. */
export function riskEvaluation(evaluation: Evaluation): string {
  const { records, failures, heldOut, heldOutFailures, auc, aucLow, logLoss, logLossOfBaseRate, groups } = evaluation;
  const head = [
    `${records} applies, of which ${failures} failed or were rolled back (${percent(failures / Math.max(1, records))})`,
    ...verdictLines(evaluation),
  ];
  if (heldOut === 0) return head.join("\n");
  const tried = [
    "",
    `Tried on the later ${heldOut}, of which ${heldOutFailures} failed, each forecast from what came before it:`,
    `AUC       ${auc === null ? "unknown" : `${auc.toFixed(2)} (95 %: from ${(aucLow ?? 0).toFixed(2)}); 0.50 is chance`}`,
    `log loss  ${logLoss.toFixed(3)}; ${logLossOfBaseRate.toFixed(3)} by expecting the same of every apply`,
    "",
    cellTable(
      ["applies", "expected to fail", "failed"],
      groups.map((group) => [group.forecasts, percent(group.expected), percent(group.failed)]),
    ),
  ];
  return [...head, ...tried].join("\n");
}

/** What it has learnt: by how much each thing makes a failure more likely. */
export function riskLessons(model: RiskModel, evaluation: Evaluation): string {
  const head = riskEvaluation(evaluation).split("\n\n", 1)[0] ?? "";
  if (!model.useful) return head;
  const rows = model.features
    .map(({ name, weight }) => [name, `× ${Math.exp(weight * model.calibration.slope).toFixed(2)}`] as const)
    .toSorted(([, a], [, b]) => b.localeCompare(a, "en", { numeric: true }));
  return [head, "", "The odds of a failure, for one standard deviation more:", cellTable(["feature", "odds"], rows)].join("\n");
}

function verdictLines(evaluation: Evaluation): string[] {
  const why = uselessness(evaluation);
  return why === null ? ["History tells something here: reviewers see it."] : [`History tells nothing here: ${why}. Nothing is shown.`];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
