import { expect, it } from "@jest/globals";
import { listedSources } from "../../../src/domain/setup/listed-sources.ts";

it("names each repository of accounts.yaml once, no patterns, and the controller where an account names none", () => {
  const accounts = [{ repositories: ["org/a", "org/dev-*"] }, { repositories: [] }, { repositories: ["org/a", "org/b"] }];
  expect(listedSources(accounts, "org/controller")).toEqual(["org/a", "org/controller", "org/b"]);
});
