import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { evaluate, historyOf, uselessness } from "../../../src/domain/risk/evaluation.ts";
import { examplesOf, FEATURES } from "../../../src/domain/risk/features.ts";
import { pastApplyOf, type Apply, type PastApply } from "../../../src/domain/risk/history.ts";
import { estimateRisk, isCurrent, isNotable, RISK_MODEL, trainRisk } from "../../../src/domain/risk/model.ts";
import { oneOf } from "../../../src/domain/risk/reasons.ts";
import { fitRegression, probabilityOf, scoreOf } from "../../../src/domain/risk/regression.ts";
import { touchedTypes } from "../../../src/domain/plan/touched-types.ts";
import { buildAuditRecord } from "../../../src/domain/state/audit-record.ts";
import { auditInput, DATA } from "../../helpers/gates.ts";
import { chance, riskyHistory } from "../../helpers/risky-history.ts";

const NOW = new Date("2026-11-25T10:00:00Z");
const until = NOW.getTime();
const DAY_MS = 86_400_000;

describe("the regression", () => {
  it("finds the weights by which rows were made, and the same ones each time", () => {
    const random = chance(7);
    const rows = Array.from({ length: 20_000 }, () => [random() * 4 - 2, random() < 0.3 ? 1 : 0, random()]);
    const failed = rows.map(([a = 0, b = 0]) => random() < probabilityOf(-1 + 0.8 * a + 1.5 * b));
    const regression = fitRegression(rows, failed);
    const weights = regression.weights.map((weight, column) => weight / (regression.deviations[column] ?? 1));
    expect(weights[0]).toBeCloseTo(0.8, 1);
    expect(weights[1]).toBeCloseTo(1.5, 1);
    expect(Math.abs(weights[2] ?? 1)).toBeLessThan(0.12);
    expect(scoreOf(regression, [0, 0, 0])).toBeCloseTo(-1, 1);
    expect(fitRegression(rows, failed)).toEqual(regression);
  });

  it("expects as many failures as there were, and stays finite, whatever the rows", () => {
    const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    const row = fc.tuple(fc.array(value, { minLength: 3, maxLength: 3 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { minLength: 4, maxLength: 60 }), (all) => {
        const failed = all.map(([, fails]) => fails);
        fc.pre(failed.includes(true) && failed.includes(false));
        const regression = fitRegression(
          all.map(([values]) => values),
          failed,
        );
        const expected = all.reduce((sum, [values]) => sum + probabilityOf(scoreOf(regression, values)), 0);
        expect(expected).toBeCloseTo(failed.filter(Boolean).length, 3);
      }),
      { numRuns: 200 },
    );
  });
});

describe("features", () => {
  const apply = (at: number, failed: boolean): PastApply => ({
    deployment: "a",
    at,
    first: false,
    counts: { add: 1, change: 0, destroy: 1 },
    types: { aws_db_instance: { replace: 1 } },
    failed,
  });

  it("come from what happened before an apply, never from how it ended or what came later", () => {
    const history = riskyHistory({ applies: 120, strength: 1, seed: 3, until });
    const { examples } = examplesOf(history);
    for (const index of [0, 40, 119]) {
      const changed = history.map((one, place) => (place >= index ? { ...one, failed: !one.failed } : one));
      expect(examplesOf(changed).examples[index]?.features).toEqual(examples[index]?.features);
    }
  });

  it("know how often a type failed, how long it has been and how it ended", () => {
    const history = [...Array.from({ length: 30 }, (_, index) => apply(index * DAY_MS, index % 2 === 0)), apply(60 * DAY_MS, false)];
    const last = examplesOf(history).examples.at(-1);
    const value = (name: (typeof FEATURES)[number]) => last?.features[FEATURES.indexOf(name)];
    expect(value("days-since")).toBeCloseTo(Math.log1p(31));
    expect(value("failed-last")).toBe(0);
    expect(value("replaces")).toBeCloseTo(Math.log(2));
    expect([value("creates"), value("deletes")]).toEqual([0, 0]);
  });

  it("never ask who it was", () => {
    expect(FEATURES.join(" ")).not.toMatch(/author|actor|person|login/);
    expect(FEATURES.length).toBe(12);
  });
});

describe("an audit record", () => {
  const record = (changes: Partial<Parameters<typeof buildAuditRecord>[0]>) => buildAuditRecord(auditInput(DATA, { at: NOW, ...changes }));
  const { result } = auditInput();
  const counts = { add: 1, change: 0, destroy: 1 };

  it("keeps what its plan touched, by type", () => {
    const types = touchedTypes([
      { address: 'module.rds.aws_db_instance.this["a"]', kind: "replace" },
      { address: "module.rds.aws_db_instance.other", kind: "replace" },
      { address: "aws_s3_bucket.b", kind: "create" },
      { address: "aws_s3_bucket.moved", kind: "keep" },
      { address: "output.url", kind: "create" },
    ]);
    expect(types).toEqual({ aws_db_instance: { replace: 2 }, aws_s3_bucket: { create: 1 } });
    const kept = record({ result: { ...result, counts, types, backupKey: "backups/x", durationMs: 60_000 }, outcome: "failed" });
    expect(pastApplyOf(kept)).toEqual({
      deployment: DATA,
      at: until - 60_000,
      first: false,
      counts,
      types,
      failed: true,
    });
  });

  it("is no apply where nothing was tried or nothing changed", () => {
    expect(pastApplyOf(record({ outcome: "refused", result: { ...result, counts } }))).toBeNull();
    expect(pastApplyOf(record({ result: { ...result, counts: { add: 0, change: 0, destroy: 0 } } }))).toBeNull();
    expect(pastApplyOf(record({ action: "destroy", result: { ...result, counts } }))).toBeNull();
    expect(pastApplyOf(record({ outcome: "rolled-back", result: { ...result, counts, backupKey: null } }))).toMatchObject({
      failed: true,
      first: true,
      types: null,
    });
  });
});

describe("a history with a known truth", () => {
  const history = riskyHistory({ applies: 3_000, strength: 1, seed: 11, until });
  const { model, evaluation } = trainRisk(history, NOW);

  it("is told apart nearly as well as the truth itself could", () => {
    const held = history.slice(1_500);
    const pairs = held
      .filter(({ failed }) => failed)
      .flatMap((bad) => held.filter(({ failed }) => !failed).map((good) => bad.truth - good.truth));
    const best = pairs.reduce((sum, more) => sum + (more > 0 ? 1 : more === 0 ? 0.5 : 0), 0) / pairs.length;
    expect(uselessness(evaluation)).toBeNull();
    expect(best).toBeGreaterThan(0.65);
    expect(evaluation.auc ?? 0).toBeGreaterThan(best - 0.04);
    expect(evaluation.logLoss).toBeLessThan(evaluation.logLossOfBaseRate);
  });

  it("is forecast as often as it fails, in every group", () => {
    expect(evaluation.groups.length).toBe(5);
    for (const { expected, failed, forecasts } of evaluation.groups)
      expect(Math.abs(expected - failed)).toBeLessThan(3 * Math.sqrt((expected * (1 - expected)) / forecasts) + 0.02);
  });

  it("gives an estimate near the truth, with its reasons in words", () => {
    const replaced: Apply = {
      deployment: "x",
      at: until,
      first: false,
      counts: { add: 1, change: 1, destroy: 1 },
      types: { aws_s3_bucket: { update: 1 }, aws_db_instance: { replace: 1 } },
    };
    const risk = estimateRisk(model, replaced, { lastAt: until - 60 * DAY_MS, lastFailed: false });
    const truth = probabilityOf(-2 + 2 - 0.2 + 1.2);
    expect(Math.abs((risk?.probability ?? 0) - truth)).toBeLessThan(0.12);
    expect(risk?.reasons).toEqual(expect.arrayContaining(["replaces aws_db_instance", "first change in 60 days"]));
    expect(isNotable(risk ?? { probability: 0, baseRate: 1 })).toBe(true);
    const quiet: Apply = { ...replaced, counts: { add: 0, change: 1, destroy: 0 }, types: { aws_s3_bucket: { update: 1 } } };
    const low = estimateRisk(model, quiet, { lastAt: until - DAY_MS, lastFailed: false });
    expect(low?.probability ?? 1).toBeLessThan(0.15);
    expect(isNotable(low ?? { probability: 1, baseRate: 0 })).toBe(false);
  });

  it("is kept as one small object that reads back, and is forgotten when it is old", () => {
    expect(RISK_MODEL.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
    expect(JSON.stringify(model).length).toBeLessThan(10_000);
    expect(isCurrent(model, new Date(until + 90 * DAY_MS))).toBe(true);
    expect(isCurrent(model, new Date(until + 101 * DAY_MS))).toBe(false);
    expect(isCurrent(model, new Date(until - 2 * DAY_MS))).toBe(false);
  });

  it("does not depend on the order in which records are read", () => {
    expect(trainRisk(history.toReversed(), NOW).model).toEqual(model);
  });
});

describe("a history that tells nothing", () => {
  it("says so, of nearly every such history", () => {
    const useful = Array.from({ length: 60 }, (_, seed) => riskyHistory({ applies: 600, strength: 0, seed: 1_000 + seed, until })).filter(
      (history) => uselessness(evaluate(historyOf(history)).evaluation) === null,
    );
    expect(useful.length).toBeLessThanOrEqual(2);
  });

  it("gives no estimates", () => {
    const { model } = trainRisk(riskyHistory({ applies: 600, strength: 0, seed: 5, until }), NOW);
    expect(model).toMatchObject({ useful: false, features: [] });
    expect(model.why).toMatch(/no better than chance|worse than/);
    const [apply] = riskyHistory({ applies: 1, strength: 0, seed: 5, until });
    if (apply !== undefined) expect(estimateRisk(model, apply, { lastAt: null, lastFailed: false })).toBeNull();
  });

  it.each([
    [199, 1, "199 applies are known, and it takes 200"],
    [0, 1, "0 applies are known, and it takes 200"],
  ])("is one of %d applies", (applies, strength, why) => {
    expect(trainRisk(riskyHistory({ applies, strength, seed: 2, until }), NOW).model).toMatchObject({ useful: false, why });
  });

  it("is one in which next to nothing failed", () => {
    const history = riskyHistory({ applies: 400, strength: 1, seed: 2, until }).map((one, index) => ({
      ...one,
      failed: index % 100 === 0,
    }));
    expect(trainRisk(history, NOW).model.why).toBe("4 of 400 applies failed: too few to learn from");
  });
});

it.each([
  [0.25, "1 of 4"],
  [0.04, "1 of 25"],
  [0.33, "1 of 3"],
  [0.5, "1 of 2"],
  [0.62, "6 of 10"],
  [0.99, "10 of 10"],
])("says %d as %s", (probability, text) => {
  expect(oneOf(probability)).toBe(text);
});
