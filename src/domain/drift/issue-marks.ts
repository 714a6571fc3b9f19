/** What all issues on drift begin with. */
export const DRIFT_MARK = "<!-- tf-orchestrator:drift ";

/** What an issue on drift is about. */
export interface IssueSubject {
  environment: string;
  /** The id of its one deployment; null: all of the environment. */
  id: string | null;
}

/** A deployment's id that can be written in a mark and in a command: one that nothing of is hidden. */
const ID = /^[a-z0-9][a-z0-9._/-]{0,511}$/;

export function isIssueId(id: string): boolean {
  return ID.test(id);
}

/** The first line of the issue. @param subject `id`: one that `isIssueId` takes. */
export function driftMark({ environment, id }: IssueSubject): string {
  return `${DRIFT_MARK}${environment}${id === null ? "" : ` ${id}`} -->`;
}

/** What an issue is about by its first line; null: none that we began. */
export function subjectOfBody(body: string): IssueSubject | null {
  const [, environment, id] = /^<!-- tf-orchestrator:drift ([^\s>]{1,100})(?: ([^\s>]{1,512}))? -->/.exec(body) ?? [];
  return environment === undefined ? null : { environment, id: id ?? null };
}

/** The second line, where people were assigned. */
export function assignedMark(logins: readonly string[]): string {
  return `<!-- tf-orchestrator:assigned ${logins.join(" ")} -->`;
}

/** Who was assigned since the issue was opened. */
export function assignedIn(body: string): string[] {
  const [, logins] = /^<!-- tf-orchestrator:drift [^\n]*-->\r?\n<!-- tf-orchestrator:assigned ([\w -]{1,1100}) -->\r?\n/.exec(body) ?? [];
  return logins?.split(" ") ?? [];
}
