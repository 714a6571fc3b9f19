import { matchesGlobExactly } from "../../src/domain/text/glob.ts";

/** What Checkov says of one resource. */
export interface CheckovVerdict {
  /** `good/s3-data-lake` */
  configuration: string;
  check: string;
  address: string;
  failed: boolean;
}

/** What a bundled rule says of one resource. */
export interface RuleVerdict {
  configuration: string;
  rule: string;
  address: string;
  level: string;
}

/** A rule whose standards name checks. */
export interface ComparedRule {
  id: string;
  title: string;
  checks: readonly string[];
}

/** One of the two finds something where the other does not. */
export interface Disagreement {
  rule: string;
  configuration: string;
  address: string;
  /** Who finds something. */
  found: "rule" | "checkov";
  /** What of Checkov failed; empty where the rule alone finds something. */
  checks: string[];
}

/** A person's word on some disagreements. */
export interface Judgement {
  rule: string;
  found: "rule" | "checkov";
  /** Globs; all unless given. */
  configuration?: string | undefined;
  resource?: string | undefined;
  /** `both`: they ask different things, and each is right about its own. */
  right: "rule" | "checkov" | "both";
  why: string;
}

export interface RuleAgreement {
  rule: ComparedRule;
  /** Resources on which at least one of the two had something to say, be it that all is well. */
  asked: number;
  bothFind: number;
  neitherFinds: number;
  /** Both find it in the configuration, at another address each: a bucket and what stands beside it. */
  elsewhere: number;
  disagreements: { disagreement: Disagreement; judgement: Judgement | null }[];
}

/**
 * Holds the findings of every rule against those of the checks that its standards name, resource by resource.
 * @returns One for each rule that either of the two was asked about, sorted by id.
 */
export function compare(
  rules: readonly ComparedRule[],
  ours: readonly RuleVerdict[],
  theirs: readonly CheckovVerdict[],
  judgements: readonly Judgement[],
): RuleAgreement[] {
  const byPlace = Map.groupBy(ours, at);
  // Several rules may share a check, one for each type of resource: what one of them tells is nothing that the others leave out.
  const isToldByAnother = (rule: ComparedRule, verdict: CheckovVerdict) =>
    rules.some((other) => other.id !== rule.id && other.checks.includes(verdict.check) && has(byPlace.get(at(verdict)), other.id)) &&
    !has(byPlace.get(at(verdict)), rule.id);
  return rules
    .map((rule) => {
      const asked = theirs.filter((verdict) => rule.checks.includes(verdict.check) && !(verdict.failed && isToldByAnother(rule, verdict)));
      return compared(
        rule,
        ours.filter((verdict) => verdict.rule === rule.id),
        asked,
        judgements,
      );
    })
    .filter(({ asked }) => asked > 0)
    .sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
}

function at({ configuration, address }: { configuration: string; address: string }): string {
  return `${configuration} ${address}`;
}

function has(verdicts: readonly RuleVerdict[] | undefined, id: string): boolean {
  return verdicts?.some(({ rule }) => rule === id) ?? false;
}

function compared(
  rule: ComparedRule,
  ours: readonly RuleVerdict[],
  theirs: readonly CheckovVerdict[],
  judgements: readonly Judgement[],
): RuleAgreement {
  const found = new Set(ours.map(at));
  const failed = Map.groupBy(
    theirs.filter((verdict) => verdict.failed),
    at,
  );
  const places = new Map([...ours, ...theirs].map((verdict) => [at(verdict), verdict]));
  const disagreements: Disagreement[] = [];
  let bothFind = 0;
  let neitherFinds = 0;
  for (const [key, { configuration, address }] of places) {
    const [isFound, checks] = [found.has(key), failed.get(key)?.map(({ check }) => check) ?? []];
    if (isFound && checks.length > 0) bothFind += 1;
    else if (!isFound && checks.length === 0) neitherFinds += 1;
    else disagreements.push({ rule: rule.id, configuration, address, found: isFound ? "rule" : "checkov", checks: [...new Set(checks)] });
  }
  const { elsewhere, left } = withoutPairs(disagreements);
  const judged = left.map((disagreement) => ({ disagreement, judgement: judgements.find((one) => isAbout(one, disagreement)) ?? null }));
  return { rule, asked: places.size - elsewhere, bothFind, neitherFinds, elsewhere, disagreements: judged };
}

/** In a configuration, and there in a module, each finding of one pairs with one of the other. */
function withoutPairs(disagreements: readonly Disagreement[]): { elsewhere: number; left: Disagreement[] } {
  let elsewhere = 0;
  const left: Disagreement[] = [];
  for (const group of Map.groupBy(disagreements, ({ configuration, address }) => `${configuration} ${moduleOf(address)}`).values()) {
    const [rule, checkov] = [group.filter(({ found }) => found === "rule"), group.filter(({ found }) => found === "checkov")];
    const pairs = Math.min(rule.length, checkov.length);
    elsewhere += pairs;
    left.push(...rule.slice(pairs), ...checkov.slice(pairs));
  }
  return { elsewhere, left };
}

function moduleOf(address: string): string {
  return /^(?:module\.[^.[]+(?:\[[^\]]*\])?\.)*/.exec(address)?.[0] ?? "";
}

export function isAbout({ rule, found, configuration = "*", resource = "*" }: Judgement, of: Disagreement): boolean {
  return (
    rule === of.rule &&
    found === of.found &&
    matchesGlobExactly(configuration, of.configuration) &&
    matchesGlobExactly(resource, of.address)
  );
}
