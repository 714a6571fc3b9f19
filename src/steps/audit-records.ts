import { auditFolder, auditKeysOf, readAuditRecord, type AuditFilter, type AuditRecord } from "../domain/state/audit-record.ts";
import type { StateStore } from "../ports/state-store.ts";
import { sideBySide } from "./side-by-side.ts";

/** So many are read at once. */
export const AUDITS_AT_ONCE = 20;
/** So many are read before somebody asks whether that is enough. */
export const AUDITS_A_TIME = 10;

/** The keys of a store's audit records that a filter lets through, newest first. */
export async function auditKeysIn(store: StateStore, filter: AuditFilter): Promise<string[]> {
  const listed = await store.list(auditFolder(filter.account, filter.project));
  return auditKeysOf(
    listed.map(({ key }) => key),
    filter,
  );
}

/**
 * Hands over what some keys hold, in no order.
 * @param visit null: it is gone, or no audit record that this version can read.
 */
export async function eachAuditRecord(
  keys: readonly string[],
  store: StateStore,
  visit: (record: AuditRecord | null, key: string) => void,
): Promise<void> {
  await sideBySide(
    keys,
    AUDITS_AT_ONCE,
    () => true,
    async (key) => visit(readAuditRecord((await store.get(key))?.body ?? new Uint8Array()), key),
  );
}

/** The same in the order of the keys. */
export async function readAuditRecords(keys: readonly string[], store: StateStore): Promise<(AuditRecord | null)[]> {
  const records = new Map<string, AuditRecord | null>();
  await eachAuditRecord(keys, store, (record, key) => records.set(key, record));
  return keys.map((key) => records.get(key) ?? null);
}

/** @returns null when one of them could not be read. */
export async function allAuditRecords(keys: readonly string[], store: StateStore): Promise<AuditRecord[] | null> {
  const records = await readAuditRecords(keys, store);
  return records.every((record) => record !== null) ? records : null;
}
