import { lastKnownState, type AuditRecord } from "../domain/state/audit-record.ts";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import { groupBy } from "../domain/model/groups.ts";
import { ATTEMPT_RECORD, isAttemptKey, type AttemptRecord } from "../domain/evidence/attempt.ts";
import { OVERRIDE_RECORD, type OverrideRecord } from "../domain/evidence/override.ts";
import { withdrawnComment } from "../domain/evidence/withdrawal.ts";
import { isReplanKey, REPLAN_RECORD, type ReplanRecord } from "../domain/evidence/replan.ts";
import type { RecordEvidence } from "../domain/evidence/record-evidence.ts";
import { FULL_RECORD, recordFolder, type FullRecord } from "../domain/evidence/record.ts";
import { changesByRepositories } from "../domain/state/ownership.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import type { Verifier } from "../ports/signing.ts";
import type { StateStore } from "../ports/state-store.ts";
import { allAuditRecords, auditKeysIn, AUDITS_A_TIME } from "./audit-records.ts";

type StoreFor = (account: Account) => Promise<StateStore>;

/** The distinct stores of some deployments. */
export async function storesOf(deployments: readonly Deployment[], storeFor: StoreFor): Promise<StateStore[]> {
  return await storesIn(
    deployments.map(({ account }) => account),
    storeFor,
  );
}

/** The distinct stores of some accounts. */
export async function storesIn(accounts: readonly Account[], storeFor: StoreFor): Promise<StateStore[]> {
  const distinct = new Map(accounts.map((account) => [account.id, account]));
  const stores = await Promise.all([...distinct.values()].map(storeFor));
  return [...new Map(stores.map((store) => [store.name, store])).values()];
}

/** What is of several accounts, by the store that each is kept in. */
export async function byStore<Item>(
  items: Iterable<Item>,
  accountOf: (item: Item) => Account,
  storeFor: StoreFor,
): Promise<{ store: StateStore; own: Item[] }[]> {
  const placed = await Promise.all([...items].map(async (item) => ({ item, store: await storeFor(accountOf(item)) })));
  return [...groupBy(placed, ({ store }) => store.name).values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ store: first.store, own: [first, ...more].map(({ item }) => item) }],
  );
}

/** The distinct stores of some accounts, each with those that it serves, and of whose account none can be opened, why. */
export async function openStores(
  accounts: readonly Account[],
  storeFor: StoreFor,
): Promise<{ opened: { store: StateStore; served: Account[] }[]; unopened: { account: Account; why: string }[] }> {
  const opened = new Map<string, { store: StateStore; served: Account[] }>();
  const unopened: { account: Account; why: string }[] = [];
  for (const account of accounts) {
    try {
      const store = await storeFor(account);
      const known = opened.get(store.name);
      if (known === undefined) opened.set(store.name, { store, served: [account] });
      else known.served.push(account);
    } catch (error) {
      unopened.push({ account, why: messageOf(error) });
    }
  }
  return { opened: [...opened.values()], unopened };
}

export interface PullRequestRecords extends RecordEvidence {
  /** Verified; the newest for this pull request that was not withdrawn. */
  override: OverrideRecord | null;
  /** Comments whose override was taken back. */
  withdrawn: readonly number[];
  /** Verified: plans that were made after the merge, in any order. */
  replans: readonly ReplanRecord[];
  /** Runs of such plans of the live head that no accepted key signed; null for one whose run is not known. */
  unverifiedReplans: readonly (number | null)[];
}

/**
 * Every record that the stores keep of a pull request. The store is asked and not the comment: a comment can be edited by whoever may
 * write to the repository, a record in the store by nobody.
 */
export async function readRecords(
  pull: Pick<PullRequest, "repository" | "number" | "headSha">,
  stores: readonly StateStore[],
  verifier: Verifier,
): Promise<PullRequestRecords> {
  const folder = recordFolder({ repo: { id: pull.repository.id, name: pull.repository.fullName }, pr: pull.number });
  const kept = await Promise.all(
    stores.map(async (store) => (await store.list(folder)).filter(({ key }) => key.endsWith(".jws")).map(({ key }) => ({ store, key }))),
  );
  const records = new Map<string, FullRecord>();
  const overrides: OverrideRecord[] = [];
  const attempts: AttemptRecord[] = [];
  const unverifiedRuns: (number | null)[] = [];
  const replans = new Map<string, ReplanRecord>();
  const unverifiedReplans: (number | null)[] = [];
  const withdrawn = kept.flat().flatMap(({ key }) => withdrawnComment(key) ?? []);
  for (const { store, key } of kept.flat()) {
    if (withdrawnComment(key) !== null) continue;
    const jws = new TextDecoder().decode((await store.get(key))?.body);
    if (key.includes("-override-")) {
      const override = OVERRIDE_RECORD.safeParse(await verifier.verify(jws, "tf-orchestrator-override"));
      if (override.success) overrides.push(override.data);
      continue;
    }
    if (isReplanKey(key)) {
      const replan = REPLAN_RECORD.safeParse(await verifier.verify(jws, "tf-orchestrator-replan"));
      if (replan.success) replans.set(jws, replan.data);
      else if (key.startsWith(`${folder}${pull.headSha}-`)) unverifiedReplans.push(runOf(key));
      continue;
    }
    if (isAttemptKey(key)) {
      const attempt = ATTEMPT_RECORD.safeParse(await verifier.verify(jws, "tf-orchestrator-attempt"));
      if (attempt.success) attempts.push(attempt.data);
      else if (key.startsWith(`${folder}${pull.headSha}-`)) unverifiedRuns.push(runOf(key));
      continue;
    }
    const record = FULL_RECORD.safeParse(await verifier.verify(jws, "tf-orchestrator-validation"));
    if (record.success) records.set(jws, record.data);
    else if (key.startsWith(`${folder}${pull.headSha}-`)) unverifiedRuns.push(runOf(key));
  }
  const newest = overrides.toSorted((a, b) => Date.parse(b.issued_at) - Date.parse(a.issued_at));
  const override = newest.find(({ comment_id: id }) => !withdrawn.includes(id)) ?? null;
  return {
    records: [...records.values()],
    unverifiedRuns,
    attempts,
    override,
    withdrawn,
    replans: [...replans.values()],
    unverifiedReplans,
  };
}

/** `…/{head_sha}-{run}.jws`, `….started.jws`, `….ended.jws`, `….replan.jws` */
function runOf(key: string): number | null {
  const run = /-(\d{1,15})(?:\.\d+)?(?:\.(?:started|ended|replan))?\.jws$/.exec(key)?.[1];
  return run === undefined ? null : Number(run);
}

/** So far back an older apply of the same head is looked for; behind that, a later one holds the gate anyway. */
const MOST_AUDITS = 60;

/**
 * Audit records of a deployment's account and project.
 * @returns The newest ones, null when one of them could not be read: what is unknown holds the gate.
 */
export async function readAudits(deployment: Pick<Deployment, "account" | "project">, store: StateStore): Promise<AuditRecord[] | null> {
  return await allAuditRecords(await auditKeysFor(deployment, store), store);
}

/**
 * The newest of them, as many as it takes to know the deployment's state and its owner as an apply knows them: validations are many, and mostly read a few.
 * @returns null when one of them could not be read.
 */
export async function readAuditsOfState(deployment: Deployment, store: StateStore): Promise<AuditRecord[] | null> {
  const keys = await auditKeysFor(deployment, store);
  const known: AuditRecord[] = [];
  const isKnown = () => lastKnownState(known, deployment.id) !== null && changesByRepositories(known, deployment.id).length > 0;
  // Mostly the first few know it.
  for (let start = 0; start < keys.length && !isKnown(); start += AUDITS_A_TIME) {
    const records = await allAuditRecords(keys.slice(start, start + AUDITS_A_TIME), store);
    if (records === null) return null;
    known.push(...records);
  }
  return known;
}

async function auditKeysFor({ account, project }: Pick<Deployment, "account" | "project">, store: StateStore): Promise<string[]> {
  return (await auditKeysIn(store, { account: account.name, project, since: null })).slice(0, MOST_AUDITS);
}
