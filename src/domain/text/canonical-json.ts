import { createHash } from "node:crypto";

/** JSON with sorted keys and no spaces: equal values give equal text, however they were put together. Values must be JSON's own. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const members: string[] = [];
  for (const key of sorted(Object.keys(value))) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(",")}}`;
}

/** Terraform's JSON has its keys in order already, and looking costs less than sorting. */
function sorted(keys: string[]): string[] {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? "") < key) ? keys : keys.sort();
}

/** SHA-256 of text (as UTF-8) or bytes: 64 hex digits, lower case. */
export function sha256Hex(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
