import type { FoundWorkflow } from "../domain/setup/checkup.ts";

/** What `doctor` reads of a repository besides what setup looks at. */
export interface GitHubCheckup {
  /** The workflows of a branch, none for one that is not there; null: of the default branch. */
  workflows(repository: string, branch: string | null): Promise<FoundWorkflow>;
}
