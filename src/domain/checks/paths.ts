import { groupBy } from "../model/groups.ts";
import type { SourceEntry } from "../model/source-tree.ts";
import type { Finding } from "../model/finding.ts";
import { excerpt, fileFinding } from "../text/source-text.ts";

/**
 * Names that Terraform or OpenTofu reads by itself, as code, as variables, as state or as settings. `terraform.tfvars` is not among
 * them: in a source repository it is a deployment's tfvars like any other.
 */
const CODE_NAMES: readonly RegExp[] = [
  /\.tf$/,
  /\.tf\.json$/,
  /_override\b|^override\./,
  /\.auto\.tfvars/,
  /^terraform\.tfvars\.json$/,
  /\.tftest\./,
  /\.tfmock\./,
  /\.tofu\b/,
  /\.tofutest\./,
  /\.tfstate\b/,
  /^\.terraform/,
  /^terraform\.rc$/,
  /^tfplan$/,
];

/** As a folder it would lie where the deployment's tfvars goes. */
const TFVARS_FOLDER = /^terraform\.tfvars$/;

/**
 * Whether a file of this path, in a workspace, could change what Terraform does, or stand where Terraform or we write: a folder called
 * `errored.tfstate` would keep Terraform from saving a state. So every segment is judged. Letter case does not matter.
 */
export function changesTerraformCode(path: string): boolean {
  const segments = path.toLowerCase().split("/");
  const folders = segments.slice(0, -1);
  return (
    segments.some((segment) => CODE_NAMES.some((pattern) => pattern.test(segment))) || folders.some((name) => TFVARS_FOLDER.test(name))
  );
}

/**
 * Refuses, by name, files that must not reach a workspace: rule `source-path`, or `source-terraform-code` for names Terraform reads
 * by itself.
 * @param entries Everything in the commit.
 * @param paths The changed and the referenced files. Other files of the repository do not matter.
 */
export function checkChangedPaths(entries: readonly SourceEntry[], paths: readonly string[]): Finding[] {
  const modes = new Map(entries.map((entry) => [entry.path, entry.mode]));
  const byFolded = groupBy(new Set([...modes.keys(), ...paths]), folded);
  return [...new Set(paths)].flatMap((path) => {
    const problem = nameProblem(path) ?? REFUSED_MODES.get(modes.get(path)) ?? null;
    if (problem !== null) return [refused(path, "source-path", problem.found, problem.remedy)];
    const twin = byFolded.get(folded(path))?.find((other) => other !== path);
    if (twin !== undefined) {
      const found = `differs from "${excerpt(twin)}" only in letter case or Unicode form, expected names that differ on every file system.`;
      return [refused(path, "source-path", found, "Rename one of the two.")];
    }
    if (changesTerraformCode(path)) {
      const found = "could change the Terraform code or its settings, expected tfvars and JSON only.";
      return [
        refused(
          path,
          "source-terraform-code",
          found,
          "Take it out of this pull request; Terraform code lives in the controller repository.",
        ),
      ];
    }
    return [];
  });
}

function refused(path: string, rule: string, found: string, remediation: string): Finding {
  return fileFinding(rule, { file: path }, `"${excerpt(path)}" ${found}`, remediation);
}

interface PathProblem {
  found: string;
  remedy: string;
}

function nameProblem(path: string): PathProblem | null {
  const remedy = "Rename it.";
  const segments = path.split("/");
  if (/\p{Cc}/u.test(path)) return { found: "has a control character in its name, expected visible characters.", remedy };
  if (path.includes("\\")) return { found: 'has a backslash in its name, expected "/" between folders and none elsewhere.', remedy };
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return { found: "is an absolute path, expected one inside the repository.", remedy };
  if (segments.includes("..")) return { found: 'has ".." in its path, expected one inside the repository.', remedy };
  if (segments.some((segment) => segment === "" || segment === "."))
    return { found: "has an empty path segment, expected names between the slashes.", remedy };
  if (segments.some(isGitFolder)) return { found: "is inside a `.git` folder, expected files of the repository only.", remedy };
  return null;
}

/** `.git` in the spellings that file systems take for it: letter case, trailing dots and spaces, the short name, ignorable characters. */
function isGitFolder(segment: string): boolean {
  const name = segment.replace(/\p{Cf}/gu, "").toLowerCase();
  return /^(?:\.git|git~1)(?:[. ]*$|:)/.test(name);
}

const REFUSED_MODES = new Map<SourceEntry["mode"] | undefined, PathProblem>([
  ["120000", { found: "is a symbolic link, expected a file.", remedy: "Replace the link by the file itself." }],
  ["160000", { found: "is a submodule, expected a file.", remedy: "Remove the submodule." }],
  ["040000", { found: "is a folder, expected a file.", remedy: "Name the files in it." }],
]);

/** Equal for names that some file system holds for the same one. */
function folded(path: string): string {
  return path.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
