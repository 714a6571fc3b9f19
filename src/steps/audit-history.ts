import { auditFolder, auditKeysOf, readAuditRecord, type AuditRecord } from "../domain/state/audit-record.ts";
import type { Account } from "../domain/model/deployment.ts";
import type { StateStore } from "../ports/state-store.ts";

/** So many are read at once. */
const AT_ONCE = 10;

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
      const prefix = auditFolder(account.name, project);
      const id = `${store.name} ${prefix}`;
      const before = folders.get(id) ?? open(store, prefix);
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

async function open(store: StateStore, prefix: string): Promise<Folder> {
  const keys = (await store.list(prefix)).map(({ key }) => key);
  return { keys: auditKeysOf(keys, { account: null, project: null, since: null }), records: [], read: 0 };
}

async function readMore(folder: Folder, store: StateStore): Promise<void> {
  const keys = folder.keys.slice(folder.read, folder.read + AT_ONCE);
  const records = await Promise.all(
    keys.map(async (key) => {
      const record = readAuditRecord((await store.get(key))?.body ?? new Uint8Array());
      if (record === null) throw new Error(`the audit record ${store.name}/${key} cannot be read`);
      return record;
    }),
  );
  folder.records.push(...records);
  folder.read += keys.length;
}
