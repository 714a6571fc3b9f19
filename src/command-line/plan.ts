import { writeFile } from "node:fs/promises";
import { failing } from "../domain/evidence/override.ts";
import { format } from "../domain/model/finding.ts";
import { buildReport } from "../domain/report/build-report.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import type { Report } from "../domain/report/report.ts";
import { assess } from "../steps/assess.ts";
import type { Change } from "../steps/change.ts";
import { checkLine, discoverLine, headerLine, policyLine } from "../render/terminal/log.ts";
import { withoutProgress } from "../render/markdown/diff.ts";
import { logBlock } from "../render/neutralise.ts";
import { summaryJson } from "../render/json/summary.ts";
import { resultTable } from "../render/terminal/results.ts";
import type { TerminalLog } from "../adapters/terminal/terminal-log.ts";
import { VERSION } from "../version.ts";
import { paintFor } from "./colour.ts";
import { connected, folderReport, localStarter, type Connected } from "./connected.ts";
import { print, type ExitCode, type Options } from "./options.ts";

/** Plans the selected deployments and judges the plans. `plan` prints them, too. */
export async function runPlan(phase: "validate" | "plan", options: Options): Promise<ExitCode> {
  return await connected(options, { role: "plan" }, async (connection) => {
    const { change, ok } = await connection.change();
    if (!ok) return 2;
    return await tell(await planned(phase, change, connection), options);
  });
}

/** Plans a change and judges the plans. */
export async function planned(
  phase: "validate" | "plan",
  change: Change,
  { tools, controller, log, telemetry, signal }: Connected,
): Promise<Report> {
  const raw = folderReport(phase);
  open(log, raw, change);
  if (change.deployments.length === 0) return raw;
  const [terraform, { policies }, cost] = await Promise.all([
    tools.terraform(controller, "plan"),
    tools.policies(controller),
    tools.cost(controller),
  ]);
  const assessment = await assess(
    change,
    controller,
    { starter: localStarter(phase), claimant: null },
    {
      terraform,
      policies,
      ...cost,
      clock: tools.clock,
      log,
      maxParallel: tools.maxParallel,
      storeFor: tools.storeFor,
      runs: null,
      signal,
    },
  );
  const redact = createRedactor(assessment.secrets, change.identities);
  // What the change's files say themselves was told when they were read.
  const others = assessment.checks.filter((finding) => !change.findings.includes(finding));
  for (const finding of failing(others, controller.settings.policy)) log.line(redact(`${finding.level}  ${format(finding)}`));
  const report = buildReport(
    {
      ...raw,
      verdict: assessment.verdict,
      results: assessment.planned.map(({ result }) => result),
      checks: assessment.checks,
      policy: assessment.policy,
      tool: assessment.tool,
      durationMs: tools.clock.elapsed(),
    },
    redact,
  );
  telemetry.report(report, tools.clock.elapsed());
  log.line(policyLine(report));
  return report;
}

/** The first lines of a run. */
export function open(log: TerminalLog, { phase, subject }: Report, change: Change): void {
  log.expect(change.deployments.length);
  log.line(headerLine(VERSION, phase, subject));
  log.line(discoverLine(change.deployments, null));
  log.line(checkLine(change.findings));
}

/** Prints a report as a table or JSON, and writes the summary file. */
export async function tell(report: Report, options: Options): Promise<ExitCode> {
  await writeSummary(report, options);
  const plans =
    report.phase === "plan" ? report.results.map(({ deployment, output }) => `${deployment.id}\n${logBlock(withoutProgress(output))}`) : [];
  print(
    options.json
      ? jsonOf(report)
      : [...plans, resultTable(report, process.stdout.isTTY ? process.stdout.columns : 0, paintFor(process.stdout))].join("\n"),
  );
  return report.verdict === "failed" || report.verdict === "refused" ? 1 : 0;
}

/** Writes the summary file, where one is wanted. */
export async function writeSummary(report: Report, options: Options): Promise<void> {
  if (options["output-summary"] !== undefined) await writeFile(options["output-summary"], jsonOf(report));
}

function jsonOf(report: Report): string {
  return `${JSON.stringify(summaryJson(report), null, 2)}\n`;
}
