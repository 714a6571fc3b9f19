// A process of its own for one evaluation: node evaluate.ts WASM PLAN [TIMES] prints {"loadMs": …, "evaluateMs": […], "rules": …, "findings": …}.
import { readFile } from "node:fs/promises";
import { loadBundledPolicies } from "../../src/adapters/policies/bundled.ts";
import type { Deployment } from "../../src/domain/model/deployment.ts";
import type { PlanJson } from "../../src/domain/model/plan.ts";

const [wasm = "", plan = "", times = "1"] = process.argv.slice(2);
const input = JSON.parse(await readFile(plan, "utf8")) as PlanJson;
const bytes = await readFile(wasm);
const account: Deployment["account"] = {
  id: "123456789012",
  name: "arj-wkld-a-prd",
  environment: "production",
  region: "us-east-1",
  roleArn: null,
  planRoleArn: null,
  owner: "Platform Team",
  repositories: [],
};
const deployment: Deployment = {
  id: "general/arj-wkld-a-prd/us-east-1/large",
  stateKey: "general/arj-wkld-a-prd/us-east-1/large/terraform.tfstate",
  file: "large/large.tfvars",
  account,
  region: "us-east-1",
  project: "large",
  environment: "production",
  services: ["general"],
  resources: [],
  references: [],
  owner: null,
  team: null,
};
const started = performance.now();
const policies = await loadBundledPolicies(bytes, {});
const loadMs = performance.now() - started;
const evaluateMs: number[] = [];
let findings = 0;
for (let time = 0; time < Number(times); time += 1) {
  const before = performance.now();
  findings = (await policies.evaluate(input, deployment)).length;
  evaluateMs.push(performance.now() - before);
}
process.stdout.write(JSON.stringify({ loadMs, evaluateMs, rules: policies.rules, findings }));
