import type { Account, Deployment } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import { touchedTypes } from "../domain/plan/touched-types.ts";
import { MOST_RECORDS, type Evaluation } from "../domain/risk/evaluation.ts";
import type { Before } from "../domain/risk/features.ts";
import { byTime, pastApplyOf, type PastApply } from "../domain/risk/history.ts";
import { estimateRisk, isCurrent, RISK_MODEL, RISK_MODEL_KEY, trainRisk, type Risk, type RiskModel } from "../domain/risk/model.ts";
import type { AuditRecord } from "../domain/state/audit-record.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Signer, Verifier } from "../ports/signing.ts";
import type { StateStore } from "../ports/state-store.ts";
import { auditKeysIn, eachAuditRecord } from "./audit-records.ts";
import type { Planned } from "./plan.ts";

// ── Learning ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The applies that the audit records of some stores tell of, and how many records could not be read. */
export async function readApplies(stores: readonly StateStore[]): Promise<{ applies: PastApply[]; unreadable: number }> {
  const applies: PastApply[] = [];
  let unreadable = 0;
  for (const store of stores) {
    // The newest first; what is older than the newest so many is not learnt from.
    const keys = (await auditKeysIn(store, { account: null, project: null, action: "apply", since: null })).slice(0, MOST_RECORDS);
    await eachAuditRecord(keys, store, (record) => {
      if (record === null) unreadable += 1;
      const apply = record === null ? null : pastApplyOf(record);
      if (apply !== null) applies.push(apply);
    });
  }
  return { applies, unreadable };
}

/** Learns from all stores together, and keeps in each what came of it, signed. */
export async function learnRisk(
  stores: readonly StateStore[],
  { signer, clock }: { signer: Signer; clock: Pick<Clock, "now"> },
): Promise<{ model: RiskModel; evaluation: Evaluation }> {
  const learnt = trainRisk((await readApplies(stores)).applies, clock.now());
  const body = Buffer.from(await signer.sign(learnt.model, "tf-orchestrator-risk"));
  for (const store of stores) await put(store, body);
  return learnt;
}

/** Two runs may write at once: either has learnt from the same records. */
async function put(store: StateStore, body: Uint8Array): Promise<void> {
  const object = await store.get(RISK_MODEL_KEY);
  if (object === null) await store.create(RISK_MODEL_KEY, body);
  else await store.replace(RISK_MODEL_KEY, body, object.etag);
}

// ── Estimating ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What history says of the applies of an account's deployments; null: nothing that can be believed. */
export type RiskModelOf = (account: Account) => Promise<RiskModel | null>;

/** Reads each store's model once in a run. What cannot be read is unknown. */
export function openRiskModels({
  storeFor,
  verifier,
  clock,
  log,
}: {
  storeFor: (account: Account) => Promise<StateStore>;
  verifier: Verifier;
  clock: Clock;
  log: Log;
}): RiskModelOf {
  const models = new Map<string, Promise<RiskModel | null>>();
  const read = async (store: StateStore): Promise<RiskModel | null> => {
    const object = await store.get(RISK_MODEL_KEY);
    if (object === null) return null;
    const jws = new TextDecoder().decode(object.body);
    const model = RISK_MODEL.safeParse(await verifier.verify(jws, "tf-orchestrator-risk"));
    if (!model.success) log.warning(`${store.name}/${RISK_MODEL_KEY} is not signed with a key that is accepted here: it is not asked`);
    return model.success && isCurrent(model.data, clock.now()) ? model.data : null;
  };
  return async (account) => {
    try {
      const store = await storeFor(account);
      const reading = models.get(store.name) ?? read(store);
      models.set(store.name, reading);
      return await reading;
    } catch (error) {
      log.warning(`what history says of risks could not be read: ${messageOf(error)}`);
      return null;
    }
  };
}

/** With how likely its apply fails, if it were applied now. @param first The deployment has no state yet. */
export async function withRisk(
  planned: Planned,
  { first, audits }: { first: boolean; audits: readonly AuditRecord[] },
  { risk: modelOf, clock }: { risk?: RiskModelOf; clock: Pick<Clock, "now"> },
): Promise<Planned> {
  const { status, deployment, counts, changes } = planned.result;
  if (modelOf === undefined || status !== "planned") return planned;
  const model = await modelOf(deployment.account);
  if (model === null) return planned;
  const told = (risk: Risk | null) => (risk === null ? planned : { ...planned, result: { ...planned.result, risk } });
  // What touches no resource cannot fail at one: that is known, and no rule has to hold because of it.
  if (counts.add + counts.change + counts.destroy === 0)
    return told(model.useful ? { probability: 0, baseRate: model.base_rate, reasons: [] } : null);
  const apply = { deployment: deployment.id, at: clock.now().getTime(), first, counts, types: touchedTypes(changes) };
  return told(estimateRisk(model, apply, beforeOf(deployment, audits)));
}

function beforeOf({ id }: Deployment, audits: readonly AuditRecord[]): Before {
  const own = audits.flatMap((record) => (record.deployment.id === id ? (pastApplyOf(record) ?? []) : []));
  const last = own.toSorted(byTime).at(-1);
  return { lastAt: last?.at ?? null, lastFailed: last?.failed ?? false };
}
