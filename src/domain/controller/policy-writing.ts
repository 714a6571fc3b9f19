import { isMap, isSeq, parseDocument, stringify } from "yaml";
import { canonicalJson } from "../text/canonical-json.ts";
import type { AdoptedException } from "./adoption.ts";

/**
 * `policy.yaml` with more exceptions at the end of its list. Not a byte of what is there changes, where the list is written in lines; a list in
 * brackets is written anew, with its comments.
 * @param text The file, without problems of its own; "" for none.
 */
export function withExceptions(text: string, added: readonly AdoptedException[]): string {
  if (added.length === 0) return text;
  const items = added.map(({ rule, deployment, addresses, reason, expires, owner }) => ({
    rule,
    deployments: [deployment],
    ...(addresses === null ? {} : { addresses }),
    reason,
    expires,
    ...(owner === null ? {} : { owner }),
  }));
  const wanted = expectedValue(text, items);
  const inserted = insertedLines(text, items);
  return inserted !== null && valueOf(inserted) === wanted ? inserted : writtenAnew(text, items);
}

function expectedValue(text: string, items: readonly object[]): string {
  const value = (parseDocument(text).toJS() ?? {}) as Record<string, unknown>;
  const before = Array.isArray(value.exceptions) ? (value.exceptions as unknown[]) : [];
  return canonicalJson({ ...value, exceptions: [...before, ...items] });
}

/** null: what is written there is no YAML, so it was put in the wrong place. */
function valueOf(text: string): string | null {
  const document = parseDocument(text);
  return document.errors.length > 0 ? null : canonicalJson(document.toJS());
}

/** The lines put where the list ends, or as a list of its own at the end of the file; null: the list has no lines of its own. */
function insertedLines(text: string, items: readonly object[]): string | null {
  const document = parseDocument(text);
  const list = document.get("exceptions");
  if (list === undefined || list === null) {
    if (document.has("exceptions") || (document.contents !== null && !isMap(document.contents))) return null;
    const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
    return `${before}${before.trim() === "" ? "" : "\n"}exceptions:\n${lines(items, 2)}`;
  }
  const last = isSeq(list) && list.flow !== true ? (list.items.at(-1) as { range?: readonly number[] } | undefined) : undefined;
  const [first] = isSeq(list) ? (list.range ?? []) : [];
  const valueEnd = last?.range?.[1];
  if (first === undefined || valueEnd === undefined) return null;
  const indent = first - (text.lastIndexOf("\n", first - 1) + 1);
  const lineEnd = text[valueEnd - 1] === "\n" ? valueEnd : endOfLine(text, valueEnd);
  const before = text.slice(0, lineEnd);
  return `${before}${before.endsWith("\n") ? "" : "\n"}${lines(items, indent)}${text.slice(lineEnd)}`;
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  return newline === -1 ? text.length : newline + 1;
}

function lines(items: readonly object[], indent: number): string {
  return stringify(items, { lineWidth: 0 })
    .split("\n")
    .map((line) => (line === "" ? line : `${" ".repeat(indent)}${line}`))
    .join("\n");
}

function writtenAnew(text: string, items: readonly object[]): string {
  const document = parseDocument(text);
  const list = document.get("exceptions");
  if (isSeq(list)) {
    list.flow = false;
    for (const item of items) list.add(document.createNode(item));
  } else document.set("exceptions", document.createNode(items));
  return document.toString({ lineWidth: 0 });
}
