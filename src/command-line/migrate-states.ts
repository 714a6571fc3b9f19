import { accountOf } from "../domain/controller/accounts.ts";
import { deploymentIdOf, partsOfKey } from "../domain/controller/state-key.ts";
import type { Journal } from "../domain/migrate/journal.ts";
import type { Mapping } from "../domain/migrate/mapping.ts";
import type { Proposal } from "../domain/migrate/proposal.ts";
import { providersFor, takeApart } from "../domain/migrate/state-parts.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { ConfigurationError, RefusedError } from "../domain/model/errors.ts";
import { heldText, type Held } from "../domain/model/gate.ts";
import type { Tool } from "../domain/model/tool.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { managedCount, readState, takenOverFrom, takeoverFinding } from "../domain/state/file.ts";
import type { StateStore } from "../ports/state-store.ts";
import { staysTable } from "../render/terminal/migration.ts";
import { counted } from "../render/words.ts";
import type { Change, Controller } from "../steps/change.ts";
import {
  beginMigration,
  migrationOf,
  resumeMigration,
  undoMigration,
  unendedMigration,
  type Migrated,
  type Migrating,
  type NewState,
} from "../steps/migrate-state.ts";
import { storesIn, storesOf } from "../steps/evidence.ts";
import { planNewStates, type PlannedState } from "../steps/plan-new-states.ts";
import { whileStarted } from "../steps/run-starts.ts";
import { millisecondsOf } from "../steps/unlock.ts";
import { ask } from "./ask.ts";
import { auditFrame, localStarter, lockTimeoutOf, userName, type Connected } from "./connected.ts";
import { proposalOf, storeOf, type OldState } from "./migrate.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/** What is printed at the end. */
interface Told {
  migrated: boolean;
  said: string;
  [more: string]: unknown;
}

type Tell = (told: Told, code: ExitCode) => ExitCode;

function teller({ json }: Options): Tell {
  return (told, code) => (json ? printJson(told, code) : print(told.said, code));
}

/** Makes one state many: plans each new one, asks, and writes those that would change nothing. */
export async function applyMigration(old: OldState, mapping: Mapping, connection: Connected, options: Options): Promise<ExitCode> {
  const { change, ok } = await connection.change();
  if (!ok) return 2;
  const tell = teller(options);
  const place = await storeOf(old.name, connection, options);
  const stores = await storesOf([...change.discovery.owners.values()], connection.tools.storeFor);
  for (const store of stores) {
    const found = await unendedMigration({ store: place.store.name, key: place.key, lineage: old.state.lineage }, store);
    if (found === null) continue;
    if ("unread" in found)
      throw new RefusedError(
        `${store.name}/${found.unread} cannot be read, so nobody knows whether a migration has ended`,
        "Look at it with the version that wrote it.",
      );
    const { id, old: was } = found.journal;
    if (found.elsewhere)
      throw new RefusedError(
        `migration ${id} of the same state has not ended; it began at ${was.store}/${was.key}`,
        `End it there first, with migrate --apply, or with migrate --undo ${id}.`,
      );
    return await goOn(found.journal, place, store, change, connection, options);
  }
  const chosen = await choose(old, place, proposalOf(old, mapping, change, connection), change, connection);
  if (chosen.states.length === 0) return tell(nothing("No resource can move.", { ...chosen, planned: [] }), 1);
  const aside = await connection.tools.aside(connection.controller);
  const providers = providersIn(old, mapping, aside.terraform.tool, connection);
  const planned = await planAll(chosen.states, newBodies(old, chosen.states, providers), change, aside, connection);
  const clean = planned.filter(isClean);
  const outcome = { ...chosen, planned };
  if (clean.length === 0) return tell(nothing("No new state plans without changes.", outcome), 1);
  const would = `${counted(resourcesOf(clean), "resource")} from ${old.name} to ${counted(clean.length, "state")}`;
  if (!options.yes && !(await agreed(`Move ${would}? What exists in AWS stays as it is. Only yes does it: `, connection.signal)))
    return tell(nothing("", outcome), 0);
  const { store } = chosen;
  const ended = await whileStarted(
    clean.map(({ deployment }) => deployment),
    { ...localStarter("migrate"), mayTakeOver: true },
    { ...connection.tools, runs: null, log: connection.log },
    async () => await beginMigration(old.body, old.state, clean, providers, migrating(place, store, change, connection, options)),
  );
  return tellEnd(ended, outcome, tell, connection);
}

/** Ends what a run that died has begun. */
async function goOn(
  journal: Journal,
  place: { store: StateStore; key: string },
  store: StateStore,
  change: Change,
  connection: Connected,
  options: Options,
): Promise<ExitCode> {
  const tell = teller(options);
  const what = journal.status === "undoing" ? "was being undone" : "has not ended";
  connection.log.warning(`migration ${journal.id} of ${journal.who}, begun at ${journal.begun_at}, ${what}: it goes on`);
  if (!options.yes && !(await agreed(`Go on with migration ${journal.id}? Only yes does it: `, connection.signal)))
    return tell({ migrated: false, said: "Nothing was changed." }, 0);
  const ended = await resumeMigration(journal, migrating(place, store, change, connection, options));
  return tellEnd(ended, { stays: [], planned: [] }, tell, connection);
}

/** Puts everything back as it was before a migration. */
export async function undo(id: string, connection: Connected, options: Options): Promise<ExitCode> {
  const tell = teller(options);
  const { change } = await connection.change();
  for (const store of await storesIn(connection.controller.settings.accounts, connection.tools.storeFor)) {
    const journal = await migrationOf(id, store);
    if (journal === null) continue;
    const place = await storeOf(`${journal.old.store.replace(/^file:/, "")}/${journal.old.key}`, connection, options);
    const would = `${counted(movesOf(journal), "resource")} of ${counted(journal.states.length, "state")} back into ${journal.old.store}/${journal.old.key}`;
    if (!options.yes && !(await agreed(`Put ${would}? What exists in AWS stays as it is. Only yes does it: `, connection.signal)))
      return tell({ migrated: false, said: "Nothing was changed." }, 0);
    const ended = await undoMigration(journal, migrating(place, store, change, connection, options));
    return tellEnd(ended, { stays: [], planned: [] }, tell, connection);
  }
  throw new RefusedError(`there is no migration ${id}`, "Take the id from what migrate --apply printed, or from migrations/ of the store.");
}

// ── What moves ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Chosen {
  states: NewState[];
  stays: Proposal["stays"];
  store: StateStore;
}

/** Of a proposal what can be done: new states that a tfvars has, and that are not there yet. */
async function choose(
  { name }: OldState,
  place: { store: StateStore; key: string },
  { moves, stays, states }: Proposal,
  { discovery, files }: Change,
  { tools }: Connected,
): Promise<Chosen> {
  const chosen: NewState[] = [];
  const left = [...stays];
  const stores = new Map<string, StateStore>();
  for (const { stateKey } of states) {
    const of = moves.filter((move) => move.stateKey === stateKey);
    const deployment = discovery.owners.get(stateKey);
    const leave = (why: string) => left.push(...of.map(({ from }) => ({ address: from, why })));
    if (deployment === undefined || !files.has(deployment.id)) {
      leave(
        deployment === undefined
          ? `no tfvars has the state ${deploymentIdOf(stateKey)}`
          : `${deployment.id} is of another account than --account`,
      );
      continue;
    }
    const store = await tools.storeFor(deployment.account);
    if (store.name === place.store.name && stateKey === place.key) leave(`${name} is the state of ${deployment.id} itself`);
    else if (await isTaken(stateKey, store)) leave(`${deployment.id} has a state already`);
    else {
      stores.set(store.name, store);
      chosen.push({ deployment, moves: of });
    }
  }
  const [store = place.store, another] = stores.values();
  if (another !== undefined)
    throw new ConfigurationError(
      `migrate: the new states would be in ${[...stores.keys()].join(", ")}, expected one store at a time: let the resources of the others stay, by stay in migrate.yaml`,
    );
  return { states: chosen, stays: left, store };
}

async function isTaken(stateKey: string, store: StateStore): Promise<boolean> {
  const there = await store.get(stateKey);
  const file = there === null ? null : readState(there.body);
  return file !== null && (file.kind !== "state" || managedCount(file) > 0);
}

/** As the mapping names them, and where the tool is another than the one that wrote the state, in its own registry. */
function providersIn({ body, state }: OldState, { providers }: Mapping, tool: Tool, { log }: Connected): ReadonlyMap<string, string> {
  const from = takenOverFrom(state, state.registryOf, tool);
  if (from === null) return providers;
  log.warning(takeoverFinding(from, tool, "").message);
  return providersFor(tool.name, from.name, body, providers);
}

/** By state key. */
function newBodies(
  { body, state }: OldState,
  states: readonly NewState[],
  providers: ReadonlyMap<string, string>,
): Map<string, Uint8Array> {
  const parts = states.map(({ deployment: { stateKey }, moves }) => ({ stateKey, lineage: state.lineage, moves }));
  return takeApart(body, parts, providers).parts;
}

async function planAll(
  states: readonly NewState[],
  bodies: ReadonlyMap<string, Uint8Array>,
  change: Change,
  { terraform, store }: Awaited<ReturnType<Connected["tools"]["aside"]>>,
  { tools, controller, log, signal }: Connected,
): Promise<PlannedState[]> {
  log.expect(states.length);
  return await planNewStates(states, bodies, change, {
    terraform,
    store,
    maxParallel: tools.maxParallel,
    log,
    signal,
    onPlanned: (planned) => tellPlanned(planned, controller, log),
  });
}

function isClean({ error, changes }: PlannedState): boolean {
  return error === null && changes.length === 0;
}

/** A line for each, and the plan of one that stays. */
function tellPlanned(planned: PlannedState, { identities }: Controller, log: Connected["log"]): void {
  const { deployment, moves, error, changes, output, secrets } = planned;
  const redact = createRedactor(secrets, identities);
  if (isClean(planned)) log.line(redact(`${deployment.id}   no changes, ${counted(moves.length, "resource")}`));
  else {
    log.line(redact(`${deployment.id}   stays: ${error ?? `its plan has ${counted(changes.length, "change")}`}`));
    if (error === null) log.line(redact(output));
  }
}

// ── How it ends ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Outcome {
  stays: Proposal["stays"];
  planned: readonly PlannedState[];
}

function nothing(said: string, outcome: Outcome): Told {
  return {
    migrated: false,
    said: [said, ...staysOf(outcome), "Nothing was changed."].filter((part) => part !== "").join("\n\n"),
    ...jsonOf(outcome),
  };
}

function tellEnd(ended: Migrated | Held, outcome: Outcome, tell: Tell, { log }: Connected): ExitCode {
  if (ended.kind === "held") return tell({ migrated: false, said: heldText(ended), ...jsonOf(outcome) }, 1);
  const { journal, problems, kind } = ended;
  for (const problem of problems) log.warning(problem);
  const { id, old, states } = journal;
  const place = `${old.store}/${old.key}`;
  const said =
    kind === "undone"
      ? `Migration ${id} is undone: ${counted(movesOf(journal), "resource")} are in ${place} again, the new states are gone.`
      : `${counted(movesOf(journal), "resource")} moved from ${place} to ${counted(states.length, "state")}, each with a plan without changes. What exists in AWS is as it was. Take them out of the old code, and plan it. To undo it: tf-orchestrator migrate --undo ${id}`;
  const isWhole = problems.length === 0 && outcome.planned.every(isClean);
  return tell(
    {
      migrated: kind === "migrated",
      said: [...staysOf(outcome), said].join("\n\n"),
      id,
      states: states.map(({ deployment, state_key, moves }) => ({ deployment, state_key, resources: moves.length })),
      ...jsonOf(outcome),
    },
    isWhole ? 0 : 1,
  );
}

function staysOf({ stays, planned }: Outcome): string[] {
  const unclean = planned.filter((one) => !isClean(one));
  const all = [...stays, ...unclean.flatMap((one) => one.moves.map(({ from }) => ({ address: from, why: whyOf(one) })))];
  return all.length === 0 ? [] : [staysTable(all)];
}

function whyOf({ deployment, error, changes }: PlannedState): string {
  if (error !== null) return `${deployment.id} cannot be planned`;
  const [first] = changes;
  const more = changes.length > 1 ? ` and ${counted(changes.length - 1, "more change", "more changes")}` : "";
  return `${deployment.id} would ${first?.kind ?? "change"} ${first?.address ?? ""}${more}`;
}

function jsonOf({ stays, planned }: Outcome) {
  return {
    stays,
    unclean: planned
      .filter((one) => !isClean(one))
      .map(({ deployment, error, changes, secrets }) => ({
        deployment: deployment.id,
        error: error === null ? null : createRedactor(secrets)(error),
        changes: changes.map(({ address, kind, attributes }) => ({ address, kind, attributes })),
      })),
  };
}

function resourcesOf(states: readonly NewState[]): number {
  return states.reduce((sum, { moves }) => sum + moves.length, 0);
}

function movesOf({ states }: Journal): number {
  return states.reduce((sum, { moves }) => sum + moves.length, 0);
}

// ── What both need ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function migrating(
  place: { store: StateStore; key: string },
  store: StateStore,
  change: Change,
  { tools, controller }: Connected,
  options: Options,
): Migrating {
  return {
    // One store is asked by one object: conditions in a folder hold only among the callers of one.
    old: place.store.name === store.name ? { store, key: place.key } : place,
    store,
    clock: tools.clock,
    who: `${userName() ?? "somebody"} (tf-orchestrator)`,
    staleAfterMs: 2 * millisecondsOf(lockTimeoutOf(options)),
    frame: auditFrame(options),
    deploymentOf: (stateKey) => deploymentOf(stateKey, change, controller),
  };
}

/** As its tfvars has it; without one as its key tells. */
function deploymentOf(
  stateKey: string,
  { discovery, files, context }: Change,
  { settings }: Controller,
): ReturnType<Migrating["deploymentOf"]> {
  const owner = discovery.owners.get(stateKey);
  if (owner !== undefined) return { deployment: owner, files: files.get(owner.id) };
  const parts = partsOfKey(context.stateKeyTemplate, stateKey);
  const account = accountOf(settings.accounts, parts?.account ?? parts?.account_id ?? "");
  if (account === null || parts === null) return null;
  const deployment: Deployment = {
    id: deploymentIdOf(stateKey),
    stateKey,
    file: "",
    account,
    region: parts.region ?? account.region,
    project: parts.project ?? account.name,
    environment: account.environment,
    services: parts.service === undefined ? [] : [parts.service],
    owner: null,
    team: null,
    resources: [],
    references: [],
  };
  return { deployment, files: undefined };
}

async function agreed(question: string, signal: AbortSignal): Promise<boolean> {
  return (await ask(question, signal)) === "yes";
}
