import { isObject, objectAt, ownValue, parsedJson } from "../../text/json-values.ts";
import type { Change, PlanJson } from "../../model/plan.ts";
import { isWords, secretUnder, tellsAbout, type Secret } from "./common.ts";
import { NAME_KEY, VALUE_KEY } from "./keys.ts";
import { isSecretName, isStrongSecretName } from "./secret-names.ts";

/**
 * Every value that a plan marks sensitive: attributes, outputs, and variables declared so. Numbers as their digits; truth values are none.
 * Walks without recursion, so depth is no danger.
 */
export function sensitiveValues(plan: PlanJson): Secret[] {
  const found = new Found();
  const changes: [string, Change][] = [
    ...[...(plan.resource_changes ?? []), ...(plan.resource_drift ?? [])].map((resource): [string, Change] => ["", resource.change]),
    ...Object.entries(plan.output_changes ?? {}),
  ];
  for (const [name, change] of changes) {
    collectMarked(name, change.before, change.before_sensitive, found);
    collectMarked(name, change.after, change.after_sensitive, found);
  }
  for (const state of [plan.planned_values, plan.prior_state]) collectFromState(state, found);
  for (const [name, variable] of Object.entries(objectAt(plan.configuration, "root_module", "variables"))) {
    if (isObject(variable) && variable.sensitive === true) collectMarked(name, ownValue(plan.variables, name, "value"), true, found);
  }
  return found.secrets();
}

/**
 * The tfvars values whose key is named like a secret (`isSecretName`), and those of a list of `name`/`value` pairs whose name is.
 * @param values In file order, as `scalars` of a tfvars gives them. The keys of the file's first two levels name services and their entries, so
 * they do not make what lies under them secret.
 */
export function secretsIn(
  values: Iterable<{ path: readonly string[]; value: { kind: string; value?: string | number | boolean } }>,
): Secret[] {
  const found = new Found();
  // Either of a pair may come first.
  let pair = null as Pair | null;
  for (const { path, value } of values) {
    const scalar = value.value ?? null;
    const last = path.at(-1) ?? "";
    const parent = parentOf(path);
    const open: Pair | null = pair?.parent === parent ? pair : null;
    if (NAME_KEY.test(last) && typeof scalar === "string") {
      if (open !== null && open.name === null && isSecretName(scalar)) collectNamed(scalar, "value", open.value, found);
      pair = open !== null && open.name === null ? null : { parent, name: scalar, value: null };
    } else if (VALUE_KEY.test(last)) {
      if (open?.name != null && isSecretName(open.name)) collectNamed(open.name, last, scalar, found);
      pair = open?.name == null ? { parent, name: null, value: scalar } : null;
    }
    const key = secretKeyOf(path);
    if (key !== null) collectNamed(key, last, scalar, found);
  }
  return found.secrets();
}

interface Pair {
  parent: string;
  /** null: only the value was met. */
  name: string | null;
  value: unknown;
}

/** The name alone says that it is a secret. So what is the name of something, or a word under a key that is often followed by one, is none elsewhere. */
function collectNamed(name: string, key: string, scalar: unknown, found: Found): void {
  if (typeof scalar === "string" && (tellsAbout(scalar) || (isWords(scalar) && !isStrongSecretName(name)))) return;
  addScalar(key, scalar, found);
}

/** What was found, each once. */
class Found {
  readonly #texts = new Set<string>();
  readonly #own = new Map<string, Secret>();

  add(key: string, value: string): void {
    const secret = key === "" ? value : secretUnder(key, value);
    if (typeof secret === "string") this.#texts.add(secret);
    else this.#own.set(JSON.stringify([key, value]), secret);
  }

  secrets(): Secret[] {
    return [...this.#texts, ...this.#own.values()];
  }
}

/** Every scalar under the tfvars' keys that the code declares as sensitive variables. */
export function secretsOfVariables(
  values: Iterable<{ path: readonly string[]; value: { kind: string; value?: string | number | boolean } }>,
  declared: ReadonlySet<string>,
): Secret[] {
  const found = new Found();
  for (const { path, value } of values) if (declared.has(path[0] ?? "")) addScalar(path.at(-1) ?? "", value.value ?? null, found);
  return found.secrets();
}

/** Texts and numbers of a JSON value, with the key that is nearest to each. */
export function scalarsOf(value: unknown, name: string): [text: string, key: string][] {
  const found: [string, string][] = [];
  const stack = [{ key: name, value }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (typeof top.value === "string" || typeof top.value === "number") found.push([String(top.value), top.key]);
    if (!isObject(top.value)) continue;
    const isList = Array.isArray(top.value);
    for (const [key, inner] of Object.entries(top.value)) stack.push({ key: isList ? top.key : key, value: inner });
  }
  return found;
}

function parentOf(path: readonly string[]): string {
  return path.slice(0, -1).join("\0");
}

/** The key that makes a value a secret; null when none does. */
function secretKeyOf(path: readonly string[]): string | null {
  const last = path.length - 1;
  const counts = (level: number) => level === last || level >= 2 || (level === 0 && path.length === 2);
  return path.findLast((key, level) => counts(level) && isSecretName(key)) ?? null;
}

/** Adds the scalars of `value` that the parallel structure `mask` marks with `true`, under the key that is nearest to each. */
function collectMarked(name: string, value: unknown, mask: unknown, found: Found): void {
  const stack: { key: string; value: unknown; mask: unknown }[] = [{ key: name, value, mask }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.mask === true) addScalar(top.key, top.value, found);
    if (top.mask === false || top.mask === undefined || top.mask === null || !isObject(top.value)) continue;
    const isList = Array.isArray(top.value);
    for (const [key, inner] of Object.entries(top.value)) {
      stack.push({ key: isList ? top.key : key, value: inner, mask: top.mask === true ? true : ownValue(top.mask, key) });
    }
  }
}

function addScalar(key: string, value: unknown, found: Found): void {
  if (typeof value === "number") found.add(key, String(value));
  if (typeof value !== "string" || value === "") return;
  found.add(key, value);
  // A JSON document kept as one secret string also gives away its parts.
  if (!/^\s*[{[]/.test(value) || value.length > LARGEST_INNER_JSON) return;
  const stack: { key: string; value: unknown; secret: boolean }[] = [{ key, value: parsedJson(value), secret: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (isObject(top.value)) {
      const isList = Array.isArray(top.value);
      for (const [inner, item] of Object.entries(top.value)) {
        stack.push({ key: isList ? top.key : inner, value: item, secret: top.secret || isSecretName(inner) });
      }
    } else if (top.secret && (typeof top.value === "string" || typeof top.value === "number")) {
      found.add(top.key, String(top.value));
    }
  }
}

const LARGEST_INNER_JSON = 1_048_576;

/** `planned_values` and `prior_state` hold data sources too, which are in no change: objects with `values` and `sensitive_values`. */
function collectFromState(state: unknown, found: Found): void {
  for (const [name, output] of Object.entries({ ...objectAt(state, "outputs"), ...objectAt(state, "values", "outputs") })) {
    if (isObject(output) && output.sensitive === true) collectMarked(name, output.value, true, found);
  }
  const modules: unknown[] = [objectAt(state, "root_module"), objectAt(state, "values", "root_module")];
  for (let module = modules.pop(); module !== undefined; module = modules.pop()) {
    for (const resource of Object.values(objectAt(module, "resources"))) {
      if (isObject(resource)) collectMarked("", resource.values, resource.sensitive_values, found);
    }
    for (const child of Object.values(objectAt(module, "child_modules"))) modules.push(child);
  }
}
