import type { Parser, Tree, TreeCursor } from "web-tree-sitter";
import type { Finding } from "../../domain/model/finding.ts";
import { excerpt, fileFinding, type SourceText } from "../../domain/text/source-text.ts";
import type { TfEntry, TfValue, TfvarsReading } from "../../domain/model/tfvars.ts";
import { checkBalance, decodeHeredoc, decodeTemplateText, heredocAt, MAX_FINDINGS, type Decoded } from "./hcl-text.ts";

/**
 * A net below `checkBalance`, which keeps the grammar under a second of CPU time: many times what honest files take, also on a busy machine. The
 * grammar's way out of nonsense grows faster than the text.
 */
const PARSE_LIMIT_MS = { least: 500, perCharacter: 0.01 };

/** Reads the text of a tfvars file with the grammar: any text, and says what is wrong with it. */
export type ReadWithGrammar = (source: SourceText) => TfvarsReading;

/** @param grammarWasm `tree-sitter-hcl.wasm` of the npm package `@tree-sitter-grammars/tree-sitter-hcl`. */
export async function openGrammar(grammarWasm: Uint8Array): Promise<ReadWithGrammar> {
  // Few runs ask for it. Without the comment for the bundler it would be loaded with the bundle.
  const { Language, Parser } = await import(/* webpackIgnore: true */ "web-tree-sitter");
  await Parser.init();
  const language = await Language.load(grammarWasm);
  const openParser = () => new Parser().setLanguage(language);
  return (source) => readTfvars(openParser, source);
}

function readTfvars(openParser: () => Parser, source: SourceText): TfvarsReading {
  const balance = checkBalance(source);
  if (balance.findings.length > 0) return { tfvars: null, findings: balance.findings };
  const tree = parse(openParser, balance.forGrammar);
  if (tree === null) {
    const message = "the file takes too long to read, expected keys with literal values.";
    return { tfvars: null, findings: [fileFinding("tfvars-size", { file: source.file }, message, "Split it, or simplify it.")] };
  }
  try {
    return new Reading(source, tree.walk(), balance.slips).file();
  } finally {
    tree.delete();
  }
}

/** The syntax tree, or null when the grammar gives up. */
function parse(openParser: () => Parser, text: string): Tree | null {
  const parser = openParser();
  try {
    const deadline = performance.now() + PARSE_LIMIT_MS.least + text.length * PARSE_LIMIT_MS.perCharacter;
    // The declaration forgets that returning true cancels. (web-tree-sitter, ProgressCallback)
    const progressCallback = (() => performance.now() > deadline) as () => void;
    return parser.parse(text, undefined, { progressCallback });
  } finally {
    parser.delete();
  }
}

/** What a node that is no literal is called in a message. */
const NOT_LITERAL = new Map([
  ["template_expr", "a template"],
  ["variable_expr", "a reference"],
  ["function_call", "a function call"],
  ["for_expr", "a `for` expression"],
  ["operation", "an operation"],
  ["conditional", "a conditional"],
  ["(", "parentheses"],
]);
const WRITE_LITERAL = "Write the value itself: text in quotes, a number, true, false, null, a list or a map.";
const GAP_PART = /[ \t\r]+|\n|#[^\n]*|\/\/[^\n]*|\/\*/y;
const NUMBER = /^[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;

/** A finding limit is reached: what was found so far is the result. */
class Enough extends Error {}

/**
 * One walk over the syntax tree. The grammar is laxer than Terraform (line ends, for one, mean nothing to it), so what stands between
 * the tokens is checked too. Recursion goes as deep as brackets nest, which `checkBalance` has limited.
 */
class Reading {
  readonly #source: SourceText;
  readonly #text: string;
  readonly #cursor: TreeCursor;
  readonly #findings: Finding[];
  /** Slips say it better than what the grammar stumbles over afterwards. */
  readonly #hasSlips: boolean;
  /** The grammar found something it does not know: what it makes of the text around that place says little. */
  #broken: boolean;

  constructor(source: SourceText, cursor: TreeCursor, slips: readonly Finding[]) {
    this.#findings = slips.slice(0, MAX_FINDINGS - 1);
    this.#hasSlips = slips.length > 0;
    this.#broken = this.#hasSlips;
    this.#source = source;
    this.#text = source.text;
    this.#cursor = cursor;
  }

  file(): TfvarsReading {
    let entries: TfEntry[] = [];
    try {
      entries = this.#body();
    } catch (error) {
      if (!(error instanceof Enough)) throw error;
    } finally {
      this.#cursor.delete();
    }
    const refused = this.#findings.some((finding) => finding.level === "deny");
    return { tfvars: refused ? null : { file: this.#source.file, entries }, findings: this.#findings };
  }

  /** The attributes of the file. */
  #body(): TfEntry[] {
    const entries: TfEntry[] = [];
    const keys = new Map<string, number>();
    let end = 0;
    let first = true;
    const read = () => {
      const entry = this.#topLevel();
      if (entry === null) {
        end = this.#cursor.endIndex;
        return;
      }
      const startsLine = this.#gap(end, entry.start, "a comment, a line end or a key");
      if (!startsLine && !first)
        this.#syntax(entry.start, `got \`${excerpt(entry.key)}\` in the same line, expected one key in a line.`, "Start a new line.");
      first = false;
      end = entry.end;
      this.#addEntry(entries, keys, entry);
    };
    this.#eachChild((type) => {
      if (type === "body") this.#eachChild(read);
      else read();
    });
    this.#gap(end, this.#text.length, "a comment, a line end or a key");
    return entries;
  }

  /** The attribute under the cursor, or null when it is something else, which is reported. */
  #topLevel(): (TfEntry & { start: number; end: number }) | null {
    const at = this.#cursor.startIndex;
    const type = this.#cursor.nodeType;
    if (type === "attribute") {
      const key = /^[\p{ID_Start}_][\p{ID_Continue}-]*/u.exec(this.#text.slice(at, at + 1000))?.[0] ?? "";
      const end = this.#cursor.endIndex;
      const value = this.#pair(at);
      return value === null ? null : { key, keyAt: this.#source.position(at), value, start: at, end };
    }
    if (type === "block")
      this.#literals(at, `got the block \`${excerpt(this.#nodeText())}\`, expected \`key = value\`.`, "Write `=` after the key for a map.");
    else if (type === "object")
      this.#syntax(at, "got JSON, expected `key = value` lines.", "Write it as tfvars, without the outer braces.");
    else this.#unexpected();
    return null;
  }

  /**
   * The value of the attribute or map element under the cursor, after checking what stands around its sign.
   * @param start Where the key starts.
   */
  #pair(start: number): TfValue | null {
    const reported = this.#findings.length;
    let tokenEnd = -1;
    let signSeen = false;
    const values = this.#fromChildren((type) => {
      const at = this.#cursor.startIndex;
      if (tokenEnd !== -1 && this.#gap(tokenEnd, at, "`=` and a value")) {
        this.#syntax(at, "got a line end between key and value, expected both in one line.", "Join the lines.");
      }
      const isKey = tokenEnd === -1;
      tokenEnd = this.#cursor.endIndex;
      if (isKey) return null;
      if (signSeen && type === "expression") return this.#expression();
      if (!signSeen && (type === "=" || type === ":")) signSeen = true;
      else this.#unexpected();
      return null;
    });
    if (values.length === 0 && this.#findings.length === reported) {
      this.#syntax(start, "got a key without a value, expected `key = value`.", WRITE_LITERAL);
    }
    return values[0] ?? null;
  }

  /** The literal under the cursor, which stands on an `expression`, or null when it is none, which is reported. */
  #expression(): TfValue | null {
    const at = this.#cursor.startIndex;
    let parts = 0;
    const values = this.#fromChildren((type) => (++parts === 1 ? this.#term(type) : null));
    if (parts <= 1) return values[0] ?? null;
    if (values.length > 0) this.#literals(at, "got an index or attribute of a value, expected a literal value.", WRITE_LITERAL);
    return null;
  }

  #term(type: string): TfValue | null {
    switch (type) {
      case "literal_value":
        return this.#onlyChild((literal) => this.#literal(literal));
      case "collection_value":
        return this.#onlyChild((collection) => (collection === "tuple" ? this.#list() : this.#map()));
      case "template_expr":
        return this.#template();
      case "operation":
        return this.#negativeNumber() ?? this.#notLiteral(type);
      default:
        return this.#notLiteral(type);
    }
  }

  #notLiteral(type: string): null {
    const kind = NOT_LITERAL.get(type);
    if (kind === undefined) return this.#unexpected();
    const remediation = type === "variable_expr" ? `If it is text, put it in quotes. ${WRITE_LITERAL}` : WRITE_LITERAL;
    this.#literals(this.#cursor.startIndex, `got ${kind} \`${excerpt(this.#nodeText())}\`, expected a literal value.`, remediation);
    return null;
  }

  #literal(type: string): TfValue | null {
    const start = this.#cursor.startIndex;
    const text = this.#nodeText();
    const at = this.#source.position(start);
    switch (type) {
      case "string_lit": {
        const value = this.#quoted(start, text);
        return value === null ? null : { kind: "string", value, at };
      }
      case "numeric_lit": {
        const value = this.#number(start, text, start);
        return value === null ? null : { kind: "number", value, at };
      }
      case "bool_lit":
        return { kind: "bool", value: text === "true", at };
      case "null_lit":
        return { kind: "null", at };
      default:
        return this.#unexpected();
    }
  }

  #quoted(start: number, text: string): string | null {
    if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"') || text.includes("\n")) return this.#unexpected();
    return this.#decoded(decodeTemplateText(text.slice(1, -1), true), start + 1);
  }

  #decoded(decoded: Decoded, start: number): string | null {
    if ("value" in decoded) return decoded.value;
    this.#report(decoded.rule, start + decoded.offset, decoded.message, decoded.remediation);
    return null;
  }

  /** A quoted text with templates inside, or a heredoc. */
  #template(): TfValue | null {
    const start = this.#cursor.startIndex;
    const end = this.#cursor.endIndex;
    const heredoc = heredocAt(this.#text, start);
    if (heredoc === null) {
      const sign = /(?<![$%])[$%]\{|[$%]{3,}\{/.exec(this.#nodeText());
      if (sign === null) return this.#notLiteral("template_expr");
      this.#decoded(decodeTemplateText(this.#text.slice(start + 1, end - 1), true), start + 1);
      if (this.#findings.length === 0) return this.#notLiteral("template_expr");
      return null;
    }
    const decoded = decodeHeredoc(heredoc);
    const value = this.#decoded(decoded, "value" in decoded ? start : this.#text.indexOf("\n", start) + 1);
    if (value === null) return null;
    // The grammar and our reading disagree where the heredoc ends: neither can be trusted.
    if (heredoc.end !== end) {
      this.#syntax(
        start,
        `the heredoc does not end clearly at a line \`${excerpt(heredoc.marker)}\`.`,
        "Choose a marker that the text does not contain.",
      );
      return null;
    }
    return { kind: "string", value, at: this.#source.position(start) };
  }

  /** `-` directly before a number, or null when the operation is another one. */
  #negativeNumber(): TfValue | null {
    const start = this.#cursor.startIndex;
    const text = this.#nodeText();
    if (!/^-[ \t]*[0-9]/.test(text.slice(0, 100)) || !/^[0-9.eE+-]+$/.test(text.slice(1).trimStart())) return null;
    const digits = text.slice(1).trimStart();
    if (!NUMBER.test(digits)) return null;
    const value = this.#number(start, digits, start + text.length - digits.length);
    return value === null ? null : { kind: "number", value: 0 - value, at: this.#source.position(start) };
  }

  #number(start: number, digits: string, digitsAt: number): number | null {
    // The grammar takes `0x1f` and cuts `1.5.2` after the 5; Terraform knows neither.
    const follows = this.#text.slice(digitsAt + digits.length, digitsAt + digits.length + 20);
    if (!NUMBER.test(digits) || /^[\p{ID_Continue}.]/u.test(follows)) {
      const whole = digits + (/^[\p{ID_Continue}.+-]*/u.exec(follows)?.[0] ?? "");
      this.#syntax(
        start,
        `got \`${excerpt(whole)}\`, expected a number such as 12, -1.5 or 1e3.`,
        "Write it in digits; if it is text, put it in quotes.",
      );
      return null;
    }
    const value = Number(digits);
    if (!Number.isFinite(value)) {
      this.#literals(start, `got a number too large to calculate with, \`${excerpt(digits)}\`.`, "If it is text, put it in quotes.");
      return null;
    }
    if (digits.replace(/^0+|[.]|[eE].*$/g, "").length > 15) {
      const finding = fileFinding(
        "tfvars-literals",
        this.#source.location(start),
        `got a number of more than 15 digits, \`${excerpt(digits)}\`: Terraform keeps all of them, checks here only the first 15.`,
        "If it is an identifier, put it in quotes.",
      );
      this.#add({ ...finding, level: "warn", severity: "low" });
    }
    return value;
  }

  #list(): TfValue | null {
    const at = this.#source.position(this.#cursor.startIndex);
    const items: TfValue[] = [];
    let end = this.#cursor.startIndex;
    this.#eachChild((type) => {
      this.#gap(end, this.#cursor.startIndex, "`,` or `]`");
      end = this.#cursor.endIndex;
      if (type === "expression") {
        const value = this.#expression();
        if (value !== null) items.push(value);
      } else if (type !== "tuple_start" && type !== "tuple_end" && type !== ",") {
        this.#unexpected();
      }
    });
    return { kind: "list", items, at };
  }

  #map(): TfValue | null {
    const at = this.#source.position(this.#cursor.startIndex);
    const entries: TfEntry[] = [];
    const keys = new Map<string, number>();
    let end = this.#cursor.startIndex;
    let separated = true;
    let commas = true;
    this.#eachChild((type) => {
      const start = this.#cursor.startIndex;
      if (this.#gap(end, start, "`,`, a line end or `}`")) {
        separated = true;
        if (type === ",")
          this.#syntax(start, "got `,` at the start of a line, expected it after the value.", "Move it to the end of the line before.");
      }
      if (type === ",") {
        if (commas) this.#syntax(start, "got `,`, expected a key.", "Remove it.");
        commas = true;
        separated = true;
      } else if (type === "object_elem") {
        if (!separated)
          this.#syntax(
            start,
            "got a second key in the same line, expected `,` or a line end before it.",
            "Add a comma or start a new line.",
          );
        separated = false;
        commas = false;
        const entry = this.#element(entries.length === 0);
        if (entry !== null) this.#addEntry(entries, keys, entry);
      } else if (type !== "object_start" && type !== "object_end") {
        this.#unexpected();
      }
      end = this.#cursor.endIndex;
    });
    return { kind: "map", entries, at };
  }

  #element(isFirst: boolean): (TfEntry & { start: number }) | null {
    const start = this.#cursor.startIndex;
    const key = this.#key(isFirst);
    const value = this.#pair(start);
    return key === null || value === null ? null : { key, keyAt: this.#source.position(start), value, start };
  }

  /** The key of the map element under the cursor, which stays there. */
  #key(isFirst: boolean): string | null {
    const start = this.#cursor.startIndex;
    const { types, text } = this.#keyNode();
    const isName = types === "variable_expr identifier" || types === "literal_value bool_lit" || types === "literal_value null_lit";
    if (isName && /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(text)) {
      if (text === "for" && isFirst)
        this.#syntax(start, "got `for` as the first key, which starts a `for` expression.", "Put the key in quotes.");
      return text.normalize("NFC");
    }
    if (types === "literal_value string_lit") return this.#quoted(start, text);
    if (types === "literal_value numeric_lit" && /^[0-9]{1,15}$/.test(text)) return String(Number(text));
    this.#literals(start, `got the key \`${excerpt(text)}\`, expected a name, text in quotes or a whole number.`, "Put the key in quotes.");
    return null;
  }

  /** The text of the key of the map element under the cursor, and the types of its node and that node's child when the key is one node. */
  #keyNode(): { types: string; text: string } {
    const cursor = this.#cursor.copy();
    try {
      cursor.gotoFirstChild();
      const end = cursor.endIndex;
      const text = this.#text.slice(cursor.startIndex, end);
      const types: string[] = [];
      for (let depth = 0; depth < 2 && cursor.gotoFirstChild(); depth++) types.push(cursor.endIndex === end ? cursor.nodeType : "part");
      return { types: types.join(" "), text };
    } finally {
      cursor.delete();
    }
  }

  #addEntry(entries: TfEntry[], keys: Map<string, number>, entry: TfEntry & { start: number }): void {
    const firstLine = keys.get(entry.key);
    if (firstLine !== undefined) {
      const message = `the key \`${excerpt(entry.key)}\` is here a second time (first in line ${firstLine}), expected each key once.`;
      this.#report("tfvars-duplicate-key", entry.start, message, "Remove one of the two.");
      return;
    }
    keys.set(entry.key, entry.keyAt.line);
    entries.push({ key: entry.key, keyAt: entry.keyAt, value: entry.value });
  }

  /**
   * Checks that only white space and comments stand between two tokens.
   * @returns Whether a line ends there.
   */
  #gap(from: number, to: number, expected: string): boolean {
    let lineEnds = false;
    let index = from;
    while (index < to) {
      GAP_PART.lastIndex = index;
      const part = GAP_PART.exec(this.#text)?.[0];
      if (part === "\n") lineEnds = true;
      const next = part === "/*" ? this.#text.indexOf("*/", index + 2) + 2 : index + (part?.length ?? 0);
      if (part === undefined || next <= index || next > to) {
        if (this.#broken) return true;
        this.#syntax(index, `got \`${excerpt(this.#text.slice(index, Math.max(to, index + 1)))}\`, expected ${expected}.`, "Remove it.");
        return lineEnds;
      }
      index = next;
    }
    return lineEnds;
  }

  /** Reports the node under the cursor: the grammar expected something else. */
  #unexpected(): null {
    this.#broken = true;
    const text = excerpt(this.#nodeText().split("\n", 1)[0] ?? "");
    const found = text === "" ? "something is missing here" : `got \`${text}\``;
    this.#syntax(
      this.#cursor.startIndex,
      `${found}, expected \`key = value\` with a literal value.`,
      "Check commas, quotes and `=` at this place.",
    );
    return null;
  }

  #nodeText(): string {
    return this.#text.slice(this.#cursor.startIndex, this.#cursor.endIndex);
  }

  /** Visits the children of the node under the cursor, comments left out, and comes back to it. */
  #eachChild(visit: (type: string) => void): void {
    if (!this.#cursor.gotoFirstChild()) return;
    do {
      const type = this.#cursor.nodeType;
      if (type === "ERROR" || this.#cursor.nodeIsMissing) this.#unexpected();
      else if (type !== "comment") visit(type);
    } while (this.#cursor.gotoNextSibling());
    this.#cursor.gotoParent();
  }

  #onlyChild(read: (type: string) => TfValue | null): TfValue | null {
    return this.#fromChildren(read)[0] ?? null;
  }

  #fromChildren(read: (type: string) => TfValue | null): TfValue[] {
    const values: TfValue[] = [];
    this.#eachChild((type) => {
      const value = read(type);
      if (value !== null) values.push(value);
    });
    return values;
  }

  #literals(index: number, message: string, remediation: string): void {
    this.#report("tfvars-literals", index, message, remediation);
  }

  /** One in a line: the second is mostly what the first led to. */
  #syntax(index: number, message: string, remediation: string): void {
    if (this.#hasSlips) return;
    const { line } = this.#source.position(index);
    if (this.#findings.some((finding) => finding.rule === "tfvars-syntax" && finding.location?.line === line)) return;
    this.#report("tfvars-syntax", index, message, remediation);
  }

  #report(rule: string, index: number, message: string, remediation: string): void {
    this.#add(fileFinding(rule, this.#source.location(index), message, remediation));
  }

  #add(finding: Finding): void {
    this.#findings.push(finding);
    if (this.#findings.length >= MAX_FINDINGS) throw new Enough();
  }
}
