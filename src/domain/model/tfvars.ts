import type { Finding } from "./finding.ts";

/** A tfvars file as values with the place of every key and value, so that findings can name line and column. */
export interface Position {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
}

export type TfValue =
  | { kind: "string"; value: string; at: Position }
  | { kind: "number"; value: number; at: Position }
  | { kind: "bool"; value: boolean; at: Position }
  | { kind: "null"; at: Position }
  | { kind: "list"; items: TfValue[]; at: Position }
  | { kind: "map"; entries: TfEntry[]; at: Position };

export interface TfEntry {
  key: string;
  keyAt: Position;
  value: TfValue;
}

export interface Tfvars {
  /** Path in the source repository, with `/`. */
  file: string;
  entries: TfEntry[];
}

/** What a tfvars file says, or null when a finding on it is a deny. */
export interface TfvarsReading {
  tfvars: Tfvars | null;
  findings: Finding[];
}

/** The value under a key of a map (or of the file itself), or undefined. */
export function get(of: Tfvars | TfValue, key: string): TfValue | undefined {
  return entriesOf(of).find((entry) => entry.key === key)?.value;
}

/** The entries of a map or of the file; none for any other value. */
export function entriesOf(of: Tfvars | TfValue): TfEntry[] {
  if (!("kind" in of)) return of.entries;
  return of.kind === "map" ? of.entries : [];
}

/** Every scalar in the file with the path of keys that leads to it, in file order. Walks without recursion. */
export function* scalars(tfvars: Tfvars): Generator<{ path: string[]; value: Exclude<TfValue, { kind: "list" | "map" }> }> {
  const stack: { path: string[]; value: TfValue }[] = tfvars.entries.map((entry) => ({ path: [entry.key], value: entry.value })).reverse();
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { path, value } = top;
    if (value.kind === "map") {
      for (const entry of value.entries.toReversed()) stack.push({ path: [...path, entry.key], value: entry.value });
    } else if (value.kind === "list") {
      for (const item of value.items.toReversed()) stack.push({ path, value: item });
    } else {
      yield { path, value };
    }
  }
}

/** The value without its places, as JSON would hold it. Depth is bounded by the parser. */
export function toPlain(value: TfValue): unknown {
  switch (value.kind) {
    case "null":
      return null;
    case "list":
      return value.items.map(toPlain);
    case "map":
      return Object.fromEntries(value.entries.map((entry) => [entry.key, toPlain(entry.value)]));
    case "string":
    case "number":
    case "bool":
      return value.value;
  }
}
