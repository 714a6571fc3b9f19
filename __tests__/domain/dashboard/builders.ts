import { EntryMaker, type AuditEntry } from "../../../src/domain/dashboard/entry.ts";
import { indexOf, type RecordIndex, type StoreFacts, type Validation } from "../../../src/domain/dashboard/record-index.ts";
import { DEFAULT_STATE_KEY } from "../../../src/domain/controller/state-key.ts";
import { auditKey, type AuditRecord } from "../../../src/domain/state/audit-record.ts";
import type { AuditInput } from "../../../src/domain/state/audit-record.ts";
import { audit, DATA, record } from "../../helpers/gates.ts";

export const NOW = new Date("2026-11-21T12:00:00Z");
const maker = new EntryMaker();

/** An audit entry; `changes` are those of its record's input. */
export function entry(time: string, changes: Partial<AuditInput> = {}, id: string = DATA): AuditEntry {
  return entryFrom(audit(id, { at: new Date(time), ...changes }));
}

export function entryFrom(of: AuditRecord): AuditEntry {
  const { account_name: account, project } = of.deployment;
  return maker.entryOf(auditKey({ account, project, action: of.action }, new Date(of.timestamp)), of);
}

export function validation(changes: Parameters<typeof record>[0] = {}, findings: Validation["findings"] = []): Validation {
  return { record: record(changes), findings };
}

export function facts(changes: Partial<StoreFacts> = {}): StoreFacts {
  return {
    store: "file:/store",
    entries: [],
    unreadable: [],
    objects: [],
    backups: [],
    looks: new Map(),
    locks: new Map(),
    starts: [],
    validations: [],
    rollouts: [],
    ...changes,
  };
}

export function index(changes: Partial<StoreFacts> = {}): RecordIndex {
  return indexOf([facts(changes)], [], DEFAULT_STATE_KEY);
}
