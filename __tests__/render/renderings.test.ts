import { describe, expect, it } from "@jest/globals";
import { ConfigurationError, RefusedError, ToolError } from "../../src/domain/model/errors.ts";
import { createRedactor } from "../../src/domain/report/redaction/redactor.ts";
import { renderAnnotations } from "../../src/render/json/annotations.ts";
import { renderError } from "../../src/render/terminal/error.ts";
import { renderGantt } from "../../src/render/markdown/gantt.ts";
import { renderJobSummary } from "../../src/render/markdown/job-summary.ts";
import {
  checkLine,
  discoverLine,
  headerLine,
  logGroup,
  policyLine,
  resultLine,
  verdictLine,
  widestOf,
} from "../../src/render/terminal/log.ts";
import { planFiles } from "../../src/render/markdown/plan-files.ts";
import { discoverJson, summaryJson } from "../../src/render/json/summary.ts";
import { resultTable, runningLines } from "../../src/render/terminal/results.ts";
import { verdictText } from "../../src/render/markdown/verdict.ts";
import { duration, iconOf } from "../../src/render/words.ts";
import type { DeploymentResult, Step } from "../../src/domain/report/report.ts";
import { BUCKET_PLAN, ENDINGS, deployment, finding, report, result } from "./report-builders.ts";

const redact = createRedactor(["hunter2!"]);

describe("the mark of a deployment", () => {
  it("warns of findings before the apply; what is applied is done", () => {
    const findings = [finding({ level: "warn" })];
    expect(iconOf(result("s3/arj-wkld-a-prd/us-east-1/data", { findings }))).toBe("⚠️");
    expect(iconOf(result("s3/arj-wkld-a-prd/us-east-1/data", { findings, status: "applied" }))).toBe("✅");
  });
});

describe("an error", () => {
  it("of the user's files lists each place, aligned, the worst first", () => {
    const error = new ConfigurationError("2 problems in the configuration", [
      finding({
        severity: "low",
        message: 'accounts."1".enviroment: unknown key',
        remediation: 'Did you mean "environment"?',
        location: { file: "accounts.yaml", line: 12 },
      }),
      finding({
        message: 'region_code: got "use7"',
        remediation: "Use a known region code.",
        location: { file: "S3/a.tfvars", line: 9, column: 3 },
      }),
    ]);
    expect(renderError(error, { redact })).toBe(
      [
        "2 problems in the configuration",
        'S3/a.tfvars:9:3   region_code: got "use7". Use a known region code.',
        'accounts.yaml:12  accounts."1".enviroment: unknown key. Did you mean "environment"?',
      ].join("\n"),
    );
  });

  it("of a tool says which, and hides secrets and commands", () => {
    expect(renderError(new ToolError("terraform plan", 1, "Error: hunter2! is wrong\n::error::x"), { redact })).toBe(
      "terraform plan failed (exit code 1):\nError: ***REDACTED*** is wrong\n: :error::x",
    );
  });

  it("of a refusal says what to do", () => {
    expect(renderError(new RefusedError("the pull request comes from a fork", "Push a branch to this repository."), { redact })).toBe(
      "refused: the pull request comes from a fork\nwhat to do: Push a branch to this repository.",
    );
  });

  it("of ours has a stack only with debug", () => {
    const bug = new TypeError("x is not a function");
    expect(renderError(bug, { redact })).toBe(
      "internal error: x is not a function\nThis is a bug: run it again with --debug for the details, and please report it.",
    );
    expect(renderError(bug, { redact, debug: true })).toContain("    at ");
    expect(renderError("text", { redact })).toMatch(/^internal error: text\n/);
  });
});

describe("annotations", () => {
  it("say each thing once, the worst first, and only where there is a file of this repository", () => {
    const warning = finding({ rule: "COM-001", level: "warn", severity: "low", location: { file: "a.tfvars" } });
    const elsewhere = finding({ location: { file: "policy.yaml", line: 3, controller: true } });
    const annotations = renderAnnotations(
      report({
        checks: [warning, elsewhere],
        results: [
          result("a", { findings: [finding(), { ...finding(), location: undefined as never }] }),
          result("b", { findings: [finding()] }),
        ],
      }),
    );
    expect(annotations).toEqual([
      {
        path: "S3/data-lake/data-lake.tfvars",
        start_line: 14,
        end_line: 14,
        annotation_level: "failure",
        title: "S3-004 critical",
        message: 'module.s3.aws_s3_bucket.this["data-lake"]: The bucket has no public access block. Set `block_public_access = true`.',
      },
      {
        path: "a.tfvars",
        start_line: 1,
        end_line: 1,
        annotation_level: "notice",
        title: "COM-001 low",
        message: 'module.s3.aws_s3_bucket.this["data-lake"]: The bucket has no public access block. Set `block_public_access = true`.',
      },
    ]);
  });
});

describe("the job summary", () => {
  it("has at most 1 MiB, gantt and closed details included", () => {
    const results = Array.from({ length: 400 }, (_, index) =>
      result(`s3/a/us-east-1/p-${index}`, {
        counts: { add: 1, change: 0, destroy: 0 },
        output: "  + ä = 1\n".repeat(2_000),
        findings: [finding()],
        steps: [{ name: "plan", startMs: index, endMs: index + 1_000 }],
      }),
    );
    const summary = renderJobSummary(report({ results }));
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1_048_576);
    expect(Buffer.byteLength(summary)).toBeGreaterThan(700_000);
    expect([...summary.matchAll(/<details>/g)].length).toBe([...summary.matchAll(/<\/details>/g)].length);
    expect(/```mermaid\n([^`]*)```/.exec(summary)?.[1]?.length).toBeLessThan(50_000);
  });

  it("shows each step as a bar, waiting in grey and failure in red", () => {
    const steps = [
      { name: "wait", startMs: 0, endMs: 1_000 },
      { name: "init", startMs: 1_000, endMs: 2_000.4 },
      { name: "plan", startMs: 2_000.4, endMs: 2_000.4 },
    ] as const;
    expect(renderGantt([result("a:b;c#d%%", { status: "failed", steps: [...steps] }), result("none")])).toBe(
      [
        "```mermaid",
        '%%{init: {"gantt":{"leftPadding":72,"rightPadding":60,"useWidth":1000}}}%%',
        "gantt",
        "    title The run (seconds)",
        "    dateFormat x",
        "    axisFormat %s",
        "    section a_b_c_d_",
        "    wait :done, 0, 1000",
        "    init :1000, 2000",
        "    plan :crit, 2000, 2001",
        "```",
      ].join("\n"),
    );
    expect(renderGantt([result("none")])).toBe("");
  });

  it("draws what failed in red, and neither its recovery nor what only breaks policy", () => {
    const step = (name: Step["name"]): Step => ({ name, startMs: 0, endMs: 1_000 });
    const drawn = (status: DeploymentResult["status"], ...names: Step["name"][]) =>
      [...renderGantt([result("a", { status, steps: names.map(step), findings: [finding()] })]).matchAll(/ (\w+) :crit/g)].map(
        ([, name]) => name,
      );
    expect(drawn("recovered", "plan", "apply", "recover", "audit")).toEqual(["apply"]);
    expect(drawn("failed", "plan", "apply", "recover", "audit")).toEqual(["apply"]);
    expect(drawn("failed", "plan", "apply", "audit")).toEqual(["apply"]);
    expect(drawn("failed", "init", "plan")).toEqual(["plan"]);
    expect(drawn("planned", "plan", "policy")).toEqual([]);
  });

  it("breaks long names in the middle, and gives them the room they need", () => {
    const gantt = renderGantt([
      result("s3/arj-wkld-a-prd/us-east-1/data-lake", { steps: [{ name: "plan", startMs: 0, endMs: 1 }] }),
      result(`s3/${"x".repeat(200)}`, { steps: [{ name: "plan", startMs: 0, endMs: 1 }] }),
    ]);
    expect(gantt.split("\n").filter((line) => /section|init/.test(line))).toEqual([
      '%%{init: {"gantt":{"leftPadding":276,"rightPadding":60,"useWidth":1000}}}%%',
      "    section s3/arj-wkld-a-prd/<br>us-east-1/data-lake",
      `    section ..${"x".repeat(40)}`,
    ]);
  });
});

describe("the log", () => {
  const { results } = ENDINGS.failed!;
  const idColumns = widestOf(results.map((each) => each.deployment.id));

  it("reads like this", () => {
    const lines = [
      headerLine("2.0.0", "validate", report().subject),
      discoverLine(
        results.map((each) => ({
          ...each.deployment,
          references: [{ written: "a.json", file: "S3/a.json", location: { file: "x", line: 1, column: 1 } }],
        })),
        7,
      ),
      checkLine([finding({ level: "warn" })]),
      ...results.map((each, index) => resultLine(each, { index: index + 1, total: results.length, idColumns })),
      resultLine({ ...results[2]!, status: "applied" }, { index: 3, total: 5, idColumns, done: "destroyed" }),
      resultLine(ENDINGS["failed-terraform"]!.results[1]!, { index: 12, total: 20, idColumns }),
      policyLine(ENDINGS.failed!),
      verdictLine(["opa-failed", "comment updated", "check run failed"]),
    ];
    expect(`\n${lines.join("\n")}\n`).toBe(`
tf-orchestrator 2.0.0 · validate · org/dev-deployment#123 at a1b2c3d · production → prod
discover   5 deployments in 5 services, 1 account (7 files changed, 1 JSON file pulled in)
check      tfvars, references, policy documents, names: 0 errors, 1 warning
[1/5] kms/arj-wkld-a-prd/us-east-1/keys       planned +1 ~1 -0           5.8 s
[2/5] s3/arj-wkld-a-prd/us-east-1/data-lake   planned +3 ~0 -0           6.1 s   1 deny, 2 warn
[3/5] iam/arj-wkld-a-prd/us-east-1/roles      planned +0 ~0 -1           6.4 s   1 warn
[4/5] sqs/arj-wkld-a-prd/us-east-1/jobs       no changes                 5.8 s
[5/5] sns/arj-wkld-a-prd/us-east-1/alerts     no changes                 5.8 s
[3/5] iam/arj-wkld-a-prd/us-east-1/roles      destroyed +0 ~0 -1         6.4 s   1 warn
[12/20] iam/arj-wkld-a-prd/us-east-1/roles      failed                     2.2 s   Error: Invalid function argument
policy     371 rules on 5 plans: 1 deny, 3 warn (84 ms)
verdict    opa-failed · comment updated · check run failed
`);
  });

  it("tells of a recovered deployment why, then what was done", () => {
    const recovered = result("s3/arj-wkld-a-prd/us-east-1/data", {
      status: "recovered",
      error:
        'terraform apply: Error: creating S3 Bucket Logging: 503\n\n  on main.tf line 149:\n 149: resource "aws_s3_bucket_logging" "this" {',
      recovery: "The configuration of yesterday is applied again. Nothing is lost.",
    });
    expect(resultLine(recovered, { index: 1, total: 1, idColumns: 33 })).toMatch(
      / s {3}Error: creating S3 Bucket Logging: 503; The configuration of yesterday is applied again$/,
    );
  });

  it("folds a deployment's output, and nothing in it can end the fold", () => {
    expect(logGroup("a\n::error::b", "x\n::endgroup::\n::error::y\n")).toBe(
      "::group::a : :error::b\nx\n: :endgroup::\n: :error::y\n::endgroup::",
    );
  });

  it("has units people read", () => {
    expect([0, 84, 949, 6_100, 41_000, 185_000, Number.NaN].map(duration)).toEqual([
      "0 ms",
      "84 ms",
      "949 ms",
      "6.1 s",
      "41 s",
      "3 min 5 s",
      "0 ms",
    ]);
  });
});

describe("the terminal", () => {
  const running = {
    deployments: [
      { id: "kms/a/us-east-1/keys", step: "plan" as const, startedMs: 1_000 },
      { id: "s3/a/us-east-1/data\u001b[2J", step: "init" as const, startedMs: 6_000 },
    ],
    done: 3,
    total: 20,
    nowMs: 7_100,
  };

  it("shows what runs, no line wider than it is", () => {
    expect(runningLines(running, 80)).toEqual([
      "⠇ kms/a/us-east-1/keys   plan        6.1 s",
      "⠇ s3/a/us-east-1/data    init        1.1 s",
      "3 of 20 deployments done",
    ]);
    expect(runningLines(running, 12)).toEqual(["⠇ kms/a/us-…", "⠇ s3/a/us-e…", "3 of 20 dep…"]);
    expect(runningLines(running, 80, 2)).toEqual([
      "⠇ kms/a/us-east-1/keys   plan        6.1 s",
      "3 of 20 deployments done, 1 more running",
    ]);
    expect([runningLines(running, 0), runningLines(running, 1)]).toEqual([[], ["…", "…", "…"]]);
  });

  it("ends with the verdict and the table", () => {
    expect(`\n${resultTable(ENDINGS.failed!, 100)}\n`).toBe(`
❌ Not ready: 1 of 5 deployments breaks policy · production → prod
❌ s3/arj-wkld-a-prd/us-east-1/data-lake   +3 ~0 -0   6.1 s   1 deny, 2 warn
     deny S3-004 S3/data-lake/data-lake.tfvars:14:3 module.s3.aws_s3_bucket.this["data-lake"]
          The bucket has no public access block. Set \`block_public_access = true\`.
     warn COM-001 S3/data-lake/data-lake.tfvars:14:3 module.s3.aws_s3_bucket.this["data-lake"]
          The tag Owner is missing. Add \`Owner\` to \`tags\`.
     warn S3-018 S3/data-lake/data-lake.tfvars:14:3 aws_s3_bucket.b
          No lifecycle rule. Add one.
⚠  iam/arj-wkld-a-prd/us-east-1/roles      +0 ~0 -1   6.4 s   1 warn
     warn IAM-016 S3/data-lake/data-lake.tfvars:14:3 module.s3.aws_s3_bucket.this["data-lake"]
          The role trusts any principal. Name it.
✅ kms/arj-wkld-a-prd/us-east-1/keys       +1 ~1 -0   5.8 s
Unchanged: 2 deployments
`);
  });

  it("names what is deleted once", () => {
    const deleted = ["aws_s3_bucket.a", "aws_s3_bucket.ab"].map((address) => ({
      kind: "delete" as const,
      address,
      attributes: [],
      reason: null,
      importedAs: null,
      movedFrom: null,
    }));
    const findings = deleted.map(({ address }) =>
      finding({ rule: "deletion-protection", address, message: `the plan deletes ${address}, which production blocks` }),
    );
    const refused = result("s3/arj-wkld-a-prd/us-east-1/data", {
      status: "refused",
      changes: deleted,
      findings,
      error: "production blocks deletions",
    });
    expect(`\n${resultTable(report({ phase: "destroy", verdict: "failed", results: [refused] }), 100)}\n`).toBe(`
❌ Destroy failed: the deployment breaks policy, 1 refused · production → prod
⛔ s3/arj-wkld-a-prd/us-east-1/data   refused   5.8 s   2 deny
     - delete aws_s3_bucket.a
     - delete aws_s3_bucket.ab
     deny deletion-protection: 2 resources above, which production blocks
     production blocks deletions
`);
  });

  it("wraps to the width, cuts nothing, and colours by meaning", () => {
    const marked = resultTable(ENDINGS.failed!, 48, (meaning, text) => `<${meaning} ${text}>`);
    expect(marked.split("\n").slice(0, 9)).toEqual([
      "<bad ❌ Not ready: 1 of 5 deployments breaks policy ·>",
      "<bad   production → prod>",
      "<bad ❌ s3/arj-wkld-a-prd/us-east-1/data-lake>",
      "<bad      +3 ~0 -0   6.1 s   1 deny, 2 warn>",
      "     <bad deny S3-004>",
      "          S3/data-lake/data-lake.tfvars:14:3",
      '          module.s3.aws_s3_bucket.this["data-lake"]',
      "          The bucket has no public access block.",
      "          Set `block_public_access = true`.",
    ]);
    expect(resultTable(ENDINGS.failed!, 0).split("\n")).toContain(
      "          The bucket has no public access block. Set `block_public_access = true`.",
    );
  });

  it("has a plain verdict for titles", () => {
    expect(Object.values(ENDINGS).map(verdictText)).toEqual([
      "✅ Ready: approve to merge into prod and apply · production",
      "❌ Not ready: 1 of 5 deployments breaks policy · production → prod",
      "❌ Not ready: 1 of 2 deployments breaks policy · production → prod",
      "✅ Applied in 41 s · production → prod",
      "❌ Not ready: 1 error in files · production → prod",
      "❌ Not ready: 1 of 3 deployments failed, 1 skipped · production → prod",
      "✅ Ready: approve to merge into prod and apply · production",
      "➖ No deployment in this pull request · production → prod",
      "⛔ Not applied · production → prod",
      "📝 Planned again after the merge: this plan waits for approval · production → prod",
      "✅ Applied in 41 s · production → prod",
      "❌ Apply failed: 1 of 2 deployments failed and recovered · production → prod",
      "❌ Apply failed: the deployment failed · production → prod",
      "❌ Not ready: 1 of 45 deployments breaks policy · production → prod",
    ]);
  });
});

describe("JSON", () => {
  it("sorts deployments into successful, failed and skipped", () => {
    const json = summaryJson(ENDINGS["failed-terraform"]!);
    expect(json.summary).toEqual({ total: 3, successful: 1, failed: 1, skipped: 1, action: "validate" });
    expect(json.successful).toEqual([
      {
        deployment: "kms/arj-wkld-a-prd/us-east-1/keys",
        success: true,
        backend_key: "kms/arj-wkld-a-prd/us-east-1/keys/terraform.tfstate",
        services: ["kms"],
        action: "validate",
        output: "  + resource",
        error: null,
        add: 1,
        change: 0,
        destroy: 0,
        duration_seconds: 5.8,
        backup_key: null,
        recovery: null,
        findings: [],
        orchestrator_version: "2.0.0",
      },
    ]);
    expect(summaryJson(ENDINGS.failed!).failed.map((entry) => [entry.deployment, entry.success])).toEqual([
      ["s3/arj-wkld-a-prd/us-east-1/data-lake", false],
    ]);
  });

  it("of discovery names accounts and files", () => {
    const reference = { written: "a.json", file: "S3/a.json", location: { file: "x", line: 1, column: 1 } };
    expect(discoverJson([deployment("s3/acc/us-east-1/p", { references: [reference, reference], resources: ["s3_buckets.p"] })])).toEqual({
      deployments: [
        {
          id: "s3/acc/us-east-1/p",
          file: "S3/p/p.tfvars",
          account_id: "111122223333",
          account_name: "acc",
          region: "us-east-1",
          project: "p",
          environment: "production",
          services: ["s3"],
          backend_key: "s3/acc/us-east-1/p/terraform.tfstate",
          owner: null,
          team: null,
          resources: ["s3_buckets.p"],
          referenced_files: ["S3/a.json"],
        },
      ],
    });
  });
});

describe("plan files", () => {
  it("have safe, unique names and the whole plan", () => {
    const made = planFiles(
      report({
        results: ["s3/a/us-east-1/p", "s3/A/us-east-1/p", "../../etc/passwd", "..\u0000", "", "x".repeat(400), "none"].map((id) =>
          result(id, { output: id === "none" ? "" : BUCKET_PLAN }),
        ),
      }),
    );
    const files = new Map(made);
    expect([...files.keys()]).toEqual([
      "s3__a__us-east-1__p.txt",
      "s3__A__us-east-1__p-2.txt",
      "___..__etc__passwd.txt",
      "__.txt",
      "_.txt",
      `${"x".repeat(180)}.txt`,
    ]);
    expect(files.get("s3__a__us-east-1__p.txt")).toBe(`s3/a/us-east-1/p: planned +0 ~0 -0\n\n${BUCKET_PLAN}\n`);
  });
});
