import { assigneesOf } from "../domain/drift/assignees.ts";
import { allDrifted, type DriftReport } from "../domain/drift/report.ts";
import type { Account } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import { renderDrift } from "../render/markdown/drift.ts";
import type { Issues, OwnIssue } from "../ports/issues.ts";
import type { Log } from "../ports/log.ts";

/** GitHub takes no more. */
const LONGEST_BODY = 65_536;

/**
 * Tells of drift in one issue per environment: opened when something drifted, written anew by each run, closed when all is known to be clean.
 * Where one cannot be written, the others are.
 * @param report Redacted.
 * @param how Whether the workflow for comments runs where the issues are.
 * @returns What could not be told.
 */
export async function tellDrift(
  report: DriftReport,
  accounts: readonly Account[],
  { takesCommands }: { takesCommands: boolean },
  issues: Issues,
  log: Log,
): Promise<string[]> {
  const problems: string[] = [];
  for (const environment of environmentsOf(report, accounts)) {
    try {
      const told = await tellIn(issues, environment, ofEnvironment(report, environment), takesCommands, log);
      if (told !== null) log.line(`issue      ${environment}: ${told}`);
    } catch (error) {
      problems.push(`the issue on drift in ${environment} could not be written: ${messageOf(error)}`);
    }
  }
  for (const problem of problems) log.warning(problem);
  return problems;
}

/** The environment of whose drift one of our issues tells; null: it is none of them. */
export async function environmentOfIssue(
  number: number,
  accounts: readonly Account[],
  issues: Pick<Issues, "ours">,
): Promise<string | null> {
  const about = (await issues.ours(MARK)).find((issue) => issue.number === number);
  return environmentsOf({ environment: null }, accounts).find((name) => about?.body.startsWith(markOf(name)) === true) ?? null;
}

/** What the issues of all environments begin with. */
const MARK = "<!-- tf-orchestrator:drift ";

function markOf(environment: string): string {
  return `${MARK}${environment} -->`;
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

/** @returns What was done; null: there was nothing to tell. */
async function tellIn(issues: Issues, environment: string, report: DriftReport, takesCommands: boolean, log: Log): Promise<string | null> {
  const mark = markOf(environment);
  const drifted = allDrifted(report);
  const isDrifted = drifted.length > 0;
  const found = await issues.ours(mark);
  if (found.length === 0 && !isDrifted) return null;
  const text = (top: string) => `${top}\n${renderDrift(report, LONGEST_BODY - top.length - 1, { takesCommands })}`;
  const [kept, ...younger] = found.length === 0 ? await createOne(issues, mark, `Drift in ${environment}`, text(mark)) : found;
  if (kept === undefined) throw new Error("the issue that was opened is not listed");
  for (const issue of younger) if (issue.state === "open") await issues.update(issue.number, { state: "closed" });
  // What nobody knows is not called clean.
  const isClean = !isDrifted && report.problems.length === 0 && report.unknown === 0;
  const state = isDrifted ? "open" : isClean ? "closed" : kept.state;
  const before = kept.state === "open" ? assignedIn(kept.body) : [];
  const assigned = await assign(kept.number, assigneesOf(drifted), before, issues, log);
  const body = text([mark, ...(assigned.length === 0 ? [] : [assignedMark(assigned)])].join("\n"));
  await issues.update(kept.number, { body, state });
  const news = assigned.filter((login) => !before.includes(login));
  const done = state === kept.state ? "updated" : state === "open" ? "opened again" : "closed";
  return `${kept.url} ${done}${news.length === 0 ? "" : `, assigned to ${news.join(", ")}`}`;
}

/**
 * Assigns each of the owners once while the issue is open: whoever takes it from themselves or from others is left in peace.
 * @param before Who was assigned since it was opened.
 * @returns These and the new ones. Who could not be assigned is told in the log, and asked again by the next run.
 */
async function assign(
  number: number,
  owners: readonly string[],
  before: readonly string[],
  issues: Pick<Issues, "assign">,
  log: Log,
): Promise<string[]> {
  const assigned = [...before];
  for (const login of owners.filter((owner) => !before.includes(owner))) {
    try {
      if (await issues.assign(number, login)) assigned.push(login);
      else log.line(`issue      ${login} owns some of it, and cannot be assigned in this repository`);
    } catch (error) {
      log.warning(`the issue on drift could not be assigned to ${login}: ${messageOf(error)}`);
    }
  }
  return assigned;
}

function assignedMark(logins: readonly string[]): string {
  return `<!-- tf-orchestrator:assigned ${logins.join(" ")} -->`;
}

function assignedIn(body: string): string[] {
  const [, logins] = /^<!-- tf-orchestrator:drift [^\n]*-->\n<!-- tf-orchestrator:assigned ([\w -]{1,1100}) -->\n/.exec(body) ?? [];
  return logins?.split(" ") ?? [];
}

/** Two runs at once may both open one: both then see both, and the older one stays. */
async function createOne(issues: Issues, mark: string, title: string, body: string): Promise<OwnIssue[]> {
  const created = await issues.create({ title, body });
  const listed = await issues.ours(mark);
  // The list may be behind.
  return listed.some(({ number }) => number === created.number) ? listed : [...listed, created].sort((a, b) => a.number - b.number);
}
