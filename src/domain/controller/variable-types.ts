import { posix } from "node:path";
import { ANY, type ObjectAttribute, type VariableType } from "../model/variable-type.ts";
import { hclTokens, type HclToken } from "../text/hcl-tokens.ts";
import { filesOfModule, withoutShadowed } from "./terraform-code.ts";
import { isObject, objectAt, ownValue, parsedJson } from "../text/json-values.ts";

/** Modules that hand a variable on to modules, and so on: more of them than anybody writes. */
const MAX_MODULES = 16;

/**
 * The types of the root module's variables, by name, as the code declares them. A variable of any type that the code does nothing with
 * but hand it to one module of its own has the type of that module's variable. What cannot be told is `any`: nothing is held against it.
 * @param code Paths in the controller repository → contents: `*.tf`, `*.tf.json`, `modules/`.
 */
export function variableTypes(code: ReadonlyMap<string, Uint8Array>): Map<string, VariableType> {
  const modules = new Map<string, Module>();
  const moduleAt = (folder: string): Module => {
    const module = modules.get(folder) ?? readModule(code, folder);
    modules.set(folder, module);
    return module;
  };
  const root = moduleAt(".");
  return new Map([...root.variables.keys()].map((name) => [name, typeIn(".", name, moduleAt, MAX_MODULES)]));
}

function typeIn(folder: string, name: string, moduleAt: (folder: string) => Module, deeper: number): VariableType {
  const module = moduleAt(folder);
  const type = module.variables.get(name) ?? ANY;
  if (type.kind !== "any" || deeper === 0) return type;
  const [taker, another] = module.calls.flatMap((call) =>
    call.handed.filter(({ variable }) => variable === name).map((to) => ({ call, to })),
  );
  if (taker === undefined || another !== undefined || module.references.get(name) !== 1) return ANY;
  const { call, to } = taker;
  // A module of no instance asks for nothing, and one of another repository cannot be read.
  if (call.source === null || call.isRepeated || !/^\.\.?\//.test(call.source)) return ANY;
  return typeIn(posix.normalize(posix.join(folder, call.source)).replace(/\/$/, ""), to.argument, moduleAt, deeper - 1);
}

interface Module {
  variables: Map<string, VariableType>;
  calls: ModuleCall[];
  /** How often the code names `var.x`, the variable's own block left out. */
  references: Map<string, number>;
}

interface ModuleCall {
  name: string;
  source: string | null;
  /** `count` or `for_each`. */
  isRepeated: boolean;
  /** Arguments that are a variable and nothing else. */
  handed: { argument: string; variable: string }[];
}

function readModule(code: ReadonlyMap<string, Uint8Array>, folder: string): Module {
  const module: Module = { variables: new Map(), calls: [], references: new Map() };
  const files = withoutShadowed(filesOfModule(code, folder));
  // What an override file says of a block replaces what stands there. (Terraform language, "Override Files")
  for (const path of files.sort((a, b) => Number(isOverride(a)) - Number(isOverride(b)) || (a < b ? -1 : 1))) {
    const text = new TextDecoder().decode(code.get(path));
    const isRead = path.endsWith(".json") ? readJson(text, module) : readHcl(text, module);
    // Code that we cannot read may do anything with its variables.
    if (!isRead) return { variables: new Map(), calls: [], references: new Map() };
  }
  return module;
}

function isOverride(path: string): boolean {
  return /(?:^|[/_])override\.(?:tf|tofu)(?:\.json)?$/.test(path);
}

function readHcl(text: string, module: Module): boolean {
  const tokens = hclTokens(text);
  if (tokens === null) return false;
  const reader = new TokenReader(tokens);
  for (;;) {
    reader.skipNewlines();
    if (reader.atEnd()) return true;
    const labels: string[] = [];
    while (reader.peek()?.kind === "name" || reader.peek()?.kind === "string") labels.push(reader.next()?.text ?? "");
    if (!reader.take("{")) return false;
    const body = reader.upToClosing();
    if (body === null) return false;
    const [type = "", name = ""] = labels;
    if (type === "variable") {
      const declared = attributesOf(body).get("type");
      if (declared !== undefined || !module.variables.has(name)) module.variables.set(name, typeOf(declared ?? []));
    }
    if (type === "module") addCall(module, name, attributesOf(body));
    countReferences(body, type === "variable" ? name : null, module.references);
  }
}

function addCall(module: Module, name: string, attributes: ReadonlyMap<string, HclToken[]>): void {
  const source = attributes.get("source");
  module.calls.push({
    name,
    source: source?.length === 1 && source[0]?.kind === "string" ? source[0].text : null,
    isRepeated: attributes.has("count") || attributes.has("for_each") || module.calls.some((call) => call.name === name),
    handed: [...attributes].flatMap(([argument, [scope, dot, variable, ...more]]) =>
      scope?.text === "var" && dot?.text === "." && variable?.kind === "name" && more.length === 0
        ? [{ argument, variable: variable.text }]
        : [],
    ),
  });
}

function countReferences(tokens: readonly HclToken[], own: string | null, references: Map<string, number>): void {
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== "name" || text !== "var" || tokens[index + 1]?.text !== ".") continue;
    const name = tokens[index + 2]?.text ?? "";
    if (name !== own) references.set(name, (references.get(name) ?? 0) + 1);
  }
}

/** The attributes of a block's body with the words of their values; blocks inside are passed over. */
function attributesOf(body: HclToken[]): Map<string, HclToken[]> {
  const attributes = new Map<string, HclToken[]>();
  const reader = new TokenReader(body);
  while (!reader.atEnd()) {
    const name = reader.next();
    if (name?.kind === "name" && reader.take("=")) attributes.set(name.text, reader.upToLineEnd());
    else if (name?.text === "{") reader.upToClosing();
  }
  return attributes;
}

/** The type that the words of a type expression mean. */
function typeOf(tokens: HclToken[]): VariableType {
  const reader = new TokenReader(tokens.filter(({ kind }) => kind !== "newline" || tokens.length > 1));
  try {
    const type = readType(reader);
    reader.skipNewlines();
    return reader.atEnd() ? type : ANY;
  } catch (error) {
    if (error instanceof Unreadable) return ANY;
    throw error;
  }
}

/** A type expression of a form that we do not know. */
class Unreadable extends Error {}

function readType(reader: TokenReader): VariableType {
  reader.skipNewlines();
  const word = reader.next();
  if (word?.kind !== "name") throw new Unreadable();
  switch (word.text) {
    case "string":
    case "number":
    case "bool":
    case "any":
      return { kind: word.text };
    case "list":
    case "set":
    case "map": {
      // `list` alone is short for `list(any)`.
      if (!reader.take("(")) return { kind: word.text, element: ANY };
      const element = readType(reader);
      reader.expect(")");
      return { kind: word.text, element };
    }
    case "tuple":
      return readTuple(reader);
    case "object":
      return readObject(reader);
    default:
      throw new Unreadable();
  }
}

function readTuple(reader: TokenReader): VariableType {
  reader.expect("(");
  reader.expect("[");
  const elements: VariableType[] = [];
  while (!reader.takeAfterNewlines("]")) {
    elements.push(readType(reader));
    if (!reader.takeAfterNewlines(",")) {
      reader.expect("]");
      break;
    }
  }
  reader.expect(")");
  return { kind: "tuple", elements };
}

function readObject(reader: TokenReader): VariableType {
  reader.expect("(");
  reader.expect("{");
  const attributes = new Map<string, ObjectAttribute>();
  while (!reader.takeAfterNewlines("}")) {
    const key = reader.next();
    if (key?.kind !== "name" && key?.kind !== "string") throw new Unreadable();
    if (!reader.take("=") && !reader.take(":")) throw new Unreadable();
    attributes.set(key.text, readAttribute(reader));
    reader.take(",");
  }
  reader.expect(")");
  return { kind: "object", attributes };
}

function readAttribute(reader: TokenReader): ObjectAttribute {
  if (reader.peek()?.text !== "optional") return { type: readType(reader), optional: false };
  reader.next();
  reader.expect("(");
  const type = readType(reader);
  if (reader.takeAfterNewlines(",")) reader.upToClosing();
  else reader.expect(")");
  return { type, optional: true };
}

const CLOSERS: ReadonlyMap<string, string> = new Map([
  ["{", "}"],
  ["(", ")"],
  ["[", "]"],
]);

class TokenReader {
  readonly #tokens: readonly HclToken[];
  #index = 0;

  constructor(tokens: readonly HclToken[]) {
    this.#tokens = tokens;
  }

  atEnd(): boolean {
    return this.#index >= this.#tokens.length;
  }

  peek(): HclToken | undefined {
    return this.#tokens[this.#index];
  }

  next(): HclToken | undefined {
    return this.#tokens[this.#index++];
  }

  skipNewlines(): void {
    while (this.peek()?.kind === "newline") this.#index += 1;
  }

  take(sign: string): boolean {
    const token = this.peek();
    if (token?.kind !== "sign" || token.text !== sign) return false;
    this.#index += 1;
    return true;
  }

  takeAfterNewlines(sign: string): boolean {
    this.skipNewlines();
    return this.take(sign);
  }

  expect(sign: string): void {
    if (!this.takeAfterNewlines(sign)) throw new Unreadable();
  }

  /** The words up to the sign that closes what is open; it is read too. null when nothing closes it. */
  upToClosing(): HclToken[] | null {
    const start = this.#index;
    let open = 0;
    while (!this.atEnd()) {
      const token = this.next();
      if (token?.kind !== "sign") continue;
      if (CLOSERS.has(token.text)) open += 1;
      else if (/^[)}\]]$/.test(token.text) && open-- === 0) return this.#tokens.slice(start, this.#index - 1);
    }
    return null;
  }

  /** The words of an expression: up to the line end outside of all brackets. */
  upToLineEnd(): HclToken[] {
    const start = this.#index;
    while (!this.atEnd() && this.peek()?.kind !== "newline") {
      if (CLOSERS.has(this.next()?.text ?? "")) this.upToClosing();
    }
    return this.#tokens.slice(start, this.#index);
  }
}

/** The same from JSON syntax, where a type is text. Blocks are objects, or lists of them. */
function readJson(text: string, module: Module): boolean {
  const json = parsedJson(text);
  if (!isObject(json)) return false;
  for (const [name, block] of blocksOf(json, "variable")) {
    const type = ownValue(block, "type");
    const tokens = typeof type === "string" ? hclTokens(type) : [];
    if (type !== undefined || !module.variables.has(name)) module.variables.set(name, typeOf(tokens ?? []));
  }
  for (const [name, block] of blocksOf(json, "module")) {
    const handed = Object.entries(block).flatMap(([argument, value]) => {
      const variable = typeof value === "string" ? /^\$\{\s*var\.([\w-]+)\s*\}$/.exec(value)?.[1] : undefined;
      return variable === undefined ? [] : [{ argument, variable }];
    });
    const source = ownValue(block, "source");
    const isRepeated = "count" in block || "for_each" in block || module.calls.some((call) => call.name === name);
    module.calls.push({ name, source: typeof source === "string" ? source : null, isRepeated, handed });
  }
  for (const [, variable = ""] of JSON.stringify({ ...json, variable: null }).matchAll(
    /\bvar\s*\.\s*([\p{ID_Start}_][\p{ID_Continue}-]*)/gu,
  ))
    module.references.set(variable, (module.references.get(variable) ?? 0) + 1);
  return true;
}

function blocksOf(json: unknown, type: string): [string, Record<string, unknown>][] {
  const found = ownValue(json, type);
  return (Array.isArray(found) ? found : [found]).flatMap((blocks: unknown) =>
    Object.entries(objectAt(blocks)).flatMap(([name, block]): [string, Record<string, unknown>][] =>
      (Array.isArray(block) ? block : [block]).map((one: unknown) => [name, objectAt(one)]),
    ),
  );
}
