import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { estimateOf } from "../../domain/cost/cost.ts";
import type { PlanJson } from "../../domain/model/plan.ts";
import { isObject, objectAt } from "../../domain/text/json-values.ts";
import type { CostEstimator } from "../../ports/cost-estimator.ts";
import { childEnvironment, type Environment } from "../child-environment.ts";
import { inOwnFolder } from "../own-folder.ts";
import { answerOf, runCostTool, unknownAnswer, type CostCommand } from "./command.ts";

const TOOL = "oiq price";

/** The parts that we read of `oiq price --format json`. (docs/getting-started/output-formats.md of OpenInfraQuote) */
const ANSWER = z.object({ resources: z.array(z.object({ address: z.string(), price: z.object({ min: z.number(), max: z.number() }) })) });

/**
 * Asks the `oiq` command with a price sheet on this machine. What is there now and what is planned are priced as two states: in one plan it
 * takes a resource that is changed in place for one that stays as it is. Of a range the upper end counts.
 */
export function openOiq(
  settings: Omit<CostCommand, "program" | "env"> & {
    environment: Environment;
    runDirectory: string;
    priceSheet: string;
    usageFile: string | null;
  },
): CostEstimator {
  const { environment, priceSheet, usageFile } = settings;
  const command: CostCommand = { ...settings, program: "oiq", env: childEnvironment(environment) };
  const usage = usageFile === null ? [] : ["--usage", usageFile];
  const priced = async (state: object, name: string, region: string, folder: string) => {
    const [file, matches] = [join(folder, `${name}.json`), join(folder, `${name}.matches.json`)];
    await writeFile(file, JSON.stringify(state), { mode: 0o600 });
    await runCostTool(command, ["match", "--pricesheet", priceSheet, "--output", matches, file], folder);
    const output = await runCostTool(command, ["price", "--input", matches, "--region", region, "--format", "json", ...usage], folder);
    const parsed = ANSWER.safeParse(answerOf(TOOL, output));
    if (!parsed.success) throw unknownAnswer(TOOL, z.prettifyError(parsed.error));
    return parsed.data.resources.map(({ address, price }) => [address, price.max] as const);
  };
  return {
    secrets: [],
    estimate: async (plan, { region }) =>
      await inOwnFolder(join(settings.runDirectory, "cost"), async (folder) => {
        const [now, planned] = [stateOf(plan, objectAt(plan.prior_state, "values")), stateOf(plan, plan.planned_values)];
        const [before, after] = await Promise.all([priced(now, "now", region, folder), priced(planned, "planned", region, folder)]);
        const known = new Set(after.map(([address]) => address));
        return estimateOf(before, after, addressesIn(planned).filter((address) => !known.has(address)).length);
      }),
  };
}

interface Module {
  resources: unknown[];
  child_modules: Module[];
}

/** As `terraform show -json` shows a state. */
function stateOf({ terraform_version }: PlanJson, values: unknown) {
  return { format_version: "1.0", terraform_version, values: { root_module: moduleOf(objectAt(values, "root_module")) } };
}

/** With the lists that it expects in every module, where terraform leaves empty ones out; without data sources, which cost nothing. */
function moduleOf(module: unknown): Module {
  const resources = Object.values(objectAt(module, "resources")).filter((resource) => isObject(resource) && resource.mode !== "data");
  return { resources, child_modules: Object.values(objectAt(module, "child_modules")).map(moduleOf) };
}

function addressesIn({ values }: ReturnType<typeof stateOf>): string[] {
  const modules = [values.root_module];
  const addresses: string[] = [];
  for (let module = modules.pop(); module !== undefined; module = modules.pop()) {
    for (const resource of module.resources)
      if (isObject(resource) && typeof resource.address === "string") addresses.push(resource.address);
    modules.push(...module.child_modules);
  }
  return addresses;
}
