import type { IssueComment } from "../ports/pull-requests.ts";

/** Accounts that got an answer in this pull request. Who has no say is answered once: forty comments do not get forty answers. */
export function answeredBefore(comments: readonly IssueComment[]): Set<number> {
  return new Set(comments.filter(({ reactions }) => reactions.eyes || reactions.confused).map(({ author }) => author.id));
}
