import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { GetBucketVersioningCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { formOf, jsonOf } from "../../scripts/lab/moto.ts";
import { openApplyStage, type ApplyStage } from "../helpers/apply-stage.ts";
import { writeFiles } from "../helpers/files.ts";
import { CLI_PROGRAM, ROOT, STATE_BUCKET } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const execute = promisify(execFile);
const CONTROLLER_FOLDER = join(ROOT, "examples/controller");
const ACCOUNT_A = "123456789012";
const ACCOUNT_B = "210987654321";

let stage: ApplyStage;

beforeAll(async () => {
  stage = await openApplyStage({ controllerFolder: CONTROLLER_FOLDER });
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

const TIMEOUT_MS = 300_000;

/** The files of a project of the example source repository. */
function exampleFiles(folder: string): Record<string, string> {
  const from = join(ROOT, "examples/source", folder);
  return Object.fromEntries(readdirSync(from).map((name) => [`${folder}/${name}`, readFileSync(join(from, name), "utf8")]));
}

// ── The AWS API, asked as a person would ────────────────────────────────────────────────────────────────────────────────────────────

async function kms(operation: string, parameters: object): Promise<Record<string, unknown>> {
  const call = jsonOf(`TrentService.${operation}`, parameters);
  const text = await (await stage.aws.request("kms", { accessKey: await accessKeyOf(ACCOUNT_A), ...call })).text();
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

async function accessKeyOf(account: string): Promise<string> {
  return (await stage.aws.credentialsIn(account)).accessKey;
}

async function rolesOf(account: string): Promise<string[]> {
  const call = formOf({ Action: "ListRoles", Version: "2010-05-08" });
  const answer = await (await stage.aws.request("iam", { accessKey: await accessKeyOf(account), ...call })).text();
  return [...answer.matchAll(/<RoleName>([^<]+)</g)].map(([, name = ""]) => name).sort();
}

async function keyBehind(alias: string): Promise<{ KeyId: string; Description: string; KeyState: string }> {
  return (await kms("DescribeKey", { KeyId: `alias/${alias}` })).KeyMetadata as Awaited<ReturnType<typeof keyBehind>>;
}

// ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

it(
  "makes what was reviewed, in three services of two accounts",
  async () => {
    const files = { ...exampleFiles("S3/test-poc-3"), ...exampleFiles("IAM/deploy-roles"), ...exampleFiles("KMS/data-keys") };
    const seen = await stage.mergeAndApply(files);
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 0, verdict: "passed" });

    const s3 = new S3Client({
      region: "us-east-1",
      endpoint: stage.aws.url,
      forcePathStyle: true,
      credentials: { accessKeyId: await accessKeyOf(ACCOUNT_A), secretAccessKey: "b" },
    });
    const buckets = (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name).sort();
    expect(buckets).toEqual(["arj-prod-test-poc-3-data", "arj-prod-test-poc-3-logs", STATE_BUCKET]);
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: "arj-prod-test-poc-3-data" }))).Status).toBe("Enabled");
    expect(await rolesOf(ACCOUNT_B)).toEqual(["arj-prod-orders-release", "arj-prod-orders-report"]);
    expect(await rolesOf(ACCOUNT_A)).toEqual([]);
    expect(await keyBehind("arj-prod-data")).toMatchObject({ Description: "Buckets of the data platform", KeyState: "Enabled" });

    // The key comes first: the buckets wait for it.
    const finished = seen.run.log.split("\n").flatMap((line) => /^\[\d\/3\] (\w+)\/\S+ +applied /.exec(line)?.[1] ?? []);
    expect([...finished].sort()).toEqual(["iam", "kms", "s3"]);
    expect(finished.indexOf("kms")).toBeLessThan(finished.indexOf("s3"));
    expect((await stage.audits("deploy-roles", "arj-wkld-b-prd")).map(({ outcome }) => outcome)).toEqual(["succeeded"]);
    for (const text of [seen.comment, seen.run.log, seen.run.summary]) expect(text).not.toMatch(/\b(123456789012|210987654321)\b/);
  },
  TIMEOUT_MS,
);

it(
  "changes it, and lists what was changed outside Terraform",
  async () => {
    const { KeyId } = await keyBehind("arj-prod-data");
    await kms("UpdateKeyDescription", { KeyId, Description: "set by hand" });
    const files = exampleFiles("KMS/data-keys");
    const path = "KMS/data-keys/data-keys.tfvars";
    const changed = { ...files, [path]: (files[path] ?? "").replace("Buckets of the data platform", "Data at rest") };
    const seen = await stage.mergeAndApply(changed);
    expect({ exitCode: seen.exitCode, verdict: seen.verdict, change: seen.run.outputs.change }).toEqual({
      exitCode: 0,
      verdict: "passed",
      change: "1",
    });
    expect(seen.comment).toContain("1 resource changed outside Terraform");
    expect(await keyBehind("arj-prod-data")).toMatchObject({ KeyId, Description: "Data at rest" });
    const backups = (await stage.keysOf("data-keys")).filter((key) => key.startsWith("backups/"));
    expect(backups).toHaveLength(1);
    expect(seen.comment).toContain(backups[0]);
  },
  TIMEOUT_MS,
);

it(
  "destroys it from the command line, where production wants an override that names every resource",
  async () => {
    const folder = temporaryFolder("destroy");
    await writeFiles(folder, exampleFiles("IAM/deploy-roles"));
    const id = "iam/arj-wkld-b-prd/us-east-1/deploy-roles";
    const state = JSON.parse(new TextDecoder().decode((await stage.store.get(`${id}/terraform.tfstate`))?.body)) as {
      resources: { module?: string; mode: string; type: string; name: string; instances: { index_key?: string }[] }[];
    };
    const addresses = state.resources
      .filter(({ mode }) => mode === "managed")
      .flatMap(({ module, type, name, instances }) =>
        instances.map(
          ({ index_key: key }) => [module, type, name].filter(Boolean).join(".") + (key === undefined ? "" : `[${JSON.stringify(key)}]`),
        ),
      );
    const override = join(folder, "override.yaml");
    writeFileSync(override, JSON.stringify({ reason: "the order service is switched off", allow_delete: addresses }));
    const { stdout, stderr } = await execute(
      process.execPath,
      [
        ...[
          CLI_PROGRAM,
          "destroy",
          "--working-dir",
          folder,
          "--controller-dir",
          CONTROLLER_FOLDER,
          "--state-store",
          `s3://${STATE_BUCKET}`,
        ],
        ...["--confirm", id, "--override", override],
      ],
      { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...stage.aws.env } },
    ).catch((error: unknown) => error as { stdout: string; stderr: string });
    expect(stdout + stderr).toContain("Destroyed");
    expect(await rolesOf(ACCOUNT_B)).toEqual([]);
    expect((await stage.audits("deploy-roles", "arj-wkld-b-prd")).map(({ action, outcome }) => [action, outcome])).toEqual([
      ["apply", "succeeded"],
      ["destroy", "succeeded"],
    ]);
  },
  TIMEOUT_MS,
);
