import { describe, expect, it } from "@jest/globals";
import { buildReport } from "../../../src/domain/report/build-report.ts";
import { createRedactor } from "../../../src/domain/report/redaction/redactor.ts";
import type { Report } from "../../../src/domain/report/report.ts";
import { renderAnnotations } from "../../../src/render/json/annotations.ts";
import { renderComment } from "../../../src/render/markdown/comment.ts";
import { renderJobSummary } from "../../../src/render/markdown/job-summary.ts";
import { headerLine, logGroup, policyLine, resultLine } from "../../../src/render/terminal/log.ts";
import { planFiles } from "../../../src/render/markdown/plan-files.ts";
import { summaryJson } from "../../../src/render/json/summary.ts";
import { resultTable } from "../../../src/render/terminal/results.ts";
import { verdictText } from "../../../src/render/markdown/verdict.ts";
import { ENDINGS, finding, report, result } from "../../render/report-builders.ts";

const SECRETS = [
  "hunter2!-planted",
  "123456789012",
  "arn:aws:s3:::planted-bucket",
  "alice@planted.example",
  "10.77.66.55",
  "ghp_plantedplantedplantedplanted01",
];

/** Every string of the report followed by secrets. */
function planted<T>(value: T): T {
  if (typeof value === "string") return `${value} ${SECRETS.join(" ")}` as T;
  if (Array.isArray(value)) return value.map((item: unknown) => planted(item)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, planted(item as unknown)])) as T;
}

function everyRendering(of: Report): string[] {
  return [
    renderComment(of, "a.b.c"),
    renderJobSummary(of),
    JSON.stringify(renderAnnotations(of)),
    headerLine(of.orchestratorVersion, of.phase, of.subject),
    ...of.results.map((each, index) => resultLine(each, { index, total: 3, idColumns: 10 })),
    ...of.results.map((each) => logGroup(each.deployment.id, each.output)),
    policyLine(of),
    resultTable(of, 10_000),
    JSON.stringify(summaryJson(of)),
    JSON.stringify([...planFiles(of)]),
    verdictText(of),
  ];
}

const FULL = report({
  verdict: "refused",
  refusal: { reasons: ["a", "b"], remedy: "c" },
  removed: [
    {
      file: "x.tfvars",
      id: "s3/a/us-east-1/x",
      resources: 2,
      last: { action: "apply", who: "alice", at: "2026-11-21T06:00:00.000Z" },
      problem: null,
    },
    { file: "y.tfvars", id: "s3/a/us-east-1/y", resources: null, last: null, problem: "it cannot be read" },
  ],
  renamed: [{ from: "old.tfvars", to: "new.tfvars", id: "s3/a/us-east-1/z" }],
  checks: [finding({ level: "warn" })],
  results: [
    result("s3/a/us-east-1/p", {
      status: "failed",
      deletions: [{ address: "a.b", kind: "replace", forcedBy: ["c"] }],
      findings: [finding()],
      error: "e",
      output: "o",
      backupKey: "k",
      recovery: "r",
      drift: [{ address: "d.e", gone: false, attributes: ["tags"], ofCode: true }],
      steps: [{ name: "plan", startMs: 0, endMs: 9 }],
    }),
  ],
});

describe("buildReport", () => {
  it("lets no secret through in any field, in any rendering", () => {
    // Our own links are made of the server's address, the repository and commit ids alone.
    const raw = { ...planted(FULL), links: FULL.links };
    raw.subject.filesUrl = FULL.subject.filesUrl;
    raw.subject.controllerFilesUrl = FULL.subject.controllerFilesUrl;
    // The fixed words keep their places, so that every branch of the renderers is taken.
    const typed: Report = {
      ...raw,
      phase: "apply",
      verdict: "failed",
      results: raw.results.map((each) => ({ ...each, status: "failed" })),
    };
    for (const phase of ["validate", "apply"] as const) {
      for (const verdict of ["failed", "refused", "passed", "empty"] as const) {
        const built = buildReport({ ...typed, phase, verdict }, createRedactor(["hunter2!-planted"]));
        for (const text of [JSON.stringify(built), ...everyRendering(built)]) {
          for (const secret of SECRETS) expect(text).not.toContain(secret.replace("arn:aws:s3:::", ""));
        }
      }
    }
  });

  it("passes words through that only look like fixed ones", () => {
    const odd = { ...report(), verdict: "hunter2!-planted" } as unknown as Report;
    expect(buildReport(odd, createRedactor(["hunter2!-planted"])).verdict).toBe("***REDACTED***");
  });

  it("keeps fixed words although a secret is one of them", () => {
    const built = buildReport(FULL, createRedactor(["refused", "validate", "failed", "critical", "replace", "plan"]));
    const [first] = built.results;
    expect([
      built.phase,
      built.verdict,
      first?.status,
      first?.findings[0]?.severity,
      first?.deletions[0]?.kind,
      first?.steps[0]?.name,
    ]).toEqual(["validate", "refused", "failed", "critical", "replace", "plan"]);
  });

  it("changes nothing where nothing is secret", () => {
    const raw = {
      ...ENDINGS.failed!,
      results: ENDINGS.failed!.results.map((each) => ({
        ...each,
        deployment: { ...each.deployment, account: { ...each.deployment.account, id: "-" } },
      })),
    };
    expect(buildReport(raw, createRedactor([]))).toEqual(raw);
  });
});
