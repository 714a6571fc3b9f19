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
    open: async (deployment, files) => await openSession(settings, deployment, files),
    unformatted: async (files) => {
      const directory = join(settings.runDirectory, "fmt");
      for (const [path, content] of files) {
        await mkdir(dirname(join(directory, path)), { recursive: true });
        await writeFile(join(directory, path), content);
      }
      const names = files.size === 0 ? [] : await unformatted(settings, directory);
      await removeDirectory(directory);
      return names.map((name) => (isAbsolute(name) ? relative(directory, name) : name));
    },
  };
}

async function openSession(settings: SessionSettings, deployment: Deployment, files: DeploymentFiles) {
  const backend = settings.backendOf(deployment);
  const workspace = await createWorkspace(settings.runDirectory, deployment, {
    code: settings.code,
    tfvars: files.tfvars,
    references: files.references,
    backend,
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
