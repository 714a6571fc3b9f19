import { describe, expect, it } from "@jest/globals";
import {
  beginRollout,
  continued,
  currentWave,
  dueIn,
  stopped,
  turnOf,
  undoneIn,
  waveClaimed,
  waveEnded,
  type Said,
  type TurnQuestion,
  type WaveResults,
} from "../../../src/domain/rollout/progress.ts";
import { isRolloutOf, ROLLOUT_RECORD, rolloutKey, type RolloutRecord } from "../../../src/domain/rollout/record.ts";

const NOW = new Date("2026-12-01T10:00:00.000Z");
const AT = NOW.toISOString();
const LATER = new Date("2026-12-01T10:20:00.000Z");
const HEAD = "a".repeat(40);
const MERGE = "b".repeat(40);
const PULL = { repository: { id: 7, fullName: "org/dev" }, number: 12, headSha: HEAD, mergeCommitSha: MERGE };
const ME = { id: 100, attempt: 1, repository: "org/controller" };
const OTHER = { id: 101, attempt: 1, repository: "org/controller" };
const DANA = { id: 5, login: "dana" };

const begun = (rule: Partial<{ stopWhenFailed: number; pause: number | "approval" }> = {}, applied: string[] = []): RolloutRecord =>
  beginRollout(
    {
      pull: PULL,
      environment: "production",
      waves: [["a"], ["b", "c"], ["d", "e", "f"]],
      rule: { stopWhenFailed: 1, pause: 0, ...rule },
      applied: new Set(applied),
    },
    NOW,
  );
const results = (some: Partial<WaveResults>): WaveResults => ({ done: [], failed: [], recovered: [], skipped: [], heldBack: [], ...some });
/** A wave that a run has claimed and worked on. */
const after = (record: RolloutRecord, some: Partial<WaveResults>, run = ME): RolloutRecord => {
  const wave = currentWave(record) ?? 0;
  return waveEnded(waveClaimed(record, wave, run, NOW), wave, run, results(some), NOW);
};
const turn = (record: RolloutRecord, question: Partial<TurnQuestion> = {}) =>
  turnOf(record, { me: ME, hint: null, ended: null, now: NOW, ...question });
const recordOf = (said: Said): RolloutRecord => {
  if ("unchanged" in said) throw new Error(said.unchanged);
  return said.record;
};
const statuses = ({ waves }: RolloutRecord) => waves.map(({ status }) => status);

describe("a rollout", () => {
  it("begins with the first wave", () => {
    const record = begun();
    expect(ROLLOUT_RECORD.parse(record)).toEqual(record);
    expect(turn(record, { hint: 0 })).toEqual({ kind: "go", wave: 0 });
  });

  it("that is stopped and continued tries nothing of an earlier wave again while a run works on a later one", () => {
    const failed = after(begun({ stopWhenFailed: 2 }), { failed: ["a"] });
    const working = recordOf(stopped(waveClaimed(failed, 1, OTHER, NOW), DANA, NOW));
    const goesOn = [false, null].map((ended) => recordOf(continued(working, DANA, ended, NOW)));
    expect(goesOn.map((record) => [statuses(record), record.hold])).toEqual([
      [["failed", "running", "pending"], null],
      [["failed", "running", "pending"], null],
    ]);
    expect(statuses(recordOf(continued(working, DANA, true, NOW)))).toEqual(["pending", "pending", "pending"]);
  });

  it("goes wave by wave and ends when all is applied", () => {
    const first = after(begun(), { done: ["a"] });
    expect(turn(first)).toEqual({ kind: "go", wave: 1 });
    const second = after(first, { done: ["b", "c"] });
    expect(turn(second)).toEqual({ kind: "go", wave: 2 });
    const third = after(second, { done: ["d", "e", "f"] });
    expect([statuses(third), turn(third)]).toEqual([["done", "done", "done"], { kind: "none", because: "ended" }]);
  });

  it("stops at a failure: what is done, failed and recovered stands in it, and the rest waits for somebody", () => {
    const record = after(after(begun(), { done: ["a"] }), { done: ["b"], failed: ["c"], recovered: ["c"] });
    expect(record.waves[1]).toEqual({
      deployments: ["b", "c"],
      status: "failed",
      run: ME,
      started_at: AT,
      ended_at: AT,
      done: ["b"],
      failed: ["c"],
      recovered: ["c"],
    });
    expect(turn(record)).toEqual({ kind: "none", because: "held", wave: 2, hold: { why: "failures", at: AT, by: null } });
    expect(undoneIn(record)).toEqual(["c", "d", "e", "f"]);
  });

  it("goes on over fewer failures than stop it, and tells of them at its end", () => {
    const record = after(after(begun({ stopWhenFailed: 2 }), { failed: ["a"] }), { done: ["b", "c"] });
    expect(turn(record)).toEqual({ kind: "go", wave: 2 });
    const ended = after(record, { done: ["d", "e", "f"] });
    expect([statuses(ended), ended.hold?.why, undoneIn(ended)]).toEqual([["failed", "done", "done"], "failures", ["a"]]);
  });

  it("counts the failures of all waves", () => {
    const record = after(after(begun({ stopWhenFailed: 2 }), { failed: ["a"] }), { done: ["b"], failed: ["c"] });
    expect(record.hold?.why).toBe("failures");
  });

  it("goes on without those that wait for a failed one of an earlier wave", () => {
    const record = after(after(begun({ stopWhenFailed: 2 }), { failed: ["a"] }), { heldBack: ["b", "c"] });
    expect([statuses(record), record.hold]).toEqual([["failed", "failed", "pending"], null]);
  });

  it("is held when a run was cancelled before it had begun with everything", () => {
    expect(after(begun(), { skipped: ["a"] }).hold?.why).toBe("interrupted");
  });

  it("does a wave again when the gate let only a part of it through, as long as that brings it further", () => {
    const part = after(after(begun(), { done: ["a"] }), { done: ["b"] });
    expect([statuses(part), turn(part)]).toEqual([["done", "pending", "pending"], { kind: "go", wave: 1 }]);
    expect(after(part, {}).hold?.why).toBe("interrupted");
  });

  it("takes what belongs to no wave along with the last one", () => {
    expect([1, 2].map((wave) => dueIn(begun(), wave, ["a", "b", "d", "new"]))).toEqual([["b"], ["d", "new"]]);
  });
});

describe("another run", () => {
  const running = waveClaimed(begun(), 0, OTHER, NOW);

  it("applies nothing while one works on the wave, or nobody knows whether it still does", () => {
    expect([false, null].map((ended) => turn(running, { ended }))).toEqual([
      { kind: "none", because: "running", wave: 0, run: OTHER },
      { kind: "none", because: "unknown", wave: 0, run: OTHER },
    ]);
  });

  it("takes over from one that died, and so does the next attempt of the same run", () => {
    expect([turn(running, { ended: true }), turn(running, { me: { ...OTHER, attempt: 2 } })]).toEqual([
      { kind: "go", wave: 0 },
      { kind: "go", wave: 0 },
    ]);
  });

  it("applies nothing when it was started for a wave that is over", () => {
    expect(turn(after(begun(), { done: ["a"] }), { hint: 0 })).toEqual({ kind: "none", because: "repeated", wave: 1 });
  });

  it("adds what it had applied after another took its wave over, and ends nothing", () => {
    const taken = waveClaimed(running, 0, ME, LATER);
    const record = waveEnded(taken, 0, OTHER, results({ done: ["a"] }), LATER);
    expect(record.waves[0]).toEqual({ ...taken.waves[0], done: ["a"] });
  });
});

describe("a pause", () => {
  it("of minutes lets the next wave begin only after it", () => {
    const record = after(begun({ pause: 600_000 }), { done: ["a"] });
    const until = new Date("2026-12-01T10:10:00.000Z");
    expect([turn(record), turn(record, { now: until })]).toEqual([
      { kind: "wait", wave: 1, until },
      { kind: "go", wave: 1 },
    ]);
    expect(turn(recordOf(continued(record, DANA, null, NOW)))).toEqual({ kind: "go", wave: 1 });
  });

  it("for approval waits for somebody, after each wave but the last", () => {
    const record = after(begun({ pause: "approval" }), { done: ["a"] });
    expect(turn(record)).toEqual({ kind: "none", because: "held", wave: 1, hold: { why: "approval", at: AT, by: null } });
    const second = after(recordOf(continued(record, DANA, null, NOW)), { done: ["b", "c"] });
    const third = after(recordOf(continued(second, DANA, null, NOW)), { done: ["d", "e", "f"] });
    expect([second.hold?.why, third.hold, third.decisions.length]).toEqual(["approval", null, 2]);
  });

  it("for approval does not try again what failed before", () => {
    const record = after(begun({ pause: "approval", stopWhenFailed: 2 }), { failed: ["a"] });
    expect(turn(recordOf(continued(record, DANA, null, NOW)))).toEqual({ kind: "go", wave: 1 });
  });
});

describe("/tf continue", () => {
  it("tries again what failed, then goes on with the rest", () => {
    const failed = after(after(begun(), { done: ["a"] }), { done: ["b"], failed: ["c"] });
    const again = recordOf(continued(failed, DANA, null, LATER));
    expect([turn(again), dueIn(again, 1, ["c", "d", "e", "f"])]).toEqual([{ kind: "go", wave: 1 }, ["c"]]);
    const whole = after(again, { done: ["c"] });
    expect([statuses(whole), whole.decisions]).toEqual([
      ["done", "done", "pending"],
      [{ said: "continue", by: DANA, at: LATER.toISOString() }],
    ]);
  });

  it("says why there is nothing to continue", () => {
    const running = waveClaimed(begun(), 0, OTHER, NOW);
    const ended = ["a", "b", "d"].reduce((record) => after(record, { done: ["a", "b", "c", "d", "e", "f"] }), begun());
    expect([continued(begun(), DANA, null, NOW), continued(running, DANA, false, NOW), continued(ended, DANA, null, NOW)]).toEqual([
      { unchanged: "nothing-waits" },
      { unchanged: "running" },
      { unchanged: "ended" },
    ]);
  });

  it("takes a wave from a run of which nobody knows whether it still works", () => {
    const running = waveClaimed(begun(), 0, OTHER, NOW);
    expect(turn(recordOf(continued(running, DANA, null, NOW)))).toEqual({ kind: "go", wave: 0 });
  });

  it("is needed where parts are applied and no record tells how it stood", () => {
    const lost = begun({}, ["a", "b"]);
    expect([statuses(lost), turn(lost)]).toEqual([
      ["done", "pending", "pending"],
      { kind: "none", because: "held", wave: 1, hold: { why: "lost", at: AT, by: null } },
    ]);
    expect(turn(recordOf(continued(lost, DANA, null, NOW)))).toEqual({ kind: "go", wave: 1 });
  });
});

describe("/tf stop", () => {
  it("lets the running wave end and starts no other until somebody continues", () => {
    const halted = recordOf(stopped(waveClaimed(begun(), 0, ME, NOW), DANA, NOW));
    const ended = waveEnded(halted, 0, ME, results({ done: ["a"] }), NOW);
    expect([ended.waves[0]?.status, turn(ended)]).toEqual([
      "done",
      { kind: "none", because: "held", wave: 1, hold: { why: "stopped", at: AT, by: DANA } },
    ]);
    expect(turn(recordOf(continued(ended, DANA, null, NOW)))).toEqual({ kind: "go", wave: 1 });
  });

  it("during the last wave stops nothing once all of it is applied", () => {
    const last = after(after(begun(), { done: ["a"] }), { done: ["b", "c"] });
    const halted = recordOf(stopped(waveClaimed(last, 2, ME, NOW), DANA, NOW));
    expect(turn(waveEnded(halted, 2, ME, results({ done: ["d", "e", "f"] }), NOW))).toEqual({ kind: "none", because: "ended" });
  });

  it("says when it was said before, or there is nothing to stop", () => {
    const halted = recordOf(stopped(begun(), DANA, NOW));
    const ended = ["a", "b", "d"].reduce((record) => after(record, { done: ["a", "b", "c", "d", "e", "f"] }), begun());
    expect([stopped(halted, DANA, NOW), stopped(ended, DANA, NOW)]).toEqual([{ unchanged: "stopped-already" }, { unchanged: "ended" }]);
  });
});

it("a record is believed for its own merge alone", () => {
  const record = begun();
  expect(
    [PULL, { ...PULL, number: 13 }, { ...PULL, headSha: MERGE }, { ...PULL, mergeCommitSha: null }].map((pull) =>
      isRolloutOf(record, pull),
    ),
  ).toEqual([true, false, false, false]);
  expect(rolloutKey("org/dev", 12, HEAD)).toBe(`rollouts/org/dev/12/${HEAD}.jws`);
});
