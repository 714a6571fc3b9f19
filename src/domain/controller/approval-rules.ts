import { z } from "zod";
import type { ApprovalConditions, ApprovalRule, Comparison } from "../approvals/rule.ts";
import type { Account } from "../model/deployment.ts";
import type { Finding } from "../model/finding.ts";
import { matchesGlob } from "../text/glob.ts";
import { didYouMean } from "../text/nearest.ts";
import { environmentName, type Environment } from "./environments.ts";
import { controllerFinding, dotted, type YamlFile } from "./yaml-file.ts";

const text = z.string().trim().min(1, "expected some text").max(300);
const oneOrMore = (item: z.ZodType<string>) => z.union([item, z.array(item).min(1, "expected at least one")]);

const COMPARISON = /^(>=|<=|>|<|==?)\s*(\d{1,12}(?:\.\d{1,6})?)\s*(%?)$/;
/** @param unit What may follow the number. */
function isComparison(written: unknown, unit: "%" | "" = ""): written is string {
  return typeof written === "string" && ["", unit].includes(COMPARISON.exec(written.trim())?.[3] ?? "no comparison");
}

const comparison = (example: string, unit: "%" | "" = "") =>
  z.custom<string>((written) => isComparison(written, unit), `expected a comparison such as ${example}, in quotes`);
const amount = comparison('"> 50"');
const percent = comparison('"> 20"', "%");
const risk = comparison('"> 0.25" or "> 25%"', "%");
const amountOrAny = z.custom<boolean | string>(
  (written) => typeof written === "boolean" || isComparison(written),
  'expected true, false or a comparison such as "> 50", in quotes',
);

const WHEN = z.strictObject({
  environment: oneOrMore(text).optional(),
  account: oneOrMore(text).optional(),
  service: oneOrMore(text).optional(),
  deletes: amountOrAny.optional(),
  replaces: amountOrAny.optional(),
  resources: amount.optional(),
  monthly_cost: amount.optional(),
  cost_increase_percent: percent.optional(),
  risk: risk.optional(),
  rule: oneOrMore(text).optional(),
  paths: oneOrMore(text).optional(),
});

const count = z.int("expected a whole number from 1 up").min(1, "expected a whole number from 1 up").max(100, "expected at most 100");
const team = z
  .string()
  .regex(/^@?[\w-]{1,100}\/[\w.-]{1,100}$/, "expected a team as org/team, with the name that its address has")
  .transform((written) => written.replace(/^@/, "").toLowerCase());
const login = z
  .string()
  .regex(/^@?[A-Za-z0-9][\w-]{0,99}$/, "expected a GitHub login")
  .transform((written) => written.replace(/^@/, ""));

const NEED = z
  .strictObject({
    count: count.optional(),
    teams: z.array(team).min(1, "expected at least one team").optional(),
    people: z.array(login).min(1, "expected at least one login").optional(),
    codeowners: z.literal(true, "expected true").optional(),
  })
  .refine((need) => Object.values(need).some((value) => value !== undefined), "expected count, teams, people or codeowners");

export const APPROVALS = z.array(z.strictObject({ when: WHEN.nullish(), need: NEED }));
type WrittenRules = z.output<typeof APPROVALS>;

/** @param written As APPROVALS has them. */
export function approvalRulesOf(written: WrittenRules | undefined, yaml: YamlFile): ApprovalRule[] {
  return (written ?? []).map(({ when, need }, index) => ({
    when: conditionsOf(when ?? {}),
    need: {
      count: need.count ?? 0,
      teams: [...new Set(need.teams)],
      people: need.people ?? [],
      codeOwners: need.codeowners ?? false,
    },
    location: yaml.locate(["approvals", index]),
  }));
}

function conditionsOf(when: z.output<typeof WHEN>): ApprovalConditions {
  return {
    environments: listOf(when.environment)?.map(environmentName) ?? null,
    accounts: listOf(when.account),
    services: listOf(when.service),
    deletes: comparisonOf(when.deletes),
    replaces: comparisonOf(when.replaces),
    resources: comparisonOf(when.resources),
    monthlyCost: comparisonOf(when.monthly_cost),
    costIncreasePercent: comparisonOf(when.cost_increase_percent),
    risk: shareOf(when.risk),
    rules: listOf(when.rule),
    paths: listOf(when.paths),
  };
}

function listOf(value: string | string[] | undefined): string[] | null {
  return value === undefined ? null : typeof value === "string" ? [value] : value;
}

/** `true` is "some", `false` is "none". */
function comparisonOf(written: boolean | string | undefined): Comparison | null {
  if (written === undefined) return null;
  if (typeof written === "boolean") return { operator: written ? ">" : "=", value: 0 };
  const [, operator = "", value = ""] = COMPARISON.exec(written.trim()) ?? [];
  return { operator: operator === "==" ? "=" : (operator as Comparison["operator"]), value: Number(value) };
}

/** `> 25%` is `> 0.25`. */
function shareOf(written: string | undefined): Comparison | null {
  const read = comparisonOf(written);
  return read === null || written?.includes("%") !== true ? read : { ...read, value: read.value / 100 };
}

/**
 * What the schema cannot see: environments and accounts that do not exist, so that a rule would never apply, and what is named twice.
 * @param known null: what says them is broken, which is told there. The same for `accounts`.
 */
export function approvalFindings(
  yaml: YamlFile,
  written: WrittenRules | undefined,
  known: ReadonlyMap<string, Environment> | null,
  accounts: readonly Pick<Account, "name">[] | null,
): Finding[] {
  return (written ?? []).flatMap(({ when, need }, index) => {
    const at = (path: PropertyKey[], message: string) => {
      const whole = ["approvals", index, ...path];
      return controllerFinding(yaml.locate(whole), `${dotted(whole)}: ${message}`);
    };
    return [
      ...unknownNames(when?.environment, (name) => known === null || known.has(environmentName(name))).map(({ name, path }) =>
        at(
          ["when", "environment", ...path],
          `got ${JSON.stringify(name)}, expected one of ${[...(known?.keys() ?? [])].join(", ")}${didYouMean(environmentName(name), [...(known?.keys() ?? [])])}`,
        ),
      ),
      ...unknownNames(when?.account, (name) => accounts === null || accounts.some((account) => matchesGlob(name, account.name))).map(
        ({ name, path }) =>
          at(
            ["when", "account", ...path],
            `got ${JSON.stringify(name)}, expected the name of an account in accounts.yaml, where * stands for anything${didYouMean(name, accounts?.map((account) => account.name) ?? [])}`,
          ),
      ),
      ...twice(need.people).map((place) => at(["need", "people", place], "is listed above, expected each person once")),
      ...twice(need.teams).map((place) => at(["need", "teams", place], "is listed above, expected each team once")),
    ];
  });
}

function unknownNames(written: string | string[] | undefined, isKnown: (name: string) => boolean): { name: string; path: number[] }[] {
  const names = listOf(written) ?? [];
  return names.flatMap((name, index) => (isKnown(name) ? [] : [{ name, path: Array.isArray(written) ? [index] : [] }]));
}

/** Places of names that were there before. */
function twice(names: readonly string[] | undefined): number[] {
  const plain = (names ?? []).map((name) => name.toLowerCase());
  return plain.flatMap((name, index) => (plain.indexOf(name) < index ? [index] : []));
}
