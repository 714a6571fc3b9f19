import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { childEnvironment } from "../../src/adapters/child-environment.ts";
import type { PlanJson, ResourceChange } from "../../src/domain/model/plan.ts";
import { expectExit, runNode } from "./child.ts";
import { listed, median, withUnit, type Measure } from "./measures.ts";
import type { Setting } from "./setting.ts";
import { withSlowness } from "./speed.ts";

const PLANS = join(import.meta.dirname, "../../__tests__/fixtures/plans");
const RESOURCES = 10_000;
const TIMES = 3;

/** All bundled rules on one plan of ten thousand resources: real plans of nine services, repeated as instances of modules. */
export async function measurePolicies({ folder, policies, say }: Setting): Promise<Measure[]> {
  const file = join(folder, "plan.json");
  const text = JSON.stringify(largePlan(await realPlans(), RESOURCES));
  await writeFile(file, text);
  say(`a plan of ${withUnit(text.length / 1e6, "MB")}, ${TIMES} times`);
  const evaluation = async () =>
    await runNode(join(import.meta.dirname, "evaluate.ts"), [policies, file, String(TIMES)], {
      cwd: folder,
      env: childEnvironment(process.env),
    });
  const { result: ran, slowness } = await withSlowness(folder, evaluation);
  const answer = JSON.parse(expectExit(ran, 0, "the evaluation").output) as {
    loadMs: number;
    evaluateMs: number[];
    rules: number;
    findings: number;
  };
  const seconds = answer.evaluateMs.map((ms) => ms / 1000);
  return [
    {
      what: `${answer.rules} rules on ${RESOURCES.toLocaleString("en")} resources, in WebAssembly`,
      value: median(seconds),
      unit: "s",
      atReferenceSpeed: median(seconds) / slowness,
      target: 3,
      detail: `${listed(seconds, "s")}; ${answer.findings} findings`,
    },
    { what: "loading the rules, once for a run", value: answer.loadMs, unit: "ms", target: null, detail: "" },
  ];
}

/** What the rules read of a plan. */
interface RealPlan extends PlanJson {
  resource_changes: ResourceChange[];
  configuration: { provider_config: Record<string, unknown>; root_module: unknown };
}

async function realPlans(): Promise<RealPlan[]> {
  const names = (await readdir(PLANS)).filter((name) => name.endsWith(".json")).toSorted();
  const files = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(PLANS, name), "utf8")) as { plans: Record<string, RealPlan> }),
  );
  return files.flatMap(({ plans }) => Object.values(plans));
}

/** Each plan's root module becomes a module with `for_each`, whose instances follow each other until there are enough resources. */
function largePlan(plans: readonly RealPlan[], resources: number): RealPlan {
  const changes: ResourceChange[] = [];
  for (let instance = 0; changes.length < resources; instance += 1) {
    const at = instance % plans.length;
    const module = `module.m${at}["${instance}"]`;
    for (const change of plans[at]?.resource_changes ?? []) {
      const inner = change.module_address === undefined ? module : `${module}.${change.module_address}`;
      changes.push({ ...change, address: `${module}.${change.address}`, module_address: inner });
    }
  }
  const calls = plans.map(
    (plan, at) => [`m${at}`, { source: "./m", for_each_expression: {}, module: plan.configuration.root_module }] as const,
  );
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    resource_changes: changes.slice(0, resources),
    configuration: {
      provider_config: Object.assign({}, ...plans.map((plan) => plan.configuration.provider_config)) as Record<string, unknown>,
      root_module: { module_calls: Object.fromEntries(calls) },
    },
  };
}
