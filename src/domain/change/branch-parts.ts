import { posix } from "node:path";
import { importsFileOf } from "../checks/imports.ts";
import { isGoldenTemplate, type Deployment } from "../model/deployment.ts";
import { isTfvars } from "./moves.ts";

/** Whether a branch that mixes environments (or services of one) becomes several pull requests. */
export const SPLITS = ["none", "environment", "service"] as const;
export type Split = (typeof SPLITS)[number];

/** What of a branch goes into one pull request. */
export interface BranchPart {
  /** Ends the name of its branch: `development`, or `development-iam-s3`. */
  name: string;
  environment: string;
  /** Those of the head, sorted by id; a part that only removes files has none. */
  deployments: Deployment[];
  /** Changed paths, also those that are gone. Sorted. */
  paths: string[];
}

export interface PartsQuestion {
  by: Exclude<Split, "none">;
  /** Changed paths, also those that are gone. */
  paths: readonly string[];
  /** At the head: those that the change is about. */
  deployments: readonly Deployment[];
  /** tfvars that are gone, each with the deployment in whose part that belongs. */
  gone: readonly { file: string; with: Deployment }[];
}

export interface BranchParts {
  /** Sorted by name. */
  parts: BranchPart[];
  /** Files that several parts need: none of them can go without the others. Sorted by path. */
  shared: { path: string; parts: string[] }[];
  /** tfvars whose part nobody can tell. Sorted. */
  unknown: string[];
  /** Other files that belong to no deployment. Sorted. */
  leftOut: string[];
}

/** Shares the changed files of a branch out among its environments or services: each tfvars with its JSON files, imports and golden templates. */
export function branchParts({ by, paths, deployments, gone }: PartsQuestion): BranchParts {
  const owners = [...deployments.map((deployment) => ({ file: deployment.file, with: deployment })), ...gone];
  const parts = new Map<string, BranchPart>();
  const rest: string[] = [];
  const shared: BranchParts["shared"] = [];
  for (const path of [...new Set(paths)].sort()) {
    const named = owners.filter((owner) => isNamedBy(path, owner));
    // A JSON file that is gone is named by nobody any more; its folder tells, where all of it is of one part.
    const beside = owners.filter(({ file }) => path.endsWith(".json") && isBeside(path, file));
    const found = environmentsByPart(named.length > 0 ? named : beside, by);
    const names = [...found.keys()].sort();
    if (names.length === 0 || (named.length === 0 && names.length > 1)) {
      rest.push(path);
      continue;
    }
    if (names.length > 1) shared.push({ path, parts: names });
    for (const [name, environment] of found) {
      const part = parts.get(name) ?? { name, environment, deployments: [], paths: [] };
      parts.set(name, part);
      part.paths.push(path);
    }
  }
  for (const deployment of deployments) parts.get(partName(deployment, by))?.deployments.push(deployment);
  return {
    parts: [...parts.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    shared,
    unknown: rest.filter(isTfvars),
    leftOut: rest.filter((path) => !isTfvars(path)),
  };
}

/** The branch of a part. */
export function partBranch(branch: string, part: string): string {
  return `${branch}--${part}`;
}

/** The branch that a part's branch would be split from, by its name alone; null: it is named like no part. */
export function splitBranchOf(branch: string, by: Split, environments: Iterable<string>): string | null {
  const at = branch.lastIndexOf("--");
  if (by === "none" || at <= 0) return null;
  const part = branch.slice(at + 2);
  const names = [...environments].map(branchWord);
  const isPart = by === "environment" ? names.includes(part) : names.some((name) => part.startsWith(`${name}-`));
  return isPart ? branch.slice(0, at) : null;
}

function environmentsByPart(owners: readonly { with: Deployment }[], by: PartsQuestion["by"]): Map<string, string> {
  return new Map(owners.map((owner) => [partName(owner.with, by), owner.with.environment]));
}

function partName({ environment, services }: Deployment, by: PartsQuestion["by"]): string {
  return branchWord(by === "environment" ? environment : [environment, ...services].join("-")).slice(0, 100);
}

/** What git takes as the end of a branch's name, and what has no `--` in it. */
function branchWord(text: string): string {
  return text.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

function isNamedBy(path: string, owner: { file: string; with: Deployment }): boolean {
  return (
    path === owner.file ||
    path === importsFileOf(owner.file) ||
    owner.with.references.some(({ file }) => file === path) ||
    (isGoldenTemplate(path) && isBeside(path, owner.file))
  );
}

function isBeside(path: string, file: string): boolean {
  return posix.dirname(path) === posix.dirname(file);
}
