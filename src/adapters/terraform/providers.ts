import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256Hex } from "../../domain/text/canonical-json.ts";
import { messageOf, ToolError } from "../../domain/model/errors.ts";
import { PROVIDER_LOCK_FILE } from "../../domain/controller/provider-lock.ts";
import type { ToolName } from "../../domain/model/tool.ts";
import type { Log } from "../../ports/log.ts";
import type { Environment } from "../child-environment.ts";
import {
  findPluginMirror,
  mirrorForTofu,
  servesLockFile,
  userCliConfiguration,
  writeCliConfiguration,
  type PluginMirror,
} from "./plugin-mirror.ts";
import { runProcess } from "../process.ts";

export interface ProviderSettings {
  runDirectory: string;
  pluginMirror: string | null;
  tool: ToolName;
  program: string;
  env: Record<string, string>;
  environment: Environment;
  /** The controller's Terraform code, by path. */
  code: ReadonlyMap<string, Uint8Array>;
  log: Log;
  signal: AbortSignal;
  /** Where mirrors are looked for, one level below; the system's own unless given. */
  systemFolders?: readonly string[];
}

/** Where every worker of a run installs its providers from. */
interface Providers {
  /** The CLI configuration file for every worker. */
  cliConfiguration: string;
  /** Those that lie in a local mirror, which nobody changes during a run: `host/namespace/type`. */
  mirrored: ReadonlySet<string>;
}

/** The same while nobody has needed them yet. */
export interface PreparedProviders {
  cliConfiguration: string;
  /** Fetches what is missing, at its first call, and must have been called before any worker installs. Returns `mirrored`. */
  ready: () => Promise<ReadonlySet<string>>;
}

const WARM_UP_TIMEOUT_MS = 900_000;

/**
 * Finds the providers once per run, so that all workers install them side by side without a download: the given or a found mirror, the
 * user's own CLI configuration, else a warm-up that fills a mirror for this run (and the cache, for the next), once they are needed.
 */
export async function prepareProviders(settings: ProviderSettings): Promise<PreparedProviders> {
  const { cliConfiguration, ...found } = await findProviders(settings);
  let ready: Promise<ReadonlySet<string>> | undefined;
  return {
    cliConfiguration,
    ready: async () => await (ready ??= "warmUp" in found ? found.warmUp() : Promise.resolve(found.mirrored)),
  };
}

async function findProviders(
  settings: ProviderSettings,
): Promise<Providers | { cliConfiguration: string; warmUp: () => Promise<ReadonlySet<string>> }> {
  const own = settings.pluginMirror === null ? await userCliConfiguration(settings.tool, settings.environment) : null;
  if (own !== null) return { cliConfiguration: own, mirrored: new Set() };
  const file = join(settings.runDirectory, "terraform.rc");
  const found = await findPluginMirror(settings.pluginMirror, settings.tool, settings.environment, settings.systemFolders);
  const mirror =
    found === null || settings.tool === "terraform" ? found : await mirrorForTofu(found, join(settings.runDirectory, "mirror"));
  const lockFile = Buffer.from(settings.code.get(PROVIDER_LOCK_FILE) ?? []).toString();
  if (mirror !== null && (settings.pluginMirror !== null || (await servesLockFile(mirror, lockFile)))) {
    return await installingFrom(mirror, file);
  }
  await writeCliConfiguration(file, null);
  const warmed = join(settings.runDirectory, "providers");
  return {
    cliConfiguration: file,
    warmUp: async () => {
      await warmUp(settings, file, warmed, lockFile);
      const mirror = await findPluginMirror(warmed, settings.tool, settings.environment).catch(() => null);
      return (await installingFrom(mirror, file)).mirrored;
    },
  };
}

async function installingFrom(mirror: PluginMirror | null, file: string): Promise<Providers> {
  await writeCliConfiguration(file, mirror);
  return { cliConfiguration: file, mirrored: new Set(mirror?.providers) };
}

/** One serial `init` into a plugin cache, whose layout is that of an unpacked mirror. */
async function warmUp(settings: ProviderSettings, cliConfiguration: string, directory: string, lockFile: string): Promise<void> {
  const { log } = settings;
  const { isFeatureAvailable, restoreCache, saveCache } = await import(/* webpackIgnore: true */ "./provider-cache.ts");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const key = `tf-orchestrator-providers-${settings.tool === "tofu" ? "tofu-" : ""}${process.platform}-${process.arch}-${sha256Hex(lockFile).slice(0, 32)}`;
  // Without a lock file the same key could stand for other versions tomorrow.
  const cached = lockFile !== "" && isFeatureAvailable();
  if (cached && (await restoreCache([directory], key).catch(warnOf(log, "read")))) return;
  const workspace = join(settings.runDirectory, "warm-up");
  await mkdir(workspace, { mode: 0o700 });
  for (const [path, bytes] of settings.code) {
    if (path.includes("/") && !path.startsWith("modules/")) continue;
    await mkdir(join(workspace, path, ".."), { recursive: true });
    await writeFile(join(workspace, path), bytes);
  }
  const ran = await runProcess(settings.program, ["init", "-backend=false", "-input=false", "-no-color"], {
    cwd: workspace,
    env: {
      ...settings.env,
      TF_CLI_CONFIG_FILE: cliConfiguration,
      TF_PLUGIN_CACHE_DIR: directory,
      TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true",
    },
    timeoutMs: WARM_UP_TIMEOUT_MS,
    signal: settings.signal,
  });
  if (ran.exitCode !== 0) throw new ToolError(`${settings.tool} init (providers)`, ran.exitCode, ran.stderr.toString().trim());
  if (cached && (await readdir(directory)).length > 0) await saveCache([directory], key).catch(warnOf(log, "written"));
}

function warnOf(log: Log, verb: string): (error: unknown) => undefined {
  return (error) => {
    log.warning(`the provider cache could not be ${verb}: ${messageOf(error)}`);
    return undefined;
  };
}
