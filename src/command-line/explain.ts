import { describePolicies, PROFILE_LEVEL_WORDS, type RuleDescription } from "../adapters/policies/bundled.ts";
import { readAsset } from "../assets.ts";
import { PROFILES } from "../domain/controller/policy-settings.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { BUILT_IN_RULES, type BuiltInRule } from "../domain/report/built-in-rules.ts";
import { didYouMean } from "../domain/text/nearest.ts";
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
  if (exact !== undefined) return options.json ? printJson(exact) : print(textOf(exact));
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

function textOf(rule: Rule): string {
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
