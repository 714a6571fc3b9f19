import { isObject, objectAt, ownValue, parsedJson } from "../../text/json-values.ts";
import type { Change, PlanJson } from "../../model/plan.ts";
import { NAME_KEY, VALUE_KEY } from "./keys.ts";
import { isSecretName } from "./secret-names.ts";

/**
 * Every value that a plan marks sensitive: attributes, outputs, and variables declared so. Numbers as their digits; truth values are none.
 * Walks without recursion, so depth is no danger.
 */
export function sensitiveValues(plan: PlanJson): string[] {
  const found = new Set<string>();
  const changes: Change[] = [
    ...(plan.resource_changes ?? []).map((resource) => resource.change),
    ...(plan.resource_drift ?? []).map((resource) => resource.change),
    ...Object.values(plan.output_changes ?? {}),
  ];
  for (const change of changes) {
    collectMarked(change.before, change.before_sensitive, found);
    collectMarked(change.after, change.after_sensitive, found);
  }
  for (const state of [plan.planned_values, plan.prior_state]) collectFromState(state, found);
  for (const [name, variable] of Object.entries(objectAt(plan.configuration, "root_module", "variables"))) {
    if (isObject(variable) && variable.sensitive === true) collectMarked(ownValue(plan.variables, name, "value"), true, found);
  }
  return [...found];
}

/**
 * The tfvars values whose key is named like a secret (`isSecretName`), and those of a list of `name`/`value` pairs whose name is.
 * @param values In file order, as `scalars` of a tfvars gives them. The keys of the file's first two levels name services and their entries, so
 * they do not make what lies under them secret.
 */
export function secretsIn(
  values: Iterable<{ path: readonly string[]; value: { kind: string; value?: string | number | boolean } }>,
): string[] {
  const found = new Set<string>();
  let valueOf: string | null = null;
  for (const { path, value } of values) {
    const scalar = value.value ?? null;
    const last = path.at(-1) ?? "";
    const isValue = valueOf !== null && VALUE_KEY.test(last) && valueOf === parentOf(path);
    if (isValue || isSecretPath(path)) collectMarked(scalar, true, found);
    if (NAME_KEY.test(last)) valueOf = typeof scalar === "string" && isSecretName(scalar) ? parentOf(path) : null;
  }
  return [...found];
}

function parentOf(path: readonly string[]): string {
  return path.slice(0, -1).join("\0");
}

function isSecretPath(path: readonly string[]): boolean {
  const last = path.length - 1;
  return path.some((key, level) => (level === last || level >= 2 || (level === 0 && path.length === 2)) && isSecretName(key));
}

/** Adds the scalars of `value` that the parallel structure `mask` marks with `true`. */
function collectMarked(value: unknown, mask: unknown, found: Set<string>): void {
  const stack: { value: unknown; mask: unknown }[] = [{ value, mask }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.mask === true) addScalar(top.value, found);
    if (top.mask === false || top.mask === undefined || top.mask === null || !isObject(top.value)) continue;
    for (const [key, inner] of Object.entries(top.value)) {
      stack.push({ value: inner, mask: top.mask === true ? true : ownValue(top.mask, key) });
    }
  }
}

function addScalar(value: unknown, found: Set<string>): void {
  if (typeof value === "number") found.add(String(value));
  if (typeof value !== "string" || value === "") return;
  found.add(value);
  // A JSON document kept as one secret string also gives away its parts.
  if (!/^\s*[{[]/.test(value) || value.length > LARGEST_INNER_JSON) return;
  const stack: { value: unknown; secret: boolean }[] = [{ value: parsedJson(value), secret: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (isObject(top.value)) {
      for (const [key, inner] of Object.entries(top.value)) stack.push({ value: inner, secret: top.secret || isSecretName(key) });
    } else if (top.secret && (typeof top.value === "string" || typeof top.value === "number")) {
      found.add(String(top.value));
    }
  }
}

const LARGEST_INNER_JSON = 1_048_576;

/** `planned_values` and `prior_state` hold data sources too, which are in no change: objects with `values` and `sensitive_values`. */
function collectFromState(state: unknown, found: Set<string>): void {
  for (const output of Object.values({ ...objectAt(state, "outputs"), ...objectAt(state, "values", "outputs") })) {
    if (isObject(output) && output.sensitive === true) collectMarked(output.value, true, found);
  }
  const modules: unknown[] = [objectAt(state, "root_module"), objectAt(state, "values", "root_module")];
  for (let module = modules.pop(); module !== undefined; module = modules.pop()) {
    for (const resource of Object.values(objectAt(module, "resources"))) {
      if (isObject(resource)) collectMarked(resource.values, resource.sensitive_values, found);
    }
    for (const child of Object.values(objectAt(module, "child_modules"))) modules.push(child);
  }
}
