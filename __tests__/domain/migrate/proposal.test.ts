import { describe, expect, it } from "@jest/globals";
import { readMapping } from "../../../src/domain/migrate/mapping.ts";
import { propose, type ProposalQuestion } from "../../../src/domain/migrate/proposal.ts";
import { managedIn } from "../../../src/domain/migrate/state-parts.ts";
import { DEFAULT_STATE_KEY } from "../../../src/domain/controller/state-key.ts";
import { monolith, stateOf } from "../../helpers/monolith.ts";
import { deployment, settings } from "../builders.ts";

const NONE = readMapping([], null);
const DEV = {
  id: "210987654321",
  name: "arj-wkld-a-dev",
  environment: "development",
  region: "eu-west-1",
  roleArn: null,
  planRoleArn: null,
  owner: null,
  repositories: [],
};

function proposed(changes: Partial<ProposalQuestion>) {
  return propose({
    resources: managedIn(monolith({ buckets: 1, keys: 1, roles: 1, functions: 1 })),
    mapping: NONE,
    deployments: [],
    accounts: settings().accounts,
    stateKeyTemplate: DEFAULT_STATE_KEY,
    project: "main",
    ...changes,
  });
}

function resource(type: string, attributes: object, more: object = {}) {
  return {
    mode: "managed",
    type,
    name: "x",
    provider: 'provider["registry.terraform.io/hashicorp/aws"]',
    instances: [{ attributes }],
    ...more,
  };
}

const placesOf = (changes: Partial<ProposalQuestion>) => {
  const { moves, stays } = proposed(changes);
  return [...moves.map(({ from, stateKey, why }) => [from, stateKey, why]), ...stays.map(({ address, why }) => [address, null, why])];
};

describe("without a mapping", () => {
  it("goes by service, account, region and project as resources say them, or those that they belong to", () => {
    expect(proposed({})).toEqual({
      moves: [
        [
          'module.old.aws_s3_bucket.b["data-000"]',
          "s3/arj-wkld-a-dev/eu-west-1/team-0",
          "account by the others of its provider, region by its attributes, project by tag Project",
        ],
        [
          'module.old.aws_s3_bucket_policy.b["data-000"]',
          "s3/arj-wkld-a-dev/eu-west-1/team-0",
          'account by the others of its provider, region and project by module.old.aws_s3_bucket.b["data-000"]',
        ],
        [
          'module.old.aws_s3_bucket_server_side_encryption_configuration.b["data-000"]',
          "s3/arj-wkld-a-dev/eu-west-1/team-0",
          'account by the others of its provider, region and project by module.old.aws_s3_bucket.b["data-000"]',
        ],
        [
          'module.old.aws_kms_key.k["key-000"]',
          "kms/arj-wkld-a-dev/eu-west-1/keys",
          "account by its ARN, region by its attributes, project by tag Project",
        ],
        [
          'module.old.aws_kms_alias.k["key-000"]',
          "kms/arj-wkld-a-dev/eu-west-1/keys",
          'account by its ARN, region by its attributes, project by module.old.aws_kms_key.k["key-000"]',
        ],
        [
          'module.old.aws_iam_role.r["role-000"]',
          "iam/arj-wkld-a-dev/eu-west-1/roles",
          "account by its ARN, region by accounts.yaml, project by tag Project",
        ],
        [
          'module.old.aws_iam_role_policy.r["role-000"]',
          "iam/arj-wkld-a-dev/eu-west-1/roles",
          'account and project by module.old.aws_iam_role.r["role-000"], region by accounts.yaml',
        ],
        [
          'module.old.aws_lambda_function.f["fn-000"]',
          "lambda/arj-wkld-a-dev/eu-west-1/jobs",
          "account by its ARN, region by its attributes, project by tag Project",
        ],
      ].map(([from, id, why]) => ({ from, as: from, stateKey: `${id ?? ""}/terraform.tfstate`, why })),
      stays: [],
      cuts: [
        [
          'module.old.aws_s3_bucket_server_side_encryption_configuration.b["data-000"]',
          "s3/arj-wkld-a-dev/eu-west-1/team-0",
          'module.old.aws_kms_key.k["key-000"]',
          "kms/arj-wkld-a-dev/eu-west-1/keys",
        ],
        [
          'module.old.aws_lambda_function.f["fn-000"]',
          "lambda/arj-wkld-a-dev/eu-west-1/jobs",
          'module.old.aws_iam_role.r["role-000"]',
          "iam/arj-wkld-a-dev/eu-west-1/roles",
        ],
        [
          'module.old.aws_lambda_function.f["fn-000"]',
          "lambda/arj-wkld-a-dev/eu-west-1/jobs",
          'module.old.aws_kms_key.k["key-000"]',
          "kms/arj-wkld-a-dev/eu-west-1/keys",
        ],
      ].map(([address, id, on, onId]) => ({
        address,
        stateKey: `${id ?? ""}/terraform.tfstate`,
        on,
        onStateKey: `${onId ?? ""}/terraform.tfstate`,
      })),
      states: [
        ["iam/arj-wkld-a-dev/eu-west-1/roles", 2],
        ["kms/arj-wkld-a-dev/eu-west-1/keys", 2],
        ["lambda/arj-wkld-a-dev/eu-west-1/jobs", 1],
        ["s3/arj-wkld-a-dev/eu-west-1/team-0", 3],
      ].map(([id, resources]) => ({ stateKey: `${id ?? ""}/terraform.tfstate`, id, file: null, resources })),
      idle: [],
    });
  });

  it("takes the state of the tfvars that has an entry of a resource's name", () => {
    const lake = deployment("s3/arj-wkld-a-dev/eu-west-1/lake", { account: DEV, region: "eu-west-1", resources: ["s3_buckets.data-000"] });
    const { moves, states } = proposed({ deployments: [lake] });
    expect(moves.filter(({ stateKey }) => stateKey === lake.stateKey).map(({ from, why }) => [from, why])).toEqual(
      ["bucket", "bucket_policy", "bucket_server_side_encryption_configuration"].map((type) => [
        `module.old.aws_s3_${type}.b["data-000"]`,
        "s3/lake/lake.tfvars has an entry of its name",
      ]),
    );
    expect(states.find(({ id }) => id === lake.id)).toEqual({ stateKey: lake.stateKey, id: lake.id, file: lake.file, resources: 3 });
  });

  it("leaves what nothing places, and says why", () => {
    const arn = (account: string) => `arn:aws:sqs:eu-west-1:${account}:q`;
    const state = stateOf([
      resource("aws_sqs_queue", { arn: arn("999999999999") }, { name: "foreign" }),
      resource("aws_sqs_queue", { arn: arn("210987654321") }, { name: "known", module: 'module.app["Web Shop"]' }),
      resource("aws_sqs_queue", { url: "x" }, { name: "mute" }),
    ]);
    expect(placesOf({ resources: managedIn(state) })).toEqual([
      [
        'module.app["Web Shop"].aws_sqs_queue.known',
        "sqs/arj-wkld-a-dev/eu-west-1/web-shop/terraform.tfstate",
        'account by its ARN, region by its attributes, project by module.app["Web Shop"]',
      ],
      ["aws_sqs_queue.foreign", null, "its account 999999999999 is not in accounts.yaml"],
      ["aws_sqs_queue.mute", null, "nothing says its account: map it"],
    ]);
  });

  it("tells of a reference by the whole resource where no attribute names the instance", () => {
    const arn = (service: string) => `arn:aws:${service}:eu-west-1:210987654321:q`;
    const state = stateOf([
      resource("aws_sqs_queue", { id: "q", arn: arn("sqs") }),
      resource(
        "aws_sns_topic",
        {},
        { instances: [{ attributes: { arn: arn("sns") }, dependencies: ["aws_sqs_queue.x", "data.aws_region.now"] }] },
      ),
    ]);
    expect(proposed({ resources: managedIn(state) }).cuts).toEqual([
      {
        address: "aws_sns_topic.x",
        stateKey: "sns/arj-wkld-a-dev/eu-west-1/main/terraform.tfstate",
        on: "aws_sqs_queue.x",
        onStateKey: "sqs/arj-wkld-a-dev/eu-west-1/main/terraform.tfstate",
      },
    ]);
  });
});

describe("with a mapping", () => {
  it("goes by the first rule that fits, with new addresses, and by nothing else where the others stay", () => {
    const text = `others: stay
stay: ["*_policy.*"]
move:
  - { resources: 'module.old.aws_s3_*.b["*"]', to: s3/dev/us-east-1/*, as: 'module.s3.aws_s3_*.this["*"]' }
  - { resources: aws_nothing.*, to: x }
`;
    const { moves, stays, idle } = proposed({ mapping: readMapping([], { name: "migrate.yaml", text }) });
    expect(moves).toEqual([
      {
        from: 'module.old.aws_s3_bucket.b["data-000"]',
        as: 'module.s3.aws_s3_bucket.this["data-000"]',
        stateKey: "s3/dev/us-east-1/bucket/terraform.tfstate",
        why: "migrate.yaml:4",
      },
      {
        from: 'module.old.aws_s3_bucket_server_side_encryption_configuration.b["data-000"]',
        as: 'module.s3.aws_s3_bucket_server_side_encryption_configuration.this["data-000"]',
        stateKey: "s3/dev/us-east-1/bucket_server_side_encryption_configuration/terraform.tfstate",
        why: "migrate.yaml:4",
      },
    ]);
    expect(stays.map(({ address, why }) => [address, why])).toEqual([
      ['module.old.aws_s3_bucket_policy.b["data-000"]', "migrate.yaml:2"],
      ...['aws_kms_key.k["key-000"]', 'aws_kms_alias.k["key-000"]', 'aws_iam_role.r["role-000"]'].map((of) => [
        `module.old.${of}`,
        "no rule of the mapping fits it",
      ]),
      ['module.old.aws_iam_role_policy.r["role-000"]', "migrate.yaml:2"],
      ['module.old.aws_lambda_function.f["fn-000"]', "no rule of the mapping fits it"],
    ]);
    expect(idle).toEqual(['migrate.yaml:5: no resource fits "aws_nothing.*", or an earlier rule takes them']);
  });

  it("refuses all that cannot be meant at once", () => {
    const text = `move:
  - { resources: "*.aws_s3_bucket.*", to: backups/x, as: aws_s3_bucket.x }
  - { resources: "*.aws_kms_key.*", to: k, as: "aws_kms_key" }
  - { resources: "*.aws_iam_role.*", to: r, as: aws_iam_user.x }
`;
    expect(() => proposed({ mapping: readMapping([], { name: "migrate.yaml", text }) })).toThrow(
      `the mapping needs a change:
migrate.yaml:2  module.old.aws_s3_bucket.b["data-000"]: to: got "backups/x", expected the id of a deployment, or its state key
migrate.yaml:3  module.old.aws_kms_key.k["key-000"]: as: got "aws_kms_key", expected an address such as module.s3.aws_s3_bucket.this["data-lake"]
migrate.yaml:4  module.old.aws_iam_role.r["role-000"]: as: got "aws_iam_user.x", expected an address of type aws_iam_role`,
    );
  });

  it("refuses two resources under one address of a state", () => {
    const resources = managedIn(monolith({ buckets: 2, keys: 0, roles: 0, functions: 0 }));
    const mapping = readMapping(["module.old.aws_s3_bucket.b[* => s3/x => aws_s3_bucket.b"], null);
    expect(() => proposed({ resources, mapping })).toThrow(
      'module.old.aws_s3_bucket.b["data-000"] and module.old.aws_s3_bucket.b["data-001"] would both be aws_s3_bucket.b in s3/x/terraform.tfstate, expected one resource for each address',
    );
  });
});

it("proposes 2,300 resources in no time that anybody would notice", () => {
  const resources = managedIn(monolith({ buckets: 500, keys: 200, roles: 150, functions: 100 }));
  const started = performance.now();
  expect(proposed({ resources }).moves).toHaveLength(2300);
  expect(performance.now() - started).toBeLessThan(10_000);
});
