import { describe, expect, it } from "@jest/globals";
import { factsOf, type ApprovalFacts } from "../../../src/domain/approvals/facts.ts";
import { isNothingNeeded, needs } from "../../../src/domain/approvals/needs.ts";
import type { ApprovalConditions, ApprovalRule, Comparison } from "../../../src/domain/approvals/rule.ts";
import { record, recorded, DATA, KEYS } from "../../helpers/gates.ts";
import { deploymentFacts, facts, rule } from "./rules.ts";

const SOME: Comparison = { operator: ">", value: 0 };
const over = (value: number): Comparison => ({ operator: ">", value });

/** Why two approvals are needed; null: they are not. */
function why(when: Partial<ApprovalConditions>, of: ApprovalFacts): string | null {
  const { count } = needs([rule(when, { count: 2 })], of);
  return count.least === 0 ? null : count.reasons.join("; ");
}

describe("a rule applies", () => {
  const two = facts({
    deployments: [
      deploymentFacts({
        account: "prd-a",
        services: ["rds", "kms"],
        deletes: 1,
        resources: 30,
        cost: { before: 100, after: 900 },
        risk: 0.1,
      }),
      deploymentFacts({
        account: "dev-b",
        services: ["s3"],
        replaces: 2,
        resources: 25,
        rules: ["IAM-003", "S3-001"],
        cost: { before: 100, after: 540 },
        risk: 0.31,
      }),
    ],
    checks: ["names"],
    paths: ["RDS/a/a.tfvars", "IAM/role.json", "IAM/other.json"],
  });

  it.each<[string, Partial<ApprovalConditions>, string | null]>([
    ["to every change", {}, "every change"],
    ["in its environments", { environments: ["staging", "production"] }, "production"],
    ["in no other", { environments: ["staging"] }, null],
    ["to its accounts", { accounts: ["prd-*"] }, "account prd-a"],
    ["to no others", { accounts: ["stg-*"] }, null],
    ["to its services", { services: ["r*"] }, "service rds"],
    ["to deletions", { deletes: SOME }, "deletes 1 resource"],
    ["to deletions in its accounts alone", { accounts: ["dev-*"], deletes: SOME }, null],
    ["where nothing is deleted", { accounts: ["dev-*"], deletes: { operator: "=", value: 0 } }, "deletes nothing"],
    ["to replacements", { replaces: { operator: ">=", value: 2 } }, "replaces 2 resources"],
    ["to the resources of all deployments together", { resources: over(50) }, "changes 55 resources"],
    ["to the cost of all deployments together", { monthlyCost: over(1000) }, "cost +1,240 USD a month"],
    ["to the share by which it grows", { costIncreasePercent: over(600) }, "cost +620 %"],
    ["to the highest risk", { risk: over(0.3) }, "risk 31 %"],
    ["to findings of any level", { rules: ["IAM-*"] }, "IAM-003"],
    ["to findings on files", { rules: ["nam*"] }, "names"],
    ["to paths", { paths: ["IAM/*"] }, "touches IAM/role.json, IAM/other.json"],
    ["only where all of it holds", { deletes: SOME, risk: over(0.5) }, null],
    ["for all its reasons", { deletes: SOME, risk: over(0.3) }, "deletes 1 resource, risk 31 %"],
  ])("%s", (_, when, expected) => {
    expect(why(when, two)).toBe(expected);
  });
});

it.each<[Partial<ApprovalConditions>, string]>([
  [{ deletes: SOME }, "deletions unknown"],
  [{ replaces: { operator: "=", value: 0 } }, "replacements unknown"],
  [{ resources: { operator: "<", value: 1 } }, "number of resources unknown"],
  [{ monthlyCost: over(1_000_000) }, "cost unknown"],
  [{ costIncreasePercent: over(1_000_000) }, "cost unknown"],
  [{ risk: over(1) }, "risk unknown"],
  [{ rules: ["IAM-*"] }, "findings unknown"],
  [{ paths: ["IAM/*"] }, "changed files unknown"],
])("applies where what it asks for is unknown: %j", (when, reason) => {
  const unknown = deploymentFacts({ deletes: null, replaces: null, resources: null, rules: null });
  expect(why(when, facts({ deployments: [deploymentFacts(), unknown], checks: null, paths: null }))).toBe(reason);
});

it("takes what grows from nothing for growth without bound", () => {
  const fresh = facts({ deployments: [deploymentFacts({ cost: { before: 0, after: 3 } })] });
  const free = facts({ deployments: [deploymentFacts({ cost: { before: 0, after: 0 } })] });
  expect([why({ costIncreasePercent: over(1e9) }, fresh), why({ costIncreasePercent: over(10) }, free)]).toEqual(["cost +∞ %", null]);
});

it("adds up what the rules that apply need", () => {
  const rules: ApprovalRule[] = [
    rule({ deletes: SOME }, { count: 2 }),
    rule({}, { count: 3, people: ["Anna"] }),
    rule({ environments: ["production"] }, { teams: ["org/finance", "org/dba"], people: ["anna"] }),
    rule({ environments: ["staging"] }, { count: 9, teams: ["org/other"], codeOwners: true }),
    rule({ services: ["s3"] }, { codeOwners: true }),
  ];
  const needed = needs(rules, facts({ deployments: [deploymentFacts({ deletes: 1 })] }));
  expect(needed).toEqual({
    count: { least: 3, reasons: ["every change"] },
    teams: new Map([
      ["org/finance", { reasons: ["production"] }],
      ["org/dba", { reasons: ["production"] }],
    ]),
    people: new Map([["anna", { reasons: ["every change", "production"] }]]),
    codeOwners: { reasons: ["service s3"] },
  });
  expect([isNothingNeeded(needed), isNothingNeeded(needs([], facts()))]).toEqual([false, true]);
});

describe("the facts of a record", () => {
  it("tell deletions from replacements, and findings, cost and risk of each deployment", () => {
    const [keys, data] = [recorded(KEYS), recorded(DATA)];
    const of = record({
      deployments: [
        { ...keys, counts: { add: 3, change: 2, destroy: 4 }, replaced: 1, rules: ["S3-004", "S3-001", "S3-004"] },
        { ...data, rules: [], replaced: 0, cost: { before: 1, after: 2.5, currency: "USD" }, risk: { probability: 0.25 } },
      ],
      checks: ["names"],
      changedPaths: ["b", "a", "b"],
    });
    expect(factsOf(of)).toEqual({
      environment: "production",
      deployments: [
        {
          id: KEYS,
          account: keys.deployment.account.name,
          services: keys.deployment.services,
          deletes: 3,
          replaces: 1,
          resources: 8,
          rules: ["S3-001", "S3-004"],
          cost: null,
          risk: null,
        },
        {
          id: DATA,
          account: data.deployment.account.name,
          services: data.deployment.services,
          deletes: 0,
          replaces: 0,
          resources: 1,
          rules: [],
          cost: { before: 1, after: 2.5 },
          risk: 0.25,
        },
      ],
      checks: ["names"],
      paths: ["a", "b"],
    });
  });

  it("of an older release are unknown, but where its counts tell", () => {
    const of = record({
      deployments: [
        { ...recorded(KEYS), counts: { add: 1, change: 0, destroy: 1 } },
        { ...recorded(DATA), counts: { add: 0, change: 1, destroy: 2 } },
      ],
    });
    const amounts = factsOf(of).deployments.map(({ deletes, replaces, resources, rules }) => [deletes, replaces, resources, rules]);
    expect(amounts).toEqual([
      [null, null, null, null],
      [2, 0, 3, null],
    ]);
    expect([factsOf(of).checks, factsOf(of).paths]).toEqual([null, null]);
  });

  it("of a deployment without a plan are unknown", () => {
    const of = record({ verdict: "failed", deployments: [{ ...recorded(KEYS), planSha256: null, rules: ["x"], replaced: 0 }] });
    expect(factsOf(of).deployments).toMatchObject([{ deletes: null, replaces: null, resources: null, rules: null }]);
  });
});
