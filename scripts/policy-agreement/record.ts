import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { installCheckov } from "../../src/adapters/policies/checkov-install.ts";
import type { PlanJson } from "../../src/domain/model/plan.ts";
import { TOOLS } from "../lab/tools.ts";
import type { CheckovVerdict } from "./compare.ts";

const here = import.meta.dirname;
const recorded = join(here, "../../__tests__/fixtures/agreement");
const CHECKOV = "3.3.30";

/** Names of the configurations: `good/s3-data-lake`. */
export function configurations(): string[] {
  return ["bad", "good"].flatMap((kind) => readdirSync(join(here, kind)).map((name) => `${kind}/${name}`));
}

/** Plans a configuration offline and keeps the plan. Providers come from a mirror directory (TF_PLUGIN_MIRROR) where one is given. */
export function recordPlan(name: string): void {
  const workspace = mkdtempSync(join(tmpdir(), "agreement-"));
  try {
    cpSync(join(here, name), workspace, { recursive: true });
    cpSync(join(here, "provider.tf"), join(workspace, "provider.tf"));
    const mirror = process.env.TF_PLUGIN_MIRROR;
    writeFileSync(
      join(workspace, "rc"),
      mirror === undefined ? "" : `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
    );
    const terraform = (...args: string[]) =>
      execFileSync("terraform", args, {
        cwd: workspace,
        encoding: "utf8",
        maxBuffer: 1 << 28,
        stdio: ["ignore", "pipe", "inherit"],
        env: {
          PATH: process.env.PATH ?? "",
          HOME: workspace,
          TF_CLI_CONFIG_FILE: join(workspace, "rc"),
          AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
          AWS_SECRET_ACCESS_KEY: "example",
        },
      });
    terraform("init", "-input=false");
    terraform("plan", "-input=false", "-refresh=false", "-no-color", "-out=tfplan");
    const plan = JSON.parse(terraform("show", "-json", "tfplan")) as Record<string, unknown>;
    delete plan.timestamp;
    mkdirSync(recorded, { recursive: true });
    writeFileSync(planFile(name), gzipSync(JSON.stringify(plan)));
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

export function planOf(name: string): PlanJson {
  return JSON.parse(gunzipSync(readFileSync(planFile(name))).toString()) as PlanJson;
}

function planFile(name: string): string {
  return join(recorded, `${name.replace("/", "--")}.plan.json.gz`);
}

const VERDICTS = join(recorded, "checkov.json.gz");

const record = z.looseObject({ check_id: z.string(), resource_address: z.string(), file_path: z.string() });
const answer = z.looseObject({
  results: z.looseObject({ failed_checks: z.array(record), passed_checks: z.array(record) }),
  summary: z.looseObject({ checkov_version: z.string() }),
});

/** Asks Checkov about all plans that are kept, in one run as the action does, and keeps what it says. */
export async function recordVerdicts(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "agreement-"));
  try {
    const names = configurations();
    for (const [index, name] of names.entries()) writeFileSync(join(folder, `${index}.json`), JSON.stringify(planOf(name)));
    const environment = { ...process.env, RUNNER_TOOL_CACHE: TOOLS };
    const [program, ...before] = await installCheckov(CHECKOV, environment, new AbortController().signal);
    const args = [
      "--directory",
      folder,
      "--framework",
      "terraform_plan",
      "--output",
      "json",
      "--compact",
      "--soft-fail",
      "--skip-download",
    ];
    const said = execFileSync(program, [...before, ...args], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 30,
      env: { PATH: process.env.PATH ?? "", HOME: folder },
    });
    const { results, summary } = answer.parse(JSON.parse(said));
    const verdicts = (records: z.output<typeof record>[], failed: boolean): CheckovVerdict[] =>
      records.map(({ check_id, resource_address, file_path }) => ({
        configuration: names[Number.parseInt(file_path.slice(1), 10)] ?? "",
        check: check_id,
        address: resource_address,
        failed,
      }));
    const all = [...verdicts(results.failed_checks, true), ...verdicts(results.passed_checks, false)];
    const kept = { version: summary.checkov_version, verdicts: all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
    writeFileSync(VERDICTS, gzipSync(JSON.stringify(kept)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function verdictsKept(): { version: string; verdicts: CheckovVerdict[] } {
  return JSON.parse(gunzipSync(readFileSync(VERDICTS)).toString()) as { version: string; verdicts: CheckovVerdict[] };
}
