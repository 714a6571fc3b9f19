import { describe, expect, it } from "@jest/globals";
import { didYouMean, nearest } from "../../../src/domain/text/nearest.ts";

describe("nearest", () => {
  it("knows nothing near a word that is quite different, or longer than anybody types", () => {
    expect([nearest("colour", ["environment"]), nearest("e".repeat(100_000), ["environment"]), nearest("x", [])]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("finds the word that was meant: a letter left out, doubled, wrong or swapped", () => {
    const known = ["account_name", "environment", "region"];
    expect(["enviroment", "environmment", "regoin", "account-name", "Region"].map((word) => nearest(word, known))).toEqual([
      "environment",
      "environment",
      "region",
      "account_name",
      "region",
    ]);
  });

  it("asks in words", () => {
    expect([didYouMean("regin", ["region"]), didYouMean("zzz", ["region"])]).toEqual([', did you mean "region"?', ""]);
  });
});
