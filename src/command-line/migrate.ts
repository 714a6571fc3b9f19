import { readFile } from "node:fs/promises";
import { basename, dirname, join, posix, resolve } from "node:path";
import { accountOf, unknownAccount } from "../domain/controller/accounts.ts";
import { MAPPING_FILE, readMapping, type Mapping } from "../domain/migrate/mapping.ts";
import { keyPart } from "../domain/migrate/evidence.ts";
import { propose, type Proposal } from "../domain/migrate/proposal.ts";
import { managedIn } from "../domain/migrate/state-parts.ts";
import type { Account } from "../domain/model/deployment.ts";
import { ConfigurationError, RefusedError } from "../domain/model/errors.ts";
import { toolText } from "../domain/model/tool.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { readState, type State } from "../domain/state/file.ts";
import type { StorePlace } from "../doors/connect.ts";
import type { StateStore } from "../ports/state-store.ts";
import { proposalTable } from "../render/terminal/migration.ts";
import type { Change } from "../steps/change.ts";
import { canAsk } from "./ask.ts";
import { connected, type Connected } from "./connected.ts";
import { applyMigration, undo } from "./migrate-states.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/** Says how one state would become many, makes it so, or puts it back. */
export async function runMigrate(options: Options, [name = ""]: readonly string[]): Promise<ExitCode> {
  checkCall(options, name);
  const { undo: id } = options;
  if (id !== undefined) return await connected(options, { quiet: true }, async (connection) => await undo(id, connection, options));
  const mapping = await mappingOf(options);
  return await connected(options, { quiet: !options.apply }, async (connection) => {
    const old = await readOld(name, connection, options);
    if (options.apply) return await applyMigration(old, mapping, connection, options);
    const { change } = await connection.change();
    const proposal = proposalOf(old, mapping, change, connection);
    const redact = createRedactor([], connection.controller.identities);
    return options.json ? printJson(proposalJson(old, proposal)) : print(`${stateLine(old)}\n\n${redact(proposalTable(proposal))}`);
  });
}

function checkCall({ undo: id, apply, yes }: Options, name: string): void {
  if (id !== undefined && (name !== "" || apply))
    throw new ConfigurationError("migrate: got --undo with STATE or --apply, expected --undo ID alone");
  if (id === undefined && name === "")
    throw new ConfigurationError("migrate: STATE is missing, expected s3://BUCKET/KEY, a file, or - for what terraform state pull prints");
  if (apply && name === "-")
    throw new ConfigurationError("migrate --apply: STATE: got -, expected s3://BUCKET/KEY or a file: what is left is written back there");
  if ((apply || id !== undefined) && !yes && !canAsk())
    throw new ConfigurationError("migrate: there is no terminal to ask on, expected --yes");
}

/** The state that is to become many. */
export interface OldState {
  /** As it was given. */
  name: string;
  /** The project of resources that say none. */
  project: string;
  body: Uint8Array;
  state: State;
}

/** Warns of rules that fit nothing. */
export function proposalOf(
  { body, project }: OldState,
  mapping: Mapping,
  { discovery, context }: Change,
  { controller, log }: Connected,
): Proposal {
  const proposal = propose({
    resources: managedIn(body),
    mapping,
    deployments: [...discovery.owners.values()],
    accounts: controller.settings.accounts,
    stateKeyTemplate: context.stateKeyTemplate,
    project,
  });
  for (const idle of proposal.idle) log.warning(idle);
  return proposal;
}

function stateLine({ name, state: { serial, lineage, terraformVersion, registryOf } }: OldState): string {
  return `${name === "-" ? "the state" : name}: serial ${serial}, lineage ${lineage}, written by ${toolText({ name: registryOf ?? "terraform", version: terraformVersion })}`;
}

function proposalJson(
  { name, state: { lineage, serial, terraformVersion, registryOf } }: OldState,
  { moves, stays, cuts, states }: Proposal,
) {
  return {
    state: { name, lineage, serial, tool: { name: registryOf ?? "terraform", version: terraformVersion } },
    moves: moves.map(({ from, as, stateKey, why }) => ({ from, to: stateKey, as, by: why })),
    stays,
    cuts: cuts.map(({ address, stateKey, on, onStateKey }) => ({ address, state_key: stateKey, on, on_state_key: onStateKey })),
    states: states.map(({ stateKey, id, file, resources }) => ({ state_key: stateKey, deployment: id, file, resources })),
  };
}

/** What the flags and the mapping file say. */
async function mappingOf(options: Options): Promise<Mapping> {
  const name = options.mapping ?? join(options["working-dir"], MAPPING_FILE);
  const text = await readFile(name, "utf8").catch((error: unknown) => {
    if (options.mapping === undefined && (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new ConfigurationError(`--mapping: ${name} cannot be read, expected a YAML file with move or stay`);
  });
  return readMapping(options.move, text === null ? null : { name, text });
}

/** Reads the state from where it is. @throws RefusedError for what is no state that can be read. */
export async function readOld(name: string, connection: Connected, options: Options): Promise<OldState> {
  const body = name === "-" ? await standardInput() : await bodyAt(name, connection, options);
  const state = readState(body);
  const shown = name === "-" ? "standard input" : name;
  if (state.kind === "empty") throw new RefusedError(`${shown} is empty`, "See that the name is right.");
  if (state.kind === "broken")
    throw new RefusedError(`${shown} cannot be read as a state: ${state.why}`, remedyOf(state.encrypted === true));
  return { name, project: projectOf(name), body, state };
}

function remedyOf(isEncrypted: boolean): string {
  return isEncrypted
    ? "Take its encryption out with OpenTofu, or pipe what tofu state pull prints."
    : "terraform state pull prints one in today's format.";
}

async function bodyAt(name: string, connection: Connected, options: Options): Promise<Uint8Array> {
  const { store, key } = await storeOf(name, connection, options);
  const object = await store.get(key);
  if (object === null) throw new RefusedError(`${name} is not there`, "See that the name is right.");
  return object.body;
}

/** The store that a state is in, and its key there. */
export async function storeOf(
  name: string,
  { tools, controller }: Connected,
  options: Options,
): Promise<{ store: StateStore; key: string }> {
  const account = options.account === undefined ? null : namedAccount(options.account, controller.settings.accounts);
  const { place, key } = placeOf(name);
  return { store: await tools.storeAt(place, account), key };
}

function placeOf(name: string): { place: StorePlace; key: string } {
  if (!name.startsWith("s3://")) return { place: { kind: "file", directory: dirname(resolve(name)) }, key: basename(name) };
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9._-]{1,80})\/(.+)$/.exec(name) ?? [];
  if (bucket === undefined || key === undefined)
    throw new ConfigurationError(`STATE: got ${JSON.stringify(name)}, expected s3://BUCKET/KEY`);
  return { place: { kind: "s3", bucket }, key };
}

function namedAccount(name: string, accounts: readonly Account[]): Account {
  const account = accountOf(accounts, name);
  if (account === null) throw new ConfigurationError(`--account: ${unknownAccount(accounts, name)}`);
  return account;
}

/** The folder of a `terraform.tfstate`, else the name of the file. */
function projectOf(name: string): string {
  const path = name.replace(/^s3:\/\/[^/]*\//, "");
  const file = posix.basename(path).replace(/\.(?:tfstate|json)$/, "");
  const folder = posix.basename(posix.dirname(path));
  const project = keyPart(file === "terraform" || name === "-" ? folder : file);
  return project === "" ? "main" : project;
}

async function standardInput(): Promise<Uint8Array> {
  if (process.stdin.isTTY) throw new ConfigurationError("STATE: got -, and nothing is piped in, expected what terraform state pull prints");
  const parts: Uint8Array[] = [];
  for await (const part of process.stdin) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}
