import { EVERY_RECORD } from "../domain/dashboard/audit-search.ts";
import { deploymentPageOf } from "../domain/dashboard/deployment-page.ts";
import { deploymentRows, EVERY_DEPLOYMENT, filterChoices } from "../domain/dashboard/deployments.ts";
import { policiesOf } from "../domain/dashboard/policies.ts";
import type { RecordIndex } from "../domain/dashboard/record-index.ts";
import { redactedValue, remembering } from "../domain/dashboard/redacted.ts";
import { speedOf } from "../domain/dashboard/speed.ts";
import { todayOf } from "../domain/dashboard/today.ts";
import type { PolicyException } from "../domain/controller/policy-settings.ts";
import type { SpecialApprover } from "../domain/controller/files.ts";
import type { Redact } from "../domain/report/redaction/redactor.ts";
import { deploymentPage } from "../render/html/deployment.ts";
import { page, type Frame } from "../render/html/layout.ts";
import { auditPage, deploymentsPage, policiesPage, speedPage, todayPage } from "../render/html/pages.ts";
import type { Html } from "../render/html/parts.ts";
import { fileOf, filesSite, type Site, type Target } from "../render/html/site.ts";
import { STYLE } from "../render/html/style.ts";

export interface ReportAbout {
  exceptions: readonly PolicyException[];
  /** Who may override. */
  approvers: readonly SpecialApprover[];
  /** As for GitHub: whoever reads the files may be anybody. */
  redact: Redact;
  serverUrl: string;
  version: string;
  now: Date;
}

const ROWS_ON_A_PAGE = 100;
const ENTRIES_SHOWN = 500;

/**
 * The pages of the dashboard as files that link to each other. No value of a state is in them.
 * @returns Contents by path, one after the other: a report of thousands of deployments need not be in memory as a whole.
 */
export async function* reportPages(index: RecordIndex, about: ReportAbout): AsyncGenerator<[path: string, text: string]> {
  const { exceptions, approvers, serverUrl, version, now } = about;
  const redact = remembering(about.redact);
  const site = filesSite("", serverUrl);
  const made = async (target: Target, title: string, section: Frame["section"], body: (site: Site) => Html): Promise<[string, string]> => {
    const file = fileOf(target) ?? "";
    const from = file.includes("/") ? filesSite("../", serverUrl) : site;
    return [file, await page({ site: from, title, section, readAt: now, seen: null, version }, body(from))];
  };
  yield [fileOf({ page: "style" }) ?? "", STYLE];
  yield await made({ page: "today" }, "Today", "Today", (from) =>
    todayPage(from, redactedValue(todayOf(index, now, approvers), redact), now),
  );

  const rows = deploymentRows(index, EVERY_DEPLOYMENT);
  const choices = filterChoices(index);
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_ON_A_PAGE));
  for (let number = 1; number <= pages; number++) {
    const shown = redactedValue(rows.slice((number - 1) * ROWS_ON_A_PAGE, number * ROWS_ON_A_PAGE), redact);
    const list = { rows: shown, total: rows.length, number, pages, filter: EVERY_DEPLOYMENT, choices };
    yield await made({ page: "deployments", filter: EVERY_DEPLOYMENT, number }, "Deployments", "Deployments", (from) =>
      deploymentsPage(from, list),
    );
  }
  for (const deployment of index.deployments.values()) {
    const value = redactedValue(deploymentPageOf(index, deployment, 1), redact);
    yield await made({ page: "deployment", slug: deployment.slug, number: 1 }, value.row.id, "Deployments", (from) =>
      deploymentPage(from, value, 1),
    );
  }
  const entries = redactedValue(index.entries.slice(0, ENTRIES_SHOWN), redact);
  const audit = { entries, total: index.entries.length, number: 1, query: EVERY_RECORD, problems: [], accounts: [] };
  yield await made({ page: "audit", query: EVERY_RECORD, number: 1 }, "Audit", "Audit", (from) =>
    auditPage(from, { ...audit, pages: Math.max(1, Math.ceil(index.entries.length / ENTRIES_SHOWN)) }),
  );
  const policies = redactedValue(policiesOf(index, exceptions, now), redact);
  yield await made({ page: "policies" }, "Policies", "Policies", (from) => policiesPage(from, policies));
  yield await made({ page: "speed", environment: "" }, "Speed", "Speed", (from) => speedPage(from, speedOf(index, "", now), "", []));
}
