import { describePolicies, type RuleDescription } from "../adapters/policies/bundled.ts";
import { readAsset } from "../assets.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { didYouMean } from "../domain/text/nearest.ts";
import { print, type ExitCode } from "./options.ts";

/** Says what a policy rule wants and how to satisfy it; without a rule, lists all of them. */
export async function runExplain([id]: readonly string[]): Promise<ExitCode> {
  const { rules } = await describePolicies(await readAsset("policies.wasm"));
  if (id === undefined)
    return print(rules.map((rule) => `${rule.id.padEnd(10)} ${rule.level.padEnd(4)} ${rule.severity.padEnd(8)} ${rule.title}`).join("\n"));
  const rule = rules.find((known) => known.id.toLowerCase() === id.toLowerCase());
  if (rule === undefined) {
    const known = rules.map((each) => each.id);
    throw new ConfigurationError(`explain: no bundled rule is called ${JSON.stringify(id)}${didYouMean(id.toUpperCase(), known)}`);
  }
  const lines = [
    `${rule.id}: ${rule.title}`,
    [rule.level, rule.severity, ...notesOf(rule)].join(", "),
    "",
    rule.description,
    "",
    `What to do: ${rule.remediation}`,
    ...(rule.standards.length === 0 ? [] : [`Standards: ${rule.standards.join(", ")}`]),
  ];
  return print(lines.join("\n"));
}

function notesOf({ asked, overridable }: RuleDescription): string[] {
  return [
    ...(asked === "opt-in" ? ["asked only while opt_in_rules in policy.yaml names it"] : []),
    ...(overridable ? [] : ["cannot be overridden"]),
  ];
}
