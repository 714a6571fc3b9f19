import { z } from "zod";
import { LEVELS, SEVERITIES, type Finding } from "../model/finding.ts";
import { parsedJson } from "../text/json-values.ts";
import { DRIFT_KINDS } from "./kinds.ts";

const time = z.iso.datetime();

/** What `drift/{state key}.json` keeps of the last look at a deployment. No value of a resource is in it, and its texts are redacted. */
export const DRIFT_LOOK = z.object({
  version: z.literal(1),
  /** The deployment's id. */
  deployment: z.string(),
  state_key: z.string(),
  account_name: z.string(),
  environment: z.string(),
  /** The tfvars that was applied last; null: no audit record names one. */
  file: z.string().nullable(),
  looked_at: time,
  /** Empty: clean. */
  kinds: z.array(z.enum(DRIFT_KINDS)),
  /** What was changed outside. */
  outside: z.array(z.object({ address: z.string(), gone: z.boolean(), attributes: z.array(z.string()) })),
  /** Addresses that a plan of what was applied last changes for another reason. */
  changes: z.array(z.string()),
  /** Files whose committed contents are not what was applied. */
  unapplied: z.array(z.string()),
  /** How many the state holds. */
  resources: z.int().min(0),
  why: z.string().nullable(),
  /** What policies say of the values that were changed outside. */
  findings: z.array(
    z.object({
      rule: z.string(),
      level: z.enum(LEVELS),
      severity: z.enum(SEVERITIES),
      message: z.string(),
      remediation: z.string(),
      address: z.string().optional(),
    }),
  ),
  /** The first look since which it is not clean; null: it is. */
  since: time.nullable(),
  /** The last look that found it clean; null: none did. */
  last_clean: time.nullable(),
});
export type DriftLook = z.infer<typeof DRIFT_LOOK>;

/** What a look found. Times follow from the one before. */
export type LookFound = Omit<DriftLook, "version" | "since" | "last_clean" | "findings"> & { findings: readonly Finding[] };

const FOLDER = "drift/";

export function lookKey(stateKey: string): string {
  return `${FOLDER}${stateKey}.json`;
}

/** Prefix of all looks. */
export const LOOKS = FOLDER;

/** The state key of a look; null: it is none. */
export function stateKeyOfLook(key: string): string | null {
  return key.startsWith(FOLDER) && key.endsWith(".json") ? key.slice(FOLDER.length, -".json".length) : null;
}

/** A look of the store; null: it cannot be read, and the next one begins anew. */
export function readLook(bytes: Uint8Array): DriftLook | null {
  const read = DRIFT_LOOK.safeParse(parsedJson(new TextDecoder().decode(bytes)));
  return read.success ? read.data : null;
}

/**
 * What is to be kept after a look.
 * @param before What is kept now.
 * @returns null: what is kept is newer, because another run has looked since.
 */
export function nextLook(before: DriftLook | null, found: LookFound): DriftLook | null {
  if (before !== null && Date.parse(before.looked_at) > Date.parse(found.looked_at)) return null;
  const isClean = found.kinds.length === 0;
  return {
    version: 1,
    ...found,
    findings: found.findings.map(({ rule, level, severity, message, remediation, address }) => ({
      rule,
      level,
      severity,
      message,
      remediation,
      ...(address === undefined ? {} : { address }),
    })),
    since: isClean ? null : (before?.since ?? found.looked_at),
    last_clean: isClean ? found.looked_at : (before?.last_clean ?? null),
  };
}
