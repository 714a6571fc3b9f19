import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { environmentOf } from "../../../src/domain/controller/environments.ts";
import { decideMerge, type Check, type MergeQuestion } from "../../../src/domain/gates/merge.ts";
import { judgeRecord } from "../../../src/domain/evidence/record-evidence.ts";
import { deployment, settings } from "../builders.ts";
import {
  APPROVER,
  attempt,
  AUTHOR,
  BASE,
  DATA,
  failedPull,
  failedRecord,
  HEAD,
  INPUTS,
  KEYS,
  LIVE,
  mergedInputs,
  openMerge,
  overriddenMerge,
  override,
  person,
  PRODUCTION,
  record,
  recorded,
  review,
  REVIEWER,
  reviews,
} from "../../helpers/gates.ts";

const OTHER = "e".repeat(40);
const { pull, mergeability } = openMerge();
const bot = person("renovate[bot]", { type: "Bot" });
const reader = person("rosa");
const stranger = person("stan");
const later = { id: 2, submittedAt: "2026-11-21T06:06:00Z" };
const approves = "Somebody with write access, other than its authors, approves commit aaaaaaa.";
const validate = "Comment /tf validate, or push again: a new validation signs a new record.";
const check = (changes: Partial<Check>): MergeQuestion["mergeability"] => ({
  ...mergeability,
  checks: [{ name: "unit", required: true, own: false, state: "success", ...changes }],
});

/** Each of these alone holds the gate. */
const HOLDS: [what: string, question: MergeQuestion, reasons: string[], remedy: string][] = [
  [
    "a merged pull request",
    openMerge({ pull: { ...pull, state: "closed", merged: true } }),
    ["the pull request is merged already"],
    "Nothing to do.",
  ],
  [
    "a closed pull request",
    openMerge({ pull: { ...pull, state: "closed" } }),
    ["the pull request is closed"],
    "The author reopens it, or opens a new one.",
  ],
  ["a draft", openMerge({ pull: { ...pull, draft: true } }), ["the pull request is a draft"], "The author marks it as ready for review."],
  [
    "a fork",
    openMerge({ pull: { ...pull, fork: true } }),
    ["the pull request comes from a fork, for whose content nobody here vouches"],
    "Push the branch to the repository itself and open a pull request from there.",
  ],
  ["no verified record", openMerge({ records: [] }), ["there is no verified validation record"], validate],
  [
    "a newer record that no accepted key signed",
    openMerge({ unverifiedRuns: [8124] }),
    ["a validation record carries no signature of an accepted key"],
    validate,
  ],
  [
    "an unsigned record of an unknown run",
    openMerge({ unverifiedRuns: [null] }),
    ["a validation record carries no signature of an accepted key"],
    validate,
  ],
  [
    "a passed record without its label",
    openMerge({ pull: { ...pull, labels: [] } }),
    ["the pull request carries no verdict label, but the newest record says opa-passed"],
    validate,
  ],
  [
    "a passed record under the label of a failed one",
    openMerge({ pull: { ...pull, labels: ["opa-passed", "opa-failed"] } }),
    ["the pull request carries opa-passed and opa-failed, but the newest record says opa-passed"],
    validate,
  ],
  [
    "an overridden record under the label of a passed one",
    overriddenMerge({ pull: { ...pull, labels: ["opa-passed"] } }),
    ["the pull request carries opa-passed, but the newest record says opa-failed"],
    validate,
  ],
  [
    "a validation that began after the record's own and has not ended",
    openMerge({ attempts: [attempt("started", 8123, "05:59:00"), attempt("started", 8124, "06:01:00")] }),
    ["a validation of this head began at 2026-11-21T06:01:00.000Z (run 8124) and has not ended"],
    "Wait for it. If its run is over, comment /tf validate.",
  ],
  [
    "a newer validation that was refused",
    openMerge({ attempts: [attempt("started", 8124, "06:01:00"), attempt("refused", 8124, "06:02:00")] }),
    ["the newest validation of this head (run 8124) was refused"],
    "Comment /tf validate.",
  ],
  [
    "a newer validation that failed before it planned anything, and ended before the record's own",
    openMerge({
      attempts: [attempt("started", 8123, "05:50:00"), attempt("started", 8124, "05:51:00"), attempt("failed", 8124, "05:52:00")],
    }),
    ["the newest validation of this head (run 8124) failed before it planned anything"],
    "Comment /tf validate.",
  ],
  [
    "a record of another pull request",
    openMerge({ records: [record({ pullRequest: 122 })] }),
    ["the record is for pull request 122, now it is 123"],
    validate,
  ],
  [
    "a record of another repository",
    openMerge({ records: [record({ repository: { id: 43, fullName: "org/dev-deployment" } })] }),
    ["the record is for repository org/dev-deployment (43), now it is org/dev-deployment (42)"],
    validate,
  ],
  [
    "a record of another base",
    openMerge({ records: [record({ baseRef: "stage" })] }),
    ["the record is for base branch stage, now it is prod"],
    validate,
  ],
  [
    "a record of another environment",
    openMerge({ records: [record({ environment: "staging" })] }),
    ["the record is for environment staging, now it is production"],
    validate,
  ],
  [
    "a record without deployments",
    openMerge({ records: [record({ deployments: [] })], mergedInputs: new Map() }),
    ["the record names no deployment"],
    validate,
  ],
  [
    "a passed record of a deployment that was not planned",
    openMerge({ records: [record({ deployments: [recorded(DATA), { ...recorded(KEYS), planSha256: null }] })] }),
    [`the record holds no plan of ${KEYS}`],
    validate,
  ],
  [
    "a failed record without an override",
    openMerge({ pull: failedPull(), records: [failedRecord()] }),
    ["the verdict is failed"],
    "Fix the findings and push, or ask a special approver of production to comment OVERRIDE: <reason>.",
  ],
  [
    "an older passed record beside a newer failed one",
    openMerge({
      pull: failedPull(),
      records: [record(), failedRecord({ run: { id: 8124, attempt: 1 }, issuedAt: new Date("2026-11-21T06:01:00Z") })],
    }),
    ["the verdict is failed"],
    "Fix the findings and push, or ask a special approver of production to comment OVERRIDE: <reason>.",
  ],
  [
    "a passed and a failed record of one time",
    openMerge({ pull: failedPull(), records: [record(), failedRecord()] }),
    ["the verdict is failed"],
    "Fix the findings and push, or ask a special approver of production to comment OVERRIDE: <reason>.",
  ],
  [
    "an override of other findings",
    overriddenMerge({ override: override({ findings_sha256: "2".repeat(64) }) }),
    ["the findings are not those that were overridden"],
    "Fix the findings and push, or ask a special approver of production to comment OVERRIDE: <reason>.",
  ],
  [
    "an override of other plans",
    overriddenMerge({ records: [failedRecord({ deployments: [recorded(DATA), { ...recorded(KEYS), planSha256: "3".repeat(64) }] })] }),
    ["the plans are not those that were overridden"],
    "Fix the findings and push, or ask a special approver of production to comment OVERRIDE: <reason>.",
  ],
  [
    "an override from before a push back to this head",
    overriddenMerge({ lastPushAt: "2026-11-21T06:20:00Z" }),
    ["the override is not known to be newer than the last push"],
    "Fix the findings and push, or ask a special approver of production to comment OVERRIDE: <reason>.",
  ],
  [
    "an override when the last push is unknown",
    overriddenMerge({ lastPushAt: null }),
    ["the override is not known to be newer than the last push"],
    "Fix the findings and push, or ask a special approver of production to comment OVERRIDE: <reason>.",
  ],
  [
    "an override whose writer is the only reviewer",
    overriddenMerge({ reviews: reviews([review(APPROVER)]) }),
    ["0 of 1 approvals that count (alice overrode the verdict)"],
    "Somebody with write access, other than its authors and alice, approves commit aaaaaaa.",
  ],
  [
    "a base under which the merged files differ",
    openMerge({ mergedInputs: mergedInputs({ [KEYS]: "9".repeat(64) }) }),
    [`the merged files of ${KEYS} are not those that were planned`],
    "Bring the branch up to date with its base and push: what will be merged is then planned.",
  ],
  [
    "a planned deployment that the merge would not bring",
    openMerge({ mergedInputs: new Map([[DATA, INPUTS]]) }),
    [`${KEYS} was planned, but is not among the merged files`],
    "Bring the branch up to date with its base and push: what will be merged is then planned.",
  ],
  [
    "a deployment that nobody planned",
    openMerge({ mergedInputs: mergedInputs({ "sns/a/b/c": INPUTS }) }),
    ["sns/a/b/c is among the merged files, but was not planned"],
    "Bring the branch up to date with its base and push: what will be merged is then planned.",
  ],
  [
    "merged files that are unknown",
    openMerge({ mergedInputs: null }),
    ["the files as merged could not be read"],
    "Bring the branch up to date with its base and push.",
  ],
  ["no review", openMerge({ reviews: reviews([]) }), ["0 of 1 approvals that count"], approves],
  ["reviews that are unknown", openMerge({ reviews: reviews(null) }), ["the reviews could not all be read"], "Run it again."],
  [
    "a comment instead of an approval",
    openMerge({ reviews: reviews([review(REVIEWER, { state: "COMMENTED" })]) }),
    ["0 of 1 approvals that count"],
    approves,
  ],
  [
    "an approval of an older commit",
    openMerge({ reviews: reviews([review(REVIEWER, { commitSha: OTHER })]) }),
    ["0 of 1 approvals that count (the approval of rita is for another commit)"],
    approves,
  ],
  [
    "an approval by the author",
    openMerge({ reviews: reviews([review(AUTHOR)]) }),
    ["0 of 1 approvals that count (dave is the author)"],
    approves,
  ],
  [
    "an approval by the author's other name",
    openMerge({ reviews: reviews([review({ ...AUTHOR, login: "dave-renamed" })]) }),
    ["0 of 1 approvals that count (dave-renamed is the author)"],
    approves,
  ],
  [
    "an approval by a reader",
    openMerge({ reviews: reviews([review(reader)], [[reader, "read"]]) }),
    ["0 of 1 approvals that count (rosa has read access only)"],
    approves,
  ],
  [
    "an approval by somebody who may only sort issues",
    openMerge({ reviews: reviews([review(reader)], [[reader, "triage"]]) }),
    ["0 of 1 approvals that count (rosa has triage access only)"],
    approves,
  ],
  [
    "an approval by a bot with write access",
    openMerge({ reviews: reviews([review(bot)], [[bot, "write"]]) }),
    ["0 of 1 approvals that count (renovate[bot] is a bot)"],
    approves,
  ],
  [
    "an approval by somebody whose permission is unknown",
    openMerge({ reviews: reviews([review(stranger)]) }),
    ["0 of 1 approvals that count (stan has an unknown permission)"],
    approves,
  ],
  ["an approval by an account that is gone", openMerge({ reviews: reviews([review(null)]) }), ["0 of 1 approvals that count"], approves],
  [
    "a dismissed approval",
    openMerge({ reviews: reviews([review(REVIEWER, { state: "DISMISSED" })]) }),
    ["0 of 1 approvals that count (the review of rita was dismissed)"],
    approves,
  ],
  [
    "too few approvals for the environment",
    openMerge({ environment: { ...PRODUCTION, minApprovals: 2 } }),
    ["1 of 2 approvals that count"],
    approves,
  ],
  [
    "two approvals by one person",
    openMerge({ environment: { ...PRODUCTION, minApprovals: 2 }, reviews: reviews([review(REVIEWER), review(REVIEWER, later)]) }),
    ["1 of 2 approvals that count"],
    approves,
  ],
  [
    "another writer's open request for changes",
    openMerge({ reviews: reviews([review(REVIEWER), review(APPROVER, { ...later, state: "CHANGES_REQUESTED" })]) }),
    ["alice requested changes"],
    "Ask for another review, or have somebody with write access dismiss that one.",
  ],
  [
    "an open request for changes of an older commit",
    openMerge({ reviews: reviews([review(REVIEWER), review(APPROVER, { state: "CHANGES_REQUESTED", commitSha: OTHER })]) }),
    ["alice requested changes"],
    "Ask for another review, or have somebody with write access dismiss that one.",
  ],
  [
    "a request for changes by somebody whose permission is unknown",
    openMerge({ reviews: reviews([review(REVIEWER), review(stranger, { state: "CHANGES_REQUESTED" })]) }),
    ["stan requested changes"],
    "Ask for another review, or have somebody with write access dismiss that one.",
  ],
  [
    "a request for changes that stays when a later approval was dismissed",
    openMerge({
      reviews: reviews([
        review(REVIEWER),
        review(APPROVER, { state: "CHANGES_REQUESTED" }),
        review(APPROVER, { ...later, state: "DISMISSED" }),
      ]),
    }),
    ["alice requested changes"],
    "Ask for another review, or have somebody with write access dismiss that one.",
  ],
  [
    "a conflict with the base",
    openMerge({ mergeability: { ...mergeability, mergeable: false, state: "dirty" } }),
    ["the branch conflicts with its base"],
    "The author merges the base into the branch and pushes.",
  ],
  [
    "a mergeability that GitHub does not know yet",
    openMerge({ mergeability: { ...mergeability, mergeable: null, state: "unknown" } }),
    ["GitHub has not worked out yet whether the branch can be merged"],
    "Run it again.",
  ],
  [
    "a base that asks for an up-to-date branch",
    openMerge({ mergeability: { ...mergeability, state: "behind" } }),
    ["the base has moved, and its rules ask for a branch that is up to date"],
    "Update the branch.",
  ],
  [
    "a required check that failed",
    openMerge({ mergeability: { ...check({ state: "failure" }), state: "blocked" } }),
    ["the required check unit failed"],
    "Make it pass.",
  ],
  [
    "a required check that runs",
    openMerge({ mergeability: check({ state: "pending" }) }),
    ["the required check unit has not ended"],
    "Wait for it, then approve or comment again.",
  ],
  [
    "checks that are unknown",
    openMerge({ mergeability: { ...mergeability, checks: null } }),
    ["the checks of the head commit could not all be read"],
    "Run it again.",
  ],
  [
    "a missing review of a code owner",
    openMerge({ mergeability: { ...mergeability, state: "blocked", reviewDecision: "REVIEW_REQUIRED" } }),
    ["the branch's rules ask for another review"],
    "Ask a code owner or a further reviewer.",
  ],
  [
    "a review decision against it",
    openMerge({ mergeability: { ...mergeability, reviewDecision: "CHANGES_REQUESTED" } }),
    ["a review requested changes"],
    "Ask for another review, or have it dismissed.",
  ],
  [
    "a rule of the branch that nothing else explains",
    openMerge({ mergeability: { ...mergeability, state: "blocked" } }),
    ["the branch's rules block the merge"],
    "See the merge box of the pull request for what they ask.",
  ],
];

describe("decideMerge", () => {
  it.each(HOLDS)("is held by %s", (_, question, reasons, remedy) => {
    expect(decideMerge(question)).toEqual({ kind: "held", reasons, remedy });
  });

  it("is held when the head moved since the record, the review or both", () => {
    const moved = openMerge({ pull: { ...pull, headSha: OTHER } });
    expect(decideMerge(moved)).toEqual({
      kind: "held",
      reasons: [
        `the record is for head commit ${HEAD}, now it is ${OTHER}. ${validate}`,
        "GitHub does not say who pushed eeeeeee. Run it again in a minute, or push another commit.",
      ],
      remedy: validate,
    });
  });

  it("is held when the same writer approves, then requests changes, in whatever order the pages come", () => {
    const approval = review(REVIEWER);
    const request = review(REVIEWER, { ...later, state: "CHANGES_REQUESTED" });
    for (const given of [
      [approval, request],
      [request, approval],
    ]) {
      expect(decideMerge(openMerge({ reviews: reviews(given) }))).toMatchObject({
        kind: "held",
        reasons: [expect.stringContaining("rita requested changes"), expect.stringContaining("0 of 1 approvals that count")],
      });
    }
  });

  it.each(["", "../prod", "qa", "  "])("is held when the environment is %j", (name) => {
    const { environments } = settings();
    const environment = environmentOf([deployment(DATA, { environment: name.trim().toLowerCase() })], environments);
    expect(decideMerge(openMerge({ environment })).kind).toBe("held");
  });

  it("is held when environments are mixed, and names them", () => {
    const { environments } = settings();
    const environment = environmentOf([deployment(DATA), deployment(KEYS, { environment: "staging" })], environments);
    expect(decideMerge(openMerge({ environment }))).toMatchObject({
      kind: "held",
      reasons: expect.arrayContaining([expect.stringContaining("the change touches 2 environments")]),
    });
  });

  it("is held when the base is not the environment's branch", () => {
    expect(decideMerge(openMerge({ environment: { ...PRODUCTION, branch: "main" } }))).toEqual({
      kind: "held",
      reasons: ["the base is prod, expected main, the branch of production"],
      remedy: "The author changes the base to main; it is validated again for that.",
    });
  });

  it("never goes below one approval", () => {
    expect(decideMerge(openMerge({ environment: { ...PRODUCTION, minApprovals: 0 }, reviews: reviews([]) })).kind).toBe("held");
  });

  it("opens when nothing stands in the way", () => {
    expect(decideMerge(openMerge())).toEqual({ kind: "open" });
  });

  it("opens for a failed record with its override and a second person's review", () => {
    expect(decideMerge(overriddenMerge())).toEqual({ kind: "open" });
    expect(decideMerge(overriddenMerge({ reviews: reviews([review(REVIEWER), review(APPROVER, later)]) }))).toEqual({ kind: "open" });
  });

  it("keeps an override when a second run finds the same", () => {
    const again = failedRecord({ run: { id: 9000, attempt: 1 }, issuedAt: new Date("2026-11-21T06:30:00Z") });
    expect(decideMerge(overriddenMerge({ records: [failedRecord(), again] }))).toEqual({ kind: "open" });
  });

  it.each<[string, Partial<MergeQuestion>]>([
    ["a base that moved without changing the merged files", { records: [record({ baseSha: "f".repeat(40) })] }],
    [
      "a newer passed record beside an older failed one",
      { records: [failedRecord({ issuedAt: new Date("2026-11-21T05:59:00Z") }), record()] },
    ],
    [
      "a record of an older head beside that of this one",
      { records: [record({ headSha: OTHER, issuedAt: new Date("2026-11-22T00:00:00Z") }), record()] },
    ],
    ["an unsigned record of an older run", { unverifiedRuns: [8000] }],
    [
      "a validation that never ended, and began before the record's own",
      { attempts: [attempt("started", 8122, "05:50:00"), attempt("started", 8123, "05:51:00")] },
    ],
    [
      "a request for changes by a reader",
      { reviews: reviews([review(REVIEWER), review(reader, { state: "CHANGES_REQUESTED" })], [[reader, "read"]]) },
    ],
    ["a request for changes that was dismissed", { reviews: reviews([review(REVIEWER), review(APPROVER, { state: "DISMISSED" })]) }],
    [
      "a request for changes that its writer took back",
      { reviews: reviews([review(APPROVER, { state: "CHANGES_REQUESTED" }), review(APPROVER, later)]) },
    ],
    ["an approval, then a comment", { reviews: reviews([review(REVIEWER), review(REVIEWER, { ...later, state: "COMMENTED" })]) }],
    ["failed checks that nobody requires", { mergeability: { ...check({ required: false, state: "failure" }), state: "unstable" } }],
    ["its own check, which fails or waits for it", { mergeability: { ...check({ own: true, state: "failure" }), state: "blocked" } }],
    ["a branch without rules", { mergeability: { ...mergeability, reviewDecision: null } }],
  ])("is not held by %s", (_, changes) => {
    expect(decideMerge(openMerge(changes))).toEqual({ kind: "open" });
  });

  it("never opens without a verified record of this head that passed or is overridden, and a review of it", () => {
    const records = fc.subarray([
      record(),
      failedRecord({ issuedAt: new Date("2026-11-21T06:01:00Z") }),
      record({ headSha: OTHER }),
      record({ pullRequest: 9 }),
      record({ baseRef: "stage" }),
      record({ repository: { id: 1, fullName: "org/other" } }),
      failedRecord({ deployments: [recorded(DATA)] }),
    ]);
    const review1 = fc.record({
      user: fc.constantFrom(REVIEWER, AUTHOR, APPROVER, bot, reader, stranger, null),
      state: fc.constantFrom("APPROVED" as const, "CHANGES_REQUESTED" as const, "COMMENTED" as const, "DISMISSED" as const),
      commitSha: fc.constantFrom(HEAD, OTHER, null),
      id: fc.integer({ min: 1, max: 9 }),
      submittedAt: fc.constantFrom("2026-11-21T06:05:00Z", "2026-11-21T06:06:00Z", null),
    });
    const question = fc.record({
      records,
      override: fc.constantFrom(
        null,
        override(),
        override({ head_sha: OTHER }),
        override({ findings_sha256: "0".repeat(64) }),
        override({ pr: 9 }),
      ),
      lastPushAt: fc.constantFrom(null, "2026-11-21T05:50:00Z", "2026-11-21T06:50:00Z"),
      unverifiedRuns: fc.subarray([null, 1, 9999]),
      reviews: fc.option(fc.array(review1, { maxLength: 4 })),
      headSha: fc.constantFrom(HEAD, OTHER),
    });
    // One that opens: by chance alone a run may hold none.
    const approval = { user: REVIEWER, state: "APPROVED" as const, commitSha: HEAD, id: 1, submittedAt: "2026-11-21T06:05:00Z" as const };
    const opening = { records: [record()], override: null, lastPushAt: null, unverifiedRuns: [], reviews: [approval], headSha: HEAD };
    let opened = 0;
    fc.assert(
      fc.property(question, (random) => {
        const asked = openMerge({
          ...random,
          pull: { ...pull, headSha: random.headSha },
          reviews: reviews(random.reviews, [[reader, "read"]]),
        });
        if (decideMerge(asked).kind !== "open") return;
        opened += 1;
        const { record: counted } = judgeRecord(asked, { ...LIVE, headSha: random.headSha });
        expect(counted).toMatchObject({ head_sha: random.headSha, pr: 123, repo: { id: 42 }, base_ref: "prod" });
        expect(counted?.verdict === "passed" || asked.override !== null).toBe(true);
        const approvals = (random.reviews ?? []).filter(({ state, commitSha }) => state === "APPROVED" && commitSha === random.headSha);
        expect(approvals.some(({ user }) => user === REVIEWER || user === APPROVER)).toBe(true);
        if (counted?.verdict === "failed") expect(approvals.some(({ user }) => user === REVIEWER)).toBe(true);
      }),
      { numRuns: 5000, examples: [[opening]] },
    );
    expect(opened).toBeGreaterThan(0);
  });

  it("does not look at the base commit of the record", () => {
    expect(record().base_sha).toBe(BASE);
    expect(decideMerge(openMerge({ records: [record({ baseSha: OTHER })] }))).toEqual({ kind: "open" });
  });
});
