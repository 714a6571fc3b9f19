import { isDrifted, type DriftResult } from "./report.ts";

/** GitHub assigns no more people to an issue. */
const MOST_ASSIGNEES = 10;
const LOGIN = /^[a-z\d](?:[-_]?[a-z\d]){0,99}$/i;

/**
 * Whom an issue on drift is assigned to: the owners of what is not as it was applied, where they are people. Of a deployment whose owner is no login
 * it is the people whom CODEOWNERS names for its tfvars. A team cannot be assigned.
 * @returns Logins, each once. Nobody knows yet whether GitHub has them.
 */
export function assigneesOf(results: readonly DriftResult[]): string[] {
  const found = new Map<string, string>();
  for (const { owner, codeOwners } of results.filter(isDrifted)) {
    const own = loginsOf(owner ?? "");
    for (const login of own.length > 0 ? own : codeOwners.flatMap(loginsOf)) found.set(login.toLowerCase(), login);
  }
  return [...found.values()].slice(0, MOST_ASSIGNEES);
}

/** `alice`, `@alice`, `@alice @bob`; none in a sentence, a team or a mail address. */
function loginsOf(owner: string): string[] {
  const words = owner.trim().split(/[\s,]+/);
  if (words.length > 1 && !words.every((word) => word.startsWith("@"))) return [];
  return words.map((word) => word.replace(/^@/, "")).filter((word) => LOGIN.test(word));
}
