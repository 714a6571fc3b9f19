import { describe, expect, it } from "@jest/globals";
import {
  bucketLines,
  clockLine,
  controllerWorkflowLine,
  isHealthy,
  lockFileLine,
  sourceWorkflowLines,
  type BucketFacts,
} from "../../../src/domain/setup/checkup.ts";

const GOOD: BucketFacts = { region: "us-east-1", isVersioned: true, isEncrypted: true, isClosed: true, expiry: "none" };

describe("a bucket", () => {
  it("in order is told as such", () => {
    const lines = bucketLines("states", GOOD, "us-east-1");
    expect(isHealthy(lines)).toBe(true);
    expect(lines.map(({ state }) => state)).toEqual(["ok", "ok", "ok", "ok", "ok"]);
  });

  it("that may not be asked is not called right", () => {
    const facts = { region: null, isVersioned: null, isEncrypted: null, isClosed: null, expiry: null };
    expect(bucketLines("states", facts, "us-east-1").map(({ state, said }) => [state, said])).toEqual(
      Array.from({ length: 5 }, () => ["not looked at", "these credentials may not ask"]),
    );
  });

  it("elsewhere, or one that lets things expire, is wrong", () => {
    const [region, , , , lifecycle] = bucketLines("states", { ...GOOD, expiry: { days: 29, prefix: "" } }, "eu-west-1");
    expect([region, lifecycle]).toEqual([
      {
        about: "s3://states: region",
        state: "wrong",
        said: "is us-east-1, expected eu-west-1",
        remedy: "correct the region (AWS_REGION, state-region)",
      },
      {
        about: "s3://states: lifecycle",
        state: "wrong",
        said: 'objects below "" expire after 29 days: states, records and audit records must stay',
        remedy: "let nothing expire within 30 days, and states never",
      },
    ]);
  });
});

describe("the clock", () => {
  it("may be a minute off, either way", () => {
    expect([60, -60, 61, -61].map((seconds) => clockLine(seconds)).map(({ state, said }) => [state, said])).toEqual([
      ["ok", "as GitHub's, to within 60 s"],
      ["ok", "as GitHub's, to within 60 s"],
      ["wrong", "61 s behind GitHub's"],
      ["wrong", "61 s ahead of GitHub's"],
    ]);
  });
});

describe("the lock file", () => {
  it("names its providers; one that locks none is told", () => {
    const text = 'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "5.100.0"\n}\n';
    expect([text, "", null].map((lock) => lockFileLine(lock)).map(({ state, said }) => [state, said])).toEqual([
      ["ok", "registry.terraform.io/hashicorp/aws 5.100.0"],
      ["warning", "locks no provider"],
      ["warning", "missing: each run takes the newest providers"],
    ]);
  });
});

describe("workflows", () => {
  it("of the controller answer every dispatch", () => {
    const texts = ["on:\n  repository_dispatch:\n    types: [tf-validate, tf-apply]\n", "on: push # tf-merge\n"];
    expect(controllerWorkflowLine("o/c", { branch: "main", texts })).toEqual({
      about: "o/c: workflow on main",
      state: "wrong",
      said: "no workflow answers repository_dispatch of tf-merge",
      remedy: "commit the controller's workflow to main",
    });
  });

  it("of a source tell the controller, on each branch", () => {
    const found = [
      { branch: "main", texts: ["steps:\n  - with:\n      phase: dispatch\n"] },
      { branch: "prod", texts: ["# phase: dispatch\n"] },
    ];
    expect(sourceWorkflowLines("o/s", found).map(({ state }) => state)).toEqual(["ok", "wrong"]);
  });
});
