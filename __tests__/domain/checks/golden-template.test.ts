import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { judgeGoldenTemplate, judgeGoldenTemplates } from "../../../src/domain/checks/golden-judge.ts";
import { goldenTemplateFiles, readGoldenTemplate, readGoldenTemplates } from "../../../src/domain/checks/golden-template.ts";
import { place } from "../../../src/domain/model/finding.ts";
import type { PlanJson, ResourceChange } from "../../../src/domain/model/plan.ts";
import { deployment, planJson, resourceChange, tfvars } from "../builders.ts";

const FILE = "app-golden-template.json";
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

/** What a file that is no golden template gets to hear. */
function refusals(value: unknown): string[] {
  const { template, findings } = readGoldenTemplate(FILE, bytes(value));
  expect(template).toBeNull();
  return findings.map(({ rule, message }) => `${rule} ${message}`);
}

/** `address message` of every finding on a plan, without the part about the template. */
function judged(value: unknown, plan: PlanJson): string[] {
  const { template, findings } = readGoldenTemplate(FILE, bytes(value));
  if (template === null) throw new Error(JSON.stringify(findings));
  return judgeGoldenTemplate(template, plan, tfvars("app.tfvars", {})).map(
    ({ address = "", message }) => `${address} ${message.replace(/ \(golden template .*\)\.$/, "")}`,
  );
}

function recorded(name: string): PlanJson {
  const file = JSON.parse(readFileSync(new URL(`../../fixtures/plans/${name}.json`, import.meta.url), "utf8")) as {
    plans: Record<string, PlanJson>;
  };
  const plan = file.plans[name];
  if (plan === undefined) throw new Error(`no plan ${name}`);
  return plan;
}

const create = (address: string, after: Record<string, unknown>, unknown: Record<string, unknown> = {}): ResourceChange =>
  resourceChange(address, ["create"], { after, after_unknown: unknown });
const bucketWith = (...companions: ResourceChange[]) =>
  planJson([create("aws_s3_bucket.b", { bucket: "data", force_destroy: true }, { id: true }), ...companions]);
const versioning = (status: string) => create("aws_s3_bucket_versioning.b", { bucket: "data", versioning_configuration: [{ status }] });
const encryption = (...algorithms: string[]) =>
  create("aws_s3_bucket_server_side_encryption_configuration.b", {
    bucket: "data",
    rule: algorithms.map((sse_algorithm) => ({ apply_server_side_encryption_by_default: [{ sse_algorithm }] })),
  });

describe("a file that is no golden template holds the gate", () => {
  it.each<[string, unknown, string[]]>([
    ["no object", ["s3"], ["got no object, expected an object of sections."]],
    [
      "an unknown section",
      { s3_buckt: {} },
      ['got the section "s3_buckt", expected a service or a resource type, did you mean "s3_bucket"?'],
    ],
    [
      "a prototype key as section",
      JSON.parse('{"__proto__": {}}'),
      ['got the section "__proto__", expected a service or a resource type.'],
    ],
    ["a section without requirements", { kms_key: "MUST_BE_ENABLED" }, ['got "kms_key" without requirements, expected an object.']],
    [
      "an unknown word",
      { s3: { versioning: "MUST_BE_ENABLE" } },
      [
        'got "MUST_BE_ENABLE", expected one of MUST_BE_ENABLED, MUST_BE_DISABLED, MUST_BE_KMS, MUST_BE_BLOCKED, did you mean "MUST_BE_ENABLED"?',
      ],
    ],
    [
      "an unknown word in nested keys",
      { aws_s3_bucket_versioning: { versioning_configuration: [{ status: "must be on" }] } },
      ['got "must be on", expected one of MUST_BE_ENABLED, MUST_BE_DISABLED, MUST_BE_KMS, MUST_BE_BLOCKED.'],
    ],
    ["tags that are no list", { required_tags: { Owner: "x" } }, ['got no list of tag names, expected one such as ["Owner"].']],
    ["an empty list of tags", { s3: { required_tags: [] } }, ['got no list of tag names, expected one such as ["Owner"].']],
    [
      "nested keys for a name of the table",
      { s3: { versioning: { status: "Enabled" } } },
      ['got nested keys for "versioning", expected a word such as MUST_BE_ENABLED or a value.'],
    ],
  ])("%s", (_, value, messages) => {
    expect(refusals(value)).toEqual(messages.map((message) => `golden-template-format ${message}`));
  });

  it("no JSON, with the JSON's own finding", () => {
    expect(readGoldenTemplate(FILE, Buffer.from('{"s3": {}, "s3": {}}')).findings.map(({ rule }) => rule)).toEqual(["json-duplicate-key"]);
  });

  it("with its line, and without a way to override", () => {
    expect(readGoldenTemplate(FILE, Buffer.from('{\n  "s3": {\n    "acl": "MUST_BE"\n  }\n}')).findings).toEqual([
      {
        rule: "golden-template-format",
        level: "deny",
        severity: "high",
        message: 'got "MUST_BE", expected one of MUST_BE_ENABLED, MUST_BE_DISABLED, MUST_BE_KMS, MUST_BE_BLOCKED.',
        remediation: "Correct the word.",
        location: { file: FILE, line: 3, column: 12 },
        overridable: false,
      },
    ]);
  });
});

describe("a planned resource that does not meet a requirement", () => {
  it.each<[string, unknown, PlanJson, string[]]>([
    [
      "versioning off",
      { s3_bucket: { versioning: "MUST_BE_ENABLED" } },
      bucketWith(versioning("Suspended")),
      ['versioning is "Suspended", expected "MUST_BE_ENABLED"'],
    ],
    [
      "versioning on",
      { s3: { versioning: "MUST_BE_DISABLED" } },
      bucketWith(versioning("Enabled")),
      ['versioning is "Enabled", expected "MUST_BE_DISABLED"'],
    ],
    [
      "versioning of another bucket",
      { s3: { versioning: "MUST_BE_ENABLED" } },
      bucketWith(create("aws_s3_bucket_versioning.b", { bucket: "other", versioning_configuration: [{ status: "Enabled" }] })),
      ['versioning is not set up: no aws_s3_bucket_versioning in the plan names this bucket, expected "MUST_BE_ENABLED"'],
    ],
    ["no KMS", { s3: { encryption: "MUST_BE_KMS" } }, bucketWith(encryption("AES256")), ['encryption is "AES256", expected "MUST_BE_KMS"']],
    [
      "one rule without KMS",
      { s3: { encryption: "MUST_BE_KMS" } },
      bucketWith(encryption("aws:kms", "AES256")),
      ['encryption is "AES256", expected "MUST_BE_KMS"'],
    ],
    [
      "another exact value",
      { s3: { encryption: "AES256" } },
      bucketWith(encryption("aws:kms")),
      ['encryption is "aws:kms", expected "AES256"'],
    ],
    [
      "public access open in one way",
      { s3: { public_access: "MUST_BE_BLOCKED" } },
      bucketWith(
        create("aws_s3_bucket_public_access_block.b", {
          bucket: "data",
          block_public_acls: true,
          block_public_policy: true,
          ignore_public_acls: false,
          restrict_public_buckets: true,
        }),
      ),
      ["ignore_public_acls is false, expected true"],
    ],
    [
      "public access that is asked to be open",
      { s3: { public_access: "MUST_BE_ENABLED" } },
      bucketWith(create("aws_s3_bucket_public_access_block.b", { bucket: "data" })),
      ['public_access cannot be "MUST_BE_ENABLED", expected "MUST_BE_BLOCKED"'],
    ],
    ["an attribute of the resource", { s3: { force_destroy: false } }, bucketWith(), ["force_destroy is true, expected false"]],
    [
      "an unknown attribute",
      { s3: { force_destory: false } },
      bucketWith(),
      ['"force_destory" is no attribute of aws_s3_bucket, did you mean "force_destroy", expected a known name'],
    ],
    ["a value that comes after apply", { s3: { id: "data" } }, bucketWith(), ['id is known only after apply, expected "data"']],
  ])("%s", (_, template, plan, complaints) => {
    expect(judged(template, plan)).toEqual(complaints.map((complaint) => `aws_s3_bucket.b ${complaint}`));
  });

  const one = (type: string, after: Record<string, unknown>, unknown: Record<string, unknown> = {}) =>
    planJson([create(`${type}.x`, after, unknown)]);
  it.each<[string, unknown, PlanJson, string]>([
    [
      "a key that is not rotated",
      { kms_key: { rotation: "MUST_BE_ENABLED" } },
      one("aws_kms_key", { enable_key_rotation: false }),
      'aws_kms_key.x rotation is false, expected "MUST_BE_ENABLED"',
    ],
    [
      "a role without boundary",
      { iam: { permissions_boundary: "MUST_BE_ENABLED" } },
      one("aws_iam_role", { permissions_boundary: null }),
      'aws_iam_role.x permissions_boundary is not set, expected "MUST_BE_ENABLED"',
    ],
    [
      "a function without tracing",
      { lambda: { tracing: "MUST_BE_ENABLED" } },
      one("aws_lambda_function", { tracing_config: [] }),
      'aws_lambda_function.x tracing is not set, expected "MUST_BE_ENABLED"',
    ],
    [
      "a table without backup",
      { dynamodb: { point_in_time_recovery: "MUST_BE_ENABLED" } },
      one("aws_dynamodb_table", { point_in_time_recovery: [{ enabled: false }] }),
      'aws_dynamodb_table.x point_in_time_recovery is false, expected "MUST_BE_ENABLED"',
    ],
    [
      "a public database",
      { rds: { public_access: "MUST_BE_BLOCKED" } },
      one("aws_db_instance", { publicly_accessible: true }),
      'aws_db_instance.x public_access is true, expected "MUST_BE_BLOCKED"',
    ],
    [
      "a database without backups",
      { rds: { backups: "MUST_BE_ENABLED" } },
      one("aws_rds_cluster", { backup_retention_period: 0 }),
      'aws_rds_cluster.x backups is 0, expected "MUST_BE_ENABLED"',
    ],
    [
      "a topic without key",
      { sns: { encryption: "MUST_BE_KMS" } },
      one("aws_sns_topic", { kms_master_key_id: null }),
      'aws_sns_topic.x encryption is not set, expected "MUST_BE_KMS"',
    ],
    [
      "a key that comes after apply",
      { sns: { encryption: "MUST_BE_KMS" } },
      one("aws_sns_topic", {}, { kms_master_key_id: true }),
      'aws_sns_topic.x encryption is known only after apply, expected "MUST_BE_KMS"',
    ],
    [
      "a queue with a key of its own only",
      { sqs: { encryption: "MUST_BE_KMS" } },
      one("aws_sqs_queue", { kms_master_key_id: null, sqs_managed_sse_enabled: true }),
      'aws_sqs_queue.x encryption is not set, expected "MUST_BE_KMS"',
    ],
    [
      "nested keys",
      { aws_x: { a: { b: { c: "MUST_BE_ENABLED" } } } },
      one("aws_x", { a: [{ b: [{ c: false }] }] }),
      'aws_x.x a.b.c is false, expected "MUST_BE_ENABLED"',
    ],
    [
      "nested keys of a block that is not set",
      { aws_x: { a: { b: 1 } } },
      one("aws_x", { a: [] }),
      'aws_x.x a is not set, expected {"b":1}',
    ],
    [
      "a nested key that is unknown",
      { aws_x: { a: { b: 1 } } },
      one("aws_x", { a: [{ c: 1 }] }),
      'aws_x.x "a.b" is no attribute of the plan, expected a known name',
    ],
    ["a list with other members", { aws_x: { a: ["p", "q"] } }, one("aws_x", { a: ["q"] }), 'aws_x.x a is ["q"], expected ["p","q"]'],
    [
      "a word that says nothing about its attribute",
      { aws_x: { size: "MUST_BE_BLOCKED" } },
      one("aws_x", { size: true }),
      'aws_x.x size is true, expected "MUST_BE_BLOCKED"',
    ],
    [
      "a tag that is missing",
      { aws_x: { required_tags: ["Owner"] } },
      one("aws_x", { tags: { Team: "a" } }),
      'aws_x.x the tag "Owner" is missing or empty, expected a value',
    ],
    [
      "a tag that is empty",
      { required_tags: ["Owner"] },
      one("aws_x", { tags_all: { Owner: " " } }),
      'aws_x.x the tag "Owner" is missing or empty, expected a value',
    ],
    [
      "a tag that comes after apply",
      { required_tags: ["Owner"] },
      one("aws_x", { tags: null }, { tags_all: { Owner: true } }),
      'aws_x.x the tag "Owner" is known only after apply, expected a value known in the plan',
    ],
    [
      "a tag of another value",
      { aws_x: { tags: { Team: "a" } } },
      one("aws_x", { tags: { Team: "b" } }),
      'aws_x.x the tag "Team" is "b", expected "a"',
    ],
  ])("%s", (_, template, plan, complaint) => {
    expect(judged(template, plan)).toEqual([complaint]);
  });

  it("does not show a sensitive value", () => {
    const change = create("aws_x.x", { secret: "hunter2" });
    change.change.after_sensitive = { secret: true };
    expect(judged({ aws_x: { secret: "other" } }, planJson([change]))).toEqual(['aws_x.x secret is (sensitive), expected "other"']);
  });

  it("is a finding at the tfvars line it comes from, naming the template's place; a special approver may override it", () => {
    const { template } = readGoldenTemplate(FILE, Buffer.from('{\n  "s3": { "force_destroy": false }\n}'));
    const plan = planJson([{ ...create("aws_s3_bucket.this", { force_destroy: true }), address: 'module.s3.aws_s3_bucket.this["data"]' }]);
    expect(template && judgeGoldenTemplate(template, plan, tfvars("app.tfvars", { account_name: "x", s3_buckets: { data: {} } }))).toEqual([
      {
        rule: "golden-template",
        level: "deny",
        severity: "high",
        message: `force_destroy is true, expected false (golden template ${FILE}:2:28).`,
        remediation: "Change the configuration so that force_destroy meets the golden template.",
        address: 'module.s3.aws_s3_bucket.this["data"]',
        location: { file: "app.tfvars", line: 3, column: 1 },
        overridable: true,
      },
    ]);
  });
});

describe("a planned resource that meets its requirements", () => {
  it("passes with words, tags, exact values and nested keys, by service and by resource type", () => {
    const tags_all = { Owner: "x", Team: "data" };
    const plan = planJson([
      create("aws_s3_bucket.b", { bucket: "data", force_destroy: false, tags_all }),
      versioning("Enabled"),
      encryption("aws:kms"),
      create("aws_s3_bucket_public_access_block.b", {
        bucket: "data",
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      }),
    ]);
    const template = {
      description: "Buckets",
      required_tags: ["Owner"],
      s3_bucket: {
        versioning: "MUST_BE_ENABLED",
        encryption: "MUST_BE_KMS",
        public_access: "MUST_BE_BLOCKED",
        required_tags: ["Owner"],
        tags: { Team: "data" },
        block_public_acls: true,
        force_destroy: "MUST_BE_DISABLED",
        logging: "MUST_BE_DISABLED",
      },
      aws_s3_bucket_versioning: { versioning_configuration: { status: "MUST_BE_ENABLED" } },
      aws_s3_bucket_public_access_block: { block_public_policy: "MUST_BE_BLOCKED" },
      kms_key: { rotation: "MUST_BE_ENABLED" },
    };
    expect(judged(template, plan)).toEqual([]);
  });

  it("passes when it is deleted or forgotten", () => {
    const gone = (actions: ("delete" | "forget")[]) =>
      resourceChange("aws_s3_bucket.b", actions, { before: { force_destroy: true }, after: null });
    expect(judged({ s3: { force_destroy: false } }, planJson([gone(["delete"]), gone(["forget"])]))).toEqual([]);
  });

  it("does not pass because nothing changes", () => {
    const same = resourceChange("aws_kms_key.k", ["no-op"], { after: { enable_key_rotation: false } });
    expect(judged({ kms: { rotation: "MUST_BE_ENABLED" } }, planJson([same]))).toHaveLength(1);
  });
});

describe("in plans that Terraform made", () => {
  it("finds the public access block of a bucket by name and by reference", () => {
    const findings = judged({ s3_bucket: { public_access: "MUST_BE_BLOCKED" } }, recorded("s3"));
    const missing = findings.filter((text) => text.includes("is not set up")).map((text) => text.split(" ", 1)[0] ?? "");
    expect(missing).toContain("aws_s3_bucket.pab_missing");
    expect(missing).toContain('aws_s3_bucket.pab_instances["missing"]');
    for (const linked of [
      "aws_s3_bucket.pab_by_name",
      "aws_s3_bucket.pab_by_reference",
      "aws_s3_bucket.pab_counted[0]",
      'aws_s3_bucket.pab_instances["linked"]',
    ]) {
      expect(missing).not.toContain(linked);
    }
  });

  it("judges databases, and nothing of the ones that are deleted", () => {
    const findings = judged({ rds: { encryption: "MUST_BE_KMS", public_access: "MUST_BE_BLOCKED" } }, recorded("rds"));
    expect(findings).toContain('aws_db_instance.instance_off encryption is false, expected "MUST_BE_KMS"');
    expect(findings).toContain('aws_db_instance.public_open public_access is true, expected "MUST_BE_BLOCKED"');
    expect(findings.filter((text) => text.includes("_delete"))).toEqual([]);
    expect(findings.filter((text) => text.startsWith("aws_db_instance.instance_encrypted "))).toEqual([]);
  });
});

describe("which golden templates apply", () => {
  const data = deployment("s3/arj-wkld-a-prd/us-east-1/data", { file: "S3/data/data.tfvars", services: ["kms", "s3"] });
  const source = (content: unknown) => new Map([["S3/data/data-golden-template.json", bytes(content)]]);
  const controller = (content: unknown) => new Map([["golden-templates/s3.json", bytes(content)]]);
  const contradictions = (weaker: unknown, stronger: unknown) =>
    readGoldenTemplates([data], source(weaker), controller(stronger)).findings.map(
      ({ rule, location, message }) => `${place(location ?? { file: "" })} ${rule} ${message}`,
    );

  it("those beside the tfvars, and the controller's of each service", () => {
    const files = ["S3/data/data-golden-template.json", "S3/data/policy.json", "S3/other/other-golden-template.json"];
    const controllerFiles = ["golden-templates/s3.json", "golden-templates/kms.json", "golden-templates/rds.json"];
    expect(goldenTemplateFiles(files, controllerFiles)(data)).toEqual({
      source: ["S3/data/data-golden-template.json"],
      controller: ["golden-templates/s3.json", "golden-templates/kms.json"],
    });
  });

  it("tells in which repository one of another form lies", () => {
    const { findings } = readGoldenTemplates([data], source({ s3: { versioning: {} } }), controller({ s3: { versioning: {} } }));
    expect(findings.map(({ location }) => [location?.file, location?.controller])).toEqual([
      ["golden-templates/s3.json", true],
      ["S3/data/data-golden-template.json", undefined],
    ]);
  });

  it("both at once: the source's cannot take anything away", () => {
    const { templates } = readGoldenTemplates(
      [data],
      source({ s3: { versioning: "MUST_BE_DISABLED" } }),
      controller({ s3: { versioning: "MUST_BE_ENABLED" } }),
    );
    const sources = { tfvars: new Map([[data.file, tfvars(data.file, {})]]), goldenTemplates: templates };
    expect(judgeGoldenTemplates(bucketWith(versioning("Suspended")), data, sources).map(({ message }) => message)).toEqual([
      'versioning is "Suspended", expected "MUST_BE_ENABLED" (golden template golden-templates/s3.json:1:21).',
    ]);
  });

  it.each<[unknown, unknown]>([
    [{ s3: { versioning: "MUST_BE_DISABLED" } }, { s3: { versioning: "MUST_BE_ENABLED" } }],
    [{ s3_bucket: { versioning: "Suspended" } }, { s3: { versioning: "MUST_BE_ENABLED" } }],
    [{ aws_s3_bucket_versioning: { versioning_configuration: { status: "Suspended" } } }, { s3: { versioning: "MUST_BE_ENABLED" } }],
    [{ s3: { encryption: "AES256" } }, { s3: { encryption: "MUST_BE_KMS" } }],
    [{ s3: { force_destroy: true } }, { aws_s3_bucket: { force_destroy: false } }],
    [{ s3: { public_access: "MUST_BE_ENABLED" } }, { s3: { public_access: "MUST_BE_BLOCKED" } }],
  ])("a source template that says the opposite of the controller's is a finding: %j, %j", (weaker, stronger) => {
    expect(contradictions(weaker, stronger)).toHaveLength(1);
    expect(contradictions(weaker, stronger)[0]).toMatch(
      /^S3\/data\/data-golden-template\.json:1:\d+ golden-template-weakened .*the controller's golden template cannot be weakened\.$/,
    );
  });

  it.each<[unknown, unknown]>([
    [{ s3: { versioning: true, logging: "MUST_BE_ENABLED" } }, { s3: { versioning: "MUST_BE_ENABLED" } }],
    [{ s3: { encryption: "MUST_BE_KMS" } }, { s3: { encryption: "MUST_BE_ENABLED" } }],
    [{ s3: { encryption: "aws:kms" } }, { s3: { encryption: "MUST_BE_KMS" } }],
    [{ s3: { public_access: "MUST_BE_DISABLED" } }, { s3: { public_access: "MUST_BE_BLOCKED" } }],
    [{ s3: { required_tags: ["A"] } }, { s3: { required_tags: ["B"] } }],
  ])("one that says the same or adds to it is none: %j, %j", (source, controller) => {
    expect(contradictions(source, controller)).toEqual([]);
  });
});
