import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { loadBundledPolicies } from "../../src/adapters/policies/bundled.ts";
import { openWorkTree } from "../../src/adapters/source/work-tree.ts";
import { place } from "../../src/domain/model/finding.ts";
import type { PlanJson } from "../../src/domain/model/plan.ts";
import { advised } from "../../src/domain/plan/advise.ts";
import { loadController } from "../../src/steps/change.ts";
import { deployment } from "../domain/builders.ts";
import { parseTfvars } from "../helpers/memory-ports.ts";

const ROOT = join(import.meta.dirname, "../..");
/** A tfvars whose entries say everything wrong that the example controller's modules let them say, and the plan of it. */
const WRONG = join(ROOT, "scripts/policy-fixtures/examples_controller");
const PLAN = join(ROOT, "__tests__/fixtures/plans/examples_controller.json");

it("the example controller has advice for every rule that its modules can fail", async () => {
  const controller = await loadController(openWorkTree(join(ROOT, "examples/controller")));
  const { policy } = controller.settings;
  const policies = await loadBundledPolicies(readFileSync(join(ROOT, "dist/policies.wasm")), policy.parameters, policy.profile);
  const { plans } = JSON.parse(readFileSync(PLAN, "utf8")) as { plans: { examples_controller: PlanJson } };
  const { tfvars } = await parseTfvars("wrong.tfvars", readFileSync(join(WRONG, "terraform.tfvars")));
  const names = readdirSync(WRONG).filter((name) => name.endsWith(".json"));
  const references = names.map((name) => ({ written: name, file: name, location: { file: "wrong.tfvars", line: 1, column: 1 } }));
  const of = deployment("general/arj-wkld-a-prd/us-east-1/wrong", { references });
  const found = await policies.evaluate(plans.examples_controller, of);
  const told = found.map((finding) =>
    advised(finding, policy.advice, {
      deployment: of,
      tfvars: tfvars ?? { file: "", entries: [] },
      documents: new Map(names.map((name) => [name, readFileSync(join(WRONG, name))])),
      services: new Map(),
      types: controller.variableTypes,
    }),
  );
  // A golden template's parts have advice of their own.
  const rules = new Set(found.map(({ rule }) => rule).filter((rule) => !/^COM-06\d$/.test(rule)));
  expect(rules.size).toBeGreaterThan(60);
  expect([...rules].filter((rule) => told.some((finding) => finding.rule === rule && found.includes(finding)))).toEqual([]);
  expect(
    told
      .filter(({ rule }) => rule === "S3-004" || rule === "S3-019")
      .map((finding) => [place(finding.location ?? { file: "" }), finding.remediation]),
  ).toEqual([
    ["open-policy.json:4:58", "Name the principals, or add a condition such as aws:PrincipalOrgID."],
    ["wrong.tfvars:11:5", 'Set `block_public_access = true` in "arj-prod-loose".'],
  ]);
});
