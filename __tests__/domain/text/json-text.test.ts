import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { place } from "../../../src/domain/model/finding.ts";
import { parseInlineJson, parseJson } from "../../../src/domain/text/json-text.ts";

const parse = (text: string | Uint8Array) => parseJson("policy.json", typeof text === "string" ? Buffer.from(text) : text);
const complaints = (text: string | Uint8Array) =>
  parse(text).findings.map(({ rule, location, message }) => `${location === undefined ? "" : place(location)} ${rule} ${message}`);

describe("what is refused, with line and column", () => {
  it.each([
    ["nothing", "", "1:1 json-syntax got the end of the file, expected a value."],
    ["a comma at the end", '{\n  "a": 1,\n}', "3:1 json-syntax got `}`, expected a key in double quotes."],
    ["a comma at the end of a list", "[1,]", "1:4 json-syntax got `]`, expected a value."],
    ["a comma that is missing", '{"a": 1\n "b": 2}', "2:2 json-syntax got text, expected `,` or `}`."],
    ["a colon that is missing", '{"a" 1}', "1:6 json-syntax got `1`, expected `:`."],
    ["a key without quotes", "{a: 1}", "1:2 json-syntax got `a`, expected a key in double quotes."],
    ["single quotes", "{'a': 1}", "1:2 json-syntax got `'a'`, expected a key in double quotes."],
    ["a comment", '{"a": 1} // x', "1:10 json-syntax got `//`, expected the end of the file."],
    ["two values", "1 2", "1:3 json-syntax got `2`, expected the end of the file."],
    ["a word that is none", '{"a": True}', "1:7 json-syntax got `True`, expected a value."],
    ["a number with a leading zero", "[01]", "1:2 json-syntax got `01`, expected a value."],
    ["NaN", "[NaN]", "1:2 json-syntax got `NaN`, expected a value."],
    ["text that is not closed", '{"a": "b\n}', "1:7 json-syntax the text that starts here is not closed on its line."],
    ["text that ends in an escape", '{"a": "b\\', "1:7 json-syntax the text that starts here is not closed on its line."],
    ["an unknown escape", '["\\x"]', "1:2 json-syntax the text that starts here has an unknown escape."],
    ["an object that is not closed", '{"a": {\n"b": 1}', "2:8 json-syntax got the end of the file, expected `,` or `}`."],
    [
      "a key twice",
      '{"a": 1,\n "b": {"a": 1},\n "a": 2}',
      '3:2 json-duplicate-key the key "a" is here a second time (first in line 1), expected each key once.',
    ],
    [
      "a key twice, once escaped",
      '{"a": 1, "\\u0061": 2}',
      '1:10 json-duplicate-key the key "a" is here a second time (first in line 1), expected each key once.',
    ],
    ["depth 101", `${"[".repeat(101)}${"]".repeat(101)}`, "1:101 json-depth nested deeper than 100 levels, expected at most 100."],
    ["a byte order mark", "\ufeff{}", "1:1 json-encoding the file starts with a byte order mark, expected UTF-8 without one."],
    [
      "a control character",
      '["\u0001"]',
      "1:3 json-encoding got the control character U+0001, expected text with tabs and line ends only.",
    ],
  ])("%s", (_, text, complaint) => {
    expect(complaints(text)).toEqual([`policy.json:${complaint}`]);
    expect(parse(text).value).toBeUndefined();
  });

  it("bytes that are not UTF-8, at the first of them", () => {
    expect(complaints(Buffer.from([0x5b, 0x0a, 0x22, 0xc3, 0x28, 0x22, 0x5d]))).toEqual([
      "policy.json:2:2 json-encoding the bytes here are not UTF-8, expected UTF-8 text.",
    ]);
  });

  it("more than 1 MiB", () => {
    expect(complaints(new Uint8Array(1024 * 1024 + 1))).toEqual([
      "policy.json json-encoding the file has 1048577 bytes, expected at most 1048576 (1 MiB).",
    ]);
  });

  it("every key that is there twice, up to 50", () => {
    const twice = (count: number) => `{${Array.from({ length: count }, (_, index) => `"k${index}": 1, "k${index}": 2`).join(", ")}}`;
    expect(complaints(twice(3))).toHaveLength(3);
    expect(complaints(twice(300))).toHaveLength(51);
  });

  it("1 MiB of anything, in seconds at most", () => {
    const size = 1024 * 1024;
    for (const piece of ["[", "{", '"', '{"a":', "1,", "\\", " ", "\n", "-", '"a":1,']) {
      const text = piece.repeat(Math.floor(size / piece.length));
      for (const hostile of [text, `[${text.slice(2)}]`, `{${text.slice(2)}}`]) {
        const before = process.cpuUsage();
        parse(hostile);
        const { user, system } = process.cpuUsage(before);
        expect((user + system) / 1000).toBeLessThan(10_000);
      }
    }
  });
});

describe("what is read", () => {
  it("is what JSON.parse reads, and nothing else is read", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.stringify(parse(text).value)).toEqual(JSON.stringify(JSON.parse(text)));
      }),
    );
    const piece = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      '"a"',
      '"',
      "\\",
      "1",
      "-",
      ".",
      "e5",
      "0",
      "true",
      "null",
      " ",
      "\n",
      "\t",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const { value, findings } = parse(text);
        if (findings.length === 0) expect(value).toEqual(JSON.parse(text));
        else if (findings.some(({ rule }) => rule === "json-syntax")) expect(() => JSON.parse(text) as unknown).toThrow();
      }),
      { numRuns: 3000 },
    );
  });

  it("has a place for every value", () => {
    const { positionOf } = parse('{\n  "Statement": [\n    { "Effect": "Allow" },\n    { "Effect": "😀", "Sid": 1 }\n  ]\n}');
    expect(positionOf([])).toEqual({ file: "policy.json", line: 1, column: 1 });
    expect(positionOf(["Statement", 1, "Effect"])).toEqual({ file: "policy.json", line: 4, column: 17 });
    expect(positionOf(["Statement", 1, "Sid"])).toEqual({ file: "policy.json", line: 4, column: 30 });
    expect(positionOf(["Statement", 1, "Action"])).toEqual({ file: "policy.json", line: 4, column: 5 });
  });

  it("keeps prototype keys as keys", () => {
    const { value } = parse('{"__proto__": {"polluted": true}, "constructor": 1}');
    expect(Object.keys(value as object)).toEqual(["__proto__", "constructor"]);
    expect((value as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("inside another file has the place of its text there", () => {
    const at = { file: "app.tfvars", line: 7, column: 12 };
    expect(parseInlineJson(at, '{"a": [1]}').positionOf(["a", 0])).toEqual(at);
    expect(parseInlineJson(at, "{").findings.map(({ location }) => location)).toEqual([at]);
  });
});
