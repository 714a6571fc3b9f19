import { describe, expect, it } from "@jest/globals";
import type { DriftReport, DriftResult } from "../../src/domain/drift/report.ts";
import { subjectOfIssue, tellDrift } from "../../src/reporting/drift-issues.ts";
import type { Issues } from "../../src/ports/issues.ts";
import { driftReport, driftResult, PRD } from "../domain/builders.ts";
import { memoryIssues, type KeptIssue } from "../helpers/memory-issues.ts";
import { quietLog } from "../helpers/quiet-log.ts";

function result(environment: string, outcome: DriftResult["outcome"]): DriftResult {
  const kinds: DriftResult["kinds"] = outcome === "drifted" ? ["outside"] : [];
  return driftResult(`s3/${environment}/us-east-1/data`, { account: environment, environment, outcome, kinds });
}

function report(changes: Partial<DriftReport>): DriftReport {
  return driftReport([], { environment: null, ...changes });
}

const QUIET = { takesCommands: false, apart: new Set<string>() };
const ACCOUNTS = [PRD, { ...PRD, id: "345678901234", environment: "development" }];
const DRIFTED = report({ results: [result("production", "drifted"), result("development", "clean")] });
const CLEAN = report({ results: [result("production", "clean"), result("development", "clean")] });

async function told(issues: Issues & { kept: KeptIssue[] }, ...reports: DriftReport[]): Promise<string[]> {
  for (const each of reports) expect(await tellDrift(each, ACCOUNTS, QUIET, issues, quietLog())).toEqual([]);
  return issues.kept.map(({ number, title, state }) => `${number} ${title} ${state}`);
}

describe("the issue on drift", () => {
  it("is one for each environment that drifted, opened, closed and opened again", async () => {
    const issues = memoryIssues();
    expect(await told(issues, CLEAN)).toEqual([]);
    expect(await told(issues, DRIFTED, DRIFTED)).toEqual(["1 Drift in production open"]);
    expect(issues.kept[0]?.body).toMatch(/^<!-- tf-orchestrator:drift production -->\n### 1 of 1 deployment is not as applied\n/);
    expect(await told(issues, CLEAN)).toEqual(["1 Drift in production closed"]);
    expect(issues.kept[0]?.body).toContain("### No drift in 1 deployment");
    expect(await told(issues, DRIFTED)).toEqual(["1 Drift in production open"]);
  });

  it("stays open while anything is not known to be clean", async () => {
    const issues = memoryIssues();
    await told(issues, DRIFTED);
    const production = { environment: "production", results: [] };
    const drifted = [result("production", "drifted")];
    for (const left of [{ unknown: 1, left: 1 }, { problems: ["AccessDenied"] }, { earlier: drifted, left: 1 }])
      expect(await told(issues, report({ ...production, ...left }))).toEqual(["1 Drift in production open"]);
    expect(issues.kept[0]?.body).toContain("s3/production/us-east-1/data");
  });

  it("is the older one when two runs open one each", async () => {
    const issues = memoryIssues((kept) => {
      kept.push({
        number: 1,
        title: "Drift in production",
        body: "<!-- tf-orchestrator:drift production -->\n",
        state: "open",
        assignees: [],
        comments: [],
      });
    });
    expect(await told(issues, DRIFTED)).toEqual(["1 Drift in production open", "2 Drift in production closed"]);
    expect(issues.kept[0]?.body).toContain("1 of 1 deployment is not as applied");
  });

  it("is not found by what a plan says", async () => {
    const issues = memoryIssues();
    const output = "<!-- tf-orchestrator:drift production -->";
    await told(issues, report({ results: [{ ...result("development", "drifted"), output }] }));
    expect(await told(issues, DRIFTED)).toEqual(["1 Drift in development closed", "2 Drift in production open"]);
  });

  it("says what a comment can ask for, where there is something to put back and somebody who reads it", async () => {
    const issues = memoryIssues();
    const command = "To put back what was changed outside, comment `/tf reconcile s3/production/us-east-1/data`, with write access.";
    const unplannable = { ...result("development", "drifted"), kinds: ["unplannable" as const] };
    const both = report({ results: [result("production", "drifted"), unplannable] });
    await tellDrift(both, ACCOUNTS, { ...QUIET, takesCommands: true }, issues, quietLog());
    expect(issues.kept.map(({ title, body }) => [title, body.includes(command), body.includes("/tf ")])).toEqual([
      ["Drift in development", false, false],
      ["Drift in production", true, true],
    ]);
    await tellDrift(both, ACCOUNTS, QUIET, issues, quietLog());
    expect(issues.kept.filter(({ body }) => body.includes("/tf "))).toEqual([]);
  });

  it("is known by its number, and no other issue is", async () => {
    const issues = memoryIssues();
    await told(issues, DRIFTED);
    issues.kept.push({ number: 2, title: "Drift in production", body: "Help!", state: "open", assignees: [], comments: [] });
    expect(await Promise.all([1, 2, 3].map(async (number) => await subjectOfIssue(number, ACCOUNTS, issues)))).toEqual([
      { environment: "production", id: null },
      null,
      null,
    ]);
  });

  it("is assigned to the people who own what drifted, each once while it is open", async () => {
    const issues = memoryIssues();
    issues.assignable.add("alice").add("bob");
    const of = (owner: string, more: Partial<DriftResult> = {}) =>
      report({ results: [{ ...result("production", "drifted"), owner, ...more }] });
    const assigned = () => issues.kept.map(({ assignees, body }) => [assignees, body.split("\n")[1]]);
    await told(issues, of("@alice"), of("@alice"), of("Platform Team", { codeOwners: ["@org/platform", "@mallory"] }));
    expect(assigned()).toEqual([[["alice"], "<!-- tf-orchestrator:assigned alice -->"]]);
    expect(issues.kept[0]?.body).toContain("- owned by Platform Team, `@org/platform`, `@mallory`");
    await told(issues, of("@alice"), of("bob"));
    expect(assigned()).toEqual([[["alice", "bob"], "<!-- tf-orchestrator:assigned alice bob -->"]]);
    // Opened again it is news.
    await told(issues, CLEAN, of("@alice"));
    expect(assigned()).toEqual([[["alice", "bob", "alice"], "<!-- tf-orchestrator:assigned alice -->"]]);
  });

  it("is written also where it cannot be assigned", async () => {
    const issues = { ...memoryIssues(), assign: () => Promise.reject(new Error("502")) };
    const owned = report({ results: [{ ...result("production", "drifted"), owner: "alice" }] });
    expect(await tellDrift(owned, ACCOUNTS, QUIET, issues, quietLog())).toEqual([]);
    expect(issues.kept[0]?.body).toMatch(/^<!-- tf-orchestrator:drift production -->\n### 1 of 1 /);
  });

  it("that cannot be written is told, and the others are written", async () => {
    const issues = memoryIssues();
    const failing: Issues = {
      ...issues,
      create: async (issue) => (issue.title.includes("development") ? await Promise.reject(new Error("403")) : await issues.create(issue)),
    };
    const both = report({ results: [result("production", "drifted"), result("development", "drifted")] });
    expect(await tellDrift(both, ACCOUNTS, QUIET, failing, quietLog())).toEqual([
      "the issue on drift in development could not be written: 403",
    ]);
    expect(issues.kept.map(({ title }) => title)).toEqual(["Drift in production"]);
  });
});
