import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalJson, sha256Hex } from "../../../src/domain/text/canonical-json.ts";

describe("canonicalJson", () => {
  it("is JSON of the same value", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))));
  });

  it("does not depend on the order in which keys were written", () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.jsonValue()), { selector: ([key]) => key });
    const shuffled = entries.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(canonicalJson(Object.fromEntries(one))).toBe(canonicalJson(Object.fromEntries(other)));
      }),
    );
  });

  it("keeps a key named __proto__, leaves undefined members out", () => {
    expect(canonicalJson({ b: undefined, ...(JSON.parse('{"__proto__":1,"a":[null]}') as object) })).toBe(
      '{"a":[null]}'.replace("{", '{"__proto__":1,'),
    );
  });

  it("hashes text as UTF-8", () => {
    expect(sha256Hex("é")).toBe(sha256Hex(new TextEncoder().encode("é")));
    expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});
