import { isObject, ownValue } from "../text/json-values.ts";
import { byAddress, managed, type Drift, type PlanJson, type ResourceChange } from "../model/plan.ts";
import { changedAttributes } from "./summary.ts";

/** What changed outside Terraform, sorted by address. A mere move is none. */
export function driftOf(plan: PlanJson): Drift[] {
  const changed = managed(plan.resource_drift).filter(changesSomething);
  if (changed.length === 0) return [];
  const untouched = new Set((plan.resource_changes ?? []).filter((resource) => !changesSomething(resource)).map(({ address }) => address));
  return changed
    .map((resource) => {
      const { address } = resource;
      const gone = resource.change.actions.includes("delete");
      const attributes = changedAttributes(resource.change);
      const ofCode = gone || !untouched.has(address) || isSetByCode(attributes, resource, plan.configuration);
      return { address, gone, attributes, ofCode };
    })
    .sort(byAddress);
}

function changesSomething({ change }: ResourceChange): boolean {
  return change.actions.some((action) => action !== "no-op");
}

/** As far as the plan tells: it leaves out dynamic blocks. A resource that the code does not have counts as set. */
function isSetByCode(attributes: readonly string[], { module_address, type, name }: ResourceChange, configuration: unknown): boolean {
  const calls = moduleNames(module_address ?? "").flatMap((call) => ["module_calls", call, "module"]);
  const resources = ownValue(configuration, "root_module", ...calls, "resources");
  const resource = (Array.isArray(resources) ? (resources as unknown[]) : []).find((one) => ownValue(one, "address") === `${type}.${name}`);
  const expressions = ownValue(resource, "expressions");
  return !isObject(expressions) || attributes.some((attribute) => Object.hasOwn(expressions, attribute));
}

/** `module.a["x"].module.b` → a, b */
function moduleNames(address: string): string[] {
  return [...address.matchAll(/(?:^|\.)module\.([^.[\]]+)(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?/g)].map(([, name = ""]) => name);
}
