// Values of unknown shape, such as terraform's JSON: what they have themselves, never what every object inherits.

/** The value that a text holds as JSON; undefined where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An object or a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** The value at a path of own keys, or undefined. */
export function ownValue(of: unknown, ...path: readonly string[]): unknown {
  let value: unknown = of;
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

/** The object (or list) at a path of own keys; an empty one where there is none. */
export function objectAt(of: unknown, ...path: readonly string[]): Record<string, unknown> {
  const value = ownValue(of, ...path);
  return isObject(value) ? value : {};
}
