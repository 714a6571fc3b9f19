import type { Finding, Location } from "../model/finding.ts";
import { excerpt, fileFinding, readSourceText, SourceText } from "./source-text.ts";

/** Keys and indexes that lead to a value. */
export type JsonPath = readonly (string | number)[];

export interface JsonText {
  /** undefined when there are findings. Objects are plain; a key `__proto__` is an own property like any other. */
  value: unknown;
  findings: Finding[];
  /** The place of the value a path leads to, or of the deepest value on the way that exists. */
  positionOf: (path: JsonPath) => Location;
}

const MAX_DEPTH = 100;
const MAX_DUPLICATES = 50;

/**
 * Reads a JSON file strictly (RFC 8259): UTF-8 without BOM, at most 1 MiB, depth ≤ 100, no key twice in an object.
 * Findings: `json-encoding` (also size), `json-syntax`, `json-depth`, `json-duplicate-key`.
 */
export function parseJson(file: string, bytes: Uint8Array): JsonText {
  const read = readSourceText(file, bytes, { encoding: "json-encoding", size: "json-encoding" });
  if (read.source === null) return { value: undefined, findings: read.findings, positionOf: () => ({ file }) };
  return new Reader(read.source).read();
}

/** Reads JSON that is text inside another file; every place is the place of that text. */
export function parseInlineJson(at: Location, text: string): JsonText {
  const inner = new Reader(new SourceText(at.file, text)).read();
  const findings = inner.findings.map((finding) => ({ ...finding, location: at }));
  return { value: inner.value, findings, positionOf: () => at };
}

export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object or list that is being read. */
interface Frame {
  container: Record<string, unknown> | unknown[];
  /** Where the values of the container start, by key or index. */
  places: Map<string | number, number>;
  /** Where the container starts. */
  start: number;
  /** The key whose value comes next. */
  key: string;
}

class JsonFault extends Error {
  readonly rule: string;
  readonly index: number;
  readonly remedy: string;

  constructor(rule: string, index: number, message: string, remedy: string) {
    super(message);
    this.rule = rule;
    this.index = index;
    this.remedy = remedy;
  }
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /[^\s,:[\]{}"]{1,60}/y;
const STRING_PART = /[^"\\\n\r\t]*/y;
const CONSTANTS = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** A reader without recursion: a stack of the containers that are open. */
class Reader {
  readonly #source: SourceText;
  readonly #text: string;
  #index = 0;
  readonly #stack: Frame[] = [];
  readonly #places = new Map<object, Map<string | number, number>>();
  readonly #findings: Finding[] = [];
  #root: unknown;
  #rootAt = 0;

  constructor(source: SourceText) {
    this.#source = source;
    this.#text = source.text;
  }

  read(): JsonText {
    try {
      this.#readAll();
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      this.#findings.push(fileFinding(error.rule, this.#source.location(error.index), error.message, error.remedy));
    }
    return {
      value: this.#findings.length === 0 ? this.#root : undefined,
      findings: this.#findings,
      positionOf: (path) => this.#source.location(this.#indexOf(path)),
    };
  }

  #indexOf(path: JsonPath): number {
    let value = this.#root;
    let index = this.#rootAt;
    for (const step of path) {
      if (typeof value !== "object" || value === null) break;
      const next = this.#places.get(value)?.get(step);
      if (next === undefined) break;
      index = next;
      value = (value as Record<string | number, unknown>)[step];
    }
    return index;
  }

  #readAll(): void {
    let done = this.#readValue();
    while (!done) {
      const frame = this.#stack.at(-1);
      if (frame === undefined) break;
      done = Array.isArray(frame.container) ? this.#readItem() : this.#readEntry(frame);
    }
    this.#skipSpace();
    if (this.#index < this.#text.length) this.#fail("the end of the file", "Remove what follows the value.");
  }

  /** Reads what follows inside an open list. @returns Whether the whole text's value is complete. */
  #readItem(): boolean {
    const frame = this.#top();
    this.#skipSpace();
    if (this.#text[this.#index] === "]") return this.#close();
    if (frame.places.size > 0) {
      this.#expect(",", "`,` or `]`");
      this.#skipSpace();
    }
    return this.#readValue();
  }

  /** Reads what follows inside an open object. @returns Whether the whole text's value is complete. */
  #readEntry(frame: Frame): boolean {
    this.#skipSpace();
    if (this.#text[this.#index] === "}") return this.#close();
    if (frame.places.size > 0) {
      this.#expect(",", "`,` or `}`");
      this.#skipSpace();
    }
    const keyAt = this.#index;
    if (this.#text[keyAt] !== '"')
      this.#fail("a key in double quotes", "Write keys in double quotes; the last entry has no comma after it.");
    frame.key = this.#readString();
    if (frame.places.has(frame.key)) this.#reportDuplicate(frame, keyAt);
    this.#skipSpace();
    this.#expect(":", "`:`");
    return this.#readValue();
  }

  #reportDuplicate(frame: Frame, keyAt: number): void {
    const first = this.#source.position(frame.places.get(frame.key) ?? 0).line;
    const message = `the key "${excerpt(frame.key)}" is here a second time (first in line ${first}), expected each key once.`;
    this.#findings.push(fileFinding("json-duplicate-key", this.#source.location(keyAt), message, "Remove one of the two."));
    if (this.#findings.length >= MAX_DUPLICATES) {
      throw new JsonFault("json-duplicate-key", keyAt, "and more keys that are there twice.", "Correct these first.");
    }
  }

  /** Reads a scalar, or opens a container. @returns Whether the whole text's value is complete. */
  #readValue(): boolean {
    this.#skipSpace();
    const at = this.#index;
    switch (this.#text.charAt(at)) {
      case "{":
        return this.#open({}, at);
      case "[":
        return this.#open([], at);
      case '"':
        return this.#place(this.#readString(), at);
      default:
        return this.#place(this.#readScalar(), at);
    }
  }

  #open(container: Record<string, unknown> | unknown[], at: number): boolean {
    if (this.#stack.length >= MAX_DEPTH) {
      throw new JsonFault("json-depth", at, `nested deeper than ${MAX_DEPTH} levels, expected at most ${MAX_DEPTH}.`, "Flatten it.");
    }
    const places = new Map<string | number, number>();
    this.#places.set(container, places);
    this.#stack.push({ container, places, start: at, key: "" });
    this.#index++;
    return false;
  }

  #close(): boolean {
    this.#index++;
    const frame = this.#stack.pop();
    return frame !== undefined && this.#place(frame.container, frame.start);
  }

  /** Puts a complete value into its container. @returns Whether it is the whole text's value. */
  #place(value: unknown, at: number): boolean {
    const frame = this.#stack.at(-1);
    if (frame === undefined) {
      this.#root = value;
      this.#rootAt = at;
      return true;
    }
    if (Array.isArray(frame.container)) {
      frame.places.set(frame.container.length, at);
      frame.container.push(value);
    } else {
      frame.places.set(frame.key, at);
      // An assignment to `__proto__` would change the object's prototype instead.
      Object.defineProperty(frame.container, frame.key, { value, enumerable: true, configurable: true, writable: true });
    }
    return false;
  }

  #top(): Frame {
    const frame = this.#stack.at(-1);
    if (frame === undefined) throw new Error("no container is open");
    return frame;
  }

  #readString(): string {
    const start = this.#index;
    let index = start + 1;
    for (;;) {
      STRING_PART.lastIndex = index;
      STRING_PART.test(this.#text);
      index = STRING_PART.lastIndex;
      const character = this.#text[index];
      if (character === '"') break;
      // A pattern that was to start behind the end starts anew.
      if (character !== "\\" || index + 1 >= this.#text.length) {
        throw new JsonFault(
          "json-syntax",
          start,
          "the text that starts here is not closed on its line.",
          'End it with `"`; a line end inside is `\\n`.',
        );
      }
      index += 2;
    }
    this.#index = index + 1;
    try {
      return JSON.parse(this.#text.slice(start, this.#index)) as string;
    } catch {
      throw new JsonFault(
        "json-syntax",
        start,
        "the text that starts here has an unknown escape.",
        'Known are \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX.',
      );
    }
  }

  #readScalar(): unknown {
    const word = this.#match(WORD);
    if (CONSTANTS.has(word)) {
      this.#index += word.length;
      return CONSTANTS.get(word);
    }
    const number = this.#match(NUMBER);
    if (number !== "" && number.length >= word.length) {
      this.#index += number.length;
      return Number(number);
    }
    return this.#fail(
      "a value",
      "Write text in double quotes, a number, true, false, null, a list or an object; no comments, no comma at the end.",
    );
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#index;
    return pattern.exec(this.#text)?.[0] ?? "";
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#index;
    SPACE.test(this.#text);
    this.#index = SPACE.lastIndex;
  }

  #expect(character: string, expected: string): void {
    if (this.#text[this.#index] !== character) this.#fail(expected, `Check what is before and after this place.`);
    this.#index++;
  }

  #fail(expected: string, remedy: string): never {
    const rest =
      this.#text.slice(this.#index, this.#index + 1) === '"'
        ? "text"
        : excerpt(this.#match(WORD) || this.#text.slice(this.#index, this.#index + 1));
    const got = rest === "" ? "the end of the file" : rest === "text" ? "text" : `\`${rest}\``;
    throw new JsonFault("json-syntax", this.#index, `got ${got}, expected ${expected}.`, remedy);
  }
}
