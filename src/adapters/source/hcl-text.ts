import type { Finding } from "../../domain/model/finding.ts";
import { excerpt, fileFinding, type SourceText } from "../../domain/text/source-text.ts";

/** More findings than this help nobody; the rest comes after the next push. */
export const MAX_FINDINGS = 50;
export const MAX_DEPTH = 64;
/** More than a file of 1 MiB that people write has; the grammar reads this many in half a second. */
export const MAX_TOKENS = 150_000;

type Opener = "{" | "[" | "(" | "${" | '"';
interface Open {
  opener: Opener;
  index: number;
}

const CLOSER_OF = { "{": "}", "[": "]", "(": ")", "${": "}" } as const;
const EXPONENT = /^[0-9]+[eE][+-]?[0-9]+$/;
const TOKEN =
  /[ \t\r\n]+|[0-9]+[eE][+-]?[0-9]+|[=!<>]=|=>|#|\/\/|\/\*|<<|["{}[\]()]|[\p{ID_Start}_][\p{ID_Continue}-]*|\p{ID_Continue}+|./suy;
const QUOTED_PART = /[^"\\\n$%]*/y;
const RUN = /\$+|%+/y;
const HEREDOC_START = /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;

/**
 * Looks at a tfvars file's quotes, brackets and heredocs alone, in linear time. The grammar repairs what is unbalanced at a place of
 * its own choice and takes seconds for deeply nested text; after this look it only sees text that is balanced and shallow.
 * @returns `findings`: text and brackets that are not closed (with the place where they open), nesting deeper than 64, more than
 * 150,000 words: with one of these the grammar has nothing to say. `slips`: a comma, a value or a plain key that is missing, at the
 * place where it is missing. `forGrammar`: the text with digits in place of numbers such as `1e3`, which the grammar does not know; nothing moves.
 */
export function checkBalance(source: SourceText): { findings: Finding[]; slips: Finding[]; forGrammar: string } {
  const balance = new Balance(source);
  return { findings: balance.findings(), slips: balance.slips, forGrammar: balance.forGrammar() };
}

class Balance {
  readonly #source: SourceText;
  readonly #text: string;
  #index = 0;
  #tokens = 0;
  readonly #open: Open[] = [];
  readonly #quotes: Finding[] = [];
  readonly slips: Finding[] = [];
  /** The token before the one that is read, white space and comments left out. */
  #previous = "";
  readonly #exponents: { index: number; length: number }[] = [];

  constructor(source: SourceText) {
    this.#source = source;
    this.#text = source.text;
  }

  findings(): Finding[] {
    let fault: Finding | null = null;
    while (fault === null && this.#index < this.#text.length && this.#quotes.length < MAX_FINDINGS) {
      fault = this.#open.at(-1)?.opener === '"' ? this.#readQuoted() : this.#readToken();
    }
    // Where a quote is missing, the brackets that follow say nothing.
    if (this.#quotes.length > 0) return this.#quotes;
    if (fault !== null) return [fault];
    const open = this.#open.at(-1);
    if (open === undefined) return [];
    return [this.#syntax(open.index, `the \`${open.opener}\` that opens here is never closed.`, `Add the \`${closer(open.opener)}\`.`)];
  }

  forGrammar(): string {
    const parts: string[] = [];
    let done = 0;
    for (const { index, length } of this.#exponents) {
      parts.push(this.#text.slice(done, index), "9".repeat(length));
      done = index + length;
    }
    return [...parts, this.#text.slice(done)].join("");
  }

  #readToken(): Finding | null {
    const at = this.#index;
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(this.#text)?.[0] ?? "";
    this.#index += token.length;
    if (!/^\s/.test(token) && ++this.#tokens > MAX_TOKENS) return this.#tooMany(at);
    this.#lookForSlip(token, at);
    if (!/^(?:\s|#|\/[/*])/.test(token)) this.#previous = token;
    switch (token) {
      case "#":
      case "//":
        this.#index = indexAfter(this.#text, "\n", at);
        return null;
      case "/*":
        return this.#skipComment(at);
      case "<<":
        return this.#skipHeredoc(at);
      case '"':
        this.#open.push({ opener: '"', index: at });
        return null;
      case "{":
      case "[":
      case "(":
        return this.#push(token, at);
      case "}":
      case "]":
      case ")":
        return this.#pop(token, at);
      default:
        if (EXPONENT.test(token)) this.#exponents.push({ index: at, length: token.length });
        return null;
    }
  }

  #lookForSlip(token: string, at: number): void {
    if (this.slips.length >= MAX_FINDINGS) return;
    const inside = this.#open.at(-1)?.opener;
    if (inside === "[" && /^["{0-9]/.test(token) && /^["}0-9]/.test(this.#previous)) {
      this.slips.push(this.#syntax(at, `got a value directly after another one, expected \`,\` between them.`, "Add the comma."));
    } else if ((inside === undefined || inside === "{") && this.#previous === "=" && /^\s*\n/.test(token)) {
      this.slips.push(this.#syntax(at, "got a line end after `=`, expected a value in the same line.", "Write the value behind the `=`."));
    } else if (inside === undefined && token === '"' && this.#startsLine(at)) {
      this.slips.push(this.#syntax(at, "got a key in quotes at the top level, expected a plain name.", "Remove the quotes."));
    }
  }

  #startsLine(at: number): boolean {
    let index = at - 1;
    while (index >= 0 && /[ \t\r]/.test(this.#text.charAt(index))) index--;
    return index < 0 || this.#text[index] === "\n";
  }

  #push(opener: Opener, at: number): Finding | null {
    this.#open.push({ opener, index: at });
    if (this.#open.length <= MAX_DEPTH) return null;
    const message = `nested deeper than ${MAX_DEPTH} levels here, expected at most ${MAX_DEPTH}.`;
    return fileFinding("tfvars-literals", this.#source.location(at), message, "Flatten it.");
  }

  #pop(token: "}" | "]" | ")", at: number): Finding | null {
    const open = this.#open.pop();
    if (open !== undefined && closer(open.opener) === token) return null;
    const expected =
      open === undefined
        ? "but nothing is open"
        : `expected \`${closer(open.opener)}\` for the \`${open.opener}\` of line ${this.#source.position(open.index).line}`;
    return this.#syntax(at, `got \`${token}\`, ${expected}.`, "Check the brackets before this place.");
  }

  #skipComment(at: number): Finding | null {
    const end = this.#text.indexOf("*/", at + 2);
    if (end === -1) return this.#syntax(at, "the comment that starts here is never closed.", "Add `*/`.");
    this.#index = end + 2;
    return null;
  }

  #skipHeredoc(at: number): Finding | null {
    const heredoc = heredocAt(this.#text, at);
    if (heredoc === null) {
      return this.#syntax(
        at,
        "got `<<`, expected a heredoc: `<<EOT`, the text in lines of its own, a line `EOT`.",
        "Write it so, or quote the text.",
      );
    }
    if (heredoc.end === null) {
      const message = `the heredoc that starts here is never closed: no line with \`${excerpt(heredoc.marker)}\` alone.`;
      return this.#syntax(at, message, `Add that line, with nothing after it.`);
    }
    this.#index = heredoc.end;
    this.#tokens += heredoc.lines.length;
    if (this.#tokens > MAX_TOKENS) return this.#tooMany(at);
    return null;
  }

  /** Reads on inside quotes, up to the closing one, the end of the line or the start of a template. */
  #readQuoted(): Finding | null {
    QUOTED_PART.lastIndex = this.#index;
    QUOTED_PART.test(this.#text);
    const at = QUOTED_PART.lastIndex;
    this.#index = at + 1;
    switch (this.#text.charAt(at)) {
      case '"':
        this.#open.pop();
        return null;
      case "\\":
        if (this.#text[at + 1] !== "\n") this.#index = at + 2;
        return null;
      case "$":
      case "%":
        return this.#readIntroducer(at);
      default: {
        const start = this.#open.pop()?.index ?? at;
        this.#quotes.push(
          this.#syntax(start, "the text that starts here is not closed on its line.", 'End it with `"`; for several lines use a heredoc.'),
        );
        return null;
      }
    }
  }

  #readIntroducer(at: number): Finding | null {
    const runLength = signRun(this.#text, at);
    this.#index = at + runLength;
    return runLength === 1 && this.#text[this.#index] === "{" ? this.#openTemplate(at) : null;
  }

  #tooMany(at: number): Finding {
    const message = `the file has more than ${MAX_TOKENS} words, signs and heredoc lines, expected at most that.`;
    return fileFinding("tfvars-size", this.#source.location(at), message, "Split it into several deployments.");
  }

  #openTemplate(at: number): Finding | null {
    this.#index++;
    return this.#push("${", at);
  }

  #syntax(index: number, message: string, remediation: string): Finding {
    return fileFinding("tfvars-syntax", this.#source.location(index), message, remediation);
  }
}

/** How many `$` (or `%`) stand at an index in a row. */
function signRun(text: string, at: number): number {
  RUN.lastIndex = at;
  return RUN.exec(text)?.[0].length ?? 0;
}

function closer(opener: Opener): string {
  return opener === '"' ? '"' : CLOSER_OF[opener];
}

/** The index after the next `needle`, or the end of the text. */
function indexAfter(text: string, needle: string, from: number): number {
  const index = text.indexOf(needle, from);
  return index === -1 ? text.length : index + needle.length;
}

export interface Heredoc {
  marker: string;
  /** `<<-`: the indentation that all lines share is not part of the text. */
  flush: boolean;
  /** The lines, each with its line end. */
  lines: string[];
  /** After the closing marker; null when no line closes the heredoc. */
  end: number | null;
}

/**
 * The heredoc at an index. It ends before the line end of the first line that is the marker alone, white space around it allowed; a marker in the last line
 * without line end does not count. (hclsyntax/scan_tokens.rl, heredocNewline)
 */
export function heredocAt(text: string, index: number): Heredoc | null {
  HEREDOC_START.lastIndex = index;
  const start = HEREDOC_START.exec(text);
  const marker = start?.[2];
  if (start === null || marker === undefined) return null;
  const heredoc: Heredoc = { marker, flush: start[1] === "-", lines: [], end: null };
  let lineStart = HEREDOC_START.lastIndex;
  for (let lineEnd = text.indexOf("\n", lineStart); lineEnd !== -1; lineEnd = text.indexOf("\n", lineStart)) {
    const line = text.slice(lineStart, lineEnd + 1);
    if (line.length < marker.length + 200 && line.trim() === marker) {
      heredoc.end = lineStart + line.trimEnd().length;
      return heredoc;
    }
    heredoc.lines.push(line);
    lineStart = lineEnd + 1;
  }
  return heredoc;
}

/** The text of a quoted string or heredoc, or what is wrong with it and where (an index into the raw text). */
export type Decoded =
  { value: string } | { rule: "tfvars-literals" | "tfvars-syntax"; offset: number; message: string; remediation: string };

const SIMPLE_ESCAPES = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ['"', '"'],
  ["\\", "\\"],
]);
const SPECIAL = /[\\$%"]/g;
const HEX = /(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;

/**
 * The text between two quotes as Terraform reads it: escapes, `$${` and `%%{`, then NFC. (HCL native syntax specification, "Template literals"; cty strings)
 * @param raw Without the quotes.
 * @param escapes Whether backslashes escape: true in quotes, false in heredocs.
 */
export function decodeTemplateText(raw: string, escapes: boolean): Decoded {
  const parts: string[] = [];
  let done = 0;
  const take = (upTo: number, value: string, next: number) => {
    parts.push(raw.slice(done, upTo), value);
    done = next;
    SPECIAL.lastIndex = next;
  };
  SPECIAL.lastIndex = 0;
  for (let found = SPECIAL.exec(raw); found !== null; found = SPECIAL.exec(raw)) {
    const at = found.index;
    if (found[0] === "$" || found[0] === "%") {
      const runLength = signRun(raw, at);
      // A run without brace is plain text, and its later characters start no other run.
      if (raw[at + runLength] !== "{") SPECIAL.lastIndex = at + runLength;
      else if (runLength === 2) take(at, `${found[0]}{`, at + 3);
      else return templateFault(found[0], at, runLength);
    } else if (escapes) {
      if (found[0] === '"') return syntaxFault(at, 'got `"` inside the text', 'Write `\\"`.');
      const escape = escapeAt(raw, at);
      if (escape === null) {
        return syntaxFault(
          at,
          `got the unknown escape \`${excerpt(raw.slice(at, at + 2))}\``,
          'Known are \\n \\r \\t \\" \\\\ \\uXXXX \\UXXXXXXXX; a backslash itself is `\\\\`.',
        );
      }
      take(at, escape.value, escape.next);
    }
  }
  parts.push(raw.slice(done));
  return { value: parts.join("").normalize("NFC") };
}

function templateFault(sign: string, offset: number, runLength: number): Decoded {
  const kind = sign === "$" ? "an interpolation" : "a template directive";
  const message =
    runLength === 1
      ? `got ${kind} \`${sign}{\`, expected text without templates.`
      : `got \`${sign.repeat(Math.min(runLength, 10))}{\`, which does not read the same everywhere, expected \`${sign}${sign}{\` for the text \`${sign}{\`.`;
  return {
    rule: "tfvars-literals",
    offset,
    message,
    remediation: `Write the value itself; for the text \`${sign}{\` write \`${sign}${sign}{\`.`,
  };
}

function syntaxFault(offset: number, got: string, remediation: string): Decoded {
  return { rule: "tfvars-syntax", offset, message: `${got}, expected text as HCL writes it.`, remediation };
}

/** The escape whose backslash is at an index. Halves of surrogate pairs are none: Terraform replaces them. */
function escapeAt(raw: string, at: number): { value: string; next: number } | null {
  const simple = SIMPLE_ESCAPES.get(raw[at + 1] ?? "");
  if (simple !== undefined) return { value: simple, next: at + 2 };
  HEX.lastIndex = at + 1;
  const hex = HEX.exec(raw);
  if (hex === null) return null;
  const point = Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return null;
  return { value: String.fromCodePoint(point), next: HEX.lastIndex };
}

/**
 * The text of a heredoc. With `<<-` the smallest indentation of all lines that are not blank goes away everywhere but in blank lines.
 * (hclsyntax/parser_template.go, flushHeredocTemplateParts)
 */
export function decodeHeredoc(heredoc: Heredoc): Decoded {
  if (!heredoc.flush) return decodeTemplateText(heredoc.lines.join(""), false);
  let indent = Number.POSITIVE_INFINITY;
  for (const line of heredoc.lines) {
    const spaces = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    const next = line.slice(spaces, spaces + 2);
    if (/^\r?\n/.test(next)) continue;
    if (/^(?:\s|\p{M}|\x85)/u.test(next)) {
      return syntaxFault(0, "got an indentation with other characters than spaces and tabs", "Indent the heredoc with spaces.");
    }
    indent = Math.min(indent, spaces);
  }
  const text = heredoc.lines.map((line) => (/^[ \t]*\r?\n$/.test(line) ? line : line.slice(indent))).join("");
  return decodeTemplateText(text, false);
}
