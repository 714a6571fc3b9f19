import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative, sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isObject, ownValue, parsedJson } from "../../domain/text/json-values.ts";
import { PROVIDER_LOCK_FILE, withoutChecksums } from "../../domain/controller/provider-lock.ts";
import type { Backend, Workspace } from "./workspace.ts";

/** One `terraform init` for all workspaces of a run that have the same code, wherever that can be. (docs/adr/0019) */
export interface Inits {
  /**
   * Initialises a workspace: the first by `init`, the others, which wait for it, by what it left.
   * @returns what the workspace shares with others, the very same for each of them; null: nothing.
   */
  initialise(workspace: Workspace, backend: Backend, init: () => Promise<void>): Promise<SharedInit | null>;
  /** terraform does not take what the first left: from now on each workspace has its own. */
  stop(): void;
}

/** @param mirrored `host/namespace/type` of the providers in a mirror that nobody changes during the run. */
export function openInits(runDirectory: string, mirrored: () => Promise<ReadonlySet<string>>): Inits {
  let stopped = false;
  // Null until the first has begun. A failed one leaves nothing, and the next to end well takes its place.
  let shared: Promise<SharedInit | null> | null = null;
  const own = async (workspace: Workspace, backend: Backend, init: () => Promise<void>) => {
    await init();
    return stopped ? null : shareInit(workspace, backend, runDirectory, await mirrored());
  };
  return {
    initialise: async (workspace, backend, init) => {
      if (shared === null) {
        const first = own(workspace, backend, init);
        shared = first.catch(() => null);
        return await first;
      }
      const found = await shared;
      if (found !== null && !stopped && takeInit(found, workspace, backend)) return found;
      const left = await own(workspace, backend, init);
      if (left !== null) shared = Promise.resolve(left);
      return left;
    },
    stop: () => {
      stopped = true;
    },
  };
}

/**
 * What one `terraform init` has found out for every workspace with the same code: modules and providers, the providers' versions, and which
 * settings the backend has. No workspace gets another's settings.
 */
export interface SharedInit {
  /** Absolute path of the folder with the modules' list and those that were fetched; null without modules. */
  modules: string | null;
  /** Absolute path of the folder of providers; null where the code needs none. */
  providers: string | null;
  lockFile: string | null;
  backendType: Backend["type"];
  /** All names that this terraform's backend knows: it writes each of them down, unset ones as null. */
  backendSettings: readonly string[];
}

const [MODULES, PROVIDERS] = ["modules", "providers"];
const BACKEND_STATE = "terraform.tfstate";
const MODULES_LIST = "modules.json";

/**
 * Keeps modules and providers of a workspace in which `init` has just ended where the others find them, too.
 * @returns null when `init` left what only it can judge for another workspace. Nothing is done then.
 */
function shareInit(workspace: Workspace, backend: Backend, runDirectory: string, mirrored: ReadonlySet<string>): SharedInit | null {
  const { dataDirectory } = workspace;
  const settings = settingsIn(join(dataDirectory, BACKEND_STATE), backend);
  if (settings === null) return null;
  const names = readdirSync(dataDirectory);
  if (!names.every((name) => [MODULES, PROVIDERS, BACKEND_STATE].includes(name))) return null;
  if (!packagesStay(join(dataDirectory, PROVIDERS), mirrored)) return null;
  const into = mkdtempSync(join(runDirectory, "initialised-"));
  const placeOf = (name: string) => (names.includes(name) ? join(into, name) : null);
  const shared = { modules: placeOf(MODULES), providers: placeOf(PROVIDERS) };
  if (shared.modules !== null) copyModules(join(dataDirectory, MODULES), shared.modules);
  if (shared.providers !== null) {
    renameSync(join(dataDirectory, PROVIDERS), shared.providers);
    symlinkSync(shared.providers, join(dataDirectory, PROVIDERS));
  }
  return { ...shared, lockFile: readLockFile(workspace), backendType: backend.type, backendSettings: settings };
}

/**
 * Makes a fresh workspace an initialised one. Each of terraform's calls compares the backend written here with that of the workspace's code
 * and refuses to go on where they differ, so no state can be met by mistake. (`backendConfigNeedsMigration` in terraform's source)
 * @returns false, with nothing written, for a backend that `init` would have to look at by itself.
 */
function takeInit(shared: SharedInit, workspace: Workspace, backend: Backend): boolean {
  const settings: Record<string, string | boolean> = backend.settings;
  if (backend.type !== shared.backendType || !Object.keys(settings).every((name) => shared.backendSettings.includes(name))) return false;
  const config = Object.fromEntries(shared.backendSettings.map((name) => [name, settings[name] ?? null]));
  mkdirSync(workspace.dataDirectory, { mode: 0o700 });
  // A copy, because much code writes beside itself (`path.module`).
  if (shared.modules !== null) copyModules(shared.modules, join(workspace.dataDirectory, MODULES));
  if (shared.providers !== null) symlinkSync(shared.providers, join(workspace.dataDirectory, PROVIDERS));
  // A hash that is not the block's makes terraform compare all settings.
  const state = { version: 3, backend: { type: backend.type, config, hash: 0 } };
  writeFileSync(join(workspace.dataDirectory, BACKEND_STATE), JSON.stringify(state), { mode: 0o600 });
  if (shared.lockFile !== null) writeFileSync(lockFileOf(workspace), shared.lockFile, { mode: 0o600 });
  return true;
}

/** Makes it a fresh workspace again, with the code's own lock file. What it shared stays for the others. */
export function dropInit(workspace: Workspace, lockFile: Uint8Array | undefined): void {
  rmSync(workspace.dataDirectory, { recursive: true, force: true });
  rmSync(lockFileOf(workspace), { force: true });
  if (lockFile !== undefined) writeFileSync(lockFileOf(workspace), lockFile, { mode: 0o600 });
}

/** Leaves only the versions in the workspace's lock file: `init` has compared what it installed, and the calls that follow need not. */
export function dropChecksums(workspace: Workspace): void {
  const lockFile = readLockFile(workspace);
  if (lockFile !== null) writeFileSync(lockFileOf(workspace), withoutChecksums(lockFile));
}

function readLockFile(workspace: Workspace): string | null {
  return existsSync(lockFileOf(workspace)) ? readFileSync(lockFileOf(workspace), "utf8") : null;
}

function lockFileOf(workspace: Workspace): string {
  return join(workspace.directory, PROVIDER_LOCK_FILE);
}

function copyModules(from: string, to: string): void {
  const names = readdirSync(from);
  // The list alone is what code without fetched modules has, and `cpSync` takes its time.
  if (names.every((name) => name === MODULES_LIST)) {
    mkdirSync(to, { mode: 0o700 });
    for (const name of names) copyFileSync(join(from, name), join(to, name));
  } else {
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
}

/** The settings that the backend has, set or not; null where `init` wrote down anything else than what our block says. */
function settingsIn(file: string, { type, settings }: Backend): string[] | null {
  if (!existsSync(file)) return null;
  const backend = ownValue(parsedJson(readFileSync(file, "utf8")), "backend");
  const config = ownValue(backend, "config");
  if (ownValue(backend, "type") !== type || !isObject(config)) return null;
  const set = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));
  return isDeepStrictEqual(set, settings) ? Object.keys(config) : null;
}

/** Whether nobody else changes the installed packages during the run: each lies here, or in the mirror. */
function packagesStay(directory: string, mirrored: ReadonlySet<string>): boolean {
  if (!existsSync(directory)) return true;
  const links = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
  return links.every((link) => mirrored.has(relative(directory, join(link.parentPath, link.name)).split(sep).slice(0, 3).join("/")));
}
