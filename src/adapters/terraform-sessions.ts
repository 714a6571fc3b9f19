import { mkdir, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative } from "node:path";
import type { Deployment } from "../domain/deployment.ts";
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
}

/** terraform in workspaces below the run directory. */
export function openTerraform(settings: SessionSettings): Terraform {
  return {
    version: settings.version,
    open: async (deployment, files, purpose) => await openSession(settings, deployment, files, purpose),
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

async function openSession(settings: SessionSettings, deployment: Deployment, files: DeploymentFiles, purpose = "") {
  const backend = settings.backendOf(deployment);
  const workspace = await createWorkspace(settings.runDirectory, deployment, {
    code: settings.code,
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
    init: async () => await init(settings, run),
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
