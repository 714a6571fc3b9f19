import { describe, expect, it } from "@jest/globals";
import {
  doneImports,
  importsCode,
  importsFileOf,
  isImportsFile,
  readImports,
  strayImports,
  tfvarsOfImports,
} from "../../../src/domain/checks/imports.ts";
import { format } from "../../../src/domain/model/finding.ts";
import { planJson, resourceChange } from "../builders.ts";

const FILE = "S3/lake/lake.imports.yaml";
const read = (text: string) => readImports(FILE, Buffer.from(text));
const wrongIn = (text: string) => {
  const { imports, findings } = read(text);
  return [imports, ...findings.map(format)];
};

it("belongs to the tfvars of its name", () => {
  expect([importsFileOf("S3/lake/lake.tfvars"), tfvarsOfImports(FILE), isImportsFile(FILE), isImportsFile("imports.yaml")]).toEqual([
    FILE,
    "S3/lake/lake.tfvars",
    true,
    false,
  ]);
});

describe("readImports", () => {
  it("reads imports, and writes blocks in which nothing is worked out", () => {
    const { imports, findings } = read(`imports:
  - { to: 'module.s3.aws_s3_bucket.this["lake"]', id: acme-lake }
  - to: aws_iam_role.r[0]
    id: 'with "quotes" and \\'
`);
    expect([imports, findings]).toEqual([
      [
        { to: 'module.s3.aws_s3_bucket.this["lake"]', id: "acme-lake" },
        { to: "aws_iam_role.r[0]", id: 'with "quotes" and \\' },
      ],
      [],
    ]);
    expect(importsCode(imports)).toBe(`import {
  to = module.s3.aws_s3_bucket.this["lake"]
  id = "acme-lake"
}

import {
  to = aws_iam_role.r[0]
  id = "with \\"quotes\\" and \\\\"
}
`);
  });

  it("says everything that is wrong at once, each with its line", () => {
    const address = 'expected an address such as module.s3.aws_s3_bucket.this["data-lake"], without expressions. Correct it.';
    expect(
      wrongIn(`imports:
  - { to: module.s3, id: x }
  - { to: 'aws_s3_bucket.b[each.key]', id: x }
  - { to: data.aws_region.now, id: '\${var.id}' }
  - { to: aws_s3_bucket.b, id: "" }
  - { to: aws_s3_bucket.b, id: y }
`),
    ).toEqual([
      [],
      `${FILE}:2  to: got "module.s3", ${address}`,
      `${FILE}:3  to: got "aws_s3_bucket.b[each.key]", ${address}`,
      `${FILE}:4  to: got "data.aws_region.now", ${address}`,
      `${FILE}:4  id: got "\${var.id}", expected the id that the provider imports by, without expressions. Correct it.`,
      `${FILE}:5  id: got "", expected the id that the provider imports by, without expressions. Correct it.`,
      `${FILE}:6  to: aws_s3_bucket.b is in line 5 already, expected each resource once. Correct it.`,
    ]);
    expect(wrongIn("import: []\n")).toEqual([
      [],
      `${FILE}:1  imports: missing, expected a list`,
      `${FILE}:1  import: unknown key, did you mean "imports"?`,
    ]);
    expect(wrongIn("imports: [{ to: aws_s3_bucket.b, id: 12, ids: x }]\n")).toEqual([
      [],
      `${FILE}:1  imports[0].id: got 12, expected text (in quotes, if it looks like something else)`,
      `${FILE}:1  imports[0].ids: unknown key, did you mean "id"?`,
    ]);
  });

  it("refuses what is no text, and what is too large", () => {
    expect(readImports(FILE, Uint8Array.of(0xff)).findings).toHaveLength(1);
    expect(readImports(FILE, new Uint8Array(1024 * 1024 + 1).fill(32)).findings).toHaveLength(1);
  });
});

it("strayImports names the tfvars that was meant", () => {
  const finding = strayImports("S3/lake/leak.imports.yaml", ["S3/lake/lake.tfvars", "KMS/leak.tfvars"]);
  expect(format(finding)).toBe(
    'S3/lake/leak.imports.yaml  belongs to no tfvars, expected S3/lake/leak.tfvars beside it, did you mean "lake.imports.yaml"? Name it after the tfvars whose code has the resources.',
  );
});

describe("doneImports", () => {
  const imports = [{ to: "aws_s3_bucket.b", id: "x" }];

  it("tells once nothing waits to be imported", () => {
    const waiting = planJson([resourceChange("aws_s3_bucket.b", ["no-op"], { importing: { id: "x" } })]);
    const done = planJson([resourceChange("aws_s3_bucket.b", ["no-op"])]);
    expect([doneImports(waiting, FILE, imports), doneImports(done, FILE, []), doneImports(done, FILE, imports).map(format)]).toEqual([
      [],
      [],
      [`${FILE}  everything in it is imported. Delete the file in the next pull request; left there it changes nothing.`],
    ]);
  });
});
