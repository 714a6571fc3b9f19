import { describe, expect, it } from "@jest/globals";
import type { DeploymentResult } from "../../../src/domain/report/report.ts";
import { accountTable, byAccount } from "../../../src/render/markdown/account-table.ts";
import { renderComment } from "../../../src/render/markdown/comment.ts";
import { finding, report, result } from "../report-builders.ts";

/** So many deployments, in turns in so many accounts. */
function many(
  deployments: number,
  accounts: number,
  change: (index: number) => Partial<DeploymentResult> = () => ({}),
): DeploymentResult[] {
  return Array.from({ length: deployments }, (_, index) => {
    const id = `s3/arj-wkld-${String(index % accounts).padStart(3, "0")}-prd/us-east-1/project-${String(index).padStart(4, "0")}`;
    return result(id, { counts: { add: 1, change: 0, destroy: 0 }, findings: [], ...change(index) });
  });
}

describe("the table of accounts", () => {
  it("is there for a hundred deployments in two accounts, and for fewer is not", () => {
    expect([byAccount(many(99, 2)), byAccount(many(100, 1)), byAccount(many(100, 2)).length]).toEqual([[], [], 2]);
  });

  it("has one row for each, the worst first", () => {
    const results = many(102, 3, (index) => {
      if (index === 1) return { status: "failed", error: "no" };
      if (index === 2) return { deletions: [{ address: "a.b", kind: "delete", forcedBy: [] }], findings: [finding({ level: "warn" })] };
      return {};
    });
    expect(accountTable("validate", byAccount(results)).split("\n")).toEqual([
      "| | account | plan | deployments |",
      "|---|---|---|---|",
      "| ❌ | `arj-wkld-001-prd` | +34 ~0 -0 · **1 failed** | 34 |",
      "| ⚠️ | `arj-wkld-002-prd` | +34 ~0 -0 · **deletes** · 1 warn | 34 |",
      "| ✅ | `arj-wkld-000-prd` | +34 ~0 -0 | 34 |",
    ]);
  });

  it("tells all of 120 accounts in a comment that has no room for the rows of 1,000 deployments", () => {
    const results = many(1000, 120, (index) => ({
      findings: [finding({ level: "warn", message: "x".repeat(200) })],
      ...(index % 100 === 0 ? { status: "failed" as const, error: "Error: AccessDenied" } : {}),
    }));
    const comment = renderComment(report({ verdict: "failed", results }), null);
    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment.split("\n")[0]).toMatch(/^### ❌ .*10 of 1,?000 deployments/);
    expect(comment).toContain("1000 deployments in 120 accounts");
    for (let account = 0; account < 120; account += 1) expect(comment).toContain(`\`arj-wkld-${String(account).padStart(3, "0")}-prd\` |`);
  });
});
