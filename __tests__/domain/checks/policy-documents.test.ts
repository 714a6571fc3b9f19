import { describe, expect, it } from "@jest/globals";
import { place } from "../../../src/domain/model/finding.ts";
import { checkPolicyDocument } from "../../../src/domain/checks/policy-documents.ts";
import { parseJson } from "../../../src/domain/text/json-text.ts";

/** A document with one key or element in a line, so that lines tell places apart. */
function complaints(keys: string[], value: unknown): string[] {
  const json = parseJson("policy.json", Buffer.from(JSON.stringify(value, null, 1)));
  const document = { value: json.value, at: json.positionOf, keys };
  return checkPolicyDocument(document).map(
    ({ level, location, message }) => `${location === undefined ? "" : place(location)} ${level} ${message}`,
  );
}

const identity = ["iam_roles", "deploy", "inline_policy"];
const trust = ["iam_roles", "deploy", "assume_role_policy"];
const bucket = ["s3_buckets", "data", "bucket_policy_file"];
const ALLOW = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" };
const policy = (...statements: unknown[]) => ({ Version: "2012-10-17", Statement: statements });

describe("a document that is not well-formed", () => {
  it.each<[string, unknown, string[]]>([
    ["no object", [], ["policy.json:1:1 deny the policy document is no object, expected one with Version and Statement."]],
    [
      "empty",
      {},
      [
        "policy.json:1:1 deny the policy document has no Version, expected 2012-10-17.",
        "policy.json:1:1 deny the policy document has no Statement, expected one or a list.",
      ],
    ],
    [
      "of an unknown Version",
      { Version: "2020-01-01", Statement: ALLOW },
      ['policy.json:2:13 deny got the Version "2020-01-01", expected "2012-10-17".'],
    ],
    [
      "of the old Version, a warning",
      { Version: "2008-10-17", Statement: ALLOW },
      ["policy.json:2:13 warn the policy's Version is 2008-10-17, expected 2012-10-17: the old one knows no policy variables."],
    ],
    ["without statements", policy(), ["policy.json:3:15 deny the policy's Statement is an empty list, expected a statement."]],
    ["with a statement that is none", policy("allow"), ['policy.json:4:3 deny got the statement "allow", expected an object.']],
    [
      "with an unknown key",
      { ...policy(ALLOW), Statements: [] },
      ['policy.json:10:16 deny got the key "Statements" in a policy document, expected Version, Id, Statement, did you mean "Statement"?'],
    ],
    [
      "with an unknown Effect",
      policy({ ...ALLOW, Effect: "allow" }),
      ['policy.json:5:14 deny got the Effect "allow", expected "Allow" or "Deny".'],
    ],
    [
      "without Effect",
      policy({ ...ALLOW, Effect: undefined }),
      ['policy.json:4:3 deny the statement has no Effect, expected "Allow" or "Deny".'],
    ],
    [
      "without Action",
      policy({ ...ALLOW, Action: undefined }),
      ["policy.json:4:3 deny the statement has no Action, expected Action or NotAction."],
    ],
    [
      "with both",
      policy({ ...ALLOW, NotAction: "s3:*" }),
      ["policy.json:8:17 deny the statement has Action and NotAction, expected one of them."],
    ],
    [
      "with an Action that is none",
      policy({ ...ALLOW, Action: ["s3:*", "GetObject", 1] }),
      [
        'policy.json:8:5 deny got "GetObject", expected "service:Action" or "*".',
        'policy.json:9:5 deny got 1, expected "service:Action" or "*".',
      ],
    ],
    [
      "with an empty list",
      policy({ ...ALLOW, Action: [] }),
      ['policy.json:6:14 deny got an empty list, expected "service:Action" or "*".'],
    ],
    [
      "with a Resource that is no ARN",
      policy({ ...ALLOW, Resource: "data" }),
      ['policy.json:7:16 deny got "data", expected an ARN or "*".'],
    ],
    [
      "with a Condition that is no object",
      policy({ ...ALLOW, Condition: [] }),
      ["policy.json:8:17 deny got the Condition [], expected an object of operators."],
    ],
    [
      "with an operator without keys",
      policy({ ...ALLOW, Condition: { Bool: true } }),
      ["policy.json:9:13 deny got true for Bool, expected an object of condition keys."],
    ],
    [
      "with a Sid twice",
      policy({ Sid: "A", ...ALLOW }, { Sid: "A", ...ALLOW }),
      ['policy.json:11:11 deny the Sid "A" is there twice, expected each once.'],
    ],
    [
      "with prototype keys",
      JSON.parse('{"Version":"2012-10-17","Statement":[],"__proto__":{}}'),
      [
        'policy.json:4:15 deny got the key "__proto__" in a policy document, expected Version, Id, Statement.',
        "policy.json:3:15 deny the policy's Statement is an empty list, expected a statement.",
      ],
    ],
  ])("%s", (_, value, expected) => {
    expect(complaints(identity, value)).toEqual(expected);
  });

  it("has at most 50 findings", () => {
    expect(complaints(identity, policy(...Array.from({ length: 500 }, () => 1)))).toHaveLength(50);
  });
});

describe("what a kind of policy needs", () => {
  it("an identity policy: Resource, no Principal, plain Sids", () => {
    expect(complaints(identity, policy({ Sid: "a b", Effect: "Allow", Action: "*", Principal: "*" }))).toEqual([
      'policy.json:5:11 deny got the Sid "a b", expected letters and digits only in an identity policy.',
      "policy.json:4:3 deny the statement has no Resource, expected Resource or NotResource.",
      "policy.json:8:17 deny got Principal in a policy that has none: it is attached to its principal.",
    ]);
  });

  it("a trust policy: Principal, no Resource", () => {
    expect(complaints(trust, policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }))).toEqual([
      "policy.json:4:3 deny the statement has no Principal, expected Principal or NotPrincipal.",
      "policy.json:7:16 deny got Resource in a policy that has none: a trust policy is about its role alone.",
    ]);
  });

  it.each([[bucket], [["kms_keys", "data", "policy"]], [["sqs_queues", "q", "policy_file"]]])(
    "a resource policy (%s): Principal and Resource",
    (...keys) => {
      expect(complaints(keys.flat(), policy({ Effect: "Deny", Action: "*" }))).toEqual([
        "policy.json:4:3 deny the statement has no Resource, expected Resource or NotResource.",
        "policy.json:4:3 deny the statement has no Principal, expected Principal or NotPrincipal.",
      ]);
    },
  );

  it('a Principal that is "*" or names principals of a known kind', () => {
    const of = (principal: unknown) => complaints(bucket, policy({ ...ALLOW, Principal: principal }));
    expect(of("*")).toEqual([]);
    expect(of({ AWS: ["arn:aws:iam::123456789012:root"], Service: "s3.amazonaws.com" })).toEqual([]);
    expect(of("arn:aws:iam::123456789012:root")).toHaveLength(1);
    expect(of({ Aws: "*" })).toEqual([
      'policy.json:9:12 deny got the key "Aws" in a Principal, expected AWS, Service, Federated, CanonicalUser, did you mean "AWS"?',
    ]);
    expect(of({ AWS: [] })).toEqual(["policy.json:9:12 deny got an empty list, expected text or a list of texts."]);
  });
});

describe("what is left alone", () => {
  it.each<[string, string[], unknown]>([
    ["a well-formed policy of each kind", identity, policy(ALLOW)],
    [
      "a single statement",
      trust,
      {
        Version: "2012-10-17",
        Id: "x",
        Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
      },
    ],
    ["a lifecycle policy", ["ecr", "x", "lifecycle_policy"], { rules: [] }],
    ["JSON that is no policy", ["s3_buckets", "x", "cors_file"], { CORSRules: [] }],
    ["a policy of an unknown kind", ["things", "x", "document"], policy({ Effect: "Allow", Action: "*", Principal: "*" })],
  ])("%s", (_, keys, value) => {
    expect(complaints(keys, value)).toEqual([]);
  });
});
