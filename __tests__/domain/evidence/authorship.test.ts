import { describe, expect, it } from "@jest/globals";
import { approversOf, authorshipOf, reviewObjections } from "../../../src/domain/evidence/review.ts";
import { HEAD, person, review, reviews, REVIEWER } from "../../helpers/gates.ts";

const BOT = person("tf-orchestrator[bot]", { type: "Bot" });
const PUSHER = person("dana");
const RULE = { headSha: HEAD, minApprovals: 1, overriddenBy: null };

/** A bot opened the pull request; these approved it. */
function openedByBot(approvers: readonly (typeof PUSHER)[], pushers: readonly (typeof PUSHER)[] | null) {
  const given = approvers.map((user, index) => review(user, { id: index + 1 }));
  return { ...reviews(given, [[PUSHER, "admin"]]), author: BOT, pushers };
}

describe("a pull request that a bot opened", () => {
  it("is not approved by who pushed its branch", () => {
    const evidence = openedByBot([PUSHER], [PUSHER]);
    expect(approversOf(evidence, RULE)).toEqual([]);
    expect(reviewObjections(evidence, RULE).map(({ reason }) => reason)).toEqual(["0 of 1 approvals that count (dana pushed the branch)"]);
  });

  it("is approved by nobody while it is unknown who pushed its branch", () => {
    const evidence = openedByBot([REVIEWER], null);
    expect(approversOf(evidence, RULE)).toEqual([]);
    expect(reviewObjections(evidence, RULE).map(({ reason }) => reason)).toEqual(["who pushed the branch could not be read"]);
  });

  it("is approved by somebody else", () => {
    const evidence = openedByBot([PUSHER, REVIEWER], [PUSHER]);
    expect(approversOf(evidence, RULE)).toEqual([REVIEWER]);
    expect(reviewObjections(evidence, RULE)).toEqual([]);
  });

  it("knows a pusher whose login was renamed by the account's id", () => {
    expect(authorshipOf({ id: PUSHER.id, login: "dana-2" }, openedByBot([], [PUSHER]))).toBe("pushed the branch");
  });
});
