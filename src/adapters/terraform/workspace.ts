// Some dozens of small files take a millisecond or two in this thread, and several times that by trips to another one.
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { changesTerraformCode } from "../../domain/checks/paths.ts";
import type { Deployment } from "../../domain/model/deployment.ts";
import { sha256Hex } from "../../domain/text/canonical-json.ts";

/** The fresh folder in which one deployment is planned. Only we can read it. */
export interface Workspace {
  directory: string;
  dataDirectory: string;
  planFile: string;
}

/** Where the deployment's state lives, as terraform's backend block has it. */
export type Backend = { type: "s3"; settings: Record<string, string | boolean> } | { type: "local"; settings: { path: string } };

export interface WorkspaceFiles {
  /** The controller's Terraform code: path → contents. */
  code: ReadonlyMap<string, Uint8Array>;
  /** Puts the code into a folder. */
  placeCode: (directory: string) => void;
  /** The tfvars' bytes at the head commit. */
  tfvars: Uint8Array;
  /** Referenced JSON, by the path the tfvars names. */
  references: ReadonlyMap<string, Uint8Array>;
  backend: Backend;
  /** Import blocks; missing: none. */
  importsCode?: string | undefined;
  /** Tells several workspaces of one deployment in one run apart; empty for the first. */
  purpose?: string;
}

/** Below each workspace: where terraform keeps modules, providers and which backend it has. */
export const DATA_DIRECTORY = ".terraform";

const BACKEND_FILE = "tf_orchestrator_override.tf.json";
const IMPORTS_FILE = "tf_orchestrator_imports.tf";
const RUN_PREFIX = "tf-orchestrator-";
const PREFIX = ".terraform-workspace-";
const ERRORED_STATE = "errored.tfstate";
const LEFTOVER_AGE_MS = 24 * 3_600_000;

/** The run's temp folder; every workspace is below it. */
export function createRunDirectory(tempDirectory: string): string {
  return mkdtempSync(join(tempDirectory, RUN_PREFIX));
}

/**
 * Writes the workspace of one deployment. Nothing else from the source repository enters.
 * @throws for a path that leaves it, and for a reference that terraform would load as code; earlier checks refuse both with a better message.
 */
export function createWorkspace(runDirectory: string, deployment: Deployment, files: WorkspaceFiles): Workspace {
  const hash = sha256Hex(`${deployment.id}${files.purpose ?? ""}`).slice(0, 10);
  const directory = join(runDirectory, `${PREFIX}${fileName(deployment.account.name)}-${fileName(deployment.project)}-${hash}`);
  const asCode = [...files.references.keys()].find((path) => changesTerraformCode(normalize(path)));
  if (asCode !== undefined) throw new Error(`terraform would load the reference as code: ${asCode}`);
  // OpenTofu would take it for our backend file, and load it in its place.
  const taken = [BACKEND_FILE.replace(".tf.", ".tofu."), IMPORTS_FILE, IMPORTS_FILE.replace(".tf", ".tofu")].find((name) =>
    files.code.has(name),
  );
  if (taken !== undefined) throw new Error(`the controller has a file with the name of a generated one: ${taken}`);
  mkdirSync(directory, { mode: 0o700 });
  // Source files first: the controller's code must win if a reference ever carries the same name.
  writeFiles(directory, files.references);
  files.placeCode(directory);
  const contents: (readonly [string, Uint8Array | string])[] = [
    ["terraform.tfvars", files.tfvars],
    ...(files.importsCode === undefined ? [] : [[IMPORTS_FILE, files.importsCode] as const]),
    // An override file, because it replaces whatever backend the code names, so that no code can lead two deployments to one state.
    [BACKEND_FILE, JSON.stringify({ terraform: { backend: { [files.backend.type]: files.backend.settings } } })],
  ];
  writeFiles(directory, contents);
  return { directory, dataDirectory: join(directory, DATA_DIRECTORY), planFile: join(directory, "tfplan") };
}

/** Writes files below a folder that is there, readable for us alone. @throws for a path that leaves it. */
export function writeFiles(directory: string, files: Iterable<readonly [string, Uint8Array | string]>, mode = 0o600): void {
  const folders = new Set([directory]);
  for (const [file, content] of [...files].map(([path, content]) => [inside(directory, path), content] as const)) {
    const folder = dirname(file);
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    folders.add(folder);
    writeFileSync(file, content, { mode });
  }
}

/** The place of a path below a folder. @throws for one that leads out of it. */
function inside(directory: string, path: string): string {
  const normal = normalize(path);
  if (isAbsolute(path) || normal === ".." || normal.startsWith("../") || path.includes("\0"))
    throw new Error(`path leaves the workspace: ${path}`);
  return join(directory, normal);
}

/** A state key template without `{project}` lets any text be the project. */
function fileName(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, 63);
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

/** Removes run folders that a killed run left behind more than a day ago, unless they hold a state that must be rescued. Returns their number. */
export function sweepLeftovers(tempDirectory: string, now: Date): number {
  const ours = readdirSync(tempDirectory).filter((name) => name.startsWith(RUN_PREFIX));
  return ours.filter((name) => sweep(join(tempDirectory, name), now)).length;
}

/** Whether the folder could be removed: a temp folder is shared, and those of other users and runs stay. */
function sweep(directory: string, now: Date): boolean {
  try {
    const found = lstatSync(directory);
    if (!found.isDirectory() || now.getTime() - found.mtimeMs < LEFTOVER_AGE_MS) return false;
    if (erroredStates(directory).length > 0) return false;
    removeDirectory(directory);
    return true;
  } catch {
    return false;
  }
}

/** Paths of `errored.tfstate` files in a run folder: terraform writes one when it could not store the state. */
export function erroredStates(runDirectory: string): string[] {
  return workspacesIn(runDirectory).filter(holdsErroredState).map(erroredStateFile);
}

/** Keys or paths of the states whose workspaces are still there: the run was ended while terraform worked on them. */
export function unfinishedStates(runDirectory: string): string[] {
  // Those with an errored state were kept on purpose, and are told of by themselves.
  const ended = workspacesIn(runDirectory).filter((directory) => !holdsErroredState(directory));
  return [...new Set(ended.flatMap((directory) => stateOf(directory) ?? []))].sort();
}

function workspacesIn(runDirectory: string): string[] {
  if (!existsSync(runDirectory)) return [];
  const names = readdirSync(runDirectory).filter((name) => name.startsWith(PREFIX));
  return names.map((name) => join(runDirectory, name));
}

/** As `createWorkspace` wrote it; null when the run was ended before that. */
function stateOf(directory: string): string | null {
  const file = join(directory, BACKEND_FILE);
  if (!existsSync(file)) return null;
  const { terraform } = JSON.parse(readFileSync(file, "utf8")) as {
    terraform?: { backend?: Record<string, { key?: string; path?: string }> };
  };
  const [settings] = Object.values(terraform?.backend ?? {});
  return settings?.key ?? settings?.path ?? null;
}

/** Whether a workspace holds a state that terraform could not store. Only a file is one: no folder, and no link, which would lead elsewhere. */
export function holdsErroredState(directory: string): boolean {
  return isRegularFile(erroredStateFile(directory));
}

/** Whether there is a file of this name that is no link. */
function isRegularFile(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

export function erroredStateFile(directory: string): string {
  return join(directory, ERRORED_STATE);
}

export function readErroredState(directory: string): Uint8Array | null {
  return holdsErroredState(directory) ? readFileSync(erroredStateFile(directory)) : null;
}

/** Size of the plan file in bytes; 0 when there is none, or something else than a file in its place. */
export function planSize({ planFile }: Workspace): number {
  return isRegularFile(planFile) ? lstatSync(planFile).size : 0;
}

export function forgetErroredState(directory: string): void {
  rmSync(erroredStateFile(directory), { force: true });
}
