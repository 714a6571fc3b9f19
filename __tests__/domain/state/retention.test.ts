import { describe, expect, it } from "@jest/globals";
import { expiredAudits, expiredBackups, lifecycleRules } from "../../../src/domain/state/retention.ts";

const NOW = new Date("2026-11-21T06:00:00Z");
const backup = (stamp: string, stateKey = "s3/a/b/c/terraform.tfstate") => `backups/${stateKey}.${stamp}.backup`;

describe("expiredBackups", () => {
  const keys = [
    backup("20261121-000000"),
    backup("20261022-060000"),
    backup("20261022-055959"),
    backup("20260101-000000"),
    backup("20250101-000000"),
  ];

  it("keeps the newest good one, however old it is", () => {
    const newestGood = new Map([["s3/a/b/c/terraform.tfstate", backup("20260101-000000")]]);
    expect(expiredBackups(keys, newestGood, 30, NOW)).toEqual([backup("20261022-055959"), backup("20250101-000000")]);
  });

  it("keeps everything of a state whose newest good one is unknown, and whatever is no backup", () => {
    const others = [backup("20250101-000000", "s3/x/y/z/terraform.tfstate"), "backups/notes.txt", "s3/a/b/c/terraform.tfstate"];
    expect(expiredBackups([...keys, ...others], new Map(), 30, NOW)).toEqual([]);
  });

  it("lets copies of failed and unwritten states go too", () => {
    const copies = [
      "failed/s3/a/b/c/terraform.tfstate.20250101-000000.backup",
      "backups/s3/a/b/c/terraform.tfstate.20250101-000000.errored",
    ];
    expect(expiredBackups(copies, new Map([["s3/a/b/c/terraform.tfstate", keys[0] ?? ""]]), 30, NOW)).toEqual(copies);
  });
});

describe("expiredAudits", () => {
  it("keeps what a recovery would apply again", () => {
    const old = ["audit-logs/a/p/apply-20260101-000000.json", "audit-logs/a/p/apply-20260102-000000-1.json"];
    const keys = [...old, "audit-logs/a/p/apply-20261120-000000.json", "audit-logs/a/p/notes.txt"];
    expect(expiredAudits(keys, new Set(["audit-logs/a/p/apply-20260102-000000-1.json"]), 90, NOW)).toEqual([old[0]]);
  });
});

describe("lifecycleRules", () => {
  it("is what put-bucket-lifecycle-configuration takes", () => {
    const rule = (id: string, days: number) => ({
      ID: `tf-orchestrator-${id}`,
      Status: "Enabled",
      Filter: { Prefix: `${id}/` },
      Expiration: { Days: days },
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    });
    expect(lifecycleRules({ backupDays: 365, auditDays: 400 })).toEqual({
      Rules: [rule("backups", 365), rule("failed", 365), rule("audit-logs", 400), rule("records", 400)],
    });
  });
});
