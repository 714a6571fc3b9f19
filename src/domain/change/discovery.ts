import { posix } from "node:path";
import { accountOf, unknownAccount } from "../controller/accounts.ts";
import { isImportsFile, tfvarsOfImports } from "../checks/imports.ts";
import { resolveReferences } from "../checks/references.ts";
import type { ControllerSettings } from "../controller/files.ts";
import { isGoldenTemplate, type Deployment } from "../model/deployment.ts";
import { describeDeployment, problem, type DescribeContext } from "./describe-deployment.ts";
import { environmentName } from "../controller/environments.ts";
import { ConfigurationError } from "../model/errors.ts";
import { goneTfvars, isTfvars } from "./moves.ts";
import type { Finding } from "../model/finding.ts";
import { isFile, touchedPaths, type ChangedFile, type SourceEntry } from "../model/source-tree.ts";
import { regionOf, unknownRegion } from "../controller/regions.ts";
import { emptyMapWarnings } from "../controller/services.ts";
import { scalars, type Tfvars } from "../model/tfvars.ts";

export interface DiscoveryInput extends DescribeContext {
  entries: readonly Pick<SourceEntry, "path" | "mode">[];
  /** Parsed files by path: at least those that `tfvarsToParse` names, as far as they can be parsed. More of them find more clashes of state keys. */
  tfvars: ReadonlyMap<string, Tfvars>;
  /** null: every tfvars of the tree. */
  changed: readonly ChangedFile[] | null;
  filters: Filters;
}

/** Only deployments that match all of them are looked at. null: all. */
export interface Filters {
  /** Name or id. */
  account: string | null;
  /** Name or short code. */
  region: string | null;
  environment: string | null;
}

export interface Discovery {
  /** Sorted by id. Empty fields never occur: a file that leaves something open has a finding instead. */
  deployments: Deployment[];
  /** Those of the deployments, by path. */
  tfvars: Map<string, Tfvars>;
  /** All of them on discovery and on references to JSON files; a deny stops the run. */
  findings: Finding[];
  /** tfvars that the change removes or renames away. Sorted. */
  gone: string[];
  /** Who has a state, by its key: every tfvars of the tree that is a deployment. */
  owners: ReadonlyMap<string, Deployment>;
  /** JSON files of the deployments that did not change themselves. */
  pulledIn: string[];
  /** tfvars that did not change, but a JSON file of theirs did. */
  becauseOfJson: string[];
}

/**
 * The tfvars that have to be parsed to know what a change is about: all of them as soon as a JSON file changed, since any may refer to it.
 * @param changed null: every tfvars of the tree.
 */
export function tfvarsToParse(entries: readonly Pick<SourceEntry, "path" | "mode">[], changed: readonly ChangedFile[] | null): string[] {
  const all = entries
    .filter(isFile)
    .map((entry) => entry.path)
    .filter(isTfvars);
  if (changed === null || changed.some((file) => touchedPaths(file).some(isJson))) return all;
  const touched = new Set(changed.filter((file) => file.status !== "removed").map((file) => file.path));
  const owners = ownersOfImports(changed);
  return all.filter((path) => touched.has(path) || owners.has(path));
}

/**
 * Turns a change into deployments. Nothing is guessed: what is missing, unknown or contradictory becomes a finding with its place.
 * @throws ConfigurationError for a filter that can match nothing.
 */
export function discover(input: DiscoveryInput): Discovery {
  const filters = checkedFilters(input.filters, input.settings);
  const paths = new Set(input.entries.filter(isFile).map((entry) => entry.path));
  const { files, becauseOfJson } = affectedFiles(input, paths);
  const findings = missingFiles(input.changed, paths);
  const found: { deployment: Deployment; tfvars: Tfvars }[] = [];
  const leftOut: Deployment[] = [];
  for (const file of files) {
    const tfvars = input.tfvars.get(file);
    // The parser has said why a file is not there.
    if (tfvars === undefined) continue;
    const described = describeDeployment(tfvars, input);
    if (described.deployment !== null && !matches(described.deployment, filters)) {
      leftOut.push(described.deployment);
      continue;
    }
    findings.push(...described.findings);
    if (described.deployment === null) continue;
    const resolved = resolveReferences(tfvars, paths);
    findings.push(...resolved.findings, ...emptyMapWarnings(tfvars, input.settings.services));
    found.push({ deployment: { ...described.deployment, references: resolved.references }, tfvars });
  }
  found.sort((a, b) => order(a.deployment.id, b.deployment.id) || order(a.deployment.file, b.deployment.file));
  const outside = deploymentsOutside(input, new Set(files));
  findings.push(...clashes(found, outside));
  const changedPaths = new Set(input.changed?.map((file) => file.path));
  const used = new Set(found.flatMap(({ deployment }) => deployment.references.map((reference) => reference.file)));
  const deployed = new Set(found.map(({ deployment }) => deployment.file));
  return {
    deployments: found.map(({ deployment }) => deployment),
    tfvars: new Map(found.map(({ tfvars }) => [tfvars.file, tfvars])),
    findings,
    gone: goneTfvars(input.changed ?? [], paths),
    owners: new Map([...[...outside, ...leftOut].map(keyed), ...found.map(({ deployment }) => keyed(deployment))]),
    pulledIn: [...used].filter((file) => !changedPaths.has(file)).sort(),
    becauseOfJson: becauseOfJson.filter((file) => deployed.has(file)),
  };
}

function affectedFiles(input: DiscoveryInput, paths: ReadonlySet<string>): { files: string[]; becauseOfJson: string[] } {
  const all = [...paths].filter(isTfvars).sort();
  if (input.changed === null) return { files: all, becauseOfJson: [] };
  const touched = new Set(input.changed.flatMap(touchedPaths));
  const owners = ownersOfImports(input.changed);
  const goldenFolders = new Set([...touched].filter(isGoldenTemplate).map((path) => posix.dirname(path)));
  const becauseOfJson = new Set(
    all.filter(
      (file) => !touched.has(file) && (goldenFolders.has(posix.dirname(file)) || refersTo(input.tfvars.get(file), touched, paths)),
    ),
  );
  return {
    files: all.filter((file) => touched.has(file) || owners.has(file) || becauseOfJson.has(file)),
    becauseOfJson: [...becauseOfJson],
  };
}

/** The tfvars that imports files of a change belong to, also of those that it removes. */
export function ownersOfImports(changed: readonly ChangedFile[]): Set<string> {
  return new Set(changed.flatMap(touchedPaths).filter(isImportsFile).map(tfvarsOfImports));
}

/** Whether the file refers to a touched JSON file, also one that is gone: beside the tfvars first, then from the root. */
function refersTo(tfvars: Tfvars | undefined, touched: ReadonlySet<string>, paths: ReadonlySet<string>): boolean {
  if (tfvars === undefined) return false;
  for (const { value } of scalars(tfvars)) {
    if (value.kind !== "string" || !isJson(value.value)) continue;
    const beside = posix.join(posix.dirname(tfvars.file), value.value);
    if (touched.has(beside)) return true;
    if (!paths.has(beside) && touched.has(posix.normalize(value.value))) return true;
  }
  return false;
}

/** A changed file that the tree does not have: a typing slip on the command line, or a head that moved. */
function missingFiles(changed: readonly ChangedFile[] | null, paths: ReadonlySet<string>): Finding[] {
  return (changed ?? [])
    .filter(({ status, path }) => status !== "removed" && (isTfvars(path) || isJson(path) || isImportsFile(path)) && !paths.has(path))
    .map((file) =>
      problem(
        "discovery-files",
        { file: file.path },
        "is in the list of changed files but is no file of the source tree",
        "Check the path; symbolic links and submodules do not count.",
      ),
    );
}

/** What the files are that the change is not about. */
function deploymentsOutside(input: DiscoveryInput, affected: ReadonlySet<string>): Deployment[] {
  return [...input.tfvars.values()]
    .filter(({ file }) => !affected.has(file))
    .flatMap((tfvars) => describeDeployment(tfvars, input).deployment ?? []);
}

/** One state must belong to one file. Files outside the change are looked at as well: their resources would be destroyed. */
function clashes(found: readonly { deployment: Deployment }[], outside: readonly Deployment[]): Finding[] {
  const owners = new Map(outside.map(({ stateKey, file }) => [stateKey, file]));
  const findings: Finding[] = [];
  for (const { deployment } of found) {
    const owner = owners.get(deployment.stateKey);
    if (owner === undefined) {
      owners.set(deployment.stateKey, deployment.file);
    } else {
      const message = `has the state key ${deployment.stateKey}, and so has ${owner}`;
      findings.push(problem("state-key", { file: deployment.file }, message, "Give one of them another project, or merge the two files."));
    }
  }
  return findings;
}

function keyed(deployment: Deployment): [string, Deployment] {
  return [deployment.stateKey, deployment];
}

function checkedFilters(filters: Filters, settings: ControllerSettings): Filters {
  const account = filters.account === null ? null : accountOf(settings.accounts, filters.account);
  const region = filters.region === null ? null : regionOf(filters.region);
  const environment = filters.environment === null ? null : environmentName(filters.environment);
  const known = [...settings.environments.keys()];
  const problems = [
    ...(filters.account !== null && account === null ? [`account: ${unknownAccount(settings.accounts, filters.account)}`] : []),
    ...(filters.region !== null && region === null ? [`region: ${unknownRegion(filters.region)}`] : []),
    ...(environment !== null && !settings.environments.has(environment)
      ? [`environment: got ${JSON.stringify(filters.environment)}, expected one of ${known.join(", ")}`]
      : []),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems.join("\n"));
  return { account: account?.id ?? null, region, environment };
}

function matches(deployment: Deployment, filters: Filters): boolean {
  return (
    (filters.account === null || filters.account === deployment.account.id) &&
    (filters.region === null || filters.region === deployment.region) &&
    (filters.environment === null || filters.environment === deployment.environment)
  );
}

function isJson(path: string): boolean {
  return path.endsWith(".json");
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
