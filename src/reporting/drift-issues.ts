import { DRIFT_MARK, driftMark, subjectOfBody, type IssueSubject } from "../domain/drift/issue-marks.ts";
import { allDrifted, type DriftReport } from "../domain/drift/report.ts";
import type { Account } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import { renderDrift } from "../render/markdown/drift.ts";
import type { Issues, OwnIssue } from "../ports/issues.ts";
import type { Log } from "../ports/log.ts";
import { closeDeploymentIssues, tellApart } from "./deployment-issues.ts";
import { keepOldest, newBody, rewrite } from "./own-issue.ts";

export interface HowToTell {
  /** Whether the workflow for comments runs where the issues are. */
  takesCommands: boolean;
  /** The environments in which each deployment has an issue of its own. */
  apart: ReadonlySet<string>;
}

/**
 * Tells of drift in one issue per environment, or one per deployment: opened when something drifted, written anew by each run, closed when all is
 * known to be clean. Where one cannot be written, the others are.
 * @param report Redacted.
 * @returns What could not be told.
 */
export async function tellDrift(
  report: DriftReport,
  accounts: readonly Account[],
  how: HowToTell,
  issues: Issues,
  log: Log,
): Promise<string[]> {
  const problems: string[] = [];
  let listed: Promise<OwnIssue[]> | undefined;
  for (const environment of environmentsOf(report, accounts)) {
    try {
      const found = await (listed ??= issues.ours(DRIFT_MARK));
      problems.push(...(await tellIn(environment, ofEnvironment(report, environment), how, found, { issues, log })));
    } catch (error) {
      problems.push(`the issue on drift in ${environment} could not be written: ${messageOf(error)}`);
    }
  }
  for (const problem of problems) log.warning(problem);
  return problems;
}

/** Of which environment's drift, or of which deployment's, one of our issues tells; null: it is none of them. */
export async function subjectOfIssue(
  number: number,
  accounts: readonly Account[],
  issues: Pick<Issues, "ours">,
): Promise<IssueSubject | null> {
  const about = (await issues.ours(DRIFT_MARK)).find((issue) => issue.number === number);
  const subject = about === undefined ? null : subjectOfBody(about.body);
  return subject !== null && environmentsOf({ environment: null }, accounts).includes(subject.environment) ? subject : null;
}

/** Those that the report is about. */
export function environmentsOf({ environment }: Pick<DriftReport, "environment">, accounts: readonly Account[]): string[] {
  return environment === null ? [...new Set(accounts.map((account) => account.environment))].sort() : [environment.trim().toLowerCase()];
}

/** What cannot be told of one environment alone, such as what there was no time for, stays in each. */
export function ofEnvironment(report: DriftReport, environment: string): DriftReport {
  const ofIt = (result: { environment: string }) => result.environment === environment;
  return { ...report, environment, results: report.results.filter(ofIt), earlier: report.earlier.filter(ofIt) };
}

/** @param listed All our issues on drift. @returns What could not be told. */
async function tellIn(
  environment: string,
  report: DriftReport,
  { takesCommands, apart }: HowToTell,
  listed: readonly OwnIssue[],
  ports: { issues: Issues; log: Log },
): Promise<string[]> {
  const ofIt = listed.filter(({ body }) => subjectOfBody(body)?.environment === environment);
  const whole = ofIt.filter(({ body }) => subjectOfBody(body)?.id === null);
  const single = ofIt.filter((issue) => !whole.includes(issue));
  if (!apart.has(environment)) {
    await tellTogether(environment, report, { takesCommands, apart: 0 }, whole, ports);
    await closeDeploymentIssues(single, ports);
    return [];
  }
  const { told, problems } = await tellApart(environment, report, { takesCommands }, single, ports);
  const others = (result: { id: string }) => !told.has(result.id);
  const rest = { ...report, results: report.results.filter(others), earlier: report.earlier.filter(others) };
  await tellTogether(environment, rest, { takesCommands, apart: told.size }, whole, ports);
  return problems;
}

/** @param apart How many are told of in issues of their own. */
async function tellTogether(
  environment: string,
  report: DriftReport,
  how: { takesCommands: boolean; apart: number },
  found: readonly OwnIssue[],
  { issues, log }: { issues: Issues; log: Log },
): Promise<void> {
  const mark = driftMark({ environment, id: null });
  const drifted = allDrifted(report);
  const isDrifted = drifted.length > 0;
  if (found.length === 0 && !isDrifted) return;
  const render = (limit: number) => renderDrift(report, limit, how);
  const title = `Drift in ${environment}`;
  const kept = await keepOldest(found.length === 0 ? await createOne(issues, mark, title, newBody({ mark, render })) : found, issues);
  if (kept === undefined) throw new Error("the issue that was opened is not listed");
  // What nobody knows is not called clean.
  const isClean = !isDrifted && report.problems.length === 0 && report.unknown === 0;
  const state = isDrifted ? "open" : isClean ? "closed" : kept.state;
  const done = await rewrite(kept, { mark, drifted, state, render }, issues, log);
  log.line(`issue      ${environment}: ${kept.url} ${found.length === 0 ? (done ?? "opened") : (done ?? "says so already")}`);
}

/** Two runs at once may both open one: both then see both, and the older one stays. */
async function createOne(issues: Issues, mark: string, title: string, body: string): Promise<OwnIssue[]> {
  const created = await issues.create({ title, body });
  const listed = await issues.ours(mark);
  // The list may be behind.
  return listed.some(({ number }) => number === created.number) ? listed : [...listed, created].sort((a, b) => a.number - b.number);
}
