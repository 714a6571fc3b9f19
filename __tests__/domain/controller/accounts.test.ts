import { describe, expect, it } from "@jest/globals";
import { accountOf, accountsInPath, mayDeploy, unknownAccount } from "../../../src/domain/controller/accounts.ts";
import { PRD, settings } from "../builders.ts";

const { accounts } = settings();

describe("accountOf", () => {
  it("knows no account for an empty, unknown or inherited name", () => {
    expect(["", "arj", "999999999999", "__proto__", "constructor"].map((name) => accountOf(accounts, name))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it("finds by name or id, whatever the case and the spaces around it", () => {
    expect([" ARJ-wkld-a-prd", "123456789012 "].map((name) => accountOf(accounts, name)?.id)).toEqual(["123456789012", "123456789012"]);
  });

  it("proposes the name that was meant", () => {
    expect(unknownAccount(accounts, "arj-wkld-a-prod")).toBe(
      'got "arj-wkld-a-prod", expected an account of accounts.yaml, did you mean "arj-wkld-a-prd"?',
    );
  });
});

describe("accountsInPath", () => {
  it("looks at folders, not at the file's name", () => {
    expect(accountsInPath(accounts, "arj-wkld-a-prd").map(({ name }) => name)).toEqual([]);
    expect(accountsInPath(accounts, "envs/ARJ-wkld-a-prd/x.tfvars").map(({ name }) => name)).toEqual(["arj-wkld-a-prd"]);
  });
});

describe("mayDeploy", () => {
  it.each(["org/prod-deployment", "evil/dev-x", "org/dev", "xorg/dev-a"])("refuses %s, which no glob names", (repository) => {
    expect(mayDeploy(PRD, repository, "org/controller")).toBe(false);
  });

  it("opens an account without a list to the controller repository alone", () => {
    const own = { ...PRD, repositories: [] };
    expect([
      mayDeploy(own, "org/other", "org/controller"),
      mayDeploy(own, "org/other", null),
      mayDeploy(own, "Org/Controller", "org/controller"),
    ]).toEqual([false, false, true]);
  });

  it("lets listed repositories in, and the command line, where AWS decides", () => {
    expect([mayDeploy(PRD, "org/dev-deployment", "org/controller"), mayDeploy(PRD, null, null)]).toEqual([true, true]);
  });
});
