/** How many of each kind a generated state holds. */
export interface MonolithCounts {
  buckets: number;
  keys: number;
  roles: number;
  functions: number;
}

const ACCOUNT = "210987654321";
const REGION = "eu-west-1";
const AWS = 'provider["registry.terraform.io/hashicorp/aws"]';

/**
 * A state as a grown root module leaves it: buckets with policies and encryption by a key, keys with aliases, roles with inline policies,
 * functions that refer to a role and a key.
 */
export function monolith({ buckets, keys, roles, functions }: MonolithCounts): Uint8Array {
  const names = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(3, "0")}`);
  const [bucketNames, keyNames, roleNames, functionNames] = [
    names(buckets, "data"),
    names(keys, "key"),
    names(roles, "role"),
    names(functions, "fn"),
  ];
  const keyId = (name: string) => `mrk-${name}`;
  const keyArn = (name: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${keyId(name)}`;
  const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
  const keyOf = (index: number) => keyNames[index % Math.max(1, keyNames.length)] ?? "";
  const roleOf = (index: number) => roleNames[index % Math.max(1, roleNames.length)] ?? "";
  return stateOf([
    resource("aws_s3_bucket", "b", bucketNames, (name) => ({
      id: name,
      bucket: name,
      arn: `arn:aws:s3:::${name}`,
      region: REGION,
      tags: { Project: `team-${name.slice(-1)}` },
    })),
    resource(
      "aws_s3_bucket_policy",
      "b",
      bucketNames,
      (name) => ({ id: name, bucket: name, policy: `{"Resource":"arn:aws:s3:::${name}/*"}` }),
      ["module.old.aws_s3_bucket.b"],
    ),
    resource(
      "aws_s3_bucket_server_side_encryption_configuration",
      "b",
      bucketNames,
      (name, index) => ({ id: name, bucket: name, rule: [{ kms_master_key_id: keyArn(keyOf(index)) }] }),
      ["module.old.aws_kms_key.k", "module.old.aws_s3_bucket.b"],
    ),
    resource("aws_kms_key", "k", keyNames, (name) => ({
      id: keyId(name),
      key_id: keyId(name),
      arn: keyArn(name),
      tags: { Project: "keys" },
    })),
    resource(
      "aws_kms_alias",
      "k",
      keyNames,
      (name) => ({ id: `alias/${name}`, arn: `arn:aws:kms:${REGION}:${ACCOUNT}:alias/${name}`, target_key_id: keyId(name) }),
      ["module.old.aws_kms_key.k"],
    ),
    resource("aws_iam_role", "r", roleNames, (name) => ({ id: name, name, arn: roleArn(name), tags: { Project: "roles" } })),
    resource("aws_iam_role_policy", "r", roleNames, (name) => ({ id: `${name}:inline`, role: name, policy: "{}" }), [
      "module.old.aws_iam_role.r",
    ]),
    resource(
      "aws_lambda_function",
      "f",
      functionNames,
      (name, index) => ({
        id: name,
        function_name: name,
        arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
        role: roleArn(roleOf(index)),
        kms_key_arn: keyArn(keyOf(index)),
        tags: { Project: "jobs" },
      }),
      ["module.old.aws_iam_role.r", "module.old.aws_kms_key.k"],
    ),
  ]);
}

function resource(
  type: string,
  name: string,
  keys: readonly string[],
  attributes: (key: string, index: number) => object,
  dependencies: string[] = [],
) {
  return {
    module: "module.old",
    mode: "managed",
    type,
    name,
    provider: AWS,
    instances: keys.map((key, index) => ({
      index_key: key,
      schema_version: 0,
      attributes: attributes(key, index),
      sensitive_attributes: [],
      ...(dependencies.length === 0 ? {} : { dependencies }),
    })),
  };
}

/** A state of Terraform 1.11.4, serial 41. */
export function stateOf(resources: readonly object[], changes: Record<string, unknown> = {}): Uint8Array {
  return Buffer.from(
    `${JSON.stringify({ version: 4, terraform_version: "1.11.4", serial: 41, lineage: "6d6f6e6f-0000-4000-8000-000000000001", outputs: {}, resources, check_results: null, ...changes }, null, 2)}\n`,
  );
}
