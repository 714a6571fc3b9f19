import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  decideUnlock,
  describeLock,
  lockFile,
  lockKey,
  parseLock,
  parseLockError,
  type StateLock,
  type UnlockQuestion,
} from "../../../src/domain/state/lock.ts";
import type { OpenStart } from "../../../src/domain/state/run-start.ts";

const ID = "1bc5727a-3b6e-e7d3-6ff0-e3c02212f0e5";
const NOW = new Date("2026-11-21T06:58:24Z");
const LOCK: StateLock = {
  id: ID,
  operation: "apply",
  info: "",
  who: "alice@runner-7",
  version: "1.11.4",
  created: new Date("2026-11-21T06:54:24.051Z"),
  path: "bucket/s3/a/b/c/terraform.tfstate",
};
/** As terraform 1.11.4 writes it. */
const FILE = `{"ID":"${ID}","Operation":"OperationTypeApply","Info":"","Who":"alice@runner-7","Version":"1.11.4","Created":"2026-11-21T06:54:24.051071518Z","Path":"bucket/s3/a/b/c/terraform.tfstate"}`;
/** As terraform 1.11.4 prints it. */
const ERROR = `
Error: Error acquiring the state lock

Error message: operation error S3: PutObject, https response error
StatusCode: 412, RequestID: X, api error PreconditionFailed
Lock Info:
  ID:        ${ID}
  Path:      bucket/s3/a/b/c/terraform.tfstate
  Operation: OperationTypeApply
  Who:       alice@runner-7
  Version:   1.11.4
  Created:   2026-11-21 06:54:24.051071518 +0000 UTC
  Info:      


Terraform acquires a state lock to protect the state from being written
by multiple users at the same time.`;

describe("parseLock", () => {
  it.each(["", "{", "null", "[]", "{}", '{"ID":""}', '{"ID":7}', '{"ID":"x","Who":{}}'])("takes %j for no lock", (content) => {
    expect(parseLock(content)).toBeNull();
  });

  it("reads a lock file of terraform", () => {
    expect(parseLock(FILE)).toEqual(LOCK);
  });

  it("reads back what lockFile writes, beside the state", () => {
    expect(parseLock(lockFile(LOCK))).toEqual(LOCK);
    expect(lockKey("s3/a/b/c/terraform.tfstate")).toBe("s3/a/b/c/terraform.tfstate.tflock");
  });

  it("shows on one short line whatever somebody wrote into it", () => {
    const hostile = JSON.stringify({ ID, Who: `\u001b[31mroot\u202e\n::error::x ${"y".repeat(500)}`, Created: "now" });
    expect(parseLock(hostile)).toEqual({
      id: ID,
      operation: "",
      info: "",
      who: `root ::error::x ${"y".repeat(184)}`,
      version: "",
      created: null,
      path: "",
    });
  });
});

describe("parseLockError", () => {
  it.each([
    "",
    "Error: Invalid value",
    "Lock Info:\n  ID: x",
    "Error acquiring the state lock",
    `Lock Info:\nID: x\nError acquiring the state lock`,
  ])("finds no lock in %j", (output) => {
    expect(parseLockError(output)).toBeNull();
  });

  it("reads terraform's error", () => {
    expect(parseLockError(ERROR)).toEqual(LOCK);
  });

  it("reads it in its box and in colours", () => {
    const boxed = ERROR.split("\n")
      .map((line) => `\u001b[31m│\u001b[0m \u001b[0m${line}`)
      .join("\n");
    expect(parseLockError(`${"x\n".repeat(50_000)}╷\n${boxed}\n╵\n`)).toEqual(LOCK);
  });

  it("reads whatever there is, in linear time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const lock = parseLockError(`Error acquiring the state lock\nLock Info:\n${text}`);
        return lock === null || lock.id.length > 0;
      }),
    );
    const started = performance.now();
    parseLockError(`Error acquiring the state lock\nLock Info:\n${" ".repeat(60_000)}ID`);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

const CLI = { holder: null, onGitHub: false };

function started(changes: Partial<OpenStart["start"]> = {}, ended: boolean | null = null): OpenStart {
  return {
    ended,
    start: {
      v: 1,
      deployment: "s3/a/b/c",
      action: "apply",
      run: { id: 8123, attempt: 1, repository: "org/controller" },
      repository: "org/dev",
      pull_request: 12,
      who: "dana",
      host: "alice@runner-7",
      started_at: "2026-11-21T06:54:00Z",
      ...changes,
    },
  };
}

describe("describeLock", () => {
  it.each([
    [true, `run 8123 (apply of org/dev#12 by dana, begun 2026-11-21 06:54 UTC) died and left it: comment /tf unlock ${ID}`],
    [
      false,
      `run 8123 (apply of org/dev#12 by dana, begun 2026-11-21 06:54 UTC) still holds it; wait, or after it has ended: comment /tf unlock ${ID}`,
    ],
    [
      null,
      `run 8123 (apply of org/dev#12 by dana, begun 2026-11-21 06:54 UTC) may still hold it; wait, or after it has ended: comment /tf unlock ${ID}`,
    ],
  ])("names who, what, since when, the run that has ended or not (%s), and the way out", (ended, told) => {
    expect(describeLock(LOCK, NOW, { holder: started({}, ended), onGitHub: true })).toBe(
      `state is locked by alice@runner-7 (apply, 4 min ago, lock ${ID}): ${told}`,
    );
  });

  it("guesses no run", () => {
    expect(describeLock({ ...LOCK, who: "", operation: "" }, NOW, CLI)).toBe(
      `state is locked by somebody (4 min ago, lock ${ID}): whoever made it may still hold it; wait, or after it has ended: tf-orchestrator unlock ${ID}`,
    );
  });

  it.each([
    ["2026-11-21T06:58:20Z", "4 s ago"],
    ["2026-11-21T05:00:00Z", "2 h ago"],
    ["2026-11-11T06:00:00Z", "10 days ago"],
    ["2026-11-21T07:00:00Z", "made at 2026-11-21T07:00:00.000Z, which is in the future"],
  ])("tells the age of a lock of %s as %s", (created, age) => {
    expect(describeLock({ ...LOCK, created: new Date(created) }, NOW, CLI)).toContain(`(apply, ${age}, lock`);
    expect(describeLock({ ...LOCK, created: null }, NOW, CLI)).toContain("(apply, since when is unknown, lock");
  });
});

describe("decideUnlock", () => {
  const question = (changes: Partial<UnlockQuestion> = {}): UnlockQuestion => ({
    asked: ID,
    found: LOCK,
    reread: { ...LOCK },
    now: NOW,
    starts: [],
    unread: [],
    vouchedLockTimeoutMs: 60_000,
    ...changes,
  });
  const fromComment = (starts: OpenStart[]) => question({ starts, vouchedLockTimeoutMs: null });
  const take = "Take the ID from the message about the lock.";
  const vouch = "Make sure that whoever made it has ended, then use tf-orchestrator unlock on the command line.";
  const wait = "Wait for it, or cancel it in GitHub: terraform then frees the lock itself.";
  const local = started({ run: null, who: "dana@laptop", repository: null, pull_request: null });

  it.each<[string, UnlockQuestion, string, string]>([
    ["no lock", question({ found: null }), "the state is not locked", "Nothing to do."],
    ["another lock, whose ID it does not tell", question({ asked: "x" }), "the state is not locked by x", take],
    ["the same ID in other letters", question({ asked: ID.toUpperCase() }), `the state is not locked by ${ID.toUpperCase()}`, take],
    ["the beginning of the ID", question({ asked: ID.slice(0, 8) }), "the state is not locked by 1bc5727a", take],
    ["a lock that is gone by now", question({ reread: null }), "the lock is gone by now", "Nothing to do."],
    [
      "a lock that another run took",
      question({ reread: { ...LOCK, id: "y" } }),
      "the lock changed while it was looked at",
      "Look at it again.",
    ],
    [
      "a lock that was renewed",
      question({ reread: { ...LOCK, created: NOW } }),
      "the lock changed while it was looked at",
      "Look at it again.",
    ],
    [
      "a lock without a time",
      question({ found: { ...LOCK, created: null }, reread: { ...LOCK, created: null } }),
      "the lock does not say when it was made",
      "Remove it by hand.",
    ],
    [
      "a lock that is not older than twice the timeout",
      question({ vouchedLockTimeoutMs: 120_000 }),
      "the lock was made 4 min ago",
      "Wait until it is 4 min old, and make sure that its run has ended.",
    ],
    [
      "a lock from the future",
      question({ now: new Date("2026-11-21T06:00:00Z") }),
      "the lock was made at 2026-11-21T06:54:24.051Z, which is in the future",
      "Wait until it is 2 min old, and make sure that its run has ended.",
    ],
    [
      "a run that has not ended, however old the lock is",
      fromComment([started({}, true), started({ action: "validate" }, false)]),
      "run 8123 (validate of org/dev#12 by dana, begun 2026-11-21 06:54 UTC) has not ended",
      wait,
    ],
    [
      "a run of which GitHub does not say whether it has ended",
      fromComment([started()]),
      "GitHub does not say whether run 8123 (apply of org/dev#12 by dana, begun 2026-11-21 06:54 UTC) has ended (the token needs actions: read)",
      vouch,
    ],
    [
      "a run of the command line, which cannot be asked",
      fromComment([local]),
      "a run of the command line (apply by dana@laptop, begun 2026-11-21 06:54 UTC) may still hold it",
      vouch,
    ],
    [
      "a lock that no run of ours accounts for",
      fromComment([]),
      "no run of tf-orchestrator on GitHub left a start record for this lock",
      vouch,
    ],
    [
      "a run that died on another machine than the lock was made on",
      fromComment([started({ host: "bob@laptop" }, true)]),
      "no run of tf-orchestrator on GitHub left a start record for this lock",
      vouch,
    ],
    [
      "a start record that cannot be read",
      question({ starts: [started({}, true)], unread: ["starts/x.json"], vouchedLockTimeoutMs: null }),
      "the start record starts/x.json cannot be read",
      vouch,
    ],
    [
      "a run that died and began only after the lock was made",
      fromComment([started({ started_at: "2026-11-21T06:57:00Z" }, true)]),
      "no run of tf-orchestrator on GitHub left a start record for this lock",
      vouch,
    ],
  ])("is held by %s", (_, asked, reason, remedy) => {
    expect(decideUnlock(asked)).toEqual({ kind: "held", reasons: [reason], remedy });
  });

  it("opens for exactly that lock when somebody vouches and it is old, or when GitHub says that its run has ended", () => {
    expect(decideUnlock(question())).toEqual({ kind: "open" });
    expect(decideUnlock(question({ starts: [local, started()] }))).toEqual({ kind: "open" });
    expect(decideUnlock(fromComment([started({}, true)]))).toEqual({ kind: "open" });
  });
});
