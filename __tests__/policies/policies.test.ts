import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { buildPolicies } from "../../scripts/build-policies.ts";
import { goTool } from "../../scripts/lab/tools.ts";
import { describePolicies, loadBundledPolicies, type RuleDescription } from "../../src/adapters/policies/bundled.ts";
import type { PlanJson } from "../../src/domain/model/plan.ts";
import { deployment as deploymentOf } from "../domain/builders.ts";

// Building the policies takes a second, on a busy machine many.
jest.setTimeout(120_000);

const root = resolve(import.meta.dirname, "../..");
const policies = join(root, "policies");
const plans = join(root, "__tests__/fixtures/plans");
const deployment = deploymentOf("s3/a/us-east-1/x");
const temporary = mkdtempSync(join(tmpdir(), "policies-test-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

let built: Buffer;
beforeAll(async () => {
  built = await buildPolicies(policies);
});

const opa = (...args: string[]): string =>
  execFileSync(goTool("opa"), args, { cwd: root, encoding: "utf8", stdio: "pipe", maxBuffer: 1 << 26 });

describe("policies", () => {
  it("pass their own tests", () => {
    expect(opa("test", policies, plans)).toMatch(/^PASS: (\d+)\/\1\s*$/);
  });

  it("are formatted and pass the strict check", () => {
    expect(opa("fmt", "--list", policies)).toBe("");
    expect(opa("check", "--strict", policies)).toBe("");
  });

  it("have a test in every rule's folder", () => {
    const folders = readdirSync(join(policies, "rules"), { recursive: true, encoding: "utf8" });
    const rules = folders.filter((file) => file.endsWith(".rego") && !file.endsWith("_test.rego"));
    expect(rules.filter((file) => !folders.includes(file.replace(/\.rego$/, "_test.rego")))).toEqual([]);
  });

  it("call no built-in function with a wrong value on any recorded plan", () => {
    const query = "{name: findings | some name, plan in data.plans; findings := data.main.findings with input as plan}";
    const data = ["--data", policies, "--data", plans, "--ignore=*_test.rego", "--ignore=catalogue.yaml"];
    const answer = opa("eval", "--strict-builtin-errors", "--format=raw", ...data, query);
    expect(Object.keys(JSON.parse(answer) as object)).toEqual(readdirSync(plans).map((file) => file.replace(/\.json$/, "")));
    expect(answer).not.toContain("policy-error");
  });

  it("give the same bytes for the same sources", async () => {
    const copy = join(temporary, "copy");
    cpSync(policies, copy, { recursive: true });
    expect((await buildPolicies(copy)).equals(built)).toBe(true);
  });
});

describe("a mistake in a policy", () => {
  it("is named with its line when the Rego does not compile", async () => {
    const broken = withRule("broken", "deny contains finding if {\n\tfinding :=\n}\n");
    await expect(buildPolicies(broken)).rejects.toThrow(/rules\/s3\/broken\/broken\.rego:\d+/);
  });

  it("stops the build when it calls a function that WebAssembly does not have", async () => {
    const broken = withRule("clock", "deny contains finding if finding := time.now_ns()\n");
    await expect(buildPolicies(broken)).rejects.toThrow(/undefined function time\.now_ns/);
  });

  it("stops the build when it says nothing about itself, or denies nothing", async () => {
    const nameless = withRule("nameless", "deny contains finding if finding := input.nothing\n");
    await expect(buildPolicies(nameless)).rejects.toThrow("policies: rules/s3/nameless has no metadata := rego.metadata.chain() with id");
    await expect(buildPolicies(withRule("idle", METADATA))).rejects.toThrow("policies: rules/s3/idle has no set deny.");
  });

  it("stops the build when it describes itself in another shape", async () => {
    const unknown = withRule(
      "loud",
      `${METADATA.replace("severity: low", "severity: loud")}deny contains finding if finding := input.nothing\n`,
    );
    await expect(buildPolicies(unknown)).rejects.toThrow(/severity/);
  });

  it("keeps no family of rules from being asked", () => {
    const families = readdirSync(join(policies, "rules"));
    const main = readFileSync(join(policies, "main.rego"), "utf8");
    for (const part of ["_denied", "_rules"])
      expect(
        [
          ...main.matchAll(
            new RegExp(`^${part}\\.(\\w+)\\[name\\] := part if \\{\\n\\tsome name\\n\\tpart := data\\.rules\\.\\1\\[name\\]`, "gm"),
          ),
        ].map(([, family]) => family),
      ).toEqual(families);
  });

  it("closes the gate when a finding has another shape", async () => {
    const evaluated = await evaluate(withRule("misshapen", `${METADATA}deny contains "public"\n`));
    expect(evaluated).toEqual([
      {
        rule: "policy-error",
        level: "deny",
        severity: "critical",
        address: "policies.rules/s3/misshapen",
        message: "rules/s3/misshapen gives a finding of another shape than lib.result makes.",
        remediation: "Correct the policies or their parameters in the controller repository.",
        overridable: false,
      },
    ]);
  });
});

const catalogued = z.object({
  catalogue: z.array(
    z.object({
      id: z.string(),
      service: z.string(),
      severity: z.string(),
      level: z.string(),
      title: z.string(),
      unknown: z.string(),
      standards: z.array(z.string()),
    }),
  ),
});

describe("the catalogue", () => {
  const { catalogue } = catalogued.parse(parse(readFileSync(join(policies, "catalogue.yaml"), "utf8")));
  let rules: RuleDescription[];
  beforeAll(async () => {
    ({ rules } = await describePolicies(built));
  });

  it("holds every rule that is written, besides the one for further required tags", () => {
    const ids = new Set(catalogue.map((entry) => entry.id));
    expect(rules.map((rule) => rule.id).filter((id) => !ids.has(id))).toEqual(["COM-100"]);
  });

  it("agrees with the rules on title, severity, level, unknown values and standards", () => {
    const written = rules
      .filter((rule) => rule.id !== "COM-100")
      .map(({ id, service, severity, level, title, unknown, standards }) => ({ id, service, severity, level, title, unknown, standards }));
    const ids = new Set(written.map((rule) => rule.id));
    expect(written).toEqual(catalogue.filter((entry) => ids.has(entry.id)).sort((a, b) => (a.id < b.id ? -1 : 1)));
  });

  it("has to be opted in to where a rule says so, and nowhere else", () => {
    const files = readdirSync(join(policies, "rules"), { recursive: true, encoding: "utf8" });
    const sources = files.filter((file) => file.endsWith(".rego")).map((file) => readFileSync(join(policies, "rules", file), "utf8"));
    const asking = sources.filter((source) => source.includes("parameters.opted_in(metadata)"));
    const ids = asking.map((source) => /^# {3}id: (\S+)$/m.exec(source)?.[1]).sort();
    expect(rules.filter(({ asked }) => asked === "opt-in").map(({ id }) => id)).toEqual(ids);
    expect(ids.length).toBeGreaterThan(0);
  });

  it("denies nothing in baseline that it does not in recommended, and nothing there that it does not in strict", () => {
    const denying = rules.map(({ level, levels }) => ({ level, ...levels })).filter(({ baseline }) => baseline !== "warn");
    expect(denying.length).toBeGreaterThan(50);
    expect(denying.filter(({ level, recommended }) => level !== "deny" || recommended !== "deny")).toEqual([]);
    expect(rules.filter(({ levels }) => levels.recommended === "deny" && levels.strict !== "deny")).toEqual([]);
  });

  it("gives each id to one rule", () => {
    expect(rules.map((rule) => rule.id)).toEqual([...new Set(rules.map((rule) => rule.id))]);
  });
});

const METADATA = `# METADATA
# title: A rule
# description: For a test.
# custom:
#   id: S3-999
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: None.
`;

/** Policies with the one rule `rules/s3/{name}`. METADATA has to stand before the package line. */
function withRule(name: string, body: string): string {
  const sources = join(temporary, name);
  for (const part of ["lib", "main.rego"]) cpSync(join(policies, part), join(sources, part), { recursive: true });
  const folder = join(sources, "rules/s3", name);
  mkdirSync(folder, { recursive: true });
  const [metadata, rule] = body.startsWith(METADATA)
    ? [METADATA, `metadata := rego.metadata.chain()\n\n${body.slice(METADATA.length)}`]
    : ["", body];
  writeFileSync(join(folder, `${name}.rego`), `${metadata}package rules.s3.${name}\n\n${rule}`);
  return sources;
}

async function evaluate(sources: string): Promise<unknown> {
  const bundled = await loadBundledPolicies(await buildPolicies(sources), {});
  return await bundled.evaluate({ format_version: "1.2", terraform_version: "1.11.4" }, deployment);
}

describe("plans in the style of well-known public modules", () => {
  const names = readdirSync(plans).filter((file) => file.startsWith("public_"));

  it("are a dozen", () => {
    expect(names).toHaveLength(12);
  });

  it.each(names)("%s: baseline denies nothing, also in production, and warns of some", async (name) => {
    const bundled = await loadBundledPolicies(built, {}, "baseline");
    const { plans: recorded } = JSON.parse(readFileSync(join(plans, name), "utf8")) as { plans: Record<string, PlanJson> };
    const [plan] = Object.values(recorded);
    if (plan === undefined) throw new Error(`${name} holds no plan`);
    const findings = await bundled.evaluate(plan, { ...deployment, environment: "production" });
    expect(findings.filter(({ level }) => level === "deny").map(({ rule, address }) => `${rule} ${address ?? ""}`)).toEqual([]);
    expect(findings.filter(({ rule }) => /^COM-(?:00[1-4]|020|100)$/.test(rule))).toEqual([]);
  });
});
