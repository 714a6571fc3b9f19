import { expect, it } from "@jest/globals";
import type { Account } from "../../src/domain/model/deployment.ts";
import { ConfigurationError, ToolError } from "../../src/domain/model/errors.ts";
import { appLines, linesOfBucket, linesOfRoles } from "../../src/steps/check-up.ts";

const ACCOUNT: Account = {
  id: "123456789012",
  name: "a",
  environment: "production",
  region: "us-east-1",
  roleArn: "arn:aws:iam::123456789012:role/Apply",
  planRoleArn: "arn:aws:iam::123456789012:role/Plan",
  owner: null,
  repositories: [],
};
const FACTS = { region: "us-east-1", isVersioned: true, isEncrypted: true, isClosed: true, expiries: [] };

it("tells of each role whether it can be taken from here, and that the plan role may not write", async () => {
  const lines = await linesOfRoles({
    account: ACCOUNT,
    isRunner: false,
    assume: async (role) => (role === "apply" ? await Promise.reject(new Error("AccessDenied")) : ACCOUNT.id),
    planRoleMayWrite: async () => await Promise.resolve(false),
  });
  expect(lines).toEqual([
    {
      about: "a: arn:aws:iam::123456789012:role/Apply",
      state: "warning",
      said: "cannot be assumed from here: AccessDenied",
      remedy: "where it trusts only GitHub's jobs that is right; else correct its trust policy or the ARN",
    },
    { about: "a: arn:aws:iam::123456789012:role/Plan", state: "ok", said: "can be assumed", remedy: "" },
    { about: "a: plan role and states", state: "ok", said: "it may not write them", remedy: "" },
  ]);
});

it("calls a role wrong that a job cannot take, and one that is in another account", async () => {
  const lines = await linesOfRoles({
    account: ACCOUNT,
    isRunner: true,
    assume: async (role) => (role === "apply" ? await Promise.reject(new Error("AccessDenied")) : "210987654321"),
    planRoleMayWrite: null,
  });
  expect(lines).toEqual([
    {
      about: "a: arn:aws:iam::123456789012:role/Apply",
      state: "wrong",
      said: "cannot be assumed from here: AccessDenied",
      remedy: "let its trust policy name this repository and the GitHub environment of this job, and give the job id-token: write",
    },
    {
      about: "a: arn:aws:iam::123456789012:role/Plan",
      state: "wrong",
      said: "is in the account 210987654321, expected 123456789012",
      remedy: "correct the ARN in accounts.yaml",
    },
  ]);
});

it("looks at the App in each repository, also where it is not installed", async () => {
  const lines = await appLines(["o/a", "o/b"], async (repository) =>
    repository === "o/a" ? await Promise.resolve({}) : await Promise.reject(new ConfigurationError("the App 1 is not installed on o/b")),
  );
  expect(lines.map(({ about, state, said }) => [about, state, said])).toEqual([
    ["o/a: GitHub App", "wrong", expect.stringMatching(/^installed without contents: write, /)],
    ["o/b: GitHub App", "wrong", "the App 1 is not installed on o/b"],
  ]);
});

it("calls a store that ignores conditions wrong, and one that it may not write to unknown", async () => {
  const conditionsOf = async (error: Error) => {
    const lines = await linesOfBucket({
      bucket: "states",
      region: "us-east-1",
      retention: { backupDays: 30, auditDays: 90 },
      facts: async () => await Promise.resolve(FACTS),
      probe: async () => await Promise.reject(error),
    });
    return lines.at(-1);
  };
  expect(await conditionsOf(new ConfigurationError("the store ignores If-Match"))).toEqual({
    about: "s3://states: conditional writes",
    state: "wrong",
    said: "the store ignores If-Match",
    remedy: "",
  });
  expect(await conditionsOf(new ToolError("s3 write", 403, "AccessDenied"))).toMatchObject({ state: "not looked at" });
});
