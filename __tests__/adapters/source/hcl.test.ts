import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTfvarsParser } from "../../../src/adapters/source/hcl.ts";
import { place } from "../../../src/domain/model/finding.ts";
import { toPlain } from "../../../src/domain/model/tfvars.ts";

const GRAMMAR = new URL("../../../node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm", import.meta.url);
const parse = openTfvarsParser(async () => await readFile(GRAMMAR));
const MIB = 1024 * 1024;

const read = async (text: string | Uint8Array) => await parse("app.tfvars", typeof text === "string" ? Buffer.from(text) : text);

/** `place rule message`, as a reader would list them. */
async function complaints(text: string | Uint8Array): Promise<string[]> {
  const { tfvars, findings } = await read(text);
  expect(tfvars).toBeNull();
  return findings.map((finding) => `${finding.location === undefined ? "" : place(finding.location)} ${finding.rule} ${finding.message}`);
}

async function values(text: string): Promise<unknown> {
  const { tfvars, findings } = await read(text);
  expect(findings).toEqual([]);
  return Object.fromEntries((tfvars?.entries ?? []).map(({ key, value }) => [key, toPlain(value)]));
}

/** CPU time, which a busy machine does not stretch. */
async function millisFor(text: string): Promise<number> {
  const before = process.cpuUsage();
  await read(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe("what is refused, with line and column", () => {
  it.each([
    ["an interpolation", 'a = "x${b}"', "1:7 tfvars-literals got an interpolation `${`, expected text without templates."],
    [
      "an interpolation after an emoji, columns in UTF-16 units",
      'a = "😀${b}"',
      "1:8 tfvars-literals got an interpolation `${`, expected text without templates.",
    ],
    ["a directive", 'a = "%{ if true }x%{ endif }"', "1:6 tfvars-literals got a template directive `%{`, expected text without templates."],
    [
      "a template in a heredoc",
      "a = <<EOT\nx\n  ${b}\nEOT\n",
      "3:3 tfvars-literals got an interpolation `${`, expected text without templates.",
    ],
    ["a function call", "a = file(1)", "1:5 tfvars-literals got a function call `file(1)`, expected a literal value."],
    [
      "a for expression",
      "a = [for b in [1] : b]",
      "1:5 tfvars-literals got a `for` expression `[for b in [1] : b]`, expected a literal value.",
    ],
    ["a reference", "a = {\n  b = local.c\n}", "2:7 tfvars-literals got a reference `local`, expected a literal value."],
    ["an operation", "a = 1 + 1", "1:5 tfvars-literals got an operation `1 + 1`, expected a literal value."],
    ["a conditional", "a = true ? 1 : 2", "1:5 tfvars-literals got a conditional `true ? 1 : 2`, expected a literal value."],
    ["parentheses", "a = (1)", "1:5 tfvars-literals got parentheses `(`, expected a literal value."],
    ["an index", "a = [1][0]", "1:5 tfvars-literals got an index or attribute of a value, expected a literal value."],
    ["a block", "a {\n  b = 1\n}", "1:1 tfvars-literals got the block `a { b = 1 }`, expected `key = value`."],
    [
      "a key that is no name",
      "a = { (b) = 1 }",
      "1:7 tfvars-literals got the key `(b)`, expected a name, text in quotes or a whole number.",
    ],
    ["JSON", '{"a": 1}', "1:1 tfvars-syntax got JSON, expected `key = value` lines."],
    [
      "a top-level key twice",
      "a = 1\nb = 2\na = 3",
      "3:1 tfvars-duplicate-key the key `a` is here a second time (first in line 1), expected each key once.",
    ],
    [
      "a key twice in a map",
      'a = {\n  b = 1\n  "b" = 2\n}',
      "3:3 tfvars-duplicate-key the key `b` is here a second time (first in line 2), expected each key once.",
    ],
    ["text that is not closed", 'a = {\n  b = "x\n  c = 1\n}', "2:7 tfvars-syntax the text that starts here is not closed on its line."],
    ["a bracket that is not closed", "a = {\n  b = [1\n", "2:7 tfvars-syntax the `[` that opens here is never closed."],
    ["a bracket of the wrong kind", "a = [1, 2\n}", "2:1 tfvars-syntax got `}`, expected `]` for the `[` of line 1."],
    ["a bracket too many", "a = 1\n}", "2:1 tfvars-syntax got `}`, but nothing is open."],
    [
      "a comma that is missing",
      'a = [\n  "x"\n  "y"\n]',
      "3:3 tfvars-syntax got a value directly after another one, expected `,` between them.",
    ],
    ["a value that is missing", "a =\nb = 1", "1:4 tfvars-syntax got a line end after `=`, expected a value in the same line."],
    ["two keys in a line", "a = 1 b = 2", "1:7 tfvars-syntax got `b` in the same line, expected one key in a line."],
    ["a top-level key in quotes", '"a" = 1', "1:1 tfvars-syntax got a key in quotes at the top level, expected a plain name."],
    ["a word that means nothing", "a = {\n  b\n}", "2:3 tfvars-syntax got `b`, expected `key = value` with a literal value."],
    ["an unknown escape", 'a = "x\\q"', "1:7 tfvars-syntax got the unknown escape `\\q`, expected text as HCL writes it."],
    ["a number with letters", "a = 5GB", "1:5 tfvars-syntax got `5GB`, expected a number such as 12, -1.5 or 1e3."],
    [
      "a number beyond counting",
      `a = 1${"0".repeat(400)}`,
      `1:5 tfvars-literals got a number too large to calculate with, \`1${"0".repeat(39)}…\`.`,
    ],
    [
      "a heredoc that is not closed",
      "a = <<EOT\nx\nEOT",
      "1:5 tfvars-syntax the heredoc that starts here is never closed: no line with `EOT` alone.",
    ],
    ["a comment that is not closed", "a = 1 /* x", "1:7 tfvars-syntax the comment that starts here is never closed."],
    ["white space that is no space", "a = 1\n\u00a0b = 2", "2:1 tfvars-syntax got `b = 2`, expected `key = value` with a literal value."],
    [
      "a control character",
      "a = 1 # \u0007",
      "1:9 tfvars-encoding got the control character U+0007, expected text with tabs and line ends only.",
    ],
    ["a NUL", 'a = "\0"', "1:6 tfvars-encoding got the control character U+0000, expected text with tabs and line ends only."],
    ["a byte order mark", "\ufeffa = 1", "1:1 tfvars-encoding the file starts with a byte order mark, expected UTF-8 without one."],
    [
      "nesting deeper than 64",
      `a = ${"[".repeat(65)}${"]".repeat(65)}`,
      "1:69 tfvars-literals nested deeper than 64 levels here, expected at most 64.",
    ],
  ])("%s", async (_, text, complaint) => {
    expect(await complaints(text)).toEqual([`app.tfvars:${complaint}`]);
  });

  it("bytes that are not UTF-8, at the first of them", async () => {
    const bytes = Buffer.concat([Buffer.from('a = 1\nb = "é'), Buffer.from([0xff]), Buffer.from('"\n')]);
    expect(await complaints(bytes)).toEqual(["app.tfvars:2:7 tfvars-encoding the bytes here are not UTF-8, expected UTF-8 text."]);
  });

  it("more than 1 MiB", async () => {
    expect(await complaints(`a = "${"x".repeat(MIB)}"\n`)).toEqual([
      "app.tfvars tfvars-size the file has 1048583 bytes, expected at most 1048576 (1 MiB).",
    ]);
  });

  it("all problems of a file at once, in file order", async () => {
    expect(await complaints('a = "${x}"\nb = f(1)\nc = {\n  d = e\n  d = 1\n  d = 2\n}\n')).toEqual([
      "app.tfvars:1:6 tfvars-literals got an interpolation `${`, expected text without templates.",
      "app.tfvars:2:5 tfvars-literals got a function call `f(1)`, expected a literal value.",
      "app.tfvars:4:7 tfvars-literals got a reference `e`, expected a literal value.",
      "app.tfvars:6:3 tfvars-duplicate-key the key `d` is here a second time (first in line 5), expected each key once.",
    ]);
  });

  it("at most 50 problems", async () => {
    expect(await complaints("a = b\n".repeat(200))).toHaveLength(50);
  });

  it("without a way to override, and with what to do", async () => {
    expect((await read("a = foo")).findings).toEqual([
      {
        rule: "tfvars-literals",
        level: "deny",
        severity: "high",
        message: "got a reference `foo`, expected a literal value.",
        remediation:
          "If it is text, put it in quotes. Write the value itself: text in quotes, a number, true, false, null, a list or a map.",
        location: { file: "app.tfvars", line: 1, column: 5 },
        overridable: false,
      },
    ]);
  });
});

describe("hostile text", () => {
  it.each([
    ["nested for expressions", `a = ${"[for x in ".repeat(50)}y${" : x]".repeat(50)}\n`],
    ["200 kB of parentheses", `a = ${"(".repeat(100_000)}1${")".repeat(100_000)}\n`],
    ["1 MiB of opening brackets", "[".repeat(MIB)],
    ["1 MiB of closing brackets", "}".repeat(MIB)],
    ["1 MiB of quotes", '"'.repeat(MIB)],
    ["1 MiB of interpolations", `a = "${'${"'.repeat(MIB / 3 - 10)}`],
    ["1 MiB of dollar signs", `a = "${"$".repeat(MIB - 20)}"\n`],
    ["1 MiB of minus signs", `a = ${"-".repeat(MIB - 20)}`],
    ["1 MiB of comment starts", "/*".repeat(MIB / 2)],
    ["1 MiB of heredoc starts", "<<A\n".repeat(MIB / 4)],
    ["1 MiB of short list items", `a = [${"1,".repeat(MIB / 2 - 20)}]\n`],
    ["150,000 words without meaning", "a = [] {} ".repeat(15_000)],
  ])("%s is answered in a moment", async (_, text) => {
    // Of CPU: a busy machine must not fail it. Quadratic work would take minutes.
    expect(await millisFor(text)).toBeLessThan(3000);
  });

  it("of any kind is read or refused with a finding, never thrown", async () => {
    const piece = fc.constantFrom(
      '"',
      "${",
      "%{",
      "$$",
      "\\",
      "{",
      "}",
      "[",
      "]",
      "(",
      ")",
      "=",
      ":",
      ",",
      "\n",
      "\r\n",
      " ",
      "\t",
      "#",
      "//",
      "/*",
      "*/",
      "<<A\n",
      "<<-A\n",
      "A\n",
      "a",
      "b",
      "1",
      "1e3",
      "-",
      ".",
      "for",
      "in",
      "if",
      "?",
      "=>",
      "...",
      "*",
      "true",
      "null",
      "é",
      "😀",
      "\u0301",
      "\0",
      "\ufeff",
      "__proto__",
      "::",
    );
    const text = fc.array(fc.oneof(piece, fc.string({ unit: "grapheme", maxLength: 5 })), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, async (pieces) => {
        const { tfvars, findings } = await read(pieces.join(""));
        return (tfvars === null) === findings.some(({ level }) => level === "deny");
      }),
      { numRuns: 1500 },
    );
  });
});

describe("what is read", () => {
  it("has the place of every key and value", async () => {
    expect(await read('s3_buckets = {\n  "data" = { tags = ["😀", 1] }\n}\n')).toEqual({
      tfvars: {
        file: "app.tfvars",
        entries: [
          {
            key: "s3_buckets",
            keyAt: { line: 1, column: 1 },
            value: {
              kind: "map",
              at: { line: 1, column: 14 },
              entries: [
                {
                  key: "data",
                  keyAt: { line: 2, column: 3 },
                  value: {
                    kind: "map",
                    at: { line: 2, column: 12 },
                    entries: [
                      {
                        key: "tags",
                        keyAt: { line: 2, column: 14 },
                        value: {
                          kind: "list",
                          at: { line: 2, column: 21 },
                          items: [
                            { kind: "string", value: "😀", at: { line: 2, column: 22 } },
                            { kind: "number", value: 1, at: { line: 2, column: 28 } },
                          ],
                        },
                      },
                    ],
                  },
                },
              ],
            },
          },
        ],
      },
      findings: [],
    });
  });

  it("may be nothing at all", async () => {
    expect(await values("")).toEqual({});
    expect(await values("# nothing yet\n\n/* or\nlater */")).toEqual({});
  });

  it("keeps prototype keys as plain entries", async () => {
    expect((await read("__proto__ = { constructor = 1 }\n")).tfvars?.entries.map(({ key, value }) => [key, value.kind])).toEqual([
      ["__proto__", "map"],
    ]);
  });

  it("warns of a number that only Terraform keeps exactly, and goes on", async () => {
    const { tfvars, findings } = await read("a = 12345678901234567890\nb = 123456789012\n");
    expect(tfvars?.entries.map(({ key }) => key)).toEqual(["a", "b"]);
    expect(findings.map(({ level, location }) => [level, location?.line])).toEqual([["warn", 1]]);
  });

  it("takes a file as long as people write them in well under a second", async () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `key_${index} = "value ${index}"\n`).join("");
    expect(await millisFor(text)).toBeLessThan(1000);
    expect((await read(text)).tfvars?.entries).toHaveLength(20_000);
  });
});

describe("compared with Terraform's own reading", () => {
  interface Case {
    name: string;
    text: string;
    terraform: "refused" | { value: unknown };
  }
  const { cases } = JSON.parse(readFileSync(new URL("../../fixtures/tfvars/readings.json", import.meta.url), "utf8")) as { cases: Case[] };
  const reading = async ({ text }: Case) => {
    const { tfvars } = await read(`v = ${text}\n`);
    const [entry] = tfvars?.entries ?? [];
    return entry === undefined ? "refused" : { value: toPlain(entry.value) };
  };
  const NOT_LITERAL = [
    "three dollars brace", "four dollars brace", "double negative", "fraction key", "dup map keys", "template key", "paren key", "negative key",
    "heredoc template", "parens", "interp", "interp only text", "directive", "for list", "for map", "conditional", "sum", "not", "index", "splat",
    "nested template in key",
  ]; // prettier-ignore

  it.each(cases.map((one) => [one.name, one] as const))("%s", async (name, one) => {
    expect(await reading(one)).toEqual(NOT_LITERAL.includes(name) ? "refused" : one.terraform);
  });

  const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
  (hasTerraform ? it : it.skip)("the recorded values are what Terraform says today", () => {
    const accepted = cases.filter((one) => one.terraform !== "refused");
    const folder = mkdtempSync(join(tmpdir(), "tfvars-"));
    try {
      writeFileSync(join(folder, "main.tf"), accepted.map((_, index) => `variable "v${index}" {\n  type = any\n}\n`).join(""));
      writeFileSync(join(folder, "terraform.tfvars"), accepted.map(({ text }, index) => `v${index} = ${text}\n`).join(""));
      const input = `jsonencode([${accepted.map((_, index) => `var.v${index}`).join(", ")}])\n`;
      const ran = spawnSync("terraform", ["console"], { cwd: folder, input, encoding: "utf8" });
      // JSON for JSON: it knows no negative zero.
      expect(JSON.stringify(JSON.parse(JSON.parse(ran.stdout) as string))).toEqual(
        JSON.stringify(accepted.map(({ terraform }) => (terraform as { value: unknown }).value)),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
