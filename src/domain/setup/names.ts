/* The names by which the workflows of examples/ read their settings. docs/github-app-setup.md lists them. */

export const ENVIRONMENT = "tf-orchestrator";
/** Of which the jobs that destroy and roll back wait: it has required reviewers, and holds nothing. */
export const APPROVAL_ENVIRONMENT = "tf-approval";
export const SIGNING_KEY = "TF_SIGNING_KEY";
export const VERIFY_KEY = "TF_VERIFY_KEY";
export const APP_ID = "TF_APP_ID";
export const APP_PRIVATE_KEY = "TF_APP_PRIVATE_KEY";
export const STATE_BUCKET = "TF_STATE_BUCKET";
export const STATE_REGION = "TF_STATE_REGION";

/** The ruleset that `setup` makes for a branch. */
export function rulesetName(branch: string): string {
  return `tf-orchestrator ${branch}`;
}
