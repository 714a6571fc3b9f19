import { expect, it } from "@jest/globals";
import { approvalsSection } from "../../../src/render/markdown/approvals.ts";

it("says who is missing in one line, and what is the same for all once", () => {
  const platform = { who: "one of @org/platform", reasons: ["deletes 1 resource"], problem: null };
  const writer = { who: "one writer", reasons: ["deletes 1 resource"], problem: null };
  const finance = { who: "one of @org/finance", reasons: ["cost +1,240 USD a month"], problem: null };
  const usual = { who: "one writer", reasons: [], problem: null };
  const told = (missing: (typeof platform)[]) => approvalsSection({ approvalsNeeded: { least: 2, missing } });
  expect(told([platform, writer])).toBe("**Approvals** — needs 2: one of `@org/platform`, one writer (deletes 1 resource)");
  expect(told([finance, usual])).toBe("**Approvals** — needs 2: one of `@org/finance` (cost +1,240 USD a month), one writer");
});

it("tells apart what nobody can give as things stand, and mentions nobody", () => {
  const hidden = { who: "one of @org/x", reasons: ["production"], problem: "Who is in @org/x is unknown." };
  const told = approvalsSection({ approvalsNeeded: { least: 1, missing: [hidden] } });
  expect(told).toBe("**Approvals** — needs 1: one of `@org/x` (production)\n\n- ⚠️ Who is in `@org/x` is unknown.");
});

it("says so once all is there, and nothing where no rule applies", () => {
  expect(approvalsSection({ approvalsNeeded: { least: 2, missing: [] } })).toBe(
    "**Approvals** — 2 approvals needed, and all that the approval rules ask for are there.",
  );
  expect(approvalsSection({})).toBe("");
});
