import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { lightFile, openLightStage, SOURCE, type LightStage } from "../helpers/light-stage.ts";
import { startS3Proxy, type S3Proxy } from "../helpers/s3-proxy.ts";

/** What we promise for a validation, terraform's own requests included. */
const MOST = 12;
const MOST_OF_APPLY = 28;
/** As many as two runners are worth. */
const NAMES = Array.from({ length: 40 }, (_, index) => `thing-${String(index + 1).padStart(2, "0")}`);
const TIMEOUT_MS = 900_000;

let stage: LightStage;
let proxy: S3Proxy;
let number: number;
let branch: string;
let runId = 60_000;

beforeAll(async () => {
  stage = await openLightStage();
  proxy = await startS3Proxy(stage.aws.url);
  branch = "feature/new";
  ({ number } = await stage.propose({ branch, files: filesOf(1) }));
}, TIMEOUT_MS);

afterAll(async () => {
  await Promise.all([stage.stop(), proxy.stop()]);
});

function filesOf(size: number): Record<string, string> {
  return Object.assign({}, ...NAMES.map((name) => lightFile(name, `things = {\n  "${name}" = { size = ${size} }\n}`))) as Record<
    string,
    string
  >;
}

/** Requests to S3 for each deployment, while the jobs of a run do their work. */
async function counted(action: "validate" | "apply", jobs: readonly Record<string, string>[]): Promise<number> {
  runId += 1;
  const before = proxy.requests.length;
  let last: string | undefined;
  for (const inputs of jobs) {
    const run = await stage.run(action, number, { env: proxy.env, runId, inputs });
    expect({ inputs, exitCode: run.exitCode, log: run.log }).toEqual({ inputs, exitCode: 0, log: expect.any(String) });
    last = run.outputs.verdict;
  }
  expect(last).toBe("passed");
  // Of STS and others there is no key.
  const seen = proxy.requests.slice(before).filter(({ key }) => key !== "");
  const kinds = Object.groupBy(seen, ({ method, key }) => `${method} ${key.replaceAll(/thing-\d\d/g, "*").split("/")[0] ?? ""}`);
  const each = seen.length / NAMES.length;
  const shares = Object.entries(kinds).map(([kind, of]) => `${kind} ${((of?.length ?? 0) / NAMES.length).toFixed(1)}`);
  console.log(`${action} in ${jobs.length} jobs: ${each.toFixed(1)} requests for each deployment: ${shares.sort().join(", ")}`);
  return each;
}

const ALONE = [{}];
const FLEET = [{ phase: "split" }, ...["1", "2"].map((part) => ({ phase: "work", part })), { phase: "conclude" }];

async function push(size: number): Promise<void> {
  await stage.github.commit(SOURCE, { branch, author: "dana", message: `Size ${size}`, files: filesOf(size) });
}

it(
  "takes 12 requests to S3 for each deployment at most to validate it, on one runner and on two, when it is new and when it exists",
  async () => {
    expect(await counted("validate", FLEET)).toBeLessThanOrEqual(MOST);
    await stage.github.review(SOURCE, number, { as: "alice" });
    await stage.github.merge(SOURCE, number, { as: "alice" });
    expect(await counted("apply", FLEET)).toBeLessThanOrEqual(MOST_OF_APPLY);
    branch = "feature/again";
    ({ number } = await stage.propose({ branch, files: filesOf(2) }));
    expect(await counted("validate", ALONE)).toBeLessThanOrEqual(MOST);
    await push(3);
    expect(await counted("validate", FLEET)).toBeLessThanOrEqual(MOST);
    await stage.github.review(SOURCE, number, { as: "alice" });
    await stage.github.merge(SOURCE, number, { as: "alice" });
    expect(await counted("apply", ALONE)).toBeLessThanOrEqual(MOST_OF_APPLY);
  },
  TIMEOUT_MS,
);
