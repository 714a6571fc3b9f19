import { isObject } from "../text/json-values.ts";
import type { PlanJson } from "./../model/plan.ts";

/**
 * Which resources of the code refer to which, as a plan's configuration tells it: also through a module's inputs and outputs. What goes through a
 * local value is not in there.
 * @returns By the resource's address without keys, such as `module.s3.aws_s3_bucket.this`: those that it refers to.
 * @see developer.hashicorp.com/terraform/internals/json-format, "Configuration representation"
 */
export function configurationReferences({ configuration }: Pick<PlanJson, "configuration">): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  if (isObject(configuration)) walk(configuration.root_module, { prefix: "", inputs: new Map() }, found);
  return found;
}

/** Where in the tree of modules. `inputs`: what a variable's value refers to, outside of the module. */
interface Scope {
  prefix: string;
  inputs: ReadonlyMap<string, ReadonlySet<string>>;
}

function walk(module: unknown, scope: Scope, found: Map<string, Set<string>>): void {
  if (!isObject(module)) return;
  const calls = isObject(module.module_calls) ? module.module_calls : {};
  const resolve = (value: unknown) => new Set(namesIn(value).flatMap((name) => [...targetsOf(name, scope, calls)]));
  for (const resource of listOf(module.resources)) {
    if (resource.mode !== "managed" || typeof resource.address !== "string") continue;
    const { expressions, for_each_expression: forEach, count_expression: count, depends_on: dependsOn } = resource;
    const own = `${scope.prefix}${resource.address}`;
    const named = resolve([expressions, forEach, count, { references: dependsOn }]);
    named.delete(own);
    found.set(own, named);
  }
  for (const [name, call] of Object.entries(calls)) {
    if (!isObject(call)) continue;
    const expressions = isObject(call.expressions) ? call.expressions : {};
    const inputs = new Map(Object.entries(expressions).map(([input, value]) => [input, resolve(value)] as const));
    walk(call.module, { prefix: `${scope.prefix}module.${name}.`, inputs }, found);
  }
}

/** The resources that a name stands for: `aws_kms_key.k.arn`, `var.key_arn`, `module.kms.key_arn`. */
function targetsOf(name: string, { prefix, inputs }: Scope, calls: Record<string, unknown>): Set<string> {
  const [first = "", second = "", third] = name.replace(/\[[^\]]*\]/g, "").split(".");
  if (first === "var") return new Set(inputs.get(second) ?? []);
  if (first === "module") return outputOf(calls[second], third, `${prefix}module.${second}.`);
  return second === "" || NO_RESOURCES.has(first) ? new Set() : new Set([`${prefix}${first}.${second}`]);
}

const NO_RESOURCES = new Set(["local", "data", "each", "count", "self", "path", "terraform", "ephemeral"]);

/** What a module's output is made of; of a module as a whole, all of its outputs. */
function outputOf(call: unknown, output: string | undefined, prefix: string): Set<string> {
  const module = isObject(call) && isObject(call.module) ? call.module : {};
  const outputs = isObject(module.outputs) ? module.outputs : {};
  const calls = isObject(module.module_calls) ? module.module_calls : {};
  const wanted = Object.entries(outputs).filter(([name]) => output === undefined || name === output);
  const scope = { prefix, inputs: new Map<string, Set<string>>() };
  return new Set(wanted.flatMap(([, value]) => namesIn(value).flatMap((name) => [...targetsOf(name, scope, calls)])));
}

/** All that expressions refer to, however deep in blocks they stand. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "references" && Array.isArray(inner) ? inner.filter((name): name is string => typeof name === "string") : namesIn(inner),
  );
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
