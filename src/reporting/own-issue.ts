import { assigneesOf } from "../domain/drift/assignees.ts";
import { assignedIn, assignedMark } from "../domain/drift/issue-marks.ts";
import type { DriftResult } from "../domain/drift/report.ts";
import { messageOf } from "../domain/model/errors.ts";
import type { Issues, OwnIssue } from "../ports/issues.ts";
import type { Log } from "../ports/log.ts";

/** GitHub takes no more. */
const LONGEST_BODY = 65_536;

export interface IssueText {
  mark: string;
  /** Whose owners are assigned. */
  drifted: readonly DriftResult[];
  state: OwnIssue["state"];
  /** What stands below the marks, within so many characters. */
  render: (limit: number) => string;
}

/** A body for an issue that does not exist yet. */
export function newBody({ mark, render }: Pick<IssueText, "mark" | "render">): string {
  return `${mark}\n${render(LONGEST_BODY - mark.length - 1)}`;
}

/** Of several issues with one mark the oldest stays. @param found The oldest first. */
export async function keepOldest(found: readonly OwnIssue[], issues: Pick<Issues, "update">): Promise<OwnIssue | undefined> {
  const [kept, ...younger] = found;
  for (const issue of younger) if (issue.state === "open") await issues.update(issue.number, { state: "closed" });
  return kept;
}

/**
 * Writes one of our issues anew and assigns it to the owners of what drifted. One that would say the same is left alone.
 * @returns What was done, in words; null: nothing.
 */
export async function rewrite(
  kept: OwnIssue,
  { mark, drifted, state, render }: IssueText,
  issues: Issues,
  log: Log,
): Promise<string | null> {
  const before = kept.state === "open" ? assignedIn(kept.body) : [];
  const assigned = await assign(kept.number, assigneesOf(drifted), before, issues, log);
  const body = newBody({ mark: [mark, ...(assigned.length === 0 ? [] : [assignedMark(assigned)])].join("\n"), render });
  if (state === kept.state && withoutFoot(body) === withoutFoot(kept.body)) return null;
  await issues.update(kept.number, { body, state });
  const news = assigned.filter((login) => !before.includes(login));
  const done = state === kept.state ? "updated" : state === "open" ? "opened again" : "closed";
  return `${done}${news.length === 0 ? "" : `, assigned to ${news.join(", ")}`}`;
}

/** The foot names the run and the version, which is no news. */
function withoutFoot(body: string): string {
  const text = body.replaceAll("\r\n", "\n").trimEnd();
  const foot = text.lastIndexOf("\n<sub>");
  return foot === -1 ? text : text.slice(0, foot);
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
