import { readFileSync, readdirSync } from "node:fs";
import { PROBE_KEY } from "../../src/adapters/stores/probed.ts";
import { FULL_RECORD, isCopyOf, RECORD } from "../../src/domain/evidence/record.ts";
import { PLAN_DURATIONS } from "../../src/domain/run/durations.ts";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { decodeProtectedHeader } from "jose";
import { openVerifier } from "../../src/adapters/signing.ts";
import { storeIn } from "../../scripts/lab/store.ts";
import type { ActionRun } from "../../scripts/lab/action.ts";
import { openStage, SOURCE, STATE_BUCKET, type Stage } from "../../scripts/lab/stage.ts";
import type { PullState } from "../../scripts/fake-github/client.ts";

const root = join(import.meta.dirname, "../..");
const GOOD_FOLDERS = ["S3/test-poc-3", "S3/test-4-poc-1", "KMS/app-keys", "KMS/data-keys", "IAM/deploy-roles"];

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ controllerFolder: join(root, "examples/controller"), checkOpenapi: true });
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

/** The files of some folders of the example source repository. */
function exampleFiles(folders: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    folders.flatMap((folder) =>
      readdirSync(join(root, "examples/source", folder)).map((name) => [
        `${folder}/${name}`,
        readFileSync(join(root, "examples/source", folder, name), "utf8"),
      ]),
    ),
  );
}

describe("a pull request with five deployments in three services and two accounts", () => {
  let run: ActionRun;
  let pull: PullState;
  let number: number;

  beforeAll(async () => {
    ({ number } = await stage.propose({ branch: "feature/five", files: exampleFiles(GOOD_FOLDERS) }));
    run = await stage.run("validate", number);
    pull = await stage.github.pull(SOURCE, number);
  }, 300_000);

  it("passes, with the label, the check run and the outputs that say so", () => {
    expect({
      exitCode: run.exitCode,
      verdict: run.outputs.verdict,
      environment: run.outputs.environment,
      destroy: run.outputs.destroy,
    }).toEqual({ exitCode: 0, verdict: "passed", environment: "production", destroy: "0" });
    expect(pull.labels.map(({ name }) => name)).toEqual(["opa-passed"]);
    expect(pull.checkRuns.map(({ name, status, conclusion }) => ({ name, status, conclusion }))).toEqual([
      { name: "tf-orchestrator", status: "completed", conclusion: "success" },
    ]);
    expect(JSON.parse(run.outputs.deployments ?? "")).toEqual([
      "iam/arj-wkld-b-prd/us-east-1/deploy-roles",
      "kms/arj-wkld-a-prd/us-east-1/data-keys",
      "kms/arj-wkld-b-prd/us-east-1/app-keys",
      "s3/arj-wkld-a-prd/us-east-1/test-4-poc-1",
      "s3/arj-wkld-a-prd/us-east-1/test-poc-3",
    ]);
  });

  it("prints a progress line for each deployment as it ends, and one comment with a table", () => {
    const progress = run.log.split("\n").filter((line) => /^\[\d\/5\]/.test(line));
    expect(progress).toHaveLength(5);
    expect(progress.every((line) => / planned \+\d+ ~0 -0(?:, \d+ outputs?)? +[\d.]+ s/.test(line))).toBe(true);
    expect(pull.comments).toHaveLength(1);
    expect(pull.comments[0]?.body).toContain("✅ Ready: approve to merge into `prod` and apply");
    expect(run.summary).toContain("```mermaid");
  });

  it("signs a record of exactly this head that the comment and the store hold", async () => {
    const jws = /^<!-- tf-orchestrator:v1 (\S+) -->/.exec(pull.comments[0]?.body ?? "")?.[1] ?? "";
    expect(decodeProtectedHeader(jws).alg).toBe("EdDSA");
    const verifier = openVerifier(stage.keys.verifyKey);
    const record = RECORD.parse(await verifier.verify(jws, "tf-orchestrator-validation"));
    expect(record).toMatchObject({
      v: 1,
      pr: number,
      head_sha: pull.head.sha,
      base_ref: "prod",
      environment: "production",
      verdict: "passed",
      repo: { name: SOURCE },
    });
    expect(record).toMatchObject({ deployments: { length: 5 } });
    const store = storeIn(stage.aws, STATE_BUCKET);
    const kept = (await store.list(`records/${SOURCE}/${number}/`)).find(({ key }) => /\d\.jws$/.test(key));
    const whole = new TextDecoder().decode((await store.get(kept?.key ?? ""))?.body);
    const full = FULL_RECORD.parse(await verifier.verify(whole, "tf-orchestrator-validation"));
    expect(isCopyOf(record, full)).toBe(true);
    // What approval rules ask for besides the counts.
    expect(full.changed_paths).toHaveLength(13);
    expect(full.changed_paths).toContain("KMS/app-keys/app-keys.tfvars");
    expect(full.deployments.map(({ replaced }) => replaced)).toEqual([0, 0, 0, 0, 0]);
    expect(full.deployments.find(({ id }) => id.endsWith("/test-poc-3"))?.rules).toContain("S3-023");
  });

  it("leaves no state lock, no state and no workspace behind", async () => {
    const store = storeIn(stage.aws, STATE_BUCKET);
    expect((await store.list("")).map(({ key }) => key).filter((key) => !key.startsWith("records/"))).toEqual([PLAN_DURATIONS, PROBE_KEY]);
    expect(readdirSync(run.workspace).filter((name) => name.startsWith("tf-orchestrator-") && name !== "tf-orchestrator-plans")).toEqual(
      [],
    );
  });

  it("tells GitHub no account id, address or role", async () => {
    const bodies = (await stage.github.requests()).map(({ body }) => (typeof body === "string" ? body : JSON.stringify(body ?? "")));
    for (const text of [
      ...bodies.filter((body) => !body.includes("client_payload")),
      run.log,
      run.summary,
      ...Object.values(run.outputs),
    ]) {
      expect(text).not.toMatch(/\b(123456789012|210987654321)\b/);
      expect(text).not.toMatch(/@example\.com/);
    }
  });

  it("replaces its own comment and verdict when it runs again", async () => {
    const { number: other } = await stage.propose({ branch: "feature/again", files: exampleFiles(["KMS/data-keys"]) });
    await stage.run("validate", other);
    const before = await stage.github.pull(SOURCE, other);
    await stage.run("validate", other);
    const after = await stage.github.pull(SOURCE, other);
    expect(after.comments.map(({ id }) => id)).toEqual(before.comments.map(({ id }) => id));
    expect(after.labels.map(({ name }) => name)).toEqual(["opa-passed"]);
  }, 200_000);
});

describe("a pull request with a public bucket", () => {
  it("fails with rule, address and line", async () => {
    const { number } = await stage.propose({ branch: "feature/public", files: exampleFiles(["S3/public-bucket"]) });
    const run = await stage.run("validate", number);
    const pull = await stage.github.pull(SOURCE, number);
    const findings = JSON.parse(run.outputs.findings ?? "[]") as {
      rule: string;
      level: string;
      address?: string;
      location?: { file: string; line: number };
    }[];
    const denied = findings
      .filter(({ level }) => level === "deny")
      .map(({ rule, address, location }) => ({ rule, address, at: `${location?.file ?? ""}:${location?.line ?? 0}` }));
    expect(run.exitCode).toBe(1);
    expect(pull.labels.map(({ name }) => name)).toEqual(["opa-failed"]);
    expect(denied).toEqual(
      expect.arrayContaining([
        { rule: "S3-004", address: 'module.s3.aws_s3_bucket.this["public-bucket"]', at: "S3/public-bucket/public-bucket.tfvars:13" },
        { rule: "S3-019", address: 'module.s3.aws_s3_bucket_policy.this["public-bucket"]', at: "S3/public-bucket/bucket-policy.json:7" },
      ]),
    );
    expect(
      pull.checkRuns[0]?.annotations.map(({ path, start_line, annotation_level }) => ({ path, start_line, annotation_level })),
    ).toContainEqual({ path: "S3/public-bucket/public-bucket.tfvars", start_line: 13, annotation_level: "failure" });
    expect(pull.comments[0]?.body).toContain("**Fix this first**");
  }, 200_000);
});

it("speaks to GitHub only as its OpenAPI description allows", async () => {
  expect(await stage.github.openapiViolations()).toEqual([]);
});
