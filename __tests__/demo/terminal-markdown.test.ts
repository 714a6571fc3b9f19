import { describe, expect, it } from "@jest/globals";
import { plain, type Paint } from "../../scripts/demo/screen.ts";
import { terminalMarkdown } from "../../scripts/demo/terminal-markdown.ts";

const shown = (markdown: string, columns = 60) => terminalMarkdown(markdown, columns, plain);

describe("Markdown in a terminal", () => {
  it("lets no terminal command through", () => {
    expect(shown("a\x1b[2Jb\x1b]0;title\x07c \u202ed")).toEqual(["abc d"]);
  });

  it("makes one line of folded details, nested and neighbouring ones too", () => {
    const plan = (name: string) =>
      `<details><summary>Plan of <code>${name}</code> &lt;1&gt;</summary>\n\n\`\`\`diff\n+ a\n\`\`\`\n\n</details>`;
    expect(shown(`# Top\n\n${plan("a")}\n${plan("b")}\n\n<details><summary>out</summary>\n\n${plan("in")}\n\n</details>\n\nend`)).toEqual([
      "Top",
      "",
      "▸ Plan of a <1>",
      "▸ Plan of b <1>",
      "▸ out",
      "",
      "end",
    ]);
  });

  it("hides HTML comments", () => {
    expect(shown("<!-- a record -->\n# Top")).toEqual(["Top"]);
  });

  it("keeps a table in its columns, wide characters too; of one that is too wide the widest column gives way", () => {
    expect(shown("| | deployment | plan |\n|---|---|---|\n| ❌ | `s3/a` | +1 |\n| ✅ | `s3/long` | +10 |")).toEqual([
      "    deployment  plan",
      "❌  s3/a        +1",
      "✅  s3/long     +10",
    ]);
    expect(shown(`|a|b|\n|-|-|\n|${"x".repeat(40)}|y|`, 20)).toEqual(["a                  b", `${"x".repeat(16)}…  y`]);
  });

  it("breaks lines at spaces and where the text says so", () => {
    expect(shown("one two three\\\nfour", 8)).toEqual(["one two", "three", "four"]);
    expect(shown("- one two three\n- four", 10)).toEqual(["• one two", "  three", "• four"]);
  });

  it("paints a run of one style once", () => {
    const marked: Paint = (format, text) => `<${format as string}>${text}</>`;
    expect(terminalMarkdown("**a b** `c` [d e](http://x)", 60, marked)).toEqual(["<bold>a b</> <cyan>c</> <underline>d e</>"]);
  });
});
