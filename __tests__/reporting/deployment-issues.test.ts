import { describe, expect, it } from "@jest/globals";
import { openGitHubClock } from "../../src/adapters/github/clock.ts";
import { connectGitHub } from "../../src/adapters/github/client.ts";
import { openIssues } from "../../src/adapters/github/issues.ts";
import type { DriftReport, DriftResult } from "../../src/domain/drift/report.ts";
import { subjectOfIssue, tellDrift } from "../../src/reporting/drift-issues.ts";
import type { Issues } from "../../src/ports/issues.ts";
import { startFakeGithub } from "../../scripts/fake-github/client.ts";
import { driftReport, driftResult, PRD } from "../domain/builders.ts";
import { memoryIssues, type MemoryIssues } from "../helpers/memory-issues.ts";
import { quietLog } from "../helpers/quiet-log.ts";

const APART = { takesCommands: true, apart: new Set(["production"]) };
const TOGETHER = { takesCommands: true, apart: new Set<string>() };

function drifted(project: string, changes: Partial<DriftResult> = {}): DriftResult {
  return clean(project, { outcome: "drifted", kinds: ["outside"], ...changes });
}

function clean(project: string, changes: Partial<DriftResult> = {}): DriftResult {
  return driftResult(project.startsWith("*") ? project : `s3/prd/us-east-1/${project}`, changes);
}

/** What a run tells, and then all issues there are. */
async function told(issues: MemoryIssues, results: DriftResult[], more: Partial<DriftReport> = {}, how = APART): Promise<string[]> {
  expect(await tellDrift(driftReport(results, more), [PRD], how, issues, quietLog())).toEqual([]);
  return issues.kept.map(({ title, state }) => `${title} ${state}`);
}

describe("issues on drift, one for each deployment", () => {
  it("are opened, closed and opened again, each for itself", async () => {
    const issues = memoryIssues();
    const both = ["Drift in s3/prd/us-east-1/a open", "Drift in s3/prd/us-east-1/b open"];
    expect(await told(issues, [drifted("a"), drifted("b"), clean("c")])).toEqual(both);
    expect(await told(issues, [drifted("a"), drifted("b"), clean("c")])).toEqual(both);
    expect(await told(issues, [drifted("a"), clean("b")])).toEqual([both[0], "Drift in s3/prd/us-east-1/b closed"]);
    expect(issues.kept[1]?.body).toContain("### As it was applied");
    expect(await told(issues, [clean("a"), drifted("b")])).toEqual(["Drift in s3/prd/us-east-1/a closed", both[1]]);
  });

  it("say what drifted, since when, what a plan would do, and what a comment can ask for", async () => {
    const issues = memoryIssues();
    await told(issues, [
      drifted("a", {
        file: "S3/a/a.tfvars",
        owner: "Platform Team",
        outside: [{ address: "aws_s3_bucket.a", gone: false, attributes: ["tags"], ofCode: true }],
        output: "  ~ tags = {}",
        since: "2026-11-21T06:54:24.051Z",
        lastClean: "2026-11-20T06:50:00.000Z",
      }),
    ]);
    expect(issues.kept[0]?.body).toBe(
      [
        "<!-- tf-orchestrator:drift production s3/prd/us-east-1/a -->",
        "### Changed outside, since 2026-11-21 06:54, last clean 2026-11-20 06:50",
        "",
        "`s3/prd/us-east-1/a` · `S3/a/a.tfvars`",
        "",
        "To put back what was changed outside, comment `/tf reconcile`, with write access.",
        "",
        "- `aws_s3_bucket.a` was changed outside: tags",
        "- owned by Platform Team",
        "",
        "```diff",
        "! tags = {}",
        "```",
        "",
        "<sub>tf-orchestrator 2.0.0, Terraform 1.11.4</sub>",
      ].join("\n"),
    );
    expect(await subjectOfIssue(1, [PRD], issues)).toEqual({ environment: "production", id: "s3/prd/us-east-1/a" });
  });

  it("are left alone while there is nothing new to say, and when this run did not look", async () => {
    const issues = memoryIssues();
    await told(issues, [drifted("a", { output: "the plan" })]);
    const updates: number[] = [];
    const counting = {
      ...issues,
      update: async (...call: Parameters<Issues["update"]>) => (updates.push(call[0]), issues.update(...call)),
    };
    await told(counting, [drifted("a", { output: "the plan" })], { run: "https://github.com/org/tf-controller/actions/runs/2" });
    await told(counting, [], { earlier: [drifted("a")], left: 1 });
    await told(counting, [clean("a", { outcome: "skipped" })], { earlier: [drifted("a")] });
    expect([updates, issues.kept[0]?.body.includes("the plan")]).toEqual([[], true]);
  });

  it("are at most twenty more in a run; the issue of the environment tells of the rest", async () => {
    const issues = memoryIssues();
    const all = Array.from({ length: 23 }, (_, index) => drifted(`d${String(index).padStart(2, "0")}`));
    const first = await told(issues, [...all, drifted("***hidden***"), clean("e")]);
    expect([first.length, first.at(-1)]).toEqual([21, "Drift in production open"]);
    const environment = issues.kept[20]?.body ?? "";
    expect(environment).toMatch(
      /^<!-- tf-orchestrator:drift production -->\n### 4 of 5 deployments are not as applied\n\n20 more deployments drifted, with an issue of their own\.\n/,
    );
    expect(environment.match(/^\| ❌ .*$/gm)).toHaveLength(4);
    // The others come next, though this run has not looked at them. What has no name that can be told apart stays.
    const second = await told(issues, [], { earlier: [...all, drifted("***hidden***")], left: 24 });
    expect([second.length, second[20], new Set(second).size]).toEqual([24, "Drift in production open", 24]);
    expect(issues.kept[20]?.body).toContain("23 more deployments drifted");
    expect((await told(issues, [...all, clean("***hidden***")]))[20]).toBe("Drift in production closed");
  });

  it("are closed when nothing is known of their deployment any more, and not while something may be", async () => {
    const issues = memoryIssues();
    const [open] = await told(issues, [drifted("a")]);
    for (const unsure of [{ unknown: 1 }, { problems: ["AccessDenied"] }]) expect(await told(issues, [clean("b")], unsure)).toEqual([open]);
    expect(await told(issues, [clean("b")])).toEqual(["Drift in s3/prd/us-east-1/a closed"]);
  });

  it("give way to the issue of the environment, and the other way round", async () => {
    const issues = memoryIssues();
    await told(issues, [drifted("a")]);
    expect(await told(issues, [drifted("a")], {}, TOGETHER)).toEqual(["Drift in s3/prd/us-east-1/a closed", "Drift in production open"]);
    expect(await told(issues, [drifted("a")])).toEqual(["Drift in s3/prd/us-east-1/a open", "Drift in production closed"]);
  });

  it("are assigned to the owners of their deployment", async () => {
    const issues = memoryIssues();
    issues.assignable.add("alice").add("bob");
    await told(issues, [drifted("a", { owner: "alice" }), drifted("b", { owner: "@bob" })]);
    await told(issues, [drifted("a", { owner: "alice" }), drifted("b", { owner: "@bob" })]);
    expect(issues.kept.map(({ assignees }) => assignees)).toEqual([["alice"], ["bob"]]);
  });

  it("that cannot be opened are told once, and the issue of the environment tells of their deployments", async () => {
    const issues = memoryIssues();
    const failing: Issues = {
      ...issues,
      create: async (issue) => (issue.title.endsWith("/b") ? await Promise.reject(new Error("403")) : await issues.create(issue)),
    };
    const report = driftReport([drifted("a"), drifted("b"), drifted("c")]);
    expect(await tellDrift(report, [PRD], APART, failing, quietLog())).toEqual([
      "1 issue on drift in production could not be written: 403",
    ]);
    expect(issues.kept.map(({ title }) => title)).toEqual(["Drift in s3/prd/us-east-1/a", "Drift in production"]);
    expect(issues.kept[1]?.body).toContain("2 of 2 deployments are not as applied");
  });

  it("stay one each on GitHub, when two runs open them at once", async () => {
    const github = await startFakeGithub({ checkOpenapi: true });
    try {
      const name = "org/tf-controller";
      await github.createRepository(name, { branches: [] });
      const token = await github.createToken({ kind: "actions", repositories: [name] });
      const warn = () => undefined;
      const run = async () => {
        const api = connectGitHub({ apiUrl: github.url, token, userAgent: "test", warn, clock: openGitHubClock(warn) });
        return await tellDrift(driftReport([drifted("a"), drifted("b")]), [PRD], APART, openIssues(api, name), quietLog());
      };
      const open = async () =>
        (await github.repository(name)).issues
          .filter(({ state }) => state === "open")
          .map(({ title }) => title)
          .sort();
      expect(await Promise.all([run(), run()])).toEqual([[], []]);
      const two = ["Drift in s3/prd/us-east-1/a", "Drift in s3/prd/us-east-1/b"];
      expect(await open()).toEqual(two);
      expect(await run()).toEqual([]);
      expect([await open(), await github.openapiViolations()]).toEqual([two, []]);
    } finally {
      await github.stop();
    }
  });
});
