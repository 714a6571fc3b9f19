import { PROBE_KEY } from "../../src/adapters/stores/probed.ts";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { storeIn } from "../../scripts/lab/store.ts";
import { openSigner, openVerifier } from "../../src/adapters/signing.ts";
import { CLI_NODE, CLI_PROGRAM, lightFile, LIGHT_CONTROLLER, ROOT } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 240_000;
const DEV = "arj-wkld-c-dev";

/** Source files of the light controller: two accounts, a shared JSON file, one deployment that cannot be planned. */
let source: string;

beforeAll(() => {
  source = folderWith({
    ...lightFile("one"),
    ...lightFile("two", 'things = {\n  "x" = { size = 1, settings = "shared.json" }\n}', DEV),
    "THINGS/two/shared.json": "{}\n",
    ...lightFile("bad", 'things = { "x" = { unplannable = true } }', DEV),
  });
});

afterAll(removeProgramFolders);

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder("source");
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
  return folder;
}

interface Ran {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(CLI_NODE, [CLI_PROGRAM, ...args], {
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { exitCode, ...output };
}

/** A command on the source files of these tests, with a store of its own. */
async function light(command: string, more: readonly string[] = [], env: Record<string, string> = {}): Promise<Ran> {
  const store = more.includes("--state-store") ? [] : ["--state-store", `file:${temporaryFolder("store")}`];
  return await run(
    [command, "--working-dir", source, "--controller-dir", LIGHT_CONTROLLER, ...(command === "discover" ? [] : store), ...more],
    env,
  );
}

describe("wrong usage ends with exit code 2 and says what is expected", () => {
  const cases: [string, string[], string | RegExp][] = [
    ["no command", [], "Usage: tf-orchestrator [options] [command]"],
    ["an unknown command", ["plan-all"], "plan-all: no such command, expected one of init, discover, validate, plan"],
    ["an unknown option", ["validate", "--fast"], "--fast: validate has no such option"],
    ["a number that is none", ["validate", "--max-parallel", "many"], '--max-parallel: got "many", expected a whole number'],
    ["a store that is none", ["validate", "--state-store", "gs://x"], '--state-store: got "gs://x", expected s3://BUCKET or file:DIR'],
    ["a template with an unknown word", ["validate", "--state-key", "{nope}/x.tfstate"], "state-key: got"],
    [
      "a working folder that is not there",
      ["validate", "--working-dir", "/nowhere"],
      "/nowhere: cannot be read (ENOENT), expected a folder",
    ],
    [
      "a controller folder that is a file",
      ["discover", "--controller-dir", join(LIGHT_CONTROLLER, "main.tf")],
      /main\.tf: cannot be read \(ENOTDIR\), expected a folder/,
    ],
    ["an account that nobody knows", ["discover", "--account", "nobody"], 'account: got "nobody"'],
    [
      "an environment that nobody knows",
      ["validate", "--environment", "moon"],
      'environment: got "moon", expected one of production, staging, development',
    ],
    ["a changed file that is not there", ["discover", "--changed-files", "THINGS/none.tfvars"], "THINGS/none.tfvars"],
  ];

  it.concurrent.each(cases)(
    "%s",
    async (_, args, words) => {
      const given = (option: string) => (args.includes(option) ? [] : [option]);
      const folders =
        args.length < 2
          ? []
          : [
              ...given("--working-dir").flatMap((name) => [name, source]),
              ...given("--controller-dir").flatMap((name) => [name, LIGHT_CONTROLLER]),
            ];
      const ran = await run([...args, ...folders]);
      expect(ran.exitCode).toBe(2);
      expect(ran.stdout + ran.stderr).toMatch(words);
      expect(ran.stderr).not.toMatch(/internal error|^ {4}at /m);
    },
    TIMEOUT_MS,
  );
});

it.concurrent(
  "discover lists the example's deployments, as a table and as JSON of the documented shape, without terraform",
  async () => {
    const summary = join(temporaryFolder("summary"), "discover.json");
    const args = ["discover", "--working-dir", join(ROOT, "examples/source"), "--controller-dir", join(ROOT, "examples/controller")];
    const [table, json] = await Promise.all([
      run(args, { PATH: "/nowhere" }),
      run([...args, "--json", "--output-summary", summary], { PATH: "/nowhere" }),
    ]);
    expect([table.exitCode, json.exitCode]).toEqual([0, 0]);
    expect(table.stdout).toMatch(/kms\/arj-wkld-a-prd\/us-east-1\/data-keys +production +\d+ +KMS\/data-keys\/data-keys\.tfvars/);
    expect(readFileSync(summary, "utf8")).toBe(json.stdout);
    const { deployments } = JSON.parse(json.stdout) as { deployments: { id: string }[] };
    expect(deployments.map(({ id }) => id)).toEqual([
      "apigateway/arj-wkld-b-prd/us-east-1/order-api",
      "cloudwatch/arj-wkld-b-prd/us-east-1/order-alarms",
      "dynamodb/arj-wkld-b-prd/us-east-1/order-tables",
      "ec2/arj-wkld-b-prd/us-east-1/order-workers",
      "iam/arj-wkld-b-prd/us-east-1/deploy-roles",
      "iam/arj-wkld-b-prd/us-east-1/order-partners",
      "iam/arj-wkld-b-prd/us-east-1/order-scanner",
      "kms/arj-wkld-a-prd/us-east-1/data-keys",
      "kms/arj-wkld-b-prd/us-east-1/app-keys",
      "lambda/arj-wkld-b-prd/us-east-1/order-functions",
      "rds/arj-wkld-b-prd/us-east-1/order-databases",
      "s3/arj-wkld-a-prd/us-east-1/public-bucket",
      "s3/arj-wkld-a-prd/us-east-1/test-4-poc-1",
      "s3/arj-wkld-a-prd/us-east-1/test-poc-3",
      "sns/arj-wkld-b-prd/us-east-1/order-events",
      "sqs/arj-wkld-b-prd/us-east-1/order-queues",
      "vpc/arj-wkld-b-prd/us-east-1/orders-network",
    ]);
    expect(deployments[7]).toEqual({
      id: "kms/arj-wkld-a-prd/us-east-1/data-keys",
      file: "KMS/data-keys/data-keys.tfvars",
      account_id: "123456789012",
      account_name: "arj-wkld-a-prd",
      region: "us-east-1",
      project: "data-keys",
      environment: "production",
      services: ["kms"],
      backend_key: "kms/arj-wkld-a-prd/us-east-1/data-keys/terraform.tfstate",
      owner: expect.any(String),
      team: expect.any(String),
      resources: [expect.stringMatching(/^kms_keys\./)],
      referenced_files: ["KMS/data-keys/key-policy.json"],
    });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "takes only the changed files, what refers to a changed JSON file, and what the filters leave",
  async () => {
    const ids = async (...more: string[]) => {
      const ran = await light("discover", ["--json", ...more]);
      expect(ran.exitCode).toBe(0);
      return (JSON.parse(ran.stdout) as { deployments: { id: string }[] }).deployments.map(({ id }) => id.split("/").at(-1));
    };
    expect(await ids()).toEqual(["one", "bad", "two"]);
    expect(await ids("--changed-files", "THINGS/one/one.tfvars")).toEqual(["one"]);
    expect(await ids("--changed-files", "THINGS/two/shared.json")).toEqual(["two"]);
    expect(await ids("--changed-files", "./THINGS/one/one.tfvars THINGS/two/two.tfvars")).toEqual(["one", "two"]);
    expect(await ids("--account", DEV)).toEqual(["bad", "two"]);
    expect(await ids("--account", "123456789012")).toEqual(["one"]);
    expect(await ids("--environment", " Production ")).toEqual(["one"]);
    expect(await ids("--region", "use1", "--environment", "development", "--changed-files", "THINGS/two/two.tfvars")).toEqual(["two"]);
    expect(await ids("--region", "eu-west-1")).toEqual([]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "validate: exit code 1 when a deployment fails, the others go on; the summary is of the documented shape",
  async () => {
    const summary = join(temporaryFolder("summary"), "validate.json");
    const ran = await light("validate", ["--json", "--output-summary", summary]);
    expect(ran.exitCode).toBe(1);
    expect(readFileSync(summary, "utf8")).toBe(ran.stdout);
    const json = JSON.parse(ran.stdout) as {
      successful: Record<string, unknown>[];
      failed: Record<string, unknown>[];
      skipped: unknown[];
      summary: unknown;
    };
    expect(json.summary).toEqual({ total: 3, successful: 2, failed: 1, skipped: 0, action: "validate" });
    expect(json.successful[0]).toEqual({
      deployment: "things/arj-wkld-a-prd/us-east-1/one",
      success: true,
      backend_key: "things/arj-wkld-a-prd/us-east-1/one/terraform.tfstate",
      services: ["things"],
      action: "validate",
      output: expect.stringContaining("Plan: 1 to add, 0 to change, 0 to destroy."),
      error: null,
      add: 1,
      change: 0,
      destroy: 0,
      outputs: 1,
      duration_seconds: expect.any(Number),
      backup_key: null,
      recovery: null,
      findings: [],
      orchestrator_version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(json.failed).toMatchObject([
      {
        deployment: `things/${DEV}/us-east-1/bad`,
        success: false,
        add: 0,
        error: expect.stringContaining("x cannot be planned, as its entry says"),
      },
    ]);
    expect(json.skipped).toEqual([]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "validate without a terminal: one plain line for each deployment on standard error, the table on standard output, no escape sequence",
  async () => {
    const ran = await light("validate", ["--changed-files", "THINGS/one/one.tfvars THINGS/two/two.tfvars"]);
    expect(ran.exitCode).toBe(0);
    // eslint-disable-next-line no-control-regex -- it is what is looked for
    expect(ran.stdout + ran.stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    const lines = ran.stderr.trimEnd().split("\n");
    expect(lines.map((line) => line.replace(/\b[\d.]+ m?s\b/g, "T").replace(/ {2,}/g, "  "))).toEqual([
      expect.stringMatching(/^tf-orchestrator \S+ · validate$/),
      "discover  2 deployments in 1 service, 2 accounts (1 JSON file pulled in)",
      expect.stringMatching(/^check {2}.*: 0 errors, 0 warnings$/),
      "plan  2 deployments, 2 at once",
      expect.stringMatching(/^\[1\/2\] things\/\S+ {2}planned \+1 ~0 -0, 1 output {2}T$/),
      expect.stringMatching(/^\[2\/2\] things\/\S+ {2}planned \+1 ~0 -0, 1 output {2}T$/),
      expect.stringMatching(/^policy {2}\d+ rules on 2 plans: nothing found/),
    ]);
    expect(ran.stdout).toMatch(/^✅ things\/arj-wkld-a-prd\/us-east-1\/one +\+1 ~0 -0, 1 output /m);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "plan prints the plans, redacted, against the state that a file: store holds",
  async () => {
    const store = temporaryFolder("store");
    const key = join(store, `things/${DEV}/us-east-1/two/terraform.tfstate`);
    mkdirSync(dirname(key), { recursive: true });
    writeFileSync(key, stateWith("old"));
    const ran = await light("plan", ["--changed-files", "THINGS/two/two.tfvars", "--state-store", `file:${store}`]);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toContain('# terraform_data.thing["old"] will be destroyed');
    expect(ran.stdout).toContain("Plan: 1 to add, 0 to change, 1 to destroy.");
    expect(readFileSync(key, "utf8")).toBe(stateWith("old"));
  },
  TIMEOUT_MS,
);

/** A state of the light controller with one thing in it. */
function stateWith(thing: string): string {
  const value = { value: { size: 1 }, type: ["object", { size: "number" }] };
  const instance = {
    index_key: thing,
    schema_version: 0,
    attributes: { id: "0f", input: value, output: value, triggers_replace: null },
    sensitive_attributes: [],
  };
  const resource = {
    mode: "managed",
    type: "terraform_data",
    name: "thing",
    provider: 'provider["terraform.io/builtin/terraform"]',
    instances: [instance],
  };
  return JSON.stringify({
    version: 4,
    terraform_version: "1.11.0",
    serial: 1,
    lineage: "11111111-2222-3333-4444-555555555555",
    outputs: {},
    resources: [resource],
    check_results: null,
  });
}

describe("with an s3:// store", () => {
  let aws: LocalAws;

  beforeAll(async () => {
    aws = await startMoto();
    await aws.createBucket("cli-states");
  }, TIMEOUT_MS);

  afterAll(async () => {
    await aws.stop();
  });

  it(
    "plans against the bucket's state and leaves nothing in it",
    async () => {
      const store = storeIn(aws, "cli-states");
      const key = `things/${DEV}/us-east-1/two/terraform.tfstate`;
      await store.create(key, Buffer.from(stateWith("old")));
      const ran = await light(
        "validate",
        ["--json", "--changed-files", "THINGS/two/two.tfvars", "--state-store", "s3://cli-states"],
        aws.env,
      );
      expect(ran.exitCode).toBe(0);
      expect(JSON.parse(ran.stdout)).toMatchObject({ successful: [{ add: 1, change: 0, destroy: 1 }], summary: { total: 1, failed: 0 } });
      expect((await store.list("")).map((entry) => entry.key)).toEqual([PROBE_KEY, key]);
    },
    TIMEOUT_MS,
  );

  it(
    "ends with exit code 1 when the bucket is not there, and says so",
    async () => {
      const ran = await light("validate", ["--changed-files", "THINGS/one/one.tfvars", "--state-store", "s3://no-such-bucket"], aws.env);
      expect(ran.exitCode).toBe(1);
      expect(ran.stderr).toMatch(/\[1\/1\] \S+\/one +failed .*S3 bucket .*does not exist/);
    },
    TIMEOUT_MS,
  );
});

it.concurrent(
  "keygen prints a pair of keys that belong together, and --version and --help end with 0",
  async () => {
    const [keys, version, help] = await Promise.all([run(["keygen"]), run(["--version"]), run(["plan", "--help"])]);
    expect([keys.exitCode, version.exitCode, help.exitCode]).toEqual([0, 0, 0]);
    const [signingKey = "", verifyKey = ""] = [...keys.stdout.matchAll(/^ {2}(M\S+)$/gm)].map(([, key]) => key ?? "");
    const jws = await openSigner(signingKey).sign({ hello: "there" }, "tf-orchestrator-validation");
    expect(await openVerifier(verifyKey).verify(jws, "tf-orchestrator-validation")).toEqual({ hello: "there" });
    const { version: expected } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(version.stdout).toBe(`${expected}\n`);
    expect(help.stdout).toContain("--changed-files");
  },
  TIMEOUT_MS,
);
