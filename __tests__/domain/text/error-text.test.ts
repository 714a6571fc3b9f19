import { expect, it } from "@jest/globals";
import { causeCode, errorText } from "../../../src/domain/text/error-text.ts";

it.each([
  ["Access Denied", "Access Denied"],
  ["Access Denied, RequestId: 4442587FB7D0A2F9, HostId: abc/def+g=", "Access Denied"],
  ['Validation Failed: {"resource":"Issue","field":"body","value":"secret"} - https://docs.example.com/rest', "Validation Failed"],
  ["Not Found - https://docs.example.com/rest/issues", "Not Found"],
  ["<html><head>Bad\nGateway</head></html>", "Bad Gateway"],
  ["x".repeat(400), `${"x".repeat(299)}…`],
  ["", ""],
])("%j is %j", (message, expected) => {
  expect(errorText(message)).toBe(expected);
});

it("names the system's code of what was not reached, also of its cause, and no host", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED 10.0.0.1:443"), { code: "ECONNREFUSED" });
  const timeout = Object.assign(new Error("to bucket.example.com"), { name: "TimeoutError" });
  expect([refused, new Error("request to host failed", { cause: refused }), timeout, "text"].map(causeCode)).toEqual([
    "ECONNREFUSED",
    "ECONNREFUSED",
    "TimeoutError",
    "no answer",
  ]);
});
