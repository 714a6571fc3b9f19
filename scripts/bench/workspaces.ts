import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { awsVariablesFor } from "../../src/adapters/aws/credentials.ts";
import { childEnvironment, type Environment } from "../../src/adapters/child-environment.ts";
import { openTfvarsParser } from "../../src/adapters/source/hcl.ts";
import { findPluginMirror, writeCliConfiguration } from "../../src/adapters/terraform/plugin-mirror.ts";
import { openCodeLinks } from "../../src/adapters/terraform/code-links.ts";
import { openWorkTree } from "../../src/adapters/source/work-tree.ts";
import { createWorkspace } from "../../src/adapters/terraform/workspace.ts";
import { readAsset } from "../../src/assets.ts";
import { DEFAULT_STATE_KEY } from "../../src/domain/controller/state-key.ts";
import { terraformVariables } from "../../src/domain/controller/terraform-variables.ts";
import { loadController } from "../../src/steps/change.ts";
import { discoverChange } from "../../src/phases/discover.ts";

export interface WorkspaceSettings {
  controller: string;
  source: string;
  /** Where the workspaces come to lie. */
  folder: string;
  bucket: string;
  environment: Environment;
  /** What the script does after `init`. `plan` (the default): `plan` and `show -json`; `apply`: these and `apply`; `look`: only `plan -detailed-exitcode`. */
  script?: ScriptKind;
}

/** A folder in which `sh run.sh` plans one deployment with terraform alone. */
export interface PreparedWorkspace {
  directory: string;
  /** Removes what terraform made, so that it can be planned again from the start. */
  reset(): Promise<void>;
}

/**
 * Prepares the workspaces of all deployments as the orchestrator does, each with a script that runs terraform in it: the same files, the
 * same variables, the same provider mirror and lock file. What is left is what terraform itself takes.
 */
export async function prepareWorkspaces(settings: WorkspaceSettings): Promise<PreparedWorkspace[]> {
  const { environment, folder } = settings;
  const controller = await loadController(openWorkTree(settings.controller));
  const log = { line: console.error, warning: console.error, group: () => undefined, running: () => undefined, mask: () => undefined };
  const { change, ok } = await discoverChange({
    controller,
    source: { tree: openWorkTree(settings.source), changed: null, repository: null, controllerRepository: null },
    parse: openTfvarsParser(async () => await readAsset("tree-sitter-hcl.wasm")),
    stateKeyTemplate: DEFAULT_STATE_KEY,
    log,
  });
  if (!ok) throw new Error("the projects do not pass the checks");
  await mkdir(folder, { recursive: true });
  const cliConfiguration = join(folder, "terraform.rc");
  await writeCliConfiguration(cliConfiguration, await findPluginMirror(null, "terraform", environment));
  const placeCode = openCodeLinks(folder, controller.code);
  return await Promise.all(
    change.deployments.map(async (deployment) => {
      const files = change.files.get(deployment.id);
      if (files === undefined) throw new Error(`${deployment.id} has no files`);
      const settingsOfBackend = {
        bucket: settings.bucket,
        key: deployment.stateKey,
        region: "us-east-1",
        encrypt: true,
        use_lockfile: true,
        use_path_style: true,
      };
      const { directory } = createWorkspace(folder, deployment, {
        ...files,
        code: controller.code,
        placeCode,
        backend: { type: "s3", settings: settingsOfBackend },
      });
      const account = { directory: join(folder, "aws"), environment, role: "apply" as const, sessionName: "bench", webIdentityToken: null };
      const variables = {
        ...childEnvironment(environment),
        ...terraformVariables(deployment, controller.settings.defaultTags, controller.settings.vpcInterfaceEndpoints),
        ...(await awsVariablesFor(deployment.account, account)),
        TF_CLI_CONFIG_FILE: cliConfiguration,
        TF_IN_AUTOMATION: "1",
        TF_INPUT: "0",
        CHECKPOINT_DISABLE: "1",
      };
      const script = join(directory, "run.sh");
      await writeFile(script, scriptOf(variables, settings.script ?? "plan"));
      await chmod(script, 0o700);
      return {
        directory,
        reset: async () => {
          for (const name of [".terraform", "tfplan", "plan.json"]) await rm(join(directory, name), { recursive: true, force: true });
        },
      };
    }),
  );
}

type ScriptKind = "plan" | "apply" | "look";

const SCRIPTS: Record<ScriptKind, readonly string[]> = {
  look: ["terraform plan -input=false -no-color -lock-timeout=300s -detailed-exitcode"],
  plan: ["terraform plan -input=false -no-color -lock-timeout=300s -out=tfplan", "terraform show -json -no-color tfplan > plan.json"],
  apply: [
    "terraform plan -input=false -no-color -lock-timeout=300s -out=tfplan",
    "terraform show -json -no-color tfplan > plan.json",
    "terraform apply -input=false -no-color -lock-timeout=300s tfplan",
  ],
};

function scriptOf(variables: Record<string, string>, kind: ScriptKind): string {
  return `set -eu
cd "$(dirname "$0")"
${Object.entries(variables)
  .map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`)
  .join("\n")}
terraform init -reconfigure -input=false -no-color -lockfile=readonly
${SCRIPTS[kind].join("\n")}
`;
}
