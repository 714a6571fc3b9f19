import { describe, expect, it } from "@jest/globals";
import { undeclaredKeys } from "../../../src/domain/checks/undeclared.ts";
import { place } from "../../../src/domain/model/finding.ts";
import type { PlanJson } from "../../../src/domain/model/plan.ts";
import { tfvars } from "../builders.ts";

const FILE = "S3/data/data.tfvars";
const plan = (configuration: unknown): PlanJson => ({ format_version: "1.2", terraform_version: "1.11.4", configuration });
const DECLARED = plan({ root_module: { variables: { s3_buckets: {}, project: {}, tags: {} } } });

function complaints(entries: Record<string, unknown>, of = DECLARED): string[] {
  return undeclaredKeys(of, tfvars(FILE, entries), new Map([["queues", "sqs"]])).map(
    ({ level, location, message }) => `${level} ${place(location ?? { file: "" })} ${message}`,
  );
}

describe("undeclaredKeys", () => {
  it("has nothing to say of declared ones, and of those that only we read", () => {
    expect(complaints({ s3_buckets: { a: {} }, project: "data", account_name: "a", region_code: "use1", owner: "me", team: "us" })).toEqual(
      [],
    );
  });

  it("refuses a service that is not planned", () => {
    expect(complaints({ s3_bukcets: { a: { versioning: true } }, kms_keys: {}, queues: {} })).toEqual([
      expect.stringMatching(/^deny S3\/data\/data\.tfvars:\d+:\d+ s3_bukcets: .* nothing of it is planned, did you mean "s3_buckets"\?$/),
      expect.stringMatching(
        /^deny S3\/data\/data\.tfvars:\d+:\d+ kms_keys: the controller's code declares no such variable, so nothing of it is planned\.$/,
      ),
      expect.stringMatching(/^deny .* queues: /),
    ]);
  });

  it("warns of any other value", () => {
    expect(complaints({ retention: 30, common_tags: { a: { b: "c" } } })).toEqual([
      expect.stringMatching(/^warn .* retention: /),
      expect.stringMatching(/^warn .* common_tags: /),
    ]);
  });

  it("knows that code without variables declares none, and nothing of a plan without its code", () => {
    expect(complaints({ s3_buckets: { a: {} } }, plan({ root_module: {} }))).toHaveLength(1);
    expect(complaints({ s3_buckets: { a: {} } }, plan(undefined))).toEqual([]);
  });
});
