import { hclTokens, type HclToken } from "./hcl-tokens.ts";

/** What stands between the braces of a block, or in a whole file. */
export interface HclBody {
  attributes: HclAttribute[];
  blocks: HclBlock[];
}

export interface HclAttribute {
  name: string;
  /** The words of its value, templates inside quotes included. */
  value: HclToken[];
  /** Index of the name in the text. */
  at: number;
}

export interface HclBlock {
  type: string;
  labels: string[];
  body: HclBody;
  /** Index of the type in the text. */
  at: number;
  /** Index behind the closing brace. */
  end: number;
}

/** Deeper than anybody nests blocks. */
const MAX_DEPTH = 50;
const OPENERS = ["{", "(", "["];
const CLOSERS = ["}", ")", "]"];

/**
 * The attributes and blocks of Terraform code (HCL native syntax), without a look into expressions.
 * @returns null for text of another shape, and for labels with escapes or templates, which only Terraform could read.
 */
export function hclBody(text: string): HclBody | null {
  const tokens = hclTokens(text);
  if (tokens === null) return null;
  const reader = new BodyReader(tokens);
  try {
    return reader.file();
  } catch (error) {
    if (error instanceof OtherShape) return null;
    throw error;
  }
}

class OtherShape extends Error {}

class BodyReader {
  readonly #tokens: readonly HclToken[];
  #index = 0;

  constructor(tokens: readonly HclToken[]) {
    this.#tokens = tokens;
  }

  file(): HclBody {
    const body = this.#body(0);
    if (this.#peek() !== undefined) throw new OtherShape();
    return body;
  }

  /** Up to a `}`, which stays, or the end. */
  #body(depth: number): HclBody {
    if (depth > MAX_DEPTH) throw new OtherShape();
    const body: HclBody = { attributes: [], blocks: [] };
    for (;;) {
      while (this.#peek()?.kind === "newline") this.#index += 1;
      const name = this.#peek();
      if (name === undefined || isSign(name, "}")) return body;
      if (name.kind !== "name") throw new OtherShape();
      this.#index += 1;
      if (isSign(this.#peek(), "=")) {
        this.#index += 1;
        body.attributes.push({ name: name.text, value: this.#expression(), at: name.at });
      } else {
        body.blocks.push({ type: name.text, labels: this.#labels(), ...this.#braces(depth), at: name.at });
      }
    }
  }

  #labels(): string[] {
    const labels: string[] = [];
    for (let token = this.#peek(); token?.kind === "name" || token?.kind === "string"; token = this.#peek()) {
      if (token.kind === "string" && plainText([token]) === null) throw new OtherShape();
      labels.push(token.text);
      this.#index += 1;
    }
    return labels;
  }

  #braces(depth: number): Pick<HclBlock, "body" | "end"> {
    if (!isSign(this.#peek(), "{")) throw new OtherShape();
    this.#index += 1;
    const body = this.#body(depth + 1);
    const brace = this.#peek();
    if (brace === undefined || !isSign(brace, "}")) throw new OtherShape();
    this.#index += 1;
    return { body, end: brace.at + 1 };
  }

  /** Up to the line end outside of all brackets, or the bracket that closes the block. */
  #expression(): HclToken[] {
    const start = this.#index;
    let open = 0;
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (token.kind === "newline" && open === 0) break;
      if (token.kind === "sign" && CLOSERS.includes(token.text) && open-- === 0) break;
      if (token.kind === "sign" && OPENERS.includes(token.text)) open += 1;
      this.#index += 1;
    }
    return this.#tokens.slice(start, this.#index);
  }

  #peek(): HclToken | undefined {
    return this.#tokens[this.#index];
  }
}

function isSign(token: HclToken | undefined, sign: string): boolean {
  return token?.kind === "sign" && token.text === sign;
}

/** The text of a value that is one quoted text without escapes and templates; else null. */
export function plainText(value: readonly HclToken[]): string | null {
  const [token, ...more] = value;
  return token?.kind === "string" && more.length === 0 && !/\\|[$%]\{/.test(token.text) ? token.text : null;
}
