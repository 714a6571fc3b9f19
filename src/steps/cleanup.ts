import { deploymentIdOf, TAKEN_FOLDERS } from "../domain/controller/state-key.ts";
import {
  forgettable,
  isOlderThan,
  LONGEST_RUN_DAYS,
  pullRequestFolder,
  summedUp,
  whyStartStays,
  type CleanupKind,
  type CleanupReport,
  type Kept,
  type Leaving,
} from "../domain/state/cleanup.ts";
import { LOOKS, readLook, stateKeyOfLook } from "../domain/drift/look.ts";
import { ROLLOUTS } from "../domain/rollout/record.ts";
import { RUNS, runOfKey } from "../domain/evidence/fleet.ts";
import { FULL_RECORD } from "../domain/evidence/record.ts";
import type { Account } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import { groupBy } from "../domain/model/groups.ts";
import { isOpenIncident } from "../domain/notify/memory.ts";
import { parseAuditKey, type AuditRecord } from "../domain/state/audit-record.ts";
import { backupsOf, parseBackupKey } from "../domain/state/backup.ts";
import { readState } from "../domain/state/file.ts";
import { auditsToKeep, expiredAudits, expiredBackups, type Retention } from "../domain/state/retention.ts";
import { readStarts } from "../domain/state/run-start.ts";
import { parsedJson } from "../domain/text/json-values.ts";
import { counted } from "../render/words.ts";
import type { Clock } from "../ports/clock.ts";
import type { Runs } from "../ports/runs.ts";
import type { StateStore } from "../ports/state-store.ts";
import { deedRecordOf, writeAudit, type AuditFrame } from "./audit.ts";
import { eachAuditRecord } from "./audit-records.ts";
import { openStores } from "./evidence.ts";
import { bareDeployment, stateOf, type FoundState } from "./found-state.ts";
import { sideBySide } from "./side-by-side.ts";
import { goesOnFrom, newestGood } from "./state.ts";

export interface CleanupQuestion {
  /** Nothing is removed. */
  dryRun: boolean;
  retention: Retention;
  stateKeyTemplate: string;
  /** All of the controller. */
  accounts: readonly Account[];
  frame: AuditFrame;
}

export interface CleanupPorts {
  storeFor: (account: Account) => Promise<StateStore>;
  clock: Clock;
  /** null: there is no GitHub to ask whether a run has ended. */
  runs: Runs | null;
  signal: AbortSignal;
}

/** What may go from a store, and what stays. */
interface Looked {
  leaving: Leaving[];
  kept: Kept[];
}

/**
 * Removes what retention lets go from the stores of all accounts, each object only while it is the one that was looked at, and audits that by
 * deployment. What anybody may still need stays: the newest good backup of each state, the audit records that recovery and the gates ask, records of
 * pull requests that are not old as a whole, start records of runs that may have changed something. What nobody can tell stays, too.
 */
export async function cleanUp(question: CleanupQuestion, ports: CleanupPorts): Promise<CleanupReport> {
  const report: CleanupReport = { dryRun: question.dryRun, removed: [], kept: [], problems: [] };
  const { opened, unopened } = await openStores(question.accounts, ports.storeFor);
  for (const { account, why } of unopened) report.problems.push(`the store of account ${account.name} cannot be cleaned: ${why}`);
  for (const { store } of opened) {
    const seen = await lookAt(store, question, report, ports);
    report.kept.push(...seen.kept);
    const known = await withDeployments(seen.leaving, question, ports, report);
    for (const [state, leaving] of known) {
      if (ports.signal.aborted) break;
      const gone = question.dryRun ? [...leaving] : await removeAll(leaving, store, report);
      for (const each of gone) report.removed.push({ ...each, store: store.name });
      if (!question.dryRun && state !== null && gone.length > 0) await audit(state, gone, question, report, ports);
    }
  }
  return { ...report, kept: summedUp(report.kept) };
}

async function lookAt(
  store: StateStore,
  { retention }: CleanupQuestion,
  { problems }: CleanupReport,
  { clock, runs }: CleanupPorts,
): Promise<Looked> {
  const now = clock.now();
  const looks: [CleanupKind, () => Promise<Looked>][] = [
    ["backups", async () => await oldBackups(store, retention.backupDays, now)],
    ["audit records", async () => await oldAudits(store, retention.auditDays, now)],
    ["records", async () => await oldRecords(store, retention.auditDays, now)],
    ["start records", async () => await deadStarts(store, runs, now)],
    ["shared runs", async () => await oldRuns(store, now)],
    ["looks", async () => await looksAtNothing(store, retention.auditDays, now)],
    ["notifications", async () => await oldNotifications(store, retention.auditDays, now)],
    ["rollouts", async () => await oldRollouts(store, retention.auditDays, now)],
  ];
  const all: Looked = { leaving: [], kept: [] };
  for (const [kind, look] of looks) {
    try {
      const { leaving, kept } = await look();
      all.leaving = [...all.leaving, ...leaving];
      all.kept = [...all.kept, ...summedUp(kept)];
    } catch (error) {
      problems.push(`${kind} in ${store.name} could not be looked at, so they stay: ${messageOf(error)}`);
    }
  }
  return all;
}

/** Backups, states of failed applies, and states that could not be written. */
async function oldBackups(store: StateStore, days: number, now: Date): Promise<Looked> {
  const kind = "backups";
  const listed = [...(await store.list("backups/")), ...(await store.list("failed/"))];
  const found: Looked = { leaving: [], kept: [] };
  const keep = (count: number, why: string) => found.kept.push({ kind, count, why });
  const backups = listed.flatMap(({ key }) => parseBackupKey(key) ?? []);
  keep(listed.length - backups.length, "their names are none of backups");
  for (const [stateKey, own] of groupBy(backups, (backup) => backup.stateKey)) {
    const old = own.filter(({ takenAt }) => isOlderThan(takenAt, days, now)).length;
    keep(own.length - old, `they are not older than ${days} days`);
    if (old === 0) continue;
    const object = await store.get(stateKey);
    const state = object === null ? null : readState(object.body);
    if (state !== null && state.kind !== "state") {
      keep(old, "their state cannot be read, and any of them may be what it goes back to");
      continue;
    }
    const keys = own.map(({ key }) => key);
    const newest = await newestGood(
      store,
      backupsOf(keys, stateKey).map(({ key }) => key),
      state?.lineage ?? null,
    );
    const expired = expiredBackups(keys, new Map(newest === null ? [] : [[stateKey, newest]]), days, now);
    keep(
      old - expired.length,
      newest === null ? "no backup of their state is good, and any of them may be needed" : "each is the newest good one",
    );
    for (const key of expired) {
      if (parseBackupKey(key)?.kind === "errored" && goesOnFrom(readState((await store.get(key))?.body ?? new Uint8Array()), state))
        keep(1, "they are newer than their states, which an apply could not write");
      else found.leaving.push({ kind, key, deployment: deploymentIdOf(stateKey) });
    }
  }
  return found;
}

async function oldAudits(store: StateStore, days: number, now: Date): Promise<Looked> {
  const kind = "audit records";
  const listed = await store.list("audit-logs/", { namesOnly: true });
  const found: Looked = { leaving: [], kept: [] };
  const keep = (count: number, why: string) => found.kept.push({ kind, count, why });
  const keys = listed.flatMap(({ key }) => (parseAuditKey(key) === null ? [] : [key]));
  keep(listed.length - keys.length, "their names are none of audit records");
  // What is kept of a deployment depends on all that is known of it, which is in one folder.
  for (const [, folder] of groupBy(keys, (key) => key.slice(0, key.lastIndexOf("/")))) {
    const old = new Set(expiredAudits(folder, new Set(), days, now));
    keep(folder.length - old.size, `they are not older than ${days} days`);
    if (old.size === 0) continue;
    const entries: { key: string; record: AuditRecord }[] = [];
    await eachAuditRecord(folder, store, (record, key) => {
      if (record !== null) entries.push({ key, record });
    });
    const needed = auditsToKeep(entries);
    const expired = entries.filter((entry) => old.has(entry.key) && !needed.has(entry));
    const unread = [...old].filter((key) => !entries.some((entry) => entry.key === key)).length;
    keep(unread, "they cannot be read");
    keep(old.size - unread - expired.length, "recovery and the gates still need them");
    for (const { key, record } of expired) found.leaving.push({ kind, key, deployment: record.deployment.id });
  }
  return found;
}

/**
 * Records of a pull request go together, the oldest first: one that takes an override back must not go before the override, nor one that failed
 * before one that passed.
 */
async function oldRecords(store: StateStore, days: number, now: Date): Promise<Looked> {
  const kind = "records";
  const listed = await store.list("records/");
  const found: Looked = { leaving: [], kept: [] };
  const keep = (count: number, why: string) => found.kept.push({ kind, count, why });
  const groups = groupBy(listed, ({ key }) => pullRequestFolder(key) ?? "");
  for (const [folder, own] of groups) {
    if (folder === "") keep(own.length, "their names are none of records");
    else if (!own.every(({ modifiedAt }) => isOlderThan(modifiedAt, days, now)))
      keep(own.length, `their pull requests have records that are not older than ${days} days`);
    else {
      const deployment = await deploymentIn(own, store);
      const oldestFirst = own.toSorted((a, b) => a.modifiedAt.getTime() - b.modifiedAt.getTime() || (a.key < b.key ? -1 : 1));
      if (deployment === null) keep(own.length, "nobody can tell which deployments they are of");
      else found.leaving.push(...oldestFirst.map(({ key }) => ({ kind, key, deployment, chain: folder }) as const));
    }
  }
  return found;
}

/** A deployment that records of a pull request are about: its audit record tells that they went. They need not verify for that. */
async function deploymentIn(records: readonly { key: string }[], store: StateStore): Promise<string | null> {
  for (const { key } of records.filter((record) => record.key.endsWith(".jws")).toReversed()) {
    const jws = new TextDecoder().decode((await store.get(key))?.body ?? new Uint8Array());
    const record = FULL_RECORD.safeParse(parsedJson(Buffer.from(jws.split(".")[1] ?? "", "base64url").toString()));
    const [deployment] = record.success ? record.data.deployments : [];
    if (deployment !== undefined) return deployment.id;
  }
  return null;
}

async function deadStarts(store: StateStore, runs: Runs | null, now: Date): Promise<Looked> {
  const kind = "start records";
  const found: Looked = { leaving: [], kept: [] };
  for (const { key } of await store.list("starts/")) {
    const object = await store.get(key);
    if (object === null) continue;
    const [start, ...more] = readStarts(object.body) ?? [];
    if (start === undefined) {
      found.kept.push({ kind, count: 1, why: "they cannot be read" });
      continue;
    }
    const ended = start.run === null || runs === null ? null : await runs.hasEnded(start.run);
    const why = whyStartStays(start, ended, now);
    if (why === null) found.leaving.push({ kind, key, deployment: more.length === 0 ? start.deployment : null });
    else found.kept.push({ kind, count: 1, why });
  }
  return found;
}

/** What runners of one run left for each other, when none of them came to remove it. Nobody reads it again. */
async function oldRuns(store: StateStore, now: Date): Promise<Looked> {
  const kind = "shared runs";
  const found: Looked = { leaving: [], kept: [] };
  for (const { key, modifiedAt } of await store.list(RUNS)) {
    if (runOfKey(key) === null) found.kept.push({ kind, count: 1, why: "their names are none of runs" });
    else if (isOlderThan(modifiedAt, LONGEST_RUN_DAYS, now)) found.leaving.push({ kind, key, deployment: null });
    else found.kept.push({ kind, count: 1, why: "their runs may not have ended" });
  }
  return found;
}

/** Looks at states that are gone, and were found clean by the last one: there was nothing left to lose. */
async function looksAtNothing(store: StateStore, days: number, now: Date): Promise<Looked> {
  const kind = "looks";
  const [listed, states] = await Promise.all([store.list(LOOKS), store.list("", { without: TAKEN_FOLDERS, namesOnly: true })]);
  const there = new Set(states.map(({ key }) => key));
  const found: Looked = { leaving: [], kept: [] };
  const keep = (why: string) => found.kept.push({ kind, count: 1, why });
  for (const { key, modifiedAt } of listed) {
    const stateKey = stateKeyOfLook(key);
    if (stateKey === null || there.has(stateKey)) keep("their states are there");
    else if (!isOlderThan(modifiedAt, days, now)) keep(`they are not older than ${days} days`);
    else {
      const object = await store.get(key);
      if (object === null) continue;
      const { body, etag } = object;
      if (readLook(body)?.kinds.length === 0) found.leaving.push({ kind, key, etag, deployment: deploymentIdOf(stateKey) });
      else keep("their states are gone, and the last look did not find that right");
    }
  }
  return found;
}

/** What notifications remember. It proves nothing: no audit record tells that it went. */
async function oldNotifications(store: StateStore, days: number, now: Date): Promise<Looked> {
  const kind = "notifications";
  const found: Looked = { leaving: [], kept: [] };
  const keep = (why: string) => found.kept.push({ kind, count: 1, why });
  for (const { key, modifiedAt } of await store.list("notifications/")) {
    const what = forgettable(key);
    if (what === null) keep("what they remember lasts");
    else if (!isOlderThan(modifiedAt, days, now)) keep(`they are not older than ${days} days`);
    else {
      const object = await store.get(key);
      if (object === null) continue;
      const { body, etag } = object;
      if (what === "incident" && isOpenIncident(body)) keep("their incidents are open");
      else found.leaving.push({ kind, key, etag, deployment: null });
    }
  }
  return found;
}

/** Records of rollouts that took no step for long. Who continued or stopped them is audited by itself; where one is missed, a new one waits for somebody. */
async function oldRollouts(store: StateStore, days: number, now: Date): Promise<Looked> {
  const kind = "rollouts";
  const found: Looked = { leaving: [], kept: [] };
  for (const { key, modifiedAt } of await store.list(ROLLOUTS)) {
    const object = isOlderThan(modifiedAt, days, now) ? await store.get(key) : null;
    if (object === null) found.kept.push({ kind, count: 1, why: `they are not older than ${days} days` });
    else found.leaving.push({ kind, key, etag: object.etag, deployment: null });
  }
  return found;
}

/** By the deployment whose audit record tells of it. What is of no account of the controller stays: nobody could be told. */
async function withDeployments(
  leaving: readonly Leaving[],
  { stateKeyTemplate, accounts }: CleanupQuestion,
  { storeFor }: CleanupPorts,
  report: CleanupReport,
): Promise<[FoundState | null, Leaving[]][]> {
  const known: [FoundState | null, Leaving[]][] = [];
  for (const [id, own] of groupBy(leaving, ({ deployment }) => deployment)) {
    const state = id === null ? null : await stateOf(id, stateKeyTemplate, accounts, storeFor).catch(() => "unknown" as const);
    if (state === "unknown")
      for (const { kind } of own) report.kept.push({ kind, count: 1, why: "accounts.yaml has no account that they are of" });
    else known.push([state, own]);
  }
  return known;
}

const AT_ONCE = 10;

/** @returns Those that went. */
async function removeAll(leaving: readonly Leaving[], store: StateStore, report: CleanupReport): Promise<Leaving[]> {
  const gone: Leaving[] = [];
  const chains = [...groupBy(leaving, ({ chain, key }) => chain ?? key).values()];
  await sideBySide(
    chains,
    AT_ONCE,
    () => true,
    async (chain) => {
      for (const [index, each] of chain.entries()) {
        const problem = await removeOne(each, store);
        if (problem === null) gone.push(each);
        else {
          report.problems.push(problem);
          report.kept.push({ kind: each.kind, count: chain.length - index, why: "they could not be removed" });
          break;
        }
      }
    },
  );
  return gone;
}

/** @returns Why it is still there; null: it is not. */
async function removeOne({ key, etag }: Leaving, store: StateStore): Promise<string | null> {
  try {
    if ((await store.remove(key, etag ?? null)) === "removed" || (await store.get(key)) === null) return null;
    return `${store.name}/${key} stays: it changed while it was looked at`;
  } catch (error) {
    return `${store.name}/${key} could not be removed: ${messageOf(error)}`;
  }
}

async function audit(
  state: FoundState,
  gone: readonly Leaving[],
  { frame, stateKeyTemplate }: CleanupQuestion,
  report: CleanupReport,
  { clock }: CleanupPorts,
): Promise<void> {
  const deployment = bareDeployment(state, stateKeyTemplate);
  const output = [`removed ${counted(gone.length, "object")} that retention lets go:`, ...gone.map(({ key }) => key)].join("\n");
  try {
    await writeAudit(deedRecordOf("cleanup", output, deployment, frame, clock.now()), frame, state.store);
  } catch (error) {
    report.problems.push(`${deployment.id}: ${gone.length} objects were removed, audit missing: ${messageOf(error)}`);
  }
}
