import { describe, expect, it } from "@jest/globals";
import { decideApplyAgain, type ApplyAgainQuestion } from "../../../src/domain/gates/apply-again.ts";
import { replanCode } from "../../../src/domain/evidence/replan.ts";
import {
  audit,
  auditedPull,
  DATA,
  HEAD,
  KEYS,
  mergedInputs,
  openAgain,
  person,
  planComment,
  PRODUCTION,
  recorded,
  replan,
  review,
  REVIEWER,
  reviews,
  TIP,
} from "../../helpers/gates.ts";

const { pull } = openAgain();
const CODE = replanCode(replan());
const planAgain = "Comment /tf apply: it plans again and asks for approvals of the new plan.";
const approve = `Read the plan; then somebody with write access comments /tf approve ${CODE}. Authors of what it applies do not count.`;
const again = { code: CODE, tipSha: TIP, at: new Date("2026-11-21T07:44:00Z") };
const late = { at: new Date("2026-11-21T07:45:00Z") };
const of = (record: ReturnType<typeof replan>): Partial<ApplyAgainQuestion> => ({
  record,
  comments: [planComment({ body: `/tf approve ${replanCode(record)}` })],
});

/** A new plan does not help against these. */
const LASTING: [what: string, changes: Partial<ApplyAgainQuestion>, reason: string, remedy: string][] = [
  [
    "no merge",
    { pull: { ...pull, merged: false } },
    "the pull request is not merged",
    "Merge it first: what is applied is what was merged.",
  ],
  [
    "a fork",
    { pull: { ...pull, fork: true } },
    "the pull request comes from a fork, for whose content nobody here vouches",
    "Push the branch to the repository itself and open a pull request from there.",
  ],
  [
    "another base than the environment's branch",
    { environment: { ...PRODUCTION, branch: "main" } },
    "the base is prod, expected main, the branch of production",
    "The author changes the base to main; it is validated again for that.",
  ],
  [
    "audit records that cannot be read",
    { audits: null },
    "the audit records could not all be read",
    "See that audit-logs/ of the bucket holds nothing else and may be read, then run it again.",
  ],
  [
    "somebody who still wants changes",
    { reviews: reviews([review(person("carl"), { state: "CHANGES_REQUESTED" })], [[person("carl"), "write"]]) },
    "carl requested changes",
    "Ask for another review, or have somebody with write access dismiss that one.",
  ],
  ["pushes that cannot be read", { reviews: { ...reviews([]), pushes: null } }, "who pushed the branch could not be read", "Run it again."],
  [
    "a base whose changes cannot be read",
    { base: { pushes: [], commits: null } },
    "who changed these files in prod since the pull request's branch left it could not all be read",
    "Run it again.",
  ],
];

/** Against these it does. */
const OUTDATED: [what: string, changes: Partial<ApplyAgainQuestion>, reason: string][] = [
  ["another head", of(replan({ headSha: TIP })), `the new plan is for head commit ${TIP}, now it is ${HEAD}`],
  ["another pull request", of(replan({ pullRequest: 9 })), "the new plan is for pull request 9, now it is 123"],
  ["another base", of(replan({ baseRef: "stage" })), "the new plan is for base branch stage, now it is prod"],
  ["another environment", of(replan({ environment: "staging" })), "the new plan is for environment staging, now it is production"],
  [
    "a newer record that no key signed",
    { unverifiedReplans: [8200] },
    "a record of a plan after the merge carries no signature of an accepted key",
  ],
  ["a failed verdict", of(replan({ verdict: "failed" })), "the new plan broke policy or failed, so nobody can approve it"],
  [
    "a deployment without a plan",
    of(replan({ deployments: [{ ...recorded(DATA), planSha256: null }, recorded(KEYS)] })),
    `the record holds no plan of ${DATA}`,
  ],
  ["no deployment", of(replan({ deployments: [] })), "the new plan names no deployment"],
  [
    "other files in the base by now",
    { tipInputs: mergedInputs({ [DATA]: "9".repeat(64) }) },
    `prod has other files of ${DATA} by now than were planned`,
  ],
  ["files that are gone", { tipInputs: new Map([[DATA, "1".repeat(64)]]) }, `prod has other files of ${KEYS} by now than were planned`],
  ["files that cannot be read", { tipInputs: null }, "the files of prod could not be read"],
  [
    "a change of the state since",
    { audits: [audit(KEYS, { ...late, action: "rollback", pullRequest: null })] },
    `${KEYS} was changed since it was planned by rollback at 2026-11-21T07:45:00.000Z`,
  ],
];

describe("decideApplyAgain", () => {
  it.each(LASTING)("is held for good by %s", (_, changes, reason, remedy) => {
    expect(decideApplyAgain(openAgain(changes))).toEqual({ kind: "held", reasons: [reason], remedy, waiting: false });
  });

  it.each(OUTDATED)("is held until it is planned again by %s", (_, changes, reason) => {
    expect(decideApplyAgain(openAgain(changes))).toEqual({
      kind: "held",
      reasons: [reason],
      remedy: planAgain,
      waiting: false,
      renewable: true,
    });
  });

  it("waits for as many approvals as the environment asks for", () => {
    expect(decideApplyAgain(openAgain({ comments: [] }))).toEqual({
      kind: "held",
      reasons: [`0 of 1 approvals of the plan ${CODE}`],
      remedy: approve,
      waiting: true,
      renewable: true,
    });
    expect(decideApplyAgain(openAgain({ environment: { ...PRODUCTION, minApprovals: 2 } }))).toEqual({
      kind: "held",
      reasons: [`1 of 2 approvals of the plan ${CODE}`],
      remedy: `Read the plan; then 2 people with write access comment /tf approve ${CODE}. Authors of what it applies do not count.`,
      waiting: true,
      renewable: true,
    });
  });

  it("waits for one approval at least, also where none is asked for or merges by hand are trusted", () => {
    const environment = { ...PRODUCTION, minApprovals: 0, handMerges: "trust" as const };
    expect(decideApplyAgain(openAgain({ comments: [], environment }))).toMatchObject({ kind: "held", waiting: true });
  });

  it("opens for what is left of an approved plan, whatever the labels and reviews of before", () => {
    const open = { kind: "open", record: replan(), approvers: [REVIEWER] };
    expect(decideApplyAgain(openAgain({ pull: { ...pull, labels: [] } }))).toEqual({ ...open, remaining: [KEYS, DATA] });
    const audits = [audit(DATA, { ...late, pullRequest: auditedPull({ replan: again }) })];
    expect(decideApplyAgain(openAgain({ audits }))).toEqual({ ...open, remaining: [KEYS] });
  });

  it("has nothing to do once all of it was applied", () => {
    const audits = [DATA, KEYS].map((id) => audit(id, { ...late, pullRequest: auditedPull({ replan: again }) }));
    expect(decideApplyAgain(openAgain({ audits, comments: [] }))).toEqual({ kind: "already-applied", applied: [audits[1], audits[0]] });
  });
});
