import { examplesOf, type Example } from "./features.ts";
import { byTime, type PastApply } from "./history.ts";
import { fitRegression, probabilityOf, scoreOf } from "./regression.ts";

/** A forecast for an apply that the fit behind it had not seen, and how it ended. */
export interface Forecast {
  probability: number;
  /** What was said without any features: the share of earlier applies that failed. */
  baseRate: number;
  failed: boolean;
}

/** Corrects probabilities that are too bold or too shy: the logarithm of the odds becomes `shift + slope · it`. */
export interface Calibration {
  shift: number;
  slope: number;
}

/** What forecasts are worth. */
export interface Evaluation {
  records: number;
  failures: number;
  heldOut: number;
  heldOutFailures: number;
  /** How often one that failed was given more than one that did not; 0.5 is chance. null: one kind is missing. */
  auc: number | null;
  /** Lower end of its 95 % interval. */
  aucLow: number | null;
  /** Mean logarithmic loss, and the same of the base rate alone; less is better. */
  logLoss: number;
  logLossOfBaseRate: number;
  /** Forecasts in groups of like size, the lowest first. */
  groups: { forecasts: number; expected: number; failed: number }[];
}

export const FEWEST_RECORDS = 200;
const FEWEST_FAILURES = 10;
const FEWEST_HELD_OUT_FAILURES = 5;
export const MOST_RECORDS = 20_000;
const FOLDS = 5;
const GROUPS = 5;

/** Why nothing is said of risks; null: the history is worth something. */
export function uselessness(evaluation: Evaluation): string | null {
  const { records, failures, heldOutFailures, auc, aucLow, logLoss, logLossOfBaseRate } = evaluation;
  if (records < FEWEST_RECORDS) return `${records} applies are known, and it takes ${FEWEST_RECORDS}`;
  if (failures < FEWEST_FAILURES) return `${failures} of ${records} applies failed: too few to learn from`;
  if (auc === null || aucLow === null || heldOutFailures < FEWEST_HELD_OUT_FAILURES)
    return `${heldOutFailures} of the later applies failed: too few to try it on`;
  if (aucLow <= 0.5) return `its forecasts are no better than chance (AUC ${auc.toFixed(2)}, at least ${aucLow.toFixed(2)})`;
  if (logLoss >= logLossOfBaseRate) return "its forecasts are worse than to expect the same of every apply";
  return null;
}

/** The newest of the history, the oldest first: what was long ago was done with other code. */
export function historyOf(applies: readonly PastApply[]): PastApply[] {
  return applies.toSorted(byTime).slice(-MOST_RECORDS);
}

/**
 * Tries the estimate on time that it has not seen: the first half of history forecasts the next tenth, with that the next one is forecast, and so on.
 * Corrections are learnt from forecasts of earlier tenths alone.
 * @param applies From `historyOf`.
 */
export function evaluate(applies: readonly PastApply[]): { evaluation: Evaluation; forecasts: Forecast[]; calibration: Calibration } {
  const { examples } = examplesOf(applies);
  const half = Math.floor(examples.length / 2);
  const forecasts: Forecast[] = [];
  const raw: { score: number; failed: boolean }[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const [from, to] = [fold, fold + 1].map((part) => half + Math.floor(((examples.length - half) * part) / FOLDS));
    const [known, next] = [examples.slice(0, from), examples.slice(from, to)];
    if (next.length === 0 || !known.some(({ failed }) => failed)) continue;
    const regression = fit(known);
    const calibration = calibrate(raw);
    const baseRate = (known.filter(({ failed }) => failed).length + 0.5) / (known.length + 1);
    const scored = next.map(({ features, failed }) => ({ score: scoreOf(regression, features), failed }));
    forecasts.push(...scored.map(({ score, failed }) => ({ probability: calibrated(score, calibration), baseRate, failed })));
    raw.push(...scored);
  }
  return { evaluation: judge(forecasts, applies), forecasts, calibration: calibrate(raw) };
}

export function fit(examples: readonly Example[]): ReturnType<typeof fitRegression> {
  return fitRegression(
    examples.map(({ features }) => features),
    examples.map(({ failed }) => failed),
  );
}

export function calibrated(score: number, { shift, slope }: Calibration): number {
  return probabilityOf(shift + slope * score);
}

/**
 * Platt's scaling, held near no correction where few forecasts speak for one.
 * @see Platt 1999, "Probabilistic outputs for support vector machines"
 */
function calibrate(forecasts: readonly { score: number; failed: boolean }[]): Calibration {
  if (forecasts.filter(({ failed }) => failed).length < FEWEST_HELD_OUT_FAILURES) return { shift: 0, slope: 1 };
  const { intercept, weights, means, deviations } = fitRegression(
    forecasts.map(({ score }) => [score]),
    forecasts.map(({ failed }) => failed),
    0.1,
  );
  const slope = (weights[0] ?? 0) / (deviations[0] ?? 1);
  // A slope below zero would turn the order round: then nothing is known, and everything is ordinary.
  if (slope <= 0) return { shift: intercept, slope: 0 };
  return { shift: intercept - slope * (means[0] ?? 0), slope };
}

function judge(forecasts: readonly Forecast[], applies: readonly PastApply[]): Evaluation {
  const heldOutFailures = forecasts.filter(({ failed }) => failed).length;
  const auc = areaUnder(forecasts);
  return {
    records: applies.length,
    failures: applies.filter(({ failed }) => failed).length,
    heldOut: forecasts.length,
    heldOutFailures,
    auc,
    aucLow: auc === null ? null : auc - 1.96 * errorOfArea(auc, heldOutFailures, forecasts.length - heldOutFailures),
    logLoss: meanLoss(forecasts, ({ probability }) => probability),
    logLossOfBaseRate: meanLoss(forecasts, ({ baseRate }) => baseRate),
    groups: groupsOf(forecasts),
  };
}

/** By ranks, ties counted half. (Mann and Whitney 1947) */
function areaUnder(forecasts: readonly Forecast[]): number | null {
  const sorted = forecasts.toSorted((a, b) => a.probability - b.probability);
  let [failures, ranks] = [0, 0];
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end]?.probability === sorted[start]?.probability) end += 1;
    const failed = sorted.slice(start, end).filter((one) => one.failed).length;
    failures += failed;
    ranks += failed * ((start + 1 + end) / 2);
    start = end;
  }
  const others = sorted.length - failures;
  return failures === 0 || others === 0 ? null : (ranks - (failures * (failures + 1)) / 2) / (failures * others);
}

/** Standard error of the area. (Hanley and McNeil 1982) */
function errorOfArea(auc: number, failures: number, others: number): number {
  const [q1, q2] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)];
  const variance = auc * (1 - auc) + (failures - 1) * (q1 - auc * auc) + (others - 1) * (q2 - auc * auc);
  return Math.sqrt(Math.max(0, variance) / (failures * others));
}

function meanLoss(forecasts: readonly Forecast[], of: (forecast: Forecast) => number): number {
  const losses = forecasts.map((forecast) => {
    const probability = Math.min(1 - 1e-9, Math.max(1e-9, of(forecast)));
    return -Math.log(forecast.failed ? probability : 1 - probability);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / Math.max(1, losses.length);
}

function groupsOf(forecasts: readonly Forecast[]): Evaluation["groups"] {
  const sorted = forecasts.toSorted((a, b) => a.probability - b.probability);
  return Array.from({ length: GROUPS }, (_, group) =>
    sorted.slice(Math.floor((sorted.length * group) / GROUPS), Math.floor((sorted.length * (group + 1)) / GROUPS)),
  )
    .filter((group) => group.length > 0)
    .map((group) => ({
      forecasts: group.length,
      expected: group.reduce((sum, { probability }) => sum + probability, 0) / group.length,
      failed: group.filter(({ failed }) => failed).length / group.length,
    }));
}
