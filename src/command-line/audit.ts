import { accountOf, unknownAccount } from "../domain/controller/accounts.ts";
import { LOOKS, readLook, type DriftLook } from "../domain/drift/look.ts";
import type { AuditFilter, AuditRecord } from "../domain/state/audit-record.ts";
import { AUDIT_QUESTIONS, type AuditQuestion, type Cell } from "../domain/state/audit-questions.ts";
import { AUDIT_COLUMNS, auditRow, isAbout, type AuditRow } from "../domain/state/audit-row.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { auditKeysIn, eachAuditRecord } from "../steps/audit-records.ts";
import { storesIn } from "../steps/evidence.ts";
import { sideBySide } from "../steps/side-by-side.ts";
import { csv } from "../render/csv.ts";
import { auditTable, cellTable } from "../render/terminal/audit-table.ts";
import type { Log } from "../ports/log.ts";
import type { StateStore } from "../ports/state-store.ts";
import { connected, type Connected } from "./connected.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

const MOST_SHOWN = 200;
const READ_AT_ONCE = 20;

/** Lists audit records, newest first, or answers a question from them. */
export async function runAudit(options: Options): Promise<ExitCode> {
  const format = formatOf(options);
  if (options.questions) return listQuestions(format);
  const period = { since: timeOf("since", options.since), until: timeOf("until", options.until) };
  const question = options.question === undefined ? null : (AUDIT_QUESTIONS[options.question] ?? null);
  return await connected(options, { quiet: true }, async (connection) => {
    const account = options.account === undefined ? null : accountNamed(options.account, connection);
    const filter = { account, project: options.project ?? null, action: options.action ?? null, ...period };
    const stores = await storesOfAccounts(connection, account);
    const read: Read = { stores, filter, isWanted: wantedBy(options), log: connection.log };
    // The records hold everything, unredacted; who may read the store may read them. A table goes to screens.
    const shown = createRedactor([], connection.controller.identities);
    if (question !== null) return tellAnswer(question, await answerOf(question, read), format, shown);
    return await tellRecords(read, format, shown);
  });
}

type Format = "table" | "json" | "csv" | "ndjson";

/** The parser has refused other words. */
function formatOf({ format, json }: Options): Format {
  if (json && format !== "table" && format !== "json")
    throw new ConfigurationError(`--format: got ${format} and --json, expected one of the two`);
  return json ? "json" : (format as Format);
}

function listQuestions(format: Format): ExitCode {
  const questions = Object.entries(AUDIT_QUESTIONS).map(([name, { asks, columns }]) => ({ name, asks, columns }));
  if (format === "json") return printJson(questions);
  if (format === "ndjson") return print(questions.map((question) => JSON.stringify(question)).join("\n"));
  const rows = questions.map(({ name, asks }) => [name, asks]);
  return print(format === "csv" ? csv(["name", "asks"], rows) : cellTable(["question", "asks"], rows));
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Which records are read. */
interface Read {
  stores: readonly StateStore[];
  /** What a key tells. */
  filter: AuditFilter;
  /** What only the record tells. */
  isWanted: (row: AuditRow) => boolean;
  log: Log;
}

function wantedBy({ person, outcome, environment }: Options): Read["isWanted"] {
  const wanted = environment?.trim().toLowerCase();
  return (row) =>
    (person === undefined || isAbout(person, row)) &&
    (outcome === undefined || row.outcome === outcome) &&
    (wanted === undefined || row.environment.toLowerCase() === wanted);
}

/** The newest of each store, as many as are shown. */
async function newestRecords(read: Read): Promise<AuditRecord[]> {
  const found = await Promise.all(
    read.stores.map(async (store) => {
      const records: AuditRecord[] = [];
      for await (const more of inPieces(store, read)) {
        records.push(...more);
        if (records.length > MOST_SHOWN) break;
      }
      if (records.length > MOST_SHOWN)
        read.log.warning(
          `${store.name} has more such records; these are the newest ${MOST_SHOWN}: --until, --since and --project show others, --format csv and ndjson all`,
        );
      return records.slice(0, MOST_SHOWN);
    }),
  );
  return found.flat().sort(newestFirst);
}

/** The records of a store, newest first, some at a time: whole, not all of them would fit into memory. */
async function* inPieces(store: StateStore, read: Read): AsyncGenerator<AuditRecord[]> {
  const keys = await auditKeysIn(store, read.filter);
  for (let next = 0; next < keys.length; next += MOST_SHOWN)
    yield (await recordsOf(store, keys.slice(next, next + MOST_SHOWN), read, (record) => record)).sort(newestFirst);
}

function newestFirst(a: AuditRecord, b: AuditRecord): number {
  return Date.parse(b.timestamp) - Date.parse(a.timestamp);
}

/** All records in no order, each as what is kept of it. */
async function allOf<Kept>(read: Read, keep: (record: AuditRecord) => Kept): Promise<Kept[]> {
  const found = await Promise.all(
    read.stores.map(async (store) => await recordsOf(store, await auditKeysIn(store, read.filter), read, keep)),
  );
  return found.flat();
}

async function recordsOf<Kept>(
  store: StateStore,
  keys: readonly string[],
  { isWanted, log }: Pick<Read, "isWanted" | "log">,
  keep: (record: AuditRecord) => Kept,
): Promise<Kept[]> {
  const kept: Kept[] = [];
  await eachAuditRecord(keys, store, (record, key) => {
    if (record === null) log.warning(`${key} is no audit record that this version can read`);
    else if (isWanted(auditRow(record))) kept.push(keep(record));
  });
  return kept;
}

async function looksIn(stores: readonly StateStore[]): Promise<DriftLook[]> {
  const looks: DriftLook[] = [];
  for (const store of stores)
    await sideBySide(
      await store.list(LOOKS),
      READ_AT_ONCE,
      () => true,
      async ({ key }) => {
        const look = readLook((await store.get(key))?.body ?? new Uint8Array());
        if (look !== null) looks.push(look);
      },
    );
  return looks;
}

async function answerOf(question: AuditQuestion, read: Read): Promise<Cell[][]> {
  const [rows, looks] = await Promise.all([allOf(read, auditRow), question.needsLooks === true ? looksIn(read.stores) : []]);
  return question.answer({ rows, looks, now: new Date() });
}

// ── Telling ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function tellAnswer({ columns }: AuditQuestion, rows: Cell[][], format: Format, shown: (text: string) => string): ExitCode {
  const objects = () => rows.map((row) => Object.fromEntries(columns.map((column, place) => [column, row[place] ?? null])));
  switch (format) {
    case "json":
      return printJson(objects());
    case "ndjson":
      return printLines(objects().map((object) => JSON.stringify(object)));
    case "csv":
      return print(csv(columns, rows));
    case "table":
      return print(rows.length === 0 ? "nothing was found" : shown(cellTable(columns, rows)));
  }
}

/** Newest first. Those of a table and of JSON are so many as can be shown, the others all that there are. */
async function tellRecords(read: Read, format: Format, shown: (text: string) => string): Promise<ExitCode> {
  switch (format) {
    case "json":
      return printJson(await newestRecords(read));
    case "table":
      return print(shown(auditTable(await newestRecords(read))));
    case "csv": {
      const rows = (await allOf(read, auditRow)).sort((a, b) => (a.happened_at < b.happened_at ? 1 : -1));
      const cells = rows.map((row) => AUDIT_COLUMNS.map((column) => cellOf(row[column])));
      return print(csv(AUDIT_COLUMNS, cells));
    }
    case "ndjson":
      for (const store of read.stores)
        for await (const records of inPieces(store, read)) printLines(records.map((record) => JSON.stringify(record)));
      return 0;
  }
}

function printLines(lines: readonly string[]): ExitCode {
  for (const line of lines) process.stdout.write(`${line}\n`);
  return 0;
}

function cellOf(value: AuditRow[keyof AuditRow]): Cell {
  return typeof value === "object" && value !== null ? value.join(", ") : value;
}

// ── Options ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function accountNamed(name: string, { controller }: Connected): string {
  const account = accountOf(controller.settings.accounts, name);
  if (account === null) throw new ConfigurationError(`--account: ${unknownAccount(controller.settings.accounts, name)}`);
  return account.name;
}

async function storesOfAccounts({ controller, tools }: Connected, name: string | null): Promise<StateStore[]> {
  const accounts = controller.settings.accounts.filter((account) => name === null || account.name === name);
  return await storesIn(accounts, tools.storeFor);
}

/** `2026-11-21` and `2026-11-21T06:00:00Z` (UTC unless it says otherwise), or `30d`. */
function timeOf(option: "since" | "until", text: string | undefined): Date | null {
  if (text === undefined) return null;
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  // What else `Date` reads, it often misreads: "7" would be a month of 2001.
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text);
  const withZone = /T.*(?:Z|[+-]\d{2}:\d{2})$|^[^T]*$/.test(text) ? text : `${text}Z`;
  const time = days === undefined ? new Date(isDate ? withZone : Number.NaN) : new Date(Date.now() - Number(days) * 86_400_000);
  if (Number.isNaN(time.getTime()))
    throw new ConfigurationError(`--${option}: got ${JSON.stringify(text)}, expected a date such as 2026-11-21, or days such as 30d`);
  return time;
}
