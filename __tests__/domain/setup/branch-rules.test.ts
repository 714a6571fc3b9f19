import { describe, expect, it } from "@jest/globals";
import { branchRulesOf, missingRules, NO_RULES, strengthened, type BranchRules } from "../../../src/domain/setup/branch-rules.ts";

const WANTED: BranchRules = {
  pullRequest: { approvals: 2, dismissesStale: true, asksLastPush: true, asksCodeOwners: true },
  checks: [{ name: "tf-orchestrator", app: 12 }],
  keepsFromDeletion: true,
  keepsFromForcePush: true,
};

describe("the rules of a branch", () => {
  it("add up, whoever made them: the stricter one holds", () => {
    const review = (approvals: number, stale: boolean) => ({
      type: "pull_request",
      parameters: { required_approving_review_count: approvals, dismiss_stale_reviews_on_push: stale },
    });
    const check = (context: string) => ({ type: "required_status_checks", parameters: { required_status_checks: [{ context }] } });
    expect(branchRulesOf([review(2, false), review(1, true), check("a"), check("b"), { type: "deletion" }])).toEqual({
      pullRequest: { approvals: 2, dismissesStale: true, asksLastPush: false, asksCodeOwners: false },
      checks: [
        { name: "a", app: null },
        { name: "b", app: null },
      ],
      keepsFromDeletion: true,
      keepsFromForcePush: false,
    });
  });

  it("that make no sense ask for nothing", () => {
    expect(
      branchRulesOf([{ type: "required_status_checks", parameters: { required_status_checks: [null, 1, {}] } }, { type: "unknown" }]),
    ).toEqual(NO_RULES);
  });
});

describe("what is missing", () => {
  it("is told in words, all of it", () => {
    expect(missingRules(NO_RULES, WANTED)).toEqual([
      "a pull request",
      "2 approvals",
      "stale approvals dismissed",
      "approval of the last push",
      "approval by code owners",
      "the check tf-orchestrator",
      "no deletion",
      "no force push",
    ]);
    expect(missingRules(WANTED, WANTED)).toEqual([]);
  });

  it("is a check that anybody could make, once the App is known", () => {
    const anybody = { ...WANTED, checks: [{ name: "tf-orchestrator", app: null }] };
    expect(missingRules(anybody, WANTED)).toEqual(["the check tf-orchestrator from the App 12 only"]);
    expect(missingRules({ ...WANTED, checks: [{ name: "tf-orchestrator", app: 13 }] }, anybody)).toEqual([]);
  });
});

describe("a strengthened ruleset", () => {
  it("asks for all that is wanted and takes nothing away", () => {
    const rules = [
      { type: "required_linear_history" },
      {
        type: "pull_request",
        parameters: { required_approving_review_count: 3, required_review_thread_resolution: true, allowed_merge_methods: ["squash"] },
      },
      {
        type: "required_status_checks",
        parameters: {
          required_status_checks: [{ context: "ci" }, { context: "tf-orchestrator" }],
          strict_required_status_checks_policy: true,
        },
      },
    ];
    expect(strengthened(rules, WANTED)).toEqual([
      { type: "required_linear_history" },
      { type: "deletion" },
      { type: "non_fast_forward" },
      {
        type: "pull_request",
        parameters: {
          allowed_merge_methods: ["squash"],
          required_review_thread_resolution: true,
          required_approving_review_count: 3,
          dismiss_stale_reviews_on_push: true,
          require_last_push_approval: true,
          require_code_owner_review: true,
        },
      },
      {
        type: "required_status_checks",
        parameters: {
          required_status_checks: [{ context: "ci" }, { context: "tf-orchestrator", integration_id: 12 }],
          strict_required_status_checks_policy: true,
        },
      },
    ]);
  });

  it("lacks nothing of what was wanted", () => {
    expect(missingRules(branchRulesOf(strengthened([], WANTED)), WANTED)).toEqual([]);
  });
});
