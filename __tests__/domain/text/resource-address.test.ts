import { describe, expect, it } from "@jest/globals";
import { addressOf, parseAddress, withoutKeys } from "../../../src/domain/text/resource-address.ts";

describe("parseAddress", () => {
  it.each<[string, ReturnType<typeof parseAddress>]>([
    ["aws_s3_bucket.b", { mode: "managed", type: "aws_s3_bucket", name: "b" }],
    ["data.aws_region.now", { mode: "data", type: "aws_region", name: "now" }],
    ["aws_s3_bucket.b[0]", { mode: "managed", type: "aws_s3_bucket", name: "b", index: 0 }],
    [
      'module.s3["a.b[0]"].module.logs[1].aws_s3_bucket.this["x\\"y"]',
      { module: 'module.s3["a.b[0]"].module.logs[1]', mode: "managed", type: "aws_s3_bucket", name: "this", index: 'x"y' },
    ],
    ['aws_s3_bucket.b["$${x}\\u00e9"]', { mode: "managed", type: "aws_s3_bucket", name: "b", index: "${x}é" }],
    ["module.module.aws_s3_bucket.b", { module: "module.module", mode: "managed", type: "aws_s3_bucket", name: "b" }],
  ])("reads %s, which is written the same again", (text, parsed) => {
    expect(parseAddress(text)).toEqual(parsed);
    if (parsed !== null) expect(parseAddress(addressOf(parsed, parsed.index))).toEqual(parsed);
  });

  it.each([
    "",
    "aws_s3_bucket",
    "aws_s3_bucket.b.",
    ".aws_s3_bucket.b",
    "aws_s3_bucket.b.id",
    "module.s3",
    "module.s3.aws_s3_bucket",
    'aws_s3_bucket["x"].b',
    "aws_s3_bucket.b[each.key]",
    'aws_s3_bucket.b["${each.key}"]',
    'aws_s3_bucket.b["%{ if true }"]',
    'aws_s3_bucket.b["\\q"]',
    "aws_s3_bucket.b[-1]",
    "aws_s3_bucket.*",
    'module["x"].s3.aws_s3_bucket.b',
    "data.aws_region",
    `aws_s3_bucket.${"b".repeat(5000)}`,
  ])("takes %j for no address", (text) => {
    expect(parseAddress(text)).toBeNull();
  });
});

it("withoutKeys leaves the address that others depend on", () => {
  expect(withoutKeys('module.s3["a[0].b"].aws_s3_bucket.this[2]')).toBe("module.s3.aws_s3_bucket.this");
});
