import { describe, expect, it } from "@jest/globals";
import {
  backupAt,
  backupKey,
  backupPrefix,
  backupsOf,
  isGoodBackup,
  newestGoodBackup,
  parseBackupKey,
} from "../../../src/domain/state/backup.ts";
import { state } from "../../helpers/gates.ts";

const KEY = "s3/a/us-east-1/data/terraform.tfstate";
const AT = new Date("2026-11-21T06:00:07.999Z");
const LINEAGE = "392eedf2-2084-8cc5-ebf4-5f929f86bd39";

describe("backupKey", () => {
  it("names state and second, in UTC", () => {
    expect(backupKey("backup", KEY, AT)).toBe(`backups/${KEY}.20261121-060007.backup`);
    expect(backupKey("failed", KEY, AT)).toBe(`failed/${KEY}.20261121-060007.backup`);
    expect(backupKey("errored", KEY, AT)).toBe(`backups/${KEY}.20261121-060007.errored`);
    expect(backupKey("backup", KEY, AT, 2)).toBe(`backups/${KEY}.20261121-060007-2.backup`);
  });

  it.each(["backup", "failed", "errored"] as const)("is read back, %s", (kind) => {
    const key = backupKey(kind, KEY, AT, 3);
    expect(parseBackupKey(key)).toEqual({ key, kind, stateKey: KEY, takenAt: new Date("2026-11-21T06:00:07Z"), collision: 3 });
    expect(key.startsWith(backupPrefix(kind, KEY))).toBe(true);
  });
});

describe("parseBackupKey", () => {
  it.each([
    "",
    KEY,
    `backups/${KEY}`,
    `backups/${KEY}.backup`,
    `backups/${KEY}.20261121-060007`,
    `backups/${KEY}.20260230-060007.backup`,
    `backups/${KEY}.20261121-250007.backup`,
    `backups/.20261121-060007.backup`,
    `failed/${KEY}.20261121-060007.errored`,
    `other/${KEY}.20261121-060007.backup`,
    `backups/${KEY}.20261121-060007-x.backup`,
  ])("takes %j for no backup", (key) => {
    expect(parseBackupKey(key)).toBeNull();
  });
});

describe("backupsOf", () => {
  const key = (stamp: string, stateKey = KEY) => `backups/${stateKey}.${stamp}.backup`;

  it("puts the newest first and leaves out other states, kinds and files", () => {
    const keys = [
      key("20261120-060000"),
      key("20261121-060000"),
      key("20261121-060000-1"),
      key("20261121-060000-10"),
      key("20261122-060000", `${KEY}.other`),
      key("20261122-060000", "s3/a/us-east-1/data2/terraform.tfstate"),
      `failed/${KEY}.20261123-060000.backup`,
      `backups/${KEY}.20261123-060000.errored`,
      "backups/readme.txt",
    ];
    expect(backupsOf(keys, KEY).map((backup) => backup.key)).toEqual([
      key("20261121-060000-10"),
      key("20261121-060000-1"),
      key("20261121-060000"),
      key("20261120-060000"),
    ]);
    expect(backupsOf(keys, KEY, "failed").map((backup) => backup.key)).toEqual([`failed/${KEY}.20261123-060000.backup`]);
  });

  it("finds the one that is asked for", () => {
    const backups = backupsOf([key("20261121-060000"), key("20261121-060000-1"), key("20261120-060000")], KEY);
    expect(backupAt(backups, "latest")?.key).toBe(key("20261121-060000-1"));
    expect(backupAt(backups, "20261120-060000")?.key).toBe(key("20261120-060000"));
    expect(backupAt(backups, "20261121-060000-1")?.key).toBe(key("20261121-060000-1"));
    expect(backupAt(backups, "20261119-060000")).toBeNull();
    expect(backupAt([], "latest")).toBeNull();
  });
});

describe("newestGoodBackup", () => {
  const good = state([{ name: "x" }]);

  it("passes over what cannot be read or is of another lineage", () => {
    expect(
      newestGoodBackup(
        [
          { key: "4", state: { kind: "empty" } },
          { key: "3", state: { kind: "broken", why: "" } },
          { key: "2", state: state([], { lineage: "other" }) },
          { key: "1", state: good },
          { key: "0", state: good },
        ],
        LINEAGE,
      ),
    ).toBe("1");
    expect(newestGoodBackup([{ key: "4", state: { kind: "empty" } }], null)).toBeNull();
  });

  it("takes any lineage when none is known", () => {
    expect(isGoodBackup(good, null)).toBe(true);
    expect(isGoodBackup(good, "other")).toBe(false);
  });
});
