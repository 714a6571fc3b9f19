import { sentence, type Finding } from "../model/finding.ts";
import { groupBy } from "../model/groups.ts";

/** Rules that ask for one required tag each, in the order of their ids; the last one asks for all that have no rule of their own. */
const TAG_RULES: readonly string[] = ["COM-001", "COM-002", "COM-003", "COM-004", "COM-100"];
const TAG_MESSAGE = /^`(tags\.[^`]+)` is (.+); expected a value that is not blank\.(.*)$/;
const USUAL_REMEDY = ", or in the provider's default_tags.";

/**
 * Findings on required tags, one for each resource in place of one for each tag and resource: at the place and with the rule of the first of
 * them. Findings of another level, and those under an exception or with a day of their own, stay apart.
 */
export function joinTagFindings(findings: readonly Finding[]): Finding[] {
  const groups = groupBy(findings, (finding) =>
    isTagFinding(finding) ? JSON.stringify([finding.address, finding.level, finding.exemption, finding.enforcedFrom]) : finding,
  );
  return [...groups.values()].flatMap((group) => joined(group));
}

function isTagFinding({ rule, message }: Finding): boolean {
  return TAG_RULES.includes(rule) && TAG_MESSAGE.test(message);
}

function joined(group: readonly Finding[]): Finding[] {
  const sorted = group.toSorted((a, b) => TAG_RULES.indexOf(a.rule) - TAG_RULES.indexOf(b.rule));
  const read = sorted.map(({ message }) => {
    const [, name = "", state = "", end = ""] = TAG_MESSAGE.exec(message) ?? [];
    return { name, state, end };
  });
  const states = [...groupBy(read, ({ state }) => state)].map(
    ([state, tags]) => `${listed(tags.map(({ name }) => `\`${name}\``))} ${tags.length === 1 ? "is" : "are"} ${state}`,
  );
  const [first, second] = sorted;
  if (first === undefined || second === undefined) return sorted;
  const rules = [...new Set(sorted.map(({ rule }) => rule))];
  const joint = {
    ...first,
    rules,
    message: `${states.join(", ")}; expected values that are not blank (${rules.join(", ")}).${read[0]?.end ?? ""}`,
    remediation: sorted.every(({ remediation }) => remediation.endsWith(USUAL_REMEDY))
      ? `Set ${listed(read.map(({ name }) => name.replace("tags.", "")))} in tags, or in the provider's default_tags.`
      : [...new Set(sorted.map(({ remediation }) => remediation))].join(" "),
  };
  return [joint];
}

/** `a, b and c` */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/**
 * What two tools see on one resource is told once, by the bundled rule: it names the value, and its remedy is in the words of the controller.
 * Where only the other tool's check closes the gate, the rule's finding does so in its place.
 * @param findings After exceptions: an exempted check closes nothing.
 */
export function toldOnce(findings: readonly Finding[]): Finding[] {
  const isTold = new Set(findings.map(({ rule, address }) => JSON.stringify([rule, address])));
  const others = findings.filter(({ sameAs = [], address }) => sameAs.some((rule) => isTold.has(JSON.stringify([rule, address]))));
  const denies = others.filter(({ level }) => level === "deny");
  return findings
    .filter((finding) => !others.includes(finding))
    .map((finding) => {
      const stricter = denies.find(({ sameAs = [], address }) => address === finding.address && sameAs.includes(finding.rule));
      return stricter === undefined || finding.level === "deny" || isPutOff(finding) ? finding : raised(finding, stricter.rule);
    });
}

function isPutOff({ exemption, enforcedFrom }: Finding): boolean {
  return exemption !== undefined || enforcedFrom !== undefined;
}

function raised(finding: Finding, by: string): Finding {
  return { ...finding, level: "deny", message: `${sentence(finding.message)} By policy.yaml a deny, as ${by} of Checkov is.` };
}
