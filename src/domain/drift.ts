import { canonicalJson } from "./canonical-json.ts";
import type { Change, PlanJson, ResourceChange } from "./plan.ts";

/** A resource that is not as Terraform left it. */
export interface Drift {
  address: string;
  /** It is not there any more. */
  gone: boolean;
  /** Names of the top-level attributes that changed, sorted. */
  attributes: string[];
  /** The code sets one of them, or the plan would change the resource. Others are often traces of the last apply: a bucket shows its policy. */
  ofCode: boolean;
}

/** What changed outside Terraform, sorted by address. A mere move is none. */
export function driftOf(plan: PlanJson): Drift[] {
  return (plan.resource_drift ?? [])
    .filter(({ mode, change }) => mode === "managed" && change.actions.some((action) => action !== "no-op"))
    .map((resource) => {
      const gone = resource.change.actions.includes("delete");
      const attributes = changedAttributes(resource.change);
      return { address: resource.address, gone, attributes, ofCode: gone || concernsCode(attributes, resource, plan) };
    })
    .sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
}

function changedAttributes({ before, after }: Change): string[] {
  const [was, is] = [asObject(before), asObject(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((name) => canonicalJson(own(was, name) ?? null) !== canonicalJson(own(is, name) ?? null))
    .sort();
}

function concernsCode(attributes: readonly string[], resource: ResourceChange, plan: PlanJson): boolean {
  const planned = (plan.resource_changes ?? []).find(({ address }) => address === resource.address);
  if (planned === undefined || planned.change.actions.some((action) => action !== "no-op")) return true;
  const set = attributesInCode(resource, plan);
  return set === null || attributes.some((name) => set.has(name));
}

/** Arguments that the code gives the resource, as far as the plan tells: it leaves out dynamic blocks. null: the code does not have it. */
function attributesInCode({ module_address, type, name }: ResourceChange, plan: PlanJson): Set<string> | null {
  let module: unknown = own(plan.configuration, "root_module");
  for (const call of moduleNames(module_address ?? "")) module = own(own(own(module, "module_calls"), call), "module");
  const resources = own(module, "resources");
  const resource = (Array.isArray(resources) ? (resources as unknown[]) : []).find((one) => own(one, "address") === `${type}.${name}`);
  const expressions = own(resource, "expressions");
  if (typeof expressions !== "object" || expressions === null) return null;
  return new Set(Object.keys(expressions));
}

/** `module.a["x"].module.b` → a, b */
function moduleNames(address: string): string[] {
  return [...address.matchAll(/(?:^|\.)module\.([^.[\]]+)(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?/g)].map(([, name = ""]) => name);
}

function own(of: unknown, key: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, key) ? (of as Record<string, unknown>)[key] : undefined;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
