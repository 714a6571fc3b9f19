import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathWithProgram, temporaryFolder } from "./programs.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures/cost");

export function costFixture(name: string): string {
  return readFileSync(join(FIXTURES, name), "utf8");
}

/** What a program of `recordingProgram` was called with. */
export interface Called {
  args: string[];
  env: Record<string, string>;
  /** Contents of the files that the arguments name, by the last part of their path. */
  files: Record<string, string>;
}

/**
 * A program on PATH that writes down its calls and does what the text of `body` says, in JavaScript: `args`, `files` and `print` are there.
 */
export function recordingProgram(name: string, body: string): { PATH: string; calls: () => Called[] } {
  const log = join(temporaryFolder("calls"), "calls.jsonl");
  const script = `#!${process.execPath}
const fs = require("node:fs"), path = require("node:path");
const args = process.argv.slice(2), files = {};
for (const arg of args) try { files[path.basename(arg)] = fs.readFileSync(arg, "utf8"); } catch {}
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify({ args, env: process.env, files }) + "\\n");
const print = (text) => fs.writeSync(1, text);
${body}
`;
  return {
    PATH: pathWithProgram(name, script),
    calls: () =>
      readFileSync(log, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Called),
  };
}

/**
 * An `infracost` that prices each `terraform_data` by its size, 100 USD a month for each, in the form that Infracost publishes
 * (schema/infracost.schema.json). It stands where the real one cannot be had.
 */
export const PRICES_BY_SIZE = `
const plan = JSON.parse(files["plan.json"]);
const breakdown = (state) => {
  const resources = [], modules = [state];
  for (let module; (module = modules.pop()); ) {
    modules.push(...(module.child_modules ?? []));
    for (const { address, type, values } of module.resources ?? [])
      if (type === "terraform_data") resources.push({ name: address, metadata: {}, hourlyCost: null, monthlyCost: String((values.input?.size ?? 0) * 100) });
  }
  const total = String(resources.reduce((sum, { monthlyCost }) => sum + Number(monthlyCost), 0));
  return { resources, totalHourlyCost: null, totalMonthlyCost: total };
};
const project = {
  name: "plan.json",
  metadata: { path: "plan.json", type: "terraform_plan_json" },
  pastBreakdown: breakdown(plan.prior_state?.values?.root_module ?? {}),
  breakdown: breakdown(plan.planned_values?.root_module ?? {}),
  summary: {},
};
print(JSON.stringify({ version: "0.2", currency: "USD", projects: [project], summary: {} }));
`;
