import fc from "fast-check";
import { expect, it } from "@jest/globals";
import { readExactJson } from "../../../src/domain/text/exact-json.ts";

it("writes every number as it was, wherever its value goes", () => {
  const numbers = ["9007199254740993", "1e-7", "1.0", "-0", "0.12345678901234567890", "1E400", "-12.50", "7"];
  const { value, write } = readExactJson(`{"a": [${numbers.join(",")}], "b": {"c": "1.0 and 9007199254740993"}}`);
  const { a, b } = value as { a: unknown[]; b: { c: string } };
  expect(write({ other: a }).replace(/\s/g, "")).toBe(`{"other":[${numbers.join(",")}]}`);
  expect(b.c).toBe("1.0 and 9007199254740993");
});

it("takes no text for a number, whatever it says and however it is escaped", () => {
  const texts = ["number#1.0", "number##1.0", "\\u006eumber#1.0", 'a\\"1.0', "\\\\", "1.0"];
  const written = `[${texts.map((text) => `"${text}"`).join(",")},1.0]`;
  const { value, write } = readExactJson(written);
  expect((value as unknown[]).slice(0, -1)).toEqual((JSON.parse(written) as unknown[]).slice(0, -1));
  expect(write(value).replace(/\s/g, "")).toBe(`[${texts.map((text) => `"${text.replace("\\u006e", "n")}"`).join(",")},1.0]`);
});

it("gives any JSON back as JSON.parse does", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (any) => {
      const { value, write } = readExactJson(JSON.stringify(any));
      expect(JSON.parse(write(value))).toEqual(JSON.parse(JSON.stringify(any)));
    }),
  );
});

it("refuses what is no JSON", () => {
  for (const text of ["", "{", "[01]", '["a]', "[1.]", "--1"]) expect(() => readExactJson(text)).toThrow(SyntaxError);
});
