/** The permissions of the GitHub App, and no other. docs/github-app-setup.md says what each is for. */
export const APP_PERMISSIONS = {
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
  statuses: "read",
  actions: "read",
  metadata: "read",
} as const;

/** Of an App that lists the teams of approval rules, too: a permission in the organization. */
export const TEAM_PERMISSIONS = { ...APP_PERMISSIONS, members: "read" } as const;

/** Of the App of a repository that has both roles: it opens pull requests, and any branch's workflow may use its key. */
export const OPENER_PERMISSIONS = { contents: "read", pull_requests: "write", issues: "write", metadata: "read" } as const;

export type AppPermissions = typeof APP_PERMISSIONS | typeof TEAM_PERMISSIONS | typeof OPENER_PERMISSIONS;

/** What GitHub makes an App from. ("Registering a GitHub App from a manifest", GitHub docs) */
export interface AppManifest {
  name: string;
  url: string;
  redirect_url: string;
  description: string;
  public: false;
  default_permissions: AppPermissions;
  default_events: string[];
  hook_attributes: { url: string; active: false };
}

/**
 * @param name Unique on all of GitHub; people may change it on the page that asks them.
 * @param homepage The controller's page.
 */
export function appManifest(name: string, homepage: string, redirectUrl: string, permissions: AppPermissions): AppManifest {
  return {
    name,
    url: homepage,
    redirect_url: redirectUrl,
    description: "Plans and applies Terraform from pull requests",
    public: false,
    default_permissions: permissions,
    default_events: [],
    // Workflows bring the events. GitHub wants an address all the same.
    hook_attributes: { url: homepage, active: false },
  };
}

/** GitHub's limit for the name of an App. */
const LONGEST_NAME = 34;

/** `tf-orchestrator org` */
export function appName(owner: string): string {
  return `tf-orchestrator ${owner}`.slice(0, LONGEST_NAME).trimEnd();
}
