import { expect, it } from "@jest/globals";
import { secretsOfEnvironment } from "../../../../src/domain/report/redaction/environment.ts";

it("takes what the code declares sensitive, whatever it looks like, and of objects each value", () => {
  expect(
    secretsOfEnvironment(
      {
        TF_VAR_pin: "hunter",
        TF_VAR_port: "5432",
        TF_VAR_object: '{"user":"bob-the-user","numbers":[123456]}',
        TF_VAR_native: '{ user = "eve-the-user" }',
        TF_VAR_empty: "",
      },
      new Set(["pin", "port", "object", "native", "empty"]),
    ),
  ).toEqual([
    "hunter",
    { key: "port", value: "5432" },
    '{"user":"bob-the-user","numbers":[123456]}',
    "123456",
    "bob-the-user",
    '{ user = "eve-the-user" }',
    "eve-the-user",
  ]);
});

it("takes what stands under a secret-like name, and what looks like no word of configuration", () => {
  expect(
    secretsOfEnvironment(
      {
        DATADOG_API_KEY: "hunter",
        TF_VAR_admin_password: "correct-horse",
        TF_VAR_license: "Zq8vT2mKx",
        TF_VAR_region: "us-east-1",
        TF_VAR_team: "payments",
        TF_VAR_retries: "3",
        TF_VAR_role: "arn:aws:iam::123456789012:role/x",
        TF_VAR_settings: '{"db_password":"horse","team":"payments"}',
        TF_VAR_unset: undefined,
      },
      new Set(),
    ),
  ).toEqual(["hunter", "correct-horse", "Zq8vT2mKx", '{"db_password":"horse","team":"payments"}', "horse"]);
});
