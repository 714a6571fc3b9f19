/**
 * Holds the bundled rules against Checkov, over the configurations in policy-agreement/, and writes docs/policies-agreement.md.
 *
 *   npm run policies:agreement                     from the plans and the answers of Checkov that are kept
 *   npm run policies:agreement -- --record [name…] plans again (all, or good/s3-module …) and asks Checkov again; needs terraform and Python 3
 *   npm run policies:agreement -- --check          writes nothing, exit code 1 when the page is old
 *
 * Reads dist/policies.wasm, so build first. Exit code 1 too where a disagreement is not judged, or a good configuration is denied.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { format } from "prettier";
import { z } from "zod";
import { loadBundledPolicies } from "../src/adapters/policies/bundled.ts";
import type { Deployment } from "../src/domain/model/deployment.ts";
import { compare, isAbout, type Judgement, type RuleVerdict } from "./policy-agreement/compare.ts";
import { agreementPage, totalsOf, type AgreementFigures } from "./policy-agreement/page.ts";
import { configurations, planOf, recordPlan, recordVerdicts, verdictsKept } from "./policy-agreement/record.ts";

const root = join(import.meta.dirname, "..");
export const PAGE = join(root, "docs/policies-agreement.md");
const JUDGEMENTS = join(root, "scripts/policy-agreement/judgements.yaml");

const judgements = z.array(
  z.strictObject({
    rule: z.string(),
    found: z.enum(["rule", "checkov"]),
    configuration: z.string().optional(),
    resource: z.string().optional(),
    right: z.enum(["rule", "checkov", "both"]),
    why: z.string().min(10),
  }),
);

/** A deployment of the account that the configurations name. */
const DEPLOYMENT: Deployment = {
  id: "general/arj-wkld-a-dev/us-east-1/agreement",
  stateKey: "general/arj-wkld-a-dev/us-east-1/agreement/terraform.tfstate",
  file: "agreement.tfvars",
  account: {
    id: "123456789012",
    name: "arj-wkld-a-dev",
    environment: "development",
    region: "us-east-1",
    roleArn: null,
    planRoleArn: null,
    owner: null,
    repositories: [],
  },
  region: "us-east-1",
  project: "agreement",
  environment: "development",
  services: ["general"],
  owner: null,
  team: null,
  resources: [],
  references: [],
};

/** Judges the kept plans by the rules as they are, and holds that against what Checkov said of them. */
export async function agreementFigures(
  wasm: Uint8Array,
): Promise<{ figures: AgreementFigures; idle: Judgement[]; page: string; ours: RuleVerdict[] }> {
  const names = configurations();
  const usual = await loadBundledPolicies(wasm, {}, "baseline");
  const { rules } = usual.description;
  const optIns = rules.filter(({ asked }) => asked === "opt-in").map(({ id }) => id);
  const all = await loadBundledPolicies(wasm, { opt_in_rules: optIns }, "baseline");
  const ours: RuleVerdict[] = [];
  const denied: RuleVerdict[] = [];
  for (const configuration of names) {
    const plan = planOf(configuration);
    const verdicts = async (policies: typeof all) =>
      (await policies.evaluate(plan, DEPLOYMENT)).map(({ rule, address = "", level }) => ({ configuration, rule, address, level }));
    ours.push(...(await verdicts(all)));
    if (configuration.startsWith("good/")) denied.push(...(await verdicts(usual)).filter(({ level }) => level === "deny"));
  }
  const known = judgements.parse(parse(readFileSync(JUDGEMENTS, "utf8")));
  const compared = rules
    .map(({ id, title, standards }) => ({ id, title, checks: standards.filter((standard) => standard.startsWith("CKV")) }))
    .filter(({ checks }) => checks.length > 0);
  const { version, verdicts } = verdictsKept();
  const agreements = compare(compared, ours, verdicts, known);
  const figures: AgreementFigures = {
    checkovVersion: version,
    good: names.filter((name) => name.startsWith("good/")).length,
    bad: names.filter((name) => name.startsWith("bad/")).length,
    deniesInGood: denied,
    rulesWithChecks: compared.length,
    agreements,
  };
  const disagreements = agreements.flatMap((agreement) => agreement.disagreements.map(({ disagreement }) => disagreement));
  return {
    figures,
    idle: known.filter((judgement) => !disagreements.some((disagreement) => isAbout(judgement, disagreement))),
    page: await format(agreementPage(figures), { parser: "markdown", printWidth: 140 }),
    ours,
  };
}

if (process.argv[1] === import.meta.filename) {
  const args = process.argv.slice(2);
  if (args.includes("--record")) {
    const named = args.filter((arg) => !arg.startsWith("--"));
    for (const name of named.length > 0 ? named : configurations()) {
      recordPlan(name);
      console.log(`planned ${name}`);
    }
    await recordVerdicts();
  }
  const { figures, idle, page } = await agreementFigures(readFileSync(join(root, "dist/policies.wasm")));
  const { asked, agreed, judged, unexplained } = totalsOf(figures.agreements);
  console.log(
    `${asked} judged by both: ${agreed} alike, ${judged} explained, ${unexplained} not; ${figures.deniesInGood.length} denies in good ones`,
  );
  for (const { configuration, rule, address } of figures.deniesInGood) console.error(`denied: ${configuration} ${rule} ${address}`);
  for (const { rule, configuration = "*" } of idle) console.error(`judgements.yaml: nothing to judge: ${rule} in ${configuration}`);
  if (args.includes("--check")) {
    if (readFileSync(PAGE, "utf8") !== page) throw new Error("docs/policies-agreement.md is old, run npm run policies:agreement");
  } else writeFileSync(PAGE, page);
  if (unexplained + figures.deniesInGood.length + idle.length > 0) process.exitCode = 1;
}
