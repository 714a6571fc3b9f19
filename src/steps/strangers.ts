import type { Person } from "../domain/model/person.ts";
import type { IssueComment } from "../ports/pull-requests.ts";

/** The one answer to somebody who has no say, marked so that it is known again: forty comments do not get forty answers. */
export function strangersReply({ id }: Pick<Person, "id">, body: string): string {
  return `<!-- tf-orchestrator:answered ${id} -->\n${body}`;
}

const ANSWERED = /^<!-- tf-orchestrator:answered (\d{1,15}) -->/;

/**
 * Accounts that got an answer in this pull request: by our own marked replies, which they cannot take away, and by our reactions to what is still
 * there.
 */
export function answeredBefore(comments: readonly IssueComment[]): Set<number> {
  return new Set(
    comments.flatMap(({ body, ours, author, reactions }) => {
      if (reactions.eyes || reactions.confused) return [author.id];
      const answered = ours ? ANSWERED.exec(body)?.[1] : undefined;
      return answered === undefined ? [] : [Number(answered)];
    }),
  );
}
