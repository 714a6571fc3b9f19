import { groupBy } from "../model/groups.ts";
import { isJsonObject } from "../text/json-text.ts";
import type { PlanJson, ResourceChange } from "../model/plan.ts";

/** A value of a planned resource together with what the plan says about it. */
export interface PlannedNode {
  value: unknown;
  /** true, or nested like the value: known only after apply. */
  unknown: unknown;
  /** true, or nested like the value. */
  sensitive: unknown;
}

export interface PlannedResource {
  address: string;
  type: string;
  planned: PlannedNode;
  change: ResourceChange;
}

/** The resources that exist after a plan, by type, and which of them belong to a bucket. */
export class PlannedResources {
  readonly all: readonly PlannedResource[];
  readonly #byType: Map<string, PlannedResource[]>;
  readonly #plan: PlanJson;

  constructor(plan: PlanJson) {
    this.#plan = plan;
    this.all = (plan.resource_changes ?? []).flatMap(planned);
    this.#byType = groupBy(this.all, ({ type }) => type);
  }

  ofType(type: string): readonly PlannedResource[] {
    return this.#byType.get(type) ?? [];
  }

  /**
   * The resources of a type that name a bucket: by its planned name, or, as names may be known only after apply, by a reference to
   * it from the same module under the same instance key.
   */
  linkedTo(bucket: PlannedResource, type: string): PlannedResource[] {
    const names = ["bucket", "id"].map((key) => child(bucket.planned, key).value).filter((name) => typeof name === "string");
    return this.ofType(type).filter((companion) => {
      const name = child(companion.planned, "bucket");
      if (typeof name.value === "string") return names.includes(name.value);
      return isUnknown(name) && this.#refersTo(companion.change, bucket.change);
    });
  }

  #refersTo(from: ResourceChange, to: ResourceChange): boolean {
    if (from.module_address !== to.module_address || from.index !== to.index) return false;
    const references = referencesOf(this.#plan.configuration, from, "bucket");
    return references.some((reference) => reference === `${to.type}.${to.name}`);
  }
}

function planned(change: ResourceChange): PlannedResource[] {
  const { after, after_unknown, after_sensitive, actions } = change.change;
  if (change.mode !== "managed" || !isJsonObject(after) || actions.includes("forget")) return [];
  return [
    { address: change.address, type: change.type, planned: { value: after, unknown: after_unknown, sensitive: after_sensitive }, change },
  ];
}

/** What the expression of an attribute refers to, from the plan's `configuration`. */
function referencesOf(configuration: unknown, resource: ResourceChange, attribute: string): unknown[] {
  let module = field(configuration, "root_module");
  for (const [, name] of (resource.module_address ?? "").matchAll(/(?:^|\.)module\.([^.[]+)(?:\["(?:[^"\\]|\\.)*"\]|\[\d+\])?/g)) {
    module = field(field(field(module, "module_calls"), name ?? ""), "module");
  }
  const resources = field(module, "resources");
  if (!Array.isArray(resources)) return [];
  const written: unknown = resources.find((one) => field(one, "type") === resource.type && field(one, "name") === resource.name);
  const references = field(field(field(written, "expressions"), attribute), "references");
  return Array.isArray(references) ? references : [];
}

function field(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string | number, unknown>)[key];
}

export function child(node: PlannedNode, key: string | number): PlannedNode {
  const inherited = (marks: unknown) => (marks === true ? true : field(marks, key));
  return { value: field(node.value, key), unknown: inherited(node.unknown), sensitive: inherited(node.sensitive) };
}

export function isUnknown(node: PlannedNode): boolean {
  return node.unknown === true;
}

/** Whether the plan knows such an attribute: with a value, without one (null), or with one that comes after apply. */
export function hasField(node: PlannedNode, name: string): boolean {
  return fieldNames(node).includes(name);
}

export function fieldNames(node: PlannedNode): string[] {
  return [node.value, node.unknown].flatMap((part) => (isJsonObject(part) ? Object.keys(part) : []));
}

/** The values a path leads to, one for each block on the way. None where a block is not set. */
export function nodesAt(node: PlannedNode, path: readonly string[]): PlannedNode[] {
  let nodes = [node];
  for (const step of path) {
    nodes = nodes.flatMap(blocksOf).map((block) => child(block, step));
  }
  return nodes.filter((last) => isUnknown(last) || last.value !== undefined);
}

/** The blocks of a value that is a list of them; anything else is itself. */
function blocksOf(node: PlannedNode): PlannedNode[] {
  if (isUnknown(node)) return [node];
  if (node.value === null || node.value === undefined) return [];
  return Array.isArray(node.value) ? node.value.map((_, index) => child(node, index)) : [node];
}
