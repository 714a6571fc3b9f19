import { describe, expect, it } from "@jest/globals";
import { authorObjections, authorshipOf, authorsOf, type HeadCommit, type HeadHistory } from "../../../src/domain/evidence/authors.ts";
import { approversOf, reviewObjections } from "../../../src/domain/evidence/review.ts";
import { AUTHOR, HEAD, history, person, review, reviews, REVIEWER } from "../../helpers/gates.ts";

const BOT = person("tf-orchestrator[bot]", { type: "Bot" });
const WEB_FLOW = person("web-flow");
const COLLEAGUE = person("carl");
const OLDER = "e".repeat(40);
const RULE = { headSha: HEAD, minApprovals: 1, overriddenBy: null };

function commit(changes: Partial<HeadCommit> = {}): HeadCommit {
  return { sha: HEAD, author: AUTHOR, committer: AUTHOR, verified: false, ...changes };
}

/** What approvals by these people come to. */
function approvedBy(people: readonly (typeof AUTHOR)[], changes: Partial<HeadHistory>) {
  const given = people.map((user, index) => review(user, { id: index + 1 }));
  const evidence = {
    ...reviews(
      given,
      people.map((user) => [user, "write"]),
    ),
    ...history(changes),
  };
  return {
    counted: approversOf(evidence, RULE).map(({ login }) => login),
    held: reviewObjections(evidence, RULE).map(({ reason }) => reason),
  };
}

describe("nobody approves what they made themselves", () => {
  const push = (actor: typeof AUTHOR) => ({ actor, after: OLDER });
  it.each<[string, Partial<HeadHistory>, string]>([
    ["who opened the pull request", { author: COLLEAGUE }, "carl is the author"],
    ["who pushed to somebody's branch", { pushes: [push(COLLEAGUE), { actor: AUTHOR, after: HEAD }] }, "carl pushed eeeeeee"],
    ["who wrote a commit", { commits: [commit({ author: COLLEAGUE })] }, "carl wrote commit aaaaaaa"],
    ["who committed what another wrote", { commits: [commit({ committer: COLLEAGUE })] }, "carl wrote commit aaaaaaa"],
    ["a renamed account", { pushes: [push({ ...COLLEAGUE, login: "charles" }), { actor: AUTHOR, after: HEAD }] }, "carl pushed eeeeeee"],
  ])("%s", (_, changes, why) => {
    expect(approvedBy([COLLEAGUE], changes)).toEqual({ counted: [], held: [`0 of 1 approvals that count (${why})`] });
    expect(approvedBy([COLLEAGUE, REVIEWER], changes)).toEqual({ counted: ["rita"], held: [] });
  });

  it("and GitHub's own committer is no author", () => {
    const changes = { commits: [commit({ committer: WEB_FLOW })] };
    expect(authorsOf(history(changes))).toEqual([AUTHOR]);
    expect(approvedBy([REVIEWER], changes)).toEqual({ counted: ["rita"], held: [] });
  });
});

describe("a bot", () => {
  it("may open the pull request of what people pushed", () => {
    expect(approvedBy([REVIEWER], { author: BOT })).toEqual({ counted: ["rita"], held: [] });
    expect(approvedBy([AUTHOR], { author: BOT }).held).toEqual(["0 of 1 approvals that count (dave pushed aaaaaaa)"]);
  });

  it("holds the gate by a push that no person answers for, whoever the commits say they are by", () => {
    const pushes = [{ actor: BOT, after: HEAD }];
    const held = ["tf-orchestrator[bot] pushed aaaaaaa, and nobody knows for whom"];
    expect(approvedBy([REVIEWER], { pushes })).toEqual({ counted: ["rita"], held });
    expect(approvedBy([REVIEWER], { pushes, commits: [commit({ author: BOT, committer: BOT, verified: true })] }).held).toEqual(held);
    // Its own signature proves nothing about whom it names as the author.
    expect(approvedBy([REVIEWER], { pushes, commits: [commit({ committer: BOT, verified: true })] }).held).toEqual(held);
    expect(approvedBy([REVIEWER], { pushes, commits: [commit({ committer: null, verified: true })] }).held).toEqual(held);
    expect(approvedBy([REVIEWER], { pushes: [{ actor: null, after: HEAD }] }).held).toEqual([
      "an account that is gone pushed aaaaaaa, and nobody knows for whom",
    ]);
  });

  it("is traced to the person who signed every commit, and that person does not approve", () => {
    const signed = { pushes: [{ actor: BOT, after: HEAD }], commits: [commit({ verified: true, committer: WEB_FLOW })] };
    expect(approvedBy([REVIEWER], signed)).toEqual({ counted: ["rita"], held: [] });
    expect(approvedBy([AUTHOR], signed).counted).toEqual([]);
  });

  it("no longer counts once somebody has taken its commits over", () => {
    const pushes = [
      { actor: BOT, after: OLDER },
      { actor: AUTHOR, after: HEAD },
    ];
    expect(approvedBy([REVIEWER], { pushes })).toEqual({ counted: ["rita"], held: [] });
    expect(approvedBy([REVIEWER], { pushes, commits: [commit(), commit({ sha: OLDER })] }).held).toHaveLength(1);
  });
});

describe("what is unknown of the authors holds the gate", () => {
  it.each<[string, Partial<HeadHistory>, string[]]>([
    ["the pushes", { pushes: null }, ["who pushed the branch could not be read"]],
    ["the commits", { commits: null }, ["the commits of the branch could not all be read"]],
    [
      "both",
      { pushes: null, commits: null },
      ["who pushed the branch could not be read", "the commits of the branch could not all be read"],
    ],
    ["the push of the head", { pushes: [{ actor: AUTHOR, after: OLDER }] }, ["GitHub does not say who pushed aaaaaaa"]],
  ])("%s", (_, changes, held) => {
    expect(approvedBy([REVIEWER], changes).held).toEqual(held);
    expect(authorObjections(history(changes), HEAD).map(({ reason }) => reason)).toEqual(held);
  });

  it("but for an author of whose mail address GitHub knows no account: who pushed it answers for it", () => {
    expect(authorObjections(history({ commits: [commit({ author: null, committer: null })] }), HEAD)).toEqual([]);
    expect(authorshipOf(COLLEAGUE, history({ commits: [commit({ author: null })] }))).toBeNull();
  });
});
