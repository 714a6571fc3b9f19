import { describe, expect, it } from "@jest/globals";
import {
  checkStateKeyTemplate,
  DEFAULT_STATE_KEY,
  deploymentIdOf,
  servicePart,
  stateBucketOf,
  stateKeyOf,
  type StateKeyParts,
} from "../../../src/domain/controller/state-key.ts";

const parts = (changes: Partial<StateKeyParts> = {}): StateKeyParts => ({
  service: "s3",
  account: "arj-wkld-a-prd",
  region: "us-east-1",
  project: "data-lake",
  environment: "production",
  account_id: "123456789012",
  resource: null,
  ...changes,
});

describe("checkStateKeyTemplate", () => {
  it.each([
    ["{servce}/terraform.tfstate", "{servce} is unknown"],
    ["{__proto__}/x", "{__proto__} is unknown"],
    ["../{service}", "expected names of letters"],
    ["/{service}", "expected names of letters"],
    ["{service}//x", "expected names of letters"],
    ["{service}/a b", "expected names of letters"],
    ["{{service}}", "expected names of letters"],
    ["", "expected names of letters"],
    ["a".repeat(513), "at most 512 characters"],
  ])("refuses %s", (template, problem) => {
    expect(() => checkStateKeyTemplate(template)).toThrow(problem);
  });

  it("accepts every placeholder", () => {
    expect(() =>
      checkStateKeyTemplate("{service}/{account}/{region}/{project}/{environment}/{account_id}-{resource}.tfstate"),
    ).not.toThrow();
  });
});

describe("stateKeyOf", () => {
  it.each(["", "..", "a/b", "-a", "a b", "a..b", "é", "x".repeat(64), "a\nb", "%2e", "__proto__"])("refuses the project %j", (project) => {
    expect(stateKeyOf(DEFAULT_STATE_KEY, parts({ project }))).toEqual({
      problems: [
        `project: got ${JSON.stringify(project)}, expected a letter or digit, then at most 62 letters, digits, dots, underscores or dashes`,
      ],
    });
  });

  it("refuses a resource in the key of a file with several, and says all that is wrong at once", () => {
    expect(stateKeyOf("{service}/{resource}/{project}", parts({ project: "a b" }))).toEqual({
      problems: [
        "resource: the state key needs exactly one resource in the file",
        'project: got "a b", expected a letter or digit, then at most 62 letters, digits, dots, underscores or dashes',
      ],
    });
  });

  it.each(["backups", "failed", "audit-logs", "records", "starts", "probes"])(
    "refuses states in %s/, which holds other files",
    (service) => {
      expect(stateKeyOf(DEFAULT_STATE_KEY, parts({ service }))).toEqual({
        problems: [`state key ${service}/arj-wkld-a-prd/us-east-1/data-lake/terraform.tfstate: ${service}/ holds other files of the store`],
      });
    },
  );

  it("puts the parts in, trimmed and in lower case", () => {
    expect(stateKeyOf(DEFAULT_STATE_KEY, parts({ account: " ARJ-wkld ", project: "Data_Lake.2" }))).toEqual({
      key: "s3/arj-wkld/us-east-1/data_lake.2/terraform.tfstate",
    });
    expect(stateKeyOf("{environment}/{account_id}/{resource}.tfstate", parts({ resource: "logs" }))).toEqual({
      key: "production/123456789012/logs.tfstate",
    });
  });

  it("takes a dollar sign in a part for what it is", () => {
    expect(stateKeyOf("{project}/x", parts({ project: "$&" }))).toHaveProperty("problems");
  });
});

it("names the deployment by its key without the file, the bucket by the account, the services by one word", () => {
  expect([deploymentIdOf("s3/a/r/p/terraform.tfstate"), deploymentIdOf("a/b.tfstate")]).toEqual(["s3/a/r/p", "a/b.tfstate"]);
  expect(stateBucketOf("tfstate-{account_id}", "123456789012")).toBe("tfstate-123456789012");
  expect([[], ["s3"], ["iam", "s3"]].map(servicePart)).toEqual(["general", "s3", "combined"]);
});
