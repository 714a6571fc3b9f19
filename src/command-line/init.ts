import { join, resolve } from "node:path";
import { createTwoFilesPatch } from "diff";
import { readAsset } from "../assets.ts";
import { readFiles, replaceFiles, writeNewFiles, type Written } from "../adapters/scaffold/new-files.ts";
import { findToolOnPath } from "../adapters/terraform/tool.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { groupBy } from "../domain/model/groups.ts";
import { KINDS, readAnswers, type Answers, type Given, type Kind } from "../domain/scaffold/answers.ts";
import { controllerFiles } from "../domain/scaffold/controller.ts";
import { below, type Files } from "../domain/scaffold/files.ts";
import { ATTRIBUTE_FORM, readAttribute, withKnownService, withNewService, type NewService } from "../domain/scaffold/service.ts";
import { pinned } from "../domain/scaffold/pin.ts";
import { singleRepositoryFiles } from "../domain/scaffold/single-repository.ts";
import { sourceFiles } from "../domain/scaffold/source.ts";
import { ROOT_FILES, servicesIn } from "../domain/scaffold/terraform-root.ts";
import { didYouMean } from "../domain/text/nearest.ts";
import { canAsk } from "./ask.ts";
import { paintFor } from "./colour.ts";
import { toolOf } from "./connected.ts";
import { askAnswers } from "./init-questions.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

const WHAT = [...KINDS, "service"] as const;

/** Writes a new repository's files, or those of another service of a controller. Nothing that is there is overwritten. */
export async function runInit(options: Options, [what, word]: readonly string[]): Promise<ExitCode> {
  if (what === undefined || !isOne(what))
    throw new ConfigurationError(
      `init: ${what === undefined ? "missing" : `got ${JSON.stringify(what)}`}, expected one of ${WHAT.join(", ")}${didYouMean(what ?? "", WHAT)}`,
    );
  const templates = await readTemplates();
  return what === "service" ? await addService(options, word, templates) : await makeRepository(what, options, word ?? ".", templates);
}

function isOne(word: string): word is (typeof WHAT)[number] {
  return (WHAT as readonly string[]).includes(word);
}

async function readTemplates(): Promise<Files> {
  const text = Buffer.from(await readAsset("scaffold.json")).toString("utf8");
  return new Map(Object.entries(JSON.parse(text) as Record<string, string>));
}

async function makeRepository(what: Kind, options: Options, directory: string, templates: Files): Promise<ExitCode> {
  const known = servicesIn(below(templates, "controller"));
  const given = givenBy(options);
  const onPath = findToolOnPath(process.env.PATH) ?? "terraform";
  const find = async (controller: string | undefined) =>
    what === "source" ? await findController(options["controller-dir"], controller, directory, templates) : null;
  const isAsked = canAsk() && !options.yes && !options.json;
  const asked = isAsked ? await askAnswers(what, given, known, onPath, async (name) => (await find(name)) !== null) : given;
  const found = await find(asked.controller);
  const answers = answersOf(what, { ...asked, tool: asked.tool ?? onPath }, found?.services ?? known);
  const files = pinned(filesOf(what, answers, found?.templates ?? templates), answers.commit);
  const read = found === null ? "" : `The controller in ${found.folder} has ${found.services.join(", ")}.\n`;
  return tell(options, directory, await writeNewFiles(directory, files), files, `${read}${nextOf(what, directory)}`);
}

interface FoundController {
  folder: string;
  /** In the order of its main.tf: those that there is an example for, here or there. */
  services: string[];
  /** With the examples of its own modules. */
  templates: Files;
}

/**
 * The controller that a new source is for: the folder that was named, else the one of its name beside the source.
 * @returns null: there is none, or its services are none that an example is known of.
 * @throws ConfigurationError when the folder that was named holds none.
 */
async function findController(
  named: string | undefined,
  controller: string | undefined,
  directory: string,
  templates: Files,
): Promise<FoundController | null> {
  const name = controller?.split("/")[1] ?? "";
  if (named === undefined && !/^[\w.-]*\w[\w.-]*$/.test(name)) return null;
  const folder = named ?? join(directory, "..", name);
  const root = await readFiles(folder, ["main.tf"]);
  if (!root.has("main.tf")) {
    if (named !== undefined) throw noController(folder);
    return null;
  }
  const services = servicesIn(root);
  const readmes = services.map((service) => `modules/${service}/README.md`);
  const own = [...(await readFiles(folder, readmes))].map(([path, text]) => [`controller/${path}`, text] as const);
  const known = new Map([...own, ...templates]);
  const withReadme = services.filter((service) => known.has(`controller/modules/${service}/README.md`));
  return withReadme.length === 0 ? null : { folder, services: withReadme, templates: known };
}

function noController(folder: string): ConfigurationError {
  return new ConfigurationError(`${resolve(folder)}: holds no main.tf, expected a controller; --controller-dir names another folder`);
}

function givenBy(options: Options): Given {
  const tool = toolOf(options);
  return {
    controller: options.controller,
    sources: options.source,
    accounts: options["with-account"],
    approvers: options.approver,
    services: options["with-service"],
    stateBucket: options["state-bucket"],
    stateRegion: options["state-region"],
    planEnvironment: options["plan-environment"],
    driftCron: options["drift-cron"],
    commit: options.pin,
    tool: tool === "auto" ? undefined : tool,
  };
}

/** @throws ConfigurationError with everything that is wrong or missing. */
function answersOf(what: Kind, given: Given, known: readonly string[]): Answers {
  const read = readAnswers(given, known);
  const problems = "problems" in read ? [...read.problems] : [];
  if (what === "source" && given.sources.length !== 1)
    problems.push(`--source: ${given.sources.length === 0 ? "missing" : "more than one"}, expected the new repository as OWNER/NAME`);
  if (problems.length > 0 || !("answers" in read))
    throw new ConfigurationError([`init ${what}:`, ...problems.map((problem) => `  ${problem}`)].join("\n"));
  return read.answers;
}

function filesOf(what: Kind, answers: Answers, templates: Files): Files {
  switch (what) {
    case "controller":
      return controllerFiles(answers, templates);
    case "source":
      return sourceFiles(answers, answers.sources[0] ?? "", templates);
    case "single-repository":
      return singleRepositoryFiles(answers, templates);
  }
}

function nextOf(what: Kind, directory: string): string {
  return what === "source"
    ? `Next: commit and push ${directory === "." ? "it" : directory}, then change or add a tfvars on a branch and push that.`
    : `Next: ${directory === "." ? "" : `${directory}/`}README.md has the commands that lock the providers, set AWS up and set GitHub up.`;
}

async function addService(options: Options, name: string | undefined, templates: Files): Promise<ExitCode> {
  const directory = options["controller-dir"] ?? ".";
  const known = servicesIn(below(templates, "controller"));
  if (name === undefined || !/^[a-z][a-z0-9]{0,30}$/.test(name))
    throw new ConfigurationError(
      `init service: ${name === undefined ? "the name is missing" : `got ${JSON.stringify(name)}`}, expected one of ${known.join(", ")}, or a new name in lower case with --resource`,
    );
  const root = await readFiles(directory, ROOT_FILES);
  if (!root.has("main.tf")) throw noController(directory);
  if (servicesIn(root).includes(name)) throw new ConfigurationError(`${resolve(directory)}: main.tf has a module "${name}" already`);
  const files = known.includes(name)
    ? withKnownService(root, name, templates)
    : withNewService(root, newService(name, options, known), templates.get("controller/modules/s3/versions.tf") ?? "");
  const inRoot = (path: string): boolean => (ROOT_FILES as readonly string[]).includes(path);
  const written = await writeNewFiles(directory, new Map([...files].filter(([path]) => !inRoot(path))));
  await replaceFiles(directory, root, new Map([...files].filter(([path]) => inRoot(path))));
  const appended = [...files.keys()].filter(inRoot).map((path) => ({ path, outcome: "appended" as const }));
  return tell(options, directory, [...written, ...appended], files, `Next: modules/${name}/README.md has an example for a tfvars.`);
}

function newService(name: string, options: Options, known: readonly string[]): NewService {
  const { resource = "", attribute } = options;
  const problems: string[] = [];
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(resource))
    problems.push(
      `--resource: ${resource === "" ? "missing" : `got ${JSON.stringify(resource)}`}, expected a resource type such as aws_ssm_parameter, because there is no module for ${name}${didYouMean(name, known)}`,
    );
  const attributes = attribute.flatMap((text) => {
    const read = readAttribute(text);
    if (read === null) problems.push(`--attribute: got ${JSON.stringify(text)}, expected ${ATTRIBUTE_FORM}`);
    return read ?? [];
  });
  if (problems.length > 0) throw new ConfigurationError([`init service ${name}:`, ...problems.map((problem) => `  ${problem}`)].join("\n"));
  return { name, resource, nameArgument: options["name-argument"], attributes };
}

type Told = Written | { path: string; outcome: "appended" };

/** What was written; of what was there already, how it differs. */
function tell(options: Options, directory: string, files: readonly Told[], wanted: Files, next: string): ExitCode {
  if (options.json) return printJson({ directory: resolve(directory), files: files.map(({ path, outcome }) => ({ path, outcome })) });
  const paint = paintFor(process.stdout);
  const colours = { written: "good", appended: "good", unchanged: "quiet", kept: "doubtful" } as const;
  const lines = grouped(files).map(({ path, outcome }) => `${paint(colours[outcome], outcome.padEnd(9))}  ${path}`);
  const differences = files.flatMap((file) =>
    file.outcome === "kept" ? ["", ...patchOf(file.path, file.found ?? "", wanted.get(file.path) ?? "")] : [],
  );
  const kept = differences.length === 0 ? [] : ["", "Files that were there are kept. What would be different in them:", ...differences];
  return print([...lines, ...kept, "", next].join("\n"));
}

/** A folder all of whose files fared alike takes one line. */
function grouped(files: readonly Told[]): { path: string; outcome: Told["outcome"] }[] {
  const folders = groupBy(files, ({ path }) => (path.includes("/") ? `${path.split("/")[0] ?? ""}/` : path));
  return [...folders].flatMap(([folder, inside]) => {
    const [first] = inside;
    if (first === undefined || inside.length === 1 || inside.some(({ outcome }) => outcome !== first.outcome)) return inside;
    return [{ path: `${folder} (${inside.length} files)`, outcome: first.outcome }];
  });
}

function patchOf(path: string, found: string, wanted: string): string[] {
  return createTwoFilesPatch(path, path, found, wanted, "as it is", "as init would write it").trimEnd().split("\n").slice(1);
}
