import { expect, it } from "@jest/globals";
import { csv } from "../../src/render/csv.ts";

it("quotes what would end a cell, leaves out what a terminal obeys, and keeps formulas texts", () => {
  const rows = [
    ["plain", 3, null],
    ['with "quotes", and a comma', -1, "two\nlines"],
    ["=HYPERLINK(1)", 0, "\u001b[31mred"],
  ];
  expect(csv(["a", "b", "c"], rows)).toBe(
    ["a,b,c", "plain,3,", '"with ""quotes"", and a comma",-1,"two\nlines"', "'=HYPERLINK(1),0, [31mred"].join("\n"),
  );
});
