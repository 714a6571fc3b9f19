import type { AuditRecord } from "../domain/state/audit-record.ts";
import type { ControllerSettings } from "../domain/controller/files.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import type { Tool } from "../domain/model/tool.ts";
import type { Objection } from "../domain/model/gate.ts";
import type { Overriding } from "../domain/evidence/override.ts";
import type { ReplanQuestion } from "../domain/gates/apply.ts";
import type { Claimant } from "../domain/state/ownership.ts";
import type { RecoveryMode } from "../domain/state/recovery.ts";
import type { StateSummary } from "../domain/state/file.ts";
import type { ParseTfvars } from "../ports/source.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { Change } from "./change.ts";
import { WITHOUT_PLAN, type Planned, type PlanPorts } from "./plan.ts";
import type { StartPorts } from "./run-starts.ts";
import type { KeptState } from "./state.ts";
import type { StateKeys } from "./state-moved.ts";

export interface ApplyPorts extends PlanPorts, StartPorts {
  /** Reads the tfvars of an earlier apply again. */
  parseTfvars: ParseTfvars;
  sleep: (ms: number) => Promise<void>;
  signal: AbortSignal;
}

/** With what the deployments of a run share. */
export interface ApplyRunPorts extends ApplyPorts {
  stateKeys: StateKeys;
}

export interface ApplySettings {
  settings: ControllerSettings;
  recovery: RecoveryMode;
  /** Plan once more after the apply and expect no changes. */
  verify: boolean;
  backupDays: number;
  /** Days that audit records are kept. */
  auditDays: number;
  planMatch: "strict" | "actions";
  /** The pull request's repository; null on the command line. */
  claimant: Claimant | null;
  /** Destroys everything instead. */
  destroy: boolean;
}

/** What decides over a deployment's new plan. */
export interface Reviewed {
  recorded: ReplanQuestion["recorded"];
  override: (planned: Planned) => Overriding | null;
  /** What stands in the way of this plan besides the gate's own conditions. */
  limits?: (planned: Planned) => Objection[];
  /** Asked after every other condition; false leaves everything as it is. */
  confirm: (planned: Planned) => Promise<boolean>;
}

/** A deployment's end, with what its audit record needs. */
export interface Applied extends Planned {
  /** It was refused for nothing but a plan that differs from the reviewed one: a new plan and fresh approvals settle it. */
  renewable?: true;
  /** Another run changed the state after it was planned, so nothing was applied. */
  stale?: true;
  /** That wrote the state. */
  tool?: Tool;
  /** The state as it was left, as far as it was looked at. */
  state: StateSummary | null;
}

/** Beside the result of a deployment that never came to a plan. */
export const NOTHING_PLANNED = { ...WITHOUT_PLAN, state: null };

/** What applying and recovering work on. */
export interface ApplyWork {
  deployment: Deployment;
  change: Change;
  /** The state before. */
  kept: KeptState;
  store: StateStore;
  audits: readonly AuditRecord[];
  how: ApplySettings;
  ports: ApplyPorts;
}
