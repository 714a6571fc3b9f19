import { describe, expect, it } from "@jest/globals";
import { adoptionOf, type JudgedPlan } from "../../../src/domain/controller/adoption.ts";
import { readPolicyFile } from "../../../src/domain/controller/policy-file.ts";
import { applyExceptions, type PolicySettings } from "../../../src/domain/controller/policy-settings.ts";
import { withExceptions } from "../../../src/domain/controller/policy-writing.ts";
import type { Finding } from "../../../src/domain/model/finding.ts";
import { finding } from "../builders.ts";

const TERMS = { today: new Date("2026-11-29T12:00:00Z"), expires: "2027-02-27", owner: null };
const SITE = { id: "s3/prod/us-east-1/site", owner: "Platform Team" };
const LAKE = { id: "s3/prod/us-east-1/lake", owner: null };

function policyOf(text: string): PolicySettings {
  const { policy, findings } = readPolicyFile(text);
  if (policy === null) throw new Error(JSON.stringify(findings));
  return policy;
}

function plan(deployment: JudgedPlan["deployment"], ...findings: Finding[]): JudgedPlan {
  return { deployment, findings };
}

const at = (address: string, more: Partial<Finding> = {}) => finding({ rule: "S3-004", address, ...more });

describe("adoptionOf", () => {
  it("exempts each rule in each deployment for the resources that break it today, and for no others", () => {
    const { added } = adoptionOf(
      [plan(SITE, at("b.two"), at("b.one"), at("b.one", { rule: "S3-001" })), plan(LAKE, at("b.one"))],
      policyOf(""),
      TERMS,
    );
    expect(added).toEqual([
      { rule: "S3-004", deployment: LAKE.id, addresses: ["b.one"], reason: "adopted on 2026-11-29", expires: "2027-02-27", owner: null },
      expect.objectContaining({ rule: "S3-001", deployment: SITE.id, addresses: ["b.one"], owner: "Platform Team" }),
      expect.objectContaining({ rule: "S3-004", deployment: SITE.id, addresses: ["b.one", "b.two"], owner: "Platform Team" }),
    ]);
  });

  it("adopts what counts, and nothing else", () => {
    const warning = at("b.w", { level: "warn" });
    const later = at("b.l", { level: "warn", enforcedFrom: "2027-01-01" });
    const ofFindings = (text: string) =>
      adoptionOf([plan(SITE, warning, later)], policyOf(text), TERMS).added.map(({ addresses }) => addresses);
    expect(ofFindings("")).toEqual([]);
    expect(ofFindings("fail_on_warn: true")).toEqual([["b.w"]]);
  });

  it("leaves what nobody may override, and what protects states", () => {
    const never = [at("b.one", { overridable: false }), at("b.two", { rule: "deletion-protection" })];
    const { added, left } = adoptionOf([plan(SITE, ...never)], policyOf(""), TERMS);
    expect([added, left]).toEqual([[], never.map((one) => ({ deployment: SITE.id, finding: one }))]);
  });

  it("takes each rule of a finding that tells of several, and a deployment as a whole where there is no address", () => {
    const { added } = adoptionOf(
      [plan(SITE, at("b.one", { rule: "COM-001", rules: ["COM-001", "COM-003"] }), finding({ rule: "team" }), at("b.x", { rule: "team" }))],
      policyOf(""),
      TERMS,
    );
    expect(added.map(({ rule, addresses }) => [rule, addresses])).toEqual([
      ["COM-001", ["b.one"]],
      ["COM-003", ["b.one"]],
      ["team", null],
    ]);
  });

  it("adds only what is new the second time, says what is needed no longer, and renews nothing that has ended", () => {
    const exception = (rule: string, deployment: string, expires: string, reason = "adopted on 2026-08-01") =>
      `  - { rule: ${rule}, deployments: ["${deployment}"], addresses: [b.one], reason: "${reason}", expires: ${expires} }\n`;
    const policy = policyOf(
      `exceptions:\n${exception("S3-004", SITE.id, "2027-01-01")}${exception("S3-005", SITE.id, "2027-01-01")}${exception("S3-006", SITE.id, "2026-11-01")}` +
        `${exception("S3-007", SITE.id, "2027-01-01", "the old site")}${exception("S3-004", "s3/prod/us-east-1/elsewhere", "2027-01-01")}`,
    );
    const raw = [at("b.one"), at("b.two"), at("b.one", { rule: "S3-006" })];
    const found = adoptionOf([plan(SITE, ...applyExceptions(raw, SITE, policy.exceptions, TERMS.today))], policy, TERMS);
    expect(found.added.map(({ rule, addresses }) => [rule, addresses])).toEqual([["S3-004", ["b.two"]]]);
    expect([found.needed, found.idle, found.ended].map((all) => all.map(({ rule, location }) => `${rule}:${location.line ?? 0}`))).toEqual([
      ["S3-004:2"],
      ["S3-005:3"],
      ["S3-006:4"],
    ]);
  });
});

describe("withExceptions", () => {
  const added = adoptionOf([plan(SITE, at('m.b["a: #b"]'))], policyOf(""), TERMS).added;
  const item = (indent: string) =>
    [
      "- rule: S3-004",
      "  deployments:",
      "    - s3/prod/us-east-1/site",
      "  addresses:",
      `    - 'm.b["a: #b"]'`,
      "  reason: adopted on 2026-11-29",
      "  expires: 2027-02-27",
      "  owner: Platform Team",
    ]
      .map((line) => `${indent}${line}\n`)
      .join("");

  it("begins a list where there is none", () => {
    expect(withExceptions("", added)).toBe(`exceptions:\n${item("  ")}`);
    expect(withExceptions("# ours\nprofile: strict", added)).toBe(`# ours\nprofile: strict\n\nexceptions:\n${item("  ")}`);
    expect(withExceptions("# only words\n", added)).toBe(`# only words\n\nexceptions:\n${item("  ")}`);
  });

  it("adds to a list and changes not a byte of what is there", () => {
    for (const indent of ["", "    "]) {
      const before = `# why\nexceptions: # ours\n${indent}- { rule: A, deployments: ["*"],   reason: x, expires: 2027-01-31 } # until then\n`;
      const after = `\n# parameters\nparameters: { required_tags: [ Owner ] }\n`;
      expect(withExceptions(before + after, added)).toBe(before + item(indent) + after);
    }
    const block = 'exceptions:\n- rule: A\n  deployments: ["*"]\n  expires: 2027-01-31\n  reason: |\n    one\n    two\n';
    expect(withExceptions(`${block}profile: strict\n`, added)).toBe(`${block}${item("")}profile: strict\n`);
    expect(withExceptions(block.trimEnd(), added)).toBe(`${block.trimEnd()}\n${item("")}`);
  });

  it("writes a list in brackets anew, with the comments of the file", () => {
    const text = withExceptions(
      '# why\nprofile: strict # for now\nexceptions: [{ rule: A, deployments: ["*"], reason: x, expires: 2027-01-31 }]\n',
      added,
    );
    expect(text).toContain("# why\nprofile: strict # for now\n");
    expect(policyOf(text).exceptions.map(({ rule, addresses }) => [rule, addresses])).toEqual([
      ["A", null],
      ["S3-004", ['m.b["a: #b"]']],
    ]);
    expect(policyOf(withExceptions("{ profile: strict }", added))).toMatchObject({ profile: "strict", exceptions: [{ rule: "S3-004" }] });
    expect(policyOf(withExceptions("exceptions: []\n", added)).exceptions).toHaveLength(1);
    expect(policyOf(withExceptions("exceptions:\nprofile: strict\n", added)).exceptions).toHaveLength(1);
  });

  it("leaves the file alone where there is nothing to add", () => {
    expect(withExceptions("profile:   strict", [])).toBe("profile:   strict");
  });
});
