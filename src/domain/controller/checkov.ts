import { z } from "zod";
import type { Finding, Level, Severity } from "../model/finding.ts";
import { LEVELS } from "../model/finding.ts";
import { matchesAnyGlob } from "../text/glob.ts";
import { checked, controllerFinding, readYaml, type YamlFile } from "./yaml-file.ts";

/** `checkov` of policy.yaml: which of Checkov's checks are asked, and at what level they speak. Patterns are over ids, `*` stands for anything. */
export interface CheckovSettings {
  /** Of what no pattern names and no severity decides. */
  level: Level;
  deny: string[];
  warn: string[];
  /** Not asked at all. */
  skip: string[];
}

/** The controller's folder with Checkov checks of its own, in YAML, JSON or Python. */
export const OWN_CHECKS_FOLDER = "checkov-policies/";

const idPattern = z.string().regex(/^[\w*-]{1,100}$/, "expected ids such as CKV_AWS_20, where * stands for anything");
const idPatterns = z.union([idPattern, z.array(idPattern)], "expected ids such as CKV_AWS_20, where * stands for anything");

export const CHECKOV = z.union(
  [
    z.boolean(),
    z.strictObject({
      level: z.enum(LEVELS).optional(),
      deny: idPatterns.optional(),
      warn: idPatterns.optional(),
      skip: idPatterns.optional(),
    }),
  ],
  "expected true, false, or some of level, deny, warn and skip",
);

/** null: Checkov is not asked. */
export function checkovOf(value: z.output<typeof CHECKOV> | undefined): CheckovSettings | null {
  if (value === undefined || value === false) return null;
  const { level = "warn", deny = [], warn = [], skip = [] } = value === true ? {} : value;
  return { level, deny: [deny].flat(), warn: [warn].flat(), skip: [skip].flat() };
}

/**
 * At what level a check speaks. What policy.yaml lists decides, then a severity: Checkov's own checks have none without its makers' platform, so
 * that is one which the controller's checks state themselves.
 */
export function levelOfCheck(id: string, severity: Severity | null, { level, deny, warn }: CheckovSettings): Level {
  if (matchesAnyGlob(deny, id)) return "deny";
  if (matchesAnyGlob(warn, id)) return "warn";
  return severity === "critical" || severity === "high" ? "deny" : level;
}

/** What Checkov asks of a check in YAML or JSON before it takes it. */
const ownCheck = z.looseObject({
  metadata: z.looseObject({ id: z.string().min(1), name: z.string().min(1), category: z.string().min(1) }),
  definition: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
});

/** A check that Checkov would leave out without a word lets everything pass: what is wrong with any of them stops the run. */
export function checkOwnChecks(files: ReadonlyMap<string, Uint8Array>): Finding[] {
  const byId = new Map<string, string>();
  return [...files].flatMap(([path, bytes]) => {
    if (path.endsWith(".py")) return [];
    const yaml = readYaml(path, new TextDecoder().decode(bytes));
    const { value, findings } = checked(yaml, ownCheck);
    return value === null ? findings : twice(value.metadata.id, path, yaml, byId);
  });
}

function twice(id: string, path: string, yaml: YamlFile, byId: Map<string, string>): Finding[] {
  const other = byId.get(id);
  byId.set(id, path);
  if (other === undefined) return [];
  return [
    controllerFinding(
      yaml.locate(["metadata", "id"]),
      `metadata.id: got ${JSON.stringify(id)}, which ${other} has too, expected each id once`,
    ),
  ];
}

/** Whether a path of the controller is one of its Checkov checks. */
export function isOwnCheck(path: string): boolean {
  return path.startsWith(OWN_CHECKS_FOLDER) && /\.(?:py|ya?ml|json)$/.test(path);
}
