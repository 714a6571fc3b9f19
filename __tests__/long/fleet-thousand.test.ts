import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { ActionRun } from "../../scripts/lab/action.ts";
import { accountName, fleetFiles, openFleetStage, type FleetJob, type FleetStage } from "../helpers/fleet-stage.ts";
import { ACTION_PROGRAM, SOURCE } from "../helpers/light-stage.ts";
import { readUsage, usageOptions } from "../../scripts/bench/child.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const DEPLOYMENTS = 1000;
const ACCOUNTS = 120;

let stage: FleetStage;

beforeAll(async () => {
  stage = await openFleetStage(ACCOUNTS);
}, 300_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

interface FleetDone {
  split: ActionRun;
  done: ActionRun;
  requests: number;
  /** Those of the parts alone. */
  ofParts: number;
  writes: number;
  comments: string[];
}

/** All jobs of a run, two runners at a time, and what they asked GitHub for. */
async function run(number: number, action: FleetJob["action"], runId: number, runners: number): Promise<FleetDone> {
  const before = await lastRequest();
  const call = { program: ACTION_PROGRAM, inputs: { "max-parallel": "4", "deployments-per-runner": "2" } };
  const job = async (phase: FleetJob["phase"], part?: number) =>
    await stage.job(number, { action, runId, phase, runners, ...(part === undefined ? {} : { part }) }, call);
  const split = await job("split");
  expect([split.exitCode, split.outputs.parts]).toEqual([0, String(runners)]);
  const shared = await lastRequest();
  const waiting = Array.from({ length: runners }, (_, index) => index + 1);
  const runner = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) expect((await job("work", part)).exitCode).toBe(0);
  };
  await Promise.all([runner(), runner()]);
  const worked = await lastRequest();
  const usage = join(temporaryFolder("usage"), "usage.json");
  const hook = usageOptions(usage);
  const env = { ...hook.env, NODE_OPTIONS: hook.args.join(" ") };
  const done = await stage.job(number, { action, runId, phase: "conclude", runners }, { ...call, env });
  const asked = (await stage.github.requests(before)).filter(({ path }) => !path.includes(".git/"));
  const ofParts = asked.filter(({ id }) => id > shared && id <= worked).length;
  const ofSplit = asked.filter(({ id }) => id <= shared).length;
  const { userMs, systemMs } = await readUsage(usage);
  const writes = asked.filter(({ method, path }) => method !== "GET" && !path.endsWith("/graphql")).length;
  console.log(
    `${action} on ${runners} runners: ${asked.length} requests, ${ofSplit} of split and ${ofParts} of its parts; ${writes} writes; conclude took ${inSeconds(done.durationMs)}, ${inSeconds(userMs + systemMs)} of it its own`,
  );
  const { comments } = await stage.github.pull(SOURCE, number);
  return {
    split,
    done,
    requests: asked.length,
    ofParts,
    writes,
    comments: comments.map(({ body }) => body),
  };
}

async function lastRequest(): Promise<number> {
  return Math.max(0, ...(await stage.github.requests()).map(({ id }) => id));
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

it("plans 1,000 deployments in 120 accounts on 40 runners: one comment, few requests; then applies each once", async () => {
  const { number } = await stage.propose({ branch: "feature/thousand", files: fleetFiles(DEPLOYMENTS, ACCOUNTS) });
  const planned = await run(number, "validate", 40_001, 40);
  expect([planned.done.exitCode, planned.done.outputs.verdict, planned.comments.length]).toEqual([0, "passed", 1]);
  const [comment = ""] = planned.comments;
  expect(comment.length).toBeLessThanOrEqual(65_536);
  expect(comment).toContain("✅ Ready: approve to merge into `prod` and apply");
  expect(comment.split("<details").length).toBe(comment.split("</details>").length);
  expect(planned.requests).toBeLessThanOrEqual(60);
  expect(planned.writes).toBeLessThanOrEqual(25);

  await stage.github.review(SOURCE, number, { as: "alice" });
  await stage.github.merge(SOURCE, number, { as: "alice" });
  const applied = await run(number, "apply", 40_002, 40);
  expect([applied.done.exitCode, applied.done.outputs.verdict]).toEqual([0, "passed"]);
  expect(applied.comments.filter((body) => body.includes("### ✅ Applied")).length).toBe(1);
  expect((await stage.store.list("things/")).length).toBe(DEPLOYMENTS);
  expect((await stage.store.list("audit-logs/")).length).toBe(DEPLOYMENTS);
  expect((await stage.store.list("starts/")).length).toBe(0);
  expect((await stage.store.list(`audit-logs/${accountName(0)}/`)).length).toBe(Math.ceil(DEPLOYMENTS / ACCOUNTS));
  expect(applied.requests).toBeLessThanOrEqual(60);
  expect(applied.writes).toBeLessThanOrEqual(25);
}, 1_800_000);

it("asks GitHub for as much on 4 runners as on 40", async () => {
  const counted: Record<string, number[]> = {};
  for (const [index, runners] of [4, 40].entries()) {
    const files = fleetFiles(80, ACCOUNTS, `r${runners}-`);
    const { number } = await stage.propose({ branch: `feature/on-${runners}`, files });
    const planned = await run(number, "validate", 50_001 + 10 * index, runners);
    await stage.github.review(SOURCE, number, { as: "alice" });
    await stage.github.merge(SOURCE, number, { as: "alice" });
    const applied = await run(number, "apply", 50_002 + 10 * index, runners);
    expect([planned, applied].map(({ done }) => done.outputs.verdict)).toEqual(["passed", "passed"]);
    counted[runners] = [planned, applied].map(({ requests, ofParts }) => requests - ofParts);
    // Whatever runs for longer than five minutes asks anew, once for all parts.
    expect([planned.ofParts <= 2, applied.ofParts <= 12]).toEqual([true, true]);
  }
  // The first run makes the label, which the others find.
  for (const [index, requests] of (counted[40] ?? []).entries())
    expect(Math.abs(requests - (counted[4]?.[index] ?? 0))).toBeLessThanOrEqual(1);
}, 1_200_000);
