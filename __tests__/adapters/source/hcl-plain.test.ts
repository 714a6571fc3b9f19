import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nearlyPlain } from "../../../scripts/fuzz/nearly-plain.ts";
import { openGrammar } from "../../../src/adapters/source/hcl-grammar.ts";
import { readPlain } from "../../../src/adapters/source/hcl-plain.ts";
import { openTfvarsParser } from "../../../src/adapters/source/hcl.ts";
import { readSourceText, SourceText } from "../../../src/domain/text/source-text.ts";

const GRAMMAR = new URL("../../../node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm", import.meta.url);
const EXAMPLES = new URL("../../../examples/source/", import.meta.url).pathname;
const readWithGrammar = await openGrammar(readFileSync(GRAMMAR));

const isPlain = (text: string) => readPlain(new SourceText("app.tfvars", text)) !== null;

/** The reading of a plain file must be the grammar's; of another one there is none. */
function expectAgreement(text: string): boolean {
  const { source } = readSourceText("app.tfvars", Buffer.from(text), { encoding: "tfvars-encoding", size: "tfvars-size" });
  const entries = source === null ? null : readPlain(source);
  if (source === null || entries === null) return false;
  const reading = readWithGrammar(source);
  // On a busy machine the grammar gives up, whatever the text.
  const gaveUp = reading.findings.some(({ rule }) => rule === "tfvars-size");
  if (!gaveUp) expect({ tfvars: { file: "app.tfvars", entries }, findings: [] }).toEqual(reading);
  return true;
}

describe("a plain file", () => {
  const examples = readdirSync(EXAMPLES, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".tfvars"));

  it.each([
    ["nothing", ""],
    ["comments alone", "# one\r\n\n// two\n/* three\n */ # four"],
    ["literals of all kinds", 'a = "x"\nb = -1.5\nc = true\nd = null\n'],
    ["lists and maps", 'a = [\n  "x", # one\n  [1, 2,],\n  {},\n]\nb = { c = 1, "d" : { e = [] } }\n'],
    ["entries in lines or behind commas", "a = {\n  b = 1,\n  c = 2\n  d = 3, e = 4,\n}"],
    ["names that other places know as words", "in = { if = 1, null = 2, true = 3, each = 4 }\n"],
    ["escapes", 'a = "\\"\\\\\\n\\u00e9\\U0001F600"\n'],
    ["signs of templates that start none", 'a = "5% of $5 { } $$ %"\n'],
    ["decomposed letters", 'a = "e\u0301"\n'],
    ["15 digits", "a = 123456789012345\n"],
    ["63 brackets", `a = ${"[".repeat(63)}"x"${"]".repeat(63)}\n`],
    ...examples.map((path) => [path, readFileSync(join(EXAMPLES, path), "utf8")] as const),
  ])("with %s is read as the grammar reads it", (_, text) => {
    expect(expectAgreement(text)).toBe(true);
  });

  it("is read without loading the grammar", async () => {
    const parse = openTfvarsParser(() => Promise.reject(new Error("asked for the grammar")));
    expect((await parse("app.tfvars", Buffer.from("a = 1\n"))).tfvars?.entries).toHaveLength(1);
    await expect(parse("app.tfvars", Buffer.from("a = b\n"))).rejects.toThrow("asked for the grammar");
  });

  it("is read as the grammar reads it, whatever stands in it", () => {
    let plain = 0;
    fc.assert(
      fc.property(nearlyPlain(), (text) => {
        if (expectAgreement(text)) plain += 1;
      }),
      { numRuns: 3000 },
    );
    expect(plain).toBeGreaterThan(500);
  });
});

describe("the grammar is asked about", () => {
  it.each([
    ["a template", 'a = "${b}"'],
    ["the text of a template", 'a = "$${b}"'],
    ["a heredoc", "a = <<EOT\nx\nEOT\n"],
    ["a reference", "a = b"],
    ["a call", "a = f(1)"],
    ["an operation", "a = 1 + 1"],
    ["an operation over lines", "a = {\n  b = 1\n  - 1\n}"],
    ["an index", 'a = ["x"][0]'],
    ["an index in the next line", 'a = {\n  b = "x"\n  [0]\n}'],
    ["a conditional", "a = true ? 1 : 2"],
    ["a for expression", "a = [for b in [1] : b]"],
    ["a map that starts as one", "a = { for = 1 }"],
    ["a block", "a {\n}"],
    ["JSON", '{"a": 1}'],
    ["a key in quotes at the top", '"a" = 1'],
    ["a colon at the top", "a : 1"],
    ["a key that is no ASCII name", "é = 1"],
    ["a key that is a number", "a = { 1 = 2 }"],
    ["a key twice", "a = 1\na = 2"],
    ["a key twice in a map", 'a = { b = 1, "b" = 2 }'],
    ["a key twice, written otherwise", 'a = { "\u00e9" = 1, "e\u0301" = 2 }'],
    ["two keys in a line", "a = 1 b = 2"],
    ["two keys in a line of a map", "a = { b = 1 c = 2 }"],
    ["a line end before the value", "a =\n1"],
    ["a comment before the value", "a = /* x */ 1"],
    ["two commas", "a = [1,,2]"],
    ["a comma that starts a line of a map", "a = {\n  b = 1\n  , c = 2\n}"],
    ["a missing comma", "a = [1 2]"],
    ["an exponent", "a = 1e3"],
    ["a fraction without digits", "a = 1."],
    ["a minus apart", "a = - 1"],
    ["two minus signs", "a = --1"],
    ["16 digits", "a = 1234567890123456"],
    ["letters behind a number", "a = 0x1f"],
    ["an unknown escape", 'a = "\\x"'],
    ["half a pair of escapes", 'a = "\\ud83d"'],
    ["a quote that is not closed", 'a = "b\n'],
    ["a bracket that is not closed", "a = [1\n"],
    ["a bracket that nothing opened", "a = 1\n}"],
    ["a comment that is not closed", "a = 1\n/* b"],
    ["64 brackets", `a = ${"[".repeat(64)}${"]".repeat(64)}\n`],
    ["more than 150,000 characters", `${"# x\n".repeat(40_000)}a = 1\n`],
  ])("%s", (_, text) => {
    expect(isPlain(text)).toBe(false);
  });
});
