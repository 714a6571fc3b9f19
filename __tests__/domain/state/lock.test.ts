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

describe("describeLock", () => {
  it("names who, what, since when, the run and the way out", () => {
    expect(describeLock(LOCK, NOW, "8123")).toBe(
      `state is locked by alice@runner-7 (apply, 4 min ago, lock ${ID}): run 8123 still holds it; wait, or after it has ended: tf-orchestrator unlock ${ID}`,
    );
  });

  it("finds the run in the lock, and does not guess one", () => {
    expect(describeLock({ ...LOCK, info: "run 99 of rollback" }, NOW)).toContain("run 99 still holds it");
    expect(describeLock({ ...LOCK, who: "", operation: "" }, NOW)).toBe(
      `state is locked by somebody (4 min ago, lock ${ID}): whoever made it may still hold it; wait, or after it has ended: tf-orchestrator unlock ${ID}`,
    );
  });

  it.each([
    ["2026-11-21T06:58:20Z", "4 s ago"],
    ["2026-11-21T05:00:00Z", "2 h ago"],
    ["2026-11-11T06:00:00Z", "10 days ago"],
    ["2026-11-21T07:00:00Z", "made at 2026-11-21T07:00:00.000Z, which is in the future"],
  ])("tells the age of a lock of %s as %s", (created, age) => {
    expect(describeLock({ ...LOCK, created: new Date(created) }, NOW)).toContain(`(apply, ${age}, lock`);
    expect(describeLock({ ...LOCK, created: null }, NOW)).toContain("(apply, since when is unknown, lock");
  });
});

describe("decideUnlock", () => {
  const question = (changes: Partial<UnlockQuestion> = {}): UnlockQuestion => ({
    asked: ID,
    found: LOCK,
    reread: { ...LOCK },
    now: NOW,
    lockTimeoutMs: 60_000,
    ...changes,
  });

  it.each<[string, Partial<UnlockQuestion>, string, string]>([
    ["no lock", { found: null }, "the state is not locked", "Nothing to do."],
    ["another lock", { asked: "x" }, `the state is locked by ${ID}, not by x`, `If that run has ended: tf-orchestrator unlock ${ID}`],
    [
      "the same ID in other letters",
      { asked: ID.toUpperCase() },
      `the state is locked by ${ID}, not by ${ID.toUpperCase()}`,
      `If that run has ended: tf-orchestrator unlock ${ID}`,
    ],
    [
      "the beginning of the ID",
      { asked: ID.slice(0, 8) },
      `the state is locked by ${ID}, not by 1bc5727a`,
      `If that run has ended: tf-orchestrator unlock ${ID}`,
    ],
    ["a lock that is gone by now", { reread: null }, "the lock is gone by now", "Nothing to do."],
    ["a lock that another run took", { reread: { ...LOCK, id: "y" } }, "the lock changed while it was looked at", "Look at it again."],
    ["a lock that was renewed", { reread: { ...LOCK, created: NOW } }, "the lock changed while it was looked at", "Look at it again."],
    [
      "a lock without a time",
      { found: { ...LOCK, created: null }, reread: { ...LOCK, created: null } },
      "the lock does not say when it was made",
      "Remove it by hand.",
    ],
    [
      "a lock that is not older than twice the timeout",
      { lockTimeoutMs: 120_000 },
      "the lock was made 4 min ago",
      "Wait until it is 4 min old, and make sure that its run has ended.",
    ],
    [
      "a lock from the future",
      { now: new Date("2026-11-21T06:00:00Z") },
      "the lock was made at 2026-11-21T06:54:24.051Z, which is in the future",
      "Wait until it is 2 min old, and make sure that its run has ended.",
    ],
  ])("is held by %s", (_, changes, reason, remedy) => {
    expect(decideUnlock(question(changes))).toEqual({ kind: "held", reasons: [reason], remedy });
  });

  it("opens for exactly that lock when it is old", () => {
    expect(decideUnlock(question())).toEqual({ kind: "open" });
  });
});
