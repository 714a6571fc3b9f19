import { availableParallelism, freemem } from "node:os";
import { statfs } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { awsVariablesFor, keysFrom } from "../adapters/aws/credentials.ts";
import { childEnvironment, type Environment } from "../adapters/child-environment.ts";
import { openFolderStore } from "../adapters/stores/folder.ts";
import { probedStore, type Probes } from "../adapters/stores/probed.ts";
import { openTfvarsParser } from "../adapters/source/hcl.ts";
import { proxyAgents } from "../adapters/proxies.ts";
import { prepareProviders } from "../adapters/terraform/providers.ts";
import { openTerraform } from "../adapters/terraform/sessions.ts";
import { askVersion, toolOnPath } from "../adapters/terraform/tool.ts";
import type { Backend } from "../adapters/terraform/workspace.ts";
import { readAsset } from "../assets.ts";
import { canonicalJson, sha256Hex } from "../domain/text/canonical-json.ts";
import type { Tool, ToolName } from "../domain/model/tool.ts";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { PROVIDER_LOCK_FILE } from "../domain/controller/provider-lock.ts";
import { stateBucketOf } from "../domain/controller/state-key.ts";
import { masksOf } from "../domain/report/redaction/masks.ts";
import { secretsOfEnvironment } from "../domain/report/redaction/environment.ts";
import { sensitiveVariables } from "../domain/controller/sensitive-variables.ts";
import { keepHeapSmall } from "../memory.ts";
import type { Controller } from "../steps/change.ts";
import type { CostSettings } from "../domain/cost/settings.ts";
import type { Clock } from "../ports/clock.ts";
import type { CostEstimator } from "../ports/cost-estimator.ts";
import type { Log } from "../ports/log.ts";
import type { Policies } from "../ports/policies.ts";
import type { ParseTfvars } from "../ports/source.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { Telemetry } from "../ports/telemetry.ts";
import type { Terraform } from "../ports/terraform.ts";
import { connectPolicies } from "./policies.ts";

/** Where states, records, backups and audit live. */
export type StoreSettings = { kind: "s3"; bucket: string; region: string; kmsKey: string | null } | { kind: "file"; directory: string };

/** A bucket or a folder. */
export type StorePlace = { kind: "s3"; bucket: string } | { kind: "file"; directory: string };

/** What a run needs to open its tools, from inputs or from the command line. */
export interface ToolSettings {
  runDirectory: string;
  store: StoreSettings;
  maxParallel: number | null;
  planTimeoutMs: number;
  lockTimeout: string;
  tool: ToolName | "auto";
  terraformVersion: string | null;
  terraformDownloadUrl: string;
  tofuVersion: string | null;
  tofuDownloadUrl: string;
  opaVersion: string | null;
  opaDownloadUrl: string;
  checkovVersion: string | null;
  pluginMirror: string | null;
  /** What stands before a setting's name in messages: nothing for inputs, dashes on the command line. */
  settingPrefix: "" | "--";
  goGc: number;
  passEnvironment: readonly string[];
  environment: Environment;
  /** Which of an account's roles the run takes. */
  role: "plan" | "apply";
  sessionName: string;
  webIdentityToken: (() => Promise<string>) | null;
  log: Log;
  telemetry: Pick<Telemetry, "count">;
  signal: AbortSignal;
  /** The time that records carry. */
  now: () => Date;
}

/** Opens the tools of a run. Each is opened when it is asked for, so that a refused run starts none. */
export interface Tools {
  clock: Clock;
  parseTfvars: ParseTfvars;
  /** Finds terraform and asks its version, which takes it a while: whoever will plan does so before all else is read. What goes wrong `terraform` throws. */
  askTool: () => void;
  /**
   * @param role Which of an account's roles it takes; the run's own unless given.
   * @param when `needed`: providers are not fetched before the first plan or `prepare`.
   */
  terraform: (controller: Controller, role?: ToolSettings["role"], when?: "now" | "needed") => Promise<Terraform>;
  policies: (controller: Controller) => Promise<{ policies: Policies[]; sha256: string }>;
  /** What says what plans cost; nothing where the controller wants no costs. */
  cost: (controller: Controller) => Promise<{ cost?: CostEstimator }>;
  storeFor: (account: Account) => Promise<StateStore>;
  /** The same with one of an account's roles. A function of its own: who maps accounts with `storeFor` also hands it their places. */
  storesAs: (role: ToolSettings["role"]) => (account: Account) => Promise<StateStore>;
  /** Any other store, such as the one where a state was before. @param account Whose role it takes; null: what the run has. */
  storeAt: (place: StorePlace, account: Account | null) => Promise<StateStore>;
  /** Credentials for other services of an account; null: what the run has. */
  keysOf: (account: Account, region: string) => Promise<ReturnType<typeof keysFrom>>;
  /** terraform with a store of its own, in a folder that goes with the run: plans of states that are nowhere else yet. */
  aside: (controller: Controller) => Promise<{ terraform: Terraform; store: StateStore }>;
  maxParallel: (deployments: number) => number;
}

const MEMORY_PER_DEPLOYMENT_BYTES = 700e6;
const LEAST_DISK_BYTES = 200e6;

export function connectTools(settings: ToolSettings): Tools {
  keepHeapSmall();
  const started = performance.now();
  const credentialsOf: Partial<Record<ToolSettings["role"], Credentials>> = {};
  const credentialsFor = (role: ToolSettings["role"]) => (credentialsOf[role] ??= accountCredentials({ ...settings, role }));
  const probes: Probes = new Map();
  let beforeFirstCall: Promise<unknown> = Promise.resolve();
  const maxParallel = (deployments: number): number =>
    Math.max(1, Math.min(settings.maxParallel ?? Math.min(2 * availableParallelism(), 5), deployments));
  let asked: Promise<AskedTool> | undefined;
  const tool = (): Promise<AskedTool> => {
    if (asked !== undefined) return asked;
    const room = refuseFullDisk(settings.runDirectory);
    beforeFirstCall = room.catch(() => undefined);
    asked = room.then(async () => await findTool(settings));
    asked.catch(() => undefined);
    return asked;
  };
  const terraformWith = async (of: ToolSettings, controller: Controller, role: ToolSettings["role"]) =>
    await connectTerraform(of, await tool(), controller, credentialsFor(role), maxParallel(Number.MAX_SAFE_INTEGER));
  // A client of its own for each question would find out its configuration and connect anew each time.
  const stores = new Map<string, Promise<StateStore>>();
  const storesAs = (role: ToolSettings["role"]) => async (account: Account) => {
    const key = JSON.stringify([role, account.id, account.roleArn, account.planRoleArn]);
    const store = stores.get(key) ?? connectStore(settings.store, account, settings, credentialsFor(role), probes);
    stores.set(key, store);
    store.catch(() => stores.delete(key));
    return await store;
  };
  return {
    clock: { now: settings.now, elapsed: () => performance.now() - started },
    maxParallel,

    parseTfvars: openTfvarsParser(async () => await readAsset("tree-sitter-hcl.wasm")),

    askTool: () => void tool(),

    terraform: async (controller, role = settings.role, when = "now") => {
      const terraform = await terraformWith(settings, controller, role);
      if (when === "now") await terraform.prepare();
      return terraform;
    },

    aside: async (controller) => {
      const store = { kind: "file", directory: join(settings.runDirectory, "aside") } as const;
      const terraform = await terraformWith({ ...settings, store }, controller, "plan");
      return { terraform, store: openFolderStore(store.directory) };
    },

    policies: async (controller) => {
      // Loading them keeps this thread busy: terraform's first call, which takes its time, is started before.
      await beforeFirstCall;
      return await connectPolicies(settings, controller);
    },

    cost: async ({ settings: { cost } }) => (cost === undefined ? {} : { cost: await connectCost(cost, settings) }),

    storeFor: async (account) => await storesAs(settings.role)(account),

    storesAs,

    keysOf: async (account, region) => keysFrom(await credentialsFor(settings.role)(account), region),

    storeAt: async (place, account) =>
      await connectStore(settingsAt(place, settings), account, settings, credentialsFor(settings.role), probes),
  };
}

type Credentials = (account: Account) => Promise<Record<string, string>>;

/** Environment variables for an account's credentials. Only a token lives too short for a whole run; without one, an account's files stay as they are. */
function accountCredentials({ runDirectory, environment, role, sessionName, webIdentityToken }: ToolSettings): Credentials {
  const fresh: Credentials = async (account) =>
    await awsVariablesFor(account, { directory: join(runDirectory, `aws-${role}`), environment, role, sessionName, webIdentityToken });
  if (webIdentityToken !== null) return fresh;
  const written = new Map<string, Promise<Record<string, string>>>();
  return async (account) => {
    const variables = written.get(account.id) ?? fresh(account);
    written.set(account.id, variables);
    return await variables;
  };
}

async function connectTerraform(
  settings: ToolSettings,
  { name, program, version }: AskedTool,
  controller: Controller,
  credentials: Credentials,
  most: number,
): Promise<Terraform> {
  const { environment, runDirectory, signal } = settings;
  const enoughMemory = freemem() > most * MEMORY_PER_DEPLOYMENT_BYTES;
  const endpoint = endpointOf(environment);
  const env = { ...toolEnvironment(settings), GOGC: String(enoughMemory ? settings.goGc : Math.min(settings.goGc, 100)) };
  const secrets = secretsOfEnvironment(
    Object.fromEntries(settings.passEnvironment.map((name) => [name, environment[name]])),
    sensitiveVariables(controller.code),
  );
  settings.log.mask(masksOf(secrets));
  const [tool, providers] = await Promise.all([
    version,
    prepareProviders({ ...settings, tool: name, program, env, code: controller.code }),
  ]);
  return openTerraform({
    program,
    tool,
    secrets,
    environmentSha256: sha256Hex(canonicalJson(planVariables(settings))),
    env: { ...env, TF_CLI_CONFIG_FILE: providers.cliConfiguration },
    mirrored: providers.ready,
    timeoutMs: settings.planTimeoutMs,
    lockTimeout: settings.lockTimeout,
    lockFile: controller.code.has(PROVIDER_LOCK_FILE),
    telemetry: settings.telemetry,
    signal,
    random: Math.random,
    sleep: async (ms) => {
      await sleep(ms, undefined, { signal });
    },
    runDirectory,
    code: controller.code,
    backendOf: (deployment) => backendOf(deployment, settings.store, endpoint),
    credentials,
    defaultTags: controller.settings.defaultTags,
    vpcInterfaceEndpoints: controller.settings.vpcInterfaceEndpoints,
  });
}

/** Variables that a plan may depend on: those of the user, and where AWS is. */
function planVariables({ environment, passEnvironment }: ToolSettings): Record<string, string | undefined> {
  const names = [
    ...passEnvironment,
    ...Object.keys(environment).filter((name) => /^AWS_(?:(?:DEFAULT_)?REGION|ENDPOINT_URL\w*)$/.test(name)),
  ];
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}

/** The tool of a run. */
interface AskedTool {
  name: ToolName;
  /** Absolute path, or a name on PATH. */
  program: string;
  /** Its version, asked for while the rest is read. */
  version: Promise<Tool>;
}

/** The tool that was asked for: a version to fetch says which, else PATH. */
async function findTool(settings: ToolSettings): Promise<AskedTool> {
  const { name, program } = await programOf(settings);
  const version = askVersion(name, program, toolEnvironment(settings), settings.settingPrefix);
  version.catch(() => undefined);
  return { name, program, version };
}

async function programOf(settings: ToolSettings): Promise<{ name: ToolName; program: string }> {
  const { tool, terraformVersion, tofuVersion, environment, runDirectory } = settings;
  if (tool !== "tofu" && terraformVersion !== null)
    return {
      name: "terraform",
      program: await (await downloads()).fetchTerraform(terraformVersion, settings.terraformDownloadUrl, runDirectory),
    };
  if (tool !== "terraform" && tofuVersion !== null)
    return { name: "tofu", program: await (await downloads()).fetchTofu(tofuVersion, settings.tofuDownloadUrl, runDirectory) };
  const name = tool === "auto" ? toolOnPath(environment.PATH, settings.settingPrefix) : tool;
  return { name, program: name };
}

/** What every call gets, whatever it works on. No credentials. */
function toolEnvironment({ environment, passEnvironment }: ToolSettings): Record<string, string> {
  return { ...childEnvironment(environment, passEnvironment), TF_IN_AUTOMATION: "1", TF_INPUT: "0", CHECKPOINT_DISABLE: "1" };
}

async function connectCost(cost: CostSettings, { environment, runDirectory, signal, log }: ToolSettings): Promise<CostEstimator> {
  const usageFile = cost.usageFile === null ? null : resolve(cost.usageFile);
  const shared = { environment, runDirectory, signal, usageFile };
  if (cost.tool === "oiq") {
    const { openOiq } = await import(/* webpackMode: "eager" */ "../adapters/cost/oiq.ts");
    return openOiq({ ...shared, priceSheet: resolve(cost.priceSheet) });
  }
  const { openInfracost } = await import(/* webpackMode: "eager" */ "../adapters/cost/infracost.ts");
  const estimator = openInfracost({ ...shared, pricingEndpoint: cost.pricingEndpoint });
  log.mask(masksOf(estimator.secrets));
  return estimator;
}

/** What is written there is encrypted as in the run's own store. */
function settingsAt(place: StorePlace, { store, environment }: ToolSettings): StoreSettings {
  if (place.kind === "file") return place;
  const { region, kmsKey } = store.kind === "s3" ? store : { region: environment.AWS_REGION ?? "us-east-1", kmsKey: null };
  return { ...place, region, kmsKey };
}

/** @param account null: the bucket's name says none, and the run's own credentials are taken. */
async function connectStore(
  store: StoreSettings,
  account: Account | null,
  settings: ToolSettings,
  credentials: Credentials,
  probes: Probes,
): Promise<StateStore> {
  const { environment } = settings;
  if (store.kind === "file") return openFolderStore(store.directory);
  const { openS3Store } = await import(/* webpackMode: "eager" */ "../adapters/stores/s3.ts");
  const keys = account === null ? null : keysFrom(await credentials(account), store.region);
  const endpoint = endpointOf(environment);
  const opened = openS3Store({
    bucket: account === null ? store.bucket : stateBucketOf(store.bucket, account.id),
    region: store.region,
    endpoint,
    // Asked again when a session ends: by then a token that was read before would have ended too.
    credentials:
      account === null || keys === null ? null : async () => await (keysFrom(await credentials(account), store.region) ?? keys)(),
    kmsKey: store.kmsKey,
    looksBeforeRemoving: endpoint !== null,
    agents: proxyAgents(environment),
  });
  return probedStore(opened, probes, settings.now);
}

/** Another server than AWS's. */
export function endpointOf(environment: Environment): string | null {
  return environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL ?? null;
}

/** The same of its SNS. */
export function snsEndpointOf(environment: Environment): string | null {
  return environment.AWS_ENDPOINT_URL_SNS ?? environment.AWS_ENDPOINT_URL ?? null;
}

// Loading an SDK takes longer than the start of a run may take, so those that a run may do without are loaded when they are asked for.
// `eager` keeps them in the one bundle.
async function downloads() {
  return await import(/* webpackMode: "eager" */ "../adapters/download.ts");
}

function backendOf(deployment: Deployment, store: StoreSettings, endpoint: string | null): Backend {
  if (store.kind === "file") return { type: "local", settings: { path: join(store.directory, deployment.stateKey) } };
  return {
    type: "s3",
    settings: {
      bucket: stateBucketOf(store.bucket, deployment.account.id),
      key: deployment.stateKey,
      region: store.region,
      encrypt: true,
      use_lockfile: true,
      ...(store.kmsKey === null ? {} : { kms_key_id: store.kmsKey }),
      // Servers other than AWS's have no name for each bucket, and nothing beside S3 that knows whose the credentials are.
      ...(endpoint === null ? {} : { use_path_style: true, skip_credentials_validation: true, skip_requesting_account_id: true }),
    },
  };
}

async function refuseFullDisk(directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (free < LEAST_DISK_BYTES)
    throw new ConfigurationError(
      `disk: ${Math.round(free / 1e6)} MB are free at ${directory}, expected at least ${LEAST_DISK_BYTES / 1e6} MB`,
    );
}
