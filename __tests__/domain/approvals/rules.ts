import type { ApprovalFacts, DeploymentFacts } from "../../../src/domain/approvals/facts.ts";
import type { ApprovalConditions, ApprovalNeed, ApprovalRule } from "../../../src/domain/approvals/rule.ts";

const ALWAYS: ApprovalConditions = {
  environments: null,
  accounts: null,
  services: null,
  deletes: null,
  replaces: null,
  resources: null,
  monthlyCost: null,
  costIncreasePercent: null,
  risk: null,
  rules: null,
  paths: null,
};
const NOTHING: ApprovalNeed = { count: 0, teams: [], people: [], codeOwners: false };

/** A rule that applies to every change, but for what is given. */
export function rule(when: Partial<ApprovalConditions>, need: Partial<ApprovalNeed>): ApprovalRule {
  return { when: { ...ALWAYS, ...when }, need: { ...NOTHING, ...need }, location: { file: "deployment-rules.yaml", line: 1 } };
}

export function deploymentFacts(changes: Partial<DeploymentFacts> = {}): DeploymentFacts {
  return {
    id: "s3/arj-wkld-a-prd/us-east-1/data",
    account: "arj-wkld-a-prd",
    services: ["s3"],
    deletes: 0,
    replaces: 0,
    resources: 1,
    rules: [],
    cost: null,
    risk: null,
    ...changes,
  };
}

export function facts(changes: Partial<ApprovalFacts> = {}): ApprovalFacts {
  return { environment: "production", deployments: [deploymentFacts()], checks: [], paths: ["S3/data/data.tfvars"], ...changes };
}
