import { describe, expect, it } from "@jest/globals";
import { isCron } from "../../../src/domain/scaffold/cron.ts";

describe("a schedule of a workflow", () => {
  it.each([
    "",
    "hourly",
    "@daily",
    "17 * * *",
    "17 * * * * *",
    "60 * * * *",
    "17 24 * * *",
    "17 6 0 * *",
    "17 6 * 13 *",
    "17 6 * * 7",
    "17 6 * * MON-",
    "17 18-6 * * *",
    "*/0 * * * *",
    "17 6 ? * *",
    "17 6 * * MON#2",
    '17 6 * * *" # x',
    "17 6 * *\n*",
    "17  6 * * *",
    "-5 * * * *",
  ])("is refused: %j", (text) => {
    expect(isCron(text)).toBe(false);
  });

  it.each(["* * * * *", "*/4 * * * *", "0,2 * * * *", "0,58 * * * *", "10-20 6 * * *"])(
    "is refused, more often than GitHub runs it: %s",
    (text) => {
      expect(isCron(text)).toBe(false);
    },
  );

  it.each(["17 * * * *", "*/5 * * * *", "0,30 6-18/2 * * MON-FRI", "5/15 * * * *", "17 6 1,15 JAN,jul *", "0 0 31 12 0"])(
    "is taken: %s",
    (text) => {
      expect(isCron(text)).toBe(true);
    },
  );
});
