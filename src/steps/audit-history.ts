import { auditFolder, type AuditRecord } from "../domain/state/audit-record.ts";
import type { Account } from "../domain/model/deployment.ts";
import type { StateStore } from "../ports/state-store.ts";
import { auditKeysIn, AUDITS_A_TIME, readAuditRecords } from "./audit-records.ts";

interface Folder {
  /** Newest first. */
  keys: string[];
  records: AuditRecord[];
  read: number;
}

/** Audit records of many deployments: each is read once, the newest first, and only until somebody knows enough. */
export interface AuditHistory {
  /**
   * Records of an account and a project (null: of all its projects), newest first.
   * @param isEnough Is asked with those that were read, and ends the reading.
   * @throws Error for a record that cannot be read: what it says is unknown.
   */
  until(
    store: StateStore,
    of: { account: Account; project: string | null },
    isEnough: (records: readonly AuditRecord[]) => boolean,
  ): Promise<readonly AuditRecord[]>;
}

export function openAuditHistory(): AuditHistory {
  const folders = new Map<string, Promise<Folder>>();
  return {
    until: async (store, { account, project }, isEnough) => {
      const id = `${store.name} ${auditFolder(account.name, project)}`;
      const before = folders.get(id) ?? open(store, account.name, project);
      // One after the other, so that two that need the same records read them once.
      const after = before.then(async (folder) => {
        while (folder.read < folder.keys.length && !isEnough(folder.records)) await readMore(folder, store);
        return folder;
      });
      folders.set(
        id,
        after.catch(async () => await before),
      );
      return [...(await after).records];
    },
  };
}

async function open(store: StateStore, account: string, project: string | null): Promise<Folder> {
  return { keys: await auditKeysIn(store, { account, project, since: null }), records: [], read: 0 };
}

async function readMore(folder: Folder, store: StateStore): Promise<void> {
  const keys = folder.keys.slice(folder.read, folder.read + AUDITS_A_TIME);
  const records = await readAuditRecords(keys, store);
  const unreadable = keys.find((_, index) => records[index] === null);
  if (unreadable !== undefined) throw new Error(`the audit record ${store.name}/${unreadable} cannot be read`);
  folder.records.push(...records.filter((record) => record !== null));
  folder.read += keys.length;
}
