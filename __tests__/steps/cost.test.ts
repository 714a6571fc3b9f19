import { expect, it } from "@jest/globals";
import type { PlanJson } from "../../src/domain/model/plan.ts";
import { sensitiveValues } from "../../src/domain/report/redaction/sensitive-values.ts";
import { estimateCost } from "../../src/steps/cost.ts";
import { deployment } from "../render/report-builders.ts";

const PLAN: PlanJson = {
  format_version: "1.2",
  terraform_version: "1.11.4",
  resource_changes: [
    {
      address: "aws_db_instance.this",
      mode: "managed",
      type: "aws_db_instance",
      name: "this",
      change: {
        actions: ["create"],
        after: { instance_class: "db.r6g.large", allocated_storage: 100, password: "correct horse battery" },
        after_sensitive: { password: true },
      },
    },
  ],
  planned_values: {
    root_module: {
      resources: [
        {
          address: "aws_db_instance.this",
          mode: "managed",
          type: "aws_db_instance",
          values: { instance_class: "db.r6g.large", allocated_storage: 100, password: "correct horse battery" },
        },
      ],
    },
  },
};
const DATA = deployment("rds/arj-wkld-a-prd/us-east-1/data");

it("gives the tool the plan without its secrets, and with everything that has a price", async () => {
  const given: string[] = [];
  const estimator = {
    secrets: [],
    estimate: (plan: PlanJson) => {
      given.push(JSON.stringify(plan));
      return Promise.resolve({ before: 0, after: 1, currency: "USD" as const, changes: [], unpriced: 0 });
    },
  };
  expect(await estimateCost(estimator, PLAN, DATA, sensitiveValues(PLAN))).toMatchObject({ cost: { after: 1 } });
  expect(given[0]).not.toContain("battery");
  expect(JSON.parse(given[0] ?? "")).toMatchObject({
    planned_values: {
      root_module: { resources: [{ type: "aws_db_instance", values: { instance_class: "db.r6g.large", allocated_storage: 100 } }] },
    },
  });
});

it("tells why there is no cost", async () => {
  const estimator = { secrets: [], estimate: () => Promise.reject(new Error("infracost: not found on PATH")) };
  expect(await estimateCost(estimator, PLAN, DATA, [])).toEqual({ costProblem: "infracost: not found on PATH" });
});
