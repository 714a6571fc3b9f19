import type { Deployment } from "../model/deployment.ts";
import { sentence, type Finding } from "../model/finding.ts";
import type { RolloutRule } from "./rollout-rule.ts";

export type DeletionRule = "block" | "warn" | "allow";

/** One environment of `deployment-rules.yaml`. */
export interface Environment {
  /** Lower case, trimmed. */
  name: string;
  branch: string;
  /** What happens to a plan that deletes or replaces something. */
  deletions: DeletionRule;
  minApprovals: number;
  /** `gate`: what was merged in GitHub's page is applied only with the approvals that the merge gate asks for; `trust`: the branch's own rules see to them. */
  handMerges: "gate" | "trust";
  drift: DriftRule;
  /** null: what was merged is applied at once. */
  rollout: RolloutRule | null;
}

/** What the phase `drift` does in an environment. */
export interface DriftRule {
  /** Least milliseconds between two looks at one state; 0: every run looks. */
  everyMs: number;
  remediate: Remediation;
  /** Whether one issue tells of all of the environment's drift, or each deployment has one. */
  issues: "environment" | "deployment";
  /** Names of the targets of notifications.yaml that are told of drift; null: all that ask for it. */
  notify: readonly string[] | null;
}

/** `safe`: puts back what was changed outside where resources are updated in place; `all`: where they are created or replaced, too. */
export type Remediation = "none" | "safe" | "all";

/** Environment names compare without case and surrounding space. */
export function environmentName(text: string): string {
  return text.trim().toLowerCase();
}

/**
 * The one environment of everything a pull request changes.
 * @returns A finding when it is missing, unknown or mixed: then nothing may be planned, and no branch is guessed.
 */
export function environmentOf(deployments: readonly Deployment[], environments: ReadonlyMap<string, Environment>): Environment | Finding {
  const first = new Map<string, string>();
  for (const { environment, file } of deployments) if (!first.has(environment)) first.set(environment, file);
  const names = [...first.keys()].sort();
  const [name] = names;
  if (name === undefined)
    return refusal("no deployment is left, so there is no environment", "Change a tfvars file or a JSON file that one refers to.");
  if (names.length > 1) {
    const where = names.map((each) => `${each} (${first.get(each) ?? ""})`).join(", ");
    return refusal(`the change touches ${names.length} environments: ${where}`, "Make one pull request for each environment.");
  }
  const known = environments.get(name);
  if (known !== undefined) return known;
  const list = [...environments.keys()].join(", ");
  return refusal(
    `environment ${JSON.stringify(name)} of ${first.get(name) ?? ""} is unknown, expected one of ${list}`,
    "Add it to deployment-rules.yaml under environments.",
  );
}

/** The environments that merge into a branch; none: the branch is no target. Several may share the default branch. */
export function environmentsOfBranch(branch: string, environments: ReadonlyMap<string, Environment>): Environment[] {
  return [...environments.values()].filter((environment) => environment.branch === branch);
}

export function isEnvironment(result: Environment | Finding): result is Environment {
  return "branch" in result;
}

function refusal(message: string, remediation: string): Finding {
  return { rule: "environment", level: "deny", severity: "high", message: sentence(message), remediation, overridable: false };
}
