import type { Review } from "../../domain/evidence/review.ts";
import type { PullRequests } from "../../ports/pull-requests.ts";
import { asked, personOf, type GitHub, type RepositoryPath } from "./client.ts";

const PERMISSIONS = ["admin", "maintain", "write", "triage", "read", "none"] as const;

type People = Pick<PullRequests, "reviews" | "pushers" | "permission" | "account">;

/** Who reviewed, who pushed, and what each may do. */
export function openPeople(api: GitHub, at: RepositoryPath, number: number): People {
  return {
    reviews: async () => {
      const reviews = await asked("pull-requests: read", () =>
        api.paginate(api.rest.pulls.listReviews, { ...at, pull_number: number, per_page: 100 }),
      );
      return reviews.map((review): Review => ({
        id: review.id,
        user: review.user === null ? null : personOf(review.user),
        state: review.state as Review["state"],
        commitSha: review.commit_id,
        submittedAt: review.submitted_at ?? null,
      }));
    },

    pushers: async ({ headRef }) => {
      try {
        const activities = await api.paginate(api.rest.repos.listActivities, { ...at, ref: `refs/heads/${headRef}`, per_page: 100 });
        const people = new Map(activities.flatMap(({ actor }) => (actor === null ? [] : [[actor.id, personOf(actor)] as const])));
        // A branch that nobody pushed is not there.
        return people.size === 0 ? null : [...people.values()];
      } catch {
        return null;
      }
    },

    permission: async (username) => {
      try {
        const { data } = await api.rest.repos.getCollaboratorPermissionLevel({ ...at, username });
        // `role_name` is finer: `permission` calls maintain "write" and triage "read".
        return PERMISSIONS.find((known) => known === data.role_name) ?? PERMISSIONS.find((known) => known === data.permission) ?? "unknown";
      } catch {
        return "unknown";
      }
    },

    account: async (username) => {
      try {
        return personOf((await api.rest.users.getByUsername({ username })).data);
      } catch {
        return null;
      }
    },
  };
}
