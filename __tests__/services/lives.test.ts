import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { formOf, jsonOf, startMoto, type AwsCall, type LocalAws } from "../../scripts/lab/moto.ts";
import { folderWith, runProgram, writeInto } from "../helpers/command-line.ts";
import { ROOT } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 600_000;
const ACCOUNT = "210987654321";

/** An example of a service. */
interface Example {
  folder: string;
  id: string;
  /** Resources that are made. */
  makes: number;
}

interface Life extends Example {
  /** A text of the tfvars, what it becomes, and the resources it changes. */
  change: [from: string, to: string, resources: number];
  /** What takes the guard off, so that it can be destroyed. */
  unprotect?: [from: string, to: string];
}

const LIVES: Life[] = [
  { folder: "APIGATEWAY/order-api", id: "apigateway", makes: 7, change: ["Takes orders", "Takes orders of customers", 1] },
  {
    folder: "DYNAMODB/order-tables",
    id: "dynamodb",
    makes: 1,
    change: ['range_key   = "placed_at"', 'range_key   = "placed_at"\n    recovery_days = 30', 1],
    unprotect: ["hash_key", "deletion_protection = false\n    hash_key"],
  },
];

/** Of these the local AWS knows too little, or takes too long. */
const PLANNED: Example[] = [
  { folder: "VPC/orders-network", id: "vpc", makes: 26 },
  { folder: "LAMBDA/order-functions", id: "lambda", makes: 9 },
  { folder: "EC2/order-workers", id: "ec2", makes: 6 },
  { folder: "CLOUDWATCH/order-alarms", id: "cloudwatch", makes: 3 },
  { folder: "SNS/order-events", id: "sns", makes: 10 },
  { folder: "SQS/order-queues", id: "sqs", makes: 3 },
  { folder: "RDS/order-databases", id: "rds", makes: 12 },
];

let aws: LocalAws;
/** The example's, with the strict profile, and one where no finding counts: production refuses to lower the guard of a database. */
let strict: string;
let lax: string;
/** The ids of the examples, and those of things that are really there. */
const there: Record<string, string> = {};

beforeAll(async () => {
  // Roles have policies of AWS.
  aws = await startMoto({ managedPolicies: true });
  strict = controllerWith("profile: recommended", "profile: strict");
  lax = controllerWith("fail_on_deny: true", "fail_on_deny: false");
  await makeWhatExamplesName();
}, TIMEOUT_MS);

afterAll(async () => {
  await aws.stop();
  removeProgramFolders();
});

/** The example controller with another word in its policy.yaml. */
function controllerWith(from: string, to: string): string {
  const folder = temporaryFolder("controller");
  cpSync(join(ROOT, "examples/controller"), folder, { recursive: true });
  const file = join(folder, "policy.yaml");
  const text = readFileSync(file, "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
  return folder;
}

/** The network, the image, the key, the release and the function that examples name. */
async function makeWhatExamplesName(): Promise<void> {
  const { accessKey, secret, token } = await aws.credentialsIn(ACCOUNT);
  const send = async (service: string, call: AwsCall): Promise<string> => await (await aws.request(service, { accessKey, ...call })).text();
  const ask = async (service: string, parameters: Record<string, string>): Promise<string> => await send(service, formOf(parameters));
  const ec2 = async (action: string, more: Record<string, string>) => await ask("ec2", { Action: action, Version: "2016-11-15", ...more });
  const first = (text: string, pattern: RegExp) => pattern.exec(text)?.[1] ?? "";
  const vpc = first(await ec2("CreateVpc", { CidrBlock: "10.99.0.0/16" }), /<vpcId>([^<]+)/);
  for (const [index, zone] of ["us-east-1a", "us-east-1b"].entries()) {
    const subnet = await ec2("CreateSubnet", { VpcId: vpc, CidrBlock: `10.99.${index}.0/24`, AvailabilityZone: zone });
    there[`subnet-0b1c2d3e4f5a6000${index + 1}`] = first(subnet, /<subnetId>([^<]+)/);
    const group = await ec2("CreateSecurityGroup", { VpcId: vpc, GroupName: `group-${index}`, GroupDescription: "A test" });
    there[`sg-0b1c2d3e4f5a6000${index + 1}`] = first(group, /<groupId>([^<]+)/);
  }
  there["ami-0b1c2d3e4f5a60001"] = first(await ec2("DescribeImages", { "Owner.1": "amazon" }), /<imageId>([^<]+)/);
  const key = await send("kms", jsonOf("TrentService.CreateKey", {}));
  there["6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"] = first(key, /"KeyId": *"([^"]+)"/);
  const s3 = new S3Client({
    region: "us-east-1",
    endpoint: aws.url,
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secret, sessionToken: token },
  });
  await s3.send(new CreateBucketCommand({ Bucket: "arj-prod-orders-releases" }));
  await s3.send(new PutObjectCommand({ Bucket: "arj-prod-orders-releases", Key: "accept/1.4.0.zip", Body: "not looked into" }));
  await ask("iam", { Action: "CreateRole", Version: "2010-05-08", RoleName: "there", AssumeRolePolicyDocument: "{}" });
  const image = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/a@sha256:${"0".repeat(64)}`;
  const made = { FunctionName: "there", Role: `arn:aws:iam::${ACCOUNT}:role/there`, PackageType: "Image", Code: { ImageUri: image } };
  await send("lambda", { path: "/2015-03-31/functions", headers: { "content-type": "application/json" }, body: JSON.stringify(made) });
  there["function:arj-prod-orders-accept"] = "function:there";
}

function filesOf(folder: string): Record<string, string> {
  const from = join(ROOT, "examples/source", folder);
  return Object.fromEntries(
    readdirSync(from).map((name) => {
      const text = readFileSync(join(from, name), "utf8");
      return [
        `${folder}/${name}`,
        text.replaceAll(
          /\b(?:(?:subnet|sg|ami)-0b1c\w+|function:arj-prod-orders-accept|6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11)/g,
          (id) => there[id] ?? id,
        ),
      ];
    }),
  );
}

interface Summary {
  exitCode: number | null;
  /** Where it failed. */
  said: string;
  add: number;
  change: number;
  destroy: number;
  findings: string[];
}

const NOTHING: Summary = { exitCode: 0, said: "", add: 0, change: 0, destroy: 0, findings: [] };

/** A source folder with the example, and a state of its own. */
function place({ folder, id }: Example) {
  const name = folder.split("/")[1] ?? "";
  const tfvars = `${folder}/${name}.tfvars`;
  const files = filesOf(folder);
  const source = folderWith(files);
  const store = temporaryFolder("store");
  const deployment = `${id}/arj-wkld-b-prd/us-east-1/${name}`;
  const run = async (controller: string, command: string, ...more: string[]): Promise<Summary> => {
    const options = ["--controller-dir", controller, "--working-dir", source, "--state-store", `file:${store}`, "--json"];
    const { exitCode, stdout, stderr } = await runProgram([command, ...options, ...more], aws.env);
    const summary = JSON.parse(stdout) as { successful: Result[]; failed: Result[] };
    const [result] = [...summary.successful, ...summary.failed];
    return { exitCode, said: exitCode === 0 ? "" : `${result?.error ?? ""}${result?.output ?? ""}${stderr}`, ...counts(result) };
  };
  const edit = (...edits: [from: string, to: string][]): void => {
    const text = edits.reduce((before, [from, to]) => before.replaceAll(from, () => to), files[tfvars] ?? "");
    expect(text).not.toBe(files[tfvars]);
    writeInto(source, { [tfvars]: text });
  };
  return {
    run,
    edit,
    source,
    deployment,
    state: () => JSON.parse(readFileSync(join(store, deployment, "terraform.tfstate"), "utf8")) as State,
  };
}

it.each(PLANNED)(
  "$folder is planned, and the strict profile finds nothing in it",
  async (example) => {
    expect(await place(example).run(strict, "plan")).toEqual({ ...NOTHING, add: example.makes });
  },
  TIMEOUT_MS,
);

it.each(LIVES)(
  "$folder is made, changed, left alone and destroyed, and the strict profile finds nothing in it",
  async (life) => {
    const { run, edit, source, deployment, state } = place(life);
    const [from, to, resources] = life.change;
    expect(await run(strict, "apply", "--yes")).toEqual({ ...NOTHING, add: life.makes });
    edit([from, to]);
    const { add, change, destroy, ...changed } = await run(strict, "apply", "--yes");
    expect({ ...changed, resources: Math.max(add, change, destroy) }).toEqual({ exitCode: 0, said: "", findings: [], resources });
    expect(await run(strict, "plan")).toEqual(NOTHING);
    if (life.unprotect !== undefined) {
      edit([from, to], life.unprotect);
      expect(await run(lax, "apply", "--yes")).toMatchObject({ exitCode: 0 });
    }
    const override = join(source, "override.yaml");
    writeFileSync(override, JSON.stringify({ reason: "the example has been seen", allow_delete: addressesIn(state()) }));
    expect(await run(strict, "destroy", "--confirm", deployment, "--override", override)).toMatchObject({ exitCode: 0, said: "" });
  },
  TIMEOUT_MS,
);

interface Result {
  add: number;
  change: number;
  destroy: number;
  error: string | null;
  output: string;
  findings: { rule: string; message: string; address?: string }[];
}

function counts(result: Result | undefined) {
  const findings = (result?.findings ?? []).map(({ rule, address = "", message }) => `${rule} ${address} ${message}`);
  return { add: result?.add ?? -1, change: result?.change ?? -1, destroy: result?.destroy ?? -1, findings };
}

interface State {
  resources: { module?: string; mode: string; type: string; name: string; instances: { index_key?: string }[] }[];
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
