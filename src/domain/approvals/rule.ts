import type { Location } from "../model/finding.ts";

/** Whose approval a change needs besides what every change needs. */
export interface ApprovalRule {
  when: ApprovalConditions;
  need: ApprovalNeed;
  location: Location;
}

/**
 * When a rule applies: all conditions that are not null hold. `environments`, `accounts` and `services` choose deployments; the amounts and
 * `rules` are asked of the chosen ones together, so that a change split into many deployments meets the same rules.
 */
export interface ApprovalConditions {
  /** Lower case. */
  environments: readonly string[] | null;
  /** Globs over names of accounts. */
  accounts: readonly string[] | null;
  /** Globs; one of the deployment's services matches. */
  services: readonly string[] | null;
  /** Resources that are deleted for good. */
  deletes: Comparison | null;
  replaces: Comparison | null;
  /** Resources that are changed in any way. */
  resources: Comparison | null;
  /** By how much the change raises the cost, in USD a month. */
  monthlyCost: Comparison | null;
  /** By how many percent it does. */
  costIncreasePercent: Comparison | null;
  /** Of the riskiest deployment, from 0 to 1. */
  risk: Comparison | null;
  /** Globs over ids of findings, of any level. */
  rules: readonly string[] | null;
  /** Globs over paths that the pull request touches. */
  paths: readonly string[] | null;
}

export interface Comparison {
  operator: ">" | ">=" | "<" | "<=" | "=";
  value: number;
}

export interface ApprovalNeed {
  /** So many people approve; 0: the rule asks for no number. */
  count: number;
  /** `org/team`, lower case: one member of each approves. */
  teams: readonly string[];
  /** Logins: each of them approves. */
  people: readonly string[];
  /** One owner of each changed file approves, by CODEOWNERS. */
  codeOwners: boolean;
}

export function compares(value: number, { operator, value: bound }: Comparison): boolean {
  switch (operator) {
    case ">":
      return value > bound;
    case ">=":
      return value >= bound;
    case "<":
      return value < bound;
    case "<=":
      return value <= bound;
    case "=":
      return value === bound;
  }
}
