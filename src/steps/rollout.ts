import type { Environment } from "../domain/controller/environments.ts";
import type { RolloutRule } from "../domain/controller/rollout-rule.ts";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import { messageOf, RefusedError, ToolError } from "../domain/model/errors.ts";
import type { Person } from "../domain/model/person.ts";
import {
  beginRollout,
  continued,
  currentWave,
  dueIn,
  runningRun,
  turnOf,
  undoneBefore,
  waveClaimed,
  waveEnded,
  type RolloutRun,
  type Turn,
  type WaveResults,
} from "../domain/rollout/progress.ts";
import { isRolloutOf, ROLLOUT_RECORD, rolloutKey, type RolloutRecord, type RolloutSubject } from "../domain/rollout/record.ts";
import { heldBackBy, wavesOf } from "../domain/rollout/waves.ts";
import { dispatchPayload } from "../domain/run/dispatch-payload.ts";
import type { Edge } from "../domain/run/graph.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import type { Clock } from "../ports/clock.ts";
import type { Runs } from "../ports/runs.ts";
import type { Signer, Verifier } from "../ports/signing.ts";
import type { StateStore } from "../ports/state-store.ts";

/** What a rollout needs besides the record. */
export interface RolloutPorts {
  runs: Runs | null;
  /** The wave that the run was started for, from 1, as its payload says: a hint. null: it says none. */
  wave: number | null;
  /** Sends `repository_dispatch` to the controller. */
  dispatch(eventType: string, payload: Record<string, unknown>): Promise<void>;
}

interface RecordPorts {
  /** null: there is no signing key. */
  signer: Signer | null;
  verifier: Verifier;
  clock: Clock;
}

/** Where the record of a merged change's rollout lies. */
export interface RolloutPlace {
  pull: RolloutSubject;
  store: StateStore;
}

/** One store decides, whatever the number of them: that of the first account by its id. */
export async function rolloutPlace(
  pull: RolloutSubject,
  deployments: readonly Deployment[],
  storeFor: (account: Account) => Promise<StateStore>,
): Promise<RolloutPlace | null> {
  const [first] = deployments.map(({ account }) => account).sort((a, b) => (a.id < b.id ? -1 : 1));
  return first === undefined ? null : { pull, store: await storeFor(first) };
}

export interface KeptRollout {
  record: RolloutRecord;
  etag: string;
}

/**
 * The record of a rollout; null: there is none.
 * @throws RefusedError for one that no accepted key signed, or of another merge: nobody knows how far that rollout is.
 */
export async function readRollout({ pull, store }: RolloutPlace, verifier: Verifier): Promise<KeptRollout | null> {
  const key = keyOf(pull);
  const object = await store.get(key);
  if (object === null) return null;
  const record = ROLLOUT_RECORD.safeParse(await verifier.verify(new TextDecoder().decode(object.body), "tf-orchestrator-rollout"));
  const remedy = `Find out who wrote ${store.name}/${key}, and remove it. Then comment /tf apply: a new rollout is held until somebody continues it.`;
  if (!record.success) throw new RefusedError("the record of the rollout carries no signature of an accepted key", remedy);
  if (!isRolloutOf(record.data, pull)) throw new RefusedError("the record of the rollout is of another merge", remedy);
  return { record: record.data, etag: object.etag };
}

function keyOf({ repository, number, headSha }: RolloutSubject): string {
  return rolloutKey(repository.fullName, number, headSha);
}

const MOST_TRIES = 20;

/**
 * Takes a step of a rollout: whoever took one meanwhile is heard first.
 * @param step The record as it should be; null: it stays as it is.
 * @returns The record as it is then; null: there is none.
 * @throws RefusedError without a signing key.
 */
export async function stepRollout(
  place: RolloutPlace,
  step: (record: RolloutRecord) => Promise<RolloutRecord | null> | RolloutRecord | null,
  { signer, verifier }: Pick<RecordPorts, "signer" | "verifier">,
): Promise<RolloutRecord | null> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const kept = await readRollout(place, verifier);
    if (kept === null) return null;
    const next = await step(kept.record);
    if (next === null) return kept.record;
    if ((await place.store.replace(keyOf(place.pull), await signed(next, signer), kept.etag)) === "replaced") return next;
  }
  throw new ToolError("rollout record", null, `${keyOf(place.pull)} was changed by others ${MOST_TRIES} times in a row`);
}

async function signed(record: RolloutRecord, signer: Signer | null): Promise<Uint8Array> {
  if (signer === null)
    throw new RefusedError(
      "a rollout in waves keeps a signed record, and there is no signing-key",
      "Set the input signing-key in the controller's workflow, in the job that applies and in the one that merges.",
    );
  return Buffer.from(await signer.sign(record, "tf-orchestrator-rollout"));
}

// ── A run's turn ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a run knows of its rollout. */
export interface WaveRequest {
  place: RolloutPlace;
  /** There was one when the gate was asked. */
  hasRecord: boolean;
  environment: Environment & { rollout: RolloutRule };
  /** All of the merged change. */
  deployments: readonly Deployment[];
  edges: readonly Edge[];
  /** What earlier runs applied from this head, by the audit records. */
  applied: ReadonlySet<string>;
  /** What a later change has settled. */
  settled: ReadonlySet<string>;
  me: RolloutRun;
}

export interface TurnRequest extends WaveRequest {
  /** What the gate lets through. */
  remaining: readonly string[];
  /** Whose approval of a plan of after the merge this run carries out: they want it in spite of the failures before. */
  approver: Person | null;
}

/** The wave that a run has taken. */
export interface TakenWave {
  kind: "wave";
  place: RolloutPlace;
  record: RolloutRecord;
  /** From 0. */
  wave: number;
  /** What of it is to be applied now. */
  due: string[];
  /** What waits for a deployment of an earlier wave that is not applied, with that one. */
  heldBack: Map<string, string>;
  /** What of the wave is applied or settled already. */
  done: string[];
  me: RolloutRun;
}

export type TakenTurn =
  | TakenWave
  | { kind: "wait"; record: RolloutRecord; wave: number; until: Date }
  | { kind: "none"; record: RolloutRecord; turn: Extract<Turn, { kind: "none" }> };

/**
 * Takes the wave that is next, so that no other run applies it too. The first run makes the record.
 * @returns null: all of it is one wave, and was none before, so no record is needed.
 */
export async function takeTurn(request: TurnRequest, ports: RecordPorts & RolloutPorts): Promise<TakenTurn | null> {
  const { place, me } = request;
  let turn: Turn | undefined;
  if (!request.hasRecord && !(await begin(request, ports))) return null;
  const record = await stepRollout(
    place,
    async (kept) => {
      const before = approvedAnew(kept, request, ports.clock.now());
      const runs = runningRun(before);
      turn = turnOf(before, {
        me,
        hint: ports.wave === null ? null : ports.wave - 1,
        ended: runs === null || ports.runs === null ? null : await ports.runs.hasEnded(runs),
        now: ports.clock.now(),
      });
      const isMine = runs !== null && isSameAttempt(runs, me);
      return turn.kind === "go" && !isMine ? waveClaimed(before, turn.wave, me, ports.clock.now()) : null;
    },
    ports,
  );
  if (record === null || turn === undefined) throw new ToolError("rollout record", null, `${keyOf(place.pull)} is gone`);
  if (turn.kind === "wait") return { kind: "wait", record, wave: turn.wave, until: turn.until };
  return turn.kind === "none" ? { kind: "none", record, turn } : taken(record, turn.wave, request);
}

function approvedAnew(record: RolloutRecord, { approver }: TurnRequest, now: Date): RolloutRecord {
  if (approver === null || record.hold?.why !== "failures") return record;
  const said = continued(record, approver, null, now);
  return "record" in said ? said.record : record;
}

/** @returns Whether there is a record now: one wave needs none. */
async function begin(
  { place: { pull, store }, environment, deployments, edges, applied }: TurnRequest,
  { signer, clock }: RecordPorts,
): Promise<boolean> {
  const waves = wavesOf(deployments, edges, environment.rollout);
  const { mergeCommitSha } = pull;
  if (waves.length < 2 || mergeCommitSha === null) return false;
  const record = beginRollout(
    { pull: { ...pull, mergeCommitSha }, environment: environment.name, waves, rule: environment.rollout, applied },
    clock.now(),
  );
  // Another run may have begun meanwhile: then that record counts.
  await store.create(keyOf(pull), await signed(record, signer));
  return true;
}

/** The wave that this run has taken and works on; null: there is none, or another run has taken it over. */
export async function takenBefore(request: WaveRequest, { verifier }: Pick<RecordPorts, "verifier">): Promise<TakenWave | null> {
  const kept = await readRollout(request.place, verifier);
  const runs = kept === null ? null : runningRun(kept.record);
  const wave = kept === null ? null : currentWave(kept.record);
  if (kept === null || runs === null || wave === null || !isSameAttempt(runs, request.me)) return null;
  return taken(kept.record, wave, { ...request, remaining: kept.record.waves[wave]?.deployments ?? [], approver: null });
}

function isSameAttempt(a: RolloutRun, b: RolloutRun): boolean {
  return a.id === b.id && a.attempt === b.attempt && a.repository === b.repository;
}

function taken(record: RolloutRecord, wave: number, request: TurnRequest): TakenWave {
  const { place, edges, applied, settled, remaining, me } = request;
  const isDone = (id: string) => applied.has(id) || settled.has(id);
  const waitsFor = heldBackBy(
    undoneBefore(record, wave).filter((id) => !isDone(id)),
    edges,
  );
  const due = dueIn(record, wave, remaining).filter((id) => !isDone(id));
  return {
    kind: "wave",
    place,
    record,
    wave,
    due: due.filter((id) => !waitsFor.has(id)),
    heldBack: new Map(due.flatMap((id) => (waitsFor.has(id) ? [[id, waitsFor.get(id) ?? ""] as const] : []))),
    done: (record.waves[wave]?.deployments ?? []).filter(isDone),
    me,
  };
}

// ── What follows ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Says in the record what came of a wave, and starts the next one unless somebody has to say so. */
export async function endTurn(
  { place, wave, me, done, heldBack }: TakenWave,
  results: Omit<WaveResults, "heldBack">,
  identity: RunIdentity,
  ports: RecordPorts & Pick<RolloutPorts, "dispatch"> & { actor: string },
): Promise<{ record: RolloutRecord | null; problem: string | null }> {
  const all = { ...results, done: [...done, ...results.done], heldBack: [...heldBack.keys()] };
  let record: RolloutRecord | null;
  try {
    record = await stepRollout(place, (kept) => waveEnded(kept, wave, me, all, ports.clock.now()), ports);
  } catch (error) {
    return {
      record: null,
      problem: `what came of wave ${wave + 1} could not be kept, so the next is not started (${messageOf(error)}): comment /tf apply`,
    };
  }
  if (record === null) return { record, problem: "the record of the rollout is gone: comment /tf apply" };
  const next = record.hold === null ? currentWave(record) : null;
  // A wave that another run works on is that one's to go on from.
  if (next === null || runningRun(record) !== null) return { record, problem: null };
  return { record, problem: await startWave(next, place.pull, identity, ports) };
}

async function startWave(
  wave: number,
  { repository, number, headSha }: RolloutSubject,
  { runId }: RunIdentity,
  { dispatch, actor }: Pick<RolloutPorts, "dispatch"> & { actor: string },
): Promise<string | null> {
  try {
    await dispatch(
      "tf-apply",
      dispatchPayload({
        action: "apply",
        sourceRepository: repository.fullName,
        pullRequest: number,
        headSha,
        runId,
        actor,
        wave: wave + 1,
      }),
    );
    return null;
  } catch (error) {
    return `wave ${wave + 1} could not be started (${messageOf(error)}): comment /tf apply`;
  }
}
