import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { loadBundledPolicies } from "../../src/adapters/policies/bundled.ts";
import { openWorkTree } from "../../src/adapters/source/work-tree.ts";
import type { PlanJson } from "../../src/domain/model/plan.ts";
import { advised } from "../../src/domain/plan/advise.ts";
import { loadController } from "../../src/steps/change.ts";
import { deployment } from "../domain/builders.ts";
import { parseTfvars } from "../helpers/memory-ports.ts";

const ROOT = join(import.meta.dirname, "../..");
const MODULES = join(ROOT, "examples/controller/modules");
/** What the README of each module shows, and the plan of it (scripts/policy-fixtures/record.ts). */
const SHOWN = join(ROOT, "scripts/policy-fixtures/examples_controller_strict");
const PLAN = join(ROOT, "__tests__/fixtures/plans/examples_controller_strict.json");

const tfvars = readFileSync(join(SHOWN, "terraform.tfvars"));

it.each(readdirSync(MODULES))("the plan is of what the README of modules/%s shows (else: record it again)", (name) => {
  const [, shown = ""] = /```terraform\n([^]*?)```/.exec(readFileSync(join(MODULES, name, "README.md"), "utf8")) ?? [];
  expect(shown).not.toBe("");
  // Two of them have a document of the same name.
  expect(tfvars.toString().replaceAll('"sqs/', '"')).toContain(shown);
});

it("the profile strict, without an exception, finds nothing in it but what its author can answer in the tfvars", async () => {
  const controller = await loadController(openWorkTree(join(ROOT, "examples/controller")));
  const { policy } = controller.settings;
  expect(policy.exceptions).toEqual([]);
  const policies = await loadBundledPolicies(readFileSync(join(ROOT, "dist/policies.wasm")), policy.parameters, "strict");
  const { plans } = JSON.parse(readFileSync(PLAN, "utf8")) as { plans: { examples_controller_strict: PlanJson } };
  const account = controller.settings.accounts.find(({ name }) => name === "arj-wkld-b-prd");
  const of = deployment("general/arj-wkld-b-prd/us-east-1/shown", account === undefined ? {} : { account });
  const found = await policies.evaluate(plans.examples_controller_strict, of);
  const read = (await parseTfvars("shown.tfvars", tfvars)).tfvars ?? { file: "", entries: [] };
  const answers = found.map((finding) =>
    advised(finding, policy.advice, {
      deployment: of,
      tfvars: read,
      documents: new Map(),
      services: new Map(),
      types: controller.variableTypes,
    }),
  );
  expect(answers.map(({ level, rule, remediation }) => [level, rule, remediation])).toEqual(
    ["S3-023", "S3-025"].flatMap((rule) =>
      ["test-poc-3-data", "test-poc-3-logs"].map((bucket) => ["warn", rule, `Set \`lifecycle = {}\` in "${bucket}".`]),
    ),
  );
});

it("no IAM user is in it: nothing makes one but iam_users, whose entries need an exception each", () => {
  const { plans } = JSON.parse(readFileSync(PLAN, "utf8")) as { plans: { examples_controller_strict: PlanJson } };
  const types = new Set((plans.examples_controller_strict.resource_changes ?? []).map(({ type }) => type));
  expect([types.has("aws_iam_role"), types.has("aws_iam_user")]).toEqual([true, false]);
  const makers = readdirSync(MODULES).filter((name) => readFileSync(join(MODULES, name, "main.tf"), "utf8").includes('"aws_iam_user"'));
  expect(makers).toEqual(["iam"]);
});
