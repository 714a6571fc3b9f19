import { describe, expect, it } from "@jest/globals";
import {
  alreadyApplied,
  appliedPlan,
  auditFolder,
  auditKey,
  auditKeysOf,
  buildAuditRecord,
  changeSince,
  lastGood,
  lastKnownState,
  lastStateMove,
  lastTool,
  laterChange,
  parseAuditKey,
  readAuditRecord,
  type AuditInput,
} from "../../../src/domain/state/audit-record.ts";
import type { Tool } from "../../../src/domain/model/tool.ts";
import { audit, auditedPull, auditInput, DATA, HEAD, KEYS, MERGED, override } from "../../helpers/gates.ts";

const at = (time: string) => ({ at: new Date(`2026-11-21T${time}Z`) });
const OTHER = "e".repeat(40);

describe("buildAuditRecord", () => {
  it("says what was done, to what, with which inputs, by whom and on whose word", () => {
    const pullRequest = auditedPull({ override: override({ allow_delete: ["aws_s3_bucket.x"] }) });
    expect(buildAuditRecord(auditInput(DATA, { pullRequest }))).toEqual({
      timestamp: "2026-11-21T07:05:00.000Z",
      action: "apply",
      outcome: "succeeded",
      deployment: {
        id: DATA,
        file: "s3/data/data.tfvars",
        account_id: "123456789012",
        account_name: "arj-wkld-a-prd",
        region: "us-east-1",
        project: "data",
        environment: "production",
        services: ["s3"],
        backend_key: `${DATA}/terraform.tfstate`,
        owner: null,
        team: null,
      },
      inputs: { "s3/data/data.tfvars": 'project = "data"\n' },
      result: {
        success: true,
        output: "Apply complete!",
        error: null,
        backend_key: `${DATA}/terraform.tfstate`,
        backup_key: null,
        services: ["s3"],
        duration_seconds: 4.321,
        add: 1,
        change: 0,
        destroy: 0,
        state: { lineage: "l", serial: 4, resources: 1 },
      },
      metadata: {
        github_run_id: "8124",
        github_run_attempt: "1",
        github_actor: "rita",
        commit_sha: HEAD,
        repository: "org/dev-deployment",
        repository_id: 42,
        pull_request: 123,
        merged_at: MERGED,
        merged_by: "rita",
        authors: ["dave"],
        pushers: ["dave"],
        approvers: ["rita"],
        override: {
          approver: "alice",
          reason: "the data is public by law",
          comment_id: 77,
          created_at: "2026-11-21T06:10:00Z",
          rules: ["S3-004"],
          allow_delete: ["aws_s3_bucket.x"],
        },
      },
      orchestrator_version: "2.0.0",
    });
  });

  it.each(["failed", "rolled-back", "refused", "skipped"] as const)("is no success when the outcome is %s", (outcome) => {
    expect(audit(DATA, { outcome }).result.success).toBe(false);
  });

  it("has no pull request on the command line", () => {
    expect(audit(DATA, { pullRequest: null }).metadata).toMatchObject({
      commit_sha: null,
      pull_request: null,
      approvers: [],
      override: null,
    });
  });
});

describe("readAuditRecord", () => {
  it.each(["", "{", "null", "{}", '{"action":"apply"}', '{"__proto__":{}}'])("takes %j for none", (text) => {
    expect(readAuditRecord(Buffer.from(text))).toBeNull();
    expect(readAuditRecord(Buffer.from([0xff]))).toBeNull();
  });

  it("reads what was built, and what a later release adds to it", () => {
    const record = audit();
    expect(readAuditRecord(Buffer.from(JSON.stringify({ ...record, future: 1 })))).toEqual(record);
  });
});

describe("auditKey", () => {
  const place = { account: "arj-wkld-a-prd", project: "data", action: "apply" };

  it("names account, project, action and second, and is read back", () => {
    const time = new Date("2026-11-21T07:05:00Z");
    expect(auditKey(place, time)).toBe("audit-logs/arj-wkld-a-prd/data/apply-20261121-070500.json");
    expect(auditKey(place, time, 2)).toBe("audit-logs/arj-wkld-a-prd/data/apply-20261121-070500-2.json");
    expect(parseAuditKey(auditKey(place, time, 2))).toEqual({ ...place, at: time, collision: 2 });
    expect(parseAuditKey(auditKey(place, time))).toEqual({ ...place, at: time, collision: 0 });
  });

  it.each([
    "audit-logs/a/apply-20261121-070500.json",
    "audit-logs/a/p/apply-20261321-070500.json",
    "audit-logs/a/p/q/apply-20261121-070500.json",
    "audit-logs/a/p/apply-20261121-070500.json.part",
  ])("takes %j for none", (key) => {
    expect(parseAuditKey(key)).toBeNull();
  });

  it("stands in a folder for each account and project", () => {
    expect([auditFolder(), auditFolder(null, "p"), auditFolder("a"), auditFolder("a", "p")]).toEqual([
      "audit-logs/",
      "audit-logs/",
      "audit-logs/a/",
      "audit-logs/a/p/",
    ]);
  });
});

describe("auditKeysOf", () => {
  const keys = [
    "audit-logs/a/p/apply-20261120-000000.json",
    "audit-logs/a/p/destroy-20261121-000000.json",
    "audit-logs/a/p/apply-20261121-000000-1.json",
    "audit-logs/b/p/apply-20261122-000000.json",
    "audit-logs/b/q/apply-20261123-000000.json",
    "audit-logs/b/notes.txt",
  ];
  const none = { account: null, project: null, since: null };

  it("filters by account, project and time, newest first", () => {
    expect(auditKeysOf(keys, none)).toEqual([keys[4], keys[3], keys[2], keys[1], keys[0]]);
    expect(auditKeysOf(keys, { ...none, account: " A " })).toEqual([keys[2], keys[1], keys[0]]);
    expect(auditKeysOf(keys, { ...none, project: "q" })).toEqual([keys[4]]);
    expect(auditKeysOf(keys, { ...none, account: "a", since: new Date("2026-11-21T00:00:00.500Z") })).toEqual([keys[2], keys[1]]);
    expect(auditKeysOf(keys, { ...none, account: "c" })).toEqual([]);
  });
});

describe("alreadyApplied", () => {
  it("counts only a successful apply of this head to this deployment", () => {
    const others = [
      audit(KEYS),
      audit(DATA, { outcome: "failed" }),
      audit(DATA, { outcome: "rolled-back" }),
      audit(DATA, { outcome: "refused" }),
      audit(DATA, { action: "drift" }),
      audit(DATA, { pullRequest: auditedPull({ headSha: OTHER }) }),
      audit(DATA, { pullRequest: null }),
    ];
    expect(alreadyApplied(others, HEAD, DATA)).toBeNull();
    expect(alreadyApplied([...others, audit(DATA)], HEAD, DATA)).toEqual(audit(DATA));
  });
});

describe("laterChange", () => {
  it("finds an apply of a later merge, and a change by hand after the merge", () => {
    const later = audit(DATA, { pullRequest: auditedPull({ headSha: OTHER, mergedAt: "2026-11-21T07:00:01Z" }) });
    const destroyed = audit(DATA, { ...at("07:00:01"), action: "destroy", pullRequest: null });
    expect(laterChange([later], MERGED, HEAD, DATA)).toEqual(later);
    expect(laterChange([destroyed], MERGED, HEAD, DATA)).toEqual(destroyed);
  });

  it("finds none in earlier merges, failures, other heads' refusals and this head's own apply", () => {
    const records = [
      audit(DATA, { pullRequest: auditedPull({ headSha: OTHER, mergedAt: "2026-11-21T06:59:59Z" }) }),
      audit(DATA, { ...at("06:00:00"), action: "rollback", pullRequest: null }),
      audit(DATA, { outcome: "refused", pullRequest: auditedPull({ headSha: OTHER, mergedAt: "2026-11-21T08:00:00Z" }) }),
      audit(DATA),
    ];
    expect(laterChange(records, MERGED, HEAD, DATA)).toBeNull();
  });

  it("goes by the time at which the branch was read where a pull request was planned again, not by its own merge", () => {
    const replanned = (time: string) => {
      const replan = { code: "1a2b3c4d", tipSha: "d".repeat(40), at: new Date(`2026-11-21T${time}Z`) };
      return audit(DATA, { ...at("09:00:00"), pullRequest: auditedPull({ headSha: OTHER, mergedAt: "2026-11-21T05:00:00Z", replan }) });
    };
    expect(laterChange([replanned("07:00:00.400")], MERGED, HEAD, DATA)).toEqual(replanned("07:00:00.400"));
    expect(laterChange([replanned("06:59:59.900")], MERGED, HEAD, DATA)).toBeNull();
  });

  it("takes a time that cannot be read for later", () => {
    const odd = audit(DATA, { pullRequest: auditedPull({ headSha: OTHER, mergedAt: "some day" }) });
    expect(laterChange([odd], MERGED, HEAD, DATA)).toEqual(odd);
  });
});

describe("a plan of after the merge", () => {
  const replan = { code: "1a2b3c4d", tipSha: "d".repeat(40), at: new Date("2026-11-21T07:04:00Z") };
  const own = audit(DATA, { pullRequest: auditedPull({ approvers: ["carl"], replan }) });

  it("is told by the record of its apply: its code, the commit that was planned, and when", () => {
    expect(own.metadata.replan).toEqual({ code: "1a2b3c4d", tip_sha: "d".repeat(40), at: "2026-11-21T07:04:00.000Z" });
    expect(audit(DATA).metadata).not.toHaveProperty("replan");
  });

  it("was applied when a run with its code succeeded", () => {
    expect(appliedPlan([audit(DATA), own], "1a2b3c4d", DATA)).toEqual(own);
    expect(appliedPlan([own], "1a2b3c4d", KEYS)).toBeNull();
    expect(appliedPlan([own], "5e6f7a8b", DATA)).toBeNull();
    expect(appliedPlan([{ ...own, outcome: "failed" }], "1a2b3c4d", DATA)).toBeNull();
  });

  it("is outdated by every other change since", () => {
    const rolledBack = audit(DATA, { ...at("07:30:00"), action: "rollback", pullRequest: null });
    const since = "2026-11-21T07:04:30.000Z";
    expect(changeSince([own], since, "1a2b3c4d", DATA)).toBeNull();
    expect(changeSince([own], since, "5e6f7a8b", DATA)).toEqual(own);
    expect(changeSince([own, rolledBack], since, "1a2b3c4d", DATA)).toEqual(rolledBack);
    expect(changeSince([rolledBack], "2026-11-21T07:30:00.000Z", "1a2b3c4d", DATA)).toBeNull();
  });
});

describe("lastGood", () => {
  it("is the newest successful apply with inputs", () => {
    const older = audit(DATA, at("05:00:00"));
    const newer = audit(DATA, at("06:00:00"));
    const others = [
      audit(DATA, { ...at("07:00:00"), outcome: "failed" }),
      audit(DATA, { ...at("07:01:00"), outcome: "rolled-back" }),
      audit(DATA, { ...at("07:02:00"), inputs: new Map() }),
      audit(DATA, { ...at("07:03:00"), action: "drift" }),
      audit(KEYS, at("08:00:00")),
    ];
    expect(lastGood([older, ...others, newer], DATA)).toEqual(newer);
    expect(lastGood(others, DATA)).toBeNull();
  });

  it("is a migration, whose plan had no changes, until it is undone", () => {
    const migrated = audit(DATA, { ...at("06:00:00"), action: "migrate" });
    const undone = audit(DATA, { ...at("07:00:00"), action: "migrate", inputs: new Map() });
    expect(lastGood([audit(DATA, at("05:00:00")), migrated], DATA)).toEqual(migrated);
    expect(lastGood([migrated, undone], DATA)).toBeNull();
  });

  it("is none after a destroy", () => {
    expect(lastGood([audit(DATA, at("05:00:00")), audit(DATA, { ...at("06:00:00"), action: "destroy" })], DATA)).toBeNull();
  });
});

describe("a state that was moved", () => {
  const { result } = auditInput();
  const keyOf = (id: string) => `${id}/terraform.tfstate`;
  const move = (from: string, to: string, time: string) =>
    [from, to].map((id) =>
      audit(id, {
        ...at(time),
        action: "move-state",
        inputs: new Map(),
        result: { ...result, stateMove: { from: keyOf(from), to: keyOf(to) } },
      }),
    );

  it("has the last good configuration that it had under its old key, until one is applied under the new", () => {
    const before = audit(DATA, at("05:00:00"));
    const moved = [before, ...move(DATA, KEYS, "06:00:00")];
    expect(lastGood(moved, KEYS)).toEqual(before);
    expect(lastGood(moved, DATA)).toEqual(before);
    const after = audit(KEYS, at("07:00:00"));
    expect(lastGood([...moved, after], KEYS)).toEqual(after);
    expect(lastGood([...moved, after], DATA)).toEqual(before);
    const back = [...moved, after, ...move(KEYS, DATA, "08:00:00")];
    expect(lastGood(back, DATA)).toEqual(after);
  });

  it("is told as moved until something else changes it", () => {
    const moved = move(DATA, KEYS, "06:00:00");
    expect(lastStateMove(moved, KEYS)).toEqual({ from: keyOf(DATA), to: keyOf(KEYS) });
    expect(lastStateMove(moved, DATA)).toEqual({ from: keyOf(DATA), to: keyOf(KEYS) });
    expect(lastStateMove([...moved, audit(KEYS, at("07:00:00"))], KEYS)).toBeNull();
  });
});

describe("a record of a runner whose clock was wrong", () => {
  const { result } = auditInput();
  const saw = (time: string, lineage: string, serial: number, action: AuditInput["action"] = "apply") =>
    audit(DATA, { ...at(time), action, result: { ...result, state: { lineage, serial, resources: 0 } } });

  it("is put in its place by the serial of the state, as the last good one and as the known state", () => {
    const [first, second, third] = [saw("09:00:00", "l", 1), saw("05:00:00", "l", 2), saw("06:00:00", "l", 3)];
    expect(lastGood([first, second, third], DATA)).toEqual(third);
    expect(lastKnownState([first, second, third], DATA)).toEqual({ lineage: "l", serial: 3, resources: 0 });
    expect(lastGood([first, saw("08:00:00", "l", 2, "destroy")], DATA)).toBeNull();
  });

  it("of another state's line goes by its time, and of two of one serial the newer counts", () => {
    const [old, remade, inSync] = [saw("05:00:00", "old", 9), saw("06:00:00", "new", 1), saw("07:00:00", "new", 1)];
    expect(lastGood([old, remade, inSync], DATA)).toEqual(inSync);
    expect(lastKnownState([old, remade], DATA)).toEqual({ lineage: "new", serial: 1, resources: 0 });
  });
});

it("tells which tool wrote a state last; records of older releases knew Terraform alone", () => {
  const written = (time: string, tool?: Tool) =>
    audit(DATA, { ...at(time), result: { ...auditInput(DATA).result, ...(tool === undefined ? {} : { tool }) } });
  const tofu = written("08:00:00", { name: "tofu", version: "1.10.6" });
  expect(tofu.result.tool).toEqual({ name: "tofu", version: "1.10.6" });
  expect([lastTool([], DATA), lastTool([written("07:00:00")], DATA)]).toEqual([null, "terraform"]);
  expect(lastTool([written("09:00:00"), tofu, written("07:00:00")], DATA)).toBe("tofu");
});

describe("lastKnownState", () => {
  it("is the newest that somebody looked at", () => {
    const { result } = auditInput();
    const seen = (time: string, serial: number) =>
      audit(DATA, { ...at(time), result: { ...result, state: { lineage: "l", serial, resources: 0 } } });
    const unseen = audit(DATA, { ...at("09:00:00"), outcome: "refused", result: { ...result, state: null } });
    expect(lastKnownState([seen("05:00:00", 1), seen("06:00:00", 2), unseen], DATA)).toEqual({ lineage: "l", serial: 2, resources: 0 });
    expect(lastKnownState([unseen], DATA)).toBeNull();
  });
});
