import { posix } from "node:path";
import { groupBy } from "../model/groups.ts";
import type { SourceEntry } from "../model/source-tree.ts";
import { GOLDEN_TEMPLATE_ENDING, type Deployment } from "../model/deployment.ts";
import type { Finding, Location } from "../model/finding.ts";
import { excerpt, fileFinding } from "../text/source-text.ts";
import { get, type Tfvars } from "../model/tfvars.ts";

/** Also what is mistyped, and would not be read. */
const LIKE_GOLDEN = /golden.?template.*\.(?:json|ya?ml)$/i;
/** File names that say nothing about the project. */
const COMMON_NAMES = new Set(["terraform", "main", "variables", "vars", "values", "config", "default"]);

export interface NamedDeployment {
  deployment: Deployment;
  tfvars: Tfvars;
}

/**
 * Names that should agree. A folder holds one project:
 * - the `project` a tfvars names, and the tfvars file's own name, should be the folder's name (a warning; names such as
 *   `terraform.tfvars`, the environment's or the account's say nothing about the project);
 * - `<x>-golden-template.json` must be the template of its folder, of a tfvars in it, or of such a tfvars' project: it would silently
 *   judge another project, or not at all.
 */
export function checkNames(deployments: readonly NamedDeployment[], entries: readonly SourceEntry[]): Finding[] {
  const folders = groupBy(deployments, ({ deployment }) => posix.dirname(deployment.file));
  const templates = entries.filter(({ path }) => LIKE_GOLDEN.test(posix.basename(path)) && folders.has(posix.dirname(path)));
  return [
    ...deployments.flatMap(checkProject),
    ...deployments.flatMap(checkFileName),
    ...templates.flatMap(({ path }) => checkTemplate(path, folders.get(posix.dirname(path)) ?? [], entries)),
  ];
}

function warning(rule: string, location: Location, message: string, remediation: string): Finding {
  return { ...fileFinding(rule, location, message, remediation), level: "warn", severity: "low" };
}

function checkProject({ deployment, tfvars }: NamedDeployment): Finding[] {
  const folder = folderName(deployment.file);
  const project = get(tfvars, "project") ?? get(tfvars, "project_name");
  if (folder === null || project?.kind !== "string" || plain(project.value) === plain(folder)) return [];
  const message = `got the project "${excerpt(project.value)}" in the folder "${excerpt(folder)}", expected the same name.`;
  return [warning("project-name", { file: tfvars.file, ...project.at }, message, "Rename the folder or the project.")];
}

function checkFileName({ deployment }: NamedDeployment): Finding[] {
  const folder = folderName(deployment.file);
  const name = posix.basename(deployment.file, ".tfvars");
  if (folder === null) return [];
  const expected = [
    folder,
    deployment.project,
    deployment.environment,
    deployment.account.name,
    deployment.account.id,
    deployment.region,
  ].map(plain);
  const words = plain(name);
  if (COMMON_NAMES.has(words) || expected.some((other) => words.includes(other) || other.includes(words))) return [];
  const message = `got the file "${excerpt(name)}.tfvars" in the folder "${excerpt(folder)}", expected the project's name in it.`;
  return [warning("file-name", { file: deployment.file }, message, `Rename it to "${excerpt(folder)}.tfvars".`)];
}

function checkTemplate(path: string, deployments: readonly NamedDeployment[], entries: readonly SourceEntry[]): Finding[] {
  const name = posix.basename(path);
  if (!name.endsWith(GOLDEN_TEMPLATE_ENDING)) {
    const message = `got "${excerpt(name)}", which is not read, expected "<name>${GOLDEN_TEMPLATE_ENDING}".`;
    return [warning("golden-template-name", { file: path }, message, "Rename it.")];
  }
  const folder = posix.dirname(path);
  const tfvars = entries.filter((entry) => entry.path.endsWith(".tfvars") && posix.dirname(entry.path) === folder);
  const expected = [
    folderName(path) ?? "",
    ...tfvars.map((entry) => posix.basename(entry.path, ".tfvars")),
    ...deployments.map(({ deployment }) => deployment.project),
  ].filter((other) => other !== "");
  const of = name.slice(0, -GOLDEN_TEMPLATE_ENDING.length);
  if (expected.map(plain).includes(plain(of))) return [];
  const message = `got the golden template of "${excerpt(of)}" beside the project "${excerpt(expected[0] ?? "")}", expected "${excerpt(expected[0] ?? "")}${GOLDEN_TEMPLATE_ENDING}".`;
  return [fileFinding("golden-template-name", { file: path }, message, "Rename it, or move it to its project's folder.")];
}

/** The folder's own name, or null at the root of the repository. */
function folderName(path: string): string | null {
  const folder = posix.basename(posix.dirname(path));
  return folder === "." || folder === "" ? null : folder;
}

/** For comparison: `_` and `-`, upper and lower case are the same. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}
