import { accountOf, unknownAccount } from "../domain/controller/accounts.ts";
import { auditFolder, auditKeysOf, readAuditRecord, type AuditFilter, type AuditRecord } from "../domain/state/audit-record.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { storesIn } from "../steps/evidence.ts";
import { auditTable } from "../render/terminal/audit-table.ts";
import type { Log } from "../ports/log.ts";
import type { StateStore } from "../ports/state-store.ts";
import { connected, type Connected } from "./connected.ts";
import { print, type ExitCode, type Options } from "./options.ts";

const MOST_SHOWN = 200;

/** Lists audit records, newest first, as a table or whole as JSON. */
export async function runAudit(options: Options): Promise<ExitCode> {
  const since = sinceOf(options.since);
  return await connected(options, { quiet: true }, async (connection) => {
    const account = options.account === undefined ? null : accountNamed(options.account, connection);
    const filter = { account, project: options.project ?? null, since };
    const stores = await storesOfAccounts(connection, account);
    const found = await Promise.all(stores.map(async (store) => await recordsOf(store, filter, connection.log)));
    const records = found.flat().sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp));
    // The records hold everything, unredacted; who may read the store may read them. A table goes to screens.
    return print(
      options.json ? JSON.stringify(records, null, 2) : createRedactor([], connection.controller.identities)(auditTable(records)),
    );
  });
}

async function recordsOf(store: StateStore, filter: AuditFilter, log: Log): Promise<AuditRecord[]> {
  const listed = await store.list(auditFolder(filter.account, filter.project));
  const keys = auditKeysOf(
    listed.map(({ key }) => key),
    filter,
  );
  if (keys.length > MOST_SHOWN)
    log.warning(`${store.name} has ${keys.length} such records; these are the newest ${MOST_SHOWN}, --project and --since show others`);
  const records = await Promise.all(
    keys.slice(0, MOST_SHOWN).map(async (key) => {
      const record = readAuditRecord((await store.get(key))?.body ?? new Uint8Array());
      if (record === null) log.warning(`${key} is no audit record that this version can read`);
      return record;
    }),
  );
  return records.filter((record) => record !== null);
}

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
function sinceOf(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  // What else `Date` reads, it often misreads: "7" would be a month of 2001.
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text);
  const withZone = /T.*(?:Z|[+-]\d{2}:\d{2})$|^[^T]*$/.test(text) ? text : `${text}Z`;
  const time = days === undefined ? new Date(isDate ? withZone : Number.NaN) : new Date(Date.now() - Number(days) * 86_400_000);
  if (Number.isNaN(time.getTime()))
    throw new ConfigurationError(`--since: got ${JSON.stringify(text)}, expected a date such as 2026-11-21, or days such as 30d`);
  return time;
}
