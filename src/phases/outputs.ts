// What a phase leaves for the workflow: job summary, outputs, plan files, SARIF.
import { writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as core from "@actions/core";
import type { DriftReport } from "../domain/drift/report.ts";
import { numberOfChanges, sumOfCounts } from "../domain/plan/summary.ts";
import { notifyOfDrift } from "../reporting/notify.ts";
import { tellDrift } from "../reporting/drift-issues.ts";
import type { Outcome } from "../reporting/publish.ts";
import { renderDrift } from "../render/markdown/drift.ts";
import { renderJobSummary } from "../render/markdown/job-summary.ts";
import { planFiles } from "../render/markdown/plan-files.ts";
import { sarifOf, type PlacedFinding } from "../render/json/sarif.ts";
import { VERSION } from "../version.ts";
import type { Session } from "../doors/session.ts";

/** A job summary takes 1 MiB; a character may take four bytes. */
const SUMMARY_CHARACTERS = 250_000;

/** Telemetry and job summary. */
export async function summariseDrift(report: DriftReport, { telemetry, runner }: Session): Promise<void> {
  telemetry.drift(report);
  if (runner.hasSummary) await core.summary.addRaw(renderDrift(report, SUMMARY_CHARACTERS)).write();
}

/** The same, then issues and notifications. Returns what could not be told in issues. */
export async function tellOfDrift(report: DriftReport, session: Session): Promise<string[]> {
  await summariseDrift(report, session);
  const { inputs, log, controllerName } = session;
  const { accounts, environments } = (await session.controller()).settings;
  const takesCommands = (inputs.driftRepository ?? controllerName) === controllerName;
  const apart = new Set([...environments.values()].filter(({ drift }) => drift.issues === "deployment").map(({ name }) => name));
  const problems = await tellDrift(report, accounts, { takesCommands, apart }, await session.driftIssues(), log);
  await notifyOfDrift(report, { accounts, environments }, session.notifications, log);
  return problems;
}

/** Job summary, outputs and plan files. Returns whether the run may end green. */
export async function finish(
  { report, record, silent, reportingErrors }: Outcome,
  { inputs, runner, telemetry, tools }: Session,
): Promise<boolean> {
  if (telemetry.traceId !== null) telemetry.report(report, tools().clock.elapsed());
  if (runner.hasSummary) await core.summary.addRaw(renderJobSummary(report)).write();
  const directory = resolve(runner.directory, inputs.plansDirectory);
  await mkdir(directory, { recursive: true });
  // One after the other either way, and nothing else is left to do: through threads, each of a thousand would cost twice as much.
  for (const [name, contents] of planFiles(report)) writeFileSync(join(directory, name), contents);
  await writeSarif(
    [
      ...report.checks.map((finding) => ({ finding, file: "" })),
      ...report.results.flatMap(({ deployment, findings }) => findings.map((finding) => ({ finding, file: deployment.file }))),
    ],
    inputs,
    runner,
  );
  const counts = sumOfCounts(report.results.map((result) => result.counts));
  core.setOutput("verdict", report.verdict);
  core.setOutput("environment", report.subject.environment ?? "");
  core.setOutput("deployments", JSON.stringify(report.results.map(({ deployment }) => deployment.id)));
  for (const count of ["add", "change", "destroy"] as const) core.setOutput(count, counts[count]);
  core.setOutput("changes", numberOfChanges(counts));
  core.setOutput("findings", JSON.stringify([...report.checks, ...report.results.flatMap(({ findings }) => findings)]));
  core.setOutput("record", record ?? "");
  return (silent || report.verdict === "passed" || report.verdict === "empty") && reportingErrors.length === 0;
}

/** Findings that name no file are of the repository as a whole, which code scanning cannot show. */
export async function writeSarif(found: readonly PlacedFinding[], { sarif }: Session["inputs"], runner: Session["runner"]): Promise<void> {
  if (!sarif) return;
  const file = join(runner.directory, "tf-orchestrator.sarif");
  await writeFile(
    file,
    sarifOf(
      found.filter(({ finding, file: of }) => (finding.location?.file ?? of) !== ""),
      VERSION,
    ),
  );
  core.setOutput("sarif", file);
}
