import { describe, expect, it } from "@jest/globals";
import { hclBody, type HclBody } from "../../../src/domain/text/hcl-blocks.ts";

/** Types and labels of the blocks, those inside in brackets. */
function outline(body: HclBody | null): string | null {
  if (body === null) return null;
  return body.blocks
    .map(({ type, labels, body: inside }) => [type, ...labels].join(" ") + (inside.blocks.length > 0 ? ` [${outline(inside)}]` : ""))
    .join(", ");
}

it("finds blocks with their labels, the blocks inside, and attributes with their words", () => {
  const body = hclBody(
    [
      "# data in a comment { }",
      'resource "aws_x" "a" { count = 1 }',
      "data external b {",
      "  program = [",
      '    "a}", { x = "${join("}", ["{"])}" }',
      "  ]",
      "  lifecycle {",
      "    postcondition {",
      "      condition = self.x == 1",
      "    }",
      "  }",
      "}",
    ].join("\n"),
  );
  expect(outline(body)).toBe("resource aws_x a, data external b [lifecycle [postcondition]]");
  expect(body?.blocks[1]).toMatchObject({ at: 59, body: { attributes: [{ name: "program" }] } });
});

describe("a heredoc ends where Terraform ends it", () => {
  it("at a line of its own, indented or not", () => {
    expect(outline(hclBody('x = <<-EOT\n  not EOT\n  EOT\ndata "a" "b" {}\ny = <<EOT\r\nEOTX\r\nEOT\r\n'))).toBe("data a b");
  });

  it.each([
    ["a marker inside a template, behind which a comment would begin", 'x = <<EOT\n${\nEOT\n}\n/*\nEOT\ndata "a" "b" {}\ny = "*/"\n'],
    ["a marker with white space that not every program takes for it", 'x = <<EOT\n\u00a0EOT\n/*\nEOT\ndata "a" "b" {}\n'],
    ["no marker", "x = <<EOT\nEOT2\n"],
  ])("and is not read with %s", (_, text) => {
    expect(hclBody(text)).toBeNull();
  });

  it("behind a template that holds its marker as text", () => {
    expect(outline(hclBody('x = <<EOT\n${var.a}EOT\n%{ if true }\n$${EOT\nEOT\ndata "a" "b" {}\n'))).toBe("data a b");
  });
});

it.each([
  ["an escape in a label", 'data "\\u0065xternal" "x" {}'],
  ["a template in a label", 'data "ex${""}ternal" "x" {}'],
  ["a brace too few", 'data "x" "y" {'],
  ["a brace too many", 'data "x" "y" {}\n}'],
  ["quotes that do not end", 'x = "a\n'],
  ["quotes that end in an escape", 'x = "a\\'],
  ["quotes of which an escape is the last", '"\\"\\'],
  ["a comment that does not end", "/* x"],
  ["a word that is none", "data [1] {}"],
  ["blocks that nest without end", "a {".repeat(60) + "}".repeat(60)],
])("does not read %s", (_, text) => {
  expect(hclBody(text)).toBeNull();
});
