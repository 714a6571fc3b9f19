import { expect, it } from "@jest/globals";
import { masksOf } from "../../../../src/domain/report/redaction/masks.ts";

it("gives every line of every secret once, without common values and what frames a key", () => {
  const key = ["-----BEGIN PRIVATE KEY-----", "MIIEvQ-made-up", "a", "-----END PRIVATE KEY-----"].join("\n");
  expect(
    masksOf(["hunter2!", "first line\r\n  second-line", key, "us-east-1", "4096", "", { key: "port", value: "hunter3!" }, "hunter2!"]),
  ).toEqual(["hunter2!", "first line", "second-line", "MIIEvQ-made-up"]);
});

it("gives no more than the runner can compare", () => {
  expect(masksOf(Array.from({ length: 5_000 }, (_, index) => `secret-${index}`))).toHaveLength(1_000);
});
