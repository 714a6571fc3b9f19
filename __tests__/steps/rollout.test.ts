import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { generateKeys, openSigner, openVerifier } from "../../src/adapters/signing.ts";
import type { Environment } from "../../src/domain/controller/environments.ts";
import type { RolloutRule } from "../../src/domain/controller/rollout-rule.ts";
import { continued, currentWave, resultsOfWave, stopped, undoneIn, type RolloutRun } from "../../src/domain/rollout/progress.ts";
import type { RolloutRecord } from "../../src/domain/rollout/record.ts";
import type { RunIdentity } from "../../src/domain/run/identity.ts";
import { endTurn, readRollout, stepRollout, takenBefore, takeTurn, type RolloutPorts, type TakenWave } from "../../src/steps/rollout.ts";
import { deployment } from "../domain/builders.ts";
import { PRODUCTION } from "../helpers/gates.ts";
import { memoryStore } from "../helpers/memory-ports.ts";

const KEYS = generateKeys();
const SIGNER = openSigner(KEYS.signingKey);
const VERIFIER = openVerifier(KEYS.verifyKey);
const PULL = { repository: { id: 7, fullName: "org/dev" }, number: 12, headSha: "a".repeat(40), mergeCommitSha: "b".repeat(40) };
const DANA = { id: 5, login: "dana", type: "User" };
const IDS = ["s3/a/r/p0", "s3/a/r/p1", "s3/a/r/p2", "s3/a/r/p3", "s3/a/r/p4"];
const DEPLOYMENTS = IDS.map((id) => deployment(id));
/** The last one waits for the second: they are of different waves. */
const EDGES = [{ from: "s3/a/r/p1", to: "s3/a/r/p4", because: "rule" as const }];

type Rule = Pick<RolloutRule, "stopWhenFailed" | "pause">;

/** A run of the action that has taken a wave. */
interface Running {
  run: RolloutRun;
  turn: TakenWave;
  left: string[];
  ended: { id: string; status: "applied" | "failed" }[];
}

/** A store, runs and dispatches, as GitHub and AWS keep them between the runs. */
function newWorld(rule: Rule) {
  const store = memoryStore();
  const place = { pull: PULL, store };
  const world = {
    store,
    place,
    now: Date.parse("2026-12-01T10:00:00Z"),
    lastRun: 0,
    running: [] as Running[],
    /** Waves, from 1; null: nobody names one. */
    dispatches: [1] as (number | null)[],
    applied: new Set<string>(),
    /** How often something was applied, with what was there when it was. */
    applies: [] as { id: string; early: boolean }[],
    /** How many waves have begun since somebody stopped the rollout. */
    begunSinceStop: null as number | null,
  };
  const environment: Environment & { rollout: RolloutRule } = {
    ...PRODUCTION,
    rollout: { waves: [{ count: 1 }, { percent: 50 }, { percent: 100 }], order: [], ...rule },
  };
  const clock = { now: () => new Date(world.now), elapsed: () => 0 };
  const ports = (wave: number | null) => ({
    signer: SIGNER,
    verifier: VERIFIER,
    clock,
    actor: "dana",
    wave,
    runs: { hasEnded: ({ id }: RolloutRun) => Promise.resolve(!world.running.some(({ run }) => run.id === id)) } as RolloutPorts["runs"],
    dispatch: (_: string, payload: Record<string, unknown>) => {
      world.dispatches.push(payload.wave as number);
      return Promise.resolve();
    },
  });
  const request = (me: RolloutRun, hasRecord: boolean) => ({
    place,
    hasRecord,
    environment,
    deployments: DEPLOYMENTS,
    edges: EDGES,
    applied: world.applied,
    settled: new Set<string>(),
    remaining: IDS.filter((id) => !world.applied.has(id)),
    me,
    approver: null,
  });
  return { ...world, world, ports, request };
}
type World = ReturnType<typeof newWorld>;

async function recordOf({ world: { place } }: World): Promise<RolloutRecord | null> {
  return (await readRollout(place, VERIFIER))?.record ?? null;
}

/** A dispatch comes to a run. */
async function deliver(at: World, hint: number | null): Promise<void> {
  const { world } = at;
  world.lastRun += 1;
  const run = { id: world.lastRun, attempt: 1, repository: "org/controller" };
  const taken = await takeTurn(at.request(run, (await recordOf(at)) !== null), at.ports(hint));
  if (taken?.kind === "wave") {
    if (world.begunSinceStop !== null) world.begunSinceStop += 1;
    world.running.push({ run, turn: taken, left: [...taken.due], ended: [] });
  }
}

async function apply(at: World, running: Running, fails: boolean): Promise<void> {
  const id = running.left.shift();
  if (id === undefined) return;
  const record = await recordOf(at);
  const wave = record?.waves.findIndex(({ deployments }) => deployments.includes(id)) ?? -1;
  const before = record?.waves.slice(0, wave) ?? [];
  if (!fails) {
    at.world.applies.push({ id, early: before.some(({ status }) => status === "pending" || status === "running") });
    at.world.applied.add(id);
  }
  running.ended.push({ id, status: fails ? "failed" : "applied" });
}

async function finish(at: World, running: Running): Promise<void> {
  while (running.left.length > 0) await apply(at, running, false);
  const results = running.ended.map(({ id, status }) => ({ deployment: deployment(id), status }));
  await endTurn(running.turn, resultsOfWave(results), { runId: running.run.id } as RunIdentity, at.ports(null));
  at.world.running = at.world.running.filter((one) => one !== running);
}

async function say(at: World, said: "continue" | "stop"): Promise<void> {
  const { world } = at;
  const ports = at.ports(null);
  await stepRollout(
    world.place,
    (record) => {
      const ended = !world.running.some(({ turn }) => turn.wave === currentWave(record));
      const outcome = said === "stop" ? stopped(record, DANA, ports.clock.now()) : continued(record, DANA, ended, ports.clock.now());
      if (!("record" in outcome)) return null;
      world.begunSinceStop = said === "stop" ? 0 : null;
      if (said === "continue") world.dispatches.push(null);
      return outcome.record;
    },
    ports,
  );
}

type Action =
  { kind: "deliver" | "repeat" | "apply" | "fail" | "finish" | "die"; which: number } | { kind: "continue" | "stop" } | { kind: "later" };

async function act(at: World, action: Action): Promise<void> {
  const { world } = at;
  const one = "which" in action ? world.running[action.which % Math.max(1, world.running.length)] : undefined;
  switch (action.kind) {
    case "deliver": {
      const [hint] = world.dispatches.splice(action.which % Math.max(1, world.dispatches.length), 1);
      if (hint !== undefined) await deliver(at, hint);
      return;
    }
    case "repeat":
      await deliver(at, [1, 2, 3, null][action.which % 4] ?? null);
      return;
    case "apply":
    case "fail":
      if (one !== undefined) await apply(at, one, action.kind === "fail");
      return;
    case "finish":
      if (one !== undefined) await finish(at, one);
      return;
    case "die":
      world.running = world.running.filter((each) => each !== one);
      return;
    case "continue":
    case "stop":
      await say(at, action.kind);
      return;
    case "later":
      world.now += 600_000;
  }
}

/** Two runs on one wave at once would plan the same state. */
function wavesAtWork({ world }: World): number {
  return world.running.length;
}

const which = fc.nat(7);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("deliver" as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("repeat" as const), which }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("apply" as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fail" as const), which }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("finish" as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("die" as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("continue" as const, "stop" as const) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "later" as const }) },
);
const rule: fc.Arbitrary<Rule> = fc.record({
  stopWhenFailed: fc.integer({ min: 1, max: 3 }),
  pause: fc.constantFrom(0, 600_000, "approval" as const),
});

it("never applies anything twice, nor a wave before those ahead of it have ended, whatever comes, dies, fails or is said", async () => {
  await fc.assert(
    fc.asyncProperty(rule, fc.array(action, { maxLength: 60, size: "max" }), async (given, actions) => {
      const at = newWorld(given);
      for (const each of actions) {
        await act(at, each);
        expect(wavesAtWork(at)).toBeLessThanOrEqual(1);
        expect(at.world.begunSinceStop ?? 0).toBe(0);
      }
      // Then people see to it: what runs ends, and whatever holds is continued.
      for (let round = 0; round < 12; round += 1) {
        for (const running of at.world.running) await finish(at, running);
        at.world.now += 600_000;
        await say(at, "continue");
        await deliver(at, null);
      }
      const record = await recordOf(at);
      expect([record === null ? [] : undoneIn(record), record?.hold ?? null, [...at.world.applied].sort()]).toEqual([[], null, IDS]);
      const ids = at.world.applies.map(({ id }) => id);
      expect([ids.toSorted(), at.world.applies.filter(({ early }) => early)]).toEqual([IDS, []]);
    }),
    { numRuns: 300 },
  );
}, 120_000);

describe("the record", () => {
  it("is made by one of two runs that begin at once, and only one takes the first wave", async () => {
    const at = newWorld({ stopWhenFailed: 1, pause: 0 });
    const [a, b] = [1, 2].map((id) => ({ id, attempt: 1, repository: "org/controller" }));
    if (a === undefined || b === undefined) throw new Error("two runs");
    at.world.running.push({ run: a } as Running, { run: b } as Running);
    const turns = await Promise.all([a, b].map(async (run) => await takeTurn(at.request(run, false), at.ports(1))));
    expect(turns.map((turn) => turn?.kind).sort()).toEqual(["none", "wave"]);
  });

  it("is not needed for what is one wave", async () => {
    const at = newWorld({ stopWhenFailed: 1, pause: 0 });
    const run = { id: 1, attempt: 1, repository: "org/controller" };
    const request = { ...at.request(run, false), deployments: DEPLOYMENTS.slice(0, 1) };
    expect([await takeTurn(request, at.ports(1)), at.world.store.objects.size]).toEqual([null, 0]);
  });

  it("lets the runners of one run find the wave that it has taken", async () => {
    const at = newWorld({ stopWhenFailed: 1, pause: 0 });
    await deliver(at, 1);
    const [{ run } = { run: { id: 0, attempt: 1, repository: "" } }] = at.world.running;
    const again = await takenBefore(at.request(run, true), at.ports(null));
    const other = await takenBefore(at.request({ ...run, id: 99 }, true), at.ports(null));
    expect([again?.wave, again?.due, other]).toEqual([0, ["s3/a/r/p0"], null]);
  });

  it("holds everything when no accepted key signed it, or it is of another merge", async () => {
    const at = newWorld({ stopWhenFailed: 1, pause: 0 });
    await deliver(at, 1);
    const strangers = openVerifier(generateKeys().verifyKey);
    await expect(readRollout(at.world.place, strangers)).rejects.toThrow(
      "the record of the rollout carries no signature of an accepted key",
    );
    const other = { ...at.world.place, pull: { ...PULL, mergeCommitSha: "c".repeat(40) } };
    await expect(readRollout(other, VERIFIER)).rejects.toThrow("the record of the rollout is of another merge");
  });

  it("needs a signing key", async () => {
    const at = newWorld({ stopWhenFailed: 1, pause: 0 });
    const run = { id: 1, attempt: 1, repository: "org/controller" };
    await expect(takeTurn(at.request(run, false), { ...at.ports(1), signer: null })).rejects.toThrow("there is no signing-key");
  });

  it("says what to do when the next wave cannot be started", async () => {
    const at = newWorld({ stopWhenFailed: 1, pause: 0 });
    await deliver(at, 1);
    const [running] = at.world.running;
    if (running === undefined) throw new Error("nothing runs");
    const refused = { ...at.ports(null), dispatch: () => Promise.reject(new Error("Resource not accessible by integration")) };
    const { problem, record } = await endTurn(
      running.turn,
      { done: running.left, failed: [], recovered: [], skipped: [] },
      { runId: 1 } as RunIdentity,
      refused,
    );
    expect([problem, record?.waves.map(({ status }) => status)]).toEqual([
      "wave 2 could not be started (Resource not accessible by integration): comment /tf apply",
      ["done", "pending", "pending"],
    ]);
  });
});
