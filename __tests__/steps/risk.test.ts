import { expect, it } from "@jest/globals";
import { generateKeys, openSigner, openVerifier } from "../../src/adapters/signing.ts";
import { RISK_MODEL_KEY } from "../../src/domain/risk/model.ts";
import { buildAuditRecord } from "../../src/domain/state/audit-record.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import { WITHOUT_PLAN, type Planned } from "../../src/steps/plan.ts";
import { learnRisk, openRiskModels, withRisk } from "../../src/steps/risk.ts";
import { auditInput, DATA } from "../helpers/gates.ts";
import { memoryStore } from "../helpers/memory-ports.ts";
import { quietLog } from "../helpers/quiet-log.ts";
import { keepHistory, riskyHistory } from "../helpers/risky-history.ts";
import { created, result } from "../render/report-builders.ts";

const NOW = new Date("2026-11-25T10:00:00Z");
const KEYS = generateKeys();
const clock = { now: () => NOW, elapsed: () => 0 };

async function learntStore(strength = 1): Promise<ReturnType<typeof memoryStore>> {
  const store = memoryStore(() => NOW);
  await keepHistory(
    riskyHistory({ applies: 900, strength, seed: 21, until: NOW.getTime() - 3_600_000, risky: { create: "aws_db_instance" } }),
    store,
  );
  await learnRisk([store], { signer: openSigner(KEYS.signingKey), clock });
  return store;
}

function modelsOf(store: StateStore) {
  const warnings: string[] = [];
  const log = { ...quietLog(), warning: (text: string) => void warnings.push(text) };
  const verifier = openVerifier(KEYS.verifyKey);
  return { warnings, risk: openRiskModels({ storeFor: () => Promise.resolve(store), verifier, clock, log }) };
}

const planned = (counts: { add: number; change: number; destroy: number }, type = "aws_db_instance"): Planned => ({
  ...WITHOUT_PLAN,
  result: result(DATA, { counts, changes: counts.add === 0 ? [] : [created(`${type}.this`)] }),
});

const ADDS = { add: 1, change: 0, destroy: 0 };

it("knows what is touched, how long ago the last apply was and how it ended, by the records of the deployment alone", async () => {
  const { risk } = modelsOf(await learntStore());
  const audits = (failed: boolean, id = DATA) => {
    const input = auditInput(id, { at: new Date(NOW.getTime() - 40 * 86_400_000), outcome: failed ? "failed" : "succeeded" });
    return [buildAuditRecord(input)];
  };
  const of = async (...given: [Planned, { first: boolean; audits: ReturnType<typeof audits> }]) =>
    (await withRisk(...given, { risk, clock })).result.risk;
  const risky = await of(planned(ADDS), { first: false, audits: audits(false) });
  expect(risky?.reasons.slice(0, 2)).toEqual(["creates aws_db_instance", "first change in 40 days"]);
  const plain = await of(planned(ADDS, "aws_s3_bucket"), { first: false, audits: [] });
  expect(risky?.probability ?? 0).toBeGreaterThan(plain?.probability ?? 1);
  expect(await of(planned(ADDS), { first: false, audits: audits(false, `${DATA}-2`) })).not.toEqual(risky);
});

it("is nothing, and known, where no resource is touched", async () => {
  const { risk } = modelsOf(await learntStore());
  const quiet = await withRisk(planned({ add: 0, change: 0, destroy: 0 }), { first: false, audits: [] }, { risk, clock });
  expect(quiet.result.risk).toMatchObject({ probability: 0, reasons: [] });
});

it("is unknown where history tells nothing, nothing was learnt, or the store does not answer", async () => {
  const unknown = async (store: StateStore) => {
    const { risk, warnings } = modelsOf(store);
    const told = await withRisk(planned(ADDS), { first: true, audits: [] }, { risk, clock });
    expect(told.result.risk).toBeUndefined();
    return warnings;
  };
  expect(await unknown(await learntStore(0))).toEqual([]);
  expect(await unknown(memoryStore(() => NOW))).toEqual([]);
  const broken = { ...memoryStore(() => NOW), get: () => Promise.reject(new Error("AccessDenied")) };
  expect(await unknown(broken)).toEqual(["what history says of risks could not be read: AccessDenied"]);
});

it("is one object in each store, read once in a run", async () => {
  const store = await learntStore();
  let reads = 0;
  const counting: StateStore = {
    ...store,
    get: async (key) => {
      if (key === RISK_MODEL_KEY) reads += 1;
      return await store.get(key);
    },
  };
  const { risk } = modelsOf(counting);
  for (let count = 0; count < 3; count += 1) await withRisk(planned(ADDS), { first: true, audits: [] }, { risk, clock });
  expect(reads).toBe(1);
  expect((await store.get(RISK_MODEL_KEY))?.body.length).toBeLessThan(10_000);
});
