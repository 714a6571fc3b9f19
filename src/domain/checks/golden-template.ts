/**
 * Golden templates: JSON files that say how the planned resources must look.
 *
 * Two kinds are read, and both apply at once:
 * - `golden-templates/<service>.json` in the controller repository, for every deployment with that service (`s3.json`, `kms.json`);
 * - `<name>-golden-template.json` beside a tfvars in the source repository, for the deployments of that folder.
 * A source template that says the opposite of the controller's is a finding; it can add requirements, never take one away.
 *
 * A template is one object. Its keys are **sections**; a section's requirements must hold for every resource of the plan it covers
 * (also unchanged ones; not those that are deleted). A section is
 * - a service section: `s3_bucket`, `kms_key`, `iam_role`, `lambda_function`, `dynamodb_table`, `rds_instance`, `sns_topic`, `sqs_queue`
 *   (also the plural, `s3_buckets`, or the service, `s3`). Its requirements use the names of the table below, or an attribute of the
 *   service's own resource (`force_destroy`);
 * - a resource type: `aws_s3_bucket_versioning`. Its requirements use the attributes of `terraform show -json`, nested as there;
 * - `required_tags`: for every planned resource that can have tags;
 * - `description`: text for the reader, ignored.
 *
 * A **requirement** is `name: expected`:
 * - `"MUST_BE_ENABLED"`: true, `"Enabled"`, `"Active"`; for a name of the table also: set up at all;
 * - `"MUST_BE_DISABLED"`: false, not set, `"Disabled"`, `"Suspended"`;
 * - `"MUST_BE_KMS"`: encrypted with a KMS key: `"aws:kms"`, `"aws:kms:dsse"`, or the ARN, id or alias of a key;
 * - `"MUST_BE_BLOCKED"`: for public access: everything that blocks it is on, everything that allows it is off;
 * - `"required_tags": ["Owner", "Team"]` (or `"tags": […]`): these tags are there and not empty (provider's default tags count);
 * - `"tags": {"Team": "data"}`: these tags have these values;
 * - an object: nested keys. Blocks are lists in a plan: there is at least one and the object holds for each of them;
 * - any other value: exactly this one; a list has exactly these members, in any order.
 *
 * | section | names |
 * | --- | --- |
 * | s3_bucket | versioning, encryption, public_access, block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets, logging, lifecycle, object_ownership, acl, object_lock |
 * | kms_key | rotation (key_rotation), enabled |
 * | iam_role | permissions_boundary |
 * | lambda_function | encryption, tracing, vpc, dead_letter, code_signing |
 * | dynamodb_table | encryption, point_in_time_recovery, deletion_protection, ttl, streams |
 * | rds_instance (aws_db_instance, aws_rds_cluster) | encryption, public_access, multi_az, deletion_protection, backups, iam_authentication |
 * | sns_topic | encryption |
 * | sqs_queue | encryption, dead_letter |
 *
 * An unknown section, name or `MUST_…` word holds the gate, as does a value that is known only after apply.
 *
 * @example
 * {
 *   "description": "Buckets of the data platform",
 *   "required_tags": ["Owner"],
 *   "s3_bucket": {
 *     "versioning": "MUST_BE_ENABLED",
 *     "encryption": "MUST_BE_KMS",
 *     "public_access": "MUST_BE_BLOCKED",
 *     "required_tags": ["Owner", "CostCenter"],
 *     "block_public_acls": true,
 *     "force_destroy": false
 *   },
 *   "aws_s3_bucket_versioning": { "versioning_configuration": { "status": "MUST_BE_ENABLED" } },
 *   "kms_key": { "rotation": "MUST_BE_ENABLED", "deletion_window_in_days": 30 }
 * }
 */
import { groupBy } from "../model/groups.ts";
import { posix } from "node:path";
import { isGoldenTemplate, type Deployment } from "../model/deployment.ts";
import type { Finding, Location } from "../model/finding.ts";
import { isJsonObject, parseJson, type JsonPath, type JsonText } from "../text/json-text.ts";
import { didYouMean } from "../text/nearest.ts";
import { excerpt, fileFinding } from "../text/source-text.ts";
import { isWord, namedRequirement, serviceNamed, SERVICES, WORDS, wordHolds, type ServiceSection } from "./golden-words.ts";

export interface GoldenTemplate {
  file: string;
  sections: GoldenSection[];
}

export interface GoldenSection {
  covers: { kind: "service"; service: ServiceSection } | { kind: "type"; type: string } | { kind: "taggable" };
  requirements: GoldenRequirement[];
}

export interface GoldenRequirement {
  name: string;
  expected: unknown;
  /** Where the template says so. */
  location: Location;
}

const RULE = "golden-template-format";
const DEEPEST = 20;

/** @returns `template: null` when the file is no golden template; the findings say why, all at once. */
export function readGoldenTemplate(file: string, bytes: Uint8Array): { template: GoldenTemplate | null; findings: Finding[] } {
  const json = parseJson(file, bytes);
  if (json.findings.length > 0) return { template: null, findings: json.findings };
  const reader = new TemplateReader(json);
  const sections = reader.sections();
  return { template: reader.findings.length === 0 ? { file, sections } : null, findings: reader.findings };
}

class TemplateReader {
  readonly findings: Finding[] = [];
  readonly #json: JsonText;

  constructor(json: JsonText) {
    this.#json = json;
  }

  sections(): GoldenSection[] {
    const { value } = this.#json;
    if (!isJsonObject(value)) {
      this.#refuse([], "got no object, expected an object of sections.", 'Write {"s3_bucket": {"versioning": "MUST_BE_ENABLED"}}.');
      return [];
    }
    return Object.entries(value).flatMap(([name, content]) => this.#section(name, content) ?? []);
  }

  #section(name: string, content: unknown): GoldenSection | null {
    if (name === "description") return null;
    if (name === "required_tags") {
      this.#checkTags([name], content);
      return { covers: { kind: "taggable" }, requirements: [{ name, expected: content, location: this.#json.positionOf([name]) }] };
    }
    const service = serviceNamed(name);
    const isType = /^aws(?:cc)?_[a-z0-9_]{1,100}$/.test(name);
    if (service === null && !isType) {
      const guess = didYouMean(
        name,
        SERVICES.map((known) => known.name),
      );
      this.#refuse(
        [name],
        `got the section "${excerpt(name)}", expected a service or a resource type${guess || "."}`,
        "Correct its name or remove it.",
      );
      return null;
    }
    if (!isJsonObject(content)) {
      this.#refuse([name], `got "${excerpt(name)}" without requirements, expected an object.`, 'Write {"versioning": "MUST_BE_ENABLED"}.');
      return null;
    }
    const requirements = Object.entries(content).map(([key, expected]) => {
      this.#checkRequirement([name, key], key, expected, service);
      return { name: key, expected, location: this.#json.positionOf([name, key]) };
    });
    return { covers: service === null ? { kind: "type", type: name } : { kind: "service", service }, requirements };
  }

  #checkRequirement(path: JsonPath, name: string, expected: unknown, service: ServiceSection | null): void {
    if (name === "required_tags" || (name === "tags" && Array.isArray(expected))) {
      this.#checkTags(path, expected);
      return;
    }
    this.#checkWords(path, expected);
    if (service !== null && typeof expected === "object" && expected !== null && namedRequirement(service, name) !== null) {
      this.#refuse(
        path,
        `got nested keys for "${excerpt(name)}", expected a word such as MUST_BE_ENABLED or a value.`,
        "Use the resource type as section for nested keys.",
      );
    }
  }

  #checkTags(path: JsonPath, tags: unknown): void {
    if (Array.isArray(tags) && tags.length > 0 && tags.every((tag) => typeof tag === "string" && tag !== "")) return;
    this.#refuse(path, 'got no list of tag names, expected one such as ["Owner"].', "List the names of the tags.");
  }

  /** Every text that looks like a word is a known one. */
  #checkWords(path: JsonPath, expected: unknown): void {
    if (path.length > DEEPEST) {
      this.#refuse(path, `nested deeper than ${DEEPEST} keys, expected fewer.`, "Flatten it.");
    } else if (typeof expected === "string" && /^must[_ -]/i.test(expected) && !isWord(expected)) {
      this.#refuse(
        path,
        `got "${excerpt(expected)}", expected one of ${WORDS.join(", ")}${didYouMean(expected, WORDS) || "."}`,
        "Correct the word.",
      );
    } else if (typeof expected === "object" && expected !== null) {
      for (const [key, inner] of Object.entries(expected)) this.#checkWords([...path, Array.isArray(expected) ? Number(key) : key], inner);
    }
  }

  #refuse(path: JsonPath, message: string, remediation: string): void {
    this.findings.push(fileFinding(RULE, this.#json.positionOf(path), message, remediation));
  }
}

/**
 * The files of the golden templates that apply to a deployment: a repository of thousands is looked through once, not for each of them.
 * @param sourceFiles All files of the source repository; those that are no golden templates are passed over.
 */
export function goldenTemplateFiles(
  sourceFiles: Iterable<string>,
  controllerFiles: Iterable<string>,
): (deployment: Pick<Deployment, "file" | "services">) => { source: string[]; controller: string[] } {
  const inFolder = groupBy([...sourceFiles].filter(isGoldenTemplate), (path) => posix.dirname(path));
  const ofController = [...controllerFiles];
  return ({ file, services }) => ({
    source: inFolder.get(posix.dirname(file)) ?? [],
    controller: ofController.filter((path) => services.includes(posix.basename(path, ".json"))),
  });
}

/**
 * The golden templates of every deployment, by its id: the controller's, then the source's.
 * @param files Golden templates of the source repository (other files are passed over).
 * @param controllerFiles `golden-templates/{service}.json`.
 * @returns Findings of format, and of source templates that say the opposite of the controller's (`golden-template-weakened`).
 */
export function readGoldenTemplates(
  deployments: readonly Deployment[],
  files: ReadonlyMap<string, Uint8Array>,
  controllerFiles: ReadonlyMap<string, Uint8Array>,
): { templates: Map<string, GoldenTemplate[]>; findings: Finding[] } {
  const findings: Finding[] = [];
  const read = new Map<string, GoldenTemplate | null>();
  const open = (contents: ReadonlyMap<string, Uint8Array>, repository: "source" | "controller") => (path: string) => {
    const key = `${repository} ${path}`;
    const bytes = contents.get(path);
    if (!read.has(key) && bytes !== undefined) {
      const { template, findings: problems } = readGoldenTemplate(path, bytes);
      findings.push(...(repository === "controller" ? problems.map(inController) : problems));
      read.set(key, template);
    }
    return read.get(key) ?? [];
  };
  const templates = new Map<string, GoldenTemplate[]>();
  const filesOf = goldenTemplateFiles(files.keys(), controllerFiles.keys());
  for (const deployment of deployments) {
    const paths = filesOf(deployment);
    const ofController = paths.controller.flatMap(open(controllerFiles, "controller"));
    const ofSource = paths.source.flatMap(open(files, "source"));
    findings.push(...ofSource.flatMap((template) => ofController.flatMap((stronger) => contradictions(template, stronger))));
    templates.set(deployment.id, [...ofController, ...ofSource]);
  }
  return { templates, findings };
}

function inController(finding: Finding): Finding {
  return finding.location === undefined ? finding : { ...finding, location: { ...finding.location, controller: true } };
}

/** Where a source template says the opposite of the controller's. Both apply anyway: this says it before a plan is made. */
function contradictions(source: GoldenTemplate, controller: GoldenTemplate): Finding[] {
  const required = new Map(leaves(controller).map((leaf) => [leaf.key, leaf]));
  return leaves(source).flatMap((leaf) => {
    const stronger = required.get(leaf.key);
    if (stronger === undefined || agree(leaf.expected, stronger.expected)) return [];
    const message = `"${leaf.name}" is ${shown(leaf.expected)} here, but ${controller.file} requires ${shown(stronger.expected)}; the controller's golden template cannot be weakened.`;
    return [fileFinding("golden-template-weakened", leaf.location, message, "Remove it here, or write what the controller requires.")];
  });
}

interface Leaf {
  /** Resource type and path of the attribute. */
  key: string;
  name: string;
  expected: unknown;
  location: Location;
}

/** Every single expectation by the attribute it is about, however its section names it. Tags add up, so they are left out. */
function leaves(template: GoldenTemplate): Leaf[] {
  return template.sections.flatMap(({ covers, requirements }) =>
    requirements.flatMap((requirement) => {
      if (covers.kind === "taggable" || requirement.name === "required_tags" || Array.isArray(requirement.expected)) return [];
      const named = covers.kind === "service" ? namedRequirement(covers.service, requirement.name) : null;
      const types = named?.companion !== undefined ? [named.companion] : covers.kind === "service" ? covers.service.types : [covers.type];
      const path = named === null ? [requirement.name] : named.path;
      return types.flatMap((type) => flattened(`${type}.${path.join(".")}`, requirement));
    }),
  );
}

function flattened(key: string, requirement: GoldenRequirement): Leaf[] {
  if (!isJsonObject(requirement.expected)) return [{ key, ...requirement }];
  return Object.entries(requirement.expected).flatMap(([name, expected]) =>
    flattened(`${key}.${name}`, { ...requirement, name, expected }),
  );
}

/** Whether one value can satisfy both. */
function agree(a: unknown, b: unknown): boolean {
  if (isWord(a) && isWord(b)) {
    const opposite = new Set([a, b]);
    if (opposite.size === 1) return true;
    if (opposite.has("MUST_BE_BLOCKED")) return opposite.has("MUST_BE_DISABLED");
    return !opposite.has("MUST_BE_DISABLED");
  }
  if (isWord(a)) return wordHolds(a, b);
  if (isWord(b)) return wordHolds(b, a);
  return JSON.stringify(a) === JSON.stringify(b);
}

function shown(expected: unknown): string {
  return excerpt(JSON.stringify(expected));
}
