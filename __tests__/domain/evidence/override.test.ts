import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { deletionFindings } from "../../../src/domain/plan/deletion-protection.ts";
import {
  buildOverrideRecord,
  decideOverride,
  failing,
  judgementDigest,
  overrideKey,
  overrideMatches,
  overrideTemplate,
  parseOverride,
  type OverrideQuestion,
} from "../../../src/domain/evidence/override.ts";
import { commentCopy } from "../../../src/domain/evidence/record.ts";
import { visible } from "../../../src/domain/text/invisible.ts";
import { quoted } from "../../../src/domain/text/resource-address.ts";
import { finding, planJson, resourceChange } from "../builders.ts";
import {
  APPROVER,
  AUTHOR,
  failedRecord,
  HEAD,
  LIVE,
  overrideQuestion,
  override,
  person,
  PUBLIC_BUCKET,
  PUSHED,
  record,
  recorded,
  review,
  REVIEWER,
  reviews,
} from "../../helpers/gates.ts";

const REASON = "the data is public by law";

describe("overrideTemplate", () => {
  const gone = (address: string) => finding({ rule: "deletion-protection", address, overridable: true });

  it("needs nothing but a reason", () => {
    const keyed = 'module.x["a, b"].aws_s3_bucket.this["`c`"]';
    const template = overrideTemplate([gone("b.b"), finding({ overridable: true }), gone(keyed), gone("b.b")]) ?? "";
    expect(template).toBe(`OVERRIDE: <reason>\nallow-delete: b.b\nallow-delete: ${keyed}`);
    expect(parseOverride(template.replace("<reason>", REASON))).toEqual({ reason: REASON, allowDelete: ["b.b", keyed] });
  });

  it("names no address where nothing is deleted", () => {
    expect(overrideTemplate([finding({ overridable: true })])).toBe("OVERRIDE: <reason>");
  });

  it("is not offered for what nobody may override, for more addresses than one may name, and for what would not be understood", () => {
    expect(overrideTemplate([gone("b.b"), finding({ overridable: false })])).toBeNull();
    expect(overrideTemplate(Array.from({ length: 201 }, (_, index) => gone(`b.b${index}`)))).toBeNull();
    expect(overrideTemplate([gone("b b")])).toBeNull();
  });

  it("is not taken as it stands, without a reason", () => {
    expect(parseOverride(overrideTemplate([gone("b.b")]) ?? "")).toEqual({
      problem: "the reason has 0 visible characters, expected at least 10 that say why",
    });
  });

  it("names any instance that Terraform can name and people can see", () => {
    const key = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => visible(quoted(text)) === quoted(text));
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 5 }), (keys) => {
        const addresses = keys.map((each) => `module.s3.aws_s3_bucket.this[${quoted(each)}]`);
        const parsed = parseOverride((overrideTemplate(addresses.map(gone)) ?? "").replace("<reason>", REASON));
        expect(parsed).toEqual({ reason: REASON, allowDelete: [...new Set(addresses)].sort() });
      }),
    );
  });
});

describe("parseOverride", () => {
  it.each([
    "",
    "Looks good to me",
    "I would not write OVERRIDE: here",
    "Or ask a special approver to comment `OVERRIDE: <reason>`.",
    "OVERRIDE the verdict please, it is fine",
    "OVERRIDEN: whatever it may be",
    "<!-- OVERRIDE: because nobody sees it -->",
  ])("takes %j for something else", (body) => {
    expect(parseOverride(body)).toBeNull();
  });

  it.each([
    [`> OVERRIDE: ${REASON}`, "it is quoted from another comment"],
    [`> OVERRIDE: ${REASON}\n\nI disagree`, "it is quoted from another comment"],
    [`\`OVERRIDE: ${REASON}\``, "it stands in code"],
    [`\`\`\`\nOVERRIDE: ${REASON}\n\`\`\``, "it stands in a code block"],
    [`~~~text\nOVERRIDE: ${REASON}\n~~~`, "it stands in a code block"],
    [`    OVERRIDE: ${REASON}`, "it stands in a code block"],
    [`\tOVERRIDE: ${REASON}`, "it stands in a code block"],
    [`**OVERRIDE:** ${REASON}`, 'the comment does not begin with exactly "OVERRIDE:"'],
    [`override: ${REASON}`, 'the comment does not begin with exactly "OVERRIDE:"'],
    [`OVERRIDE : ${REASON}`, 'the comment does not begin with exactly "OVERRIDE:"'],
    [`- OVERRIDE: ${REASON}`, 'the comment does not begin with exactly "OVERRIDE:"'],
    [`\u200bOVERRIDE: ${REASON}`, 'the comment does not begin with exactly "OVERRIDE:"'],
    [`\ufeffOVERRIDE: ${REASON}`, 'the comment does not begin with exactly "OVERRIDE:"'],
  ])("says why %j is none", (body, problem) => {
    expect(parseOverride(body)).toEqual({ problem });
  });

  it.each([
    ["nothing", ""],
    ["white space", "  \n\t \u00a0\u2003\u3000 "],
    ["zero-width characters", "\u200b".repeat(20)],
    ["bidirectional characters", "\u202e\u2066".repeat(20)],
    ["fillers that look like a space", "\u3164\u115f\u2800\uffa0".repeat(20)],
    ["tags and variation selectors", "\u{e0041}\ufe0f".repeat(20)],
    ["control characters", "\u0001\u001b".repeat(20)],
    ["marks without a letter", "\u0301".repeat(20)],
    ["a comment that GitHub hides", "<!-- it is all fine, believe me -->"],
    ["a comment without an end", "<!-- it is all fine, believe me"],
    ["empty tags and entities", "<br><br><br>&nbsp;&#8203;&#x200b;"],
  ])("does not take %s for a reason", (_, reason) => {
    expect(parseOverride(`OVERRIDE:${reason}`)).toEqual({
      problem: "the reason has 0 visible characters, expected at least 10 that say why",
    });
  });

  it("counts visible characters only", () => {
    expect(parseOverride("OVERRIDE: a b c d e f g h i")).toEqual({
      problem: "the reason has 9 visible characters, expected at least 10 that say why",
    });
    expect(parseOverride("OVERRIDE: a\u200b b c d e f g h i j")).toEqual({ reason: "a b c d e f g h i j", allowDelete: [] });
    expect(parseOverride("OVERRIDE: 緊急対応のため承認します")).toEqual({ reason: "緊急対応のため承認します", allowDelete: [] });
  });

  it("refuses a reason of thousands of characters", () => {
    expect(parseOverride(`OVERRIDE: ${"x".repeat(2001)}`)).toEqual({ problem: "the reason has 2001 characters, expected at most 2000" });
  });

  it.each([`OVERRIDE: ${REASON}`, `OVERRIDE:${REASON}`, `\r\n  \nOVERRIDE:   ${REASON}  \r\n`, `   OVERRIDE:\n${REASON}`])(
    "reads %j",
    (body) => {
      expect(parseOverride(body)).toEqual({ reason: REASON, allowDelete: [] });
    },
  );

  it.each([
    [`OVERRIDE: ${REASON} allow-delete: aws_s3_bucket.x`, ["aws_s3_bucket.x"]],
    [
      `OVERRIDE: ${REASON}\nallow-delete: aws_s3_bucket.x, aws_s3_bucket.y\nallow-delete: aws_s3_bucket.x`,
      ["aws_s3_bucket.x", "aws_s3_bucket.y"],
    ],
    [
      `OVERRIDE: ${REASON}\nAllow-Delete: \`module.s3["eu"].aws_s3_bucket.this["a, b.c"]\`,aws_instance.web[0]`,
      ['module.s3["eu"].aws_s3_bucket.this["a, b.c"]', "aws_instance.web[0]"],
    ],
    [`OVERRIDE: ${REASON}\nallow-delete: aws_s3_bucket.this["a\\"]\\\\"]`, ['aws_s3_bucket.this["a\\"]\\\\"]']],
  ])("reads the addresses of %j", (body, allowDelete) => {
    expect(parseOverride(body)).toEqual({ reason: REASON, allowDelete });
  });

  it.each([
    "",
    "everything",
    "*",
    "module.s3",
    "aws_s3_bucket",
    "data.aws_region.x",
    "aws_s3_bucket.x and more",
    "aws_s3_bucket.x,",
    'a.b["c',
    "a.b[“c”]",
    "`a.b",
    "__proto__",
    "a.b\\",
  ])("refuses %j as addresses", (addresses) => {
    expect(parseOverride(`OVERRIDE: ${REASON} allow-delete: ${addresses}`)).toEqual({
      problem: expect.stringMatching(/^allow-delete: got ".*", expected addresses such as aws_s3_bucket\.x /),
    });
  });

  it.each([`> allow-delete: a.b`, `\`\`\`\nallow-delete: a.b\n\`\`\``, `    allow-delete: a.b`])("refuses addresses in %j", (lines) => {
    expect(parseOverride(`OVERRIDE: ${REASON}\n${lines}`)).toEqual({ problem: "allow-delete stands in a quotation or a code block" });
  });

  it("refuses hundreds of addresses", () => {
    const many = Array.from({ length: 201 }, (_, index) => `a.b${index}`).join(", ");
    expect(parseOverride(`OVERRIDE: ${REASON} allow-delete: ${many}`)).toEqual({
      problem: "allow-delete names 201 addresses, expected at most 200",
    });
  });

  it("reads whatever there is, in linear time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const parsed = parseOverride(`OVERRIDE:${text}`);
        expect(parsed).not.toBeNull();
      }),
    );
    for (const part of ["<!--", 'a.b["\\', " allow-delete: a", "&#x", "OVERRIDE:\n", "`", "\u200b", "a.", "<"]) {
      const started = performance.now();
      parseOverride(`OVERRIDE: ${part.repeat(65_536 / part.length)}`);
      parseOverride(part.repeat(65_536 / part.length));
      expect(performance.now() - started).toBeLessThan(10_000);
    }
  });
});

const { comment } = overrideQuestion();
const listed = "bob writes the override.";
const anew = "Write a new comment that begins with OVERRIDE: and says why.";
const validate = "Comment /tf validate, or push again: a new validation signs a new record.";
const by = (author: typeof APPROVER): Partial<OverrideQuestion> => ({ comment: { ...comment, author }, account: author });
const sven = person("sven");
const stan = person("stan");

/** Each of these alone refuses an override. */
const REFUSED: [what: string, changes: Partial<OverrideQuestion>, reasons: string[], remedy: string][] = [
  ["a comment about something else", { comment: { ...comment, body: "Looks fine" } }, ["the comment is no override"], anew],
  ["a quoted one", { comment: { ...comment, body: `> OVERRIDE: ${REASON}` } }, ["it is quoted from another comment"], anew],
  [
    "an empty reason",
    { comment: { ...comment, body: "OVERRIDE:" } },
    ["the reason has 0 visible characters, expected at least 10 that say why"],
    anew,
  ],
  ["an edited comment", { comment: { ...comment, updatedAt: "2026-11-21T06:10:01Z" } }, ["the comment was edited"], anew],
  [
    "one from before the failed verdict",
    { records: [failedRecord({ issuedAt: new Date("2026-11-21T06:10:00Z") })] },
    ["the comment was written before the verdict that it is to override"],
    anew,
  ],
  ["one from before the last push", { lastPushAt: "2026-11-21T06:10:00Z" }, ["the comment was written before the last push"], anew],
  ["an unknown last push", { lastPushAt: null }, ["the time of the last push is unknown"], anew],
  ["somebody who is not on the list", by(stan), ["stan is no special approver"], "Alice or bob writes the override."],
  [
    "somebody who is listed for another environment",
    by(sven),
    ["sven is a special approver of staging, not of production"],
    "Alice or bob writes the override.",
  ],
  ["the author of the pull request", { reviews: { ...reviews(), author: APPROVER } }, ["alice is the author of the pull request"], listed],
  [
    "a reviewer who approved this head",
    { reviews: reviews([review(REVIEWER), review(APPROVER)]) },
    ["alice approved the pull request: who reviews does not override"],
    listed,
  ],
  ["unknown reviews", { reviews: reviews(null) }, ["the reviews could not all be read"], listed],
  ["a bot", by({ ...APPROVER, type: "Bot" }), ["alice is a bot"], listed],
  [
    "a login that somebody else has taken over",
    { account: { id: 666, login: "alice" } },
    ["the login alice does not stand for the account that wrote the comment"],
    listed,
  ],
  [
    "a login that was renamed",
    { account: { id: APPROVER.id, login: "alice-smith" } },
    ["the login alice does not stand for the account that wrote the comment"],
    listed,
  ],
  ["a login that nobody finds", { account: null }, ["the login alice does not stand for the account that wrote the comment"], listed],
  ["no record", { records: [] }, ["there is no verified validation record"], validate],
  [
    "a record of another head",
    { live: { ...LIVE, headSha: "e".repeat(40) }, reviews: { ...reviews(), pushes: [{ actor: AUTHOR, after: "e".repeat(40) }] } },
    [`the record is for head commit ${HEAD}, now it is ${"e".repeat(40)}`],
    validate,
  ],
  ["a passed verdict", { records: [record()], findings: [] }, ["the verdict is passed, so there is nothing to override"], "Nothing to do."],
  [
    "findings that are gone",
    { findings: null },
    ["the findings of the record cannot be read again"],
    "Comment /tf validate, then write the override anew.",
  ],
  [
    "other findings than the record's",
    { findings: [PUBLIC_BUCKET, finding()] },
    ["the findings of the record cannot be read again"],
    "Comment /tf validate, then write the override anew.",
  ],
  [
    "a finding that nobody may override",
    {
      records: [failedRecord({ findings: [{ ...PUBLIC_BUCKET, overridable: false }] })],
      findings: [{ ...PUBLIC_BUCKET, overridable: false }],
    },
    ["nobody may override S3-004"],
    "The author corrects it and pushes.",
  ],
  [
    "a failed plan",
    { records: [failedRecord({ deployments: [{ ...recorded("s3/a/b/c"), planSha256: null }] })] },
    ["the record holds no plan of s3/a/b/c"],
    validate,
  ],
  [
    "a failure without findings",
    { records: [failedRecord({ findings: [] })], findings: [] },
    ["the verdict failed for another reason than findings"],
    "The author corrects it and pushes.",
  ],
];

describe("decideOverride", () => {
  it.each(REFUSED)("refuses %s", (_, changes, reasons, remedy) => {
    expect(decideOverride(overrideQuestion(changes))).toEqual({ refused: { kind: "held", reasons, remedy } });
  });

  it("refuses an override that does not name a blocked deletion, and says how to", () => {
    const plan = planJson([resourceChange("aws_s3_bucket.x", ["delete"])]);
    const findings = deletionFindings(plan, "block", "production", () => ({ file: "a.tfvars", line: 1 }));
    const question = overrideQuestion({ records: [failedRecord({ findings })], findings });
    expect(decideOverride(question)).toEqual({
      refused: {
        kind: "held",
        reasons: ["the plan deletes or replaces aws_s3_bucket.x, which the override does not name"],
        remedy: "Write the override anew, and end it with allow-delete: aws_s3_bucket.x",
      },
    });
    const named = { ...comment, body: `OVERRIDE: ${REASON} allow-delete: aws_s3_bucket.x` };
    expect(decideOverride({ ...question, comment: named })).toMatchObject({
      accepted: { rules: ["deletion-protection"], allow_delete: ["aws_s3_bucket.x"], reason: REASON },
    });
  });

  it("accepts one by a special approver of the environment, whatever the letters of the login", () => {
    const { v, issued_at, ...accepted } = override();
    expect(decideOverride(overrideQuestion())).toEqual({ accepted });
    expect([v, issued_at]).toEqual([1, "2026-11-21T06:10:30.000Z"]);
  });

  it("covers the findings that fail the verdict, and no others", () => {
    const warning = finding({ rule: "S3-009", level: "warn" });
    const exempted = finding({ rule: "S3-010", exemption: { reason: "x", expires: "2027-01-01" } });
    const findings = [PUBLIC_BUCKET, warning, exempted];
    const question = overrideQuestion({ records: [failedRecord({ findings })], findings });
    expect(decideOverride(question)).toMatchObject({ accepted: { rules: ["S3-004"] } });
    expect(decideOverride({ ...question, policy: { failOnWarn: true, failOnDeny: true } })).toMatchObject({
      accepted: { rules: ["S3-004", "S3-009"] },
    });
  });

  it("accepts the deletions that it names for a verdict that passed", () => {
    const body = `OVERRIDE: ${REASON} allow-delete: aws_s3_bucket.x`;
    expect(decideOverride(overrideQuestion({ comment: { ...comment, body }, records: [record()], findings: [] }))).toMatchObject({
      accepted: { rules: [], findings: [], allow_delete: ["aws_s3_bucket.x"] },
    });
  });

  it("is not stopped by a review of somebody else, or by the approver's older one", () => {
    const older = reviews([review(REVIEWER), review(APPROVER, { commitSha: "e".repeat(40) }), review(AUTHOR, { state: "COMMENTED" })]);
    expect(decideOverride(overrideQuestion({ reviews: older }))).toHaveProperty("accepted");
  });
});

describe("buildOverrideRecord", () => {
  it("refuses values that cannot be right", () => {
    const { v, issued_at, ...accepted } = override();
    expect([v, issued_at]).toHaveLength(2);
    expect(() => buildOverrideRecord({ ...accepted, head_sha: "main" }, new Date(0))).toThrow();
  });

  it("says what was accepted, by whom and when", () => {
    const { v, issued_at, ...accepted } = override();
    expect(buildOverrideRecord(accepted, new Date(issued_at))).toEqual({ v, ...accepted, issued_at });
    expect(overrideKey(override())).toBe(`records/org/dev-deployment/123/${HEAD}-override-77.jws`);
  });
});

describe("overrideMatches", () => {
  const situation = { ...LIVE, lastPushAt: PUSHED };

  it("is silent for the record that was overridden, also for its short copy", () => {
    const many = failedRecord({ deployments: Array.from({ length: 41 }, (_, index) => recorded(`s3/a/b/c${index}`)) });
    expect(overrideMatches(override(), failedRecord(), situation)).toEqual([]);
    expect(judgementDigest(commentCopy(many))).toBe(judgementDigest(many));
    expect(overrideMatches(override({}, many), commentCopy(many), situation)).toEqual([]);
  });

  it("tells every difference", () => {
    const foreign = override({ repo: { id: 1, name: "org/x" }, pr: 9, head_sha: "e".repeat(40), environment: "staging" });
    expect(overrideMatches(foreign, record(), { ...situation, lastPushAt: "yesterday" })).toEqual([
      "the override is for repository org/x (1), now it is org/dev-deployment (42)",
      "the override is for pull request 9, now it is 123",
      `the override is for head commit ${"e".repeat(40)}, now it is ${HEAD}`,
      "the override is for environment staging, now it is production",
      "the findings are not those that were overridden",
      "the override is not known to be newer than the last push",
    ]);
  });
});

describe("failing", () => {
  it("names what fails the verdict by itself", () => {
    const warning = finding({ level: "warn" });
    const file = finding({ overridable: false });
    expect(failing([PUBLIC_BUCKET, warning], { failOnWarn: false, failOnDeny: true })).toEqual([PUBLIC_BUCKET]);
    expect(failing([PUBLIC_BUCKET, warning], { failOnWarn: true, failOnDeny: true })).toEqual([PUBLIC_BUCKET, warning]);
    expect(failing([PUBLIC_BUCKET, file], { failOnWarn: false, failOnDeny: false })).toEqual([file]);
  });
});
