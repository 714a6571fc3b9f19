import { z } from "zod";
import { EntryMaker, type AuditEntry } from "../domain/dashboard/entry.ts";
import { indexOf, type KeptObject, type RecordIndex, type StoreFacts, type Validation } from "../domain/dashboard/record-index.ts";
import { TAKEN_FOLDERS } from "../domain/controller/state-key.ts";
import { LOOKS, readLook, stateKeyOfLook, type DriftLook } from "../domain/drift/look.ts";
import { findingsKey, FULL_RECORD } from "../domain/evidence/record.ts";
import type { Account } from "../domain/model/deployment.ts";
import { LEVELS, SEVERITIES, type Finding } from "../domain/model/finding.ts";
import { ROLLOUT_RECORD, ROLLOUTS, type RolloutRecord } from "../domain/rollout/record.ts";
import { auditRecordOf, looksLikeAuditKey } from "../domain/state/audit-record.ts";
import { parseLock, type StateLock } from "../domain/state/lock.ts";
import { readStarts, type RunStart } from "../domain/state/run-start.ts";
import { parsedJson } from "../domain/text/json-values.ts";
import type { StateStore } from "../ports/state-store.ts";
import { sideBySide } from "./side-by-side.ts";

/** The records of some stores, read again where something is new. It writes nothing. */
export interface OpenIndex {
  /** Reads what is new since the last time. */
  refresh(): Promise<RecordIndex>;
}

export interface IndexSettings {
  stores: readonly StateStore[];
  accounts: readonly Account[];
  /** Of state keys. */
  template: string;
}

/** Records, states and looks are many, and few of them change: each is read once, and again when its time or size has changed. */
export function openRecordIndex({ stores, accounts, template }: IndexSettings): OpenIndex {
  const readers = stores.map((store) => openStoreReader(store));
  return {
    refresh: async () => indexOf(await Promise.all(readers.map(async (read) => await read())), accounts, template),
  };
}

function openStoreReader(store: StateStore): () => Promise<StoreFacts> {
  const maker = new EntryMaker();
  const entries = new Map<string, AuditEntry | null>();
  const validations = new Kept<Validation | null>();
  const looks = new Kept<DriftLook | null>();
  const starts = new Kept<RunStart[]>();
  const locks = new Kept<StateLock | null>();
  const rollouts = new Kept<RolloutRecord | null>();
  return async () => {
    const [audits, records, lookedAt, begun, waves, backups, failed, objects] = await Promise.all([
      store.list("audit-logs/", { namesOnly: true }),
      store.list("records/"),
      store.list(LOOKS),
      store.list("starts/"),
      store.list(ROLLOUTS),
      store.list("backups/"),
      store.list("failed/"),
      store.list("", { without: TAKEN_FOLDERS }),
    ]);
    await readEntries(
      audits.map(({ key }) => key),
      entries,
      maker,
      store,
    );
    const kept = new Set(records.map(({ key }) => key));
    await validations.read(newestValidations(records), store, async (jws) => await validationOf(jws, kept, store));
    await looks.read(lookedAt, store, (text) => readLook(Buffer.from(text)));
    await starts.read(begun, store, (text) => readStarts(Buffer.from(text)) ?? []);
    await rollouts.read(newestOf(waves), store, rolloutOf);
    await locks.read(
      objects.filter(({ key }) => isLockKey(key)),
      store,
      parseLock,
    );
    return {
      store: store.name,
      entries: [...entries.values()].filter((entry) => entry !== null),
      unreadable: [...entries].flatMap(([key, entry]) => (entry === null ? [key] : [])),
      objects,
      backups: [...backups, ...failed],
      looks: new Map(looks.all().flatMap(([key, look]) => (look === null ? [] : [[stateKeyOfLook(key) ?? "", look] as const]))),
      locks: new Map(locks.all().flatMap(([key, lock]) => (lock === null ? [] : [[key, lock] as const]))),
      starts: starts.all().flatMap(([, of]) => of),
      validations: validations.all().flatMap(([, validation]) => validation ?? []),
      rollouts: rollouts.all().flatMap(([, rollout]) => rollout ?? []),
    };
  };
}

/** Audit records never change; they only come and go. */
async function readEntries(
  listed: readonly string[],
  known: Map<string, AuditEntry | null>,
  maker: EntryMaker,
  store: StateStore,
): Promise<void> {
  const there = new Set(listed);
  for (const key of known.keys()) if (!there.has(key)) known.delete(key);
  await readEach(
    listed.filter((key) => !known.has(key) && looksLikeAuditKey(key)),
    store,
    (key, text) => {
      const record = auditRecordOf(text);
      known.set(key, record === null ? null : maker.entryOf(key, record));
    },
  );
}

/** What was read of some objects; each again once it is another. */
class Kept<Value> {
  readonly #values = new Map<string, { stamp: string; value: Value }>();

  async read(objects: readonly KeptObject[], store: StateStore, reader: (text: string) => Value | Promise<Value>) {
    const stamps = new Map(objects.map(({ key, sizeBytes, modifiedAt }) => [key, `${sizeBytes} ${modifiedAt.getTime()}`]));
    for (const key of this.#values.keys()) if (!stamps.has(key)) this.#values.delete(key);
    const changed = [...stamps].filter(([key, stamp]) => this.#values.get(key)?.stamp !== stamp);
    const read: [string, Value | Promise<Value>][] = [];
    await readEach(
      changed.map(([key]) => key),
      store,
      (key, text) => read.push([key, reader(text)]),
    );
    for (const [key, value] of read) this.#values.set(key, { stamp: stamps.get(key) ?? "", value: await value });
  }

  all(): [key: string, value: Value][] {
    return [...this.#values].map(([key, { value }]) => [key, value]);
  }
}

/** What is gone meanwhile is left out. */
async function readEach(keys: readonly string[], store: StateStore, visit: (key: string, text: string) => void): Promise<void> {
  if (store.readEach !== undefined) {
    await store.readEach(keys, visit);
    return;
  }
  await sideBySide(
    keys,
    READ_AT_ONCE,
    () => true,
    async (key) => {
      const object = await store.get(key);
      if (object !== null) visit(key, new TextDecoder().decode(object.body));
    },
  );
}

const READ_AT_ONCE = 50;

/** The records of validations that came to a verdict, the newest of them. Older ones say nothing that a page shows. */
function newestValidations(records: readonly KeptObject[]): KeptObject[] {
  return newestOf(records.filter(({ key }) => /\/[0-9a-f]{40}-\d{1,15}(?:\.\d{1,6})?\.jws$/.test(key)));
}

function newestOf(records: readonly KeptObject[]): KeptObject[] {
  return records.toSorted((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime()).slice(0, MOST_VALIDATIONS);
}

const MOST_VALIDATIONS = 2_000;

const FINDINGS = z.array(
  z.object({
    rule: z.string(),
    level: z.enum(LEVELS),
    severity: z.enum(SEVERITIES),
    message: z.string(),
    remediation: z.string(),
    address: z.string().optional(),
    location: z.object({ file: z.string() }).optional(),
    overridable: z.boolean(),
  }),
);

/** Its signature is not asked for: no page decides anything. */
async function validationOf(jws: string, kept: ReadonlySet<string>, store: StateStore): Promise<Validation | null> {
  const [, payload = ""] = jws.split(".");
  const record = FULL_RECORD.safeParse(parsedJson(Buffer.from(payload, "base64url").toString()));
  if (!record.success) return null;
  const beside = findingsKey(record.data);
  const object = kept.has(beside) ? await store.get(beside) : null;
  const findings = FINDINGS.safeParse(object === null ? null : parsedJson(new TextDecoder().decode(object.body)));
  return { record: record.data, findings: findings.success ? findings.data.map(findingOf) : null };
}

/** Its signature is not asked for, either. */
function rolloutOf(jws: string): RolloutRecord | null {
  const [, payload = ""] = jws.split(".");
  const record = ROLLOUT_RECORD.safeParse(parsedJson(Buffer.from(payload, "base64url").toString()));
  return record.success ? record.data : null;
}

function findingOf({ address, location, ...finding }: z.infer<typeof FINDINGS>[number]): Finding {
  return { ...finding, ...(address === undefined ? {} : { address }), ...(location === undefined ? {} : { location }) };
}

function isLockKey(key: string): boolean {
  return key.endsWith(".tflock") || /(?:^|\/)\.[^/]+\.lock\.info$/.test(key);
}
