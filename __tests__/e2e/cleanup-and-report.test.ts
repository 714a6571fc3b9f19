import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { removeRun, runAction, type ActionRun } from "../../scripts/lab/action.ts";
import { openApplyStage, things, thingsIn, type ApplyStage } from "../helpers/apply-stage.ts";
import { ACTION_PROGRAM, CONTROLLER, STATE_BUCKET } from "../helpers/light-stage.ts";

const TIMEOUT_MS = 240_000;
const STATE = "things/arj-wkld-a-prd/us-east-1/kept/terraform.tfstate";
const OLD = [
  `backups/${STATE}.20250102-060000.backup`,
  `backups/${STATE}.20250101-060000.backup`,
  `failed/${STATE}.20250101-060000.backup`,
];

let stage: ApplyStage;
const runs: ActionRun[] = [];

beforeAll(async () => {
  stage = await openApplyStage({ checkOpenapi: true });
}, TIMEOUT_MS);

afterAll(async () => {
  const violations = await stage.github.openapiViolations();
  await Promise.all([stage.stop(), ...runs.map(removeRun)]);
  expect(violations).toEqual([]);
});

/** As the workflows `cleanup` and `report` of examples/controller start them. */
async function started(phase: "cleanup" | "report", inputs: Record<string, string> = {}): Promise<ActionRun> {
  const run = await runAction({
    event: { name: "schedule", payload: { schedule: "41 4 * * 0", repository: { full_name: CONTROLLER } } },
    repository: CONTROLLER,
    sha: stage.controllerSha,
    serverUrl: stage.github.url,
    runId: 9500 + runs.length,
    program: ACTION_PROGRAM,
    env: stage.aws.env,
    inputs: { phase, "github-token": stage.token, "source-token": stage.token, "state-bucket": STATE_BUCKET, ...inputs },
  });
  runs.push(run);
  return run;
}

it(
  "removes what retention lets go, keeps what anybody may need, and audits it",
  async () => {
    await stage.mergeAndApply(things("kept", { a: "size = 1" }));
    await stage.mergeAndApply(things("kept", { a: "size = 2" }));
    const state = (await stage.store.get(STATE))?.body ?? new Uint8Array();
    for (const key of OLD) await stage.store.create(key, state);
    const before = await stage.keysOf("kept");

    const shown = await started("cleanup", { "dry-run": "true" });
    expect({ exitCode: shown.exitCode, log: shown.log }).toMatchObject({
      exitCode: 0,
      log: expect.stringContaining("would remove 3 objects, keep "),
    });
    expect(await stage.keysOf("kept")).toEqual(before);

    const done = await started("cleanup");
    expect({ exitCode: done.exitCode, log: done.log }).toMatchObject({
      exitCode: 0,
      log: expect.stringContaining("removed 3 objects, kept "),
    });
    expect(done.summary).toContain("they are not older than 30 days");
    const after = await stage.keysOf("kept");
    expect(before.filter((key) => !after.includes(key)).sort()).toEqual([...OLD].sort());
    expect(after.filter((key) => !before.includes(key))).toEqual([expect.stringMatching(/^audit-logs\/arj-wkld-a-prd\/kept\/cleanup-/)]);
    const [record] = (await stage.audits("kept")).filter(({ action }) => action === "cleanup");
    expect(record?.result.output.split("\n").sort()).toEqual([...OLD, "removed 3 objects that retention lets go:"].sort());
    expect(record?.metadata.github_actor).toBe("octocat");
    for (const text of [done.log, done.summary]) expect(text).not.toMatch(/\b123456789012\b/);

    // What is left is enough to go on.
    await stage.mergeAndApply(things("kept", { a: "size = 3" }));
    expect(thingsIn(await stage.state("kept"))).toEqual(["a"]);
    expect((await started("cleanup")).log).toContain("removed 0 objects");
  },
  TIMEOUT_MS,
);

it(
  "writes the dashboard's pages into a folder, redacted, and says in the job summary what needs somebody",
  async () => {
    const run = await started("report");
    expect({ exitCode: run.exitCode, log: run.log }).toMatchObject({
      exitCode: 0,
      log: expect.stringMatching(/report +\d+ files in tf-orchestrator-report/),
    });
    const folder = run.outputs.report ?? "";
    const pages = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    expect([pages.length > 6, readFileSync(join(folder, "index.html"), "utf8")]).toEqual([
      true,
      expect.stringContaining("<!doctype html>"),
    ]);
    expect(pages.filter((text) => text.includes("things/arj-wkld-a-prd/us-east-1/kept")).length).toBeGreaterThan(1);
    expect(run.summary).toContain("### ✅ Nothing needs anybody");
    for (const text of [...pages, run.summary, run.log]) expect(text).not.toMatch(/\b123456789012\b|<script/);
  },
  TIMEOUT_MS,
);
