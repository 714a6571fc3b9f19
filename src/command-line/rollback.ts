import { lastKnownState, lastStateMove, type StateMove } from "../domain/state/audit-record.ts";
import { backupAt, backupPrefix, backupsOf, isGoodBackup, type Backup } from "../domain/state/backup.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { heldText } from "../domain/model/gate.ts";
import { deploymentOfKey } from "../domain/state/move.ts";
import { stampOf } from "../domain/text/stamp.ts";
import { managedCount, readState, type StateFile } from "../domain/state/file.ts";
import { audited, auditsOf } from "../steps/apply-change.ts";
import { NOTHING_PLANNED } from "../steps/apply-work.ts";
import type { AuditFrame } from "../steps/audit.ts";
import type { Change } from "../steps/change.ts";
import { moveState, type StateMoving } from "../steps/move-state.ts";
import { blankResult } from "../domain/report/results.ts";
import { millisecondsOf } from "../steps/unlock.ts";
import { keepCopy, lockOn, lockText, restoreBackup } from "../steps/state.ts";
import { summaryJson } from "../render/json/summary.ts";
import { counted } from "../render/words.ts";
import type { StateStore } from "../ports/state-store.ts";
import { ask, canAsk } from "./ask.ts";
import { auditFrame, connected, lockTimeoutOf, userName, type Connected, localStarter } from "./connected.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";
import { planned, tell, writeSummary } from "./plan.ts";
import { whileStarted, type HoldRequest } from "../steps/run-starts.ts";

/** Lists a deployment's backups, or puts one of them in the place of its state and shows the plan that follows. */
export async function runRollback(options: Options): Promise<ExitCode> {
  if (options.deployment === undefined)
    throw new ConfigurationError("rollback: --deployment is missing, expected a deployment's id as discover lists it");
  const { to } = options;
  if (to !== undefined && !options.yes && !canAsk())
    throw new ConfigurationError("rollback: there is no terminal to ask on, expected --yes");
  const frame = auditFrame(options);
  return await connected(options, { quiet: true }, async (connection) => {
    const { change } = await connection.change();
    const [deployment] = change.deployments;
    if (deployment === undefined) return 2;
    const store = await connection.tools.storeFor(deployment.account);
    const listed = await store.list(backupPrefix("backup", deployment.stateKey));
    const backups = backupsOf(
      listed.map(({ key }) => key),
      deployment.stateKey,
    );
    const moved = await moveOf(deployment, connection);
    if (to === undefined)
      return list(deployment, await Promise.all(backups.map(async (backup) => await read(backup, store))), moved, options);
    if (to === "latest" && moved !== null) return await undo(moved, { deployment, change, store, frame }, options, connection);
    const { told, code } = await restore({ deployment, change, backups, to, store, frame }, options, connection);
    if (!told.restored) return answered(deployment, false, told.said, options, code);
    const report = await planned("plan", change, connection);
    // The state is restored whatever policy says of the plan; a plan that cannot be made is another matter.
    const ended = report.results.every(({ status }) => status === "planned") ? code : 1;
    if (!options.json) {
      await tell(report, options);
      return ended;
    }
    await writeSummary(report, options);
    return printJson({ deployment: deployment.id, ...told, plan: summaryJson(report) }, ended);
  });
}

/** What came of a rollback, in words; JSON where that is wanted. */
function answered({ id }: Deployment, restored: boolean, said: string, { json }: Options, code: ExitCode): ExitCode {
  return json ? printJson({ deployment: id, restored, said }, code) : print(said, code);
}

interface Rollback {
  deployment: Deployment;
  change: Change;
  /** Newest first. */
  backups: readonly Backup[];
  /** `latest` or a time as the list has it. */
  to: string;
  store: StateStore;
  frame: AuditFrame;
}

function started(): HoldRequest {
  return { ...localStarter("rollback"), mayTakeOver: true };
}

interface Kept {
  backup: Backup;
  state: StateFile;
}

async function read(backup: Backup, store: StateStore): Promise<Kept> {
  return { backup, state: readState((await store.get(backup.key))?.body ?? EMPTY) };
}

/** The move that was the last to change its state; null: something else was. */
async function moveOf(deployment: Deployment, { tools }: Connected): Promise<StateMove | null> {
  const audits = await auditsOf([deployment], tools.storeFor);
  return lastStateMove(
    [...audits.values()].flatMap((records) => records ?? []),
    deployment.id,
  );
}

/** Moves a state back to where `move-state` took it from. It goes as it is now: no change of it is lost. */
async function undo(
  { from, to }: StateMove,
  { deployment, change, store, frame }: Pick<Rollback, "deployment" | "change" | "store" | "frame">,
  options: Options,
  { tools, log, signal }: Connected,
): Promise<ExitCode> {
  const at = (key: string) =>
    key === deployment.stateKey ? deployment : deploymentOfKey(key, deployment, change.context.stateKeyTemplate).deployment;
  const owner = change.discovery.owners.get(from);
  if (owner !== undefined && owner.file !== deployment.file)
    return answered(deployment, false, `${from}, where the state was, is the state of ${owner.file} now. Nothing was changed.`, options, 1);
  const asked = `Move the state ${to} back to ${from}? What exists in AWS stays as it is. Only yes does it: `;
  if (!options.yes && (await ask(asked, signal)) !== "yes") return answered(deployment, false, "Nothing was changed.", options, 0);
  const moving: StateMoving = {
    action: "rollback",
    from: at(to),
    to: at(from),
    store,
    frame,
    who: `${userName() ?? "somebody"} (tf-orchestrator)`,
    staleAfterMs: 2 * millisecondsOf(lockTimeoutOf(options)),
    clock: tools.clock,
  };
  const ended = await whileStarted([moving.from, moving.to], started(), { ...tools, runs: null, log }, async () => await moveState(moving));
  if (ended.kind === "held") return answered(deployment, false, `${heldText(ended)}\nNothing was changed.`, options, 1);
  for (const problem of ended.problems) log.warning(problem);
  return answered(
    deployment,
    true,
    `The state ${to} is ${from} again: ${counted(ended.resources, "resource")}, serial ${ended.serial}. What exists in AWS is as it was.`,
    options,
    ended.problems.length === 0 ? 0 : 1,
  );
}

function list(deployment: Deployment, kept: readonly Kept[], moved: StateMove | null, { json }: Options): ExitCode {
  const code = kept.length === 0 && moved === null ? 1 : 0;
  if (json)
    return printJson(
      kept.map(({ backup, state }) => ({
        to: nameOf(backup),
        key: backup.key,
        ...(state.kind === "state"
          ? { serial: state.serial, resources: managedCount(state), terraform_version: state.terraformVersion }
          : { unusable: describe(state) }),
      })),
      code,
    );
  const back = moved === null ? [] : [`${moved.from} was moved to ${moved.to}: --to latest moves it back.`];
  if (kept.length === 0) return print([`${deployment.id} has no backups.`, ...back].join("\n"), code);
  const lines = kept.map(({ backup, state }) => `  ${nameOf(backup).padEnd(17)}   ${describe(state)}`);
  return print(
    [
      `Backups of ${deployment.id}, newest first:`,
      ...lines,
      `Restore one with ${moved === null ? "--to latest or " : ""}--to TIME.`,
      ...back,
    ].join("\n"),
    code,
  );
}

const EMPTY = new Uint8Array();

/** As `--to` takes it. */
function nameOf({ takenAt, collision }: Backup): string {
  return `${stampOf(takenAt)}${collision === 0 ? "" : `-${collision}`}`;
}

function describe(state: StateFile): string {
  if (state.kind === "state")
    return `serial ${state.serial}, ${counted(managedCount(state), "resource")}, terraform ${state.terraformVersion}`;
  return state.kind === "empty" ? "not usable: it has no content" : `not usable: ${state.why}`;
}

interface Restored {
  told: { restored: false; said: string } | { restored: true; key: string; serial: number; kept: string | null };
  code: ExitCode;
}

async function restore(rollback: Rollback, options: Options, { tools, log, signal }: Connected): Promise<Restored> {
  const leave = (said: string, code: ExitCode = 1): Restored => ({ told: { restored: false, said }, code });
  const { deployment, change, store } = rollback;
  const { clock, storeFor } = tools;
  const [current, audits] = await Promise.all([store.get(deployment.stateKey), auditsOf([deployment], storeFor)]);
  const before = current === null ? null : readState(current.body);
  const known = lastKnownState(
    [...audits.values()].flatMap((records) => records ?? []),
    deployment.id,
  );
  // The history is believed before the state: the state may be the one that has to go.
  const lineage = known?.lineage ?? (before?.kind === "state" ? before.lineage : null);
  const chosen = await choose(rollback, lineage);
  if (chosen === null) throw new ConfigurationError(`--to: got ${JSON.stringify(rollback.to)}, ${timesOf(rollback.backups)}`);
  const { key, state } = chosen;
  if (state.kind !== "state" || !isGoodBackup(state, lineage)) {
    const why = state.kind === "state" ? `its lineage is ${state.lineage}, expected ${lineage ?? ""}` : `it is ${describe(state)}`;
    return leave(`${key} cannot be restored: ${why}. Nothing was changed.`);
  }
  const held = await lockOn(deployment, store);
  if (held !== null) return leave(`${lockText(held, clock.now())}\nNothing was changed.`);
  if (!(options.yes || (await agreed(deployment, chosen, signal)))) return leave("Nothing was changed.", 0);

  // What is replaced is kept, too: a rollback must not lose the truth about what exists.
  const kept = current === null ? null : await keepCopy("backup", deployment, current.body, store, clock.now());
  const serial = Math.max(state.serial, before?.kind === "state" ? before.serial : 0, known?.serial ?? 0) + 1;
  await whileStarted([deployment], started(), { storeFor, clock, runs: null, log }, async () => {
    await restoreBackup(deployment, { key, serial }, current, store, clock.now());
  });
  const result = {
    ...blankResult(deployment),
    status: "applied" as const,
    error: null,
    output: `restored ${key} as serial ${serial}`,
    backupKey: kept,
  };
  const left = { lineage: state.lineage, serial, resources: managedCount(state) };
  const problem = await audited("rollback", { ...NOTHING_PLANNED, result, state: left }, change, rollback.frame, { storeFor, clock, log });
  if (problem !== null) log.warning(problem);
  log.line(
    `${deployment.id}: ${key} is the state again, as serial ${serial}.${kept === null ? "" : ` The state that it replaced is kept as ${kept}.`} What exists in AWS is as it was: the plan below shows how it differs from the files.`,
  );
  return { told: { restored: true, key, serial, kept }, code: problem === null ? 0 : 1 };
}

interface Chosen {
  key: string;
  state: StateFile;
}

/** `latest` is the newest that can be restored, else the newest; null: no backup has that time. */
async function choose({ backups, to, store }: Rollback, lineage: string | null): Promise<Chosen | null> {
  const looked = async (each: Backup): Promise<Chosen> => ({ key: each.key, state: (await read(each, store)).state });
  const backup = backupAt(backups, to);
  if (backup === null) return null;
  const first = await looked(backup);
  if (to !== "latest" || isGoodBackup(first.state, lineage)) return first;
  for (const older of backups.slice(1)) {
    const chosen = await looked(older);
    if (isGoodBackup(chosen.state, lineage)) return chosen;
  }
  return first;
}

function timesOf(backups: readonly Backup[]): string {
  return backups.length === 0 ? "but there is no backup" : `expected latest or one of ${backups.map(nameOf).join(", ")}`;
}

async function agreed(deployment: Deployment, { key, state }: Chosen, signal: AbortSignal): Promise<boolean> {
  return (
    (await ask(
      `Make ${key} (${describe(state)}) the state of ${deployment.id}? What exists in AWS stays as it is. Only yes does it: `,
      signal,
    )) === "yes"
  );
}
