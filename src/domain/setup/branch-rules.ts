/** A rule as GitHub's API has it, of a ruleset or of a branch. Parameters are checked where they are read. */
export interface RawRule {
  type: string;
  parameters?: Record<string, unknown>;
}

/** What the rules of a branch ask for. */
export interface BranchRules {
  /** null: commits may be pushed without a pull request. */
  pullRequest: { approvals: number; dismissesStale: boolean; asksLastPush: boolean; asksCodeOwners: boolean } | null;
  /** `app`: the id of the only App whose check counts; null: anybody's. */
  checks: { name: string; app: number | null }[];
  keepsFromDeletion: boolean;
  keepsFromForcePush: boolean;
}

export const NO_RULES: BranchRules = { pullRequest: null, checks: [], keepsFromDeletion: false, keepsFromForcePush: false };

/** Several rules of one type add up: the stricter one holds. ("About rulesets", GitHub docs) */
export function branchRulesOf(rules: readonly RawRule[]): BranchRules {
  let found = NO_RULES;
  for (const { type, parameters = {} } of rules) {
    if (type === "deletion") found = { ...found, keepsFromDeletion: true };
    else if (type === "non_fast_forward") found = { ...found, keepsFromForcePush: true };
    else if (type === "pull_request") found = { ...found, pullRequest: stricter(found.pullRequest, reviewOf(parameters)) };
    else if (type === "required_status_checks") found = { ...found, checks: [...found.checks, ...checksOf(parameters)] };
  }
  return found;
}

type Review = NonNullable<BranchRules["pullRequest"]>;

function reviewOf(parameters: Record<string, unknown>): Review {
  const approvals = parameters.required_approving_review_count;
  return {
    approvals: typeof approvals === "number" ? approvals : 0,
    dismissesStale: parameters.dismiss_stale_reviews_on_push === true,
    asksLastPush: parameters.require_last_push_approval === true,
    asksCodeOwners: parameters.require_code_owner_review === true,
  };
}

function stricter(one: Review | null, other: Review): Review {
  if (one === null) return other;
  return {
    approvals: Math.max(one.approvals, other.approvals),
    dismissesStale: one.dismissesStale || other.dismissesStale,
    asksLastPush: one.asksLastPush || other.asksLastPush,
    asksCodeOwners: one.asksCodeOwners || other.asksCodeOwners,
  };
}

function checksOf(parameters: Record<string, unknown>): BranchRules["checks"] {
  const listed: unknown = parameters.required_status_checks;
  return (Array.isArray(listed) ? listed : []).flatMap((each: unknown) => {
    const { context, integration_id: app } = (each ?? {}) as Record<string, unknown>;
    return typeof context === "string" ? [{ name: context, app: typeof app === "number" ? app : null }] : [];
  });
}

/** What the found rules do not ask for, in words; empty: nothing. */
export function missingRules(found: BranchRules, wanted: BranchRules): string[] {
  const [has, wants] = [found.pullRequest, wanted.pullRequest];
  const missing: string[] = [];
  if (wants !== null) {
    if (has === null) missing.push("a pull request");
    if ((has?.approvals ?? 0) < wants.approvals) missing.push(`${wants.approvals} ${wants.approvals === 1 ? "approval" : "approvals"}`);
    if (wants.dismissesStale && has?.dismissesStale !== true) missing.push("stale approvals dismissed");
    if (wants.asksLastPush && has?.asksLastPush !== true) missing.push("approval of the last push");
    if (wants.asksCodeOwners && has?.asksCodeOwners !== true) missing.push("approval by code owners");
  }
  for (const { name, app } of wanted.checks) {
    const same = found.checks.filter((check) => check.name === name);
    if (same.length === 0) missing.push(`the check ${name}`);
    else if (app !== null && same.every((check) => check.app === null)) missing.push(`the check ${name} from the App ${app} only`);
  }
  if (wanted.keepsFromDeletion && !found.keepsFromDeletion) missing.push("no deletion");
  if (wanted.keepsFromForcePush && !found.keepsFromForcePush) missing.push("no force push");
  return missing;
}

/** The rules of a ruleset with what is wanted on top. What is stricter already, and rules of other types, stay. */
export function strengthened(rules: readonly RawRule[], wanted: BranchRules): RawRule[] {
  const found = branchRulesOf(rules);
  const parametersOf = (type: string): Record<string, unknown> => rules.find((rule) => rule.type === type)?.parameters ?? {};
  const others = rules.filter(({ type }) => !OURS.includes(type));
  const review = wanted.pullRequest === null ? found.pullRequest : stricter(found.pullRequest, wanted.pullRequest);
  const checks = [...found.checks.filter(({ name }) => !wanted.checks.some((check) => check.name === name)), ...wanted.checks];
  return [
    ...others,
    ...(wanted.keepsFromDeletion || found.keepsFromDeletion ? [{ type: "deletion" }] : []),
    ...(wanted.keepsFromForcePush || found.keepsFromForcePush ? [{ type: "non_fast_forward" }] : []),
    ...(review === null
      ? []
      : [
          {
            type: "pull_request",
            parameters: {
              required_review_thread_resolution: false,
              ...parametersOf("pull_request"),
              required_approving_review_count: review.approvals,
              dismiss_stale_reviews_on_push: review.dismissesStale,
              require_last_push_approval: review.asksLastPush,
              require_code_owner_review: review.asksCodeOwners,
            },
          },
        ]),
    ...(checks.length === 0
      ? []
      : [
          {
            type: "required_status_checks",
            parameters: {
              strict_required_status_checks_policy: false,
              ...parametersOf("required_status_checks"),
              required_status_checks: checks.map(({ name, app }) => ({ context: name, ...(app === null ? {} : { integration_id: app }) })),
            },
          },
        ]),
  ];
}

const OURS: readonly string[] = ["deletion", "non_fast_forward", "pull_request", "required_status_checks"];
