import { randomBytes } from "node:crypto";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import { messageOf, RefusedError, ToolError } from "../domain/model/errors.ts";
import type { DeploymentResult } from "../domain/report/report.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import { backupsOf } from "../domain/state/backup.ts";
import { describeLock, isOldLock, parseLockError, type StateLock } from "../domain/state/lock.ts";
import {
  diedFinding,
  mayHaveChanged,
  mayHaveLocked,
  isPlansStartKey,
  readStarts,
  startKey,
  STARTS,
  startsFolder,
  startText,
  type OpenStart,
  type RunStart,
  type RunStarter,
} from "../domain/state/run-start.ts";
import type { Log } from "../ports/log.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import type { Clock } from "../ports/clock.ts";
import type { Runs } from "../ports/runs.ts";
import type { StateStore } from "../ports/state-store.ts";

export interface StartPorts {
  storeFor: (account: Account) => Promise<StateStore>;
  clock: Clock;
  /** null: there is no GitHub to ask. */
  runs: Runs | null;
}

/** For whom a hold is asked. */
export interface HoldRequest extends RunStarter {
  /** The controller names this repository as the owner, or there is none to compare. */
  mayTakeOver: boolean;
}

/** A run's hold on a deployment, from before it takes the state's lock until it has ended. */
export interface Hold {
  /** Of its start record. */
  key: string;
  /** Those that were there before and have not been taken back; without those of plans, which change nothing. */
  others: FoundStart[];
  /** Takes the start record back. Returns what went wrong. */
  end: () => Promise<string | null>;
}

export interface FoundStart extends OpenStart {
  key: string;
}

/** Says in the store that a run begins to work on a deployment, before it takes the lock. */
export type Begin = (deployment: Deployment, request: HoldRequest, ports: StartPorts) => Promise<Hold>;

/**
 * Says in the store that a run begins to work on a deployment, before it takes the lock.
 * @throws ToolError when it cannot be said: then nobody could tell later whose lock it is.
 */
export async function beginOn(deployment: Deployment, { mayTakeOver, ...starter }: HoldRequest, ports: StartPorts): Promise<Hold> {
  const store = await ports.storeFor(deployment.account);
  const start: RunStart = { v: 1, deployment: deployment.id, ...starter, started_at: ports.clock.now().toISOString() };
  const key = startKey(deployment.stateKey, start, randomBytes(4).toString("hex"));
  const others = await othersOn(deployment, { mayTakeOver, ...starter }, store, ports);
  if ((await store.create(key, Buffer.from(JSON.stringify(start)))) === "exists")
    throw new ToolError("start record", null, `${store.name}/${key} exists already`);
  return {
    key,
    others,
    end: async () => {
      try {
        await removeStart(key, store);
        return null;
      } catch (error) {
        return `${deployment.id}: its start record ${key} could not be removed: ${messageOf(error)}`;
      }
    },
  };
}

/**
 * Whoever else works on a deployment's state, or died there.
 * @throws RefusedError when it belongs to another repository.
 */
export async function othersOn(
  deployment: Deployment,
  request: HoldRequest,
  store: StateStore,
  ports: Pick<StartPorts, "runs">,
): Promise<FoundStart[]> {
  const { starts } = await startsOn(deployment, store, ports);
  refuseForeign(starts, request);
  return starts;
}

/** Before its audit record is written, the start record of an apply is all that tells whose the state is. */
function refuseForeign(others: readonly FoundStart[], { repository, mayTakeOver }: HoldRequest): void {
  if (repository === null || mayTakeOver) return;
  const foreign = others.find(({ start }) => mayHaveChanged(start) && start.repository !== null && start.repository !== repository);
  if (foreign !== undefined)
    throw new RefusedError(
      `${startText(foreign.start)} works on this state, or died there: it belongs to ${foreign.start.repository}`,
      "Give it another project, or have it handed over: owners in accounts.yaml.",
    );
}

/** The start records that lie at a deployment's state, the oldest first. Each run is asked about, its own ones included. */
export async function startsOn(
  { id, stateKey }: Pick<Deployment, "id" | "stateKey">,
  store: StateStore,
  { runs }: Pick<StartPorts, "runs">,
): Promise<FoundStarts> {
  return await startsAmong(await store.list(startsFolder(stateKey)), id, store, runs);
}

/** Those of plans that speak of a deployment, the oldest first: only whoever meets a lock wants to know of them. */
export async function plansStartsOn(
  { id }: Pick<Deployment, "id">,
  store: StateStore,
  { runs }: Pick<StartPorts, "runs">,
): Promise<FoundStarts> {
  return await startsAmong(
    (await store.list(STARTS)).filter(({ key }) => isPlansStartKey(key)),
    id,
    store,
    runs,
  );
}

interface FoundStarts {
  starts: FoundStart[];
  /** Keys of what cannot be read. */
  unread: string[];
}

async function startsAmong(listed: readonly { key: string }[], id: string, store: StateStore, runs: Runs | null): Promise<FoundStarts> {
  const found = await Promise.all(
    listed.map(async ({ key }) => {
      const object = await store.get(key);
      // One that was taken back in between is none any more.
      if (object === null) return null;
      const starts = readStarts(object.body);
      if (starts === null) return key;
      const start = starts.find(({ deployment }) => deployment === id);
      return start === undefined ? null : { key, start, ended: await endedOf(start, runs) };
    }),
  );
  return {
    starts: found.filter((one) => one !== null && typeof one !== "string"),
    unread: found.filter((one) => typeof one === "string"),
  };
}

async function endedOf({ run }: RunStart, runs: Runs | null): Promise<boolean | null> {
  return run === null || runs === null ? null : await runs.hasEnded(run);
}

/** A start record has done its work: its run ended, and the next one has told of it. */
export async function removeStart(key: string, store: StateStore): Promise<void> {
  await store.remove(key, null);
}

/** Does a short piece of work on some states between their start records and the removal of them. */
export async function whileStarted<Answer>(
  deployments: readonly Deployment[],
  request: HoldRequest,
  ports: StartPorts & { log: Log },
  work: () => Promise<Answer>,
): Promise<Answer> {
  const holds: Hold[] = [];
  try {
    for (const deployment of deployments) holds.push(await beginOn(deployment, request, ports));
    return await work();
  } finally {
    for (const hold of holds) {
      const problem = await hold.end();
      if (problem !== null) ports.log.warning(problem);
    }
  }
}

/** Who stands in the start records of a pull request's run. */
export function starterOf(
  identity: RunIdentity,
  { repository, number }: Pick<PullRequest, "repository" | "number">,
  action: string,
  actor: string,
): RunStarter {
  return { ...starterOfRun(identity, action, actor), repository: repository.fullName, pull_request: number };
}

/** Who starts something that belongs to no pull request. */
export function starterOfRun({ runId, runAttempt, runRepository, host }: RunIdentity, action: string, actor: string): RunStarter {
  const run = runId === 0 ? null : { id: runId, attempt: runAttempt, repository: runRepository };
  return { action, run, repository: null, pull_request: null, who: actor, host };
}

/**
 * Does a piece of work on a deployment between its start record and the removal of it, and tells in its result of runs that died before: what
 * they were doing, whose lock it met, and which backup they made.
 * @param work Awaits its argument before it takes the state's lock.
 * @param settle Tells the end to whoever must know of it before the start record goes.
 */
export async function whileHeld<Done extends { result: DeploymentResult }>(
  deployment: Deployment,
  request: HoldRequest,
  ports: StartPorts & { log: Log },
  work: (mayLock: Promise<unknown>) => Promise<Done>,
  settle: (done: Done) => Promise<void>,
  begin: Begin = beginOn,
): Promise<Done> {
  const began = begin(deployment, request, ports);
  // The work may end before it asks.
  began.catch(() => undefined);
  const done = await work(began);
  const hold = await began.catch(() => null);
  const told = hold === null ? done : { ...done, result: await withOthers(done.result, hold, request, ports) };
  await settle(told);
  const problem = (await hold?.end()) ?? null;
  if (problem !== null) ports.log.warning(problem);
  return told;
}

async function withOthers(
  result: DeploymentResult,
  { key: own, others }: Hold,
  starter: RunStarter,
  ports: StartPorts & { log: Log },
): Promise<DeploymentResult> {
  const lock = result.error === null ? null : parseLockError(result.error);
  if (lock !== null) {
    const now = ports.clock.now();
    const all = [...others, ...(await plansOf(result.deployment, own, ports))].toSorted(
      (a, b) => Date.parse(a.start.started_at) - Date.parse(b.start.started_at),
    );
    const error = describeLock(lock, now, { holder: holderOf(lock, all), onGitHub: starter.run !== null });
    return { ...result, error, ...(isOldLock(lock, now) ? { lockIsOld: true as const } : {}) };
  }
  const died = others.filter(({ ended }) => ended === true);
  if (died.length === 0) return result;
  try {
    const store = await ports.storeFor(result.deployment.account);
    const findings = await Promise.all(
      died
        .filter(({ start }) => mayHaveChanged(start))
        .map(async ({ start }) => diedFinding(result.deployment, start, await backupOf(start, result, store))),
    );
    for (const { start } of died) ports.log.line(`${result.deployment.id}: ${startText(start)} died and left its start record`);
    // Told once and with the state in hand: nobody needs to hear of it again.
    const settled = ["applied", "in-sync", "planned"].includes(result.status);
    for (const { key, start } of settled ? died : []) {
      if (!mayHaveChanged(start) || mayHaveChanged(starter)) await removeStart(key, store);
    }
    return { ...result, findings: [...result.findings, ...findings] };
  } catch (error) {
    ports.log.warning(`${result.deployment.id}: start records of runs that died could not be looked at: ${messageOf(error)}`);
    return result;
  }
}

/** Other runs that plan a deployment, or died planning it. */
async function plansOf(deployment: Deployment, own: string, ports: StartPorts & { log: Log }): Promise<FoundStart[]> {
  try {
    const { starts } = await plansStartsOn(deployment, await ports.storeFor(deployment.account), ports);
    return starts.filter(({ key }) => key !== own);
  } catch (error) {
    ports.log.warning(`${deployment.id}: start records of plans could not be looked at: ${messageOf(error)}`);
    return [];
  }
}

/** The backup that a run made before it died; null: it made none. */
async function backupOf(
  { started_at: at }: RunStart,
  { deployment: { stateKey } }: DeploymentResult,
  store: StateStore,
): Promise<string | null> {
  const keys = (await store.list(`backups/${stateKey}.`)).map(({ key }) => key);
  const since = Date.parse(at) - 1000;
  return backupsOf(keys, stateKey).findLast(({ takenAt }) => takenAt.getTime() >= since)?.key ?? null;
}

/** The newest run that began before the lock was made and is not known to have ended otherwise. */
function holderOf(lock: StateLock, others: readonly FoundStart[]): OpenStart | null {
  const before = others.filter(({ start }) => mayHaveLocked(start, lock));
  return before.findLast(({ ended }) => ended !== true) ?? before.at(-1) ?? null;
}
