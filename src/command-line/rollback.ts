import { lastStateMove, type AuditRecord, type StateMove } from "../domain/state/audit-record.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { heldText } from "../domain/model/gate.ts";
import { deploymentOfKey } from "../domain/state/move.ts";
import { managedCount } from "../domain/state/file.ts";
import { auditsOf } from "../steps/apply-change.ts";
import type { AuditFrame } from "../steps/audit.ts";
import type { Change } from "../steps/change.ts";
import { moveState, type StateMoving } from "../steps/move-state.ts";
import { millisecondsOf } from "../steps/unlock.ts";
import { backupName, backupsIn, describeState, readBackup, restoredText, rollBack, type KeptBackup } from "../steps/rollback.ts";
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
    const audits = [...(await auditsOf([deployment], connection.tools.storeFor)).values()].flatMap((records) => records ?? []);
    // The move that was the last to change its state; null: something else was.
    const moved = lastStateMove(audits, deployment.id);
    if (to === undefined) {
      const backups = await backupsIn(deployment, store);
      return list(deployment, await Promise.all(backups.map(async (backup) => await readBackup(backup, store))), moved, options);
    }
    if (to === "latest" && moved !== null) return await undo(moved, { deployment, change, store, frame }, options, connection);
    const done = await restore({ deployment, change, to, store, frame, audits }, options, connection);
    if (done.kind === "left") return answered(deployment, false, done.said, options, done.declined ? 0 : 1);
    if (done.problem !== null) connection.log.warning(done.problem);
    connection.log.line(restoredText(deployment, done));
    const code = done.problem === null ? 0 : 1;
    const report = await planned("plan", change, connection);
    // The state is restored whatever policy says of the plan; a plan that cannot be made is another matter.
    const ended = report.results.every(({ status }) => status === "planned") ? code : 1;
    if (!options.json) {
      await tell(report, options);
      return ended;
    }
    await writeSummary(report, options);
    const { key, serial, kept } = done;
    return printJson({ deployment: deployment.id, restored: true, key, serial, kept, plan: summaryJson(report) }, ended);
  });
}

/** What came of a rollback, in words; JSON where that is wanted. */
function answered({ id }: Deployment, restored: boolean, said: string, { json }: Options, code: ExitCode): ExitCode {
  return json ? printJson({ deployment: id, restored, said }, code) : print(said, code);
}

interface Rollback {
  deployment: Deployment;
  change: Change;
  /** `latest` or a time as the list has it. */
  to: string;
  store: StateStore;
  frame: AuditFrame;
  audits: readonly AuditRecord[];
}

function started(): HoldRequest {
  return { ...localStarter("rollback"), mayTakeOver: true };
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

function list(deployment: Deployment, kept: readonly KeptBackup[], moved: StateMove | null, { json }: Options): ExitCode {
  const code = kept.length === 0 && moved === null ? 1 : 0;
  if (json)
    return printJson(
      kept.map(({ backup, state }) => ({
        to: backupName(backup),
        key: backup.key,
        ...(state.kind === "state"
          ? { serial: state.serial, resources: managedCount(state), terraform_version: state.terraformVersion }
          : { unusable: describeState(state) }),
      })),
      code,
    );
  const back = moved === null ? [] : [`${moved.from} was moved to ${moved.to}: --to latest moves it back.`];
  if (kept.length === 0) return print([`${deployment.id} has no backups.`, ...back].join("\n"), code);
  const lines = kept.map(({ backup, state }) => `  ${backupName(backup).padEnd(17)}   ${describeState(state)}`);
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

/** Puts a backup in the place of the state, once somebody agrees. */
async function restore({ deployment, change, to, store, frame, audits }: Rollback, options: Options, { tools, log, signal }: Connected) {
  return await rollBack(
    {
      deployment,
      change,
      to,
      setting: "--to",
      store,
      audits,
      frame,
      starter: started(),
      confirm: async (chosen) => options.yes || (await agreed(deployment, chosen, signal)),
    },
    { ...tools, runs: null, log },
  );
}

async function agreed(deployment: Deployment, { backup, state }: KeptBackup, signal: AbortSignal): Promise<boolean> {
  return (
    (await ask(
      `Make ${backup.key} (${describeState(state)}) the state of ${deployment.id}? What exists in AWS stays as it is. Only yes does it: `,
      signal,
    )) === "yes"
  );
}
