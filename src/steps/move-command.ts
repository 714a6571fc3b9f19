import { z } from "zod";
import { attemptObjections } from "../domain/evidence/attempt.ts";
import { newestRecord } from "../domain/evidence/record-evidence.ts";
import { findingsDigest, findingsKey, recordMatches, type FullRecord } from "../domain/evidence/record.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import type { Finding } from "../domain/model/finding.ts";
import { heldBy, heldText, type Held } from "../domain/model/gate.ts";
import { deploymentOfKey } from "../domain/state/move.ts";
import { STATE_MOVED_RULE } from "../domain/state/moved.ts";
import { decideOwnership } from "../domain/state/ownership.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateStore } from "../ports/state-store.ts";
import { readAudits } from "./evidence.ts";
import type { MergeScene } from "./merge-scene.ts";
import { moveState, type StateMoving } from "./move-state.ts";
import { whileStarted } from "./run-starts.ts";
import type { RunStarter } from "../domain/state/run-start.ts";
import type { Log } from "../ports/log.ts";

export interface MoveCommandPorts {
  clock: Clock;
  log: Log;
  storeFor: (account: Deployment["account"]) => Promise<StateStore>;
  /** Who stands in the start records. */
  starter: RunStarter;
}

/** What came of the moves that a comment asked for. */
export interface MovesAsked {
  /** One sentence for each. */
  said: string[];
  /** At least one state is under its new key, so the verdict is out of date. */
  moved: boolean;
}

const VALIDATE = "Comment /tf validate, and this again when its verdict is there.";

/**
 * Moves the states that the newest validation of this head found to be left behind, and no others: what it found is signed with its record.
 * @param by Login of who asked.
 * @param staleAfterMs A lock of the same move that is older is of a run that ended.
 */
export async function moveByCommand(scene: MergeScene, by: string, staleAfterMs: number, ports: MoveCommandPorts): Promise<MovesAsked> {
  const found = await statesFound(scene);
  if (!Array.isArray(found)) return { said: [heldText(found)], moved: false };
  if (found.length === 0)
    return { said: [`The newest validation of ${scene.pull.headSha.slice(0, 7)} found no state that a move would help.`], moved: false };
  const asked: MovesAsked = { said: [], moved: false };
  for (const { deployment, from } of found) {
    const { moved, said } = await moveOne(deployment, from, scene, by, staleAfterMs, ports);
    asked.said.push(said);
    asked.moved ||= moved;
  }
  return asked;
}

interface StateFound {
  deployment: Deployment;
  /** The old key. */
  from: string;
}

const STATE_MOVES = z.array(
  z.looseObject({
    rule: z.string(),
    location: z.looseObject({ file: z.string() }).optional(),
    stateMove: z.object({ from: z.string(), to: z.string() }).optional(),
  }),
);

/** What the record that counts says was left behind. */
async function statesFound({ records, live, stores, change }: MergeScene): Promise<StateFound[] | Held> {
  const record = newestRecord(records.records, live);
  const wrong = [
    ...attemptObjections(records.attempts, record, records.records, live).map(({ reason }) => reason),
    ...(record === null ? ["there is no verified validation record"] : recordMatches(record, live)),
    ...(records.unverifiedRuns.some((run) => run === null || record === null || run >= record.run.id)
      ? ["a validation record carries no signature of an accepted key"]
      : []),
  ];
  if (wrong.length > 0 || record === null) return heldBy(wrong.map((reason) => ({ reason, remedy: VALIDATE })));
  const findings = await findingsOf(record, stores);
  if (findings === null) return heldBy([{ reason: "the findings of the newest validation cannot be read", remedy: VALIDATE }]);
  return findings.flatMap(({ rule, location, stateMove }) => {
    const deployment = change.deployments.find(({ stateKey, file }) => stateKey === stateMove?.to && file === location?.file);
    return rule === STATE_MOVED_RULE && stateMove !== undefined && deployment !== undefined ? [{ deployment, from: stateMove.from }] : [];
  });
}

/** null: no store has them as they were signed. */
async function findingsOf(record: FullRecord, stores: readonly StateStore[]) {
  for (const store of stores) {
    const object = await store.get(findingsKey(record));
    if (object === null) continue;
    const value: unknown = JSON.parse(new TextDecoder().decode(object.body));
    const found = STATE_MOVES.safeParse(value);
    if (found.success && findingsDigest(value as Finding[]) === record.findings_sha256) return found.data;
  }
  return null;
}

async function moveOne(
  to: Deployment,
  fromKey: string,
  { change, controller, frame, pull }: MergeScene,
  by: string,
  staleAfterMs: number,
  { clock, storeFor, log, starter }: MoveCommandPorts,
): Promise<{ moved: boolean; said: string }> {
  const not = (why: string) => ({ moved: false, said: `${to.id}: not moved: ${why}` });
  const { deployment: from, elsewhere } = deploymentOfKey(fromKey, to, change.context.stateKeyTemplate);
  if (elsewhere !== null) return not(`${elsewhere}.`);
  const owner = change.discovery.owners.get(fromKey);
  if (owner !== undefined) return not(`${fromKey} is the state of ${owner.file}.`);
  const store = await storeFor(to.account);
  const audits = await readAudits(from, store);
  if (audits === null) return not("the audit records could not all be read.");
  // What another repository applied is not moved from here.
  const ownership = decideOwnership(from.id, audits, pull.repository, controller.settings.owners);
  if (ownership.kind === "held") return not(heldText(ownership));
  const moving: StateMoving = {
    action: "move-state",
    from,
    to,
    store,
    frame: { ...frame, run: { ...frame.run, actor: by } },
    who: `${by} (tf-orchestrator)`,
    staleAfterMs,
    clock,
  };
  const ended = await whileStarted(
    [from, to],
    { ...starter, mayTakeOver: true },
    { storeFor, clock, runs: null, log },
    async () => await moveState(moving),
  );
  if (ended.kind === "held") return not(heldText(ended));
  const resources = ended.resources === 1 ? "1 resource" : `${ended.resources} resources`;
  const but = ended.problems.length === 0 ? "" : ` But: ${ended.problems.join("; ")}`;
  return { moved: true, said: `${to.id} has the state of ${from.id} now: ${resources}, serial ${ended.serial}.${but}` };
}
