import { describe, expect, it } from "@jest/globals";
import { adviceLines, adviceQuestion } from "../../../src/domain/report/model-advice.ts";
import { createRedactor } from "../../../src/domain/report/redaction/redactor.ts";
import { blankResult } from "../../../src/domain/report/results.ts";
import type { DeploymentResult } from "../../../src/domain/report/report.ts";
import { deployment, finding } from "../builders.ts";

function result(id: string, destroy: number, output: string): DeploymentResult {
  return {
    ...blankResult(deployment(id)),
    status: "planned",
    error: null,
    counts: { add: 1, change: 0, destroy },
    changes: [{ kind: "create", address: `aws_s3_bucket.${id}` } as DeploymentResult["changes"][number]],
    findings: [finding({ rule: "S3-004" })],
    output,
  };
}

describe("adviceQuestion", () => {
  it("asks nothing about a change that changes nothing", () => {
    expect(adviceQuestion([{ ...result("a", 0, "x"), changes: [] }], (text) => text, 10_000).text).toBe("");
  });

  it("puts what destroys first, between two equal lines, with findings and the plan's text", () => {
    const { text } = adviceQuestion([result("a", 0, "plan of a"), result("b", 2, "plan of b")], (one) => one, 10_000);
    const lines = text.split("\n");
    expect(lines[0]).toMatch(/^plan-[0-9a-f]{16}$/);
    expect(lines.at(-1)).toBe(lines[0]);
    expect(text.indexOf("plan of b")).toBeLessThan(text.indexOf("plan of a"));
    expect(text).toContain("policy deny S3-004: ");
  });

  it("never has more characters than the model reads, and no secret, also where it is cut", () => {
    const secret = "s3cr3t-of-many-letters";
    const redact = createRedactor([secret]);
    for (const most of [3_000, 3_007, 3_013]) {
      const many = Array.from({ length: 4 }, (_, index) => result(`d${index}`, index, `${secret} `.repeat(500)));
      const { instructions, text } = adviceQuestion(many, redact, most);
      expect(instructions.length + text.length).toBeLessThanOrEqual(most);
      expect(text).not.toContain("s3cr3t");
    }
  });
});

describe("adviceLines", () => {
  it("takes bullets and numbers off, and empty lines out", () => {
    expect(adviceLines("- one\n\n 2) two\n* three\r\nfour")).toEqual(["one", "two", "three", "four"]);
  });

  it("shows no more than a reviewer reads", () => {
    const lines = adviceLines(`${"y".repeat(900)}\n`.repeat(100));
    expect([lines.length, lines[0]?.length]).toEqual([12, 500]);
  });
});
