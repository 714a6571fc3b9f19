import { mkdirSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import type { Deployment } from "../../domain/model/deployment.ts";
import { ToolError } from "../../domain/model/errors.ts";
import { REGISTRIES } from "../../domain/model/tool.ts";
import { lockedProviders, PROVIDER_LOCK_FILE } from "../../domain/controller/provider-lock.ts";
import { terraformVariables } from "../../domain/controller/terraform-variables.ts";
import type { Secret } from "../../domain/report/redaction/common.ts";
import type { DeploymentFiles } from "../../domain/model/source-tree.ts";
import type { CredentialsFor } from "../../ports/credentials.ts";
import type { CheckFetched, FetchedCode, Terraform, TerraformSession } from "../../ports/terraform.ts";
import { openCodeLinks } from "./code-links.ts";
import { fetchedCode } from "./fetched-code.ts";
import { dropChecksums, dropInit, openInits, type Inits, type SharedInit } from "./shared-init.ts";
import { apply, init, plan, pushState, show, unformatted, type TerraformRun, type TerraformSettings } from "./terraform.ts";
import {
  createWorkspace,
  erroredStateFile,
  forgetErroredState,
  holdsErroredState,
  readErroredState,
  removeDirectory,
  writeFiles,
  type Backend,
} from "./workspace.ts";

export interface SessionSettings extends TerraformSettings {
  /** What `env` hands over and nobody outside may see. */
  secrets: readonly Secret[];
  /** Of what `env` and the credentials hand over and a plan may depend on. */
  environmentSha256: string;
  runDirectory: string;
  /** The controller's Terraform code, by path. */
  code: ReadonlyMap<string, Uint8Array>;
  backendOf: (deployment: Deployment) => Backend;
  credentials: CredentialsFor;
  /** Variables for the controller's code, from accounts.yaml. */
  defaultTags: ReadonlyMap<string, string>;
  vpcInterfaceEndpoints: ReadonlyMap<string, string>;
  /** Waits for the providers and tells which of them lie in a local mirror that nobody changes during the run: `host/namespace/type`. */
  mirrored: () => Promise<ReadonlySet<string>>;
}

/** terraform in workspaces below the run directory. */
export function openTerraform(settings: SessionSettings): Terraform {
  const inits = openInits(settings.runDirectory, settings.mirrored);
  const placeCode = openCodeLinks(settings.runDirectory, settings.code);
  const fetched = new Map<SharedInit, FetchedCode>();
  return {
    tool: settings.tool,
    secrets: settings.secrets,
    environmentSha256: settings.environmentSha256,
    prepare: async () => {
      await settings.mirrored();
    },
    open: (deployment, files, purpose) => openSession(settings, { inits, placeCode, fetched }, deployment, files, purpose),
    unformatted: async (files) => {
      const directory = join(settings.runDirectory, "fmt");
      try {
        mkdirSync(directory, { recursive: true, mode: 0o700 });
        writeFiles(directory, files);
        const names = files.size === 0 ? [] : await unformatted(settings, directory);
        return names.map((name) => (isAbsolute(name) ? relative(directory, name) : name));
      } finally {
        removeDirectory(directory);
      }
    },
  };
}

/** What the sessions of a run have in common. */
interface Shared {
  inits: Inits;
  placeCode: (directory: string) => void;
  /** Read once for all workspaces that have the same. */
  fetched: Map<SharedInit, FetchedCode>;
}

function openSession(
  settings: SessionSettings,
  { inits, placeCode, fetched }: Shared,
  deployment: Deployment,
  files: DeploymentFiles,
  purpose = "",
): TerraformSession {
  const backend = settings.backendOf(deployment);
  const workspace = createWorkspace(settings.runDirectory, deployment, {
    code: settings.code,
    placeCode,
    tfvars: files.tfvars,
    references: files.references,
    backend,
    importsCode: files.imports?.code,
    purpose,
  });
  const variables = terraformVariables(deployment, settings.defaultTags, settings.vpcInterfaceEndpoints);
  const run: TerraformRun = {
    workspace,
    account: deployment.account,
    env: async () => ({ ...variables, ...(await settings.credentials(deployment.account)) }),
  };
  const initialise = async () => {
    await settings.mirrored();
    await init(settings, run).catch((error: unknown) => {
      throw withLockHint(error, settings);
    });
    // It has checked what it installed, and nobody else writes there: the calls that follow need not compute the checksums once more.
    dropChecksums(workspace);
  };
  const uninitialise = () => dropInit(workspace, settings.code.get(PROVIDER_LOCK_FILE));
  const checkCode = (shared: SharedInit | null, check: CheckFetched) => {
    try {
      const code = (shared === null ? undefined : fetched.get(shared)) ?? fetchedCode(workspace);
      if (shared !== null) fetched.set(shared, code);
      check(code);
    } catch (error) {
      // Whatever is asked of this session afterwards, refused code is not here to be planned.
      uninitialise();
      throw error;
    }
  };
  // For the first plan alone: it may fetch other code than before, and the later ones have to run what the first one's verdict is about.
  let secondInit: (() => Promise<void>) | null = null;
  return {
    init: async (check) => {
      const shared = await inits.initialise(workspace, backend, initialise);
      checkCode(shared, check);
      if (shared === null) return;
      secondInit = async () => {
        inits.stop();
        uninitialise();
        await initialise();
        checkCode(null, check);
      };
    },
    plan: async ({ destroy = false, lock = true }: { destroy?: boolean; lock?: boolean } = {}) => {
      const extra = [...(destroy ? ["-destroy"] : []), ...(lock ? [] : ["-lock=false"])];
      const planned = async () => await plan(settings, run, extra);
      const initAgain = secondInit;
      secondInit = null;
      try {
        return await planned();
      } catch (error) {
        if (initAgain === null || !asksForInit(error)) throw error;
        await initAgain();
        return await planned();
      }
    },
    show: async () => await show(settings, run),
    apply: async (onLine?: (line: string) => void) => await apply(settings, onLine === undefined ? run : { ...run, onLine }),
    erroredState: () => readErroredState(workspace.directory),
    pushErroredState: async () => {
      await pushState(settings, run, erroredStateFile(workspace.directory));
      forgetErroredState(workspace.directory);
    },
    forgetErroredState: () => forgetErroredState(workspace.directory),
    close: () => {
      if (!holdsErroredState(workspace.directory)) removeDirectory(workspace.directory);
    },
  };
}

/** A lock file that Terraform wrote locks nothing for OpenTofu, which says only that it would change. */
function withLockHint(error: unknown, { tool, code }: SessionSettings): unknown {
  const locked = lockedProviders(new TextDecoder().decode(code.get(PROVIDER_LOCK_FILE))).map(({ provider }) => provider);
  const isOther = locked.length > 0 && locked.every((provider) => provider.startsWith(`${REGISTRIES.terraform}/`));
  if (!(error instanceof ToolError) || tool.name !== "tofu" || !isOther) return error;
  const hint = `${PROVIDER_LOCK_FILE} locks providers of ${REGISTRIES.terraform} only, expected those of ${REGISTRIES.tofu}: run tofu init in the controller and commit the file.`;
  return new ToolError(error.tool, error.exitCode, `${error.detail}\n${hint}`);
}

/** As terraform says it of a backend, a module or a provider that is not initialised; it breaks its lines where they end. */
function asksForInit(error: unknown): boolean {
  return error instanceof ToolError && /(?:terraform|tofu)\s+init/.test(error.detail);
}
