import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { formOf, jsonOf, startMoto, type AwsCall, type LocalAws } from "../../scripts/lab/moto.ts";
import { runProgram, writeInto } from "../helpers/command-line.ts";
import { ROOT } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 1_200_000;
const ACCOUNT = "210987654321";
const OTHER_ACCOUNT = "123456789012";

type Edit = readonly [from: string | RegExp, to: string];

/** An example of examples/source, and what becomes of it. */
interface Life {
  folder: string;
  /** The folder that it is written to, when it is not this one. */
  at?: string;
  /** The deployment. */
  id: string;
  /** Resources that are made. */
  makes: number;
  /** A text of the tfvars, and what it becomes. */
  edit: Edit;
  /** What that adds, changes and destroys. */
  changes: readonly [add: number, change: number, destroy: number];
  /** What the strict profile says of what is made, rule and remedy; of the edit, which is the answer, it says nothing. */
  answers?: readonly string[];
  /** What the local AWS cannot do, and what is made in its place. */
  instead?: readonly Edit[];
  /** Resources of the example as it is written, where another thing is made in its place: it is planned before. */
  asWritten?: number;
  /** What the local AWS does not keep: attributes that the next plan sets again, by address. */
  forgets?: Readonly<Record<string, readonly string[]>>;
  /** What takes the guard off, so that it can be destroyed. */
  unprotect?: Edit;
}

const USER_RULE = "IAM-020";

/** A user is what the one rule asks an exception for: there is no other answer to it. The other is about what the local AWS cannot keep. */
const EXCEPTIONS = [USER_RULE, "IAM-032"].map((rule) => ({
  rule,
  deployments: ["iam/arj-wkld-b-prd/us-east-1/order-scanner"],
  reason: "the scanner can take no role",
  expires: "2099-12-31",
}));

/** It knows neither who writes the log of a topic's deliveries nor how its messages are signed. */
const TOPIC_FORGETS = [
  ...["application", "firehose", "http", "lambda"].map((kind) => `${kind}_failure_feedback_role_arn`),
  "signature_version",
  "sqs_failure_feedback_role_arn",
];

/**
 * Of an instance whose address is private by its own word it knows neither the groups nor the guard, and says that the address is public: each plan
 * would replace the instance.
 */
const INSTANCE_FORGETS = `resource "aws_instance" "this" {
  lifecycle {
    ignore_changes = [associate_public_ip_address, disable_api_termination, vpc_security_group_ids]
  }
}
`;

const LIVES: readonly Life[] = [
  // It gives all database instances of an account one id, and the provider cannot tell them apart: the members of the cluster live in another.
  {
    folder: "RDS/order-databases",
    id: "rds/arj-wkld-b-prd/us-east-1/order-databases",
    asWritten: 12,
    instead: [[/rds_clusters = [^]*/g, ""]],
    makes: 5,
    // Tags, because another setting keeps the provider waiting for a minute.
    edit: ['database_name            = "orders"', 'database_name            = "orders"\n    tags = { DataClass = "internal" }'],
    changes: [0, 4, 0],
    // It gives neither of the two back.
    forgets: {
      'module.rds.aws_db_instance.this["arj-prod-orders"]': ["performance_insights_enabled"],
      'module.rds.aws_db_parameter_group.instance["arj-prod-orders"]': ["parameter", "parameter", "parameter"],
    },
    unprotect: ["engine ", "deletion_protection = false\n    engine "],
  },
  {
    folder: "RDS/order-databases",
    at: "RDS/order-history",
    id: "rds/arj-wkld-a-prd/us-east-1/order-history",
    instead: [
      [/rds_instances = [^]*(?=rds_clusters)/g, ""],
      ["arj-wkld-b-prd", "arj-wkld-a-prd"],
      ["210987654321", "123456789012"],
      ['"order-databases"', '"order-history"'],
    ],
    makes: 7,
    edit: ['database_name            = "history"', 'database_name            = "history"\n    tags = { DataClass = "internal" }'],
    changes: [0, 6, 0],
    forgets: Object.fromEntries(
      [1, 2].map((index) => [
        `module.rds.aws_rds_cluster_instance.this["arj-prod-order-history/${index}"]`,
        ["performance_insights_enabled"],
      ]),
    ),
    unprotect: ["engine ", "deletion_protection = false\n    engine "],
  },
  {
    folder: "SQS/order-queues",
    id: "sqs/arj-wkld-b-prd/us-east-1/order-queues",
    makes: 3,
    edit: ["= 180", "= 240"],
    changes: [0, 1, 0],
    // It gives the redrive policy back with blanks in it, and a queue's new attributes take its policy away.
    forgets: {
      'module.sqs.aws_sqs_queue.this["arj-prod-orders-placed"]': ["redrive_policy"],
      'module.sqs.aws_sqs_queue_policy.this["arj-prod-orders-placed"]': ["id", "policy", "queue_url"],
    },
  },
  {
    folder: "VPC/orders-network",
    id: "vpc/arj-wkld-b-prd/us-east-1/orders-network",
    makes: 26,
    edit: ['"The order database"', '"Orders, by PostgreSQL"'],
    // It keeps the description of a rule between two groups only when that is set once more: there are two of them.
    changes: [0, 2, 0],
  },
  {
    folder: "LAMBDA/order-functions",
    id: "lambda/arj-wkld-b-prd/us-east-1/order-functions",
    makes: 9,
    edit: ["Takes orders and writes them down", "Takes orders"],
    changes: [0, 1, 0],
    // It has neither of the two.
    forgets: { 'module.lambda.aws_lambda_function.this["arj-prod-orders-accept"]': ["dead_letter_config", "kms_key_arn"] },
  },
  {
    folder: "EC2/order-workers",
    id: "ec2/arj-wkld-b-prd/us-east-1/order-workers",
    makes: 6,
    edit: ["volumes = {", 'volumes = {\n      "buffer" = { device = "/dev/sdg", size_gib = 50 }'],
    changes: [2, 0, 0],
    // It has no MonitorInstances, and INSTANCE_FORGETS what guards the instance: nothing has to take the guard off.
    asWritten: 6,
    instead: [["ami_id ", "detailed_monitoring = false\n    ami_id "]],
    answers: ['EC2-022 Set `detailed_monitoring = true` in "arj-prod-orders-worker".'],
  },
  {
    folder: "CLOUDWATCH/order-alarms",
    id: "cloudwatch/arj-wkld-b-prd/us-east-1/order-alarms",
    makes: 3,
    edit: ["threshold     = 50", "threshold     = 60"],
    changes: [0, 1, 0],
  },
  {
    folder: "APIGATEWAY/order-api",
    id: "apigateway/arj-wkld-b-prd/us-east-1/order-api",
    makes: 7,
    edit: ["Takes orders", "Takes orders of customers"],
    changes: [0, 1, 0],
  },
  {
    folder: "SNS/order-events",
    id: "sns/arj-wkld-b-prd/us-east-1/order-events",
    makes: 10,
    edit: ["Alarms of the order service", "Orders in danger"],
    // The one, and what is forgotten of the other.
    changes: [0, 2, 0],
    forgets: Object.fromEntries(
      ["alarms", "placed"].map((name) => [`module.sns.aws_sns_topic.this["arj-prod-orders-${name}"]`, TOPIC_FORGETS]),
    ),
  },
  {
    folder: "DYNAMODB/order-tables",
    id: "dynamodb/arj-wkld-b-prd/us-east-1/order-tables",
    makes: 1,
    edit: ['range_key   = "placed_at"', 'range_key   = "placed_at"\n    recovery_days = 30'],
    changes: [0, 1, 0],
    unprotect: ["hash_key", "deletion_protection = false\n    hash_key"],
  },
  {
    folder: "KMS/app-keys",
    id: "kms/arj-wkld-b-prd/us-east-1/app-keys",
    makes: 4,
    edit: ["Invoices, kept for ten years", "Invoices, kept for good"],
    changes: [0, 1, 0],
  },
  {
    folder: "KMS/data-keys",
    id: "kms/arj-wkld-a-prd/us-east-1/data-keys",
    makes: 2,
    edit: ["Buckets of the data platform", "Buckets"],
    changes: [0, 1, 0],
  },
  {
    folder: "IAM/deploy-roles",
    id: "iam/arj-wkld-b-prd/us-east-1/deploy-roles",
    makes: 6,
    edit: ["daily report", "weekly report"],
    changes: [0, 1, 0],
  },
  {
    folder: "IAM/order-partners",
    id: "iam/arj-wkld-b-prd/us-east-1/order-partners",
    makes: 2,
    edit: ["upload-files.json", "read-orders.json"],
    changes: [0, 1, 0],
  },
  {
    folder: "IAM/order-scanner",
    id: "iam/arj-wkld-b-prd/us-east-1/order-scanner",
    makes: 2,
    asWritten: 2,
    // It does not keep the boundary of a user, and cannot set it.
    instead: [[/permissions_boundary_arn .*/g, ""]],
    edit: ['["arj-prod-scanners"]', '["arj-prod-scanners", "arj-prod-readers"]'],
    changes: [0, 1, 0],
    answers: [
      `${USER_RULE} Write a role in iam_roles. Where a user is needed, ask the platform team for an exception in policy.yaml.`,
      'IAM-032 Set `permissions_boundary_arn` in "arj-prod-orders-scanner". The ARN of the account\'s boundary policy.',
    ],
  },
  {
    folder: "S3/test-poc-3",
    id: "s3/arj-wkld-a-prd/us-east-1/test-poc-3",
    makes: 13,
    edit: ["region_code ", "lifecycle = {}\n    region_code "],
    changes: [2, 0, 0],
    answers: ["S3-023", "S3-025"].flatMap((rule) =>
      ["test-poc-3-data", "test-poc-3-logs"].map((bucket) => `${rule} Set \`lifecycle = {}\` in "${bucket}".`),
    ),
    // The other bucket's access logs are in this one.
    unprotect: ["receives_access_logs ", "force_destroy = true\n    receives_access_logs "],
  },
  {
    folder: "S3/test-4-poc-1",
    id: "s3/arj-wkld-a-prd/us-east-1/test-4-poc-1",
    makes: 7,
    edit: ["region_code ", "lifecycle = {}\n    region_code "],
    changes: [1, 0, 0],
    answers: ["S3-023", "S3-025"].map((rule) => `${rule} Set \`lifecycle = {}\` in "test-4-poc-1".`),
  },
];

let aws: LocalAws;
/** The example's, with the strict profile, and one where no finding counts: production refuses to lower the guard of a database. */
let strict: string;
let lax: string;
/** The ids of the examples, and those of things that are really there, by account. */
const there = new Map<string, Record<string, string>>();
/** What each run said of each deployment. */
const told = {
  asWritten: new Map<string, Told>(),
  made: new Map<string, Told>(),
  changed: new Map<string, Told>(),
  again: new Map<string, Told>(),
  destroyed: new Map<string, Told>(),
};
let left: Record<string, string[]>;

// All examples in each run, so that those that wait for the local AWS do not keep the others waiting.
beforeAll(async () => {
  // Roles have policies of AWS.
  aws = await startMoto({ managedPolicies: true });
  strict = controllerWith(["profile: recommended", "profile: strict"], ["exceptions: []", `exceptions: ${JSON.stringify(EXCEPTIONS)}`]);
  lax = controllerWith(["fail_on_deny: true", "fail_on_deny: false"]);
  await makeNetwork(ACCOUNT);
  await makeNetwork(OTHER_ACCOUNT);
  await makeWhatExamplesName();
  const source = temporaryFolder("source");
  const store = temporaryFolder("store");
  const write = (lives: readonly Life[], editsOf: (life: Life) => readonly Edit[]): string[] =>
    lives.map((life) => {
      writeInto(source, editedFiles(life, editsOf(life)));
      return tfvarsOf(life);
    });
  const run = async (controller: string, command: string, files: readonly string[], ...more: string[]): Promise<Map<string, Told>> => {
    const places = ["--controller-dir", controller, "--working-dir", source, "--state-store", `file:${store}`];
    const chosen = files.flatMap((file) => ["--changed-file", file]);
    const { stdout, stderr } = await runProgram([command, ...places, ...chosen, "--max-parallel", "6", "--json", ...more], {
      ...aws.env,
      TF_VAR_s3_use_path_style: "true",
    });
    return toldIn(stdout, stderr);
  };
  const local = LIVES.filter(({ asWritten }) => asWritten !== undefined);
  const guarded = LIVES.filter(({ unprotect }) => unprotect !== undefined);
  told.asWritten = await run(
    strict,
    "plan",
    write(local, () => []),
  );
  const made = write(LIVES, ({ instead = [] }) => instead);
  told.made = await run(strict, "apply", made, "--yes");
  const changed = write(LIVES, ({ instead = [], edit }) => [...instead, edit]);
  told.changed = await run(strict, "apply", changed, "--yes");
  told.again = await run(strict, "plan", changed);
  await run(
    lax,
    "apply",
    write(guarded, ({ instead = [], edit, unprotect }) => [...instead, edit, ...(unprotect === undefined ? [] : [unprotect])]),
    "--yes",
  );
  const override = join(source, "override.yaml");
  const addresses = LIVES.flatMap(({ id }) => addressesIn(stateOf(store, id)));
  writeFileSync(override, JSON.stringify({ reason: "the examples have been seen", allow_delete: [...new Set(addresses)] }));
  const confirmed = LIVES.flatMap(({ id }) => ["--confirm", id]);
  told.destroyed = await run(strict, "destroy", changed, "--override", override, ...confirmed);
  left = Object.fromEntries(LIVES.map(({ id }) => [id, addressesIn(stateOf(store, id))]));
}, TIMEOUT_MS);

afterAll(async () => {
  await aws.stop();
  removeProgramFolders();
});

it("every module of the example controller has one", () => {
  const modules = readdirSync(join(ROOT, "examples/controller/modules"));
  expect([...new Set(LIVES.map(({ id }) => id.split("/")[0]))].toSorted()).toEqual(modules.toSorted());
});

describe.each(LIVES)("$folder", ({ id, makes, changes: [add, change, destroy], answers = [], asWritten, forgets = {} }) => {
  if (asWritten !== undefined) {
    it("is planned as it is written, and the strict profile finds nothing in it", () => {
      expect(told.asWritten.get(id)).toEqual({
        error: null,
        counts: [asWritten, 0, 0],
        findings: answers.filter((told) => told.startsWith(USER_RULE)),
        sets: expect.any(Object),
      });
    });
  }

  it("is made, and the strict profile finds nothing in it but what its author is about to answer", () => {
    expect(told.made.get(id)).toMatchObject({ error: null, counts: [makes, 0, 0], findings: answers });
  });

  it("is changed, and nothing is left to answer", () => {
    expect(told.changed.get(id)).toMatchObject({ error: null, counts: [add, change, destroy], findings: [] });
  });

  it("is left alone by the next plan", () => {
    expect(told.again.get(id)).toEqual({ error: null, counts: expect.any(Array), findings: [], sets: forgets });
  });

  it("is destroyed, to the last resource", () => {
    expect([told.destroyed.get(id)?.error, left[id]]).toEqual([null, []]);
  });
});

/** The example controller with other words in its policy.yaml, and what the local AWS needs. */
function controllerWith(...edits: Edit[]): string {
  const folder = temporaryFolder("controller");
  cpSync(join(ROOT, "examples/controller"), folder, { recursive: true });
  writeInto(folder, { "modules/ec2/forgets_override.tf": INSTANCE_FORGETS });
  const file = join(folder, "policy.yaml");
  writeFileSync(file, edited(readFileSync(file, "utf8"), edits));
  return folder;
}

type Call = (service: string, call: AwsCall) => Promise<string>;

async function callerIn(account: string): Promise<Call> {
  const { accessKey } = await aws.credentialsIn(account);
  return async (service, call) => await (await aws.request(service, { accessKey, ...call })).text();
}

/** The network, the image and the key that examples name. */
async function makeNetwork(account: string): Promise<void> {
  const call = await callerIn(account);
  const ec2 = async (action: string, more: Record<string, string>, answer: RegExp): Promise<string> =>
    answer.exec(await call("ec2", formOf({ Action: action, Version: "2016-11-15", ...more })))?.[1] ?? "";
  const ids: Record<string, string> = {};
  const vpc = await ec2("CreateVpc", { CidrBlock: "10.99.0.0/16" }, /<vpcId>([^<]+)/);
  for (const [index, zone] of ["us-east-1a", "us-east-1b"].entries()) {
    const subnet = { VpcId: vpc, CidrBlock: `10.99.${index}.0/24`, AvailabilityZone: zone };
    ids[`subnet-0b1c2d3e4f5a6000${index + 1}`] = await ec2("CreateSubnet", subnet, /<subnetId>([^<]+)/);
    const group = { VpcId: vpc, GroupName: `group-${index}`, GroupDescription: "A test" };
    ids[`sg-0b1c2d3e4f5a6000${index + 1}`] = await ec2("CreateSecurityGroup", group, /<groupId>([^<]+)/);
  }
  ids["ami-0b1c2d3e4f5a60001"] = await ec2("DescribeImages", { "Owner.1": "amazon" }, /<imageId>([^<]+)/);
  const key = await call("kms", jsonOf("TrentService.CreateKey", {}));
  ids["6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"] = /"KeyId": *"([^"]+)"/.exec(key)?.[1] ?? "";
  ids["function:arj-prod-orders-accept"] = "function:there";
  there.set(account, ids);
}

/** The release, the groups and the function that examples name. */
async function makeWhatExamplesName(): Promise<void> {
  const call = await callerIn(ACCOUNT);
  const { accessKey, secret, token } = await aws.credentialsIn(ACCOUNT);
  const s3 = new S3Client({
    region: "us-east-1",
    endpoint: aws.url,
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secret, sessionToken: token },
  });
  await s3.send(new CreateBucketCommand({ Bucket: "arj-prod-orders-releases" }));
  await s3.send(new PutObjectCommand({ Bucket: "arj-prod-orders-releases", Key: "accept/1.4.0.zip", Body: "not looked into" }));
  const iam = { Version: "2010-05-08" };
  await call("iam", formOf({ ...iam, Action: "CreateGroup", GroupName: "arj-prod-scanners" }));
  await call("iam", formOf({ ...iam, Action: "CreateGroup", GroupName: "arj-prod-readers" }));
  await call("iam", formOf({ ...iam, Action: "CreateRole", RoleName: "there", AssumeRolePolicyDocument: "{}" }));
  const image = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/a@sha256:${"0".repeat(64)}`;
  const made = { FunctionName: "there", Role: `arn:aws:iam::${ACCOUNT}:role/there`, PackageType: "Image", Code: { ImageUri: image } };
  await call("lambda", { path: "/2015-03-31/functions", headers: { "content-type": "application/json" }, body: JSON.stringify(made) });
}

function tfvarsOf({ folder, at = folder }: Life): string {
  return `${at}/${at.split("/")[1] ?? ""}.tfvars`;
}

/** The files of an example with these edits of its tfvars. */
function editedFiles(life: Life, edits: readonly Edit[]): Record<string, string> {
  const from = join(ROOT, "examples/source", life.folder);
  return Object.fromEntries(
    readdirSync(from).map((name) => {
      const text = readFileSync(join(from, name), "utf8");
      const isTfvars = name.endsWith(".tfvars");
      const account = life.id.includes("/arj-wkld-a-prd/") ? OTHER_ACCOUNT : ACCOUNT;
      return [
        isTfvars ? tfvarsOf(life) : `${life.at ?? life.folder}/${name}`,
        withWhatIsThere(isTfvars ? edited(text, edits) : text, account),
      ];
    }),
  );
}

/** Each edit finds its text. */
function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((before, [from, to]) => {
    const after = before.replaceAll(from, () => to);
    expect(after).not.toBe(before);
    return after;
  }, text);
}

function withWhatIsThere(text: string, account: string): string {
  return text.replaceAll(
    /\b(?:(?:subnet|sg|ami)-0b1c\w+|function:arj-prod-orders-accept|6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11)/g,
    (id) => there.get(account)?.[id] ?? id,
  );
}

/** What a run said of a deployment. */
interface Told {
  error: string | null;
  counts: [add: number, change: number, destroy: number];
  /** Rule and remedy of each, sorted. */
  findings: string[];
  /** The attributes that its plan sets, by address. */
  sets: Record<string, string[]>;
}

interface Result extends Record<"add" | "change" | "destroy", number> {
  deployment: string;
  error: string | null;
  output: string;
  findings: { rule: string; remediation: string }[];
}

function toldIn(stdout: string, stderr: string): Map<string, Told> {
  const { successful, failed } = JSON.parse(stdout) as Record<"successful" | "failed", Result[]>;
  return new Map(
    [...successful, ...failed].map(({ deployment, error, output, add, change, destroy, findings }) => [
      deployment,
      {
        error: error === null ? null : `${error}\n${output}\n${stderr}`,
        counts: [add, change, destroy],
        findings: findings.map(({ rule, remediation }) => `${rule} ${remediation}`).toSorted(),
        sets: attributesSetIn(output),
      },
    ]),
  );
}

/** `# ADDRESS will be updated in-place`, then its attributes and blocks, six blanks in. */
function attributesSetIn(plan: string): Record<string, string[]> {
  const sets: Record<string, string[]> = {};
  for (const part of plan.split(/^ {2}# (?=\S+ (?:will|must) be )/m).slice(1)) {
    const [address = ""] = part.split(" ", 1);
    sets[address] = [...part.matchAll(/^ {6}[-+~] (\w+)/gm)].map(([, name = ""]) => name).toSorted();
  }
  return sets;
}

interface State {
  resources: { module?: string; mode: string; type: string; name: string; instances: { index_key?: string }[] }[];
}

function stateOf(store: string, id: string): State {
  return JSON.parse(readFileSync(join(store, id, "terraform.tfstate"), "utf8")) as State;
}

function addressesIn(state: State): string[] {
  return state.resources
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ module, type, name, instances }) =>
      instances.map(
        ({ index_key: key }) => [module, type, name].filter(Boolean).join(".") + (key === undefined ? "" : `[${JSON.stringify(key)}]`),
      ),
    );
}
