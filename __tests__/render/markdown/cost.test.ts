import { describe, expect, it } from "@jest/globals";
import type { CostEstimate } from "../../../src/domain/cost/cost.ts";
import { renderComment } from "../../../src/render/markdown/comment.ts";
import { summaryJson } from "../../../src/render/json/summary.ts";
import { resultTable } from "../../../src/render/terminal/results.ts";
import { created, report, result } from "../report-builders.ts";

const COUNTS = { counts: { add: 1, change: 0, destroy: 0 } };
const APP = "ec2/arj-wkld-a-prd/us-east-1/app";
const DATA = "rds/arj-wkld-a-prd/us-east-1/data";
const cost = (before: number, after: number, rest: Partial<CostEstimate> = {}): CostEstimate => ({
  before,
  after,
  currency: "USD",
  changes: [],
  unpriced: 0,
  ...rest,
});

const app = result(APP, {
  ...COUNTS,
  changes: [created("aws_instance.web")],
  cost: cost(73, 742.64, { changes: [{ address: "aws_instance.web", before: 73, after: 742.64 }], unpriced: 1 }),
});
const data = result(DATA, {
  ...COUNTS,
  changes: [created("aws_db_instance.this")],
  cost: cost(2_237, 2_807, { changes: [{ address: "aws_db_instance.this", before: 0, after: 570 }] }),
});

describe("the comment", () => {
  it("has costs in a column, the total, and what costs most behind a fold", () => {
    const comment = renderComment(report({ results: [app, data] }), null).replaceAll("\u00a0", " ");
    expect(comment).toContain("Cost a month: **+1,240 USD** (2,310 → 3,550 USD); 1 resource without a price.");
    expect(comment).toContain("| | deployment | plan | cost a month | time |\n|---|---|---|---|---|");
    expect(comment).toContain(`| ✅ | \`${APP}\` | +1 ~0 -0 | +670 USD | 5.8 s |`);
    expect(comment).toContain(`<details><summary>What it costs</summary>

| resource | cost a month | from → to |
|---|---|---|
| \`aws_instance.web\` in \`${APP}\` | +670 USD | 73 → 743 USD |
| \`aws_db_instance.this\` in \`${DATA}\` | +570 USD | 0 → 570 USD |

</details>`);
  });

  it("says why a cost is not known", () => {
    const unknown = result(DATA, { ...COUNTS, costProblem: "infracost: not found on PATH, but policy.yaml asks it for costs" });
    const comment = renderComment(report({ results: [app, unknown] }), null).replaceAll("\u00a0", " ");
    expect(comment).toContain("⚠️ unknown for 1 deployment: infracost: not found on PATH, but policy.yaml asks it for costs.");
    expect(comment).toContain(`| \`${DATA}\` | +1 ~0 -0 | unknown | 5.8 s |`);
    expect(renderComment(report({ results: [unknown] }), null)).toContain("Cost a month: ⚠️ unknown for 1 deployment");
  });

  it("has no word of costs where nobody asked", () => {
    expect(renderComment(report({ results: [result(APP, COUNTS)] }), null)).not.toMatch(/cost/i);
  });

  it("lists ten changes at most", () => {
    const changes = Array.from({ length: 8 }, (_, index) => ({ address: `aws_instance.web[${index}]`, before: 0, after: 100 - index }));
    const results = [APP, DATA].map((id) => result(id, { ...COUNTS, cost: cost(0, 772, { changes }) }));
    const comment = renderComment(report({ results }), null);
    expect(comment).toContain("The 10 costliest changes");
    expect(comment.split("\n").filter((line) => line.startsWith("| `aws_instance.web")).length).toBe(10);
  });
});

it("stands in the terminal's table and in the JSON", () => {
  const text = resultTable(report({ results: [app, data] }), 0);
  expect(text).toContain("+670 USD a month");
  expect(text).toContain("Cost a month: +1,240 USD (2,310 USD → 3,550 USD)");
  const [first] = summaryJson(report({ results: [app] })).successful;
  expect(first?.cost).toEqual({ before: 73, after: 742.64, currency: "USD" });
});
