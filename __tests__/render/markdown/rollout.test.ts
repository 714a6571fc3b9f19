import { describe, expect, it } from "@jest/globals";
import type { RolloutProgress, WaveProgress } from "../../../src/domain/rollout/view.ts";
import { renderComment } from "../../../src/render/markdown/comment.ts";
import { renderJobSummary } from "../../../src/render/markdown/job-summary.ts";
import { rolloutSection } from "../../../src/render/markdown/rollout.ts";
import { verdictText } from "../../../src/render/markdown/verdict.ts";
import { report, result } from "../report-builders.ts";

const wave = (deployments: number, rest: Partial<WaveProgress> = {}): WaveProgress => ({
  deployments,
  done: 0,
  failed: 0,
  recovered: 0,
  state: "pending",
  ...rest,
});
const DONE = wave(1, { done: 1, state: "done" });
const underWay: RolloutProgress = {
  waves: [DONE, wave(2), wave(20)],
  wave: 1,
  next: { wave: 2, notBefore: "2026-12-01T10:10:00.000Z" },
  hold: null,
  undone: ["b", "c"],
};
const stopped: RolloutProgress = {
  waves: [DONE, wave(3, { done: 1, failed: 1, recovered: 1, state: "failed" }), wave(20, { state: "stopped" })],
  wave: 2,
  next: null,
  hold: { why: "failures", by: null },
  undone: ["s3/a/us-east-1/b", ...Array.from({ length: 12 }, (_, index) => `d${index}`)],
};
const whole: RolloutProgress = { waves: [DONE, wave(2, { done: 2, state: "done" })], wave: 2, next: null, hold: null, undone: [] };

describe("a rollout", () => {
  it("shows each wave as a bar, what follows, and when", () => {
    expect(rolloutSection({ rollout: underWay })).toBe(
      [
        "| wave | applied | |",
        "|---|---|---|",
        "| 1 of 3 | `██████████` 1/1 | ✅ applied |",
        "| 2 of 3 | `░░░░░░░░░░` 0/2 | to come |",
        "| 3 of 3 | `░░░░░░░░░░` 0/20 | to come |",
        "",
        "Not applied: 2 deployments (`b`, `c`). Wave 2 of 3 begins by itself at 10:10 UTC. `/tf stop` stops the rollout.",
      ].join("\n"),
    );
  });

  it("says what failed, what is left, and what to do", () => {
    expect(rolloutSection({ rollout: stopped })).toBe(
      [
        "| wave | applied | |",
        "|---|---|---|",
        "| 1 of 3 | `██████████` 1/1 | ✅ applied |",
        "| 2 of 3 | `███░░░░░░░` 1/3 | ❌ 1 failed and recovered, 1 not begun |",
        "| 3 of 3 | `░░░░░░░░░░` 0/20 | ⏹️ stopped |",
        "",
        "Not applied: 13 deployments (`s3/a/us-east-1/b`, `d0`, `d1`, `d2`, `d3`, `d4`, `d5`, `d6`, `d7`, `d8` and 3 more). Put right what failed, in a new pull request where files have to change. Then `/tf continue` tries it again, and goes on.",
      ].join("\n"),
    );
  });

  it("is the verdict of each end", () => {
    const applied = {
      phase: "apply" as const,
      verdict: "passed" as const,
      results: [result("a", { status: "applied" })],
      durationMs: 41_000,
    };
    const failed = { ...applied, verdict: "failed" as const, results: [result("a", { status: "failed", error: "x" })] };
    const over: RolloutProgress = { ...stopped, waves: [DONE, wave(3, { done: 2, failed: 1, state: "failed" })], undone: ["b"] };
    expect(
      [
        { ...applied, rollout: underWay },
        { ...applied, rollout: { ...underWay, next: null, hold: { why: "approval" as const, by: null } } },
        { ...applied, rollout: { ...underWay, next: null, hold: { why: "stopped" as const, by: "dana" } } },
        { ...applied, rollout: whole },
        { ...failed, rollout: stopped },
        { ...failed, rollout: { ...stopped, hold: null, next: { wave: 3, notBefore: null } } },
        { ...failed, rollout: over },
      ].map((one) => verdictText(report(one)).replace(/ · .*/, "")),
    ).toEqual([
      "⏳ Wave 1 of 3 applied in 41 s: wave 2 follows",
      "⏸️ Wave 1 of 3 applied in 41 s: the next waits for approval",
      "⏹️ Wave 1 of 3 applied in 41 s: the rest is stopped",
      "✅ Applied in 2 waves",
      "❌ Wave 2 of 3 failed, the rest is stopped: the deployment failed",
      "❌ Wave 2 of 3 failed, wave 3 follows: the deployment failed",
      "❌ Apply failed: 1 of 4 deployments is not applied after 2 waves",
    ]);
  });

  it("stands in the comment and in the job summary, with the next step", () => {
    const one = report({ phase: "apply", verdict: "passed", results: [result("a", { status: "applied" })], rollout: underWay });
    const comment = renderComment(one, null);
    expect([comment, renderJobSummary(one)].map((text) => text.includes("| 2 of 3 | `░░░░░░░░░░` 0/2 | to come |"))).toEqual([true, true]);
    expect(comment).toContain("what next: nothing, the rest follows · `/tf stop` stops it");
    expect(renderComment({ ...one, verdict: "failed", rollout: stopped }, null)).toContain("what next: see above, then `/tf continue`");
    expect(renderComment({ ...one, rollout: whole }, null)).toContain("what next: nothing, it is done");
  });
});
