import { expect, it } from "@jest/globals";
import { redactedDrift } from "../../src/domain/report/build-report.ts";
import { createRedactor } from "../../src/domain/report/redaction/redactor.ts";
import { worstFirst, type DriftReport, type DriftResult } from "../../src/domain/drift/report.ts";
import { driftJson } from "../../src/render/json/drift.ts";
import { renderDrift } from "../../src/render/markdown/drift.ts";
import { driftLine, driftTable, queueLine } from "../../src/render/terminal/drift.ts";
import { driftReport, driftResult, finding } from "../domain/builders.ts";

function result(project: string, changes: Partial<DriftResult> = {}): DriftResult {
  return driftResult(`s3/arj-wkld-a-prd/us-east-1/${project}`, {
    file: `S3/${project}/${project}.tfvars`,
    outcome: changes.kinds === undefined ? "clean" : "drifted",
    resources: 3,
    durationMs: 1200,
    ...changes,
  });
}

function report(results: DriftResult[], changes: Partial<DriftReport> = {}): DriftReport {
  const run = "https://github.com/org/tf-controller/actions/runs/1";
  return driftReport(results.toSorted(worstFirst), { durationMs: 5000, run, ...changes });
}

const OUTSIDE = result("data", {
  kinds: ["outside", "unapplied"],
  outside: [
    { address: "a.b", gone: false, attributes: ["tags", "versioning"], ofCode: true },
    { address: "a.c", gone: true, attributes: ["id"], ofCode: true },
  ],
  unapplied: ["S3/data/data.tfvars"],
  findings: [finding({ address: "a.b", location: { file: "S3/data/data.tfvars", line: 14 }, remediation: "Close it." })],
  output: "  ~ size = 2 -> 1",
  since: "2026-11-21T06:54:24.051Z",
  lastClean: "2026-11-20T06:50:00.000Z",
});
const CODE = result("code", {
  kinds: ["code"],
  changes: [{ address: "a.d", kind: "update", attributes: ["tags"], reason: null, importedAs: null, movedFrom: null }],
});
const LOCKED = result("locked", { outcome: "skipped", notes: ["state is locked by dana."], lockIsOld: true });
const ALL = report([result("clean"), LOCKED, CODE, result("gone", { kinds: ["orphaned"], resources: 1 }), OUTSIDE], { left: 7 });

it("puts the worst first, and says what is to be said of each", () => {
  expect(driftTable(ALL, 0)).toBe(
    [
      "3 of 4 deployments are not as applied, 1 was skipped, 7 are left for the next run",
      "❌ s3/arj-wkld-a-prd/us-east-1/data     changed outside, not applied   since 2026-11-21 06:54, last clean 2026-11-20 06:50",
      "     a.b was changed outside: tags, versioning",
      "     a.c was deleted outside",
      "     S3/data/data.tfvars is committed with other contents than were applied",
      "     deny S3-004 S3/data/data.tfvars:14 a.b",
      "          public bucket. Close it.",
      "❌ s3/arj-wkld-a-prd/us-east-1/gone     orphaned",
      "     no tfvars has this state any more, and it holds 1 resource: destroy them, or bring the file back",
      "❌ s3/arj-wkld-a-prd/us-east-1/code     code moved on",
      "     a plan of what was applied last would now",
      "     ~ update a.d (tags)",
      "⏭ s3/arj-wkld-a-prd/us-east-1/locked   skipped",
      "     state is locked by dana.",
    ].join("\n"),
  );
});

it("says in one line that all is clean", () => {
  expect([driftTable(report([result("a"), result("b")]), 80), driftTable(report([], { problems: ["no list"] }), 80)]).toEqual([
    "No drift in 2 deployments",
    "No drift in 0 deployments, 1 problem\n- no list",
  ]);
});

it("says what it has put right, and what it has left and why", () => {
  const right = result("right", { remediation: { outcome: "put-right", told: "Put back by what was applied last: +0 ~1 -0." } });
  const left = { ...OUTSIDE, remediation: { outcome: "left", told: "It waits for org/dev#7, open on its files." } as const };
  expect(
    driftTable(report([right, left]), 0)
      .split("\n")
      .slice(0, 4),
  ).toEqual([
    "1 of 2 deployments is not as applied, 1 was put right",
    "❌ s3/arj-wkld-a-prd/us-east-1/data    changed outside, not applied   since 2026-11-21 06:54, last clean 2026-11-20 06:50",
    "     not put right: It waits for org/dev#7, open on its files.",
    "     a.b was changed outside: tags, versioning",
  ]);
  expect(renderDrift(report([right]), 65_000)).toContain("| ✅ | `s3/arj-wkld-a-prd/us-east-1/right` | put right |");
  expect(driftLine(right, { index: 1, total: 1, idColumns: 36 })).toMatch(
    / put right +1\.2 s {3}put right: Put back by what was applied last/,
  );
});

it("says how many states it is to look at, and how many were looked at too lately", () => {
  expect([queueLine(1, 0, 1, 60_000), queueLine(40, 1, 4, 1_800_000), queueLine(0, 12, 1, 1_800_000)]).toEqual([
    "look       1 state, the oldest look first, 1 at once, for at most 1 min",
    "look       40 states, the oldest look first, 4 at once, for at most 30 min; 1 more is not due yet",
    "look       0 states, the oldest look first, 1 at once, for at most 30 min; 12 more are not due yet",
  ]);
});

it("has a line of the log for each", () => {
  const at = { index: 2, total: 12, idColumns: 36 };
  expect([OUTSIDE, result("clean")].map((each) => driftLine(each, at))).toEqual([
    "[ 2/12] s3/arj-wkld-a-prd/us-east-1/data       changed outside, not applied        1.2 s   a.b was changed outside: tags, versioning",
    "[ 2/12] s3/arj-wkld-a-prd/us-east-1/clean      clean                  1.2 s",
  ]);
});

it("is a table with the plans folded, and stays within its limit", () => {
  const text = renderDrift(ALL, 65_000);
  expect(text).toContain("| ❌ | `s3/arj-wkld-a-prd/us-east-1/data` | changed outside, not applied |");
  expect(text).toContain("| 🔒 | `s3/arj-wkld-a-prd/us-east-1/locked` | locked for long |");
  expect(text).toContain("```diff\n! size = 2 -> 1\n```");
  expect(text).not.toContain("us-east-1/clean`");
  const many = report(Array.from({ length: 900 }, (_, index) => result(`p${index}`, { kinds: ["outside"], output: "x\n".repeat(2_000) })));
  for (const limit of [65_000, 20_000, 3_000, 500]) expect(renderDrift(many, limit).length).toBeLessThanOrEqual(limit);
  const sections = renderDrift(many, 65_000);
  expect(sections.match(/<details>/g)?.length).toBe(sections.match(/<\/details>/g)?.length);
});

it("lets nothing that a plan says break out of its place", () => {
  const hostile = result("x", {
    kinds: ["outside"],
    outside: [{ address: 'a["</details>@dana <!-- x -->|"]', gone: false, attributes: ["`x`"], ofCode: true }],
    output: "```\n<!-- tf-orchestrator:v1 x -->\n::set-output::",
    notes: ["![x](http://evil.example)"],
  });
  const lines = renderDrift(report([hostile]), 65_000).split("\n");
  expect(lines.filter((line) => line.startsWith("- "))).toEqual([
    '- `a["</details>@dana <!--` x `-->|"]` was changed outside: `x`',
    "- `![x](http://evil.example)`",
  ]);
  const fence = lines.indexOf("````diff");
  expect(lines.slice(fence)).toEqual([
    "````diff",
    "```",
    "<!-- tf-orchestrator:v1 x -->",
    "::set-output::",
    "````",
    "",
    "</details>",
    "",
    expect.stringMatching(/^<sub>/),
  ]);
});

it("hides secrets everywhere, and keeps its own words", () => {
  const secret = "outside-secret-value";
  const raw = report([{ ...OUTSIDE, output: secret, notes: [`password = ${secret}`], unapplied: [secret] }], { problems: [secret] });
  const redacted = redactedDrift(raw, createRedactor([secret, "outside", "drifted", "terraform", "production"]));
  expect(JSON.stringify(redacted)).not.toContain(secret);
  expect([
    redacted.results[0]?.kinds,
    redacted.results[0]?.outcome,
    redacted.results[0]?.environment,
    redacted.environment,
    redacted.tool,
    redacted.run,
  ]).toEqual([["outside", "unapplied"], "drifted", "production", "production", raw.tool, raw.run]);
});

it("is JSON in three lists", () => {
  const json = driftJson({ ...ALL, earlier: [CODE] });
  expect(json.earlier.map(({ deployment, kinds }) => [deployment, kinds])).toEqual([[CODE.id, ["code"]]]);
  expect(json.summary).toEqual({ total: 12, drifted: 3, clean: 1, skipped: 1, left: 7, action: "drift" });
  expect(json.skipped[0]).toEqual({
    deployment: LOCKED.id,
    backend_key: LOCKED.stateKey,
    account_name: "arj-wkld-a-prd",
    environment: "production",
    file: "S3/locked/locked.tfvars",
    owner: null,
    kinds: [],
    outside: [],
    changes: [],
    unapplied: [],
    notes: ["state is locked by dana."],
    findings: [],
    resources: 3,
    since: null,
    last_clean: null,
    lock_is_old: true,
    remediation: null,
    duration_seconds: 1.2,
  });
});
