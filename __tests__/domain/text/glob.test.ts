import { describe, expect, it } from "@jest/globals";
import { matchesAnyGlob, matchesGlob } from "../../../src/domain/text/glob.ts";

describe("matchesGlob", () => {
  it.each([
    ["lambda/*", "s3/a/us-east-1/p"],
    ["iam", "iam/a"],
    ["*/prod", "s3/prod/x"],
    ["a?c", "ac"],
    ["", "a"],
    ["a.c", "abc"],
    ["a*b*c", "a-c-b"],
  ])("%s does not match %s", (pattern, text) => {
    expect(matchesGlob(pattern, text)).toBe(false);
  });

  it.each([
    ["lambda/*", "lambda/a/us-east-1/p"],
    ["*", ""],
    ["org/dev-*", "Org/Dev-deployment"],
    ["s3/*/data", "s3/a/us-east-1/data"],
    ["a?c", "abc"],
    ["*a*b", "xxaxxbxab"],
    ["", ""],
  ])("%s matches %s", (pattern, text) => {
    expect(matchesGlob(pattern, text)).toBe(true);
  });

  it("takes no time worth mentioning for a pattern made of stars", () => {
    const started = performance.now();
    expect(matchesGlob(`${"a*".repeat(100)}b`, "a".repeat(10_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("asks several patterns", () => {
    expect([matchesAnyGlob(["iam/*", "kms/*"], "kms/a"), matchesAnyGlob([], "kms/a")]).toEqual([true, false]);
  });
});
