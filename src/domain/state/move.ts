import { deploymentIdOf, partsOfKey } from "../controller/state-key.ts";
import type { Deployment } from "../model/deployment.ts";
import { gateOf, type Held, type Objection } from "../model/gate.ts";
import { managedCount, withSerial, type State, type StateFile } from "./file.ts";

/** A state that is to be put under another key, and what stands there. */
export interface MoveQuestion {
  from: string;
  to: string;
  /** null: the store has no object at the key. */
  old: { file: StateFile; body: Uint8Array } | null;
  new: { file: StateFile; body: Uint8Array } | null;
  /** The lineage of what was once at the old key, by its newest readable backup; null: unknown. */
  oldLineage: string | null;
}

export type MoveDecision =
  /** Write the new one; `over`: a state without resources stands there. */
  | { kind: "write"; state: State; over: boolean }
  /** An earlier move wrote the new one and got no further. */
  | { kind: "resume"; state: State }
  /** An earlier move did it all, but perhaps wrote no audit record. */
  | { kind: "done"; state: State }
  | Held;

/** What is to be done so that a state stands under its new key alone. Nothing that cannot be undone follows from a state that is not understood. */
export function decideMove(question: MoveQuestion): MoveDecision {
  const { from, to, old, new: there, oldLineage } = question;
  if (there !== null && there.file.kind !== "state")
    return held(`${to} holds something that is no state that can be read`, "Look at it, and remove it when nobody needs it.");
  const now = there?.file.kind === "state" ? there.file : null;
  if (old === null)
    return now !== null && now.lineage === oldLineage ? { kind: "done", state: now } : held(`${from} has no state`, NOTHING);
  if (old.file.kind !== "state")
    return held(`${from} holds no state that can be read`, "Restore it first: tf-orchestrator rollback puts a backup in its place.");
  const state = old.file;
  if (now !== null && now.lineage === state.lineage) {
    if (managedCount(state) === 0) return { kind: "done", state: now };
    if (there !== null && isSame(there.body, movedBytes(old.body, state))) return { kind: "resume", state };
    // Where an object cannot be removed, a move leaves it emptied: that is what a move back finds.
    if (managedCount(now) === 0 && now.serial <= state.serial) return { kind: "write", state, over: true };
    return held(
      `both ${from} (serial ${state.serial}, ${countOf(state)}) and ${to} (serial ${now.serial}, ${countOf(now)}) hold states of one lineage`,
      "The one with the higher serial is mostly the one to keep: compare them with terraform state list, and remove the other by hand.",
    );
  }
  if (managedCount(state) === 0) return held(`the state ${from} holds no resources`, NOTHING);
  if (now !== null && managedCount(now) > 0)
    return held(
      `${to} holds ${countOf(now)} of its own, which a move would put out of sight`,
      "Bring the two states together with terraform state mv.",
    );
  return { kind: "write", state, over: now !== null };
}

const NOTHING = "There is nothing to move: see that both names are right.";

function held(reason: string, remedy: string): Held {
  const found: Objection[] = [{ reason, remedy }];
  return gateOf(found) as Held;
}

function countOf(state: State): string {
  const count = managedCount(state);
  return count === 1 ? "1 resource" : `${count} resources`;
}

/** What stands under the new key: the same state of the same lineage, one serial on. */
export function movedBytes(body: Uint8Array, { serial }: Pick<State, "serial">): Uint8Array {
  return withSerial(body, serial + 1);
}

/** What is left where an object cannot be removed: the same lineage without anything in it. */
export function emptiedBytes({ lineage, serial, terraformVersion }: State): Uint8Array {
  const state = {
    version: 4,
    terraform_version: terraformVersion,
    serial: serial + 1,
    lineage,
    outputs: {},
    resources: [],
    check_results: null,
  };
  return new TextEncoder().encode(`${JSON.stringify(state, null, 2)}\n`);
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/**
 * The deployment that a state key speaks of, for audit records and for telling whether a state may move.
 * @param to Where the state is to go.
 * @returns `elsewhere`: why the state may not move there; null: nothing speaks against it, as far as the key tells.
 */
export function deploymentOfKey(stateKey: string, to: Deployment, template: string): { deployment: Deployment; elsewhere: string | null } {
  const parts = partsOfKey(template, stateKey);
  const project = parts?.project ?? to.project;
  const services =
    parts?.service === undefined || parts.service === "combined" || parts.service === "general" ? to.services : [parts.service];
  const compared: [what: string, old: string | undefined, now: string][] = [
    ["account", parts?.account, to.account.name],
    ["account", parts?.account_id, to.account.id],
    ["region", parts?.region, to.region],
  ];
  const other = compared.find(([, old, now]) => old !== undefined && old !== now.toLowerCase());
  return {
    deployment: { ...to, id: deploymentIdOf(stateKey), stateKey, project, services },
    elsewhere:
      other === undefined
        ? null
        : `${stateKey} is of ${other[0]} ${other[1] ?? ""}, and ${to.stateKey} of ${other[2]}: its resources stay where they are, and a state that moved would not find them`,
  };
}
