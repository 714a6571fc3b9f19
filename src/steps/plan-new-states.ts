import { uncleanChanges } from "../domain/migrate/clean.ts";
import { isWhole } from "../domain/plan/summary.ts";
import type { ListedChange } from "../domain/model/plan.ts";
import { sensitiveValues } from "../domain/report/redaction/sensitive-values.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import { masksOf } from "../domain/report/redaction/masks.ts";
import type { Log } from "../ports/log.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { Terraform, TerraformSession } from "../ports/terraform.ts";
import type { Change } from "./change.ts";
import type { NewState } from "./migrate-state.ts";
import { closeSession, failureOf, refuseCode } from "./plan.ts";
import { sideBySide } from "./side-by-side.ts";

/** What the first plan of a new state says. Raw: not to be shown before it is redacted. */
export interface PlannedState extends NewState {
  /** null: it could be planned. */
  error: string | null;
  /** Nothing of it may change; empty and no error: the state may be written. */
  changes: Pick<ListedChange, "address" | "kind" | "attributes">[];
  output: string;
  secrets: Secret[];
}

export interface PlanNewPorts {
  terraform: Terraform;
  /** Where terraform looks for the states, and nobody else does. */
  store: StateStore;
  maxParallel: (deployments: number) => number;
  log: Log;
  signal: AbortSignal;
  /** Is told of each as it ends. */
  onPlanned: (planned: PlannedState) => void;
}

/** Plans each new state with the controller's code and its tfvars, side by side. Nothing is written but files of the run. @param bodies By state key. */
export async function planNewStates(
  states: readonly NewState[],
  bodies: ReadonlyMap<string, Uint8Array>,
  change: Change,
  ports: PlanNewPorts,
): Promise<PlannedState[]> {
  const planned: PlannedState[] = [];
  await sideBySide(
    states,
    ports.maxParallel(states.length),
    () => !ports.signal.aborted,
    async (state) => {
      const one = await planNew(state, bodies.get(state.deployment.stateKey) ?? new Uint8Array(), change, ports);
      planned.push(one);
      ports.onPlanned(one);
    },
  );
  ports.signal.throwIfAborted();
  const order = states.map(({ deployment }) => deployment.id);
  return planned.sort((a, b) => order.indexOf(a.deployment.id) - order.indexOf(b.deployment.id));
}

async function planNew(state: NewState, body: Uint8Array, change: Change, { terraform, store, log }: PlanNewPorts): Promise<PlannedState> {
  const { deployment, moves } = state;
  let secrets: Secret[] = [...(change.secrets.get(deployment.file) ?? []), ...terraform.secrets];
  let session: TerraformSession | undefined;
  log.running(deployment.id, "plan");
  try {
    const files = change.files.get(deployment.id);
    if (files === undefined) throw new Error(`${deployment.id}: its files were not read`);
    await store.create(deployment.stateKey, body);
    const opened = (session = terraform.open(deployment, files));
    await opened.init((fetched) => refuseCode(fetched, change));
    const { output } = await opened.plan({ lock: false });
    const plan = await opened.show();
    secrets = [...secrets, ...sensitiveValues(plan)];
    log.mask(masksOf(secrets));
    const changes = uncleanChanges(
      plan,
      moves.map(({ as }) => as),
    );
    return { ...state, error: isWhole(plan) ? null : "the plan is not complete", changes, output, secrets };
  } catch (error) {
    return { ...state, error: failureOf(error), changes: [], output: "", secrets };
  } finally {
    log.running(deployment.id, null);
    closeSession(session, deployment, log);
  }
}
