import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readControllerFiles } from "../../../src/domain/controller/files.ts";
import { budgetOf, overBudget } from "../../../src/domain/cost/budget.ts";
import { addedCost, estimateOf, MOST_COST_CHANGES, totalCost, type Cost } from "../../../src/domain/cost/cost.ts";
import { addedUsd, usd } from "../../../src/domain/cost/money.ts";
import { ConfigurationError } from "../../../src/domain/model/errors.ts";
import { deployment } from "../../render/report-builders.ts";

const cost = (before: number, after: number): Cost => ({ before, after, currency: "USD" });

describe("an estimate", () => {
  it("adds up what has one address, and lists what changes, the largest change first", () => {
    const estimate = estimateOf(
      [
        ["aws_instance.web", 70],
        ["aws_instance.web", 3.004],
        ["aws_nat_gateway.old", 32.85],
        ["aws_s3_bucket.same", 5],
      ],
      [
        ["aws_instance.web", 742.64],
        ["aws_s3_bucket.same", 5],
      ],
      2,
    );
    expect(estimate).toEqual({
      before: 110.85,
      after: 747.64,
      currency: "USD",
      changes: [
        { address: "aws_instance.web", before: 73, after: 742.64 },
        { address: "aws_nat_gateway.old", before: 32.85, after: 0 },
      ],
      unpriced: 2,
    });
  });

  it("keeps the largest changes only, whatever their order, and the sum of all", () => {
    const prices = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.integer({ min: 1, max: 9_999 })), {
      selector: ([address]) => address,
      maxLength: 30,
    });
    fc.assert(
      fc.property(prices, (all) => {
        const { after, changes } = estimateOf([], all, 0);
        expect(after).toBe(all.reduce((sum, [, price]) => sum + price, 0));
        expect(changes.length).toBe(Math.min(all.length, MOST_COST_CHANGES));
        const least = Math.min(...changes.map((change) => change.after));
        const left = all.filter(([address]) => !changes.some((change) => change.address === address));
        expect(left.every(([, price]) => price <= least)).toBe(true);
        expect(estimateOf([], all.toReversed(), 0)).toEqual(estimateOf([], all, 0));
      }),
    );
  });

  it("is rounded to cents, without a negative zero", () => {
    expect(Object.is(addedCost(cost(0.1 + 0.2, 0.3)), 0)).toBe(true);
    expect(totalCost([cost(0.1, 0.2), cost(0.2, 0.1)])).toEqual(cost(0.3, 0.3));
  });
});

it.each([
  [1_240.4, "+1,240 USD"],
  [0.424, "+0.42 USD"],
  [5, "+5 USD"],
  [-35.2, "-35 USD"],
  [-0.5, "-0.50 USD"],
  [0, "±0 USD"],
])("says %d USD as %s", (amount, text) => {
  expect(addedUsd(amount)).toBe(text);
});

describe("a monthly budget", () => {
  const app = deployment("ec2/arj-wkld-a-prd/us-east-1/app");

  it("is of all environments, or of each by its name in any letters", () => {
    expect(budgetOf({ monthly_budget: 500 }, "production")).toBe(500);
    expect(budgetOf({ monthly_budget: { Production: 900 } }, "production")).toBe(900);
    expect(budgetOf({ monthly_budget: { staging: 900 } }, "production")).toBeNull();
    expect(budgetOf({}, "production")).toBeNull();
  });

  it("denies what raises the cost above it, warns of what was above it before, and says nothing below it", () => {
    const found = (before: number, after: number) =>
      overBudget(cost(before, after), app, { monthly_budget: { production: 500 } }).map(({ level, message }) => [level, message]);
    expect(found(400, 1_640)).toEqual([
      ["deny", "It would cost 1,640 USD a month (400 USD before); the budget of production is 500 USD for one deployment."],
    ]);
    expect(found(1_640, 900)).toEqual([
      ["warn", "It would cost 900 USD a month, no more than before; the budget of production is 500 USD for one deployment."],
    ]);
    expect(found(0, 500)).toEqual([]);
  });
});

describe("cost in policy.yaml", () => {
  const ACCOUNTS = 'accounts:\n  "111122223333": { account_name: a-prd, environment: production, region: us-east-1 }\n';
  const read = (policy: string) =>
    readControllerFiles(
      new Map([
        ["accounts.yaml", ACCOUNTS],
        ["policy.yaml", policy],
      ]),
    );
  const wrong = (policy: string): string => {
    try {
      read(policy);
    } catch (error) {
      if (error instanceof ConfigurationError) return error.message;
    }
    return "";
  };

  it("is off unless it names a tool", () => {
    expect(read("").cost).toBeUndefined();
    expect(read("cost: infracost").cost).toEqual({ tool: "infracost", pricingEndpoint: null, usageFile: null });
    expect(read("cost: { tool: infracost, pricing_endpoint: https://prices.example.com, usage_file: usage.yml }").cost).toEqual({
      tool: "infracost",
      pricingEndpoint: "https://prices.example.com",
      usageFile: "usage.yml",
    });
    expect(read("cost: { tool: oiq, price_sheet: /opt/prices.csv }").cost).toEqual({
      tool: "oiq",
      priceSheet: "/opt/prices.csv",
      usageFile: null,
    });
  });

  it("says what is wrong with it, all at once and with its line", () => {
    expect(wrong("cost: oiq")).toContain("policy.yaml:1  cost.price_sheet: missing");
    expect(wrong("cost: infracoast")).toContain('policy.yaml:1  cost: got "infracoast", expected infracost, or settings');
    expect(wrong("cost: { tool: infracost, price_sheet: prices.csv }")).toContain(
      'policy.yaml:1  cost.price_sheet: got "prices.csv", expected none: infracost asks a server',
    );
    expect(wrong("cost: { tool: infracost, pricing_endpoint: 'https://me:secret@x' }")).toContain("cost.pricing_endpoint: ");
    const text = wrong("cost: infracost\nparameters:\n  monthly_budget:\n    prodution: 5\n    staging: many\n");
    expect(text).toContain("policy.yaml:4  parameters.monthly_budget.prodution: unknown environment");
    expect(text).toContain('did you mean "production"');
    expect(text).toContain('policy.yaml:5  parameters.monthly_budget.staging: got "many", expected USD a month such as 500');
    expect(wrong("parameters: { monthly_budget: 5 }")).toContain("policy.yaml:1  parameters.monthly_budget: nothing estimates costs");
  });
});

it("writes amounts with their currency", () => {
  expect(usd(2_310)).toBe("2,310 USD");
});
