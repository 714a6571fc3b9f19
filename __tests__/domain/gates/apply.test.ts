import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  decideApply,
  decideReplan,
  describePlanDifference,
  type ApplyQuestion,
  type ReplanQuestion,
} from "../../../src/domain/gates/apply.ts";
import { planDigest as digestOf } from "../../../src/domain/plan/digest.ts";
import { finding, planJson, resourceChange } from "../builders.ts";
import {
  APPROVER,
  audit,
  auditedPull,
  AUTHOR,
  DATA,
  failedRecord,
  HEAD,
  KEYS,
  mergedInputs,
  openApply,
  openReplan,
  recordedDeployment,
  overriddenApply,
  override,
  PLAN,
  PRODUCTION,
  PUBLIC_BUCKET,
  PUSHED,
  record,
  recorded,
  review,
  REVIEWER,
  reviews,
} from "../../helpers/gates.ts";

const OTHER = "e".repeat(40);
const { pull } = openApply();
const validate = "Comment /tf validate, or push again: a new validation signs a new record.";
const planAgain = "Comment /tf apply: it plans again and asks for approvals of the new plan.";
const labelled = (...labels: string[]): ApplyQuestion["pull"] => ({ ...pull, labels });
const newer = auditedPull({ headSha: OTHER, number: 124, mergedAt: "2026-11-21T07:30:00Z" });

/** Each of these alone holds the gate. */
const HOLDS: [what: string, question: ApplyQuestion, reasons: string[], remedy: string][] = [
  [
    "a pull request that is not merged",
    openApply({ pull: { ...pull, merged: false } }),
    ["the pull request is not merged"],
    "Merge it first: what is applied is what was merged.",
  ],
  [
    "a merge without a commit",
    openApply({ pull: { ...pull, mergeCommitSha: null } }),
    ["the pull request is not merged"],
    "Merge it first: what is applied is what was merged.",
  ],
  [
    "a fork",
    openApply({ pull: { ...pull, fork: true } }),
    ["the pull request comes from a fork, for whose content nobody here vouches"],
    "Push the branch to the repository itself and open a pull request from there.",
  ],
  [
    "another base than the environment's branch",
    openApply({ environment: { ...PRODUCTION, branch: "main" } }),
    ["the base is prod, expected main, the branch of production"],
    "The author changes the base to main; it is validated again for that.",
  ],
  ["a label without a record", openApply({ records: [] }), ["there is no verified validation record"], planAgain],
  [
    "a record with one byte changed, which no key signed",
    openApply({ unverifiedRuns: [8123] }),
    ["a validation record carries no signature of an accepted key"],
    planAgain,
  ],
  [
    "a record of another head",
    openApply({ records: [record({ headSha: OTHER })] }),
    [`the record is for head commit ${OTHER}, now it is ${HEAD}`],
    planAgain,
  ],
  [
    "a record of another pull request",
    openApply({ records: [record({ pullRequest: 9 })] }),
    ["the record is for pull request 9, now it is 123"],
    planAgain,
  ],
  [
    "a record of another repository",
    openApply({ records: [record({ repository: { id: 42, fullName: "org/old-name" } })] }),
    ["the record is for repository org/old-name (42), now it is org/dev-deployment (42)"],
    planAgain,
  ],
  [
    "a record of another base",
    openApply({ records: [record({ baseRef: "stage" })] }),
    ["the record is for base branch stage, now it is prod"],
    planAgain,
  ],
  [
    "a record of another environment",
    openApply({ records: [record({ environment: "staging" })] }),
    ["the record is for environment staging, now it is production"],
    planAgain,
  ],
  [
    "a record without a plan",
    openApply({ records: [record({ deployments: [recorded(DATA), { ...recorded(KEYS), planSha256: null }] })] }),
    [`the record holds no plan of ${KEYS}`],
    planAgain,
  ],
  ["no label", openApply({ pull: labelled() }), ["the pull request carries neither opa-passed nor opa-override"], planAgain],
  [
    "both labels",
    overriddenApply({ pull: labelled("opa-passed", "opa-override") }),
    ["the labels opa-passed and opa-override contradict each other, expected one"],
    planAgain,
  ],
  [
    "opa-passed beside opa-failed",
    openApply({ pull: labelled("opa-passed", "opa-failed") }),
    ["the labels opa-passed and opa-failed contradict each other, expected one"],
    planAgain,
  ],
  ["opa-failed", openApply({ pull: labelled("opa-failed") }), ["the label is opa-failed"], planAgain],
  ["opa-passed on a failed record", openApply({ records: [failedRecord()] }), ["the verdict of the newest record is failed"], planAgain],
  [
    "opa-passed on a failed record that is overridden",
    overriddenApply({ pull: labelled("opa-passed") }),
    ["the verdict of the newest record is failed"],
    planAgain,
  ],
  [
    "an older passed record beside a newer failed one",
    openApply({ records: [record(), failedRecord({ issuedAt: new Date("2026-11-21T06:01:00Z") })] }),
    ["the verdict of the newest record is failed"],
    planAgain,
  ],
  [
    "opa-override without an override record",
    overriddenApply({ override: null }),
    ["the label opa-override has no verified override record"],
    planAgain,
  ],
  [
    "opa-override on a passed record without an override record",
    openApply({ pull: labelled("opa-override") }),
    ["the label opa-override has no verified override record"],
    planAgain,
  ],
  [
    "an override of another pull request",
    overriddenApply({ override: override({ pr: 9 }) }),
    ["the override is for pull request 9, now it is 123"],
    planAgain,
  ],
  [
    "an override of another repository",
    overriddenApply({ override: override({ repo: { id: 1, name: "org/dev-deployment" } }) }),
    ["the override is for repository org/dev-deployment (1), now it is org/dev-deployment (42)"],
    planAgain,
  ],
  [
    "an override of another head",
    overriddenApply({ override: override({ head_sha: OTHER }) }),
    [`the override is for head commit ${OTHER}, now it is ${HEAD}`],
    planAgain,
  ],
  [
    "an override of another environment",
    overriddenApply({ override: override({ environment: "staging" }) }),
    ["the override is for environment staging, now it is production"],
    planAgain,
  ],
  [
    "an override that a new finding voids",
    overriddenApply({ records: [failedRecord({ findings: [PUBLIC_BUCKET, finding({ rule: "S3-001" })] })] }),
    ["the findings are not those that were overridden"],
    planAgain,
  ],
  [
    "an override that a push voids",
    overriddenApply({ lastPushAt: "2026-11-21T06:10:00Z" }),
    ["the override is not known to be newer than the last push"],
    planAgain,
  ],
  [
    "an input at the merge commit that was not planned",
    openApply({ mergedInputs: mergedInputs({ [DATA]: "9".repeat(64) }) }),
    [`the merged files of ${DATA} are not those that were planned`],
    planAgain,
  ],
  [
    "inputs at the merge commit that cannot be read",
    openApply({ mergedInputs: null }),
    ["the files as merged could not be read"],
    planAgain,
  ],
  [
    "audit records that cannot be read",
    openApply({ audits: null }),
    ["the audit records could not all be read"],
    "See that audit-logs/ of the bucket holds nothing else and may be read, then run it again.",
  ],
  [
    "a newer pull request that was applied already",
    openApply({ audits: [audit(DATA, { pullRequest: newer })] }),
    [`${DATA} was changed since by apply of org/dev-deployment#124 at 2026-11-21T07:05:00.000Z`],
    planAgain,
  ],
  [
    "a rollback after the merge",
    openApply({ audits: [audit(KEYS, { action: "rollback", pullRequest: null })] }),
    [`${KEYS} was changed since by rollback at 2026-11-21T07:05:00.000Z`],
    planAgain,
  ],
  [
    "a merge that nobody reviewed",
    openApply({ reviews: reviews([review(AUTHOR)]) }),
    ["0 of 1 approvals that count (dave is the author)"],
    "Somebody with write access, other than its authors, approves commit aaaaaaa. Then comment /tf apply.",
  ],
  [
    "an override whose writer is the only reviewer",
    overriddenApply({ reviews: reviews([review(APPROVER)]) }),
    ["0 of 1 approvals that count (alice overrode the verdict)"],
    "Somebody with write access, other than its authors and alice, approves commit aaaaaaa. Then comment /tf apply.",
  ],
];

const OPEN = { kind: "open", remaining: [KEYS, DATA], applied: [], override: null };

describe("decideApply", () => {
  it.each(HOLDS)("is held by %s", (_, question, reasons, remedy) => {
    expect(decideApply(question)).toEqual({ kind: "held", reasons, remedy, ...(remedy === planAgain ? { renewable: true } : {}) });
  });

  it("says everything that is wrong at once, each with its way out", () => {
    expect(decideApply(openApply({ pull: { ...pull, merged: false, labels: [] }, audits: null }))).toEqual({
      kind: "held",
      reasons: [
        "the pull request is not merged. Merge it first: what is applied is what was merged.",
        "the audit records could not all be read. See that audit-logs/ of the bucket holds nothing else and may be read, then run it again.",
        `the pull request carries neither opa-passed nor opa-override. ${validate}`,
      ],
      remedy: "Merge it first: what is applied is what was merged.",
    });
  });

  it.each<[string, Partial<ApplyQuestion>]>([
    ["somebody still wants changes", { reviews: reviews([review(REVIEWER, { state: "CHANGES_REQUESTED" })]) }],
    ["the reviews cannot be read", { reviews: reviews(null) }],
    ["nobody knows who pushed the head", { reviews: { ...reviews(), pushes: null } }],
    ["the audit records cannot be read", { audits: null }],
    ["it is not merged", { pull: { ...labelled(), merged: false } }],
    ["it comes from a fork", { pull: { ...labelled(), fork: true } }],
    ["its base is not the environment's branch", { environment: { ...PRODUCTION, branch: "main" } }],
  ])("is settled by no new plan while %s", (_, changes) => {
    const decision = decideApply(openApply({ pull: labelled(), ...changes }));
    expect(decision).toMatchObject({ kind: "held" });
    expect(decision).not.toHaveProperty("renewable");
  });

  it("is settled by a new plan, whose approvals take the place of missing ones", () => {
    expect(decideApply(openApply({ pull: labelled(), reviews: reviews([]) }))).toMatchObject({ kind: "held", renewable: true });
  });

  it("has nothing to do for a head that was applied, whatever has become of the labels", () => {
    const audits = [audit(DATA), audit(KEYS)];
    const applied = { kind: "already-applied", applied: [audits[1], audits[0]] };
    expect(decideApply(openApply({ audits }))).toEqual(applied);
    expect(decideApply(openApply({ audits, pull: labelled() }))).toEqual(applied);
  });

  it("leaves out what a rollout has settled since, and holds for nothing that came to it", () => {
    const audits = [audit(DATA, { pullRequest: newer })];
    expect(decideApply(openApply({ audits }))).toMatchObject({ kind: "held" });
    expect(decideApply(openApply({ audits, settled: new Set([DATA]) }))).toMatchObject({ kind: "open", remaining: [KEYS], applied: [] });
  });

  it("has nothing to do for an old run that is run again after a newer apply", () => {
    const audits = [audit(DATA), audit(KEYS), audit(DATA, { pullRequest: newer }), audit(KEYS, { pullRequest: newer })];
    expect(decideApply(openApply({ audits }))).toMatchObject({ kind: "already-applied" });
  });

  it("applies only what an earlier run of this head left", () => {
    const audits = [audit(DATA), audit(KEYS, { outcome: "failed" })];
    expect(decideApply(openApply({ audits }))).toEqual({ ...OPEN, record: record(), remaining: [KEYS], applied: [DATA] });
  });

  it("opens when nothing stands in the way", () => {
    expect(decideApply(openApply())).toEqual({ ...OPEN, record: record() });
  });

  it("opens for an override, and hands it on to the plans", () => {
    expect(decideApply(overriddenApply())).toEqual({ ...OPEN, record: failedRecord(), override: override() });
  });

  it("opens for an override of a passed record, which may name deletions", () => {
    const passed = override({ allow_delete: ["aws_s3_bucket.x"] }, record());
    expect(decideApply(overriddenApply({ records: [record()], override: passed }))).toMatchObject({ kind: "open", override: passed });
  });

  it("hands on no override that no label speaks of", () => {
    expect(decideApply(openApply({ override: override({}, record()), lastPushAt: PUSHED }))).toEqual({ ...OPEN, record: record() });
  });

  it.each<[string, Partial<ApplyQuestion>]>([
    [
      "an apply of an older pull request that ended after our merge",
      { audits: [audit(DATA, { pullRequest: auditedPull({ headSha: OTHER, mergedAt: "2026-11-21T06:59:00Z" }) })] },
    ],
    ["a newer pull request's apply that failed", { audits: [audit(DATA, { outcome: "failed", pullRequest: newer })] }],
    ["another deployment's newer apply", { audits: [audit("sns/a/b/c", { pullRequest: newer })] }],
    [
      "missing reviews where what is merged by hand is trusted",
      { reviews: reviews([]), environment: { ...PRODUCTION, handMerges: "trust" } },
    ],
  ])("is not held by %s", (_, changes) => {
    expect(decideApply(openApply(changes))).toEqual({ ...OPEN, record: record() });
  });

  it("never opens without a verified record of the merged head that passed or is overridden", () => {
    const question = fc.record({
      records: fc.subarray([
        record(),
        failedRecord({ issuedAt: new Date("2026-11-21T06:01:00Z") }),
        record({ headSha: OTHER }),
        record({ pullRequest: 9 }),
        record({ environment: "staging" }),
      ]),
      override: fc.constantFrom(null, override(), override({}, record()), override({ head_sha: OTHER }), override({ pr: 9 })),
      lastPushAt: fc.constantFrom(null, PUSHED, "2026-11-21T06:50:00Z"),
      unverifiedRuns: fc.subarray([null, 1, 9999]),
      labels: fc.subarray(["opa-passed", "opa-override", "opa-failed", "ready-for-review"]),
      headSha: fc.constantFrom(HEAD, OTHER),
      audits: fc.option(fc.subarray([audit(DATA), audit(KEYS), audit(DATA, { pullRequest: newer })])),
    });
    let opened = 0;
    fc.assert(
      fc.property(question, ({ labels, headSha, ...random }) => {
        const decision = decideApply(
          openApply({ ...random, pull: { ...pull, labels, headSha }, environment: { ...PRODUCTION, handMerges: "trust" } }),
        );
        if (decision.kind !== "open") return;
        opened += 1;
        expect(decision.record).toMatchObject({ head_sha: headSha, pr: 123, environment: "production" });
        expect(random.records).toContainEqual(decision.record);
        if (decision.record.verdict === "failed") expect(decision.override).toEqual(override());
        expect(labels.filter((label) => label.startsWith("opa-"))).toEqual([decision.override === null ? "opa-passed" : "opa-override"]);
      }),
      { numRuns: 5000 },
    );
    expect(opened).toBeGreaterThan(0);
  });
});

describe("decideReplan", () => {
  const other = planJson([resourceChange("aws_s3_bucket.x", ["create"], { before: null, after: { bucket: "y" } })]);
  const deleting = planJson([resourceChange("aws_s3_bucket.x", ["delete"], { before: { bucket: "x" }, after: null })]);
  const deletes = (changes: Partial<ReplanQuestion> = {}): ReplanQuestion => {
    const [of] = record({
      deployments: [{ ...recorded(DATA), planSha256: digestOf(deleting), counts: { add: 0, change: 0, destroy: 1 } }],
    }).deployments;
    return openReplan({ plan: deleting, ...(of === undefined ? {} : { recorded: of }), ...changes });
  };

  it("is held by a plan with other values, and tells what is known of the difference", () => {
    const drifted = { ...other, resource_drift: [resourceChange("aws_s3_bucket.x", ["update"])] };
    expect(decideReplan(openReplan({ plan: drifted }))).toEqual({
      kind: "held",
      reasons: [
        "the plan is not the one that was reviewed; it does the same to the same resources (+1 ~0 -0), with other values; changed outside Terraform: aws_s3_bucket.x; it would now change aws_s3_bucket.x (create)",
      ],
      remedy: "Undo by hand what was changed by hand, or comment /tf apply: it plans again and asks for approvals of the new plan.",
      renewable: true,
    });
  });

  it("is held by other actions, also when only the actions have to match", () => {
    const more = planJson([...(PLAN.resource_changes ?? []), resourceChange("aws_s3_bucket.y", ["create"])]);
    for (const planMatch of ["strict", "actions"] as const) {
      expect(decideReplan(openReplan({ plan: more, planMatch }))).toMatchObject({
        kind: "held",
        reasons: [expect.stringContaining("reviewed +1 ~0 -0, now +2 ~0 -0; terraform sees no change outside of it")],
      });
    }
  });

  it("is held by other values when a record does not tell the actions", () => {
    const question = openReplan({ plan: other, planMatch: "actions" });
    expect(decideReplan({ ...question, recorded: { ...recordedDeployment(), actions_sha256: null } })).toMatchObject({ kind: "held" });
  });

  it("is held when the record holds no plan", () => {
    expect(decideReplan(openReplan({ recorded: { ...recordedDeployment(), plan_sha256: null } }))).toMatchObject({ kind: "held" });
    expect(decideReplan(openReplan({ recorded: null }))).toEqual({
      kind: "held",
      reasons: ["the plan is not the one that was reviewed; no plan of it was recorded"],
      remedy: "Undo by hand what was changed by hand, or comment /tf apply: it plans again and asks for approvals of the new plan.",
      renewable: true,
    });
  });

  it("takes the plan on the screen for the reviewed one, and holds everything else against it", () => {
    expect(decideReplan(openReplan({ recorded: "any", plan: other }))).toEqual({ kind: "open" });
    expect(decideReplan(openReplan({ recorded: "any", plan: deleting }))).toMatchObject({ kind: "held" });
    expect(decideReplan(openReplan({ recorded: "any", findings: [PUBLIC_BUCKET] }))).toMatchObject({ kind: "held" });
  });

  it("is held by a plan that terraform calls incomplete, even if it changes nothing", () => {
    expect(decideReplan(openReplan({ plan: { ...PLAN, errored: true } }))).toEqual({
      kind: "held",
      reasons: ["terraform calls the plan incomplete"],
      remedy: "Read terraform's output, correct it and validate again.",
    });
    expect(decideReplan(openReplan({ plan: planJson([], { complete: false }) }))).toMatchObject({ kind: "held" });
  });

  it("is held by a policy that the plan newly breaks", () => {
    expect(decideReplan(openReplan({ findings: [PUBLIC_BUCKET] }))).toEqual({
      kind: "held",
      reasons: ["S3-004 on aws_s3_bucket.x: public bucket"],
      remedy: "The new plan breaks policy. Correct it in a new pull request.",
    });
  });

  it("is held by a finding that the override does not cover, or that nobody may override", () => {
    const elsewhere = { ...PUBLIC_BUCKET, address: "aws_s3_bucket.y" };
    expect(decideReplan(openReplan({ findings: [elsewhere], override: override() }))).toMatchObject({ kind: "held" });
    expect(decideReplan(openReplan({ findings: [{ ...PUBLIC_BUCKET, overridable: false }], override: override() }))).toMatchObject({
      kind: "held",
    });
  });

  it("is held by a deletion that the environment blocks and no override names", () => {
    const held = {
      kind: "held",
      reasons: ["production blocks deletions, and the plan deletes aws_s3_bucket.x"],
      remedy: "Keep it, or ask a special approver of production to comment OVERRIDE: <reason> allow-delete: aws_s3_bucket.x",
    };
    expect(decideReplan(deletes())).toEqual(held);
    expect(decideReplan(deletes({ override: override({ allow_delete: ["aws_s3_bucket"] }) }))).toEqual(held);
  });

  it("has nothing to apply when the plan changes nothing", () => {
    expect(decideReplan(openReplan({ plan: planJson([resourceChange("aws_s3_bucket.x", ["no-op"])]) }))).toEqual({ kind: "in-sync" });
  });

  it.each<[string, ReplanQuestion]>([
    ["the plan that was reviewed", openReplan()],
    ["the same actions with other values, where only they have to match", openReplan({ plan: other, planMatch: "actions" })],
    ["a finding that the override covers", openReplan({ findings: [PUBLIC_BUCKET], override: override() })],
    ["a warning", openReplan({ findings: [finding({ level: "warn" })] })],
    ["a deletion that the override names", deletes({ override: override({ allow_delete: ["aws_s3_bucket.x"] }) })],
    ["a deletion that the environment only warns of", deletes({ deletions: "warn" })],
    ["a deletion that the environment allows", deletes({ deletions: "allow" })],
  ])("opens for %s", (_, question) => {
    expect(decideReplan(question)).toEqual({ kind: "open" });
  });

  it("never opens for another plan, an uncovered failing finding or an unnamed blocked deletion", () => {
    const question = fc.record({
      plan: fc.constantFrom(PLAN, other, deleting),
      findings: fc.subarray([PUBLIC_BUCKET, { ...PUBLIC_BUCKET, address: "aws_s3_bucket.y" }, { ...PUBLIC_BUCKET, overridable: false }]),
      override: fc.constantFrom(null, override(), override({ findings: [] }), override({ allow_delete: ["aws_s3_bucket.y"] })),
    });
    fc.assert(
      fc.property(question, (random) => {
        if (decideReplan(openReplan(random)).kind !== "open") return;
        expect(random.plan).toBe(PLAN);
        expect(random.findings.every((each) => each === PUBLIC_BUCKET && random.override?.findings.length === 1)).toBe(true);
      }),
    );
  });
});

describe("describePlanDifference", () => {
  it("lists no more than a reader takes in", () => {
    const many = planJson(Array.from({ length: 30 }, (_, index) => resourceChange(`aws_s3_bucket.b${index + 10}`, ["create"])));
    const [counts, drift, changes] = describePlanDifference(recordedDeployment(), many);
    expect([counts, drift]).toEqual(["reviewed +1 ~0 -0, now +30 ~0 -0", "terraform sees no change outside of it"]);
    expect(changes).toMatch(/^it would now change aws_s3_bucket\.b10 \(create\), .* and 10 more$/);
  });
});
