import { isFile, type SourceEntry } from "../model/source-tree.ts";
import { CONTROLLER_FILES } from "./files.ts";
import { isCodeFile } from "./terraform-code.ts";
import type { Finding } from "../model/finding.ts";
import { OWN_CHECKS_FOLDER } from "./checkov.ts";
import { PROVIDER_LOCK_FILE } from "./provider-lock.ts";
import { controllerFinding } from "./yaml-file.ts";

/**
 * What looks like a file of the controller but would not be read: `policy.yml`, `account.yaml`, `golden_templates/s3.json`, code or a rule that
 * is a link. What it says would silently not count, so it stops the run.
 */
export function unreadFiles(entries: readonly SourceEntry[]): Finding[] {
  return entries.flatMap((entry) => {
    const { path } = entry;
    const name = expectedName(path);
    if (name !== null && name !== path)
      return [controllerFinding({ file: path }, `this name is not read, expected ${name}.`, "Rename it.")];
    const counts =
      name === path ||
      path.endsWith(".rego") ||
      path.startsWith(OWN_CHECKS_FOLDER) ||
      (isCode(path) && (isCodeFile(path) || path.endsWith(".hcl")));
    if (!counts || isFile(entry)) return [];
    return [controllerFinding({ file: path }, "got a link, expected a file.", "Put the file itself here.")];
  });
}

/** Whether a path of the controller belongs to its Terraform code. */
export function isCode(path: string): boolean {
  if (path === PROVIDER_LOCK_FILE || path.startsWith("modules/")) return true;
  return !path.includes("/") && isCodeFile(path);
}

/** The name under which a path would be read, or null for one that has nothing to do with the controller's files. */
export function expectedName(path: string): string | null {
  if (GOLDEN.test(path)) return /^golden-templates\/[^/]+\.json$/.test(path) ? path : "golden-templates/<service>.json";
  return path.includes("/") ? null : (BY_LIKENESS.get(likeness(path)) ?? null);
}

const GOLDEN = /^golden[-_.]?templates?\/.*\.(?:json|ya?ml)$/i;

/** The same for names that differ in case, `-` and `_`, singular and plural, `.yml` and `.yaml`. */
function likeness(path: string): string {
  return path
    .toLowerCase()
    .replaceAll("_", "-")
    .replace(/\.yml$/, ".yaml")
    .replace(/ies(?=[-.])/g, "y")
    .replace(/s(?=[-.])/g, "");
}

const BY_LIKENESS: ReadonlyMap<string, string> = new Map(CONTROLLER_FILES.map((name) => [likeness(name), name]));
