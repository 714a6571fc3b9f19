/** A word of Terraform code. `text` of a string is what stands between its quotes, as written. */
export interface HclToken {
  kind: "name" | "number" | "string" | "sign" | "newline";
  text: string;
}

const TOKEN = /[ \t\r]+|\n|#[^\n]*|\/\/[^\n]*|[\p{ID_Start}_][\p{ID_Continue}-]*|[0-9][\p{ID_Continue}.]*|=>|[=!<>]=|\.\.\.|&&|\|\||./suy;
const PLAIN = /[^"\\$%\n]*/y;
const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;
const MAX_DEPTH = 200;

/**
 * Cuts Terraform code (HCL native syntax) into words, in linear time. The words of templates inside quotes and heredocs stand among the
 * others, so that no reference is missed; comments are left out.
 * @returns null for text that is not HCL: quotes or comments that nothing closes.
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
    if (text.startsWith("/*", index)) {
      const close = text.indexOf("*/", index + 2);
      if (close === -1) return -1;
      index = close + 2;
      continue;
    }
    if (text[index] === '"') {
      index = readQuoted(text, index + 1, tokens, depth);
      if (index === -1) return -1;
      continue;
    }
    HEREDOC.lastIndex = index;
    const marker = HEREDOC.exec(text)?.[1];
    if (marker !== undefined) {
      index = readHeredoc(text, HEREDOC.lastIndex, marker, tokens);
      if (index === -1) return -1;
      continue;
    }
    TOKEN.lastIndex = index;
    const token = TOKEN.exec(text)?.[0] ?? "";
    if (token === "") return -1;
    index += token.length;
    if (token === "{") braces += 1;
    if (token === "}" && closer !== null && braces === 0) return index;
    if (token === "}") braces -= 1;
    const kind = kindOf(token);
    if (kind !== null) tokens.push({ kind, text: token });
  }
  return closer === null ? index : -1;
}

function kindOf(token: string): HclToken["kind"] | null {
  if (token === "\n") return "newline";
  if (/^(?:[ \t\r]|#|\/\/)/.test(token)) return null;
  if (/^[\p{ID_Start}_]/u.test(token)) return "name";
  return /^[0-9]/.test(token) ? "number" : "sign";
}

/** Reads on inside quotes. Returns the index after the closing one, -1 when the line ends before. */
function readQuoted(text: string, from: number, tokens: HclToken[], depth: number): number {
  if (depth > MAX_DEPTH) return -1;
  let index = from;
  for (;;) {
    PLAIN.lastIndex = index;
    PLAIN.test(text);
    index = PLAIN.lastIndex;
    const sign = text[index];
    if (sign === undefined || sign === "\n") return -1;
    if (sign === '"') {
      tokens.push({ kind: "string", text: text.slice(from, index) });
      return index + 1;
    }
    if (sign === "\\") index += 2;
    else if (text[index + 1] === sign && text[index + 2] === "{") index += 3;
    else if (text[index + 1] === "{") {
      index = readUntil(text, index + 2, "}", tokens, depth + 1);
      if (index === -1) return -1;
    } else index += 1;
  }
}

/** A heredoc is text like any other, whose templates may name variables: each `var.x` in it counts, more than that nobody asks. */
function readHeredoc(text: string, from: number, marker: string, tokens: HclToken[]): number {
  let start = from;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    if (text.slice(start, end).trim() === marker) {
      for (const [, name = ""] of text.slice(from, start).matchAll(/\bvar\.([\p{ID_Start}_][\p{ID_Continue}-]*)/gu))
        tokens.push({ kind: "name", text: "var" }, { kind: "sign", text: "." }, { kind: "name", text: name });
      tokens.push({ kind: "string", text: text.slice(from, start) });
      return end;
    }
    start = end + 1;
  }
  return -1;
}
