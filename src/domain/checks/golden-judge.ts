import type { Deployment } from "../model/deployment.ts";
import { place, type Finding } from "../model/finding.ts";
import { isJsonObject } from "../text/json-text.ts";
import { didYouMean } from "../text/nearest.ts";
import type { PlanJson } from "../model/plan.ts";
import { locateFinding } from "../plan/summary.ts";
import { excerpt } from "../text/source-text.ts";
import type { Tfvars } from "../model/tfvars.ts";
import type { GoldenRequirement, GoldenSection, GoldenTemplate } from "./golden-template.ts";
import {
  isKms,
  isOff,
  isOn,
  isSet,
  isWord,
  namedRequirement,
  wordHolds,
  type NamedRequirement,
  type ServiceSection,
  type Word,
} from "./golden-words.ts";
import {
  child,
  fieldNames,
  hasField,
  isUnknown,
  nodesAt,
  PlannedResources,
  type PlannedNode,
  type PlannedResource,
} from "./planned-resources.ts";

/** What golden templates are judged with: `readGoldenTemplates` and the parser give it. */
export interface GoldenSources {
  /** By file. */
  tfvars: ReadonlyMap<string, Tfvars>;
  /** By the deployment's id. */
  goldenTemplates: ReadonlyMap<string, readonly GoldenTemplate[]>;
}

/** Judges a deployment's plan by all golden templates that apply to it. */
export function judgeGoldenTemplates(plan: PlanJson, deployment: Deployment, sources: GoldenSources): Finding[] {
  const tfvars = sources.tfvars.get(deployment.file) ?? { file: deployment.file, entries: [] };
  return (sources.goldenTemplates.get(deployment.id) ?? []).flatMap((template) => judgeGoldenTemplate(template, plan, tfvars));
}

/**
 * Judges a plan by one golden template.
 * @returns One finding for each requirement that a planned resource does not meet: rule `golden-template`, at the resource and the
 * tfvars line it comes from.
 */
export function judgeGoldenTemplate(template: GoldenTemplate, plan: PlanJson, tfvars: Tfvars): Finding[] {
  const resources = new PlannedResources(plan);
  const findings = new Map<string, Finding>();
  for (const section of template.sections) {
    for (const resource of covered(section, resources)) {
      for (const requirement of section.requirements) {
        for (const problem of problemsOf(section, requirement, resource, resources)) {
          const finding = goldenFinding(requirement, resource.address, problem, tfvars);
          findings.set(`${resource.address} ${finding.message}`, finding);
        }
      }
    }
  }
  return [...findings.values()];
}

/** `what` is the attribute, `found` what the plan has, `expected` what the template asks for. */
interface Problem {
  what: string;
  found: string;
  expected: string;
}

function goldenFinding(requirement: GoldenRequirement, address: string, problem: Problem, tfvars: Tfvars): Finding {
  return {
    rule: "golden-template",
    level: "deny",
    severity: "high",
    message: `${problem.what} ${problem.found}, expected ${problem.expected} (golden template ${place(requirement.location)}).`,
    remediation:
      problem.found === AFTER_APPLY
        ? `Set ${problem.what} to a value that is known when it is planned.`
        : `Change the configuration so that ${problem.what} meets the golden template.`,
    address,
    location: locateFinding(address, tfvars),
    overridable: true,
  };
}

function covered({ covers }: GoldenSection, resources: PlannedResources): readonly PlannedResource[] {
  switch (covers.kind) {
    case "type":
      return resources.ofType(covers.type);
    case "service":
      return covers.service.types.flatMap((type) => resources.ofType(type));
    case "taggable":
      return resources.all.filter(({ planned }) => hasField(planned, "tags") || hasField(planned, "tags_all"));
  }
}

function problemsOf(
  { covers }: GoldenSection,
  requirement: GoldenRequirement,
  resource: PlannedResource,
  resources: PlannedResources,
): Problem[] {
  const { name, expected } = requirement;
  const isAboutTags = name === "required_tags" || (name === "tags" && (Array.isArray(expected) || isJsonObject(expected)));
  if (isAboutTags) return tagProblems(expected, resource.planned);
  const named = covers.kind === "service" ? namedRequirement(covers.service, name) : null;
  if (named !== null) return namedProblems(name, named, expected, resource, resources);
  if (covers.kind === "service" && isForOthers(covers.service, name, resource)) return [];
  if (!hasField(resource.planned, name)) {
    const known = [...fieldNames(resource.planned), ...(covers.kind === "service" ? Object.keys(covers.service.names) : [])];
    const found = `is no attribute of ${resource.type}${didYouMean(name, known)}`.replace(/\?$/, "");
    return [{ what: `"${excerpt(name)}"`, found, expected: "a known name" }];
  }
  return valueProblems(name, expected, child(resource.planned, name));
}

/** Services with several resource types: an attribute that only another type of the plan has is not this one's. */
function isForOthers(service: ServiceSection, name: string, resource: PlannedResource): boolean {
  return service.types.length > 1 && resource.type !== service.types[0] && !hasField(resource.planned, name);
}

function tagProblems(expected: unknown, planned: PlannedNode): Problem[] {
  const tags =
    hasField(planned, "tags_all") && !isUnknown(child(planned, "tags_all")) ? child(planned, "tags_all") : child(planned, "tags");
  const problem = (tag: string, found: string, wanted: string): Problem => ({ what: `the tag "${excerpt(tag)}"`, found, expected: wanted });
  const wanted: [string, unknown][] = Array.isArray(expected)
    ? expected.map((tag) => [String(tag), undefined])
    : Object.entries(expected ?? {});
  return wanted.flatMap(([tag, value]) => {
    const found = child(tags, tag);
    if (isUnknown(found)) return [problem(tag, AFTER_APPLY, "a value known in the plan")];
    if (typeof found.value !== "string" || found.value.trim() === "")
      return [problem(tag, "is missing or empty", value === undefined ? "a value" : shown(value))];
    if (value === undefined || value === found.value || (isWord(value) && wordHolds(value, found.value))) return [];
    return [problem(tag, `is ${shownNode(found)}`, shown(value))];
  });
}

function namedProblems(
  name: string,
  named: NamedRequirement,
  expected: unknown,
  resource: PlannedResource,
  resources: PlannedResources,
): Problem[] {
  if (named.types !== undefined && !named.types.includes(resource.type)) return [];
  const companions = named.companion === undefined ? [resource] : resources.linkedTo(resource, named.companion);
  const wantsNothing = expected === "MUST_BE_DISABLED" && named.reads !== "blocks";
  if (companions.length === 0) {
    if (wantsNothing) return [];
    return [
      {
        what: name,
        found: `is not set up: no ${named.companion ?? resource.type} in the plan names this bucket`,
        expected: shown(expected),
      },
    ];
  }
  return companions.flatMap(({ planned }) => {
    if (named.reads === "blocks") return blockProblems(name, named.flags ?? [], expected, planned);
    const nodes = nodesAt(planned, named.path);
    if (named.orFlag !== undefined && expected === "MUST_BE_ENABLED" && child(planned, named.orFlag).value === true) return [];
    if (nodes.length === 0) return wantsNothing ? [] : [{ what: name, found: "is not set", expected: shown(expected) }];
    return nodes.flatMap((node) => {
      if (isUnknown(node)) return [{ what: name, found: AFTER_APPLY, expected: shown(expected) }];
      const holds = isWord(expected) ? namedWordHolds(expected, named, node.value) : equals(expected, node.value);
      return holds ? [] : [{ what: name, found: `is ${shownNode(node)}`, expected: shown(expected) }];
    });
  });
}

function namedWordHolds(word: Word, named: NamedRequirement, value: unknown): boolean {
  const isPublic = named.reads === "public";
  switch (word) {
    case "MUST_BE_ENABLED":
      return named.reads === "present" ? isSet(value) : isOn(value);
    case "MUST_BE_DISABLED":
      return named.reads === "present" ? !isSet(value) : isOff(value);
    case "MUST_BE_KMS":
      return named.kmsWhenOn === true ? isOn(value) : isKms(value);
    case "MUST_BE_BLOCKED":
      return isPublic ? isOff(value) : blocksByName(named.path.at(-1) ?? "") && isOn(value);
  }
}

/** Public access is blocked when all flags are on; nothing but that can be asked for. */
function blockProblems(name: string, flags: readonly string[], expected: unknown, planned: PlannedNode): Problem[] {
  if (expected !== "MUST_BE_BLOCKED" && expected !== "MUST_BE_DISABLED") {
    return [{ what: name, found: `cannot be ${shown(expected)}`, expected: '"MUST_BE_BLOCKED"' }];
  }
  return flags.flatMap((flag) => {
    const node = child(planned, flag);
    if (isUnknown(node)) return [{ what: flag, found: AFTER_APPLY, expected: "true" }];
    return node.value === true ? [] : [{ what: flag, found: `is ${shownNode(node)}`, expected: "true" }];
  });
}

/** What a plan's value lacks of an expectation, with nested keys as paths. */
function valueProblems(path: string, expected: unknown, node: PlannedNode): Problem[] {
  if (isUnknown(node)) return [{ what: path, found: AFTER_APPLY, expected: shown(expected) }];
  if (isJsonObject(expected)) return nestedProblems(path, expected, node);
  const holds = isWord(expected) ? attributeWordHolds(expected, path, node.value) : equals(expected, node.value);
  return holds ? [] : [{ what: path, found: `is ${shownNode(node)}`, expected: shown(expected) }];
}

function nestedProblems(path: string, expected: Record<string, unknown>, node: PlannedNode): Problem[] {
  const blocks = Array.isArray(node.value) ? node.value.map((_, index) => child(node, index)) : [node];
  if (blocks.length === 0 || node.value === null) return [{ what: path, found: "is not set", expected: shown(expected) }];
  return blocks.flatMap((block) =>
    Object.entries(expected).flatMap(([key, inner]) => {
      const what = `${path}.${key}`;
      if (isUnknown(block)) return [{ what, found: AFTER_APPLY, expected: shown(inner) }];
      if (!hasField(block, key)) return [{ what: `"${excerpt(what)}"`, found: "is no attribute of the plan", expected: "a known name" }];
      return valueProblems(what, inner, child(block, key));
    }),
  );
}

/** A word about any attribute: its name says whether `MUST_BE_BLOCKED` wants it on or off, its blocks say whether they are enabled. */
function attributeWordHolds(word: Word, path: string, value: unknown): boolean {
  const name = path.slice(path.lastIndexOf(".") + 1);
  if (word === "MUST_BE_BLOCKED") {
    if (blocksByName(name)) return isOn(value);
    return name.startsWith("public") && isOff(value);
  }
  if (!Array.isArray(value) || value.length === 0) return wordHolds(word, value);
  return value.every((block) => blockHolds(word, block));
}

function blockHolds(word: Word, block: unknown): boolean {
  if (!isJsonObject(block)) return false;
  if (word === "MUST_BE_KMS")
    return Object.values(block).some((value) => isKms(value) || (Array.isArray(value) && value.some((inner) => blockHolds(word, inner))));
  const state = ["enabled", "status", "mode"].find((key) => Object.hasOwn(block, key));
  return state === undefined ? word === "MUST_BE_ENABLED" : wordHolds(word, block[state]);
}

function blocksByName(name: string): boolean {
  return /^(?:block|ignore|restrict)_/.test(name);
}

/** Lists are equal when they have the same members. */
function equals(expected: unknown, value: unknown): boolean {
  if (!Array.isArray(expected)) return expected === value;
  if (!Array.isArray(value)) return false;
  const members = (list: unknown[]) =>
    list
      .map((member) => JSON.stringify(member))
      .sort()
      .join("\n");
  return members(expected) === members(value);
}

const AFTER_APPLY = "is known only after apply";

function shown(expected: unknown): string {
  return excerpt(JSON.stringify(expected));
}

function shownNode(node: PlannedNode): string {
  if (node.sensitive === true) return "(sensitive)";
  return node.value === null || node.value === undefined ? "not set" : shown(node.value);
}
