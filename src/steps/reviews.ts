import type { Permission, ReviewEvidence } from "../domain/evidence/review.ts";
import type { Person } from "../domain/model/person.ts";
import type { PullRequest, PullRequests } from "../ports/pull-requests.ts";

/**
 * Who made the head, who reviewed it, and what they and some others may do, as the API has it now. Merge and apply ask it alike.
 * @param speakers People whose permission is needed although they reviewed nothing.
 */
export async function reviewEvidence(
  pull: PullRequest,
  speakers: readonly Person[],
  pullRequests: Pick<PullRequests, "reviews" | "pushes" | "commits" | "permission">,
): Promise<ReviewEvidence> {
  const [reviews, pushes, commits] = await Promise.all([pullRequests.reviews(), pullRequests.pushes(pull), pullRequests.commits(pull)]);
  const reviewers = reviews.flatMap(({ user }) => (user === null ? [] : [user]));
  const people = new Map([...reviewers, ...speakers].map((person) => [person.id, person]));
  const permissions = new Map<number, Permission>(
    await Promise.all([...people.values()].map(async ({ id, login }) => [id, await pullRequests.permission(login)] as const)),
  );
  return { author: pull.author, pushes, commits, reviews, permissions };
}
