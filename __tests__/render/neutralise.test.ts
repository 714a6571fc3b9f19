import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import {
  cell,
  codeBlock,
  codeSpan,
  cut,
  htmlText,
  inline,
  linkTarget,
  logBlock,
  logLine,
  oneLine,
  pathInUrl,
} from "../../src/render/neutralise.ts";

describe("inline", () => {
  it.each([
    ["The bucket has no public access block.", "The bucket has no public access block."],
    ["Set `block_public_access = true`, or ask", "Set `block_public_access = true`, or ask"],
    ["set block_public_access = true.", "set `block_public_access = true`."],
    ['region_code: got "use7", expected a known one', '`region_code`: got "use7", expected a known one'],
    ["ask @team (see #1) now", "ask `@team` (see `#1`) now"],
    ["a <b> c **d** e", "a `<b>` c `**d**` e"],
    ["hidden ***REDACTED*** here", "hidden `***REDACTED***` here"],
    ["see https://evil.example/x", "see `https://evil.example/x`"],
    ["it costs ${var.x} or $5", "it costs `${var.x}` or `$5`"],
    ["tick `` a ` b", "tick ``` `` ``` a `` ` `` b"],
    ["- not a list", "`-` not a list"],
    ["1. nor this", "`1`. nor this"],
    ["two\nlines\u202e\u001b[31m", "two `lines<U+202E>`"],
    ["", ""],
  ])("%j reads %j", (text, expected) => {
    expect(inline(text)).toBe(expected);
  });

  it("is cut where it is too long, never inside a character", () => {
    expect(inline("word ".repeat(10), 12)).toBe("word word w…");
    expect(cut("a😀", 2)).toBe("a…");
  });

  it("closes code that was cut through", () => {
    expect(inline("set `block_public_access = true` now", 20)).toBe("set `block_public_a…`");
  });
});

describe("code", () => {
  it.each([
    ["plain", "`plain`"],
    ["a`b", "``a`b``"],
    ["`", "`` ` ``"],
    ["a\nb", "`a b`"],
    ["\u0007", "(empty)"],
    ["\u200b", "`<U+200B>`"],
  ])("span of %j is %j", (text, expected) => {
    expect(codeSpan(text)).toBe(expected);
  });

  it("block has a fence longer than any run inside", () => {
    expect(codeBlock("a\n``````\r\nb\u001b[0m\n\n", "diff")).toBe("```````diff\na\n``````\nb\n```````");
  });
});

describe("cell", () => {
  it.each([
    ["`a|b`", "`a\\|b`"],
    ["`a\\|b`", "`a¦b`"],
    ["a\nb", "a b"],
  ])("%j becomes %j", (markdown, expected) => {
    expect(cell(markdown)).toBe(expected);
  });
});

describe("addresses", () => {
  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "https://user:pw@x.example/",
    "no url",
    "",
    "//x",
    `https://x.example/${"a".repeat(3000)}`,
  ])("refuses %s as a link", (url) => {
    expect(linkTarget(url)).toBeNull();
  });

  it("encodes what could end a link", () => {
    expect(linkTarget("https://x.example/a(b)*c_d?e=[f]#g")).toBe("https://x.example/a%28b%29%2Ac_d?e=%5Bf%5D#g");
    expect(pathInUrl("a b/c(d)#e?.tf")).toBe("a%20b/c%28d%29%23e%3F.tf");
    expect(htmlText(`<a href="x">'&`)).toBe("&#60;a href=&#34;x&#34;&#62;&#39;&#38;");
  });
});

describe("log lines", () => {
  it.each([
    ["::error::x", ": :error::x"],
    ["  ::set-output name=a::b", ": :set-output name=a::b"],
    ["x ##[error]y", "x # #[error]y"],
    ["x ###[group]y", "x # # #[group]y"],
    [":::error::x", ": : :error::x"],
    ["a ::warning::b", "a : :warning::b"],
    ["AWS::S3::Bucket fe80::1", "AWS::S3::Bucket fe80::1"],
    ["\u001b[31mred\u001b[0m\ttab\nnext", "red tab next"],
    ["\u200b::error::x", "<U+200B>: :error::x"],
  ])("%j becomes %j", (text, expected) => {
    expect(logLine(text)).toBe(expected);
  });

  it("of a block are neutralised one by one", () => {
    expect(logBlock("ok\r\n  ::endgroup::\r::error::\n\tx")).toBe("ok\n  : :endgroup::\n: :error::\n\tx");
  });
});

describe("any text, read by GitHub's grammar", () => {
  const tree = (markdown: string) => fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const kinds = (node: Nodes): string[] => [node.type, ...("children" in node ? node.children.flatMap(kinds) : [])];
  const code = (node: Nodes): string[] =>
    node.type === "inlineCode" ? [node.value] : "children" in node ? node.children.flatMap(code) : [];
  const plain = (node: Nodes): string[] => (node.type === "text" ? [node.value] : "children" in node ? node.children.flatMap(plain) : []);
  const shown = (node: Nodes): string =>
    "value" in node && node.type !== "html" ? node.value : "children" in node ? node.children.map(shown).join("") : "";
  const piece = fc.oneof(
    fc.constantFrom("`", "``", "``` ", " `", "|", "\\", "\\|", "\n", "*", "_x_", "<b>", "[a](b)", "@team", "#1", "~~", "&amp;", "…", "- "),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  const most = fc.integer({ min: 1, max: 40 });

  it("is one code span that ends, also when it is cut", () => {
    fc.assert(
      fc.property(text, most, (raw, length) => {
        const expected = cut(oneLine(raw), length);
        const parsed = tree(`x ${codeSpan(raw, length)} y`);
        if (expected === "") return;
        expect(kinds(parsed)).toEqual(["root", "paragraph", "text", "inlineCode", "text"]);
        expect(code(parsed)).toEqual([expected]);
        expect(shown(parsed)).toBe(`x ${expected} y`);
      }),
    );
  });

  it("is one cell of a table, whose code ends", () => {
    fc.assert(
      fc.property(text, most, (raw, length) => {
        const parsed = tree(`| a | b | c |\n|---|---|---|\n| x | ${cell(codeSpan(raw, length))} | y |`);
        const [table] = parsed.children;
        const row = table?.type === "table" ? table.children[1] : undefined;
        expect(row?.children.map(shown)).toEqual(["x", expect.any(String), "y"]);
        expect(
          row?.children.map((each) => kinds(each).filter((kind) => kind !== "tableCell" && kind !== "text" && kind !== "inlineCode")),
        ).toEqual([[], [], []]);
      }),
    );
  });

  it("is prose of words and code only, and no backtick is left open", () => {
    fc.assert(
      fc.property(text, most, (raw, length) => {
        const parsed = tree(`x ${inline(raw, length)} y`);
        const others = kinds(parsed).filter((kind) => !["root", "paragraph", "text", "inlineCode"].includes(kind));
        expect(others).toEqual([]);
        expect(plain(parsed).filter((words) => words.includes("`"))).toEqual([]);
      }),
    );
  });
});
