import { expect, it } from "@jest/globals";
import type { RuleEvidence } from "../../../src/domain/approvals/gate.ts";
import { approveRemedy, decideApplyAgain } from "../../../src/domain/gates/apply-again.ts";
import { decideApply } from "../../../src/domain/gates/apply.ts";
import { decideMerge } from "../../../src/domain/gates/merge.ts";
import { replanCode } from "../../../src/domain/evidence/replan.ts";
import {
  APPROVER,
  openAgain,
  openApply,
  openMerge,
  overriddenMerge,
  planComment,
  PRODUCTION,
  replan,
  review,
  REVIEWER,
  reviews,
} from "../../helpers/gates.ts";
import { rule } from "./rules.ts";

/** Two approvals, one of them by alice: she alone is in the team. */
const RULES: RuleEvidence = {
  rules: [rule({ accounts: ["arj-*"] }, { count: 2, teams: ["org/dba"] })],
  teams: new Map([["org/dba", { kind: "members", people: [APPROVER] }]]),
  codeOwners: { kind: "missing" },
};
const WHY = "account arj-wkld-a-prd";
const BOTH = reviews([review(REVIEWER), review(APPROVER, { id: 2 })]);
const TRUSTED = { ...PRODUCTION, handMerges: "trust" as const };

it("hold the merge until the number and the team are there, and say who is missing", () => {
  expect(decideMerge(openMerge({ approvalRules: RULES }))).toEqual({
    kind: "held",
    reasons: [
      `1 of 2 approvals that count; 2 are needed: ${WHY}. Somebody with write access, other than its authors, approves commit aaaaaaa.`,
      `an approval is missing: one of @org/dba (${WHY}). One of @org/dba approves commit aaaaaaa.`,
    ],
    remedy: "Somebody with write access, other than its authors, approves commit aaaaaaa.",
  });
  expect(decideMerge(openMerge({ approvalRules: RULES, reviews: BOTH }))).toEqual({ kind: "open" });
});

it("are not met by an override, nor by the approval of who made it", () => {
  const held = decideMerge(overriddenMerge({ approvalRules: RULES, reviews: BOTH }));
  expect(held).toMatchObject({
    kind: "held",
    reasons: [expect.stringContaining("alice overrode the verdict"), expect.stringContaining("one of @org/dba")],
  });
});

it("hold the apply of what was merged by hand, also where the environment trusts such merges", () => {
  const held = decideApply(openApply({ approvalRules: RULES, environment: TRUSTED, reviews: reviews([]) }));
  expect(held).toMatchObject({
    kind: "held",
    reasons: [
      expect.stringMatching(/^0 of 2 approvals that count; 2 are needed: .* Then comment \/tf apply\.$/),
      expect.stringMatching(/^an approval is missing: one of @org\/dba .* Then comment \/tf apply\.$/),
    ],
  });
  expect(held).not.toHaveProperty("renewable");
  expect(decideApply(openApply({ approvalRules: RULES, environment: TRUSTED, reviews: BOTH }))).toMatchObject({ kind: "open" });
  const none = { ...RULES, rules: [rule({ accounts: ["other"] }, { count: 2 })] };
  expect(decideApply(openApply({ approvalRules: none, environment: TRUSTED, reviews: reviews([]) }))).toMatchObject({ kind: "open" });
});

it("ask those who approve a plan that was made after the merge", () => {
  const code = replanCode(replan());
  expect(decideApplyAgain(openAgain({ approvalRules: RULES }))).toMatchObject({
    kind: "held",
    waiting: true,
    reasons: [
      expect.stringContaining(`1 of 2 approvals of the plan ${code}; 2 are needed: ${WHY}.`),
      `an approval is missing: one of @org/dba (${WHY}). One of @org/dba comments /tf approve ${code}.`,
    ],
  });
  const comments = [planComment(), planComment({ author: APPROVER })];
  expect(decideApplyAgain(openAgain({ approvalRules: RULES, comments }))).toMatchObject({ kind: "open" });
  expect(approveRemedy(replan(), { environment: PRODUCTION, approvalRules: RULES, reviews: reviews([]) })).toBe(
    `Read the plan; then 2 people with write access comment /tf approve ${code}, among them one of @org/dba. Authors of what it applies do not count.`,
  );
});
