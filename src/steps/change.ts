import { posix } from "node:path";
import { readGoldenTemplates, type GoldenTemplate } from "../domain/checks/golden-template.ts";
import { importsCode, importsFileOf, isImportsFile, readImports, strayImports, tfvarsOfImports } from "../domain/checks/imports.ts";
import { checkSources } from "../domain/checks/index.ts";
import { checkChangedPaths } from "../domain/checks/paths.ts";
import { checkAdvice } from "../domain/controller/advice.ts";
import { checkOwnChecks, isOwnCheck } from "../domain/controller/checkov.ts";
import { refuseController } from "../domain/controller/yaml-file.ts";
import { checkCode, codeAllowance, type CodeAllowance } from "../domain/controller/code-rules.ts";
import { CONTROLLER_FILES, readControllerFiles, type ControllerSettings } from "../domain/controller/files.ts";
import { isCode, unreadFiles } from "../domain/controller/names.ts";
import { placeholdersIn } from "../domain/controller/placeholders.ts";
import { variableTypes } from "../domain/controller/variable-types.ts";
import { controllerFilesIn, mixedChange, type ControllerFile } from "../domain/change/controller-files.ts";
import { isGoldenTemplate, type Deployment } from "../domain/model/deployment.ts";
import { describeDeployment, type DescribeContext } from "../domain/change/describe-deployment.ts";
import { discover, ownersOfImports, tfvarsToParse, type Discovery, type Filters } from "../domain/change/discovery.ts";
import { isTfvars, movesOf, tfvarsOfBase, type Moves } from "../domain/change/moves.ts";
import { environmentOf, type Environment } from "../domain/controller/environments.ts";
import { inputsDigest } from "../domain/plan/digest.ts";
import { messageOf, RefusedError } from "../domain/model/errors.ts";
import type { Finding } from "../domain/model/finding.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import { identitiesFor, type Disclosure, type Identities } from "../domain/report/redaction/identities.ts";
import { secretsIn, secretsOfVariables } from "../domain/report/redaction/sensitive-values.ts";
import { SourceSecrets } from "../domain/report/redaction/source-secrets.ts";
import { MAX_FILE_BYTES } from "../domain/text/source-text.ts";
import { sensitiveVariables } from "../domain/controller/sensitive-variables.ts";
import { scalars, type Tfvars } from "../domain/model/tfvars.ts";
import type { VariableType } from "../domain/model/variable-type.ts";
import { isFile, touchedPaths, type ChangedFile, type DeploymentFiles, type SourceEntry } from "../domain/model/source-tree.ts";
import type { ParseTfvars, SourceTree } from "../ports/source.ts";

/** The controller repository, read once for a run. */
export interface Controller {
  settings: ControllerSettings;
  /** `*.tf`, `*.tf.json`, `modules/` and the lock file, by path. */
  code: Map<string, Uint8Array>;
  /** `golden-templates/{service}.json`, by path. */
  goldenTemplates: Map<string, Uint8Array>;
  /** Files of the extra policy folders, by path. */
  policies: Map<string, Uint8Array>;
  /** Files of `checkov-policies/`, by path. */
  checkovPolicies: Map<string, Uint8Array>;
  /** How reports may speak of accounts, ARNs and addresses. */
  identities: Identities;
  /** What the code's variables may hold, by name. */
  variableTypes: ReadonlyMap<string, VariableType>;
  /** Names that the code puts values in place of in JSON documents; null: nothing is known about them. */
  placeholders: ReadonlySet<string> | null;
  codeCheck: CodeCheck;
  /** SHA-256 over all files of it that plan and judge. */
  sha256: string;
}

/** What may run together with files that nobody has reviewed. */
export interface CodeCheck {
  allowance: CodeAllowance;
  /** What of the controller's own code may not. */
  refused: readonly Finding[];
}

const NONE_FILTERED: Filters = { account: null, region: null, environment: null };

/** @throws ConfigurationError with everything that is wrong in the controller's YAML files. */
export async function loadController(tree: SourceTree, disclosure: Disclosure = "strict"): Promise<Controller> {
  const entries = await tree.list();
  const paths = entries.filter(isFile).map((entry) => entry.path);
  const yaml = await tree.read(paths.filter((path) => (CONTROLLER_FILES as readonly string[]).includes(path)));
  const texts = new Map([...yaml].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));
  const settings = readControllerFiles(texts, unreadFiles(entries));
  const folders = settings.policy.folders.map((folder) => `${folder.replace(/\/+$/, "")}/`);
  const [code, goldenTemplates, policies, checkovPolicies] = await Promise.all([
    tree.read(paths.filter(isCode)),
    tree.read(paths.filter((path) => /^golden-templates\/[^/]+\.json$/.test(path))),
    tree.read(paths.filter((path) => folders.some((folder) => path.startsWith(folder)) && isPolicyFile(path))),
    tree.read(paths.filter(isOwnCheck)),
  ]);
  const types = variableTypes(code);
  refuseController([...checkAdvice(settings.policy.advice, types), ...checkOwnChecks(checkovPolicies)]);
  const identities = identitiesFor(disclosure, settings.accounts);
  const allowance = codeAllowance(settings.codeRules, code);
  const codeCheck = { allowance, refused: checkCode(code, allowance) };
  const placeholders = placeholdersIn(code);
  const sha256 = inputsDigest(new Map([...yaml, ...code, ...goldenTemplates, ...policies, ...checkovPolicies]));
  return { settings, code, goldenTemplates, policies, checkovPolicies, identities, variableTypes: types, placeholders, codeCheck, sha256 };
}

function isPolicyFile(path: string): boolean {
  return (
    (path.endsWith(".rego") && !path.endsWith("_test.rego")) || path.endsWith(".json") || path.endsWith(".yaml") || path.endsWith(".yml")
  );
}

/** What a change is about: its deployments, their files, and all that the checks before terraform have to say. */
export interface Change {
  deployments: Deployment[];
  tfvars: ReadonlyMap<string, Tfvars>;
  /** Literals under keys that are named like a secret, by the tfvars' path. Nobody outside may see them. */
  secrets: ReadonlyMap<string, readonly Secret[]>;
  identities: Identities;
  /** By the deployment's id. */
  files: ReadonlyMap<string, DeploymentFiles>;
  /** By the deployment's id. */
  goldenTemplates: ReadonlyMap<string, readonly GoldenTemplate[]>;
  /** The one environment; null when no deployment is left or a finding says why there is none. */
  environment: Environment | null;
  /** Files of the controller itself; always empty where it is another repository. Beside deployments each has a finding. */
  controllerFiles: ControllerFile[];
  findings: Finding[];
  /** What the code's variables may hold, by name. */
  variableTypes: ReadonlyMap<string, VariableType>;
  codeCheck: CodeCheck;
  discovery: Discovery;
  /** What becomes of the states of the base; empty lists where there is no base. */
  moves: Moves;
  /** What the deployments were described with. */
  context: DescribeContext;
  changedFiles: number;
  /** What it touches, of a rename both; empty for a whole tree. */
  changedPaths: readonly string[];
  /** Of the pull request; empty where the whole tree is read. */
  changed: readonly ChangedFile[];
}

export interface ChangeQuestion {
  /** null: every tfvars of the tree. */
  changed: ChangedFile[] | null;
  filters?: Filters;
  stateKeyTemplate: string;
  repository: string | null;
  controllerRepository: string | null;
  /** A pull request has one environment; the command line may plan several. */
  oneEnvironment: boolean;
  /** Opens the commit that the change branched off; asked for only when it can tell something. Missing: there is none, or nobody asks. */
  base?: () => Promise<SourceTree>;
}

/** Reads, discovers and checks a change. Everything that is wrong with its files comes back as findings, at once. */
export async function loadChange(
  source: SourceTree,
  controller: Controller,
  parse: ParseTfvars,
  question: ChangeQuestion,
): Promise<Change> {
  const entries = await source.list();
  const { changed } = question;
  const controllerFiles = controllerFilesOf(question, controller.settings);
  const ofController = new Set(controllerFiles.map(({ path }) => path));
  const touched =
    changed?.flatMap(({ status, path }) => (status === "removed" || ofController.has(path) ? [] : [path])) ??
    // Of a whole tree only what would be left out without a word.
    entries.flatMap((entry) => ((isTfvars(entry.path) || isImportsFile(entry.path)) && !isFile(entry) ? [entry.path] : []));
  const context: DescribeContext = {
    settings: controller.settings,
    stateKeyTemplate: question.stateKeyTemplate,
    repository: question.repository,
    controllerRepository: question.controllerRepository,
  };
  const ofBase = question.base === undefined || changed === null ? [] : tfvarsOfBase(changed);
  const base = question.base === undefined || ofBase.length === 0 ? null : describedAt(question.base, ofBase, parse, context);
  // It is awaited below; that it fails must not end the process before.
  base?.catch(() => undefined);
  const pathFindings = checkChangedPaths(entries, touched);
  const { tfvars, findings: parseFindings, texts, contents: parsed } = await parseTfvars(source, entries, changed, parse);

  const discovery = discover({
    entries,
    tfvars,
    changed,
    ...context,
    filters: question.filters ?? NONE_FILTERED,
  });
  const { deployments } = discovery;
  const contents = await readReferenced(source, entries, deployments, parsed);
  const imports = importsOf(deployments, entries, contents, changed);
  const secrets = secretsOfFiles(discovery.tfvars, deployments, new Map([...texts, ...contents]), sensitiveVariables(controller.code));
  const environment =
    deployments.length > 0 && question.oneEnvironment ? environmentOf(deployments, controller.settings.environments) : null;
  const isMixed = deployments.length > 0 || (changed?.flatMap(touchedPaths).some(isTfvars) ?? false);
  const findings = [
    ...pathFindings,
    ...(isMixed ? mixedChange(controllerFiles) : []),
    ...(deployments.length > 0 ? controller.codeCheck.refused : []),
    ...parseFindings,
    ...discovery.findings,
    ...imports.findings,
    ...(environment !== null && "rule" in environment ? [environment] : []),
    ...checkSources({
      deployments: deployments.map((deployment) => ({
        deployment,
        tfvars: discovery.tfvars.get(deployment.file) ?? { file: deployment.file, entries: [] },
      })),
      files: contents,
      entries,
      changed: [...touched, ...imports.paths],
      trustedAccounts: controller.settings.trustedAccounts,
      controllerTemplates: controller.goldenTemplates,
      variableTypes: controller.variableTypes,
      services: controller.settings.services,
      placeholders: { names: controller.placeholders, endpoints: controller.settings.vpcInterfaceEndpoints },
    }),
  ];
  return {
    deployments,
    tfvars: discovery.tfvars,
    secrets: secrets.byFile,
    identities: controller.identities,
    files: new Map(deployments.map((deployment) => [deployment.id, filesOf(deployment, contents, imports.byTfvars.get(deployment.file))])),
    goldenTemplates: readGoldenTemplates(deployments, contents, controller.goldenTemplates).templates,
    environment: environment === null || "rule" in environment ? null : environment,
    controllerFiles,
    findings: unique(findings.map(secrets.without)),
    variableTypes: controller.variableTypes,
    codeCheck: controller.codeCheck,
    discovery,
    moves:
      base === null
        ? { renamed: [], moved: [], removed: discovery.gone.map((file) => ({ file, deployment: null })) }
        : movesOf({
            changed: changed ?? [],
            before: await base,
            after: new Map([...discovery.owners.values()].map((deployment) => [deployment.file, deployment])),
            paths: new Set(entries.filter(isFile).map(({ path }) => path)),
          }),
    context,
    changedFiles: changed?.length ?? entries.length,
    changedPaths: changed?.flatMap(touchedPaths) ?? [],
    changed: changed ?? [],
  };
}

function controllerFilesOf(
  { changed, repository, controllerRepository }: ChangeQuestion,
  { policy }: Pick<ControllerSettings, "policy">,
): ControllerFile[] {
  const isSingle = repository !== null && repository.toLowerCase() === controllerRepository?.toLowerCase();
  return isSingle && changed !== null ? controllerFilesIn(changed, policy.folders) : [];
}

/**
 * What some tfvars were at the base, by file, as the controller reads them today. What was no deployment then is missing.
 * @throws RefusedError when the base cannot be read: which states the change leaves behind is unknown then.
 */
async function describedAt(
  open: () => Promise<SourceTree>,
  paths: readonly string[],
  parse: ParseTfvars,
  context: DescribeContext,
): Promise<Map<string, Deployment>> {
  try {
    const tree = await open();
    const files = new Set((await tree.list()).filter(isFile).map(({ path }) => path));
    const contents = await tree.read(paths.filter((path) => files.has(path)));
    const described = new Map<string, Deployment>();
    for (const [file, bytes] of contents) {
      const { tfvars } = await parse(file, bytes);
      const deployment = tfvars === null ? null : describeDeployment(tfvars, context).deployment;
      if (deployment !== null) described.set(file, deployment);
    }
    return described;
  } catch (error) {
    throw new RefusedError(
      `the commit that the change branched off cannot be read, so nobody knows which states it leaves behind: ${messageOf(error)}`,
      "Run it again; a source-directory needs the whole history (fetch-depth: 0).",
    );
  }
}

/**
 * What the files of a change keep to themselves: what stands under secret-like names, and under variables that the code declares sensitive.
 * @param texts Of the tfvars that count and of what deployments refer to, by path.
 */
function secretsOfFiles(
  tfvars: ReadonlyMap<string, Tfvars>,
  deployments: readonly Deployment[],
  texts: ReadonlyMap<string, Uint8Array>,
  declared: ReadonlySet<string>,
): { byFile: Map<string, Secret[]>; without: (finding: Finding) => Finding } {
  const read = new Map(
    [...texts].map(([path, bytes]) => [path, new SourceSecrets(new TextDecoder().decode(bytes.subarray(0, MAX_FILE_BYTES)))]),
  );
  const byFile = new Map([...read].map(([path, text]) => [path, text.literals()]));
  for (const [path, file] of tfvars) {
    byFile.set(path, [...secretsIn(scalars(file)), ...secretsOfVariables(scalars(file), declared), ...(byFile.get(path) ?? [])]);
  }
  for (const { file, references } of deployments) {
    byFile.set(file, [...(byFile.get(file) ?? []), ...references.flatMap((reference) => byFile.get(reference.file) ?? [])]);
  }
  return { byFile, without: (finding) => read.get(finding.location?.file ?? "")?.without(finding) ?? finding };
}

/** All secrets of a change, also those of files that were never planned. */
export function secretsOf(change: Change): Secret[] {
  return [...change.secrets.values()].flat();
}

/**
 * All tfvars of the tree, so that clashes with files outside the change are found. Only for files that the change may be about does a
 * parse error count: those it touches, and those whose text names a JSON file that it touches.
 */
async function parseTfvars(
  source: SourceTree,
  entries: readonly SourceEntry[],
  changed: readonly ChangedFile[] | null,
  parse: ParseTfvars,
) {
  const about = new Set(tfvarsToParse(entries, changed));
  const touched = new Set(changed?.flatMap((file) => [file.path, file.previousPath ?? file.path]));
  for (const owner of ownersOfImports(changed ?? [])) touched.add(owner);
  const jsonNames = [...touched].filter((path) => path.endsWith(".json")).map((path) => posix.basename(path));
  const all = tfvarsToParse(entries, null);
  const contents = await source.read(all);
  const tfvars = new Map<string, Tfvars>();
  const texts = new Map<string, Uint8Array>();
  const findings: Finding[] = [];
  for (const [file, bytes] of contents) {
    const parsed = await parse(file, bytes);
    if (parsed.tfvars !== null) tfvars.set(file, parsed.tfvars);
    const counts =
      changed === null || touched.has(file) || (about.has(file) && jsonNames.some((name) => Buffer.from(bytes).includes(name)));
    if (!counts) continue;
    findings.push(...parsed.findings);
    texts.set(file, bytes);
  }
  return { tfvars, findings, texts, contents };
}

/** @param known Contents that were read before. */
async function readReferenced(
  source: SourceTree,
  entries: readonly SourceEntry[],
  deployments: readonly Deployment[],
  known: ReadonlyMap<string, Uint8Array>,
): Promise<Map<string, Uint8Array>> {
  const folders = new Set(deployments.map((deployment) => posix.dirname(deployment.file)));
  const golden = entries
    .filter((entry) => isFile(entry) && isGoldenTemplate(entry.path) && folders.has(posix.dirname(entry.path)))
    .map((entry) => entry.path);
  const imports = new Set(deployments.map(({ file }) => importsFileOf(file)));
  const referenced = [
    ...deployments.flatMap((deployment) => [deployment.file, ...deployment.references.map((reference) => reference.file)]),
    ...entries.flatMap((entry) => (isFile(entry) && imports.has(entry.path) ? [entry.path] : [])),
  ];
  const paths = [...new Set([...golden, ...referenced])];
  const read = await source.read(paths.filter((path) => !known.has(path)));
  return new Map(
    paths.flatMap((path) => {
      const bytes = known.get(path) ?? read.get(path);
      return bytes === undefined ? [] : [[path, bytes]];
    }),
  );
}

/** The imports files of the deployments, read; in a change also those that belong to no tfvars. */
function importsOf(
  deployments: readonly Deployment[],
  entries: readonly SourceEntry[],
  contents: ReadonlyMap<string, Uint8Array>,
  changed: readonly ChangedFile[] | null,
): { paths: string[]; byTfvars: Map<string, NonNullable<DeploymentFiles["imports"]>>; findings: Finding[] } {
  const owners = new Map(deployments.map(({ file }) => [importsFileOf(file), file]));
  const there = new Set(entries.map(({ path }) => path));
  const paths = [...owners.keys()].filter((path) => there.has(path));
  const looked = changed === null ? [...there] : changed.flatMap(({ status, path }) => (status === "removed" ? [] : [path]));
  const stray = looked.filter((path) => isImportsFile(path) && there.has(path) && !there.has(tfvarsOfImports(path)));
  const read = paths.flatMap((path) => {
    const bytes = contents.get(path);
    return bytes === undefined ? [] : [{ path, bytes, ...readImports(path, bytes) }];
  });
  return {
    paths,
    byTfvars: new Map(read.map(({ path, bytes, imports }) => [owners.get(path) ?? "", { file: path, bytes, code: importsCode(imports) }])),
    findings: [...stray.map((path) => strayImports(path, there)), ...read.flatMap(({ findings }) => findings)],
  };
}

function filesOf(deployment: Deployment, contents: ReadonlyMap<string, Uint8Array>, imports: DeploymentFiles["imports"]): DeploymentFiles {
  const bytes = (path: string): Uint8Array => {
    const found = contents.get(path);
    if (found === undefined) throw new RefusedError(`${path} could not be read`, "Run it again.");
    return found;
  };
  return {
    tfvars: bytes(deployment.file),
    references: new Map(deployment.references.map((reference) => [reference.written, bytes(reference.file)])),
    ...(imports === undefined ? {} : { imports }),
  };
}

/** Two layers may see the same thing; it is told once. */
function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = JSON.stringify([finding.rule, finding.location, finding.message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
