import type { Deployment } from "../domain/model/deployment.ts";
import { buildReport } from "../domain/report/build-report.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import type { Identities } from "../domain/report/redaction/identities.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import type { Report } from "../domain/report/report.ts";
import { policyLine, verdictLine } from "../render/terminal/log.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Notifications } from "../ports/notifications.ts";
import { notifyOfReport } from "./notify.ts";
import type { Outcome } from "./publish.ts";

/** What came of something that was started by hand, raw. */
export interface DoneByHand {
  deployment: Pick<Deployment, "id" | "environment">;
  report: Report;
  secrets: readonly Secret[];
  identities: Identities;
  /** What went wrong beside the deployment: it makes the run fail and changes no result. */
  problems: readonly string[];
}

export interface HandTellingPorts {
  clock: Clock;
  log: Log;
  /** null: the controller's files say of nobody. */
  notifications: () => Promise<Notifications | null>;
}

/** Tells the log, and whom notifications.yaml names. There is no pull request to tell: the job summary is made from the report. */
export async function tellByHand(
  { deployment, report: raw, secrets, identities, problems }: DoneByHand,
  { clock, log, notifications }: HandTellingPorts,
): Promise<Outcome> {
  const redact = createRedactor(secrets, identities);
  const report = buildReport({ ...raw, durationMs: clock.elapsed() }, redact);
  const reportingErrors = problems.map(redact);
  if (report.policy !== null) log.line(policyLine(report));
  log.line(verdictLine([report.verdict, ...(report.refusal === undefined ? [] : [...report.refusal.reasons, report.refusal.remedy])]));
  for (const problem of reportingErrors) log.warning(problem);
  const place = { kind: "by-hand", deployment: redact(deployment.id), environment: deployment.environment } as const;
  await notifyOfReport(report, place, notifications, log);
  return { report, silent: false, record: null, reportingErrors };
}
