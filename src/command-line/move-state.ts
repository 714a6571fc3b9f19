import { TAKEN_FOLDERS } from "../domain/controller/state-key.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { heldText } from "../domain/model/gate.ts";
import { managedCount } from "../domain/state/file.ts";
import { deploymentOfKey, type MoveDecision } from "../domain/state/move.ts";
import { counted } from "../render/words.ts";
import type { Change } from "../steps/change.ts";
import { lookAtMove, moveState, type StateMoving } from "../steps/move-state.ts";
import { millisecondsOf } from "../steps/unlock.ts";
import { ask, canAsk } from "./ask.ts";
import { auditFrame, connected, lockTimeoutOf, userName, type Connected, localStarter } from "./connected.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";
import { expectedOf } from "./selection.ts";
import { whileStarted } from "../steps/run-starts.ts";

/** Puts a state under the key that its changed tfvars has now. What exists in AWS is not touched. */
export async function runMoveState(options: Options, [old, now]: readonly string[]): Promise<ExitCode> {
  if (old === undefined || now === undefined)
    throw new ConfigurationError(
      "move-state: expected tf-orchestrator move-state OLD NEW, ids or state keys as the message about the state has them",
    );
  if (!options.yes && !options["dry-run"] && !canAsk())
    throw new ConfigurationError("move-state: there is no terminal to ask on, expected --yes");
  const frame = auditFrame(options);
  return await connected(options, { quiet: true }, async (connection) => {
    const { change } = await connection.change();
    const { tools, signal } = connection;
    const to = newOf(now, change);
    const { deployment: from, elsewhere } = deploymentOfKey(oldKeyOf(old, to), to, change.context.stateKeyTemplate);
    checkFree(from, to, change);
    const store = await tools.storeFor(to.account);
    const moving: StateMoving = {
      action: "move-state",
      from,
      to,
      store,
      frame,
      who: `${userName() ?? "somebody"} (tf-orchestrator)`,
      staleAfterMs: 2 * millisecondsOf(lockTimeoutOf(options)),
      clock: tools.clock,
    };
    const tell = teller(moving, options);
    if (elsewhere !== null) return tell({ moved: false, said: `${elsewhere}. Nothing was changed.` }, 1);
    const decision = await lookAtMove(moving);
    if (decision.kind === "held") return tell({ moved: false, said: `${heldText(decision)}\nNothing was changed.` }, 1);
    const would = whatOf(decision, moving);
    if (options["dry-run"]) return tell({ moved: false, said: `Would move ${would}.` }, 0);
    if (!options.yes && !(await agreed(would, signal))) return tell({ moved: false, said: "Nothing was changed." }, 0);
    return await move(moving, tell, connection);
  });
}

type Tell = (told: { moved: boolean; said: string; [more: string]: unknown }, code: ExitCode) => ExitCode;

function teller({ from, to }: StateMoving, { json }: Options): Tell {
  return (told, code) => (json ? printJson({ from: from.stateKey, to: to.stateKey, ...told }, code) : print(told.said, code));
}

async function move(moving: StateMoving, tell: Tell, { log, tools }: Pick<Connected, "log" | "tools">): Promise<ExitCode> {
  const { from, to } = moving;
  const ended = await whileStarted(
    [from, to],
    { ...localStarter("move-state"), mayTakeOver: true },
    { ...tools, runs: null, log },
    async () => await moveState(moving),
  );
  if (ended.kind === "held") return tell({ moved: false, said: `${heldText(ended)}\nNothing was changed.` }, 1);
  for (const problem of ended.problems) log.warning(problem);
  const { resources, serial, backupKey } = ended;
  const kept = backupKey === null ? "" : ` The old one is kept as ${backupKey}.`;
  const has = ended.already ? "has the state of" : "now has the state of";
  const said = `${to.id} ${has} ${from.id}${ended.already ? " already" : ""}: ${counted(resources, "resource")}, serial ${serial}.${kept} Plan it: what exists in AWS is as it was. To undo it: tf-orchestrator rollback --deployment ${to.id} --to latest`;
  return tell({ moved: true, said, resources, serial, backup_key: backupKey }, ended.problems.length === 0 ? 0 : 1);
}

function whatOf(decision: Exclude<MoveDecision, { kind: "held" }>, { from, to }: StateMoving): string {
  const what = `${counted(managedCount(decision.state), "resource")} (serial ${decision.state.serial}) from ${from.stateKey} to ${to.stateKey}`;
  return decision.kind === "write" ? what : `${what}, which an earlier run began`;
}

async function agreed(would: string, signal: AbortSignal): Promise<boolean> {
  return (await ask(`Move ${would}? What exists in AWS stays as it is. Only yes does it: `, signal)) === "yes";
}

/** The deployment that the files have now. */
function newOf(name: string, { deployments }: Change): Deployment {
  const found = deployments.find(({ id, stateKey }) => id === name || stateKey === name);
  if (found !== undefined) return found;
  throw new ConfigurationError(`move-state: NEW: got ${JSON.stringify(name)}, ${expectedOf(deployments.map(({ id }) => id))}`);
}

/** An id stands for the key as the new deployment's key is made of its id. */
function oldKeyOf(name: string, { id, stateKey }: Deployment): string {
  const ending = stateKey.slice(id.length);
  const key = name.endsWith(".tfstate") || name.endsWith(ending) ? name : `${name}${ending}`;
  const folder = key.split("/")[0] ?? "";
  if (
    !/^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/.test(key) ||
    key.split("/").some((part) => /^\.+$/.test(part)) ||
    TAKEN_FOLDERS.includes(folder)
  )
    throw new ConfigurationError(`move-state: OLD: got ${JSON.stringify(name.slice(0, 520))}, expected the id or the key of a state`);
  return key;
}

/** A state that another file has would be taken away from it. */
function checkFree(from: Deployment, to: Deployment, { discovery }: Change): void {
  if (from.stateKey === to.stateKey) throw new ConfigurationError(`move-state: OLD and NEW are both ${to.stateKey}`);
  const owner = discovery.owners.get(from.stateKey);
  if (owner !== undefined)
    throw new ConfigurationError(`move-state: OLD: ${from.stateKey} is the state of ${owner.file}, expected one that no file has any more`);
}
