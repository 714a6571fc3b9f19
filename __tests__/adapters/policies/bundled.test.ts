import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildPolicies } from "../../../scripts/build-policies.ts";
import { goTool } from "../../../scripts/lab/tools.ts";
import { loadBundledPolicies } from "../../../src/adapters/policies/bundled.ts";
import { ToolError } from "../../../src/domain/model/errors.ts";
import { bySeverity, type Finding } from "../../../src/domain/model/finding.ts";
import type { PlanJson, ResourceChange } from "../../../src/domain/model/plan.ts";
import { deployment as deploymentOf } from "../../domain/builders.ts";

// Building the policies takes a second, on a busy machine many.
jest.setTimeout(120_000);

const root = resolve(import.meta.dirname, "../../..");
const fixtures = join(root, "__tests__/fixtures/plans");

const deployment = deploymentOf("s3/a/us-east-1/x");
const temporary = mkdtempSync(join(tmpdir(), "bundled-policies-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

let wasm: Uint8Array;
beforeAll(async () => {
  wasm = await buildPolicies(join(root, "policies"));
});

describe("loadBundledPolicies", () => {
  it("refuses a module that is none", async () => {
    await expect(loadBundledPolicies(new Uint8Array([1, 2, 3]), {})).rejects.toThrow(ToolError);
  });

  it("refuses a module that names no rules", async () => {
    const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    await expect(loadBundledPolicies(empty, {})).rejects.toThrow("policies: the module names no rules");
  });

  it("refuses findings of another shape: what is unknown holds the gate", async () => {
    const other = await loadBundledPolicies(await buildFrom(`package main\n\nfindings contains {"level": "info"}\n\n${ONE_RULE}`), {});
    await expect(other.evaluate(planOf([]), deployment)).rejects.toThrow(ToolError);
  });

  it("refuses an answer that is undefined", async () => {
    const other = await loadBundledPolicies(await buildFrom(`package main\n\nfindings := set() if input.never\n\n${ONE_RULE}`), {});
    await expect(other.evaluate(planOf([]), deployment)).rejects.toThrow(ToolError);
  });

  it("reports an evaluation that breaks off, and judges the next plan", async () => {
    const conflict = `package main\n\nfindings := set() if not _value == "x"\n\n_value := input.terraform_version\n\n_value := input.format_version\n\n${ONE_RULE}`;
    const other = await loadBundledPolicies(await buildFrom(conflict), {});
    await expect(other.evaluate({ format_version: "1.2", terraform_version: "1.11.4" }, deployment)).rejects.toThrow(
      /policies: .*conflict/,
    );
    expect(await other.evaluate({ format_version: "1", terraform_version: "1" }, deployment)).toEqual([]);
  });

  it("says which parameter has the wrong type, as a finding nobody can override", async () => {
    const bundled = await loadBundledPolicies(wasm, { required_tags: "Owner", allowed_accounts: [123456789012] });
    const findings = await bundled.evaluate(planOf([]), deployment);
    expect(findings.map(({ rule, message, overridable }) => ({ rule, message, overridable }))).toEqual(
      [
        { rule: "policy-error", message: "parameters required_tags: got string, expected array.", overridable: false },
        { rule: "policy-error", message: "parameters allowed_accounts: got number in the list, expected string.", overridable: false },
      ].sort((a, b) => (a.message < b.message ? -1 : 1)),
    );
  });

  it("does not lose its footing on a policy document of 200,000 brackets", async () => {
    const bundled = await loadBundledPolicies(wasm, {});
    const hostile = planOf([bucketPolicy("[".repeat(200_000))]);
    const judged = await bundled.evaluate(hostile, deployment).catch((error: unknown) => error);
    expect(judged instanceof ToolError || (judged as Finding[]).some((finding) => finding.rule === "S3-019")).toBe(true);
    expect(await bundled.evaluate(planOf([]), deployment)).toEqual([]);
  });

  it("treats names that objects inherit as plain names", async () => {
    const bundled = await loadBundledPolicies(wasm, { __proto__: { required_tags: [] } });
    const plan = planOf([bucketPolicy(OPEN, "aws_s3_bucket_policy.__proto__"), bucketPolicy(OPEN, "aws_s3_bucket_policy.constructor")]);
    const open = (await bundled.evaluate(plan, deployment)).filter(({ rule }) => rule === "S3-019");
    expect(open.map(({ address }) => address)).toEqual(["aws_s3_bucket_policy.__proto__", "aws_s3_bucket_policy.constructor"]);
  });

  it("gives findings with everything a reader needs", async () => {
    const bundled = await loadBundledPolicies(wasm, {});
    expect(await bundled.evaluate(planOf([bucketPolicy(OPEN)]), deployment)).toEqual([
      {
        rule: "S3-019",
        level: "deny",
        severity: "critical",
        address: "aws_s3_bucket_policy.this",
        message: "`policy` lets everyone in; expected named principals or a limiting condition.",
        remediation: "Name the principals, or narrow the statement with a condition such as aws:PrincipalOrgID.",
        overridable: true,
      },
    ]);
  });

  it("speaks at the level of the profile, and in baseline of production as of production", async () => {
    const levels = async (profile: "baseline" | "recommended" | "strict", environment: string) => {
      const findings = await (
        await loadBundledPolicies(wasm, {}, profile)
      ).evaluate(recorded("dynamodb.json"), { ...deployment, environment });
      return Object.fromEntries(
        ["DDB-001", "DDB-003", "DDB-002"].map((rule) => [rule, findings.find((finding) => finding.rule === rule)?.level]),
      );
    };
    expect(await levels("baseline", "development")).toEqual({ "DDB-001": "warn", "DDB-003": "warn", "DDB-002": "warn" });
    expect(await levels("baseline", "production")).toEqual({ "DDB-001": "warn", "DDB-003": "deny", "DDB-002": "warn" });
    expect(await levels("recommended", "development")).toEqual({ "DDB-001": "deny", "DDB-003": "deny", "DDB-002": "warn" });
    expect(await levels("strict", "development")).toEqual({ "DDB-001": "deny", "DDB-003": "deny", "DDB-002": "deny" });
  });

  it("tells of a golden template's part only where no rule of its own does, and says what to write", async () => {
    const bundled = await loadBundledPolicies(wasm, {});
    const findings = await bundled.evaluate(recorded("common_golden.json"), deployment);
    const golden = findings.filter(({ rule, address }) => rule === "COM-064" && address === "aws_vpc.network_bare");
    expect(golden.map(({ message }) => message)).toEqual([
      "a closed default security group: missing; expected every part of the golden template.",
      "subnets in two zones: missing; expected every part of the golden template.",
    ]);
    expect(golden.slice(1)).toEqual([
      {
        rule: "COM-064",
        level: "warn",
        severity: "medium",
        address: "aws_vpc.network_bare",
        message: "subnets in two zones: missing; expected every part of the golden template.",
        remediation: "Add an aws_subnet in a second availability_zone.",
        overridable: true,
      },
    ]);
    expect(findings.some(({ rule, address }) => rule === "VPC-001" && address === "aws_vpc.network_bare")).toBe(true);
  });

  it("knows the deployment's own account", async () => {
    const bundled = await loadBundledPolicies(wasm, { allowed_accounts: ["222222222222"] });
    const findings = await bundled.evaluate(recorded("ec2.json"), {
      ...deployment,
      account: { ...deployment.account, id: "111111111111" },
    });
    expect(findings.filter((finding) => finding.address?.includes("image_account"))).toEqual([]);
  });

  it("sorts as people fix: deny first, then by severity", async () => {
    const bundled = await loadBundledPolicies(wasm, {});
    const findings = await bundled.evaluate(recorded("vpc.json"), deployment);
    expect(findings.length).toBeGreaterThan(10);
    expect(findings).toEqual(findings.toSorted(bySeverity));
  });

  it("says of every recorded plan what the opa command says", async () => {
    const bundled = await loadBundledPolicies(wasm, {});
    for (const [name, findings] of Object.entries(opaFindings())) {
      const told = new Set(findings.map(({ rule, address }) => `${rule} ${address ?? ""}`));
      const news = findings.flatMap(({ told_by: rules = [], ...finding }) =>
        rules.some((rule) => told.has(`${rule} ${finding.address ?? ""}`)) ? [] : [finding],
      );
      const sorted = news.sort((a, b) => bySeverity(a, b) || (a.message < b.message ? -1 : 1));
      expect({ name, findings: await bundled.evaluate(recorded(`${name}.json`), deployment) }).toEqual({ name, findings: sorted });
    }
  });

  it("judges a plan of 10,000 resources, and a small one after it", async () => {
    const bundled = await loadBundledPolicies(wasm, {});
    const many = planOf(
      Array.from({ length: 10_000 }, (_, index) => bucketPolicy(index % 100 === 0 ? OPEN : CLOSED, `aws_s3_bucket_policy.n${index}`)),
    );
    expect(await bundled.evaluate(many, deployment)).toHaveLength(100);
    expect(await bundled.evaluate(planOf([]), deployment)).toEqual([]);
  });
});

describe("the description", () => {
  it("names every rule, sorted by id", async () => {
    const bundled = await loadBundledPolicies(wasm, {});
    const rules = bundled.description.rules;
    expect(rules).toHaveLength(bundled.rules);
    expect(rules.map((rule) => rule.id)).toEqual(rules.map((rule) => rule.id).toSorted());
    expect(rules.find((rule) => rule.id === "COM-040")).toEqual({
      id: "COM-040",
      title: "Providers hold no static credentials",
      description: "The plan shows constants of a provider block in clear. The message names the argument, never its value.",
      service: "common",
      severity: "critical",
      level: "deny",
      levels: { baseline: "deny", recommended: "deny", strict: "deny" },
      unknown: "skip",
      asked: "always",
      standards: ["CKV_AWS_41"],
      remediation: "Take credentials from a role, OIDC or the environment, and rotate the ones that were written down.",
      overridable: false,
    });
  });
});

const OPEN = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" }],
});
const CLOSED = JSON.stringify({ Version: "2012-10-17", Statement: [] });

const ONE_RULE = `rules contains {
	"id": "X-1", "title": "", "description": "", "service": "x", "severity": "low", "level": "warn",
	"unknown": "skip", "standards": [], "remediation": "", "overridable": true, "asked": "always",
	"levels": {"baseline": "warn", "recommended": "warn", "strict": "warn"},
}

parameter_names := {"required_tags"}
`;

function planOf(resourceChanges: ResourceChange[]): PlanJson {
  return { format_version: "1.2", terraform_version: "1.11.4", resource_changes: resourceChanges };
}

function bucketPolicy(policy: string, address = "aws_s3_bucket_policy.this"): ResourceChange {
  const name = address.split(".")[1] ?? "";
  return { address, mode: "managed", type: "aws_s3_bucket_policy", name, change: { actions: ["create"], after: { bucket: "x", policy } } };
}

function recorded(file: string): PlanJson {
  const { plans } = JSON.parse(readFileSync(join(fixtures, file), "utf8")) as { plans: Record<string, PlanJson> };
  return Object.values(plans)[0]!;
}

/** What the opa command finds in every recorded plan, by the plan's name. */
function opaFindings(): Record<string, (Finding & { told_by?: string[] })[]> {
  const facts = join(temporary, "facts.json");
  writeFileSync(facts, JSON.stringify({ deployment: { id: deployment.id, account_id: deployment.account.id, environment: "production" } }));
  const data = ["--data", join(root, "policies"), "--data", fixtures, "--data", facts, "--ignore=*_test.rego", "--ignore=catalogue.yaml"];
  const query = "{name: findings | some name, plan in data.plans; findings := data.main.findings with input as plan}";
  const answer = execFileSync(goTool("opa"), ["eval", "--format=raw", ...data, query], { encoding: "utf8", maxBuffer: 1 << 26 });
  return JSON.parse(answer) as Record<string, (Finding & { told_by?: string[] })[]>;
}

async function buildFrom(source: string): Promise<Uint8Array> {
  const sources = mkdtempSync(join(tmpdir(), "bundled-policies-"));
  try {
    mkdirSync(join(sources, "rules"));
    writeFileSync(join(sources, "main.rego"), source);
    return await buildPolicies(sources);
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
}
