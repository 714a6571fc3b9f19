import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { partKey, runFolder } from "../../src/domain/evidence/fleet.ts";
import type { ActionRun } from "../../scripts/lab/action.ts";
import { fleetFiles, openFleetStage, type FleetStage } from "../helpers/fleet-stage.ts";
import { SOURCE } from "../helpers/light-stage.ts";
import { removeProgramFolders } from "../helpers/programs.ts";

let stage: FleetStage;

beforeAll(async () => {
  stage = await openFleetStage(6);
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

let runs = 20_000;

/** A validation of 60 deployments, shared out over four runners. */
async function sharedOut(branch: string): Promise<{ number: number; runId: number; split: ActionRun }> {
  const { number } = await stage.propose({ branch, files: fleetFiles(60, 6) });
  runs += 1;
  const split = await stage.job(number, { action: "validate", runId: runs, phase: "split" });
  return { number, runId: runs, split };
}

async function told(number: number) {
  const { labels, comments, checkRuns } = await stage.github.pull(SOURCE, number);
  return {
    labels: labels.map(({ name }) => name),
    comments: comments.map(({ body }) => body),
    checks: checkRuns.map(({ status, conclusion }) => [status, conclusion]),
  };
}

describe("60 deployments over four runners", () => {
  it("become one comment, one check run and one label, and leave nothing of the run in the bucket", async () => {
    const { number, runId, split } = await sharedOut("feature/whole");
    expect([split.exitCode, split.outputs.parts, JSON.parse(split.outputs.matrix ?? "")]).toEqual([
      0,
      "4",
      { include: [1, 2, 3, 4].map((part) => ({ part, deployments: 15 })) },
    ]);
    expect(await told(number)).toEqual({ labels: [], comments: [], checks: [["queued", null]] });
    const parts = await Promise.all(
      [1, 2, 3, 4].map(async (part) => await stage.job(number, { action: "validate", runId, phase: "work", part })),
    );
    expect(parts.map(({ exitCode, log }) => [exitCode, /part {7}\d of 4: kept/.test(log)])).toEqual(Array(4).fill([0, true]));
    const again = await stage.job(number, { action: "validate", runId, phase: "work", part: 2 });
    expect([again.exitCode, again.log.includes("part       2 of 4: was done before")]).toEqual([0, true]);
    const done = await stage.job(number, { action: "validate", runId, phase: "conclude" });
    expect([done.exitCode, done.outputs.verdict, (JSON.parse(done.outputs.deployments ?? "") as string[]).length]).toEqual([
      0,
      "passed",
      60,
    ]);
    const { labels, comments, checks } = await told(number);
    expect([labels, comments.length, checks]).toEqual([["opa-passed"], 1, [["completed", "success"]]]);
    expect(comments[0]).toContain("✅ Ready: approve to merge into `prod` and apply");
    expect(await stage.store.list(runFolder({ id: runId, attempt: 1 }))).toEqual([]);
  }, 240_000);

  it("are not ready with a part that was killed and one that was forged, and the comment names both", async () => {
    const { number, runId } = await sharedOut("feature/killed");
    const run = { id: runId, attempt: 1 };
    await stage.store.create(partKey(run, 3), Buffer.from("eyJhbGciOiJub25lIiwidHlwIjoidGYtb3JjaGVzdHJhdG9yLXBhcnQifQ.e30."));
    const kill = stage.job(
      number,
      { action: "validate", runId, phase: "work", part: 1 },
      { onLine: (line) => /^\[ *1\//.test(line) && process.kill(killed, "SIGKILL"), onStart: (pid) => (killed = pid) },
    );
    let killed = 0;
    await Promise.all([
      kill,
      ...[2, 3, 4].map(async (part) => await stage.job(number, { action: "validate", runId, phase: "work", part })),
    ]);
    const done = await stage.job(number, { action: "validate", runId, phase: "conclude" });
    const { labels, comments, checks } = await told(number);
    expect([done.exitCode, done.outputs.verdict, labels, checks]).toEqual([1, "refused", [], [["completed", "failure"]]]);
    expect(comments.join()).toContain("part 1 of 4 is missing: its job failed, was cancelled or did not start");
    expect(comments.join()).toContain("part 3 of 4 is not signed by an accepted key");
  }, 240_000);

  it("wait while GitHub's secondary limits hold the first and the last job, and do not notice them in between", async () => {
    const { number } = await stage.propose({ branch: "feature/limited", files: fleetFiles(60, 6) });
    const limited = async (method: string, pathPattern: string, times: number, status: number) => {
      await stage.github.fault({ method, pathPattern, times, status, rateLimit: "secondary", retryAfterSeconds: 1 });
    };
    const waits = ({ log }: ActionRun) => log.match(/GitHub secondary rate limit: \S+ \S+ waits 1 s/g)?.length ?? 0;
    const job = { action: "validate", runId: (runs += 1) } as const;

    await limited("GET", `/repos/${SOURCE}/pulls/${number}`, 4, 403);
    const split = await stage.job(number, { ...job, phase: "split" });
    expect([split.exitCode, split.outputs.parts, waits(split)]).toEqual([0, "4", 4]);

    await limited("*", "/repos/**", 1000, 403);
    const parts = await Promise.all([1, 2, 3, 4].map(async (part) => await stage.job(number, { ...job, phase: "work", part })));
    expect(parts.map((part) => [part.exitCode, waits(part)])).toEqual(Array(4).fill([0, 0]));
    await stage.github.clearFaults();

    await limited("GET", `/repos/${SOURCE}/pulls/${number}`, 1, 429);
    await limited("POST", `/repos/${SOURCE}/issues/${number}/comments`, 2, 403);
    await limited("POST", `/repos/${SOURCE}/issues/${number}/labels`, 1, 403);
    const done = await stage.job(number, { ...job, phase: "conclude" });
    expect([done.exitCode, done.outputs.verdict, waits(done)]).toEqual([0, "passed", 4]);
    const { labels, comments } = await told(number);
    expect([labels, comments.length]).toEqual([["opa-passed"], 1]);
  }, 240_000);

  it("free their locks and start records when the run is cancelled", async () => {
    const { number, runId } = await sharedOut("feature/cancelled");
    const cancel = async (part: number) => {
      let pid = 0;
      return await stage.job(
        number,
        { action: "validate", runId, phase: "work", part },
        { onLine: (line) => /^\[ *1\//.test(line) && process.kill(pid, "SIGINT"), onStart: (started) => (pid = started) },
      );
    };
    await Promise.all([1, 2, 3, 4].map(cancel));
    const left = [...(await stage.store.list("starts/")), ...(await stage.store.list("things/"))].map(({ key }) => key);
    // What died above has left its own.
    expect(left.filter((key) => key.includes(`-${runId}-`) || key.endsWith(".tflock"))).toEqual([]);
    const done = await stage.job(number, { action: "validate", runId, phase: "conclude" });
    expect([done.exitCode, (await told(number)).labels]).toEqual([1, expect.not.arrayContaining(["opa-passed"])]);
  }, 240_000);
});
