import { visible } from "../../text/invisible.ts";
import type { Literal, LiteralKind } from "./literal-search.ts";
import { HIDDEN, HIDDEN_ADDRESS } from "./marker.ts";

export const SHORTEST_LITERAL = 4;
/** From here on even a plain word is hidden inside other words. */
const LONG_WORD = 8;
export const COMMON_WORDS = new Set(["", "true", "false", "null", "none", "yes", "no"]);

/** Lines and what stands between escaped line ends, without the space around them. */
export function linesOf(secret: string): string[] {
  return visible(secret)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** All the ways a secret may stand in a text. */
export function literalsOf(secret: string): Literal[] {
  const plain = linesOf(secret).filter(
    (line) => line.length >= SHORTEST_LITERAL && !COMMON_WORDS.has(line.toLowerCase()) && !isInsideMarker(line),
  );
  const found = new Map<string, LiteralKind>();
  for (const line of plain) {
    for (const form of [line, ...escapedForms(line)]) found.set(form, isPlainWord(form) ? "word" : "anywhere");
    for (const form of base64Forms(line)) if (!found.has(form)) found.set(form, "run");
  }
  if (plain.length > 1) for (const form of base64Forms(secret)) if (!found.has(form)) found.set(form, "run");
  return [...found].map(([text, kind]) => ({ text, kind }));
}

function isPlainWord(text: string): boolean {
  return text.length < LONG_WORD && /^(?:[A-Z]?[a-z]+|[A-Z]+|\d+)$/.test(text);
}

function isInsideMarker(text: string): boolean {
  return HIDDEN.includes(text) || HIDDEN_ADDRESS.includes(text);
}

function escapedForms(line: string): string[] {
  const json = JSON.stringify(line).slice(1, -1);
  // Terraform writes <, > and & in JSON as Go does; a string inside a string is escaped twice; HCL doubles its template signs.
  const go = json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
  const url = encodeURIComponent(line);
  const html = line.replace(/[&<>"']/g, (character) => HTML_ENTITIES[character] ?? character);
  return [
    json,
    go,
    JSON.stringify(json).slice(1, -1),
    JSON.stringify(go).slice(1, -1),
    json.replace(/([$%])\{/g, "$1$1{"),
    url,
    url.replaceAll("%20", "+"),
    url.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
    url.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    html,
    html.replaceAll("&quot;", "&#34;").replaceAll("&#39;", "&#x27;"),
  ].filter((form) => form !== line);
}

const HTML_ENTITIES: Partial<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** How the text starts in base64 when it begins at each of the three places of a group, as in `base64("user:" + secret)`. */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text.slice(0, BASE64_CHARACTERS), "utf8");
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const own = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6)).slice(0, BASE64_CHARACTERS);
    if (own.length < SHORTEST_BASE64) return [];
    return [...new Set([own, own.replaceAll("+", "-").replaceAll("/", "_")])];
  });
}

/** Enough to know it again; the rest of the run is hidden with it. */
const BASE64_CHARACTERS = 48;
const SHORTEST_BASE64 = 5;
