import { describe, expect, it } from "@jest/globals";
import {
  diedFinding,
  isPlansStartKey,
  plansStartBody,
  plansStartKey,
  readStarts,
  startKey,
  startText,
  type RunStart,
} from "../../../src/domain/state/run-start.ts";

const START: RunStart = {
  v: 1,
  deployment: "s3/a/us-east-1/c",
  action: "apply",
  run: { id: 8123, attempt: 2, repository: "org/controller" },
  repository: "org/dev",
  pull_request: 12,
  who: "dana",
  host: "alice@runner-7",
  started_at: "2026-11-21T06:54:00.000Z",
};
const STATE = "s3/a/us-east-1/c/terraform.tfstate";

describe("a start record", () => {
  it("lies beside those of the same state, named by time and run", () => {
    expect(startKey(STATE, START, "ab12")).toBe(`starts/${STATE}/20261121-065400-8123-2.json`);
    expect(startKey(STATE, { ...START, run: null }, "ab12")).toBe(`starts/${STATE}/20261121-065400-local-ab12.json`);
  });

  it("is read back as it was written; anything else is none", () => {
    expect(readStarts(Buffer.from(JSON.stringify(START)))).toEqual([START]);
    for (const text of ["", "{", "null", "{}", JSON.stringify({ ...START, started_at: "yesterday" })])
      expect(readStarts(Buffer.from(text))).toBeNull();
  });

  it("of plans lies beside no state, and speaks of every deployment that is planned", () => {
    const { deployment, started_at: at, run, repository, pull_request, who, host } = START;
    const starter = { action: "validate", run, repository, pull_request, who, host };
    const key = plansStartKey(START, "ab12");
    expect(key).toBe("starts/20261121-065400-8123-2-ab12.json");
    expect([key, startKey(STATE, START, "ab12"), plansStartKey({ ...START, run: null }, "ab12")].map(isPlansStartKey)).toEqual([
      true,
      false,
      true,
    ]);
    expect(readStarts(plansStartBody([deployment, "s3/b"], starter, new Date(at)))).toEqual([
      { ...START, action: "validate" },
      { ...START, action: "validate", deployment: "s3/b" },
    ]);
  });

  it("says on one visible line who does what since when", () => {
    expect(startText(START)).toBe("run 8123 (apply of org/dev#12 by dana, begun 2026-11-21 06:54 UTC)");
    expect(startText({ ...START, run: null, repository: null, pull_request: null, who: "dana@laptop\u202e\n::error::" })).not.toMatch(
      /[\n\u202e]/,
    );
  });
});

describe("what is told of a run that died", () => {
  const deployment = { file: "s3/c/c.tfvars", stateKey: STATE };

  it("names what it was doing, and the backup it made", () => {
    expect(diedFinding(deployment, START, "backups/x.backup")).toEqual({
      rule: "run-died",
      level: "warn",
      severity: "high",
      message: `run 8123 (apply of org/dev#12 by dana, begun 2026-11-21 06:54 UTC) died while it worked on ${STATE}. It made the backup backups/x.backup and may have stopped half way.`,
      remediation: "Look at what the plan would change: it may be what that run left undone. tf-orchestrator rollback lists the backups.",
      location: { file: "s3/c/c.tfvars" },
      overridable: true,
    });
  });

  it("says so when it made none", () => {
    expect(diedFinding(deployment, START, null).message).toBe(
      `run 8123 (apply of org/dev#12 by dana, begun 2026-11-21 06:54 UTC) died while it worked on ${STATE}. It made no backup: it had not begun to apply, or there was no state yet.`,
    );
  });
});
