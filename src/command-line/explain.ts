import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describePolicies, PROFILE_LEVEL_WORDS, type RuleDescription } from "../adapters/policies/bundled.ts";
import { readAsset } from "../assets.ts";
import { readPolicyFile } from "../domain/controller/policy-file.ts";
import { enforcedFrom, mayWait, PROFILES, type PolicySettings } from "../domain/controller/policy-settings.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { BUILT_IN_RULES, type BuiltInRule } from "../domain/report/built-in-rules.ts";
import { didYouMean } from "../domain/text/nearest.ts";
import { dayInWords } from "../domain/text/stamp.ts";
import { refuseController } from "../domain/controller/yaml-file.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/** Any rule, as far as it can be explained. */
interface Rule extends BuiltInRule {
  asked?: "always" | "opt-in";
  standards?: readonly string[];
  levels?: RuleDescription["levels"];
}

/** Says what a rule wants and how to satisfy it; lists the rules whose id begins with the word, or all. */
export async function runExplain(options: Options, [word]: readonly string[]): Promise<ExitCode> {
  const { rules } = await describePolicies(await readAsset("policies.wasm"));
  const all: Rule[] = [...rules, ...BUILT_IN_RULES];
  const exact = all.find(({ id }) => id.toLowerCase() === word?.toLowerCase());
  if (exact !== undefined) {
    const policy = await policyHere(options);
    const here = policy === null ? null : hereOf(exact, policy, new Date());
    return options.json ? printJson(here === null ? exact : { ...exact, here }) : print(textOf(exact, here));
  }
  const family = all.filter(({ id }) => word === undefined || id.toLowerCase().startsWith(word.toLowerCase()));
  if (family.length === 0)
    throw new ConfigurationError(
      `explain: no rule is called ${JSON.stringify(word)}${didYouMean(
        word ?? "",
        all.map(({ id }) => id),
      )}; tf-orchestrator explain lists them`,
    );
  const listed = family.filter(({ level }) => (options.deny || options.warn ? options[level] : true));
  if (options.json) return printJson(listed);
  return print(listed.length === 0 ? "no such rules" : listed.map(lineOf(listed)).join("\n"));
}

function lineOf(rules: readonly Rule[]): (rule: Rule) => string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return ({ id, level, severity, title }) => `${id.padEnd(width)} ${level.padEnd(4)} ${severity.padEnd(8)} ${title}`;
}

/** How a rule counts by one controller's policy.yaml. */
interface Here {
  profile: PolicySettings["profile"];
  level: string;
  /** `YYYY-MM-DD`, while it is to come: until then a deny warns. */
  enforce_from: string | null;
}

/** The controller's policy.yaml; null where there is none, or where one that nobody named is of something else. */
async function policyHere({ "controller-dir": folder }: Options): Promise<PolicySettings | null> {
  const content = await readFile(join(folder ?? ".", "policy.yaml"), "utf8").catch(() => null);
  if (content === null) return null;
  const { policy, findings } = readPolicyFile(content);
  if (folder !== undefined) refuseController(findings);
  return policy;
}

function hereOf({ id, level, levels, overridable }: Rule, { profile, enforceFrom }: PolicySettings, today: Date): Here {
  const day = mayWait({ rule: id, overridable }) ? enforcedFrom(id, enforceFrom) : null;
  return {
    profile,
    level: levels === undefined ? level : PROFILE_LEVEL_WORDS[levels[profile]],
    enforce_from: day !== null && today.toISOString().slice(0, 10) < day ? day : null,
  };
}

function hereLine({ profile, level, enforce_from: day }: Here): string {
  return `In this controller: profile ${profile}, ${level}${day === null ? "" : `, enforced from ${dayInWords(day)}; until then it only warns`}`;
}

function textOf(rule: Rule, here: Here | null): string {
  const { standards = [] } = rule;
  return [
    `${rule.id}: ${rule.title}`,
    [rule.level, rule.severity, ...notesOf(rule)].join(", "),
    "",
    rule.description,
    "",
    `What to do: ${rule.remediation}`,
    ...(standards.length === 0 ? [] : [`Standards: ${standards.join(", ")}`]),
    ...(rule.levels === undefined ? [] : [levelsLine(rule.levels)]),
    ...(here === null ? [] : [hereLine(here)]),
  ].join("\n");
}

function levelsLine(levels: RuleDescription["levels"]): string {
  return `By profile: ${PROFILES.map((profile) => `${profile} ${PROFILE_LEVEL_WORDS[levels[profile]]}`).join(" · ")}`;
}

function notesOf({ asked, overridable }: Rule): string[] {
  return [
    ...(asked === "opt-in" ? ["asked only while opt_in_rules in policy.yaml names it"] : []),
    ...(overridable ? [] : ["cannot be overridden"]),
  ];
}
