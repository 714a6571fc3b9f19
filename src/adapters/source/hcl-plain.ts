import type { TfEntry, TfValue } from "../../domain/model/tfvars.ts";
import {
  BACKSLASH,
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COLON,
  COMMA,
  DOLLAR,
  DOT,
  EQUALS,
  HASH,
  isDigit,
  isLetter,
  LAST_ASCII,
  MINUS,
  NEWLINE,
  OPENING_BRACE,
  OPENING_BRACKET,
  PERCENT,
  QUOTE,
  RETURN,
  SLASH,
  SPACE,
  STAR,
  TAB,
  UNDERSCORE,
} from "../../domain/text/characters.ts";
import type { SourceText } from "../../domain/text/source-text.ts";
import { decodeTemplateText, MAX_DEPTH, MAX_TOKENS } from "./hcl-text.ts";

/**
 * The entries of a tfvars file that is written as nearly all are: names, literals, lists and maps with nothing out of the ordinary.
 * @returns null for every other file, also for one that is wrong: the grammar then reads it and says what is wrong. What comes back is what it would say.
 */
export function readPlain(source: SourceText): TfEntry[] | null {
  // No text has more words than characters, so no file that is read here is one with too many.
  return source.text.length > MAX_TOKENS ? null : new PlainReading(source).file();
}

/** The grammar counts open quotes as well. */
const MOST_OPEN = MAX_DEPTH - 1;
/** More of them a double does not keep, of which the grammar's reading warns. */
const MOST_DIGITS = 15;

/** One pass from left to right. Every method that reads something returns null, wherever it stands, at the first thing that is not plain. */
class PlainReading {
  readonly #source: SourceText;
  readonly #text: string;
  #index = 0;
  #open = 0;

  constructor(source: SourceText) {
    this.#source = source;
    this.#text = source.text;
  }

  file(): TfEntry[] | null {
    const entries: TfEntry[] = [];
    const keys = new Set<string>();
    let startsLine = true;
    for (;;) {
      startsLine = this.#skipGap() || startsLine;
      if (this.#index === this.#text.length) return entries;
      const start = this.#index;
      const key = startsLine ? this.#name() : null;
      const entry = key === null ? null : this.#entry(key, start, keys, false);
      if (entry === null) return null;
      entries.push(entry);
      startsLine = false;
    }
  }

  /** Sign and value behind a key. @param keys Those before it. */
  #entry(key: string, start: number, keys: Set<string>, inMap: boolean): TfEntry | null {
    if (keys.has(key)) return null;
    keys.add(key);
    this.#skipBlanks();
    const sign = this.#text.charCodeAt(this.#index);
    if (sign !== EQUALS && !(inMap && sign === COLON)) return null;
    this.#index++;
    this.#skipBlanks();
    const value = this.#value();
    return value === null ? null : { key, keyAt: this.#source.position(start), value };
  }

  #value(): TfValue | null {
    const code = this.#text.charCodeAt(this.#index);
    if (code === QUOTE) {
      const at = this.#source.position(this.#index);
      const value = this.#quoted();
      return value === null ? null : { kind: "string", value, at };
    }
    if (code === OPENING_BRACE) return this.#map();
    if (code === OPENING_BRACKET) return this.#list();
    return code === MINUS || isDigit(code) ? this.#number() : this.#word();
  }

  #map(): TfValue | null {
    const at = this.#source.position(this.#index);
    const entries: TfEntry[] = [];
    const keys = new Set<string>();
    if (!this.#enter()) return null;
    let separated = true;
    for (;;) {
      separated = this.#skipGap() || separated;
      const start = this.#index;
      const code = this.#text.charCodeAt(start);
      if (code === CLOSING_BRACE) break;
      const key = !separated ? null : code === QUOTE ? this.#quoted() : this.#name();
      const entry = key === null ? null : this.#entry(key, start, keys, true);
      if (entry === null) return null;
      entries.push(entry);
      // A comma stands in the line of its value.
      this.#skipBlanks();
      separated = this.#skipComma();
    }
    this.#leave();
    return { kind: "map", entries, at };
  }

  #list(): TfValue | null {
    const at = this.#source.position(this.#index);
    const items: TfValue[] = [];
    if (!this.#enter()) return null;
    let separated = true;
    for (;;) {
      this.#skipGap();
      if (this.#text.charCodeAt(this.#index) === CLOSING_BRACKET) break;
      const item = separated ? this.#value() : null;
      if (item === null) return null;
      items.push(item);
      this.#skipGap();
      separated = this.#skipComma();
    }
    this.#leave();
    return { kind: "list", items, at };
  }

  #enter(): boolean {
    this.#index++;
    return ++this.#open <= MOST_OPEN;
  }

  #leave(): void {
    this.#index++;
    this.#open--;
  }

  #skipComma(): boolean {
    if (this.#text.charCodeAt(this.#index) !== COMMA) return false;
    this.#index++;
    return true;
  }

  /** `true`, `false` or `null`. */
  #word(): TfValue | null {
    const start = this.#index;
    const name = this.#name();
    if (name === "null") return { kind: "null", at: this.#source.position(start) };
    return name === "true" || name === "false" ? { kind: "bool", value: name === "true", at: this.#source.position(start) } : null;
  }

  /** ASCII only, and not `for`, which starts something else in a map. */
  #name(): string | null {
    const start = this.#index;
    if (!isNameStart(this.#text.charCodeAt(start))) return null;
    let index = start + 1;
    while (isNamePart(this.#text.charCodeAt(index))) index++;
    this.#index = index;
    const name = this.#text.slice(start, index);
    return name === "for" ? null : name;
  }

  /** Without `${` and `%{`, also where they stand for themselves. */
  #quoted(): string | null {
    const start = this.#index + 1;
    let isAsWritten = true;
    for (let index = start; index < this.#text.length; index++) {
      const code = this.#text.charCodeAt(index);
      if (code === QUOTE) {
        this.#index = index + 1;
        const raw = this.#text.slice(start, index);
        if (isAsWritten) return raw;
        const decoded = decodeTemplateText(raw, true);
        return "value" in decoded ? decoded.value : null;
      }
      if (code === NEWLINE || (code === OPENING_BRACE && isSign(this.#text.charCodeAt(index - 1)))) return null;
      if (code === BACKSLASH) index++;
      if (code === BACKSLASH || code > LAST_ASCII) isAsWritten = false;
    }
    return null;
  }

  #number(): TfValue | null {
    const start = this.#index;
    const isNegative = this.#text.charCodeAt(start) === MINUS;
    const digitsAt = isNegative ? start + 1 : start;
    let index = this.#digits(digitsAt);
    if (index === digitsAt) return null;
    if (this.#text.charCodeAt(index) === DOT) {
      const fractionAt = index + 1;
      index = this.#digits(fractionAt);
      if (index === fractionAt) return null;
    }
    if (index - digitsAt > MOST_DIGITS || !endsNumber(this.#text.charCodeAt(index))) return null;
    this.#index = index;
    const value = Number(this.#text.slice(digitsAt, index));
    return { kind: "number", value: isNegative ? 0 - value : value, at: this.#source.position(start) };
  }

  /** The index after the digits at an index. */
  #digits(from: number): number {
    let index = from;
    while (isDigit(this.#text.charCodeAt(index))) index++;
    return index;
  }

  #skipBlanks(): void {
    for (let code = this.#text.charCodeAt(this.#index); code === SPACE || code === TAB; code = this.#text.charCodeAt(this.#index)) {
      this.#index++;
    }
  }

  /**
   * White space and comments. A comment that is never closed is left, as a thing that nothing starts with.
   * @returns Whether a line ends there.
   */
  #skipGap(): boolean {
    let lineEnds = false;
    for (;;) {
      const code = this.#text.charCodeAt(this.#index);
      const next = code === SLASH ? this.#text.charCodeAt(this.#index + 1) : 0;
      if (code === NEWLINE) lineEnds = true;
      if (code === SPACE || code === TAB || code === NEWLINE || code === RETURN) this.#index++;
      else if (code === HASH || next === SLASH) this.#index = this.#endOfLine();
      else if (next === STAR) {
        const end = this.#text.indexOf("*/", this.#index + 2);
        if (end === -1) return lineEnds;
        this.#index = end + 2;
      } else return lineEnds;
    }
  }

  #endOfLine(): number {
    const end = this.#text.indexOf("\n", this.#index);
    return end === -1 ? this.#text.length : end;
  }
}

/** Of a template. */
function isSign(code: number): boolean {
  return code === DOLLAR || code === PERCENT;
}

function isNameStart(code: number): boolean {
  return isLetter(code) || code === UNDERSCORE;
}

function isNamePart(code: number): boolean {
  return isNameStart(code) || isDigit(code) || code === MINUS;
}

/** Nothing that would go on with it: not even what follows a number only by mistake. NaN: the text ends. */
function endsNumber(code: number): boolean {
  return (
    Number.isNaN(code) ||
    code === SPACE ||
    code === NEWLINE ||
    code === RETURN ||
    code === TAB ||
    code === COMMA ||
    code === CLOSING_BRACKET ||
    code === CLOSING_BRACE
  );
}
