import type { Redact } from "../report/redaction/redactor.ts";
import { isObject } from "../text/json-values.ts";

/** The same value with each text in it redacted; keys of objects, numbers and times stay. What a page shows passes here as a whole, so that no field is forgotten. */
export function redactedValue<Value>(value: Value, redact: Redact): Value {
  return copied(value, redact) as Value;
}

function copied(value: unknown, redact: Redact): unknown {
  if (typeof value === "string") return redact(value);
  if (!isObject(value) || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => copied(item, redact));
  if (value instanceof Map)
    return new Map([...value].map(([key, item]: [unknown, unknown]) => [copied(key, redact), copied(item, redact)]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === SLUG ? item : copied(item, redact)]));
}

/** Ours alone, and hexadecimal. */
const SLUG = "slug";

/** Pages say the same few texts again and again. */
export function remembering(redact: Redact): Redact {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const shown = redact(text);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(text, shown);
    return shown;
  };
}

const MOST_REMEMBERED = 20_000;
