import { HASH, isDigit, isLetter, LAST_ASCII, LESS, NEWLINE, QUOTE, RETURN, SLASH, SPACE, TAB, UNDERSCORE } from "./characters.ts";

/** A word of Terraform code. `text` of a string is what stands between its quotes, as written. */
export interface HclToken {
  kind: "name" | "number" | "string" | "sign" | "newline";
  text: string;
  /** Index in the code. */
  at: number;
}

const TOKEN = /[ \t\r]+|\n|#[^\n]*|\/\/[^\n]*|[\p{ID_Start}_][\p{ID_Continue}-]*|[0-9][\p{ID_Continue}.]*|=>|[=!<>]=|\.\.\.|&&|\|\||./suy;
const PLAIN = /[^"\\$%\n]*/y;
const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;
const HEREDOC_TEXT = /[^$%\n]*/y;
const MAX_DEPTH = 200;

/**
 * Cuts Terraform code (HCL native syntax) into words, in linear time. The words of templates inside quotes and heredocs stand among the
 * others, so that no reference is missed; comments are left out. Where a quoted text or a heredoc ends is told as Terraform tells it, because
 * what is taken for text is not looked at. (`scan_tokens.rl` of HCL's source)
 * @returns null for text that is not HCL, such as quotes or comments that nothing closes, and for heredocs whose end is not plain to see.
 */
export function hclTokens(text: string): HclToken[] | null {
  const tokens: HclToken[] = [];
  const end = readUntil(text, 0, null, tokens, 0);
  return end === text.length ? tokens : null;
}

/** Reads up to the `}` that closes a template (`closer`), or to the end. Returns the index after it, -1 when it is not there. */
function readUntil(text: string, from: number, closer: "}" | null, tokens: HclToken[], depth: number): number {
  let index = from;
  let braces = 0;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === SLASH && text.startsWith("/*", index)) {
      const close = text.indexOf("*/", index + 2);
      if (close === -1) return -1;
      index = close + 2;
      continue;
    }
    if (code === QUOTE) {
      index = readQuoted(text, index + 1, tokens, depth);
      if (index === -1) return -1;
      continue;
    }
    const marker = code === LESS ? heredocAt(text, index) : undefined;
    if (marker !== undefined) {
      index = readHeredoc(text, HEREDOC.lastIndex, marker, tokens, depth);
      if (index === -1) return -1;
      continue;
    }
    TOKEN.lastIndex = index;
    const token = TOKEN.exec(text)?.[0] ?? "";
    if (token === "") return -1;
    const at = index;
    index += token.length;
    if (token === "{") braces += 1;
    if (token === "}" && closer !== null && braces === 0) return index;
    if (token === "}") braces -= 1;
    const kind = kindOf(token);
    if (kind !== null) tokens.push({ kind, text: token, at });
  }
  return closer === null ? index : -1;
}

/** The marker of a heredoc that starts here; `HEREDOC.lastIndex` is the index of its text then. */
function heredocAt(text: string, index: number): string | undefined {
  HEREDOC.lastIndex = index;
  return HEREDOC.exec(text)?.[1];
}

/** The first character of most words says what they are. */
function kindOf(token: string): HclToken["kind"] | null {
  const code = token.charCodeAt(0);
  if (code === NEWLINE) return "newline";
  if (code === SPACE || code === TAB || code === RETURN || code === HASH || token.startsWith("//")) return null;
  if (isLetter(code) || code === UNDERSCORE || (code > LAST_ASCII && NAME_START.test(token))) return "name";
  return isDigit(code) ? "number" : "sign";
}

const NAME_START = /^\p{ID_Start}/u;

/** Reads on inside quotes. Returns the index after the closing one, -1 when the line ends before. */
function readQuoted(text: string, from: number, tokens: HclToken[], depth: number): number {
  if (depth > MAX_DEPTH) return -1;
  let index = from;
  // An escape at the very end leads behind it, where a pattern would start anew.
  while (index <= text.length) {
    PLAIN.lastIndex = index;
    PLAIN.test(text);
    index = PLAIN.lastIndex;
    const sign = text[index];
    if (sign === undefined || sign === "\n") return -1;
    if (sign === '"') {
      tokens.push({ kind: "string", text: text.slice(from, index), at: from - 1 });
      return index + 1;
    }
    if (sign === "\\") index += 2;
    else if (text[index + 1] === sign && text[index + 2] === "{") index += 3;
    else if (text[index + 1] === "{") {
      index = readUntil(text, index + 2, "}", tokens, depth + 1);
      if (index === -1) return -1;
    } else index += 1;
  }
  return -1;
}

/**
 * Reads a heredoc, whose marker counts at the start of a line and not inside its templates. Returns the index of the line end after the
 * marker; -1 without one, and where a line inside a template looks like it.
 */
function readHeredoc(text: string, from: number, marker: string, tokens: HclToken[], depth: number): number {
  if (depth > MAX_DEPTH) return -1;
  let index = from;
  let startsLine = true;
  while (index < text.length) {
    const end = startsLine ? markedLine(text, index, marker) : null;
    if (end !== null) {
      if (end !== -1) tokens.push({ kind: "string", text: text.slice(from, index), at: from });
      return end;
    }
    HEREDOC_TEXT.lastIndex = index;
    HEREDOC_TEXT.test(text);
    index = HEREDOC_TEXT.lastIndex;
    const sign = text[index];
    startsLine = sign === "\n";
    if (sign === undefined) return -1;
    if (text[index + 1] === sign && text[index + 2] === "{" && sign !== "\n") index += 3;
    else if (text[index + 1] === "{" && sign !== "\n") {
      const close = readUntil(text, index + 2, "}", tokens, depth + 1);
      if (close === -1 || linesOf(text.slice(index, close)).some((line) => markedLine(line, 0, marker) !== null)) return -1;
      index = close;
    } else index += 1;
  }
  return -1;
}

/** The index of the line's end when it holds only the marker, -1 when only some programs would say so, else null. */
function markedLine(text: string, from: number, marker: string): number | null {
  const newline = text.indexOf("\n", from);
  const end = newline === -1 ? text.length : newline;
  const line = text.slice(from, end);
  // Programs differ in what they take for white space. U+0085 is such a character to Go only.
  if (line.replace(/^[\s\u0085]+|[\s\u0085]+$/g, "") !== marker) return null;
  return line.replace(/^[ \t]+|[ \t\r]+$/g, "") === marker ? end : -1;
}

function linesOf(text: string): string[] {
  return text.split("\n").slice(1, -1);
}
