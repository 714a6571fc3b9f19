import { configurationReferences } from "../domain/plan/references.ts";
import { joinsOf, type AppliedOnce, type Join } from "../domain/advise/joins.ts";
import { splitOf, type Measured, type Split, type SplitQuestion } from "../domain/advise/split.ts";
import { managedIn, type ManagedInstance } from "../domain/migrate/state-parts.ts";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import type { PlanJson } from "../domain/model/plan.ts";
import { durationsOf, durationsOfRuns, PLAN_DURATIONS, readDurations, type Durations, type Took } from "../domain/run/durations.ts";
import { readState } from "../domain/state/file.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateStore } from "../ports/state-store.ts";
import { auditKeysIn, eachAuditRecord } from "./audit-records.ts";

/** So far back applies are looked at. */
export const ADVICE_DAYS = 180;
/** Of each account, the newest. */
const MOST_RECORDS = 1_000;
/** Of deployments that nobody named, smaller ones are not looked at. */
const WORTH_A_LOOK = 30;

export interface AdvisePorts {
  storeFor: (account: Account) => Promise<StateStore>;
  clock: Clock;
  /** What a plan of a deployment says, where there is one. */
  planOf: (deployment: Deployment) => Promise<PlanJson | null>;
}

export interface AdviseQuestion {
  /** Those that may be split or joined. */
  deployments: readonly Deployment[];
  /** All that there are. */
  known: readonly Deployment[];
  accounts: readonly Account[];
  stateKeyTemplate: string;
  /** Somebody named it: it is looked at whatever its size. */
  named: boolean;
}

export interface Advice {
  splits: Split[];
  /** What stays as it is, as far as it was looked at, and why. */
  kept: { name: string; why: string }[];
  joins: Join[];
}

/** Reads the states, plans and records of some deployments, and says which are too large and which belong together. Writes nothing. */
export async function advise(question: AdviseQuestion, ports: AdvisePorts): Promise<Advice> {
  const { deployments } = question;
  const accounts = [...new Map(deployments.map(({ account }) => [account.id, account])).values()];
  const histories = new Map<string, History>();
  for (const account of accounts) histories.set(account.id, await historyOf(account, ports));
  const advice: Advice = { splits: [], kept: [], joins: [] };
  for (const deployment of deployments) {
    const { id: name, account, region, project, services } = deployment;
    const resources = await resourcesOf(deployment, ports);
    if (resources === null) {
      advice.kept.push({ name, why: "it has no state that can be read" });
      continue;
    }
    if (!question.named && resources.length < WORTH_A_LOOK) continue;
    const measured = measuredOf(name, histories.get(account.id));
    const split = splitOf({ ...splitBase(question), name, resources, of: { account, region, project, services }, measured });
    if ("why" in split) advice.kept.push({ name, why: split.why });
    else advice.splits.push(split);
  }
  const ids = new Set(deployments.map(({ id }) => id));
  advice.joins = joinsOf([...histories.values()].flatMap(({ applies }) => applies.filter(({ id }) => ids.has(id))));
  return advice;
}

function splitBase({
  accounts,
  stateKeyTemplate,
  known,
}: AdviseQuestion): Pick<SplitQuestion, "accounts" | "stateKeyTemplate" | "deployments"> {
  return { accounts, stateKeyTemplate, deployments: known };
}

/** null: there is no state, or none that can be read. */
async function resourcesOf(deployment: Deployment, { storeFor, planOf }: AdvisePorts): Promise<ManagedInstance[] | null> {
  const object = await (await storeFor(deployment.account)).get(deployment.stateKey);
  if (object === null || readState(object.body).kind !== "state") return null;
  return withPlan(managedIn(object.body), await planOf(deployment));
}

/** Resources that refer to each other as the state says, and as the code says by a plan. */
export function withPlan(resources: readonly ManagedInstance[], plan: PlanJson | null): ManagedInstance[] {
  if (plan === null) return [...resources];
  const references = configurationReferences(plan);
  return resources.map((resource) => ({
    ...resource,
    dependencies: [...new Set([...resource.dependencies, ...(references.get(resource.config) ?? [])])],
  }));
}

/** What an account's store tells of the past. */
interface History {
  plans: Durations;
  applyMs: Durations;
  applies: AppliedOnce[];
  /** By deployment, also those without a pull request. */
  count: Map<string, number>;
}

async function historyOf(account: Account, { storeFor, clock }: AdvisePorts): Promise<History> {
  const store = await storeFor(account);
  const since = new Date(clock.now().getTime() - ADVICE_DAYS * 24 * 60 * 60 * 1000);
  const [stored, keys] = await Promise.all([
    store.get(PLAN_DURATIONS),
    auditKeysIn(store, { account: account.name, project: null, action: "apply", since }),
  ]);
  const records: { at: string; took: Took; apply: AppliedOnce | null }[] = [];
  await eachAuditRecord(keys.slice(0, MOST_RECORDS), store, (record) => {
    if (record?.outcome !== "succeeded") return;
    const { deployment, result, metadata } = record;
    const { repository, pull_request: number } = metadata;
    records.push({
      at: record.timestamp,
      took: { deployment: { id: deployment.id, services: deployment.services }, ms: result.duration_seconds * 1000 },
      apply:
        repository === null || number === null
          ? null
          : {
              id: deployment.id,
              change: `${repository}#${number}`,
              place: `${deployment.account_id} ${deployment.region} ${deployment.environment}`,
              resources: result.state?.resources ?? null,
            },
    });
  });
  records.sort((a, b) => (a.at < b.at ? 1 : -1));
  const count = new Map<string, number>();
  for (const { took } of records) count.set(took.deployment.id, (count.get(took.deployment.id) ?? 0) + 1);
  return {
    plans: durationsOf([readDurations(stored?.body ?? null)]),
    applyMs: durationsOfRuns(records.map(({ took }) => took).reverse()),
    applies: records.flatMap(({ apply }) => apply ?? []),
    count,
  };
}

function measuredOf(id: string, history: History | undefined): Measured {
  if (history === undefined) return UNMEASURED;
  const others = [...history.plans.deployments].flatMap(([other, ms]) => (other === id ? [] : [ms]));
  return {
    planMs: history.plans.deployments.get(id) ?? null,
    applyMs: history.applyMs.deployments.get(id) ?? null,
    applies: history.count.get(id) ?? 0,
    quickestMs: others.length === 0 ? null : Math.min(...others),
  };
}

/** Of a state that is in none of the stores. */
export const UNMEASURED: Measured = { planMs: null, applyMs: null, applies: 0, quickestMs: null };
