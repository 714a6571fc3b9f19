import { serviceObjects } from "../controller/services.ts";
import type { Finding } from "../model/finding.ts";
import type { Position, TfEntry, TfValue, Tfvars } from "../model/tfvars.ts";
import { typeWords, type VariableType } from "../model/variable-type.ts";
import { didYouMean } from "../text/nearest.ts";
import { excerpt, fileFinding } from "../text/source-text.ts";

/** What we read of a service's entries ourselves, whether the code declares it or not. */
const OWN_ATTRIBUTES = new Set(["account_key", "region_code"]);
/** More of the names that could be meant help nobody. */
const MOST_NAMES = 12;

/**
 * A tfvars against the types of the code's variables: attributes that Terraform would drop without a word, attributes that are missing, and
 * values that it could not convert. What it converts stays allowed. (Terraform language, "Conversion of Complex Types"; cty, package convert)
 * @param types By the variable's name.
 * @param services Top-level tfvars key → service, beyond the built-in ones.
 */
export function checkVariableTypes(
  tfvars: Tfvars,
  types: ReadonlyMap<string, VariableType>,
  services: ReadonlyMap<string, string>,
): Finding[] {
  const check = new TypeCheck(tfvars.file, new Set(serviceObjects(tfvars, services)));
  for (const { key, value } of tfvars.entries) {
    const type = types.get(key);
    if (type !== undefined) check.value(value, type, excerpt(key), value.at);
  }
  return check.findings;
}

/** Recursion goes as deep as brackets nest, which the parser has limited. */
class TypeCheck {
  readonly findings: Finding[] = [];
  readonly #file: string;
  readonly #serviceObjects: ReadonlySet<TfValue>;

  constructor(file: string, serviceObjects: ReadonlySet<TfValue>) {
    this.#file = file;
    this.#serviceObjects = serviceObjects;
  }

  /** @param at Where the value's key stands, or the value itself in a list. */
  value(value: TfValue, type: VariableType, path: string, at: Position): void {
    // Terraform takes null for a value of any type.
    if (value.kind === "null" || type.kind === "any") return;
    switch (type.kind) {
      case "string":
      case "number":
      case "bool":
        if (!isConvertible(value, type.kind)) this.#wrong(value, type, path);
        return;
      case "object":
        if (value.kind === "map") this.#object(value, type.attributes, path, at);
        else this.#wrong(value, type, path);
        return;
      case "map":
        if (value.kind !== "map") this.#wrong(value, type, path);
        else for (const entry of value.entries) this.value(entry.value, type.element, `${path}.${excerpt(entry.key)}`, entry.keyAt);
        return;
      case "list":
      case "set":
      case "tuple":
        this.#list(value, type, path);
    }
  }

  #list(value: TfValue, type: Extract<VariableType, { kind: "list" | "set" | "tuple" }>, path: string): void {
    if (value.kind !== "list" || (type.kind === "tuple" && value.items.length !== type.elements.length)) {
      this.#wrong(value, type, path);
      return;
    }
    for (const [index, item] of value.items.entries()) {
      const element = type.kind === "tuple" ? type.elements[index] : type.element;
      if (element !== undefined) this.value(item, element, `${path}[${index}]`, item.at);
    }
  }

  #object(
    value: Extract<TfValue, { kind: "map" }>,
    attributes: Extract<VariableType, { kind: "object" }>["attributes"],
    path: string,
    at: Position,
  ): void {
    const own = this.#serviceObjects.has(value) ? OWN_ATTRIBUTES : new Set<string>();
    for (const entry of value.entries) {
      const attribute = attributes.get(entry.key);
      const inner = `${path}.${excerpt(entry.key)}`;
      if (attribute !== undefined) this.value(entry.value, attribute.type, inner, entry.keyAt);
      else if (!own.has(entry.key)) this.#unknown(entry, [...attributes.keys()], inner);
    }
    const written = new Set(value.entries.map(({ key }) => key));
    const missing = [...attributes].filter(([name, { optional }]) => !optional && !written.has(name));
    for (const [name, { type }] of missing) {
      const expected = type.kind === "any" ? "" : ` (${typeWords(type)})`;
      this.#report(
        "tfvars-required",
        at,
        `${path}: has no ${name}, expected it${expected}: the controller's code requires it.`,
        `Add ${name}.`,
      );
    }
  }

  #unknown(entry: TfEntry, known: readonly string[], path: string): void {
    const meant = didYouMean(entry.key, known);
    const names = known.length > MOST_NAMES ? [...known.slice(0, MOST_NAMES), "…"] : known;
    const hint = meant !== "" || names.length === 0 ? "" : ` Known here: ${names.join(", ")}.`;
    this.#report(
      "tfvars-attribute",
      entry.keyAt,
      `${path}: the controller's code declares no such attribute, so Terraform would drop its value without a word${meant || "."}`,
      `Correct the name, or remove it.${hint}`,
    );
  }

  #wrong(value: TfValue, type: VariableType, path: string): void {
    this.#report(
      "tfvars-type",
      value.at,
      `${path}: got ${valueWords(value, type)}, expected ${typeWords(type)}.`,
      "Write it as the controller's code declares it.",
    );
  }

  #report(rule: string, { line, column }: Position, message: string, remediation: string): void {
    this.findings.push(fileFinding(rule, { file: this.#file, line, column }, message, remediation));
  }
}

/** What Terraform converts without loss. The text of a number is read leniently: what Terraform refuses it refuses itself. */
function isConvertible(value: TfValue, type: "string" | "number" | "bool"): boolean {
  if (value.kind === "list" || value.kind === "map") return false;
  if (type === "string" || value.kind === type) return true;
  if (value.kind !== "string") return false;
  return type === "number"
    ? /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEpP][-+]?\d+)?$|^[-+]?inf$/i.test(value.value)
    : ["true", "false", "1", "0"].includes(value.value);
}

/** What was found, without the value, which may be a secret. */
function valueWords(value: TfValue, expected: VariableType): string {
  switch (value.kind) {
    case "string":
      return expected.kind === "number" || expected.kind === "bool" ? "text that reads otherwise" : "text";
    case "number":
      return "a number";
    case "bool":
      return String(value.value);
    case "list":
      return expected.kind === "tuple" ? `a list of ${value.items.length}` : "a list";
    case "map":
      return "a map";
    case "null":
      return "null";
  }
}
