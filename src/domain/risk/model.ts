import { z } from "zod";
import { calibrated, evaluate, fit, FEWEST_RECORDS, historyOf, uselessness, type Evaluation } from "./evaluation.ts";
import { examplesOf, FEATURES, featuresOf, type Before, type FeatureName, type TypeHistory } from "./features.ts";
import type { Apply, PastApply } from "./history.ts";
import { contributionsOf, scoreOf, type Regression } from "./regression.ts";
import { reasonsOf } from "./reasons.ts";

/** Where a store keeps what history has taught: compact JWS. */
export const RISK_MODEL_KEY = "risk-model/current.jws";
/** Types that were touched less are left out of the object. */
const MOST_TYPES = 1_000;

const share = z.number().min(0).max(1);
const EVALUATION = z.object({
  records: z.int().min(0),
  failures: z.int().min(0),
  held_out: z.int().min(0),
  auc: share.nullable(),
});

/** What history has taught, signed. `useful: false`: it tells nothing, and nothing is said of risks. */
export const RISK_MODEL = z.object({
  v: z.literal(1),
  trained_at: z.iso.datetime(),
  useful: z.boolean(),
  /** Why it is not. */
  why: z.string().nullable(),
  evaluation: EVALUATION,
  base_rate: share,
  intercept: z.number(),
  features: z.array(z.object({ name: z.string(), weight: z.number(), mean: z.number(), deviation: z.number().positive() })),
  calibration: z.object({ shift: z.number(), slope: z.number().min(0) }),
  /** `replace aws_db_instance` → applies and failures. */
  types: z.record(z.string(), z.tuple([z.int().min(0), z.int().min(0)])),
});
export type RiskModel = z.infer<typeof RISK_MODEL>;

/** Learns from history. @returns also what it is worth. */
export function trainRisk(applies: readonly PastApply[], now: Date): { model: RiskModel; evaluation: Evaluation } {
  const history = historyOf(applies);
  const { evaluation, calibration } = evaluate(history);
  const why = uselessness(evaluation);
  const { examples, past } = examplesOf(history);
  const regression = why === null ? fit(examples) : null;
  const types = [...past.types.records].toSorted(([a, [most]], [b, [least]]) => least - most || (a < b ? -1 : 1)).slice(0, MOST_TYPES);
  const { records, failures, heldOut: held_out, auc } = evaluation;
  const model: RiskModel = {
    v: 1,
    trained_at: now.toISOString(),
    useful: why === null,
    why,
    evaluation: { records, failures, held_out, auc },
    base_rate: past.baseRate,
    intercept: regression?.intercept ?? 0,
    features: regression === null ? [] : featuresIn(regression),
    calibration: why === null ? calibration : { shift: 0, slope: 0 },
    types: Object.fromEntries(types.map(([touch, [applied, failed]]) => [touch, [applied, failed]])),
  };
  return { model, evaluation };
}

function featuresIn({ weights, means, deviations }: Regression): RiskModel["features"] {
  return FEATURES.map((name, column) => ({
    name,
    weight: weights[column] ?? 0,
    mean: means[column] ?? 0,
    deviation: deviations[column] ?? 1,
  }));
}

/** How likely an apply fails or is rolled back, and why. */
export interface Risk {
  /** From 0 to 1. */
  probability: number;
  /** Of all applies. */
  baseRate: number;
  /** What makes it more likely than usual, the weightiest first: `replaces aws_db_instance`. May be empty. */
  reasons: string[];
}

/** A history that nobody has looked at for so long speaks of other times. */
const OLDEST_MODEL_MS = 100 * 86_400_000;

/** Whether a model may be asked. One from the future would never end. */
export function isCurrent({ trained_at }: Pick<RiskModel, "trained_at">, now: Date): boolean {
  const ageMs = now.getTime() - Date.parse(trained_at);
  return ageMs >= -DAY_MS && ageMs <= OLDEST_MODEL_MS;
}

const DAY_MS = 86_400_000;

/** null: the model has nothing to say, or knows other features than this version does. */
export function estimateRisk(model: RiskModel, apply: Apply, before: Before): Risk | null {
  if (!model.useful || model.evaluation.records < FEWEST_RECORDS) return null;
  if (model.features.length !== FEATURES.length || model.features.some(({ name }, column) => name !== FEATURES[column])) return null;
  const types: TypeHistory = { records: new Map(Object.entries(model.types)), baseRate: model.base_rate };
  const regression: Regression = {
    intercept: model.intercept,
    weights: model.features.map(({ weight }) => weight),
    means: model.features.map(({ mean }) => mean),
    deviations: model.features.map(({ deviation }) => deviation),
  };
  const values = featuresOf(apply, before, types);
  const contributions = contributionsOf(regression, values);
  const added = new Map<FeatureName, number>(FEATURES.map((name, column) => [name, contributions[column] ?? 0]));
  return {
    probability: rounded(calibrated(scoreOf(regression, values), model.calibration)),
    baseRate: rounded(model.base_rate),
    reasons: reasonsOf(added, apply, before, types),
  };
}

function rounded(probability: number): number {
  return Math.round(probability * 1000) / 1000;
}

/** Whether a reviewer wants to hear of it: well above what is usual, and not next to nothing. */
export function isNotable({ probability, baseRate }: Pick<Risk, "probability" | "baseRate">): boolean {
  return probability >= 0.05 && probability >= 1.5 * baseRate;
}
