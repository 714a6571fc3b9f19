import { describe, expect, it } from "@jest/globals";
import { decideByHand, type HandQuestion } from "../../../src/domain/gates/by-hand.ts";
import type { Person } from "../../../src/domain/model/person.ts";

function person(login: string, type = "User"): Person {
  return { id: login.charCodeAt(0), login, type };
}

const DANA = person("dana");
const ALICE = person("alice");
const BOB = person("bob");
const REVIEWED = { isReviewed: true, preventsSelfReview: true };

/** Dana started it, alice approved it and is a special approver. */
function question(more: Partial<HandQuestion> = {}, run: Partial<NonNullable<HandQuestion["run"]>> = {}): HandQuestion {
  return {
    run: { by: DANA, event: "workflow_dispatch", attempt: 1, branch: "main", defaultBranch: "main", ...run },
    reviews: [{ state: "approved", by: ALICE, environments: ["tf-approval"] }],
    protections: new Map([["tf-approval", REVIEWED]]),
    environment: "production",
    approvers: [
      { github: "Alice", environments: ["production"] },
      { github: "dana", environments: ["production"] },
      { github: "bob", environments: ["development"] },
    ],
    ...more,
  };
}

function reasons(asked: HandQuestion): string[] {
  const decision = decideByHand(asked);
  return decision.kind === "open" ? ["open"] : decision.reasons;
}

const BY_BOB = [{ state: "approved" as const, by: BOB, environments: ["tf-approval"] }];
const NOBODY = ["nobody approved this run in a GitHub environment with required reviewers"];

describe("a change by hand is held", () => {
  it.each<[string, HandQuestion, string[]]>([
    ["while GitHub does not say who started it", question({ run: null }), ["GitHub does not say who started this run"]],
    ["while GitHub does not say who approved it", question({ reviews: null }), ["GitHub does not say who approved this run"]],
    ["while nobody approved it", question({ reviews: [] }), NOBODY],
    ["while the approval is pending", question({ reviews: [{ state: "pending", by: ALICE, environments: ["tf-approval"] }] }), NOBODY],
    ["by an approval in no environment", question({ reviews: [{ state: "approved", by: ALICE, environments: [] }] }), NOBODY],
    [
      "by an environment that has no reviewers any more",
      question({ protections: new Map([["tf-approval", { isReviewed: false, preventsSelfReview: false }]]) }),
      ["the GitHub environment tf-approval has no required reviewers"],
    ],
    [
      "by an environment of which GitHub does not say",
      question({ protections: new Map([["tf-approval", null]]) }),
      ["whether the GitHub environment tf-approval wants reviews is unknown"],
    ],
    [
      "by a bot's approval",
      question({ reviews: [{ state: "approved", by: person("robot", "Bot"), environments: ["tf-approval"] }] }),
      ["robot, a bot, approved the run"],
    ],
    [
      "by an approval of an account that is gone",
      question({ reviews: [{ state: "approved", by: null, environments: ["tf-approval"] }] }),
      ["an account that is gone approved the run"],
    ],
    [
      "when who started it approved it, and the environment prevents that",
      question({}, { by: ALICE }),
      ["alice approved the run and started it"],
    ],
    [
      "when no special approver of the environment vouches for it",
      question({ reviews: BY_BOB }, { by: person("rita") }),
      ["no special approver of production vouches for the run: rita started it, bob approved it"],
    ],
    [
      "when the special approver started it, and the environment prevents self-review",
      question({ reviews: BY_BOB }),
      ["no special approver of production vouches for the run: dana started it, bob approved it"],
    ],
  ])("%s", (_, asked, expected) => {
    expect(reasons(asked)).toEqual(expected);
  });

  it("by everything at once, each with its way out", () => {
    const rejected = { state: "rejected" as const, by: BOB, environments: ["tf-approval"] };
    const asked = question(
      { reviews: [{ state: "approved", by: ALICE, environments: ["tf-approval"] }, rejected] },
      { event: "schedule", attempt: 2, branch: "feature" },
    );
    expect(reasons(asked)).toEqual([
      "the run was started by the event schedule, expected workflow_dispatch. Somebody starts the workflow by hand, under Actions.",
      "this is attempt 2 of the run, and GitHub does not say for which one an approval was given. Start a new run instead of an old one again.",
      "the run is of the branch feature, expected main. Start the workflow on main.",
      "bob rejected the run. Settle it with them, then start a new run.",
    ]);
  });
});

describe("a change by hand is open", () => {
  it("when a special approver approved it whom the environment wanted", () => {
    expect(decideByHand(question())).toEqual({ kind: "open", special: "alice", approvers: ["alice"] });
  });

  it("when a special approver started it and somebody else approved it, where the environment lets people review their own runs", () => {
    const protections = new Map([["tf-approval", { isReviewed: true, preventsSelfReview: false }]]);
    expect(decideByHand(question({ reviews: BY_BOB, protections }))).toEqual({ kind: "open", special: "dana", approvers: ["bob"] });
  });

  it("whoever else tried: one approval that counts is enough", () => {
    const reviews = [{ state: "approved" as const, by: DANA, environments: ["tf-approval"] }, ...(question().reviews ?? [])];
    expect(decideByHand(question({ reviews }))).toEqual({ kind: "open", special: "alice", approvers: ["alice"] });
  });
});
