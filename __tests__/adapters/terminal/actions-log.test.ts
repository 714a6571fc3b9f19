import { afterEach, expect, it, jest } from "@jest/globals";
import { openActionsLog } from "../../../src/adapters/terminal/actions-log.ts";

afterEach(() => {
  jest.restoreAllMocks();
});

it("writes a group as the runner reads it, and in one piece", () => {
  const write = jest.spyOn(process.stdout, "write").mockImplementation(() => true);
  openActionsLog().group("50% of\nthe plan", "::error::no command\n  + bucket");
  expect(write.mock.calls.map(([text]) => text)).toEqual([expect.any(String)]);
  const [opened, ...lines] = String(write.mock.calls[0]?.[0]).trimEnd().split("\n");
  expect(opened).toBe("::group::50%25 of the plan");
  expect(lines.at(-1)).toBe("::endgroup::");
  expect(lines.slice(0, -1).filter((line) => line.startsWith("::"))).toEqual([]);
  expect(lines).toContain("  + bucket");
});
