import type { Needs } from "../routing.ts";

/* The permissions GitHub asks for, by endpoint ("Permissions required for GitHub Apps" in GitHub's documentation). */

export const METADATA: Needs = { anyOf: [["metadata", "read"]], role: "read" };
export const READ_CONTENTS: Needs = { anyOf: [["contents", "read"]], role: "read" };
export const WRITE_CONTENTS: Needs = { anyOf: [["contents", "write"]], role: "write" };
export const READ_PULLS: Needs = { anyOf: [["pull_requests", "read"]], role: "read" };
export const WRITE_PULLS: Needs = { anyOf: [["pull_requests", "write"]], role: "read" };
export const MERGE: Needs = { anyOf: [["contents", "write"]], role: "write" };
export const READ_ISSUES: Needs = {
  anyOf: [
    ["issues", "read"],
    ["pull_requests", "read"],
  ],
  role: "read",
};
export const WRITE_ISSUES: Needs = {
  anyOf: [
    ["issues", "write"],
    ["pull_requests", "write"],
  ],
  role: "read",
};
export const WRITE_LABELS: Needs = { ...WRITE_ISSUES, role: "triage" };
export const READ_CHECKS: Needs = { anyOf: [["checks", "read"]], role: "read" };
export const WRITE_CHECKS: Needs = { anyOf: [["checks", "write"]], role: "write", onlyApps: true };
export const READ_STATUSES: Needs = { anyOf: [["statuses", "read"]], role: "read" };
export const WRITE_STATUSES: Needs = { anyOf: [["statuses", "write"]], role: "write" };
export const READ_ACTIONS: Needs = { anyOf: [["actions", "read"]], role: "read" };
export const WRITE_ACTIONS: Needs = { anyOf: [["actions", "write"]], role: "write" };
export const READ_ADMINISTRATION: Needs = { anyOf: [["administration", "read"]], role: "admin" };
export const WRITE_ADMINISTRATION: Needs = { anyOf: [["administration", "write"]], role: "admin" };
export const READ_ENVIRONMENTS: Needs = { anyOf: [["environments", "read"]], role: "write" };
export const WRITE_ENVIRONMENTS: Needs = { anyOf: [["environments", "write"]], role: "admin" };
export const READ_SECRETS: Needs = { anyOf: [["secrets", "read"]], role: "write" };
export const WRITE_SECRETS: Needs = { anyOf: [["secrets", "write"]], role: "write" };
export const READ_VARIABLES: Needs = { anyOf: [["actions_variables", "read"]], role: "write" };
export const WRITE_VARIABLES: Needs = { anyOf: [["actions_variables", "write"]], role: "write" };
/** Of an organization. */
export const READ_MEMBERS: Needs = { anyOf: [["members", "read"]], role: "read" };
/** An app's own JWT. */
export const APP: Needs = { anyOf: [], role: "admin" };
