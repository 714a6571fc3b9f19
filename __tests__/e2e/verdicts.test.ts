import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { storeIn } from "../../scripts/lab/store.ts";
import { lightFile, SOURCE } from "../helpers/light-stage.ts";
import { openReviewStage, type ReviewStage } from "../helpers/review-stage.ts";
import { startS3Proxy, type S3Proxy } from "../helpers/s3-proxy.ts";

/* A head that passed once, judged again: whatever became of the second validation, the first one's record no longer has the last word. */

let stage: ReviewStage;
let proxy: S3Proxy;
const TIMEOUT_MS = 240_000;

beforeAll(async () => {
  stage = await openReviewStage();
  proxy = await startS3Proxy(stage.aws.url);
}, 240_000);

afterAll(async () => {
  await Promise.all([stage.stop(), proxy.stop()]);
});

/** Somebody who may triage sets the labels that a passed validation would have set. */
async function labelledAsPassed(number: number): Promise<void> {
  const path = `/repos/${SOURCE}/issues/${number}/labels`;
  await stage.github.api("dana", "PUT", path, { labels: ["ready-for-review", "opa-passed"] });
}

/** Whether a merge run merges, and what it says. */
async function merged(number: number): Promise<{ merged: boolean; log: string }> {
  const { pull, run } = await stage.merge(number);
  return { merged: pull.mergedBy !== null, log: run.log };
}

/** Ends of the keys of what was signed for a pull request. */
async function signed(number: number): Promise<string[]> {
  const keys = (await stage.store.list(`records/${SOURCE}/${number}/`)).map(({ key }) => key);
  return keys.filter((key) => key.endsWith(".jws")).map((key) => /(?:\.(?:started|ended))?\.jws$/.exec(key)?.[0] ?? "");
}

it.concurrent(
  "a validation that fails before it plans closes the gate, whatever the labels say; the next one that passes opens it",
  async () => {
    const number = await stage.approved("stricter");
    const elsewhere = await stage.changeController({
      "accounts.yaml": `accounts:
  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1, repositories: ["org/other"] }
`,
    });
    const again = await stage.run("validate", number, { sha: elsewhere });
    expect(again.outputs.verdict).toBe("failed");
    expect(await signed(number)).toEqual([".jws", ".started.jws", ".ended.jws", ".started.jws"]);
    expect(await merged(number)).toEqual({
      merged: false,
      log: expect.stringContaining("carries opa-failed, but the newest record says opa-passed"),
    });
    await labelledAsPassed(number);
    expect(await merged(number)).toEqual({ merged: false, log: expect.stringContaining("failed before it planned anything") });
    expect((await stage.run("validate", number)).outputs.verdict).toBe("passed");
    expect((await merged(number)).merged).toBe(true);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "a validation that is refused on the way, or whose record cannot be stored, leaves no older record in force",
  async () => {
    const number = await stage.approved("unstored");
    const lift = proxy.fault({ method: "PUT", key: new RegExp(`^records/${SOURCE}/${number}/[0-9a-f]{40}-\\d+\\.jws$`), status: 403 });
    const again = await stage.run("validate", number, { env: proxy.env });
    lift();
    expect(again.exitCode).toBe(1);
    expect(await merged(number)).toEqual({ merged: false, log: expect.stringContaining("carries no verdict label") });
    await labelledAsPassed(number);
    expect(await merged(number)).toEqual({ merged: false, log: expect.stringContaining("could not store its record") });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "a validation that is killed closes the gate until another one has ended",
  async () => {
    const number = await stage.approved("killed");
    let pid = 0;
    await stage.run("validate", number, {
      onStart: (started) => {
        pid = started;
      },
      onLine: (line) => {
        if (line.startsWith("discover")) process.kill(pid, "SIGKILL");
      },
    });
    await labelledAsPassed(number);
    expect(await merged(number)).toEqual({ merged: false, log: expect.stringContaining("has not ended") });
    await stage.run("validate", number);
    expect((await merged(number)).merged).toBe(true);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "a store that ignores conditional writes is found out before anything is written, and nothing opens",
  async () => {
    const bucket = "careless-states";
    await stage.aws.createBucket(bucket);
    const { number } = await stage.propose({ branch: "careless", files: lightFile("careless") });
    const lift = proxy.fault({ method: "PUT", key: /^probes\//, without: ["if-none-match"] });
    const run = await stage.run("validate", number, { env: proxy.env, inputs: { "state-bucket": bucket } });
    lift();
    expect(run.exitCode).toBe(1);
    expect((await stage.comments(number)).join("\n")).toContain(`s3://${bucket}: the store ignores If-None-Match`);
    expect((await storeIn(stage.aws, bucket).list("")).map(({ key }) => key)).toEqual(["probes/conditional-writes"]);
  },
  TIMEOUT_MS,
);
