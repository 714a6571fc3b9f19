import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import type { Deployment } from "../domain/deployment.ts";
import { PROVIDER_LOCK_FILE, withoutChecksums } from "../domain/provider-lock.ts";
import { terraformVariables } from "../domain/terraform-variables.ts";
import type { CredentialsFor, DeploymentFiles, Terraform, TerraformSession } from "../ports.ts";
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
  const code = openCode(settings);
  return {
    version: settings.version,
    open: (deployment, files, purpose) => openSession(settings, code, deployment, files, purpose),
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

/** The controller's code as the next workspace gets it. */
interface Code {
  files(): ReadonlyMap<string, Uint8Array>;
  /** An `init` of this run has compared the mirror's providers with the lock file's checksums: from now on it need not be done again. */
  mirrorIsCompared(): void;
}

function openCode({ code, mirrored }: SessionSettings): Code {
  let files = code;
  return {
    files: () => files,
    mirrorIsCompared: () => {
      const lockFile = code.get(PROVIDER_LOCK_FILE);
      if (files !== code || lockFile === undefined || mirrored.size === 0) return;
      files = new Map([...code, [PROVIDER_LOCK_FILE, Buffer.from(withoutChecksums(Buffer.from(lockFile).toString(), mirrored))]]);
    },
  };
}

function openSession(
  settings: SessionSettings,
  code: Code,
  deployment: Deployment,
  files: DeploymentFiles,
  purpose = "",
): TerraformSession {
  const backend = settings.backendOf(deployment);
  const workspace = createWorkspace(settings.runDirectory, deployment, {
    code: code.files(),
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
      dropChecksums(workspace.directory);
      code.mirrorIsCompared();
      return output;
    },
    plan: async ({ destroy = false }: { destroy?: boolean } = {}) => await plan(settings, run, destroy ? ["-destroy"] : []),
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

function dropChecksums(directory: string): void {
  const file = join(directory, PROVIDER_LOCK_FILE);
  if (!existsSync(file)) return;
  const lockFile = readFileSync(file, "utf8");
  const without = withoutChecksums(lockFile, null);
  if (without !== lockFile) writeFileSync(file, without);
}
