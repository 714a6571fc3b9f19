import { describe, expect, it } from "@jest/globals";
import { checkNames } from "../../../src/domain/checks/names.ts";
import type { SourceEntry } from "../../../src/domain/model/source-tree.ts";
import { deployment, tfvars } from "../builders.ts";

const ID = "s3/arj-wkld-a-prd/us-east-1/data-lake";

function complaints(file: string, entries: Record<string, unknown> = {}, others: string[] = []): string[] {
  const project = typeof entries.project === "string" ? entries.project : "data-lake";
  const one = { deployment: deployment(ID, { file, project }), tfvars: tfvars(file, entries) };
  const tree: SourceEntry[] = [file, ...others].map((path) => ({ path, mode: "100644", sizeBytes: 1 }));
  return checkNames([one], tree).map(({ rule, level, message }) => `${level} ${rule} ${message}`);
}

describe("names that do not agree", () => {
  it("a project in another project's folder is a warning", () => {
    expect(complaints("S3/data-lake/data-lake.tfvars", { project: "billing" })).toEqual([
      'warn project-name got the project "billing" in the folder "data-lake", expected the same name.',
    ]);
  });

  it("a file of another name is a warning", () => {
    expect(complaints("S3/data-lake/billing.tfvars")).toEqual([
      'warn file-name got the file "billing.tfvars" in the folder "data-lake", expected the project\'s name in it.',
    ]);
  });

  it("the golden template of another project is refused", () => {
    expect(complaints("S3/data-lake/data-lake.tfvars", {}, ["S3/data-lake/billing-golden-template.json"])).toEqual([
      'deny golden-template-name got the golden template of "billing" beside the project "data-lake", expected "data-lake-golden-template.json".',
    ]);
  });

  it.each(["golden-template.json", "data-lake-golden-templates.json", "data_lake_golden_template.json", "data-lake-golden-template.yaml"])(
    "a golden template that would not be read is a warning: %s",
    (name) => {
      expect(complaints("S3/data-lake/data-lake.tfvars", {}, [`S3/data-lake/${name}`])).toEqual([
        `warn golden-template-name got "${name}", which is not read, expected "<name>-golden-template.json".`,
      ]);
    },
  );
});

describe("names that agree", () => {
  it.each([
    ["the folder's", "S3/data-lake/data-lake.tfvars", { project: "Data_Lake" }, ["S3/data-lake/data-lake-golden-template.json"]],
    ["the environment's", "S3/data-lake/production.tfvars", {}, []],
    ["the account's", "S3/data-lake/arj-wkld-a-prd.tfvars", {}, ["S3/data-lake/arj-wkld-a-prd-golden-template.json"]],
    ["Terraform's own", "S3/data-lake/terraform.tfvars", {}, []],
    ["a part of it", "S3/data-lake/lake.tfvars", {}, []],
    ["any, at the root of the repository", "x.tfvars", { project: "data-lake" }, ["x-golden-template.json"]],
    ["another folder's golden template", "S3/data-lake/data-lake.tfvars", {}, ["S3/billing/other-golden-template.json"]],
    ["what is written about golden templates", "S3/data-lake/data-lake.tfvars", {}, ["S3/data-lake/golden-template.md"]],
  ])("%s", (_, file, entries, others) => {
    expect(complaints(file, entries, others)).toEqual([]);
  });
});
