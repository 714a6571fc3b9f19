import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { changesOf, openApplyStage, stateKeyOf, things, thingsIn, type ApplyStage } from "../helpers/apply-stage.ts";
import { SOURCE, type Call, type Seen, SLEEPING_CODE, SLOW_CODE } from "../helpers/light-stage.ts";
import { isRunning } from "../helpers/program.ts";
import { pathWithTerraform, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";
import { plain } from "../helpers/review-stage.ts";
import { until } from "../helpers/until.ts";

const execute = promisify(execFile);
let stage: ApplyStage;

/** Projects that have a state already: the thing a, of size 1. */
const APPLIED = ["plan-int", "plan-term", "backup-int", "backup-term", "apply-int", "apply-term"];

beforeAll(async () => {
  stage = await openApplyStage();
  const files = Object.assign({}, ...APPLIED.map((project) => things(project, { a: "size = 1" }))) as Record<string, string>;
  expect((await stage.mergeAndApply(files, { inputs: { "max-parallel": "3" } })).exitCode).toBe(0);
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

const TIMEOUT_MS = 240_000;
/** Of the run that is killed. */
const RUN_ID = 7777;
/** So long a runner waits after the SIGINT of a cancelled job before it sends SIGTERM; loaded machines get more. */
const MOST_MS = 20_000;

const SIGNALS = [
  ["SIGINT", "int"],
  ["SIGTERM", "term"],
] as const;

/** Applies, sends the signal when the time has come, and gives what came of it and how long that took. */
async function signalled(
  number: number,
  signal: NodeJS.Signals,
  when: () => Promise<boolean> | boolean,
  more: Call = {},
): Promise<Seen & { tookMs: number }> {
  let pid = 0;
  const running = stage.apply(number, { withPost: true, ...more, onStart: (started) => (pid ||= started) });
  await until("the time of the signal", when);
  const sent = performance.now();
  process.kill(pid, signal);
  const seen = await running;
  return { ...seen, tookMs: performance.now() - sent };
}

async function isLocked(project: string): Promise<boolean> {
  return (await stage.store.get(`${stateKeyOf(project)}.tflock`)) !== null;
}

/** Folders of a run that should be gone after it. */
function leftBehind(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith("tf-orchestrator-") && name !== "tf-orchestrator-plans");
}

it.concurrent.each(SIGNALS)(
  "%s while it plans: the lock is free, nothing was applied, comment and audit say so",
  async (signal, short) => {
    const project = `plan-${short}`;
    const sha = await stage.changeController(SLOW_CODE);
    const number = await stage.merged(things(project, { a: "size = 2" }));
    const state = await stage.state(project);
    const before = stage.proxy.requests.length;
    const lock = `${stateKeyOf(project)}.tflock`;
    const locks = () => stage.proxy.requests.slice(before).some(({ method, key }) => method === "PUT" && key === lock);
    const seen = await signalled(number, signal, locks, { sha });
    expect(seen.exitCode).toBe(1);
    expect(await isLocked(project)).toBe(false);
    expect(seen.comment).toContain("cancelled");
    // An interrupted terraform may store what it read once more, under the next serial.
    const written = changesOf(stage.proxy.requests.slice(before), project).filter((change) => change !== `PUT ${stateKeyOf(project)}`);
    expect({ written, state: { ...(await stage.state(project)), serial: 0 } }).toEqual({ written: [], state: { ...state, serial: 0 } });
    expect((await stage.audits(project)).at(-1)?.outcome).toBe("failed");
    expect(leftBehind(seen.run.workspace)).toEqual([]);
  },
  TIMEOUT_MS,
);

it.concurrent.each(SIGNALS)(
  "%s while the backup is written and S3 does not answer: the run ends at once, and nothing was applied",
  async (signal, short) => {
    const project = `backup-${short}`;
    const number = await stage.merged(things(project, { a: "size = 2" }));
    const state = await stage.state(project);
    const backup = { method: "PUT", key: new RegExp(`^backups/.*/${project}/`) } as const;
    const lift = stage.proxy.fault({ ...backup, stall: true });
    const seen = await signalled(number, signal, () =>
      stage.proxy.requests.some(({ method, key }) => method === "PUT" && backup.key.test(key)),
    );
    lift();
    expect(seen.exitCode).toBe(1);
    expect(seen.tookMs).toBeLessThan(MOST_MS);
    expect(seen.comment).toContain("cancelled");
    expect(await isLocked(project)).toBe(false);
    expect(await stage.state(project)).toEqual(state);
    expect((await stage.audits(project)).at(-1)?.outcome).toBe("failed");
    expect(leftBehind(seen.run.workspace)).toEqual([]);
  },
  TIMEOUT_MS,
);

it.concurrent.each(SIGNALS)(
  "%s while it applies: terraform stores what it made and frees the lock, and nothing is undone in haste",
  async (signal, short) => {
    const project = `apply-${short}`;
    const seconds = signal === "SIGINT" ? "100.01" : "100.02";
    const sha = await stage.changeController(SLEEPING_CODE);
    const number = await stage.merged(things(project, { a: "size = 1", b: `sleep_seconds = ${seconds}` }), { sha });
    const sleeps = async () => (await execute("ps", ["-eo", "args"])).stdout.includes(`sleep ${seconds}`);
    const seen = await signalled(number, signal, sleeps, { sha });
    expect(seen.exitCode).toBe(1);
    expect(seen.tookMs).toBeLessThan(MOST_MS);
    expect(await isLocked(project)).toBe(false);
    expect(seen.comment).toContain("cancelled");
    expect(seen.comment).toContain("The recovery stopped: the run was cancelled.");
    expect((await stage.audits(project)).at(-1)?.outcome).toBe("failed");
    expect(leftBehind(seen.run.workspace)).toEqual([]);
    const state = await stage.state(project);
    expect(thingsIn(state)).toEqual(["a", "b"]);
    expect(state?.resources.flatMap(({ instances }) => instances)).toMatchObject([
      { index_key: "a" },
      { index_key: "b", status: "tainted" },
    ]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "killed while it applies: the post step names the state whose lock may be left, the next run says who holds it, nobody unlocks it while that run lives or who may not, and then it goes on",
  async () => {
    const project = "killed";
    const sha = await stage.changeController(SLEEPING_CODE);
    const number = await stage.merged(things(project, { a: "size = 1", b: "sleep_seconds = 4" }), { sha });
    const isCreating = join(temporaryFolder("killed"), "creating");
    // A terraform that is ended together with its run, as on a runner that goes away.
    const PATH = pathWithTerraform(`[ "$1" = apply ] && echo $$ > '${isCreating}'\nexec "$REAL" "$@"`);
    const seen = await signalled(number, "SIGKILL", async () => existsSync(isCreating) && (await isLocked(project)), {
      env: { PATH },
      onLine: () => undefined,
      sha,
      runId: RUN_ID,
    });
    expect(seen.exitCode).toBe(null);
    expect(seen.run.log).toContain(
      `::warning::the run was ended while terraform worked on ${stateKeyOf(project)}: its state lock may be left`,
    );
    expect(leftBehind(seen.run.workspace)).toEqual([]);
    const pid = Number(readFileSync(isCreating, "utf8"));
    if (isRunning(pid)) process.kill(pid, "SIGKILL");
    await until("the end of terraform", () => !isRunning(pid));
    expect(await isLocked(project)).toBe(true);

    const lock = JSON.parse(new TextDecoder().decode((await stage.store.get(`${stateKeyOf(project)}.tflock`))?.body)) as { ID: string };
    const started = `run ${RUN_ID} \\(apply of ${SOURCE}#${number} by octocat, begun [-0-9: ]+ UTC\\)`;
    const setRun = async (status: string) => {
      await stage.github.setRun(stage.controllerAt(sha), { id: RUN_ID, status, headSha: sha, actor: "dana" });
    };

    await setRun("in_progress");
    const next = await stage.apply(number, { sha, inputs: { "lock-timeout": "1s" } });
    expect(next.exitCode).toBe(1);
    expect(next.comment).toMatch(
      new RegExp(
        `state is locked by \\S+@\\S+ \\(apply, \\d+ s ago, lock ${lock.ID}\\): ${started} still holds it; wait, or after it has ended: comment /tf unlock ${lock.ID}`,
      ),
    );
    // Nobody takes a lock from a run that lives, and nobody takes one who may only write, or from a pull request that the state is no part of.
    const unlocked = async (as: string, from = number) => {
      await stage.github.comment(SOURCE, from, { as, body: `/tf unlock ${lock.ID}` });
      await stage.run("merge", from, { sha });
      return plain((await stage.github.pull(SOURCE, from)).comments.at(-1)?.body ?? "");
    };
    expect(await unlocked("alice")).toMatch(new RegExp(`${project}: ${started} has not ended\\. Wait for it`));
    await setRun("completed");
    expect(await unlocked("dana")).toContain("dana may not remove locks");
    const other = await stage.validate(things("killed-other", { a: "size = 1" }), { sha });
    expect(await unlocked("alice", other.pull.number)).toContain("No state is locked.");
    expect(await isLocked(project)).toBe(true);
    expect(await unlocked("alice")).toContain(`${project} is unlocked.`);
    expect(await isLocked(project)).toBe(false);
    expect((await stage.audits(project)).find(({ action }) => action === "unlock")).toMatchObject({
      outcome: "succeeded",
      result: { lock_removed: { id: lock.ID, operation: "apply" } },
      metadata: { github_actor: "alice", pull_request: number },
    });
    const last = await stage.apply(number, { sha });
    expect({ exitCode: last.exitCode, verdict: last.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
    expect(thingsIn(await stage.state(project))).toEqual(["a", "b"]);
    // What died is told once, by the run that made good for it.
    const told = last.pull.comments.map(({ body }) => plain(body)).join("\n");
    expect(told).toMatch(new RegExp(`${started} died while it worked on ${stateKeyOf(project)}\\. It made no backup`));
    expect(await stage.store.list(`starts/${stateKeyOf(project)}/`)).toEqual([]);
  },
  TIMEOUT_MS,
);
