import { expect, it } from "@jest/globals";
import { todayOf } from "../../../src/domain/dashboard/today.ts";
import { renderToday } from "../../../src/render/markdown/today.ts";
import { entry, index, NOW } from "../../domain/dashboard/builders.ts";
import { DATA } from "../../helpers/gates.ts";

it("says in short what needs somebody, and that nothing does", () => {
  expect(renderToday(todayOf(index(), NOW, []))).toBe("### ✅ Nothing needs anybody\n\n0 deployments, 0 audit records, 0 running now.");
  const failed = entry("2026-11-21T06:00:00Z", { outcome: "failed" });
  expect(renderToday(todayOf(index({ entries: [failed] }), NOW, [])).split("\n")).toEqual([
    "### 1 thing needs somebody",
    "",
    "1 deployment, 1 audit record, 0 running now.",
    "",
    "| | what | |",
    "|---|---|---|",
    `| ❌ failed | \`${DATA}\` | apply: failed |`,
  ]);
});
