import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { changesTerraformCode } from "../domain/checks/paths.ts";
import type { Deployment } from "../domain/deployment.ts";

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
  /** The tfvars' bytes at the head commit. */
  tfvars: Uint8Array;
  /** Referenced JSON, by the path the tfvars names. */
  references: ReadonlyMap<string, Uint8Array>;
  backend: Backend;
  /** Tells several workspaces of one deployment in one run apart; empty for the first. */
  purpose?: string;
}

const BACKEND_FILE = "tf_orchestrator_override.tf.json";
const PREFIX = ".terraform-workspace-";
const ERRORED_STATE = "errored.tfstate";
const LEFTOVER_AGE_MS = 24 * 3_600_000;

/** The run's temp folder; every workspace is below it. */
export async function createRunDirectory(tempDirectory: string): Promise<string> {
  return await mkdtemp(join(tempDirectory, "tf-orchestrator-"));
}

/**
 * Writes the workspace of one deployment. Nothing else from the source repository enters.
 * @throws for a path that leaves it, and for a reference that terraform would load as code; earlier checks refuse both with a better message.
 */
export async function createWorkspace(runDirectory: string, deployment: Deployment, files: WorkspaceFiles): Promise<Workspace> {
  const hash = createHash("sha256")
    .update(`${deployment.id}${files.purpose ?? ""}`)
    .digest("hex")
    .slice(0, 10);
  const directory = join(runDirectory, `${PREFIX}${fileName(deployment.account.name)}-${fileName(deployment.project)}-${hash}`);
  const asCode = [...files.references.keys()].find((path) => changesTerraformCode(normalize(path)));
  if (asCode !== undefined) throw new Error(`terraform would load the reference as code: ${asCode}`);
  await mkdir(directory, { mode: 0o700 });
  const contents: [string, Uint8Array | string][] = [
    // Source files first: the controller's code must win if a reference ever carries the same name.
    ...files.references,
    ...files.code,
    ["terraform.tfvars", files.tfvars],
    // An override file, because it replaces whatever backend the code names, so that no code can lead two deployments to one state.
    [BACKEND_FILE, JSON.stringify({ terraform: { backend: { [files.backend.type]: files.backend.settings } } })],
  ];
  // Some dozens of small files take a millisecond or two in this thread, and several times that by trips to another one.
  const folders = new Set(contents.map(([path]) => dirname(inside(directory, path))));
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [path, content] of contents) writeFileSync(inside(directory, path), content, { mode: 0o600 });
  return { directory, dataDirectory: join(directory, ".terraform"), planFile: join(directory, "tfplan") };
}

/** The place of a path below a folder. @throws for one that leads out of it. */
export function inside(directory: string, path: string): string {
  const normal = normalize(path);
  if (isAbsolute(path) || normal === ".." || normal.startsWith("../") || path.includes("\0"))
    throw new Error(`path leaves the workspace: ${path}`);
  return join(directory, normal);
}

/** A state key template without `{project}` lets any text be the project. */
function fileName(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, 63);
}

export async function removeDirectory(directory: string): Promise<void> {
  rmSync(directory, { recursive: true, force: true });
  await Promise.resolve();
}

/** Removes run folders that a killed run left behind more than a day ago, unless they hold a state that must be rescued. Returns their number. */
export async function sweepLeftovers(tempDirectory: string, now: Date): Promise<number> {
  let swept = 0;
  for (const name of await readdir(tempDirectory)) {
    if (!name.startsWith("tf-orchestrator-")) continue;
    if (await sweep(join(tempDirectory, name), now)) swept += 1;
  }
  return swept;
}

/** Whether the folder could be removed: a temp folder is shared, and those of other users and runs stay. */
async function sweep(directory: string, now: Date): Promise<boolean> {
  try {
    const found = await lstat(directory);
    if (!found.isDirectory() || now.getTime() - found.mtimeMs < LEFTOVER_AGE_MS) return false;
    if ((await erroredStates(directory)).length > 0) return false;
    await removeDirectory(directory);
    return true;
  } catch {
    return false;
  }
}

/** Paths of `errored.tfstate` files in a run folder: terraform writes one when it could not store the state. */
export async function erroredStates(runDirectory: string): Promise<string[]> {
  const names = (await readdir(runDirectory).catch(() => [])).filter((name) => name.startsWith(PREFIX));
  const held = await Promise.all(names.map(async (name) => await holdsErroredState(join(runDirectory, name))));
  return names.filter((_, index) => held[index]).map((name) => join(runDirectory, name, ERRORED_STATE));
}

/** Keys or paths of the states whose workspaces are still there: the run was ended while terraform worked on them. */
export async function unfinishedStates(runDirectory: string): Promise<string[]> {
  const names = (await readdir(runDirectory).catch(() => [])).filter((name) => name.startsWith(PREFIX));
  const found = await Promise.all(
    names.map(async (name) => {
      const directory = join(runDirectory, name);
      // That one was kept on purpose, and is told of by itself.
      if (await holdsErroredState(directory)) return null;
      return stateOf(await readFile(join(directory, BACKEND_FILE), "utf8").catch(() => "{}"));
    }),
  );
  return [...new Set(found.flatMap((state) => state ?? []))].sort();
}

/** What `createWorkspace` wrote for the backend. */
function stateOf(backendFile: string): string | null {
  const { terraform } = JSON.parse(backendFile) as { terraform?: { backend?: Record<string, { key?: string; path?: string }> } };
  const [settings] = Object.values(terraform?.backend ?? {});
  return settings?.key ?? settings?.path ?? null;
}

/** Whether a workspace holds a state that terraform could not store. */
export async function holdsErroredState(directory: string): Promise<boolean> {
  return (await stat(join(directory, ERRORED_STATE)).catch(() => null)) !== null;
}

export function erroredStateFile(directory: string): string {
  return join(directory, ERRORED_STATE);
}

export async function readErroredState(directory: string): Promise<Uint8Array | null> {
  return (await holdsErroredState(directory)) ? await readFile(erroredStateFile(directory)) : null;
}

export async function forgetErroredState(directory: string): Promise<void> {
  await rm(erroredStateFile(directory), { force: true });
}
