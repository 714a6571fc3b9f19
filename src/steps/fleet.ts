import { randomBytes } from "node:crypto";
import {
  PARTITION_RECORD,
  PART_RECORD,
  partitionKey,
  partKey,
  partOfKey,
  resultsKey,
  runFolder,
  type PartitionRecord,
  type PartRecord,
} from "../domain/evidence/fleet.ts";
import { packed, unpacked, type PackedPlan } from "../domain/evidence/kept-plan.ts";
import { judgeParts, type FoundPart } from "../domain/gates/parts.ts";
import { messageOf, RefusedError, ToolError } from "../domain/model/errors.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import type { Report } from "../domain/report/report.ts";
import type { Durations } from "../domain/run/durations.ts";
import { homeAccount } from "../domain/run/home.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import { canonicalJson, sha256Hex } from "../domain/text/canonical-json.ts";
import { isObject, ownValue, parsedJson } from "../domain/text/json-values.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import type { Signer, Verifier } from "../ports/signing.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { Account } from "../domain/model/deployment.ts";
import type { AppliedChange } from "./apply-change.ts";
import type { PlannedChange } from "./assess.ts";
import type { Controller } from "./change.ts";
import type { Planned } from "./plan.ts";
import { sideBySide } from "./side-by-side.ts";

/** What one runner tells the one that concludes: raw, in the store alone. */
export type PartResults =
  | { kind: "planned"; assessed: PlannedPart }
  | { kind: "applied"; ended: AppliedChange; approval: NonNullable<Report["approval"]>; secrets: Secret[] }
  /** All of it was applied before. */
  | { kind: "done" }
  /** It did nothing, and why. */
  | { kind: "refused"; reasons: string[]; remedy: string };

type PlannedPart = PlannedChange & { policySha256: string };

export interface FleetPorts {
  storeFor: (account: Account) => Promise<StateStore>;
  signer: Signer | null;
  verifier: Verifier | null;
  clock: Clock;
  log: Log;
}

/** A run that was shared out among runners, as one of them finds it. */
export interface Fleet {
  store: StateStore;
  partition: PartitionRecord;
  /** Of the signed partition. */
  sha256: string;
}

export const START_ANEW =
  "Start a new run: comment /tf validate, or /tf apply after the merge. Re-running failed jobs alone shares nothing out again.";

/**
 * Where the runners of a run about a pull request meet.
 * @throws RefusedError when no account may be changed from the pull request's base.
 */
export async function homeStore(
  { baseRef, repository }: Pick<PullRequest, "baseRef" | "repository">,
  { settings: { accounts, environments } }: Controller,
  { controllerRepository }: Pick<RunIdentity, "controllerRepository">,
  { storeFor }: Pick<FleetPorts, "storeFor">,
): Promise<StateStore> {
  const account = homeAccount({ accounts, environments, baseRef, repository: repository.fullName, controllerRepository });
  if (account === null)
    throw new RefusedError(
      `no account of accounts.yaml belongs to an environment whose branch is ${baseRef} and may be changed from ${repository.fullName}`,
      "Change the base, or add the repository to the account's repositories.",
    );
  return await storeFor(account);
}

/**
 * Finds what this run was shared out as, by a runner that has asked nobody for the pull request's base: in the stores where it may lie.
 * @returns null: it was not, or what says so cannot be believed.
 * @throws what kept a store from being read, when it lies in no other.
 */
export async function findFleetByNumber(
  about: { repository: string; number: number },
  controller: Controller,
  identity: Pick<RunIdentity, "runId" | "runAttempt" | "controllerRepository">,
  ports: Pick<FleetPorts, "storeFor" | "verifier">,
): Promise<Fleet | null> {
  const branches = new Set([...controller.settings.environments.values()].map(({ branch }) => branch));
  const isAbout: IsAbout = ({ repo, pr }) => repo.name.toLowerCase() === about.repository.toLowerCase() && pr === about.number;
  const asked = new Set<string>();
  const errors: Error[] = [];
  for (const baseRef of branches) {
    try {
      const store = await homeStore({ baseRef, repository: { id: 0, fullName: about.repository } }, controller, identity, ports);
      if (asked.has(store.name)) continue;
      asked.add(store.name);
      const fleet = await fleetIn(store, isAbout, identity, ports);
      if (fleet !== null) return fleet;
    } catch (error) {
      // No account for this branch, or a store of another environment that this role may not read.
      errors.push(error instanceof Error ? error : new Error(messageOf(error)));
    }
  }
  const unread = errors.find((error) => !(error instanceof RefusedError)) ?? (asked.size === 0 ? errors[0] : undefined);
  if (unread !== undefined) throw unread;
  return null;
}

/** Signs and keeps who does what. @throws RefusedError when this run was shared out before. */
export async function keepPartition(partition: PartitionRecord, store: StateStore, signer: Signer): Promise<void> {
  const jws = await signer.sign(PARTITION_RECORD.parse(partition), "tf-orchestrator-partition");
  if ((await store.create(partitionKey(partition.run), Buffer.from(jws))) === "exists")
    throw new RefusedError(`${store.name}/${partitionKey(partition.run)} exists already: this run was shared out before`, START_ANEW);
}

/**
 * What this run was shared out as; null: it was not, or what says so cannot be believed.
 * @param pull As it is now: the partition must be about it.
 */
export async function findFleet(
  pull: Pick<PullRequest, "repository" | "number">,
  store: StateStore,
  identity: Pick<RunIdentity, "runId" | "runAttempt">,
  ports: Pick<FleetPorts, "verifier">,
): Promise<Fleet | null> {
  return await fleetIn(store, ({ repo, pr }) => repo.id === pull.repository.id && pr === pull.number, identity, ports);
}

type IsAbout = (partition: PartitionRecord) => boolean;

async function fleetIn(
  store: StateStore,
  isAbout: IsAbout,
  { runId: id, runAttempt: attempt }: Pick<RunIdentity, "runId" | "runAttempt">,
  { verifier }: Pick<FleetPorts, "verifier">,
): Promise<Fleet | null> {
  const object = await store.get(partitionKey({ id, attempt }));
  if (object === null || verifier === null) return null;
  const jws = new TextDecoder().decode(object.body);
  const read = PARTITION_RECORD.safeParse(await verifier.verify(jws, "tf-orchestrator-partition"));
  if (!read.success) return null;
  const { run } = read.data;
  return run.id === id && run.attempt === attempt && isAbout(read.data) ? { store, partition: read.data, sha256: sha256Hex(jws) } : null;
}

/** Without a partition nobody knows what is whose. */
export function notSharedOut({ runId, runAttempt }: Pick<RunIdentity, "runId" | "runAttempt">): RefusedError {
  return new RefusedError(
    `run ${runId}, attempt ${runAttempt}, has no signed partition: the job that shares the work out did not end`,
    START_ANEW,
  );
}

/** What one release writes down another may read otherwise. @throws RefusedError when the work was shared out by another one. */
export function refuseOtherRelease({ partition }: Pick<Fleet, "partition">, { version }: Pick<RunIdentity, "version">): void {
  if (partition.version !== version)
    throw new RefusedError(
      `the work was shared out by tf-orchestrator ${partition.version}, and this job runs ${version}`,
      "Give all jobs of the workflow the same release, and start a new run.",
    );
}

/** Why the pull request is not what was shared out any more; null: it is. */
export function movedSince({ partition }: Pick<Fleet, "partition">, pull: Pick<PullRequest, "headSha" | "baseRef">): string | null {
  if (pull.headSha !== partition.head_sha)
    return `the head moved from ${partition.head_sha.slice(0, 7)} to ${pull.headSha.slice(0, 7)} since the work was shared out`;
  return pull.baseRef === partition.base_ref
    ? null
    : `the base changed from ${partition.base_ref} to ${pull.baseRef} since the work was shared out`;
}

/** @throws RefusedError when the run has no such part. */
export function refuseUnknown(part: number, { partition: { parts } }: Pick<Fleet, "partition">): void {
  if (part > parts.length)
    throw new RefusedError(`part ${part}: the run has ${parts.length} parts`, "Take the parts from the output matrix of the phase split.");
}

/**
 * The deployments of a part among those of the change.
 * @throws RefusedError when the change does not have them all.
 */
export function deploymentsOfPart({ partition }: Pick<Fleet, "partition">, part: number, deployments: readonly Deployment[]): Deployment[] {
  const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
  return (partition.parts[part - 1]?.deployments ?? []).map(({ id }) => {
    const deployment = byId.get(id);
    if (deployment === undefined) throw new RefusedError(`part ${part}: the change has no deployment ${id}`, START_ANEW);
    return deployment;
  });
}

/** How long the deployments are expected to take, as it was known when they were shared out. */
export function expectedDurations({ partition }: Pick<Fleet, "partition">): Durations {
  const all = partition.parts.flatMap(({ deployments }) => deployments);
  return { deployments: new Map(all.map(({ id, expected_ms: ms }) => [id, ms])), services: new Map() };
}

/** A clock whose times count from when the work was shared out, as on one runner. */
export function sinceSplit(clock: Clock, { partition }: Pick<Fleet, "partition">): Clock {
  const before = Math.max(0, clock.now().getTime() - Date.parse(partition.issued_at)) - clock.elapsed();
  return { now: () => clock.now(), elapsed: () => clock.elapsed() + before };
}

// ── Parts ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Whether a runner of this run has done the part already. */
export async function isPartDone(fleet: Fleet, part: number, ports: Pick<FleetPorts, "verifier">): Promise<boolean> {
  const found = await foundParts(fleet, ports, part);
  const [judged] = judge(fleet, found).filter((one) => one.part === part);
  return judged !== undefined && "record" in judged;
}

/** Keeps what came of a part, and signs it. Somebody else's word for it is left for the one that concludes to judge. */
export async function keepPart(
  { store, partition: { run }, sha256: partition_sha256 }: Fleet,
  part: number,
  results: PartResults,
  { signer, clock }: Pick<FleetPorts, "clock"> & { signer: Signer },
): Promise<void> {
  const body = Buffer.from(JSON.stringify(storedPart(results)));
  const record: PartRecord = {
    v: 1,
    run,
    partition_sha256,
    part,
    results_sha256: sha256Hex(body),
    outcome_sha256: outcomeDigest(results),
    issued_at: clock.now().toISOString(),
  };
  // One that is there has these very bytes.
  await store.create(resultsKey(run, part, record.results_sha256), body);
  const jws = Buffer.from(await signer.sign(record, "tf-orchestrator-part"));
  if ((await store.create(partKey(run, part), jws)) === "created") return;
  const again = partKey(run, part, randomBytes(4).toString("hex"));
  if ((await store.create(again, jws)) === "exists") throw new ToolError("part", null, `${store.name}/${again} exists already`);
}

/** How the store keeps results: a plan is kept beside its result, and most of both is the same. */
type StoredPart = { v: 1 } & (
  | Exclude<PartResults, { kind: "planned" }>
  | { kind: "planned"; assessed: Omit<PlannedPart, "planned"> & { planned: (Omit<Planned, "kept"> & { kept?: PackedPlan })[] } }
);

function storedPart(results: PartResults): StoredPart {
  if (results.kind !== "planned") return { v: 1, ...results };
  const { planned, ...assessed } = results.assessed;
  return {
    v: 1,
    kind: "planned",
    assessed: {
      ...assessed,
      planned: planned.map(({ kept, ...one }) => (kept === undefined ? one : { ...one, kept: packed(kept, one.result) })),
    },
  };
}

function resultsOf(stored: StoredPart): PartResults {
  if (stored.kind !== "planned") return stored;
  const { planned, ...assessed } = stored.assessed;
  return {
    kind: "planned",
    assessed: {
      ...assessed,
      planned: planned.map(({ kept, ...one }) => (kept === undefined ? one : { ...one, kept: unpacked(kept, one.result) })),
    },
  };
}

/** What counts in the results, without times and texts: which deployment came to what. */
function outcomeDigest(results: PartResults): string {
  if (results.kind === "refused" || results.kind === "done") return sha256Hex(results.kind);
  const done = results.kind === "planned" ? results.assessed.planned : results.ended.applied;
  const facts = done.map(({ result: { deployment, status }, planSha256, actionsSha256 }) => [
    deployment.id,
    status,
    planSha256,
    actionsSha256,
  ]);
  return sha256Hex(canonicalJson([results.kind, facts]));
}

/** What the parts of a run came to. */
export interface Gathered {
  /** In the order of the parts. */
  results: Exclude<PartResults, { kind: "refused" | "done" }>[];
  /** Of parts that had nothing left to do. */
  done: string[];
  /** Of parts that nobody can rely on: why, and which deployments that leaves open. */
  problems: { problem: string; ids: string[] }[];
}

/** So many results are read at once: each may be megabytes. */
const RESULTS_AT_ONCE = 8;

/** Reads what all parts signed. Nothing that is missing, doubtful or of another run counts. */
export async function gather(fleet: Fleet, ports: Pick<FleetPorts, "verifier">): Promise<Gathered> {
  const judged = judge(fleet, await foundParts(fleet, ports));
  const read = new Map<number, PartResults | string>();
  await sideBySide(
    judged,
    RESULTS_AT_ONCE,
    () => true,
    async (one) => {
      read.set(one.part, "problem" in one ? one.problem : await readResults(fleet, one.record));
    },
  );
  const gathered: Gathered = { results: [], done: [], problems: [] };
  for (const { part } of judged) {
    const found = read.get(part) ?? `part ${part} is missing`;
    const ids = (fleet.partition.parts[part - 1]?.deployments ?? []).map(({ id }) => id);
    if (typeof found === "string") gathered.problems.push({ problem: found, ids });
    else if (found.kind === "refused")
      gathered.problems.push({ problem: `part ${part} of ${fleet.partition.parts.length} was refused: ${found.reasons.join("; ")}`, ids });
    else if (found.kind === "done") gathered.done.push(...ids);
    else gathered.results.push(found);
  }
  return gathered;
}

function judge({ partition: { run, parts }, sha256 }: Fleet, found: readonly FoundPart[]) {
  return judgeParts({ run, partitionSha256: sha256, parts: parts.length, found });
}

/** @param only The part that is asked about; null: all of them. */
async function foundParts(
  { store, partition: { run } }: Fleet,
  { verifier }: Pick<FleetPorts, "verifier">,
  only: number | null = null,
): Promise<FoundPart[]> {
  const keys = (await store.list(runFolder(run), { namesOnly: true })).map(({ key }) => key);
  const found = await Promise.all(
    keys.map(async (key): Promise<FoundPart[]> => {
      const part = partOfKey(key);
      if (part === null || (only !== null && part !== only)) return [];
      const jws = new TextDecoder().decode((await store.get(key))?.body);
      const record = PART_RECORD.safeParse(await verifier?.verify(jws, "tf-orchestrator-part"));
      return [{ part, record: record.success ? record.data : null }];
    }),
  );
  return found.flat();
}

/** What a part signed, or why it cannot be had. */
async function readResults(
  { store, partition: { run, parts } }: Fleet,
  { part, results_sha256 }: PartRecord,
): Promise<PartResults | string> {
  const name = `part ${part} of ${parts.length}`;
  try {
    const object = await store.get(resultsKey(run, part, results_sha256));
    if (object === null) return `the results of ${name} are missing`;
    if (sha256Hex(object.body) !== results_sha256) return `the results of ${name} are not those that its runner signed`;
    const results = parsedJson(new TextDecoder().decode(object.body));
    // A runner of this very run wrote and signed them: their shape is ours.
    return isObject(results) && ownValue(results, "v") === 1
      ? resultsOf(results as unknown as StoredPart)
      : `the results of ${name} cannot be read`;
  } catch (error) {
    return `the results of ${name} cannot be read: ${messageOf(error)}`;
  }
}

/** Removes what the runners of a run left for each other. What stays is removed by `cleanup`. */
export async function removeRun({ store, partition: { run } }: Fleet, log: Log): Promise<void> {
  try {
    const keys = (await store.list(runFolder(run), { namesOnly: true })).map(({ key }) => key);
    await sideBySide(
      keys,
      RESULTS_AT_ONCE,
      () => true,
      async (key) => {
        await store.remove(key, null);
      },
    );
  } catch (error) {
    log.warning(`what the runners left in ${runFolder(run)} could not be removed: ${messageOf(error)}`);
  }
}
