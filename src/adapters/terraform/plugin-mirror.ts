import { readdir, stat, writeFile } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { ConfigurationError } from "../../domain/model/errors.ts";
import { lockedProviders } from "../../domain/controller/provider-lock.ts";
import type { Environment } from "../child-environment.ts";

/** A folder of unpacked or packed providers, laid out `host/namespace/type/…`, and the providers in it. */
export interface PluginMirror {
  directory: string;
  /** `host/namespace/type` */
  providers: string[];
}

const DEFAULT_HOST = "registry.terraform.io";
const SYSTEM_FOLDERS: readonly string[] = ["/opt", "/usr/local/share", "/usr/share"];

/**
 * Finds a local plugin mirror once per run: the given folder, else Terraform's implied mirror folders, else one level below the
 * system's opt and share folders. (Provider Installation, "Implied Local Mirror Directories", documentation of Terraform's CLI configuration)
 * @returns null when there is none: terraform then downloads.
 */
export async function findPluginMirror(
  given: string | null,
  environment: Environment,
  systemFolders = SYSTEM_FOLDERS,
): Promise<PluginMirror | null> {
  if (given !== null) {
    const mirror = await mirrorAt(resolve(given));
    if (mirror === null)
      throw new ConfigurationError(
        `plugin mirror: ${given} holds no provider below ${DEFAULT_HOST}/, expected a mirror as "terraform providers mirror" makes it`,
      );
    return mirror;
  }
  for (const directory of [...impliedDirectories(environment), ...(await belowFolders(systemFolders))]) {
    const mirror = await mirrorAt(directory);
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

async function mirrorAt(directory: string): Promise<PluginMirror | null> {
  const host = join(directory, DEFAULT_HOST);
  const namespaces = await namesIn(host);
  const providers = await Promise.all(
    namespaces.map(async (namespace) => (await namesIn(join(host, namespace))).map((type) => `${DEFAULT_HOST}/${namespace}/${type}`)),
  );
  return providers.flat().length === 0 ? null : { directory, providers: providers.flat().toSorted() };
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
export async function userCliConfiguration(environment: Environment): Promise<string | null> {
  const candidates = [environment.TF_CLI_CONFIG_FILE, join(environment.HOME ?? "/", ".terraformrc")];
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
