/** What a Terraform variable may hold. (Terraform language, "Type Constraints") */
export type VariableType =
  | { kind: "any" }
  | { kind: "string" | "number" | "bool" }
  | { kind: "list" | "set"; element: VariableType }
  | { kind: "map"; element: VariableType }
  | { kind: "tuple"; elements: VariableType[] }
  | { kind: "object"; attributes: ReadonlyMap<string, ObjectAttribute> };

export interface ObjectAttribute {
  type: VariableType;
  /** `optional(…)`: an object without it is complete. */
  optional: boolean;
}

/** Also where nobody can tell: then nothing is checked. */
export const ANY: VariableType = { kind: "any" };

/** As a message names it: `a number`, `a list`. */
export function typeWords(type: VariableType): string {
  switch (type.kind) {
    case "any":
      return "any value";
    case "string":
      return "text";
    case "number":
      return "a number";
    case "bool":
      return "true or false";
    case "list":
    case "set":
      return "a list";
    case "tuple":
      return `a list of ${type.elements.length}`;
    case "map":
      return "a map";
    case "object":
      return "an object";
  }
}
