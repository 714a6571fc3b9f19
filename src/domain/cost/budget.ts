import type { Deployment } from "../model/deployment.ts";
import type { Finding } from "../model/finding.ts";
import { environmentName, type Environment } from "../controller/environments.ts";
import { controllerFinding, dotted, type YamlFile } from "../controller/yaml-file.ts";
import { didYouMean } from "../text/nearest.ts";
import { addedCost, type Cost } from "./cost.ts";
import { usd } from "./money.ts";

/** The parameter of policy.yaml that says what one deployment may cost: USD a month, for all environments or for each. */
export const MONTHLY_BUDGET = "monthly_budget";

/** What one deployment of an environment may cost, USD a month; null: nobody says. */
export function budgetOf(parameters: Readonly<Record<string, unknown>>, environment: string): number | null {
  const budget = parameters[MONTHLY_BUDGET];
  if (typeof budget === "number") return budget;
  const own = Object.entries(budget ?? {}).find(([name]) => environmentName(name) === environment)?.[1] as unknown;
  return typeof own === "number" ? own : null;
}

/** What is wrong with the parameter. @param environments null: they could not be read. */
export function budgetProblems(
  yaml: YamlFile,
  parameters: Readonly<Record<string, unknown>>,
  environments: ReadonlyMap<string, Environment> | null,
  isEstimated: boolean,
): Finding[] {
  const budget = parameters[MONTHLY_BUDGET];
  if (budget === undefined) return [];
  const path = ["parameters", MONTHLY_BUDGET];
  const at = (inner: readonly string[], message: string) =>
    controllerFinding(yaml.locate([...path, ...inner]), `${dotted([...path, ...inner])}: ${message}`);
  if (!isEstimated) return [at([], "nothing estimates costs, expected cost: infracost or cost with tool: oiq beside it")];
  if (isAmount(budget)) return [];
  if (typeof budget !== "object" || budget === null || Array.isArray(budget))
    return [at([], `got ${JSON.stringify(budget)}, expected USD a month such as 500, or one amount for each environment`)];
  return Object.entries(budget).flatMap(([name, amount]) => {
    const known = [...(environments?.keys() ?? [])];
    const wrong = isAmount(amount) ? [] : [at([name], `got ${JSON.stringify(amount)}, expected USD a month such as 500`)];
    const isKnown = environments === null || environments.has(environmentName(name));
    if (isKnown) return wrong;
    const unknown = `unknown environment, expected one of ${known.join(", ")}${didYouMean(environmentName(name), known)}`;
    return [...wrong, at([name], unknown)];
  });
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

/** A deployment that costs more than its environment's budget: it denies what raises the cost, and only warns of what was so before. */
export function overBudget(cost: Cost, deployment: Deployment, parameters: Readonly<Record<string, unknown>>): Finding[] {
  const budget = budgetOf(parameters, deployment.environment);
  if (budget === null || cost.after <= budget) return [];
  const raises = addedCost(cost) > 0;
  const before = raises ? ` (${usd(cost.before)} before)` : ", no more than before";
  return [
    {
      rule: "monthly-budget",
      level: raises ? "deny" : "warn",
      severity: "medium",
      message: `It would cost ${usd(cost.after)} a month${before}; the budget of ${deployment.environment} is ${usd(budget)} for one deployment.`,
      remediation: "Choose something smaller, or have monthly_budget in policy.yaml raised.",
      location: { file: deployment.file },
      overridable: true,
    },
  ];
}
