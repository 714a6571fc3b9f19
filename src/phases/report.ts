import { redactedValue } from "../domain/dashboard/redacted.ts";
import { todayOf, type Today } from "../domain/dashboard/today.ts";
import type { PolicyException } from "../domain/controller/policy-settings.ts";
import type { SpecialApprover } from "../domain/controller/files.ts";
import type { Account } from "../domain/model/deployment.ts";
import type { Redact } from "../domain/report/redaction/redactor.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateStore } from "../ports/state-store.ts";
import { storesIn } from "../steps/evidence.ts";
import { openRecordIndex } from "../steps/record-index.ts";
import type { reportPages } from "../steps/report-pages.ts";

export interface ReportQuestion {
  accounts: readonly Account[];
  exceptions: readonly PolicyException[];
  approvers: readonly SpecialApprover[];
  stateKeyTemplate: string;
  /** As for GitHub: whoever reads the files may be anybody. */
  redact: Redact;
  serverUrl: string;
  version: string;
}

export interface ReportPorts {
  storeFor: (account: Account) => Promise<StateStore>;
  clock: Clock;
  /** What makes the pages: with its packages it is loaded when it is asked for. */
  pages: () => Promise<typeof reportPages>;
  /** @param path Below the folder of the report. */
  write: (path: string, text: string) => Promise<void>;
}

/** Writes the dashboard's pages as files. Returns how many, and what somebody wants to know first; redacted. */
export async function writeReport(
  { accounts, exceptions, stateKeyTemplate, ...about }: ReportQuestion,
  { storeFor, clock, pages, write }: ReportPorts,
): Promise<{ files: number; today: Today }> {
  const [stores, make] = await Promise.all([storesIn(accounts, storeFor), pages()]);
  const index = await openRecordIndex({ stores, accounts, template: stateKeyTemplate }).refresh();
  const now = clock.now();
  let files = 0;
  for await (const [path, text] of make(index, { ...about, exceptions, now })) {
    await write(path, text);
    files += 1;
  }
  return { files, today: redactedValue(todayOf(index, now, about.approvers), about.redact) };
}
