import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative } from "node:path";
import type { Deployment } from "../domain/deployment.ts";
import { PROVIDER_LOCK_FILE, withoutChecksums } from "../domain/provider-lock.ts";
import { terraformVariables } from "../domain/terraform-variables.ts";
import type { CredentialsFor, DeploymentFiles, Terraform } from "../ports.ts";
import { apply, init, plan, pushState, show, unformatted, type TerraformRun, type TerraformSettings } from "./terraform.ts";
import {
  createWorkspace,
  erroredStateFile,
  forgetErroredState,
  holdsErroredState,
  inside,
  readErroredState,
  removeDirectory,
  type Backend,
} from "./workspace.ts";

export interface SessionSettings extends TerraformSettings {
  version: string;
  runDirectory: string;
  /** The controller's Terraform code, by path. */
  code: ReadonlyMap<string, Uint8Array>;
  backendOf: (deployment: Deployment) => Backend;
  credentials: CredentialsFor;
  /** Variables for the controller's code, from accounts.yaml. */
  defaultTags: ReadonlyMap<string, string>;
  vpcInterfaceEndpoints: ReadonlyMap<string, string>;
  /** Providers in a local mirror that nobody changes during the run: `host/namespace/type`. */
  mirrored: ReadonlySet<string>;
}

/** terraform in workspaces below the run directory. */
export function openTerraform(settings: SessionSettings): Terraform {
  const checked = new Set<string>();
  return {
    version: settings.version,
    open: async (deployment, files, purpose) => await openSession(settings, checked, deployment, files, purpose),
    unformatted: async (files) => {
      const directory = join(settings.runDirectory, "fmt");
      try {
        for (const [path, content] of files) {
          const file = inside(directory, path);
          await mkdir(dirname(file), { recursive: true, mode: 0o700 });
          await writeFile(file, content, { mode: 0o600 });
        }
        const names = files.size === 0 ? [] : await unformatted(settings, directory);
        return names.map((name) => (isAbsolute(name) ? relative(directory, name) : name));
      } finally {
        await removeDirectory(directory);
      }
    },
  };
}

/** @param checked Providers of the mirror whose checksums an `init` of this run has compared with the lock file; it adds to them. */
async function openSession(settings: SessionSettings, checked: Set<string>, deployment: Deployment, files: DeploymentFiles, purpose = "") {
  const backend = settings.backendOf(deployment);
  const workspace = await createWorkspace(settings.runDirectory, deployment, {
    code: codeWithout(checked, settings.code),
    tfvars: files.tfvars,
    references: files.references,
    backend,
    purpose,
  });
  const variables = terraformVariables(deployment, settings.defaultTags, settings.vpcInterfaceEndpoints);
  const run: TerraformRun = {
    workspace,
    account: deployment.account,
    env: async () => ({ ...variables, ...(await settings.credentials(deployment.account)) }),
  };
  return {
    init: async () => {
      const output = await init(settings, run);
      // It has checked what it installed, and nobody else writes there: the calls that follow need not compute the checksums once more.
      await dropChecksums(workspace.directory);
      for (const provider of settings.mirrored) checked.add(provider);
      return output;
    },
    plan: async ({ destroy = false }: { destroy?: boolean } = {}) => await plan(settings, run, destroy ? ["-destroy"] : []),
    show: async () => await show(settings, run),
    apply: async (onLine?: (line: string) => void) => await apply(settings, onLine === undefined ? run : { ...run, onLine }),
    erroredState: async () => await readErroredState(workspace.directory),
    pushErroredState: async () => {
      await pushState(settings, run, erroredStateFile(workspace.directory));
      await forgetErroredState(workspace.directory);
    },
    forgetErroredState: async () => await forgetErroredState(workspace.directory),
    close: async () => {
      if (!(await holdsErroredState(workspace.directory))) await removeDirectory(workspace.directory);
    },
  };
}

/** The controller's code, with a lock file that lacks the checksums of these providers. */
function codeWithout(checked: ReadonlySet<string>, code: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const lockFile = code.get(PROVIDER_LOCK_FILE);
  if (lockFile === undefined || checked.size === 0) return code;
  return new Map([...code, [PROVIDER_LOCK_FILE, Buffer.from(withoutChecksums(Buffer.from(lockFile).toString(), checked))]]);
}

async function dropChecksums(directory: string): Promise<void> {
  const file = join(directory, PROVIDER_LOCK_FILE);
  const lockFile = await readFile(file, "utf8").catch(() => null);
  if (lockFile !== null) await writeFile(file, withoutChecksums(lockFile, null));
}
