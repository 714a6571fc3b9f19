import { RequestError } from "@octokit/request-error";
import type { TeamMembers } from "../../domain/approvals/missing.ts";
import { messageOf } from "../../domain/model/errors.ts";
import type { HeadCommit, Push } from "../../domain/evidence/authors.ts";
import { sentence } from "../../domain/model/finding.ts";
import type { Person } from "../../domain/model/person.ts";
import type { Permission, Review } from "../../domain/evidence/review.ts";
import type { PullRequests } from "../../ports/pull-requests.ts";
import { asked, personOf, whatGitHubSaid, type GitHub, type RepositoryPath } from "./client.ts";

const PERMISSIONS = ["admin", "maintain", "write", "triage", "read", "none"] as const;

type People = Pick<PullRequests, "reviews" | "pushes" | "commits" | "permission" | "teamMembers" | "account">;

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

    pushes: async ({ headRef }) => {
      try {
        const activities = await api.paginate(api.rest.repos.listActivities, { ...at, ref: `refs/heads/${headRef}`, per_page: 100 });
        // A branch that nobody pushed is not there.
        return activities.length === 0
          ? null
          : activities
              .filter(({ activity_type: kind }) => kind !== "branch_deletion")
              .map(({ actor, after }): Push => ({ actor: actor === null ? null : personOf(actor), after }));
      } catch {
        return null;
      }
    },

    commits: async ({ commitCount }) => {
      try {
        const commits = await api.paginate(api.rest.pulls.listCommits, { ...at, pull_number: number, per_page: 100 });
        return commits.length === commitCount ? commits.map(toHeadCommit) : null;
      } catch {
        return null;
      }
    },

    permission: async (username) => await permissionOf(api, at, username),

    teamMembers: async (team) => await teamMembersOf(api, team),

    account: async (username) => {
      try {
        return personOf((await api.rest.users.getByUsername({ username })).data);
      } catch {
        return null;
      }
    },
  };
}

/** What somebody may do in a repository; `unknown` when the API gives no answer. */
export async function permissionOf(api: GitHub, at: RepositoryPath, username: string): Promise<Permission> {
  try {
    const { data } = await api.rest.repos.getCollaboratorPermissionLevel({ ...at, username });
    // `role_name` is finer: `permission` calls maintain "write" and triage "read".
    return PERMISSIONS.find((known) => known === data.role_name) ?? PERMISSIONS.find((known) => known === data.permission) ?? "unknown";
  } catch {
    return "unknown";
  }
}

/** Who is in a team, and in those below it. GitHub answers 404 to whoever may not know whether the team exists. */
export async function teamMembersOf(api: GitHub, team: string): Promise<TeamMembers> {
  const [org = "", slug = ""] = team.split("/");
  try {
    const members = await api.paginate(api.rest.teams.listMembersInOrg, { org, team_slug: slug, per_page: 100 });
    return { kind: "members", people: members.map(personOf) };
  } catch (error) {
    const isHidden = error instanceof RequestError && (error.status === 403 || error.status === 404);
    const why = isHidden
      ? `Either there is no such team, or the App lacks the organization permission "Members: read" in ${org}.`
      : `${sentence(error instanceof RequestError ? whatGitHubSaid(error) : messageOf(error))} Run it again.`;
    return { kind: "unknown", why: `Who is in @${team} is unknown. ${why}` };
  }
}

type CommitData = Awaited<ReturnType<GitHub["rest"]["pulls"]["listCommits"]>>["data"][number];

/** A commit as the API lists it. */
export function toHeadCommit({ sha, author, committer, commit }: CommitData): HeadCommit {
  return { sha, author: accountOf(author), committer: accountOf(committer), verified: commit.verification?.verified === true };
}

/** A commit whose mail address belongs to nobody has null, or an empty object. */
function accountOf(account: CommitData["author"]): Person | null {
  return account === null || !("login" in account) ? null : personOf(account as { id: number; login: string; type: string });
}
