import type { Location } from "../model/finding.ts";
import { parseInlineJson, type JsonPath, type JsonText } from "../text/json-text.ts";
import { entriesOf, scalars, toPlain, type TfValue, type Tfvars } from "../model/tfvars.ts";
import type { Deployment } from "../model/deployment.ts";

/** A JSON document of a deployment, wherever it is written. */
export interface JsonDocument {
  value: unknown;
  at: (path: JsonPath) => Location;
  /** The keys of the tfvars that lead to it. */
  keys: readonly string[];
}

/** Every JSON document of a deployment: referenced files, JSON in text, and maps of the tfvars that are policy documents. */
export function documentsOf(deployment: Deployment, tfvars: Tfvars, json: ReadonlyMap<string, JsonText>): JsonDocument[] {
  const files = new Map(deployment.references.map((reference) => [reference.written, reference.file]));
  const documents: JsonDocument[] = [];
  for (const { path, value } of scalars(tfvars)) {
    if (value.kind !== "string") continue;
    const location = { file: tfvars.file, ...value.at };
    const text = json.get(files.get(value.value) ?? "") ?? inlineJson(location, value.value);
    if (text !== null && text.findings.length === 0) documents.push({ value: text.value, at: (at) => text.positionOf(at), keys: path });
  }
  return [...documents, ...policyMaps(tfvars)];
}

function inlineJson(location: Location, text: string): JsonText | null {
  return /^\s*\{/.test(text) && text.includes('"') ? parseInlineJson(location, text) : null;
}

function policyMaps(tfvars: Tfvars): JsonDocument[] {
  const documents: JsonDocument[] = [];
  const stack = tfvars.entries.map(({ key, value }) => ({ keys: [key], value }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { keys, value } = top;
    const entries = entriesOf(value);
    if (entries.some(({ key }) => key === "Statement")) {
      documents.push({ value: toPlain(value), at: (path) => ({ file: tfvars.file, ...positionIn(value, path) }), keys });
    } else if (value.kind === "list") {
      for (const item of value.items) stack.push({ keys, value: item });
    } else {
      for (const entry of entries) stack.push({ keys: [...keys, entry.key], value: entry.value });
    }
  }
  return documents;
}

function positionIn(value: TfValue, path: JsonPath) {
  let at: TfValue = value;
  for (const step of path) {
    const next = at.kind === "list" ? at.items[Number(step)] : entriesOf(at).find(({ key }) => key === step)?.value;
    if (next === undefined) break;
    at = next;
  }
  return at.at;
}

/** Every text in a JSON value, keys too, with the path that leads to it. Depth is bounded by the parser. */
export function* textsIn(value: unknown): Generator<{ path: JsonPath; text: string }> {
  const stack: { path: JsonPath; value: unknown }[] = [{ path: [], value }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (typeof top.value === "string") yield { path: top.path, text: top.value };
    if (typeof top.value !== "object" || top.value === null) continue;
    const isList = Array.isArray(top.value);
    for (const [key, inner] of Object.entries(top.value).reverse()) {
      const path = [...top.path, isList ? Number(key) : key];
      if (!isList) yield { path, text: key };
      stack.push({ path, value: inner });
    }
  }
}
