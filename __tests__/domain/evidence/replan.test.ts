import { describe, expect, it } from "@jest/globals";
import {
  approvalsOf,
  approvedCode,
  isOfReviewedInputs,
  isReplanKey,
  newestReplan,
  REPLAN_RECORD,
  replanCode,
  replanKey,
  type ApprovalEvidence,
} from "../../../src/domain/evidence/replan.ts";
import { FULL_RECORD } from "../../../src/domain/evidence/record.ts";
import type { Person } from "../../../src/domain/model/person.ts";
import {
  AUTHOR,
  DATA,
  HEAD,
  history,
  person,
  planComment,
  record,
  recorded,
  replan,
  REPLANNED,
  REPOSITORY,
  REVIEWER,
  reviews,
  TIP,
} from "../../helpers/gates.ts";

const CARL = person("carl");
const PULL = { repository: REPOSITORY, number: 123, headSha: HEAD };

describe("the record of a plan after the merge", () => {
  it("holds what a validation's does, with the commit of the base branch that was planned", () => {
    const { base_sha: base, ...shared } = record({ issuedAt: new Date(REPLANNED), run: { id: 8200, attempt: 1 } });
    expect(base).not.toBe(TIP);
    expect(replan()).toEqual({ ...shared, tip_sha: TIP });
  });

  it("is neither read as a validation's record nor the other way round", () => {
    expect(FULL_RECORD.safeParse(replan()).success).toBe(false);
    expect(REPLAN_RECORD.safeParse(record()).success).toBe(false);
    expect(REPLAN_RECORD.safeParse({ ...replan(), extra: 1 }).success).toBe(false);
  });

  it("lies beside the validations' records", () => {
    expect(replanKey(replan())).toBe(`records/org/dev-deployment/123/${HEAD}-8200.replan.jws`);
    expect(isReplanKey(replanKey(replan()))).toBe(true);
    expect(isReplanKey(`records/org/dev-deployment/123/${HEAD}-8200.jws`)).toBe(false);
  });

  it("has a code of its own, whatever part of it differs", () => {
    expect(replanCode(replan())).toMatch(/^[0-9a-f]{8}$/);
    const codes = [
      replan(),
      replan({ tipSha: "e".repeat(40) }),
      replan({ deployments: [recorded(DATA)] }),
      replan({ deployments: [{ ...recorded(DATA), planSha256: "9".repeat(64) }] }),
      replan({ run: { id: 8201, attempt: 1 } }),
      replan({ issuedAt: new Date("2026-11-21T07:30:00.501Z") }),
    ].map(replanCode);
    expect(new Set(codes).size).toBe(6);
  });

  it("counts when it is the newest of this head, passed or not", () => {
    const later = replan({ verdict: "failed", issuedAt: new Date("2026-11-21T08:00:00Z") });
    const others = [
      replan({ headSha: TIP, issuedAt: new Date("2026-11-21T09:00:00Z") }),
      replan({ pullRequest: 9, issuedAt: new Date("2026-11-21T09:00:00Z") }),
      replan({ repository: { id: 1, fullName: "org/dev-deployment" }, issuedAt: new Date("2026-11-21T09:00:00Z") }),
    ];
    expect(newestReplan([replan(), later, ...others], PULL)).toEqual(later);
    expect(newestReplan([replan(), replan({ run: { id: 8201, attempt: 1 } })], PULL)).toEqual(replan({ run: { id: 8201, attempt: 1 } }));
    expect(newestReplan(others, PULL)).toBeNull();
  });

  it("is of reviewed inputs when the validation planned each of them", () => {
    expect(isOfReviewedInputs(replan(), record())).toBe(true);
    expect(isOfReviewedInputs(replan({ deployments: [recorded(DATA)] }), record())).toBe(true);
    expect(isOfReviewedInputs(replan(), record({ deployments: [recorded(DATA)] }))).toBe(false);
    expect(isOfReviewedInputs(replan({ deployments: [{ ...recorded(DATA), inputsSha256: "9".repeat(64) }] }), record())).toBe(false);
    expect(isOfReviewedInputs(replan(), null)).toBe(false);
  });
});

describe("who approved a plan", () => {
  const evidence = (changes: Partial<ApprovalEvidence> = {}): ApprovalEvidence => ({
    comments: [planComment()],
    reviews: reviews([]),
    base: null,
    ...changes,
  });
  const by = (author: Person, permission: "write" | "read" | null = "write"): ApprovalEvidence => ({
    ...evidence({ comments: [planComment({ author })] }),
    reviews: reviews([], permission === null ? [] : [[author, permission]]),
  });

  it.each([
    ["/tf approve 1a2b3c4d", "1a2b3c4d"],
    ["/tf approve 1a2b3c4d\nlooks right", "1a2b3c4d"],
    ["/tf approve", null],
    ["> /tf approve 1a2b3c4d", null],
    ["/tf apply", null],
    ["looks right", null],
  ])("%j approves %j", (body, code) => {
    expect(approvedCode(body)).toBe(code);
  });

  it.each<[string, ApprovalEvidence, string]>([
    ["an author", by(AUTHOR), "dave is the author"],
    [
      "a pusher",
      { ...by(CARL), reviews: { ...by(CARL).reviews, ...history({ pushes: [{ actor: CARL, after: TIP }] }) } },
      "carl pushed ddddddd",
    ],
    ["a reader", by(CARL, "read"), "carl has read access only"],
    ["somebody whose permission is unknown", by(CARL, null), "carl has an unknown permission"],
    ["a bot", by(person("robot[bot]", { type: "Bot" })), "robot[bot] is a bot"],
    ["an edited comment", evidence({ comments: [planComment({ updatedAt: "2026-11-21T07:41:00Z" })] }), "rita edited the comment"],
    [
      "a comment from before the plan",
      evidence({ comments: [planComment({ createdAt: "2026-11-21T07:29:59Z", updatedAt: "2026-11-21T07:29:59Z" })] }),
      "rita commented before the plan was made",
    ],
    [
      "who wrote a commit that the base has since",
      evidence({ base: { pushes: [], commits: [{ sha: TIP, author: CARL, committer: REVIEWER, verified: false }] } }),
      "rita wrote commit ddddddd of prod",
    ],
    [
      "who pushed or merged into the base since",
      evidence({ base: { pushes: [{ actor: REVIEWER, after: TIP }], commits: [] } }),
      "rita brought ddddddd into prod",
    ],
  ])("%s does not count", (_, given, why) => {
    expect(approvalsOf(replan(), given)).toEqual({ approvers: [], left: [why] });
  });

  it("counts each person once, whatever else they wrote, and in the second of the plan", () => {
    const at = "2026-11-21T07:30:00Z";
    const comments = [
      planComment({ updatedAt: "2026-11-21T07:41:00Z" }),
      planComment({ createdAt: at, updatedAt: at }),
      planComment(),
      planComment({ author: CARL }),
    ];
    expect(approvalsOf(replan(), evidence({ comments, reviews: reviews([], [[CARL, "write"]]) }))).toEqual({
      approvers: [CARL, REVIEWER],
      left: [],
    });
  });

  it("takes the code of another plan for none of this one's", () => {
    expect(approvalsOf(replan({ run: { id: 8201, attempt: 1 } }), evidence())).toEqual({ approvers: [], left: [] });
  });
});
