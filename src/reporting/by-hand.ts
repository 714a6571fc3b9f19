import { buildReport } from "../domain/report/build-report.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import type { Identities } from "../domain/report/redaction/identities.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import type { Report } from "../domain/report/report.ts";
import { policyLine, verdictLine } from "../render/terminal/log.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Outcome } from "./publish.ts";

/** What came of something that was started by hand, raw. */
export interface DoneByHand {
  report: Report;
  secrets: readonly Secret[];
  identities: Identities;
  /** What went wrong beside the deployment: it makes the run fail and changes no result. */
  problems: readonly string[];
}

/** Tells the log. There is no pull request to tell: the job summary is made from the report. */
export function tellByHand(
  { report: raw, secrets, identities, problems }: DoneByHand,
  { clock, log }: { clock: Clock; log: Log },
): Outcome {
  const redact = createRedactor(secrets, identities);
  const report = buildReport({ ...raw, durationMs: clock.elapsed() }, redact);
  const reportingErrors = problems.map(redact);
  if (report.policy !== null) log.line(policyLine(report));
  log.line(verdictLine([report.verdict, ...(report.refusal === undefined ? [] : [...report.refusal.reasons, report.refusal.remedy])]));
  for (const problem of reportingErrors) log.warning(problem);
  return { report, silent: false, record: null, reportingErrors };
}
