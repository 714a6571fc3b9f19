import { matchesAnyGlob, matchesGlobExactly } from "../text/glob.ts";
import { shortList } from "../text/short-list.ts";
import type { ApprovalFacts, DeploymentFacts } from "./facts.ts";
import { compares, type ApprovalConditions, type ApprovalRule, type Comparison } from "./rule.ts";
import { amountText, counted, percentText, signed } from "./words.ts";

/** What all rules that match a change need together: the highest count, every team, every person. */
export interface ApprovalNeeds {
  /** 0: no rule asks for a number. */
  count: Needed & { least: number };
  /** By `org/team`. */
  teams: ReadonlyMap<string, Needed>;
  /** By login, as it is first written. */
  people: ReadonlyMap<string, Needed>;
  /** null: no rule asks for them. */
  codeOwners: Needed | null;
}

export interface Needed {
  /** Why, in words that stand in brackets: `cost +1,240 USD a month`, `deletes 1 resource`. Each once. */
  reasons: readonly string[];
}

export const NO_NEEDS: ApprovalNeeds = { count: { least: 0, reasons: [] }, teams: new Map(), people: new Map(), codeOwners: null };

/** What the rules that match need. They add up: each of them is met, or the change waits. */
export function needs(rules: readonly ApprovalRule[], facts: ApprovalFacts): ApprovalNeeds {
  const matched = rules.flatMap(({ when, need }) => {
    const reasons = reasonsOf(when, facts);
    return reasons === null ? [] : [{ need, reason: reasons.join(", ") }];
  });
  const least = Math.max(0, ...matched.map(({ need }) => need.count));
  const reasonsFor = (wants: (need: ApprovalRule["need"]) => boolean): Needed => ({
    reasons: [...new Set(matched.flatMap(({ need, reason }) => (wants(need) ? [reason] : [])))],
  });
  const teams = new Set(matched.flatMap(({ need }) => need.teams));
  const people = new Map(matched.flatMap(({ need }) => need.people).map((login) => [login.toLowerCase(), login]));
  return {
    count: { least, ...reasonsFor(({ count }) => least > 0 && count === least) },
    teams: new Map([...teams].map((team) => [team, reasonsFor((need) => need.teams.includes(team))])),
    people: new Map(
      [...people].map(([name, login]) => [login, reasonsFor((need) => need.people.some((each) => each.toLowerCase() === name))]),
    ),
    codeOwners: matched.some(({ need }) => need.codeOwners) ? reasonsFor(({ codeOwners }) => codeOwners) : null,
  };
}

export function isNothingNeeded({ count, teams, people, codeOwners }: ApprovalNeeds): boolean {
  return count.least === 0 && teams.size === 0 && people.size === 0 && codeOwners === null;
}

/** Why a rule applies; null: it does not. What is unknown speaks for it. */
function reasonsOf(when: ApprovalConditions, facts: ApprovalFacts): string[] | null {
  const chosen = chosenBy(when, facts);
  if (chosen.length === 0 || when.environments?.includes(facts.environment) === false) return null;
  const measured = [
    amount(
      when.deletes,
      total(chosen, ({ deletes }) => deletes),
      DELETES,
    ),
    amount(
      when.replaces,
      total(chosen, ({ replaces }) => replaces),
      REPLACES,
    ),
    amount(
      when.resources,
      total(chosen, ({ resources }) => resources),
      RESOURCES,
    ),
    amount(when.monthlyCost, costIncrease(chosen), COST),
    amount(when.costIncreasePercent, costIncreasePercent(chosen), COST_PERCENT),
    amount(
      when.risk,
      highest(chosen, ({ risk }) => risk),
      RISK,
    ),
    ruleHits(when.rules, facts, chosen),
    pathHits(when.paths, facts.paths),
  ].filter((answer) => answer !== "not asked");
  if (measured.includes("no")) return null;
  const said = measured.flatMap((answer) => (typeof answer === "object" ? [answer.reason] : []));
  return said.length > 0 ? said : chosenWords(when, facts, chosen);
}

/** The deployments that the rule is about. */
function chosenBy({ accounts, services }: ApprovalConditions, { deployments }: ApprovalFacts): DeploymentFacts[] {
  return deployments.filter(
    (deployment) =>
      (accounts === null || matchesAnyGlob(accounts, deployment.account)) &&
      (services === null || deployment.services.some((service) => matchesAnyGlob(services, service))),
  );
}

type Answer = "not asked" | "no" | { reason: string };

interface Wording {
  known: (value: number) => string;
  unknown: string;
}

const DELETES: Wording = {
  known: (n) => (n === 0 ? "deletes nothing" : `deletes ${counted(n, "resource")}`),
  unknown: "deletions unknown",
};
const REPLACES: Wording = {
  known: (n) => (n === 0 ? "replaces nothing" : `replaces ${counted(n, "resource")}`),
  unknown: "replacements unknown",
};
const RESOURCES: Wording = { known: (n) => `changes ${counted(n, "resource")}`, unknown: "number of resources unknown" };
const COST: Wording = { known: (usd) => `cost ${signed(usd, amountText)} USD a month`, unknown: "cost unknown" };
const COST_PERCENT: Wording = { known: (percent) => `cost ${signed(percent, percentText)} %`, unknown: "cost unknown" };
const RISK: Wording = { known: (risk) => `risk ${percentText(risk * 100)} %`, unknown: "risk unknown" };

function amount(comparison: Comparison | null, value: number | null, { known, unknown }: Wording): Answer {
  if (comparison === null) return "not asked";
  if (value === null) return { reason: unknown };
  return compares(value, comparison) ? { reason: known(value) } : "no";
}

function total(deployments: readonly DeploymentFacts[], of: (deployment: DeploymentFacts) => number | null): number | null {
  return deployments.reduce<number | null>((sum, deployment) => {
    const value = of(deployment);
    return sum === null || value === null ? null : sum + value;
  }, 0);
}

function highest(deployments: readonly DeploymentFacts[], of: (deployment: DeploymentFacts) => number | null): number | null {
  const values = deployments.map(of);
  return values.includes(null) ? null : Math.max(...values.filter((value) => value !== null));
}

function costIncrease(deployments: readonly DeploymentFacts[]): number | null {
  return total(deployments, ({ cost }) => (cost === null ? null : cost.after - cost.before));
}

/** From nothing to something is without bound. */
function costIncreasePercent(deployments: readonly DeploymentFacts[]): number | null {
  const before = total(deployments, ({ cost }) => cost?.before ?? null);
  const increase = costIncrease(deployments);
  if (before === null || increase === null) return null;
  if (increase === 0) return 0;
  return before === 0 ? Number.POSITIVE_INFINITY : (increase / before) * 100;
}

const MOST_NAMED = 2;

function ruleHits(globs: readonly string[] | null, { checks }: ApprovalFacts, chosen: readonly DeploymentFacts[]): Answer {
  if (globs === null) return "not asked";
  const known = [checks, ...chosen.map(({ rules }) => rules)];
  const hits = new Set(known.flatMap((ids) => ids ?? []).filter((id) => matchesAnyGlob(globs, id)));
  if (hits.size > 0) return { reason: shortList([...hits].sort(), MOST_NAMED) };
  return known.includes(null) ? { reason: "findings unknown" } : "no";
}

/** Case counts, as in git. */
function pathHits(globs: readonly string[] | null, paths: readonly string[] | null): Answer {
  if (globs === null) return "not asked";
  if (paths === null) return { reason: "changed files unknown" };
  const hits = paths.filter((path) => globs.some((glob) => matchesGlobExactly(glob, path)));
  return hits.length === 0 ? "no" : { reason: `touches ${shortList(hits, MOST_NAMED)}` };
}

/** Of a rule that asks for no amount. */
function chosenWords(when: ApprovalConditions, { environment }: ApprovalFacts, chosen: readonly DeploymentFacts[]): string[] {
  const { environments, accounts, services } = when;
  const said = [
    environments === null ? [] : [environment],
    accounts === null ? [] : [`account ${named(chosen.map(({ account }) => account))}`],
    services === null
      ? []
      : [`service ${named(chosen.flatMap((deployment) => deployment.services.filter((service) => matchesAnyGlob(services, service))))}`],
  ].flat();
  return said.length > 0 ? said : ["every change"];
}

function named(names: readonly string[]): string {
  return shortList([...new Set(names)].sort(), MOST_NAMED);
}
