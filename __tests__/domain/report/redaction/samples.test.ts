import { expect, it } from "@jest/globals";
import { createRedactor } from "../../../../src/domain/report/redaction/redactor.ts";
import { secretsIn } from "../../../../src/domain/report/redaction/sensitive-values.ts";
import { HARMLESS_SAMPLES } from "../../../fixtures/redaction/harmless.ts";
import { SECRET_SAMPLES, SECRET_SHAPES } from "../../../fixtures/redaction/secrets.ts";

it("leaves none of the made-up secrets in a text, whatever form it has, and changes nothing more when applied twice", () => {
  const redact = createRedactor([]);
  const left = SECRET_SAMPLES.flatMap(({ name, text, secret }) => {
    const once = redact(text);
    return once.includes(secret) || redact(once) !== once ? [[name, once]] : [];
  });
  expect(left).toEqual([]);
  expect(SECRET_SHAPES).toBeGreaterThanOrEqual(120);
});

it("leaves harmless texts as they are, also beside keys that only look secret", () => {
  const hidden = HARMLESS_SAMPLES.flatMap(({ text, beside }) => {
    const secrets =
      beside === undefined ? [] : secretsIn([{ path: ["things", "x", beside[0]], value: { kind: "string", value: beside[1] } }]);
    const once = createRedactor(secrets)(text);
    return once === text ? [] : [[beside?.[0], text, once]];
  });
  expect(hidden).toEqual([]);
  expect(HARMLESS_SAMPLES.length).toBeGreaterThanOrEqual(120);
});
