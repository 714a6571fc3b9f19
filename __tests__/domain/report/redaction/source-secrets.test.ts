import { expect, it } from "@jest/globals";
import type { Finding } from "../../../../src/domain/model/finding.ts";
import { HIDDEN } from "../../../../src/domain/report/redaction/marker.ts";
import { SourceSecrets } from "../../../../src/domain/report/redaction/source-secrets.ts";

const finding = (line: number | null, message: string): Finding => ({
  rule: "tfvars-literals",
  level: "deny",
  severity: "high",
  message,
  remediation: "Put it in quotes.",
  ...(line === null ? {} : { location: { file: "x.tfvars", line, column: 1 } }),
  overridable: false,
});

const FILE = `project = "p"
things = {
  "x" = { db_password = hunter, port = 5432 }
  "y" = { api_key = Zq8vT2mKxZq8vT2mKxZq8vT2mKxZq8vT2mKxZq8vT2mKx-and-more }
  "z" = {
    credentials = {
      user = "bob-the-user"
    }
    pw = a
  }
}
`;

it("takes what a finding quotes at its place, whole, cut or short, and leaves the rest of it", () => {
  const secrets = new SourceSecrets(FILE);
  const shown = (line: number | null, message: string) => secrets.without(finding(line, message)).message;
  expect([
    shown(3, "got a reference `hunter`, expected a literal value."),
    shown(3, "got `db_password = hunter, port = 5432`, expected a comma."),
    shown(4, "got a reference `Zq8vT2mKxZq8vT2mKxZq8vT2mKxZq8vT2mKxZq8v…`, expected a literal value."),
    shown(4, "got `api_key = Zq…`, expected a comma."),
    shown(5, 'got `credentials = { user = "bob-the-user" }`, expected a comma.'),
    shown(9, "got a reference `a`, expected a literal value."),
    shown(1, "got `project`, expected a comma."),
    shown(null, "got a reference `hunter`"),
  ]).toEqual([
    `got a reference \`${HIDDEN}\`, expected a literal value.`,
    `got \`db_password = ${HIDDEN}, port = 5432\`, expected a comma.`,
    `got a reference \`${HIDDEN}…\`, expected a literal value.`,
    `got \`api_key = ${HIDDEN}…\`, expected a comma.`,
    `got \`credentials = { ${HIDDEN} }\`, expected a comma.`,
    `got a reference \`${HIDDEN}\`, expected a literal value.`,
    "got `project`, expected a comma.",
    "got a reference `hunter`",
  ]);
});

it("gives the literals that nobody says by chance, also of a file that is no JSON", () => {
  expect(new SourceSecrets(FILE).literals()).toEqual(["Zq8vT2mKxZq8vT2mKxZq8vT2mKxZq8vT2mKxZq8vT2mKx-and-more", 'user = "bob-the-user"']);
  expect(new SourceSecrets('{\n  "DB_PASSWORD": Zq8vT2mKx,\n  "TOKEN": "payments"\n}').literals()).toEqual(["Zq8vT2mKx"]);
});

it("reads a line by what stands above it, also where it was harmless in another file", () => {
  const line = '  first = "Zq8vT2mKx"';
  const open = `notes = {\n${line}\n}\n`;
  const closed = `passwords = {\n${line}\n}\n`;
  const literals = () => [open, closed, open].map((text) => new SourceSecrets(text).literals());
  expect(literals()).toEqual([[], expect.arrayContaining(["Zq8vT2mKx"]), []]);
  expect(literals()).toEqual([[], expect.arrayContaining(["Zq8vT2mKx"]), []]);
});
