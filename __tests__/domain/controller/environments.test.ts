import { describe, expect, it } from "@jest/globals";
import { environmentOf, environmentsOfBranch, isEnvironment } from "../../../src/domain/controller/environments.ts";
import { deployment, settings } from "../builders.ts";

const { environments } = settings();
const refused = (message: string, remediation: string) => ({
  rule: "environment",
  level: "deny",
  severity: "high",
  message,
  remediation,
  overridable: false,
});

describe("environmentOf", () => {
  it("refuses a change that touches several environments, naming a file of each", () => {
    const mixed = [deployment("s3/a/r/p"), deployment("s3/b/r/q", { environment: "development" }), deployment("s3/c/r/z")];
    expect(environmentOf(mixed, environments)).toEqual(
      refused(
        "the change touches 2 environments: development (s3/q/q.tfvars), production (s3/p/p.tfvars).",
        "Make one pull request for each environment.",
      ),
    );
  });

  it.each(["sandbox", "", "../prod", "__proto__"])("refuses the unknown environment %j and falls through to no branch", (environment) => {
    expect(environmentOf([deployment("s3/a/r/p", { environment })], environments)).toEqual(
      refused(
        `environment ${JSON.stringify(environment)} of s3/p/p.tfvars is unknown, expected one of production, staging, development.`,
        "Add it to deployment-rules.yaml under environments.",
      ),
    );
  });

  it("has none for no deployment", () => {
    expect(isEnvironment(environmentOf([], environments))).toBe(false);
  });

  it("is the one that all share", () => {
    expect(environmentOf([deployment("s3/a/r/p"), deployment("s3/b/r/q")], environments)).toEqual({
      name: "production",
      branch: "prod",
      deletions: "block",
      minApprovals: 1,
      handMerges: "gate",
      drift: { everyMs: 0, remediate: "none", issues: "environment", notify: null },
      rollout: null,
    });
  });
});

it("finds the environments of a branch, none for a branch that is no target", () => {
  expect(["prod", "main"].map((branch) => environmentsOfBranch(branch, environments).map(({ name }) => name))).toEqual([
    ["production"],
    [],
  ]);
});
