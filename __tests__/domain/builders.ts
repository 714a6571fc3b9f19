import type { DriftReport, DriftResult } from "../../src/domain/drift/report.ts";
import { readControllerFiles, type ControllerSettings } from "../../src/domain/controller/files.ts";
import type { Account, Deployment } from "../../src/domain/model/deployment.ts";
import type { Finding } from "../../src/domain/model/finding.ts";
import type { Change, PlanJson, ResourceChange } from "../../src/domain/model/plan.ts";
import type { TfValue, Tfvars } from "../../src/domain/model/tfvars.ts";

export const ACCOUNTS_YAML = `accounts:
  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1, owner: Platform Team, repositories: ["org/dev-*"] }
  "210987654321": { account_name: arj-wkld-a-dev, environment: development, region: eu-west-1 }
`;

export function settings(files: Record<string, string> = {}): ControllerSettings {
  return readControllerFiles(new Map(Object.entries({ "accounts.yaml": ACCOUNTS_YAML, ...files })));
}

export const PRD: Account = {
  id: "123456789012",
  name: "arj-wkld-a-prd",
  environment: "production",
  region: "us-east-1",
  roleArn: null,
  planRoleArn: null,
  owner: "Platform Team",
  repositories: ["org/dev-*"],
};

/** `s3/arj-wkld-a-prd/us-east-1/data` gives a deployment with that id. */
export function deployment(id: string, changes: Partial<Deployment> = {}): Deployment {
  const [service = "s3", account = PRD.name, region = "us-east-1", project = "data"] = id.split("/");
  return {
    id,
    stateKey: `${id}/terraform.tfstate`,
    file: `${service}/${project}/${project}.tfvars`,
    account: { ...PRD, name: account },
    region,
    project,
    environment: "production",
    services: [service],
    owner: null,
    team: null,
    resources: [],
    references: [],
    ...changes,
  };
}

/** A parsed tfvars file: entry n of the file stands in line n, the entries inside it one line further each. */
export function tfvars(file: string, entries: Record<string, unknown>): Tfvars {
  let line = 0;
  const valueOf = (value: unknown, at: { line: number; column: number }): TfValue => {
    if (value === null) return { kind: "null", at };
    if (Array.isArray(value)) return { kind: "list", items: value.map((item) => valueOf(item, at)), at };
    if (typeof value === "object") return { kind: "map", entries: entriesOf(value), at };
    if (typeof value === "string") return { kind: "string", value, at };
    if (typeof value === "number") return { kind: "number", value, at };
    return { kind: "bool", value: value === true, at };
  };
  const entriesOf = (of: object) =>
    Object.entries(of).map(([key, value]) => {
      line += 1;
      return { key, keyAt: { line, column: 1 }, value: valueOf(value, { line, column: key.length + 4 }) };
    });
  return { file, entries: entriesOf(entries) };
}

export function resourceChange(address: string, actions: Change["actions"], change: Partial<Change> = {}): ResourceChange {
  const [type = "", name = ""] = address.split(".").slice(-2);
  return { address, mode: "managed", type, name, change: { actions, ...change } };
}

export function planJson(changes: ResourceChange[], more: Partial<PlanJson> = {}): PlanJson {
  return { format_version: "1.2", terraform_version: "1.11.4", resource_changes: changes, ...more };
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return { rule: "S3-004", level: "deny", severity: "critical", message: "public bucket", remediation: "", overridable: true, ...changes };
}

/** A run's look at some states. */
export function driftReport(results: DriftResult[], changes: Partial<DriftReport> = {}): DriftReport {
  return {
    environment: "production",
    results,
    left: 0,
    earlier: [],
    unknown: 0,
    problems: [],
    tool: { name: "terraform", version: "1.11.4" },
    orchestratorVersion: "2.0.0",
    durationMs: 1,
    run: null,
    ...changes,
  };
}

/** A look that found a state clean. */
export function driftResult(id: string, changes: Partial<DriftResult> = {}): DriftResult {
  return {
    id,
    stateKey: `${id}/terraform.tfstate`,
    account: PRD.name,
    environment: "production",
    file: null,
    owner: null,
    codeOwners: [],
    outcome: "clean",
    kinds: [],
    outside: [],
    changes: [],
    unapplied: [],
    notes: [],
    findings: [],
    output: "",
    resources: 1,
    since: null,
    lastClean: null,
    durationMs: 1,
    lockIsOld: false,
    remediation: null,
    ...changes,
  };
}
