import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { agreementFigures, PAGE } from "../../scripts/policy-agreement.ts";
import { compare, type CheckovVerdict, type RuleVerdict } from "../../scripts/policy-agreement/compare.ts";
import { totalsOf } from "../../scripts/policy-agreement/page.ts";

const RULE = { id: "S3-014", title: "Versioning", checks: ["CKV_AWS_21"] };
const ours = (address: string, configuration = "bad/a"): RuleVerdict => ({ configuration, rule: RULE.id, address, level: "warn" });
const theirs = (address: string, failed: boolean, configuration = "bad/a"): CheckovVerdict => ({
  configuration,
  check: "CKV_AWS_21",
  address,
  failed,
});

describe("the comparison of a rule with its checks", () => {
  it("counts what both find, what neither does, and what only one does", () => {
    const verdicts = [theirs("b.both", true), theirs("b.neither", false), theirs("b.checkov", true, "bad/b")];
    const [agreement] = compare([RULE], [ours("b.both"), ours("b.rule", "bad/c")], verdicts, []);
    expect(agreement).toMatchObject({ asked: 4, bothFind: 1, neitherFinds: 1, elsewhere: 0 });
    expect(agreement?.disagreements.map(({ disagreement }) => disagreement)).toEqual([
      { rule: "S3-014", configuration: "bad/c", address: "b.rule", found: "rule", checks: [] },
      { rule: "S3-014", configuration: "bad/b", address: "b.checkov", found: "checkov", checks: ["CKV_AWS_21"] },
    ]);
  });

  it("takes findings at two addresses of one module for the same", () => {
    const both = compare([RULE], [ours("module.a.versioning.x")], [theirs("module.a.bucket.x", true)], []);
    expect(both).toMatchObject([{ asked: 1, elsewhere: 1, disagreements: [] }]);
    const apart = compare([RULE], [ours("module.a.versioning.x")], [theirs("module.b.bucket.x", true)], []);
    expect(apart).toMatchObject([{ asked: 2, elsewhere: 0 }]);
    expect(apart[0]?.disagreements).toHaveLength(2);
  });

  it("leaves out what another rule of the same check tells", () => {
    const other = { ...RULE, id: "S3-015" };
    const [agreement, ...more] = compare([RULE, other], [ours("b.both")], [theirs("b.both", true)], []);
    expect(agreement).toMatchObject({ rule: RULE, asked: 1, bothFind: 1, disagreements: [] });
    expect(more).toEqual([]);
  });

  it("says nothing of rules that neither had to judge", () => {
    expect(compare([RULE], [], [{ ...theirs("b.a", true), check: "CKV_AWS_1" }], [])).toEqual([]);
  });

  it("finds the word of a person on a disagreement, by who found it and where", () => {
    const judgement = { rule: "S3-014", found: "rule", configuration: "bad/*", right: "both", why: "because" } as const;
    const judged = (...judgements: Parameters<typeof compare>[3]) =>
      totalsOf(compare([RULE], [ours("b.rule")], [theirs("b.other", false)], judgements));
    expect(judged(judgement)).toEqual({ asked: 2, agreed: 1, judged: 1, unexplained: 0 });
    expect(judged({ ...judgement, found: "checkov" })).toMatchObject({ judged: 0, unexplained: 1 });
    expect(judged({ ...judgement, resource: "c.*" })).toMatchObject({ judged: 0, unexplained: 1 });
  });
});

it("the rules agree with Checkov on the kept plans, or a person has said why not; no good configuration is denied", async () => {
  const { figures, idle, page } = await agreementFigures(readFileSync(join(import.meta.dirname, "../../dist/policies.wasm")));
  const { asked, agreed, judged, unexplained } = totalsOf(figures.agreements);
  expect({ unexplained, idle, denied: figures.deniesInGood }).toEqual({ unexplained: 0, idle: [], denied: [] });
  expect((agreed + judged) / asked).toBeGreaterThanOrEqual(0.95);
  expect(Math.min(figures.good, figures.bad)).toBeGreaterThanOrEqual(30);
  // Otherwise: npm run policies:agreement
  expect(readFileSync(PAGE, "utf8")).toBe(page);
});
