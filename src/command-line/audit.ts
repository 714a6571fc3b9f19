import { auditFolder, auditKeysOf, readAuditRecord, type AuditRecord } from "../domain/audit-record.ts";
import { accountOf, unknownAccount } from "../domain/accounts.ts";
import { ConfigurationError } from "../domain/errors.ts";
import { createRedactor } from "../domain/redaction.ts";
import { auditTable } from "../render/audit-table.ts";
import type { StateStore } from "../ports.ts";
import { connected, type Connected } from "./connected.ts";
import { print, type ExitCode, type Options } from "./options.ts";

const MOST_SHOWN = 200;

/** Lists audit records, newest first, as a table or whole as JSON. */
export async function runAudit(options: Options): Promise<ExitCode> {
  const since = sinceOf(options.since);
  return await connected(options, { quiet: true }, async (connection) => {
    const account = options.account === undefined ? null : accountNamed(options.account, connection);
    const project = options.project ?? null;
    const records: AuditRecord[] = [];
    const unreadable: string[] = [];
    for (const store of await storesOfAccounts(connection, account)) {
      const keys = (await store.list(auditFolder(account, project))).map(({ key }) => key);
      for (const key of auditKeysOf(keys, { account, project, since }).slice(0, MOST_SHOWN)) {
        const record = readAuditRecord((await store.get(key))?.body ?? new Uint8Array());
        if (record === null) unreadable.push(key);
        else records.push(record);
      }
    }
    records.sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp));
    for (const key of unreadable) connection.log.warning(`${key} is no audit record that this version can read`);
    // The records hold everything, unredacted; who may read the store may read them. A table goes to screens.
    return print(options.json ? JSON.stringify(records, null, 2) : createRedactor([])(auditTable(records)));
  });
}

function accountNamed(name: string, { controller }: Connected): string {
  const account = accountOf(controller.settings.accounts, name);
  if (account === null) throw new ConfigurationError(`--account: ${unknownAccount(controller.settings.accounts, name)}`);
  return account.name;
}

async function storesOfAccounts({ controller, tools }: Connected, name: string | null): Promise<StateStore[]> {
  const accounts = controller.settings.accounts.filter((account) => name === null || account.name === name);
  const stores = await Promise.all(accounts.map(tools.storeFor));
  return [...new Map(stores.map((store) => [store.name, store])).values()];
}

function sinceOf(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  const time = days === undefined ? new Date(text) : new Date(Date.now() - Number(days) * 86_400_000);
  if (Number.isNaN(time.getTime()))
    throw new ConfigurationError(`--since: got ${JSON.stringify(text)}, expected a date such as 2026-11-21, or days such as 30d`);
  return time;
}
