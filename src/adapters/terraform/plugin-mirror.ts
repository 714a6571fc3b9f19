import { mkdir, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { ConfigurationError } from "../../domain/model/errors.ts";
import { REGISTRIES, type ToolName } from "../../domain/model/tool.ts";
import { lockedProviders } from "../../domain/controller/provider-lock.ts";
import type { Environment } from "../child-environment.ts";

/** A folder of unpacked or packed providers, laid out `host/namespace/type/…`, and the providers in it. */
export interface PluginMirror {
  directory: string;
  /** `host/namespace/type` */
  providers: string[];
}

const SYSTEM_FOLDERS: readonly string[] = ["/opt", "/usr/local/share", "/usr/share"];

/**
 * Finds a local plugin mirror once per run: the given folder, else Terraform's implied mirror folders, else one level below the
 * system's opt and share folders. (Provider Installation, "Implied Local Mirror Directories", documentation of Terraform's CLI configuration)
 * @param tool A mirror for one of them serves the other, too.
 * @returns null when there is none: terraform then downloads.
 */
export async function findPluginMirror(
  given: string | null,
  tool: ToolName,
  environment: Environment,
  systemFolders = SYSTEM_FOLDERS,
): Promise<PluginMirror | null> {
  if (given !== null) {
    const mirror = await mirrorAt(resolve(given), tool);
    if (mirror === null)
      throw new ConfigurationError(
        `plugin mirror: ${given} holds no provider below ${REGISTRIES[tool]}/, expected a mirror as "${tool} providers mirror" makes it`,
      );
    return mirror;
  }
  for (const directory of [...impliedDirectories(environment), ...(await belowFolders(systemFolders))]) {
    const mirror = await mirrorAt(directory, tool);
    if (mirror !== null) return mirror;
  }
  return null;
}

function impliedDirectories(environment: Environment): string[] {
  const home = environment.HOME ?? "/";
  // An empty variable counts as unset, and a relative folder would be one of whoever wrote the files around us. (XDG Base Directory Specification)
  const data = [
    filled(environment.XDG_DATA_HOME) ?? join(home, ".local/share"),
    ...(filled(environment.XDG_DATA_DIRS) ?? "/usr/local/share:/usr/share").split(":"),
  ];
  return [
    join(home, ".terraform.d/plugins"),
    ...data.filter((folder) => isAbsolute(folder)).map((folder) => join(folder, "terraform/plugins")),
  ];
}

function filled(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

async function belowFolders(parents: readonly string[]): Promise<string[]> {
  const folders = await Promise.all(parents.map(async (parent) => (await namesIn(parent)).map((name) => join(parent, name))));
  return folders.flat();
}

async function mirrorAt(directory: string, tool: ToolName): Promise<PluginMirror | null> {
  const found = await Promise.all(Object.values(REGISTRIES).map(async (host) => await providersAt(directory, host)));
  const providers = found.flat();
  const isOfTool =
    tool === "terraform" ? providers.some((provider) => provider.startsWith(`${REGISTRIES.terraform}/`)) : providers.length > 0;
  return isOfTool ? { directory, providers: providers.toSorted() } : null;
}

async function providersAt(directory: string, host: string): Promise<string[]> {
  const namespaces = await namesIn(join(directory, host));
  const providers = await Promise.all(
    namespaces.map(async (namespace) => (await namesIn(join(directory, host, namespace))).map((type) => `${host}/${namespace}/${type}`)),
  );
  return providers.flat();
}

/**
 * A mirror in which OpenTofu finds the providers of Terraform's registry as those of its own, by links. What a lock file says of them is still
 * compared. (The makers of the providers publish the same packages to both.)
 * @param into A folder that does not exist yet.
 */
export async function mirrorForTofu(mirror: PluginMirror, into: string): Promise<PluginMirror> {
  const [theirs, own] = [REGISTRIES.terraform, REGISTRIES.tofu];
  const missing = mirror.providers.filter((name) => name.startsWith(`${theirs}/`) && !mirror.providers.includes(name.replace(theirs, own)));
  if (missing.length === 0) return mirror;
  const linked = [
    ...mirror.providers.map((name) => [name, name] as const),
    ...missing.map((name) => [name, name.replace(theirs, own)] as const),
  ];
  for (const [from, to] of linked) await linkPackages(join(mirror.directory, from), join(into, to));
  return { directory: into, providers: linked.map(([, name]) => name).toSorted() };
}

/** Links the packages themselves: a link to a folder above them is not followed. (`SearchLocalDirectory` in OpenTofu's source) */
async function linkPackages(from: string, to: string): Promise<void> {
  for (const name of await namesIn(from)) {
    const isPacked = await isFile(join(from, name));
    const packages = isPacked ? [name] : (await namesIn(join(from, name))).map((platform) => join(name, platform));
    for (const path of packages) {
      await mkdir(join(to, path, ".."), { recursive: true, mode: 0o700 });
      await symlink(join(from, path), join(to, path));
    }
  }
}

/** Whether the mirror holds the version that the lock file wants, for every provider of it that the lock file names. */
export async function servesLockFile(mirror: PluginMirror, lockFile: string): Promise<boolean> {
  for (const { provider, version } of lockedProviders(lockFile)) {
    if (mirror.providers.includes(provider) && !(await holdsVersion(join(mirror.directory, provider), version))) return false;
  }
  return true;
}

async function holdsVersion(directory: string, version: string): Promise<boolean> {
  return (await namesIn(directory)).some((name) => name === version || name.includes(`_${version}_`));
}

/**
 * Writes the CLI configuration that makes every worker install from the mirror only, read-only and side by side.
 * Providers that the mirror lacks come from their registries as usual.
 */
export async function writeCliConfiguration(file: string, mirror: PluginMirror | null): Promise<void> {
  const installation =
    mirror === null
      ? ""
      : `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror.directory)}
    include = ${JSON.stringify(mirror.providers)}
  }
  direct {
    exclude = ${JSON.stringify(mirror.providers)}
  }
}
`;
  await writeFile(file, `disable_checkpoint = true\n${installation}`, { mode: 0o600 });
}

/** The user's own CLI configuration, if there is a file: it knows of credentials and mirrors that we do not. */
export async function userCliConfiguration(tool: ToolName, environment: Environment): Promise<string | null> {
  const names = tool === "tofu" ? [".tofurc", ".terraformrc"] : [".terraformrc"];
  const candidates = [environment.TF_CLI_CONFIG_FILE, ...names.map((name) => join(environment.HOME ?? "/", name))];
  for (const file of candidates) {
    if (file !== undefined && file !== "" && (await isFile(file))) return resolve(file);
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).toSorted();
  } catch {
    return [];
  }
}
