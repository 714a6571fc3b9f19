import { describe, expect, it } from "@jest/globals";
import { HIDDEN_IDENTITIES, identitiesFor } from "../../../../src/domain/report/redaction/identities.ts";
import { HIDDEN } from "../../../../src/domain/report/redaction/marker.ts";
import { createRedactor } from "../../../../src/domain/report/redaction/redactor.ts";
import { PRD } from "../../builders.ts";

const ACCOUNTS = [PRD];
const readable = identitiesFor("readable", ACCOUNTS);

describe("readable", () => {
  const cases: [string, string][] = [
    ["arn:aws:iam::123456789012:role/x", "arn:aws:iam::arj-wkld-a-prd:role/x"],
    ["arn:aws:iam::999999999999:root", "arn:aws:iam::account-1 (foreign):root"],
    [
      '["arn:aws:iam::999999999999:root", "arn:aws:iam::888888888888:root", "999999999999"]',
      '["arn:aws:iam::account-1 (foreign):root", "arn:aws:iam::account-2 (foreign):root", "account-1 (foreign)"]',
    ],
    [
      '~ resource = "arn:aws:s3:::team-sandbox/*" -> "arn:aws:s3:::payroll-exports/*"',
      '~ resource = "arn:aws:s3:::team-sandbox/*" -> "arn:aws:s3:::payroll-exports/*"',
    ],
    ["arn:aws:s3:::logs-123456789012-x/*", "arn:aws:s3:::logs-arj-wkld-a-prd-x/*"],
    ["arn:aws:secretsmanager:us-east-1:999999999999:secret:db-AbC", "arn:aws:secretsmanager:us-east-1:account-1 (foreign):secret:db-AbC"],
    ["arn:aws:sts::123456789012:assumed-role/R/alice", `arn:aws:sts::arj-wkld-a-prd:assumed-role/R/${HIDDEN}`],
    [
      "arn:aws:iam::aws:policy/ReadOnlyAccess arn:aws:iam::cloudfront:user/x",
      "arn:aws:iam::aws:policy/ReadOnlyAccess arn:aws:iam::cloudfront:user/x",
    ],
    ["1234-5678-9012", "arj-wkld-a-prd"],
    [
      "10.1.2.3 172.16.0.0/12 192.168.1.0/24 100.64.0.1 169.254.169.254 127.0.0.1",
      "10.1.2.3 172.16.0.0/12 192.168.1.0/24 100.64.0.1 169.254.169.254 127.0.0.1",
    ],
    ["8.8.8.8 172.32.0.1/24 128.0.0.0/1", "***.***.***.*** ***.***.***.***/24 128.0.0.0/1"],
    ["fd00::1 fe80::1/64 2001:db8::1 ::1", "fd00::1 fe80::1/64 ***.***.***.*** ::1"],
    ["ip-10-0-0-1.ec2.internal ip-54-1-2-3.ec2.internal", `ip-10-0-0-1.ec2.internal ip-${HIDDEN}.ec2.internal`],
    ["mail bob@example.com", `mail ${HIDDEN}`],
    ["AKIAABCDEFGHIJKLMNOP", `AKIA${HIDDEN}`],
    ['password = "arn:aws:iam::123456789012:role/x"', 'password = "arn:aws:iam::arj-wkld-a-prd:role/x"'],
  ];
  it.each(cases)("%j", (text, expected) => {
    const redact = createRedactor([], readable);
    const once = redact(text);
    expect([once, redact(once)]).toEqual([expected, expected]);
  });

  it("has the same number for an account on every line, and numbers anew in the next report", () => {
    const lines = ["999999999999 x", "888888888888 x", "999999999999 y"];
    const shown = ["account-1 (foreign) x", "account-2 (foreign) x", "account-1 (foreign) y"];
    const redact = createRedactor([], readable);
    expect([lines.map(redact), lines.toReversed().map(createRedactor([], readable))]).toEqual([
      shown,
      ["account-1 (foreign) y", "account-2 (foreign) x", "account-1 (foreign) x"],
    ]);
  });

  it("keeps apart what two controllers call an account", () => {
    const other = identitiesFor("readable", [{ ...PRD, name: "other" }]);
    expect([readable, other, HIDDEN_IDENTITIES].map((identities) => createRedactor([], identities)("of 123456789012"))).toEqual([
      "of arj-wkld-a-prd",
      "of other",
      `of ${HIDDEN}`,
    ]);
  });
});

it("everything: who and where are shown, secrets are not", () => {
  const redact = createRedactor(["hunter2!"], identitiesFor("everything", ACCOUNTS));
  const text = "arn:aws:iam::123456789012:role/x arn:aws:s3:::b/k 8.8.8.8 bob@example.com assumed-role/R/alice 999999999999";
  expect(redact(text)).toBe(text);
  expect(redact('hunter2! password = "horse", AKIAABCDEFGHIJKLMNOP')).toBe(`${HIDDEN} password = "${HIDDEN}", AKIA${HIDDEN}`);
});
