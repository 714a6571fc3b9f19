import { TAKEN_FOLDERS } from "../domain/controller/state-key.ts";
import { applyExceptions, type PolicySettings } from "../domain/controller/policy-settings.ts";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import { bySeverity, type Finding } from "../domain/model/finding.ts";
import type { AuditRecord } from "../domain/state/audit-record.ts";
import { readState, type StateFile } from "../domain/state/file.ts";
import {
  creates,
  holds,
  madeAgain,
  neighboursOf,
  stateMovedFinding,
  suspectsOf,
  type LookedAt,
  type Suspect,
} from "../domain/state/moved.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { Change } from "./change.ts";
import type { Planned } from "./plan.ts";

type StoreFor = (account: Account) => Promise<StateStore>;

/** The keys of the states in a store. */
export type StateKeys = (store: StateStore) => Promise<string[]>;

/** Lists each store at most once in a run, and only when somebody asks. */
export function stateKeysOnce(): StateKeys {
  const listed = new Map<string, Promise<string[]>>();
  return async (store) => {
    const known = listed.get(store.name) ?? store.list("", { without: TAKEN_FOLDERS }).then((entries) => entries.map(({ key }) => key));
    listed.set(store.name, known);
    return await known;
  };
}

export interface LeftBehindPorts {
  storeFor: StoreFor;
  stateKeys: StateKeys;
  clock: Clock;
}

/** What is known of a deployment when its plan is there. */
export interface KnownState {
  /** null: the store has no object at the key. */
  own: StateFile | null;
  /** Of its account and project. */
  audits: readonly AuditRecord[];
}

/**
 * The plan with a finding for each state that the change leaves behind. Most deployments cost nothing: only a file whose key differs from the
 * base's, and one whose own state holds nothing, is asked about.
 */
export async function withStatesLeft(
  planned: Planned,
  change: Change,
  known: KnownState,
  policy: Pick<PolicySettings, "exceptions">,
  ports: LeftBehindPorts,
): Promise<Planned> {
  if (planned.result.status !== "planned") return planned;
  const { deployment } = planned.result;
  const found = await statesLeft(planned, change, known, ports);
  if (found.length === 0) return planned;
  const told = applyExceptions(found, deployment, policy.exceptions, ports.clock.now()).slice(0, found.length);
  return { ...planned, result: { ...planned.result, findings: [...planned.result.findings, ...told].toSorted(bySeverity) } };
}

async function statesLeft({ plan, result: { deployment } }: Planned, change: Change, { own, audits }: KnownState, ports: LeftBehindPorts) {
  const { moves, context, discovery } = change;
  const finding = (suspect: Suspect, looked: LookedAt): Finding =>
    stateMovedFinding(deployment, suspect, looked, { own: holds(own), pullRequest: context.repository !== null });
  const suspects = suspectsOf({ deployment, moved: moves.moved, owners: discovery.owners, audits, repository: context.repository, own });
  const findings: Finding[] = [];
  for (const suspect of suspects) {
    const state = await readSuspect(suspect, deployment, ports);
    if ("problem" in state) findings.push(finding(suspect, state));
    else if (holds(state.file) > 0) findings.push(finding(suspect, { resources: holds(state.file) }));
  }
  if (findings.length > 0 || holds(own) > 0 || plan === null || creates(plan).length === 0) return findings;
  return await neighboursLeft(deployment, plan, change, finding, ports);
}

/** Where neither base nor audit records tell: a state nearby that holds what the plan makes. */
async function neighboursLeft(
  deployment: Deployment,
  plan: NonNullable<Planned["plan"]>,
  { context, discovery }: Change,
  finding: (suspect: Suspect, looked: LookedAt) => Finding,
  ports: LeftBehindPorts,
): Promise<Finding[]> {
  const nowhere: Suspect = { stateKey: deployment.stateKey, by: "neighbour", of: null, elsewhere: false, takenBy: null };
  let near: Suspect[];
  try {
    near = neighboursOf(deployment, await ports.stateKeys(await ports.storeFor(deployment.account)), discovery.owners, context);
  } catch (error) {
    return [finding(nowhere, { problem: `the states of the store could not be listed: ${messageOf(error)}` })];
  }
  const findings: Finding[] = [];
  for (const suspect of near) {
    const state = await readSuspect(suspect, deployment, ports);
    // What a state nearby holds that cannot be read, or is no state, says nothing about this file.
    if ("problem" in state || state.file?.kind !== "state") continue;
    if (madeAgain(plan, state.file).length > 0) findings.push(finding(suspect, { resources: holds(state.file) }));
  }
  return findings;
}

async function readSuspect(
  { of, stateKey }: Suspect,
  deployment: Deployment,
  { storeFor }: LeftBehindPorts,
): Promise<{ file: StateFile | null } | { problem: string }> {
  try {
    const object = await (await storeFor((of ?? deployment).account)).get(stateKey);
    if (object === null) return { file: null };
    const file = readState(object.body);
    if (file.kind === "broken") return { problem: `it cannot be read: ${file.why}` };
    return file.kind === "empty" ? { problem: "it has no content" } : { file };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}
