import { describe, expect, it } from "@jest/globals";
import { ConfigurationError } from "../../../src/domain/model/errors.ts";
import { place } from "../../../src/domain/model/finding.ts";
import { settings } from "../builders.ts";

const ruleOf = (rollout: string) =>
  settings({ "deployment-rules.yaml": `environments:\n  development:\n  production:\n    rollout: ${rollout}\n` }).environments.get(
    "production",
  )?.rollout;

function problemsOf(rollout: string): string[] {
  try {
    ruleOf(rollout);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.findings.map(({ message, location }) => `${location === undefined ? "" : place(location)}  ${message}`);
  }
}

describe("environments.<name>.rollout", () => {
  it("is what it says, and stops at the first failure without a pause where it says nothing", () => {
    expect([
      ruleOf("{ waves: [1, 10%, 100%], stop_when_failed: 3, pause: 10m, order: [arj-wkld-a-prd] }"),
      ruleOf("{ waves: [50%, 100%], pause: approval }"),
      ruleOf("{ waves: [100%], pause: 0 }"),
    ]).toEqual([
      { waves: [{ count: 1 }, { percent: 10 }, { percent: 100 }], stopWhenFailed: 3, pause: 600_000, order: ["arj-wkld-a-prd"] },
      { waves: [{ percent: 50 }, { percent: 100 }], stopWhenFailed: 1, pause: "approval", order: [] },
      { waves: [{ percent: 100 }], stopWhenFailed: 1, pause: 0, order: [] },
    ]);
  });

  it("refuses what is no size, no pause and no number, each with its line", () => {
    expect(problemsOf("{ waves: [0, 110%, many], stop_when_failed: 0, pause: 2h, order: [''] }")).toEqual([
      "deployment-rules.yaml:4  environments.production.rollout.waves[0]: got 0, expected a number of deployments from 1 up, or a share such as 10%",
      'deployment-rules.yaml:4  environments.production.rollout.waves[1]: got "110%", expected a number of deployments from 1 up, or a share such as 10%',
      'deployment-rules.yaml:4  environments.production.rollout.waves[2]: got "many", expected a number of deployments from 1 up, or a share such as 10%',
      "deployment-rules.yaml:4  environments.production.rollout.stop_when_failed: got 0, expected a whole number from 1 up",
      'deployment-rules.yaml:4  environments.production.rollout.pause: got "2h", expected 0, minutes up to 30m, or approval',
      'deployment-rules.yaml:4  environments.production.rollout.order[0]: got "", expected the name of an account',
    ]);
  });

  it("refuses waves that do not grow and such as leave something out", () => {
    expect(problemsOf("{ waves: [5, 20%, 3, 10%] }")).toEqual([
      "deployment-rules.yaml:4  environments.production.rollout.waves[2]: got 3 after 5, expected each wave to go further than the one before",
      "deployment-rules.yaml:4  environments.production.rollout.waves[3]: got 10% after 20%, expected each wave to go further than the one before",
      "deployment-rules.yaml:4  environments.production.rollout.waves[3]: got 10%, expected 100% as the last wave: it takes the rest",
    ]);
  });

  it("refuses accounts that are not the environment's, and one that is there twice", () => {
    expect(problemsOf("{ waves: [100%], order: [arj-wkld-a-prd, arj-wkld-a-prod, arj-wkld-a-dev, arj-wkld-a-prd] }")).toEqual([
      'deployment-rules.yaml:4  environments.production.rollout.order[1]: got "arj-wkld-a-prod", expected the name of an account of production in accounts.yaml, did you mean "arj-wkld-a-prd"?',
      'deployment-rules.yaml:4  environments.production.rollout.order[2]: got "arj-wkld-a-dev", expected the name of an account of production in accounts.yaml, did you mean "arj-wkld-a-prd"?',
      'deployment-rules.yaml:4  environments.production.rollout.order[3]: "arj-wkld-a-prd" is listed above, expected each account once',
    ]);
  });
});
