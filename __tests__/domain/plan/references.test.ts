import { describe, expect, it } from "@jest/globals";
import { configurationReferences } from "../../../src/domain/plan/references.ts";

const refs = (...references: string[]) => ({ references });
const resource = (address: string, expressions: object, more: object = {}) => ({ address, mode: "managed", expressions, ...more });

describe("configurationReferences", () => {
  it("says nothing of a plan without configuration", () => {
    expect(configurationReferences({})).toEqual(new Map());
  });

  it("follows references in blocks, counts and depends_on, and leaves data, locals and each alone", () => {
    const found = configurationReferences({
      configuration: {
        root_module: {
          resources: [
            resource("aws_kms_key.k", {}),
            resource(
              "aws_s3_bucket.b",
              { rule: [{ kms: refs("aws_kms_key.k.arn", "aws_kms_key.k") }], name: refs("data.aws_region.r.name", "local.x", "each.key") },
              { depends_on: ["aws_iam_role.r"], count_expression: refs("aws_sns_topic.t") },
            ),
            { address: "data.aws_region.r", mode: "data", expressions: refs("aws_kms_key.k") },
          ],
        },
      },
    });
    expect(found).toEqual(
      new Map([
        ["aws_kms_key.k", new Set()],
        ["aws_s3_bucket.b", new Set(["aws_kms_key.k", "aws_sns_topic.t", "aws_iam_role.r"])],
      ]),
    );
  });

  it("follows a module's inputs into it, and its outputs out of it", () => {
    const found = configurationReferences({
      configuration: {
        root_module: {
          resources: [resource("aws_lambda_function.f", { key: refs('module.kms["a"].arn', "module.kms") })],
          module_calls: {
            kms: { module: { outputs: { arn: { expression: refs("aws_kms_key.k.arn") } }, resources: [resource("aws_kms_key.k", {})] } },
            s3: {
              expressions: { key_arn: refs("module.kms.arn") },
              module: { resources: [resource("aws_s3_bucket.b", { key: refs("var.key_arn") })] },
            },
          },
        },
      },
    });
    expect(found.get("aws_lambda_function.f")).toEqual(new Set(["module.kms.aws_kms_key.k"]));
    expect(found.get("module.s3.aws_s3_bucket.b")).toEqual(new Set(["module.kms.aws_kms_key.k"]));
  });
});
