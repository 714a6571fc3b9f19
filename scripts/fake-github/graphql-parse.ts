/* Reads the part of GraphQL that clients send: operations, fields with arguments and aliases, fragments. (spec.graphql.org, section 2) */

export interface Field {
  kind: "field";
  name: string;
  alias: string;
  args: Record<string, ArgumentValue>;
  selections: Selection[];
}

export type Selection = Field | { kind: "on"; type: string | null; selections: Selection[] } | { kind: "spread"; fragment: string };

export type ArgumentValue =
  | { kind: "literal"; value: unknown }
  | { kind: "variable"; name: string }
  | { kind: "list"; items: ArgumentValue[] }
  | { kind: "object"; fields: Record<string, ArgumentValue> };

export interface Operation {
  type: "query" | "mutation";
  name: string | null;
  selections: Selection[];
}

export interface GraphqlDocument {
  operations: Operation[];
  fragments: Map<string, { type: string; selections: Selection[] }>;
}

/** A document that cannot be read; the message goes into the answer's errors. */
export class GraphqlError extends Error {}

const TOKEN =
  /[\s,\ufeff]+|#[^\n]*|(?<token>\.\.\.|[!$()&:=@[\]{}|]|[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+(?:\.[0-9]+)?|"""[^"]*"""|"(?:[^"\\\n]|\\.)*")/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new GraphqlError(`Parse error on ${JSON.stringify(text.slice(at, at + 10))} at character ${at}`);
    const token = match.groups?.token;
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
}

export function parseGraphql(text: string): GraphqlDocument {
  return new Parser(tokensOf(text)).document();
}

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  document(): GraphqlDocument {
    const parsed: GraphqlDocument = { operations: [], fragments: new Map() };
    while (this.#peek() !== "") {
      if (this.#peek() === "{") parsed.operations.push({ type: "query", name: null, selections: this.#selections() });
      else if (this.#peek() === "fragment") this.#fragment(parsed);
      else parsed.operations.push(this.#operation());
    }
    return parsed;
  }

  #operation(): Operation {
    const type = this.#next();
    if (type !== "query" && type !== "mutation") throw new GraphqlError(`Parse error on "${type}"`);
    const name = /^\w/.test(this.#peek()) ? this.#next() : null;
    if (this.#peek() === "(") this.#skipParentheses();
    return { type, name, selections: this.#selections() };
  }

  #fragment(parsed: GraphqlDocument): void {
    this.#take("fragment");
    const name = this.#next();
    this.#take("on");
    const type = this.#next();
    parsed.fragments.set(name, { type, selections: this.#selections() });
  }

  /** The variables' types: values come as JSON and are taken as they are. */
  #skipParentheses(): void {
    let depth = 0;
    do {
      const token = this.#next();
      if (token === "(") depth += 1;
      if (token === ")") depth -= 1;
    } while (depth > 0);
  }

  #selections(): Selection[] {
    this.#take("{");
    const selections: Selection[] = [];
    while (this.#peek() !== "}") selections.push(this.#selection());
    this.#take("}");
    return selections;
  }

  #selection(): Selection {
    if (this.#peek() !== "...") return this.#field();
    this.#take("...");
    if (this.#peek() === "{") return { kind: "on", type: null, selections: this.#selections() };
    const name = this.#next();
    return name === "on" ? { kind: "on", type: this.#next(), selections: this.#selections() } : { kind: "spread", fragment: name };
  }

  #field(): Field {
    const first = this.#next();
    if (!/^[A-Za-z_]/.test(first)) throw new GraphqlError(`Parse error on "${first}"`);
    let name = first;
    if (this.#peek() === ":") {
      this.#take(":");
      name = this.#next();
    }
    const args = this.#peek() === "(" ? this.#arguments("(", ")") : {};
    const selections = this.#peek() === "{" ? this.#selections() : [];
    return { kind: "field", name, alias: first, args, selections };
  }

  #arguments(open: string, close: string): Record<string, ArgumentValue> {
    this.#take(open);
    const args: [string, ArgumentValue][] = [];
    while (this.#peek() !== close) {
      const name = this.#next();
      this.#take(":");
      args.push([name, this.#value()]);
    }
    this.#take(close);
    return Object.fromEntries(args);
  }

  #value(): ArgumentValue {
    const token = this.#peek();
    if (token === "{") return { kind: "object", fields: this.#arguments("{", "}") };
    this.#next();
    if (token === "$") return { kind: "variable", name: this.#next() };
    if (token === "[") {
      const items: ArgumentValue[] = [];
      while (this.#peek() !== "]") items.push(this.#value());
      this.#take("]");
      return { kind: "list", items };
    }
    return { kind: "literal", value: literal(token) };
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? "";
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new GraphqlError("Unexpected end of document");
    this.#at += 1;
    return token;
  }

  #take(wanted: string): void {
    const token = this.#next();
    if (token !== wanted) throw new GraphqlError(`Expected "${wanted}", found "${token}"`);
  }
}

/** Numbers, strings, booleans; an enum's name stays a string. */
function literal(token: string): unknown {
  if (token.startsWith('"""')) return token.slice(3, -3);
  if (token.startsWith('"')) return JSON.parse(token) as unknown;
  if (token === "true" || token === "false") return token === "true";
  if (token === "null") return null;
  return /^-?[0-9]/.test(token) ? Number(token) : token;
}
