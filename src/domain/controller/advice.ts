import type { Finding, Location } from "../model/finding.ts";
import type { VariableType } from "../model/variable-type.ts";
import { didYouMean } from "../text/nearest.ts";
import { controllerFinding } from "./yaml-file.ts";

/** What `policy.yaml` tells authors of tfvars about a rule, in the words of the controller's own variables. */
export interface Advice {
  rule: string;
  /** The attribute of an entry that answers the rule, such as `["lifecycle", "expire_days"]`. */
  set: readonly string[] | null;
  /** What to set it to, as tfvars write it. */
  to: string | null;
  /** The attribute of an entry that names the JSON document that the rule is about. */
  document: readonly string[] | null;
  /** More words. */
  say: string | null;
  location: Location;
}

/**
 * Advice about attributes that no entry of the code's variables has: authors would follow it in vain.
 * @param types By the variable's name. A variable whose type cannot be told may have any attribute.
 */
export function checkAdvice(advice: readonly Advice[], types: ReadonlyMap<string, VariableType>): Finding[] {
  const entries = [...types.values()].flatMap(entriesOf);
  return advice.flatMap(({ rule, set, document, location }) =>
    Object.entries({ set, document }).flatMap(([key, path]) => {
      if (path === null || types.size === 0 || entries.some((entry) => hasAttribute(entry, path))) return [];
      const near = didYouMean(path.join("."), new Set(entries.flatMap((entry) => pathsIn(entry, path.length))));
      const message = `advice.${rule}.${key}: got ${JSON.stringify(path.join("."))}, but no entry of the code's variables has that attribute`;
      return [controllerFinding(location, `${message}${near}`)];
    }),
  );
}

/** The types of what stands in a service's variable: the objects in a map or a list, or the one object. */
function entriesOf(type: VariableType): VariableType[] {
  if (type.kind === "map" || type.kind === "list" || type.kind === "set") return [type.element];
  return type.kind === "object" || type.kind === "any" ? [type] : [];
}

/** Whether a value of the type may have the attribute; of values of any type nobody knows. */
export function hasAttribute(type: VariableType, path: readonly string[]): boolean {
  const [name, ...more] = path;
  if (name === undefined || type.kind === "any") return true;
  if (type.kind === "map") return hasAttribute(type.element, more);
  if (type.kind === "list" || type.kind === "set") return hasAttribute(type.element, path);
  const attribute = type.kind === "object" ? type.attributes.get(name) : undefined;
  return attribute !== undefined && hasAttribute(attribute.type, more);
}

/** Paths of attributes with so many names, as one writes them. */
function pathsIn(type: VariableType, length: number): string[] {
  if (type.kind !== "object") return [];
  return [...type.attributes].flatMap(([name, { type: inner }]) =>
    length === 1 ? [name] : pathsIn(inner, length - 1).map((path) => `${name}.${path}`),
  );
}
