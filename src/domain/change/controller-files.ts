import type { Finding } from "../model/finding.ts";
import { touchedPaths, type ChangedFile } from "../model/source-tree.ts";
import { changesTerraformCode } from "../checks/paths.ts";
import { OWN_CHECKS_FOLDER } from "../controller/checkov.ts";
import { expectedName, isCode } from "../controller/names.ts";
import { excerpt, fileFinding } from "../text/source-text.ts";

/** A file of the controller that a pull request touches, where one repository holds both controller and deployments. */
export interface ControllerFile {
  path: string;
  /** What it decides on, as people call it. */
  part: ControllerPart;
  change: "added" | "changed" | "removed";
}

export const CONTROLLER_PARTS = [
  "accounts",
  "approvers",
  "deployment rules",
  "policy settings",
  "notifications",
  "policy",
  "golden template",
  "Terraform code",
  "workflow",
  "code owners",
  "GitHub settings",
] as const;
export type ControllerPart = (typeof CONTROLLER_PARTS)[number];

/** By the name under which the controller reads it. */
const SETTINGS: ReadonlyMap<string, ControllerPart> = new Map([
  ["accounts.yaml", "accounts"],
  ["special-approvers.yaml", "approvers"],
  ["approvers-config.yaml", "approvers"],
  ["deployment-rules.yaml", "deployment rules"],
  ["policy.yaml", "policy settings"],
  ["notifications.yaml", "notifications"],
]);

/**
 * What a path is to the controller; null: nothing. Letter case does not matter, and a name that is merely like a controller file's counts as
 * that file: on some file systems it is the same one.
 * @param policyFolders Those of policy.yaml.
 */
export function controllerPart(path: string, policyFolders: readonly string[]): ControllerPart | null {
  const name = path.toLowerCase();
  const known = expectedName(path);
  if (known !== null) return SETTINGS.get(known) ?? "golden template";
  if (/^(?:docs\/|\.github\/)?codeowners$/.test(name)) return "code owners";
  if (name.startsWith(".github/workflows/") || name.startsWith(".github/actions/")) return "workflow";
  if (name.startsWith(".github/")) return "GitHub settings";
  if (
    name.endsWith(".rego") ||
    name.startsWith(OWN_CHECKS_FOLDER) ||
    policyFolders.some((folder) => name.startsWith(`${folder.replace(/\/+$/, "").toLowerCase()}/`))
  )
    return "policy";
  return isCode(name) || changesTerraformCode(path) ? "Terraform code" : null;
}

/** The controller's files in a change, sorted by path. A rename counts at both its ends: what it takes away decided on something too. */
export function controllerFilesIn(changed: readonly ChangedFile[], policyFolders: readonly string[]): ControllerFile[] {
  const files = new Map<string, ControllerFile>();
  for (const file of changed) {
    for (const path of touchedPaths(file)) {
      const part = controllerPart(path, policyFolders);
      if (part !== null) files.set(path, { path, part, change: howChanged(file, path) });
    }
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function howChanged({ status, path }: ChangedFile, touched: string): ControllerFile["change"] {
  if (touched !== path || status === "removed") return "removed";
  return status === "added" || status === "renamed" || status === "copied" ? "added" : "changed";
}

export const MIXED_CHANGE = "controller-and-deployments";

/** Whoever changes the rules and what they judge at once would be judged by rules of their own a moment later. */
export function mixedChange(files: readonly ControllerFile[]): Finding[] {
  return files.map(({ path, part }) =>
    fileFinding(
      MIXED_CHANGE,
      { file: path },
      `"${excerpt(path)}" belongs to the controller (${part}), expected it in a pull request without deployments.`,
      "Make one pull request for the controller's files and one for the deployments.",
    ),
  );
}
