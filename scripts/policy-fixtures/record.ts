/**
 * Records the plans that the policy tests read: one for each folder beside this script, planned offline by the real provider.
 *
 *   node scripts/policy-fixtures/record.ts [folder…]
 *
 * A folder holds a root module and, for no-op, update, replace and delete, a `state.json`: [{address, attributes}].
 * Those that begin with `examples_controller` are the code of examples/controller with the tfvars of the folder.
 * Needs terraform; providers come from a mirror directory (TF_PLUGIN_MIRROR) where one is given.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const here = import.meta.dirname;
const fixtures = join(here, "../../__tests__/fixtures/plans");

/** Of every folder that has none of its own. */
const PROVIDER = "provider.tf";

const prepared = z.array(
  z.object({ address: z.string().regex(/^[a-z_0-9]+\.[a-z_0-9]+$/), attributes: z.record(z.string(), z.unknown()) }),
);

const planned = z.looseObject({
  resource_changes: z.array(z.unknown()).optional(),
  configuration: z.unknown(),
  prior_state: z.looseObject({ values: z.unknown() }).optional(),
});

for (const folder of foldersToRecord()) {
  record(folder);
  console.log(`recorded ${folder}`);
}

function foldersToRecord(): string[] {
  const asked = process.argv.slice(2);
  if (asked.length > 0) return asked;
  return readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function record(folder: string): void {
  const workspace = mkdtempSync(join(tmpdir(), "policy-fixture-"));
  try {
    if (folder.startsWith("examples_controller")) copyCode(join(here, "../../examples/controller"), workspace);
    else cpSync(join(here, PROVIDER), join(workspace, PROVIDER));
    cpSync(join(here, folder), workspace, { recursive: true });
    if (existsSync(join(workspace, "state.json"))) writeState(workspace);
    terraform(workspace, ["init", "-input=false"]);
    terraform(workspace, ["plan", "-input=false", "-refresh=false", "-out=tfplan"]);
    const plan = planned.parse(JSON.parse(terraform(workspace, ["show", "-json", "tfplan"])));
    mkdirSync(fixtures, { recursive: true });
    writeFileSync(join(fixtures, `${folder}.json`), asFixture(folder, plan));
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function copyCode(controller: string, workspace: string): void {
  const isCode = (path: string) => path === controller || path.startsWith(join(controller, "modules")) || path.endsWith(".tf");
  cpSync(controller, workspace, { recursive: true, filter: isCode });
}

function writeState(workspace: string): void {
  const resources = prepared.parse(JSON.parse(readFileSync(join(workspace, "state.json"), "utf8")));
  const state = {
    version: 4,
    terraform_version: "1.11.0",
    serial: 1,
    lineage: "00000000-0000-0000-0000-000000000000",
    outputs: {},
    resources: resources.map(({ address, attributes }) => {
      const [type = "", name = ""] = address.split(".");
      return {
        mode: "managed",
        type,
        name,
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [{ schema_version: 0, attributes }],
      };
    }),
  };
  writeFileSync(join(workspace, "terraform.tfstate"), JSON.stringify(state));
}

function terraform(workspace: string, args: string[]): string {
  return execFileSync("terraform", args, {
    cwd: workspace,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH ?? "",
      HOME: workspace,
      TF_CLI_CONFIG_FILE: cliConfiguration(workspace),
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "example",
    },
  });
}

function cliConfiguration(workspace: string): string {
  const file = join(workspace, "terraformrc");
  const mirror = process.env.TF_PLUGIN_MIRROR;
  const installation = mirror === undefined ? "" : `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`;
  writeFileSync(file, installation);
  return file;
}

/** One resource a line, without the parts that no rule reads. Keyed by folder, so that `opa test` loads all of them side by side. */
function asFixture(folder: string, plan: z.infer<typeof planned>): string {
  const { format_version, terraform_version, variables, configuration, prior_state, resource_changes = [], errored, complete } = plan;
  const lines = resource_changes.map((change) => `  ${JSON.stringify(change)}`);
  const rest = Object.entries({ format_version, terraform_version, variables, errored, complete, prior_state, configuration })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `"${key}": ${JSON.stringify(value)},\n`);
  return `{"plans": {"${folder}": {\n${rest.join("")}"resource_changes": [\n${lines.join(",\n")}\n]}}}\n`;
}
