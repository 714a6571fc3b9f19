import { lastKnownState, type AuditRecord } from "../domain/state/audit-record.ts";
import { backupAt, backupPrefix, backupsOf, isGoodBackup, type Backup } from "../domain/state/backup.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { stampOf } from "../domain/text/stamp.ts";
import { managedCount, readState, type StateFile } from "../domain/state/file.ts";
import { blankResult } from "../domain/report/results.ts";
import { counted } from "../render/words.ts";
import type { Log } from "../ports/log.ts";
import type { StateStore } from "../ports/state-store.ts";
import { audited } from "./apply-change.ts";
import { NOTHING_PLANNED } from "./apply-work.ts";
import type { AuditFrame } from "./audit.ts";
import type { Change } from "./change.ts";
import { whileStarted, type HoldRequest, type StartPorts } from "./run-starts.ts";
import { keepCopy, lockOn, lockText, restoreBackup } from "./state.ts";

/** The backups of a deployment's state, newest first. */
export async function backupsIn({ stateKey }: Pick<Deployment, "stateKey">, store: StateStore): Promise<Backup[]> {
  const listed = await store.list(backupPrefix("backup", stateKey));
  return backupsOf(
    listed.map(({ key }) => key),
    stateKey,
  );
}

/** A backup and the state in it. */
export interface KeptBackup {
  backup: Backup;
  state: StateFile;
}

export async function readBackup(backup: Backup, store: StateStore): Promise<KeptBackup> {
  return { backup, state: readState((await store.get(backup.key))?.body ?? new Uint8Array()) };
}

export interface Rollback {
  deployment: Deployment;
  change: Pick<Change, "files">;
  /** `latest` or a time as `backupName` says it. */
  to: string;
  /** What `to` is called where it was given. */
  setting: "--to" | "backup";
  store: StateStore;
  /** Of its account and project. */
  audits: readonly AuditRecord[];
  frame: AuditFrame;
  starter: HoldRequest;
  /** Is asked after every other condition; false leaves everything as it is. */
  confirm: (chosen: KeptBackup) => Promise<boolean>;
}

export type RolledBack =
  | {
      kind: "restored";
      key: string;
      serial: number;
      /** Where the state that was replaced is kept; null: there was none. */
      kept: string | null;
      /** What could not be written of the audit. */
      problem: string | null;
    }
  | {
      kind: "left";
      /** Why, a sentence or more. */
      said: string;
      /** Somebody said no. */
      declined: boolean;
    };

/**
 * Puts a backup in the place of a state, under a higher serial. What it replaces is kept. What exists in the cloud stays as it is.
 * @throws ConfigurationError for a time at which no backup was made.
 */
export async function rollBack(rollback: Rollback, ports: StartPorts & { log: Log }): Promise<RolledBack> {
  const { deployment, change, store, audits } = rollback;
  const { clock, log, storeFor } = ports;
  const left = (said: string, declined = false): RolledBack => ({ kind: "left", said, declined });
  const current = await store.get(deployment.stateKey);
  const before = current === null ? null : readState(current.body);
  const known = lastKnownState(audits, deployment.id);
  // The history is believed before the state: the state may be the one that has to go.
  const lineage = known?.lineage ?? (before?.kind === "state" ? before.lineage : null);
  const chosen = await choose(rollback, lineage);
  const { key } = chosen.backup;
  const { state } = chosen;
  if (state.kind !== "state" || !isGoodBackup(state, lineage)) {
    const why = state.kind === "state" ? `its lineage is ${state.lineage}, expected ${lineage ?? ""}` : `it is ${describeState(state)}`;
    return left(`${key} cannot be restored: ${why}. Nothing was changed.`);
  }
  const held = await lockOn(deployment, store);
  if (held !== null) return left(`${lockText(held, clock.now())}\nNothing was changed.`);
  if (!(await rollback.confirm(chosen))) return left("Nothing was changed.", true);

  // What is replaced is kept, too: a rollback must not lose the truth about what exists.
  const kept = current === null ? null : await keepCopy("backup", deployment, current.body, store, clock.now());
  const serial = Math.max(state.serial, before?.kind === "state" ? before.serial : 0, known?.serial ?? 0) + 1;
  await whileStarted([deployment], rollback.starter, ports, async () => {
    await restoreBackup(deployment, { key, serial }, current, store, clock.now());
  });
  const result = {
    ...blankResult(deployment),
    status: "applied" as const,
    error: null,
    output: `restored ${key} as serial ${serial}`,
    backupKey: kept,
  };
  const restored = { lineage: state.lineage, serial, resources: managedCount(state) };
  const record = { ...NOTHING_PLANNED, result, state: restored };
  const problem = await audited("rollback", record, change, rollback.frame, { storeFor, clock, log });
  return { kind: "restored", key, serial, kept, problem };
}

/** `latest` is the newest that can be restored, else the newest. */
async function choose({ deployment, to, setting, store }: Rollback, lineage: string | null): Promise<KeptBackup> {
  const backups = await backupsIn(deployment, store);
  const backup = backupAt(backups, to);
  if (backup === null) throw new ConfigurationError(`${setting}: got ${JSON.stringify(to)}, ${timesOf(backups)}`);
  const first = await readBackup(backup, store);
  if (to !== "latest" || isGoodBackup(first.state, lineage)) return first;
  for (const older of backups.slice(1)) {
    const chosen = await readBackup(older, store);
    if (isGoodBackup(chosen.state, lineage)) return chosen;
  }
  return first;
}

function timesOf(backups: readonly Backup[]): string {
  return backups.length === 0 ? "but there is no backup" : `expected latest or one of ${backups.map(backupName).join(", ")}`;
}

/** As `to` takes it. */
export function backupName({ takenAt, collision }: Backup): string {
  return `${stampOf(takenAt)}${collision === 0 ? "" : `-${collision}`}`;
}

export function describeState(state: StateFile): string {
  if (state.kind === "state")
    return `serial ${state.serial}, ${counted(managedCount(state), "resource")}, terraform ${state.terraformVersion}`;
  return state.kind === "empty" ? "not usable: it has no content" : `not usable: ${state.why}`;
}

/** What was done, and what the plan that follows is good for. */
export function restoredText({ id }: Deployment, { key, serial, kept }: Extract<RolledBack, { kind: "restored" }>): string {
  return `${id}: ${key} is the state again, as serial ${serial}.${kept === null ? "" : ` The state that it replaced is kept as ${kept}.`} What exists in AWS is as it was: the plan below shows how it differs from the files.`;
}
