import { stampOf, timeOfStamp } from "../text/stamp.ts";
import type { StateFile } from "./file.ts";

/**
 * `backup`: the state before an apply; `failed`: the state that a failed apply left; `errored`: what terraform could not write to the store.
 */
export type BackupKind = "backup" | "failed" | "errored";

export interface Backup {
  key: string;
  kind: BackupKind;
  stateKey: string;
  takenAt: Date;
  /** 0 for the first of its second. */
  collision: number;
}

/**
 * `backups/{state key}.{YYYYMMDD-HHMMSS}.backup`, `failed/….backup`, and `backups/….errored` beside the backup.
 * @param collision How many of this second there are already: from 1 on the stamp ends in `-{n}`.
 */
export function backupKey(kind: BackupKind, stateKey: string, at: Date, collision = 0): string {
  const stamp = `${stampOf(at)}${collision === 0 ? "" : `-${collision}`}`;
  return `${backupPrefix(kind, stateKey)}${stamp}.${kind === "errored" ? "errored" : "backup"}`;
}

/** Prefix under which all of one kind stand. Other state keys may begin with it too: `backupsOf` tells them apart. */
export function backupPrefix(kind: BackupKind, stateKey: string): string {
  return `${kind === "failed" ? "failed" : "backups"}/${stateKey}.`;
}

/** null: no key of a backup. */
export function parseBackupKey(key: string): Backup | null {
  const parts = /^(backups|failed)\/([^\n]+)\.(\d{8}-\d{6})(?:-(\d{1,6}))?\.(backup|errored)$/.exec(key);
  const [, folder = "", stateKey = "", stamp = "", collision = "0", ending = ""] = parts ?? [];
  const takenAt = timeOfStamp(stamp);
  if (takenAt === null || (folder === "failed" && ending === "errored")) return null;
  return {
    key,
    kind: folder === "failed" ? "failed" : ending === "errored" ? "errored" : "backup",
    stateKey,
    takenAt,
    collision: Number(collision),
  };
}

/** The backups of one state among keys of the store, newest first. */
export function backupsOf(keys: readonly string[], stateKey: string, kind: BackupKind = "backup"): Backup[] {
  return keys
    .flatMap((key) => parseBackupKey(key) ?? [])
    .filter((backup) => backup.stateKey === stateKey && backup.kind === kind)
    .sort((a, b) => b.takenAt.getTime() - a.takenAt.getTime() || b.collision - a.collision);
}

/**
 * Whether a state can be gone back to.
 * @param lineage Of the deployment; null: unknown.
 */
export function isGoodBackup(state: StateFile, lineage: string | null): boolean {
  return state.kind === "state" && (lineage === null || state.lineage === lineage);
}

/** The newest good one of backups in the order of `backupsOf`; those that cannot be read or are of another lineage are passed over. */
export function newestGoodBackup(backups: readonly { key: string; state: StateFile }[], lineage: string | null): string | null {
  return backups.find(({ state }) => isGoodBackup(state, lineage))?.key ?? null;
}

/**
 * The backup that `--to` means: `latest` or the stamp of a key, `20261121-060000`, with its `-{n}` where it has one.
 * @param backups Newest first.
 */
export function backupAt(backups: readonly Backup[], to: string): Backup | null {
  if (to === "latest") return backups[0] ?? null;
  return backups.find(({ takenAt, collision }) => `${stampOf(takenAt)}${collision === 0 ? "" : `-${collision}`}` === to) ?? null;
}
