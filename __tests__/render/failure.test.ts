import { describe, expect, it } from "@jest/globals";
import { renderAnnotations } from "../../src/render/json/annotations.ts";
import { failureLines, failureOf } from "../../src/render/failure.ts";
import { renderComment } from "../../src/render/markdown/comment.ts";
import { resultTable } from "../../src/render/terminal/results.ts";
import { resultLine } from "../../src/render/terminal/log.ts";
import { report, result } from "./report-builders.ts";

const ID = "s3/arj-wkld-a-prd/us-east-1/data";
const ADDRESS = 'module.s3.aws_s3_bucket.this["data"]';
const DENIED = `terraform apply: Error: creating S3 Bucket (data): operation error S3: CreateBucket, https response error StatusCode: 403, RequestID: 7XK1, HostID: ab/cd+=, api error AccessDenied: no ${"very ".repeat(200)}far
  with ${ADDRESS},
  on modules/s3/main.tf line 3, in resource "aws_s3_bucket" "this":
   3: resource "aws_s3_bucket" "this" {`;
const failed = result(ID, {
  status: "failed",
  error: DENIED,
  output: "",
  failedAt: [{ address: ADDRESS, location: { file: "S3/data/data.tfvars", line: 7 } }],
});
const failedApply = report({ phase: "apply", verdict: "failed", results: [failed] });

describe("what failed is told with its cause first and without request ids", () => {
  it("in the comment, with a link to the line of the tfvars", () => {
    const lines = renderComment(failedApply, null).split("\n");
    expect(lines.slice(2, 9)).toEqual([
      `**Fix this first** — \`${ID}\` failed`,
      "",
      expect.stringMatching(/^\*\*AccessDenied: no (?:very )+.*…\*\*\\$/),
      `\`${ADDRESS}\` · [\`S3/data/data.tfvars:7\`](${failedApply.subject.filesUrl ?? ""}S3/data/data.tfvars#L7)\\`,
      "creating S3 Bucket (data) · S3 CreateBucket\\",
      "on modules/s3/main.tf line 3",
      "",
    ]);
  });

  it("as an annotation of the line", () => {
    expect(renderAnnotations(failedApply)).toEqual([
      {
        path: "S3/data/data.tfvars",
        start_line: 7,
        end_line: 7,
        annotation_level: "failure",
        title: `${ID} failed`,
        message: [
          `AccessDenied: no ${"very ".repeat(200)}far`,
          `${ADDRESS} · S3/data/data.tfvars:7`,
          "creating S3 Bucket (data) · S3 CreateBucket",
          "on modules/s3/main.tf line 3",
        ].join("\n"),
      },
    ]);
  });

  it("in the log's line and in the terminal", () => {
    expect(resultLine(failed, { index: 1, total: 1, idColumns: 10 })).toMatch(/ {3}AccessDenied: no very /);
    const lines = resultTable(failedApply, 100).split("\n");
    expect(lines[2]).toMatch(/^ {5}AccessDenied: no very /);
    expect(lines.slice(-3)).toEqual([
      `       ${ADDRESS} · S3/data/data.tfvars:7`,
      "       creating S3 Bucket (data) · S3 CreateBucket",
      "       on modules/s3/main.tf line 3",
    ]);
  });
});

it("names the first cause, the resource and the number of other errors in one line", () => {
  const two = { ...failed, error: `Error: one\n  with a.b,\nError: two\nError: three` };
  expect(failureOf(two)?.summary).toBe("Error: one on a.b (and 2 more)");
});

it("never cuts a cause away, however many errors there are", () => {
  const many = Array.from({ length: 40 }, (_, index) => `Error: number ${index}\n${"words\n".repeat(30)}`).join("");
  const failure = failureOf({ ...failed, error: many });
  expect(failure === null ? [] : failureLines(failure, { errors: 2, lines: 3 })).toEqual([
    "Error: number 0",
    "  words",
    "  words",
    "  … 28 more lines",
    "Error: number 1",
    "  words",
    "  words",
    "  … 28 more lines",
    "… and 38 more errors",
  ]);
});

it("shows the first reasons of a refusal, and the last words of a tool that names no error", () => {
  const lines = Array.from({ length: 14 }, (_, index) => `line ${index + 1}`).join("\n");
  const shown = (status: "refused" | "failed") => {
    const failure = failureOf({ ...failed, status, error: lines });
    return failure === null ? [] : failureLines(failure, { errors: 4, lines: 20 });
  };
  expect([shown("refused")[0], shown("refused").at(-1)]).toEqual(["line 1", "… 2 more lines below"]);
  expect([shown("failed")[0], shown("failed").at(-1)]).toEqual(["… 2 more lines above", "line 14"]);
  expect(failureOf(result(ID))).toBeNull();
});
