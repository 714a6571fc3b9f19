import type { Deed, FoundRepository } from "../domain/setup/steps.ts";

/** What is asked of a repository: no more than is needed, because each question needs a permission. */
export interface SetupQuestions {
  environments: readonly string[];
  /** The repository's own secrets and variables. */
  kept: boolean;
  labels: boolean;
  branches: readonly string[];
}

/** GitHub said no, or that something is not there. */
export interface SetupRefusal {
  /** `owner/name` */
  repository: string;
  /** What was asked or done: `list the environments`. */
  deed: string;
  /** What may be missing, as GitHub's pages have it: `Administration: write`; null: it is not about a permission. */
  permission: string | null;
  said: string;
  /** What was refused is not needed by everybody, such as reviewers that GitHub's plan does not offer. */
  optional?: true;
}

/** The administration of repositories. */
export interface GitHubSetup {
  /** Everything at once; the rules also of the default branch. Every question that was refused is told. */
  look(
    repository: string,
    questions: SetupQuestions,
  ): Promise<{ found: FoundRepository; refusals: SetupRefusal[] } | { refusals: SetupRefusal[] }>;
  /** @returns null when it is done, as the others. */
  carryOut(repository: string, deed: Deed): Promise<SetupRefusal | null>;
  storeSecret(repository: string, environment: string | null, name: string, value: string): Promise<SetupRefusal | null>;
  isOrganization(login: string): Promise<boolean>;
  /** Exchanges the code that a browser brought back; it is good once. ("Registering a GitHub App from a manifest", GitHub docs) */
  appOf(code: string): Promise<MadeApp>;
}

/** A GitHub App that was just made. */
export interface MadeApp {
  id: number;
  /** PEM. It goes into secrets, and nowhere else. */
  privateKey: string;
  /** Its page on GitHub. */
  page: string;
}
