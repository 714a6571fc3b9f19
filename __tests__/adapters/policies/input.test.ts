import { describe, expect, it } from "@jest/globals";
import { policyInput } from "../../../src/adapters/policies/input.ts";
import type { PlanJson, ResourceChange } from "../../../src/domain/model/plan.ts";

const expressions = { name: { references: ["var.name"] } };
const resource = (address: string) => ({
  address,
  provider_config_key: "aws",
  provisioners: [{ type: "local-exec" }],
  type: "x",
  expressions,
});
const bare = (address: string) => ({ address, provider_config_key: "aws", provisioners: [{ type: "local-exec" }] });

/** Two modules, one inside the other, and one that is not called upon. */
const configuration = {
  root_module: {
    resources: [resource("aws_iam_role.this"), resource("aws_iam_role.idle")],
    module_calls: {
      outer: {
        source: "./outer",
        expressions,
        module: {
          resources: [resource("data.aws_iam_policy_document.this")],
          module_calls: { inner: { source: "./inner", expressions, module: { resources: [resource("aws_kms_key.this")] } } },
        },
      },
      idle: {
        source: "./idle",
        expressions,
        version_constraint: "1.2",
        module: { resources: [resource("aws_sqs_queue.this")], outputs: {} },
      },
    },
  },
};

const creates = (type: string, more: Partial<ResourceChange> = {}): ResourceChange => ({
  address: `${type}.this`,
  mode: "managed",
  type,
  name: "this",
  change: { actions: ["create"], before: null, after: {} },
  ...more,
});

function configurationIn(plan: Partial<PlanJson>): unknown {
  const input = policyInput({ format_version: "1.2", terraform_version: "1.11.4", configuration, ...plan });
  // As the rules get it.
  return (JSON.parse(JSON.stringify(input)) as { configuration: { root_module: unknown } }).configuration.root_module;
}

describe("policyInput", () => {
  it("keeps of what the plan has no instance of its source, its providers and its provisioners, and of all else everything", () => {
    const inner = creates("aws_kms_key", { module_address: 'module.outer["a.b"].module.inner[0]' });
    expect(configurationIn({ resource_changes: [creates("aws_iam_role"), inner] })).toEqual({
      resources: [resource("aws_iam_role.this"), bare("aws_iam_role.idle")],
      module_calls: {
        outer: {
          source: "./outer",
          expressions,
          module: {
            resources: [bare("data.aws_iam_policy_document.this")],
            module_calls: {
              inner: { source: "./inner", expressions, module: { resources: [resource("aws_kms_key.this")], module_calls: {} } },
            },
          },
        },
        idle: { source: "./idle", version_constraint: "1.2", module: { resources: [bare("aws_sqs_queue.this")], module_calls: {} } },
      },
    });
  });

  it("counts data sources that were read while planning among the instances", () => {
    const data = { address: "module.outer.data.aws_iam_policy_document.this", mode: "data", type: "aws_iam_policy_document", name: "this" };
    const priorState = { values: { root_module: { child_modules: [{ address: "module.outer", resources: [data] }] } } };
    expect(configurationIn({ prior_state: priorState })).toMatchObject({
      module_calls: { outer: { expressions, module: { resources: [resource("data.aws_iam_policy_document.this")] } } },
    });
  });

  it("gives what was there before for a resource that goes away, and for no other", () => {
    const changes: ResourceChange[] = (["delete", "update"] as const).map((action) =>
      creates("aws_s3_bucket", { change: { actions: [action], before: { bucket: "was" }, after: null } }),
    );
    expect(policyInput({ format_version: "1.2", terraform_version: "1.11.4", resource_changes: changes })).toMatchObject({
      resource_changes: [{ change: { before: { bucket: "was" } } }, { change: { after: null } }],
    });
    expect(
      JSON.stringify(policyInput({ format_version: "1.2", terraform_version: "1.11.4", resource_changes: changes.slice(1) })),
    ).not.toContain("was");
  });

  it("takes a plan that has nothing", () => {
    expect(configurationIn({ configuration: {} })).toBeUndefined();
    expect(policyInput({ format_version: "1.2", terraform_version: "1.11.4" })).toMatchObject({ resource_changes: [] });
  });
});
