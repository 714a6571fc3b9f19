import type { TeamMembers } from "../domain/approvals/missing.ts";
import type { Person } from "../domain/model/person.ts";
import type { FoundWorkflow } from "../domain/setup/checkup.ts";

/** What `doctor` reads of a repository besides what setup looks at. */
export interface GitHubCheckup {
  /** The workflows of a branch, none for one that is not there; null: of the default branch. */
  workflows(repository: string, branch: string | null): Promise<FoundWorkflow>;
  /** @param team `org/team` @param repository Whose token asks. */
  teamMembers(team: string, repository: string): Promise<TeamMembers>;
  /** Who may write to a repository; null: they cannot be listed. */
  writers(repository: string): Promise<Person[] | null>;
}
