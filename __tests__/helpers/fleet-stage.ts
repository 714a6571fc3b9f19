import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stubPlan } from "../../scripts/bench/start.ts";
import { compileStub } from "../../scripts/bench/stub-terraform.ts";
import type { ActionRun } from "../../scripts/lab/action.ts";
import { openLightStage, LIGHT_CONTROLLER, type Call, type LightStage } from "./light-stage.ts";
import { temporaryFolder } from "./programs.ts";

/** A controller of many accounts whose terraform costs nothing, and a pull request of many deployments. */
export interface FleetStage extends LightStage {
  /** `PATH` with the terraform that costs nothing. */
  path: string;
  /**
   * Spoils what terraform does with a project: its apply fails, or its plan kills the runner. null: nothing any more.
   */
  spoil(how: "apply" | "runner", project: string | null): void;
  controllerFolder: string;
  /** Runs one job of the fleet workflow of a run. */
  job(number: number, job: FleetJob, more?: Call): Promise<ActionRun>;
}

export interface FleetJob {
  action: "validate" | "apply";
  runId: number;
  phase: "split" | "work" | "conclude";
  part?: number;
  runners?: number;
}

/** @param files On top of the light controller's. */
export async function openFleetStage(accounts: number, files: Record<string, string> = {}): Promise<FleetStage> {
  const controllerFolder = temporaryFolder("controller");
  cpSync(LIGHT_CONTROLLER, controllerFolder, { recursive: true });
  // The plan that costs nothing breaks rules.
  const all = { "accounts.yaml": accountsYaml(accounts), "policy.yaml": "fail_on_deny: false\n", ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(join(controllerFolder, path, ".."), { recursive: true });
    writeFileSync(join(controllerFolder, path), text);
  }
  const stub = await applyingStub();
  const path = `${stub}:${process.env.PATH ?? ""}`;
  const stage = await openLightStage({ controllerFolder });
  return {
    ...stage,
    path,
    controllerFolder,
    spoil: (how, project) => {
      if (project === null) rmSync(join(stub, how));
      else writeFileSync(join(stub, how), `"${project}"`);
    },
    job: async (number, { action, runId, phase, part, runners = 4 }, more = {}) =>
      await stage.run(action, number, {
        ...more,
        runId,
        env: { PATH: path, ...more.env },
        inputs: {
          phase,
          runners: String(runners),
          "deployments-per-runner": "10",
          ...(part === undefined ? {} : { part: String(part) }),
          ...more.inputs,
        },
      }),
  };
}

export function accountName(index: number): string {
  return `arj-wkld-${String(index).padStart(3, "0")}-prd`;
}

function accountsYaml(accounts: number): string {
  const entries = Array.from(
    { length: accounts },
    (_, index) =>
      `  "${String(100_000_000_000 + index)}": { account_name: ${accountName(index)}, environment: production, region: us-east-1, repositories: ["org/dev-*"] }\n`,
  );
  return `accounts:\n${entries.join("")}`;
}

/** The tfvars of so many deployments, in turns in so many accounts. @param prefix Of the projects' names. */
export function fleetFiles(deployments: number, accounts: number, prefix = "p"): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: deployments }, (_, index) => {
      const [name, account] = [`${prefix}${String(index).padStart(4, "0")}`, accountName(index % accounts)];
      const text = `account_name = "${account}"\nproject      = "${name}"\nthings = {\n  "${name}" = { size = 1 }\n}\n`;
      return [`${account}/${name}/${name}.tfvars`, text];
    }),
  );
}

/** A terraform that costs nothing to plan, and whose apply writes a state where the backend has it. Returns its folder. */
async function applyingStub(): Promise<string> {
  const stub = await compileStub(temporaryFolder("terraform-stub"), await stubPlan());
  const folder = temporaryFolder("terraform");
  const script = join(folder, "terraform");
  writeFileSync(
    script,
    `#!/bin/sh
meant() { [ -e "${folder}/$1" ] && grep -qF "$(cat "${folder}/$1")" terraform.tfvars 2>/dev/null; }
[ "$1" = plan ] && meant runner && kill -KILL "$PPID"
[ "$1" = apply ] && meant apply && { echo "Error: on purpose" >&2; exit 1; }
[ "$1" = apply ] || exec "${join(stub.folder, "terraform")}" "$@"
address="\${AWS_ENDPOINT_URL_S3:-$AWS_ENDPOINT_URL}/$(sed 's/,/\\n/g' tf_orchestrator_override.tf.json | sed -n 's/.*"bucket": *"\\([^"]*\\)".*/\\1/p')/$(sed 's/,/\\n/g' tf_orchestrator_override.tf.json | sed -n 's/.*"key": *"\\([^"]*\\)".*/\\1/p')"
curl --silent --fail --output /dev/null --request PUT --header 'content-type: application/json' --data-binary '{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"392eedf2-2084-8cc5-ebf4-5f929f86bd39","outputs":{},"resources":[{"mode":"managed","type":"aws_kms_key","name":"this","provider":"provider[\\"registry.terraform.io/hashicorp/aws\\"]","instances":[{"schema_version":0,"attributes":{"id":"one"}}]}]}' "$address" || { echo "no state at $address" >&2; exit 1; }
echo "Apply complete!"
`,
  );
  chmodSync(script, 0o755);
  return folder;
}
