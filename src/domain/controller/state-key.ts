import { ConfigurationError } from "../model/errors.ts";

/** What the placeholders of a state key template stand for. */
export interface StateKeyParts {
  service: string;
  account: string;
  region: string;
  project: string;
  environment: string;
  account_id: string;
  /** The one entry of the service maps; null when there are several or none. */
  resource: string | null;
}

export const DEFAULT_STATE_KEY = "{service}/{account}/{region}/{project}/terraform.tfstate";

const PLACEHOLDERS = ["service", "account", "region", "project", "environment", "account_id", "resource"] as const;
const PART = /^[a-z0-9][a-z0-9._-]{0,62}$/;
/** Folders of the store that hold something else; a state below them would be kept and expired like a backup. */
export const TAKEN_FOLDERS = [
  "backups",
  "failed",
  "audit-logs",
  "records",
  "starts",
  "probes",
  "drift",
  "migrations",
  "notifications",
  "rollouts",
  "runs",
  "durations",
  "risk-model",
];

/** The part of the state key for a deployment's services: the one service, `combined` for several, `general` for none. */
export function servicePart(services: readonly string[]): string {
  return services.length > 1 ? "combined" : (services[0] ?? "general");
}

/**
 * Checks a template of state keys.
 * @param setting Where it was written, for messages.
 * @throws ConfigurationError saying everything that is wrong with it.
 */
export function checkStateKeyTemplate(template: string, setting = "state-key"): void {
  const unknown = placeholdersOf(template).filter((name) => !PLACEHOLDERS.some((known) => known === name));
  const fixed = template.replace(/\{[^{}]*\}/g, "x");
  const problems = [
    ...unknown.map((name) => `{${name}} is unknown, expected one of ${PLACEHOLDERS.map((known) => `{${known}}`).join(", ")}`),
    ...(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(fixed) && !fixed.split("/").some((part) => part === "." || part === "..")
      ? []
      : ["expected names of letters, digits, dot, underscore and dash between single slashes"]),
    ...(template.length > 512 ? ["expected at most 512 characters"] : []),
  ];
  if (problems.length > 0)
    throw new ConfigurationError(`${setting}: got ${JSON.stringify(template.slice(0, 520))}: ${problems.join("; ")}`);
}

/** The state key, or all that stands in its way. Each part is trimmed, put into lower case and checked. */
export function stateKeyOf(template: string, parts: StateKeyParts): { key: string } | { problems: string[] } {
  const used = new Map<string, string>();
  const problems: string[] = [];
  for (const name of new Set(placeholdersOf(template))) {
    const value = isPlaceholder(name) ? parts[name] : undefined;
    if (value === undefined) {
      problems.push(`state-key: {${name}} is unknown`);
    } else if (value === null) {
      problems.push(`${name}: the state key needs exactly one resource in the file`);
    } else {
      const part = value.trim().toLowerCase();
      if (!PART.test(part) || part.includes("..")) problems.push(`${name}: got ${JSON.stringify(value)}, expected ${STATE_KEY_PART}`);
      used.set(name, part);
    }
  }
  const key = template.replace(/\{([^{}]*)\}/g, (_, name: string) => used.get(name) ?? "");
  const folder = key.split("/")[0] ?? "";
  if (problems.length === 0 && TAKEN_FOLDERS.includes(folder)) problems.push(`state key ${key}: ${folder}/ holds other files of the store`);
  return problems.length > 0 ? { problems } : { key };
}

export const STATE_KEY_PART = "a letter or digit, then at most 62 letters, digits, dots, underscores or dashes";

/** Whether a name can be part of a state key, after lower-casing. */
export function isStateKeyPart(name: string): boolean {
  const part = name.trim().toLowerCase();
  return PART.test(part) && !part.includes("..");
}

/**
 * Whether a state key differs from a deployment's in some parts only.
 * @param free The parts that may have any value.
 */
export function isNeighbourKey(
  template: string,
  key: string,
  of: { account: { id: string; name: string }; region: string; project: string; environment: string; services: readonly string[] },
  free: readonly (keyof StateKeyParts)[],
): boolean {
  const parts: Record<string, string> = {
    service: servicePart(of.services),
    account: of.account.name,
    account_id: of.account.id,
    region: of.region,
    project: of.project,
    environment: of.environment,
  };
  const pattern = template
    .split(/(\{[^{}]*\})/)
    .map((piece) => {
      const name = /^\{([^{}]*)\}$/.exec(piece)?.[1];
      if (name === undefined) return escaped(piece);
      const value = parts[name];
      return value === undefined || free.some((part) => part === name) ? "[a-z0-9][a-z0-9._-]{0,62}" : escaped(value.trim().toLowerCase());
    })
    .join("");
  return new RegExp(`^${pattern}$`).test(key);
}

/** What the placeholders of a template stand for in a key; null: it was made by another template. */
export function partsOfKey(template: string, key: string): Partial<Record<keyof StateKeyParts, string>> | null {
  const seen = new Set<string>();
  const pattern = template
    .split(/(\{[^{}]*\})/)
    .map((piece) => {
      const name = /^\{([^{}]*)\}$/.exec(piece)?.[1];
      if (name === undefined) return escaped(piece);
      if (seen.has(name)) return `\\k<${name}>`;
      seen.add(name);
      return `(?<${name}>[a-z0-9][a-z0-9._-]{0,62})`;
    })
    .join("");
  return new RegExp(`^${pattern}$`).exec(key)?.groups ?? null;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The deployment's id: its state key without `/terraform.tfstate`. */
export function deploymentIdOf(stateKey: string): string {
  return stateKey.endsWith("/terraform.tfstate") ? stateKey.slice(0, -"/terraform.tfstate".length) : stateKey;
}

/** `tfstate-{account_id}` → `tfstate-123456789012` */
export function stateBucketOf(template: string, accountId: string): string {
  return template.replaceAll("{account_id}", accountId);
}

function placeholdersOf(template: string): string[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "");
}

function isPlaceholder(name: string): name is (typeof PLACEHOLDERS)[number] {
  return PLACEHOLDERS.some((known) => known === name);
}
