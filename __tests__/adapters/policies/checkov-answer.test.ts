import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { answersOf, leftOut } from "../../../src/adapters/policies/checkov-answer.ts";

/** What Checkov 3.3.30 said of a plan, with two checks of a controller's own. */
const RECORDED = readFileSync(join(import.meta.dirname, "../../fixtures/checkov/answer.json"), "utf8");
/** Of a plan without resources it says its figures alone. */
const NOTHING = '{"passed": 0, "failed": 0, "skipped": 0, "parsing_errors": 0, "resource_count": 0, "checkov_version": "3.3.30"}';

const CRASH = `2026-11-29 12:19:46,832 [MainThread  ] [ERROR]  Failed to run check ARJ_SNS_2 on /0.json:module.a["b:c"].aws_sns_topic.blank
Traceback (most recent call last):
  File "fifo.py", line 11, in scan_resource_conf
ValueError: boom
`;

describe("what Checkov answers", () => {
  it("is read plan by plan, without the values that it copies from the plan", () => {
    expect(answersOf(RECORDED, "", [10, 5])).toEqual([
      {
        crashed: [],
        failed: [
          {
            id: "CKV_AWS_26",
            name: "Ensure all data stored in the SNS topic is encrypted",
            address: "aws_sns_topic.blank",
            keys: ["kms_master_key_id"],
            severity: null,
            guideline: null,
          },
          {
            id: "ARJ_SNS_1",
            name: "Topics are named for their team",
            address: 'module.module["tagged"].aws_sns_topic.this',
            keys: ["name"],
            severity: "high",
            guideline: "https://wiki.example.com/sns",
          },
          {
            id: "ARJ_SNS_2",
            name: "Topics keep their order",
            address: "aws_sns_topic.blank",
            keys: ["fifo_topic"],
            severity: null,
            guideline: null,
          },
        ],
      },
      { crashed: [], failed: [] },
    ]);
    expect(answersOf(NOTHING, "", [0])).toEqual([{ failed: [], crashed: [] }]);
  });

  it("names checks that ended badly, with which it ends well", () => {
    expect(answersOf(RECORDED, CRASH, [15])[0]?.crashed).toEqual([
      { id: "ARJ_SNS_2", address: 'module.a["b:c"].aws_sns_topic.blank', cause: "ValueError: boom" },
    ]);
  });

  it("is refused in an unknown shape", () => {
    for (const text of ["", "[]x", '{"results": {}}', "null", '"ok"'])
      expect(() => answersOf(text, "", [1])).toThrow(/^checkov: answered in an unknown shape/);
  });

  it("is refused where it is not about all that is planned", () => {
    expect(() => answersOf(RECORDED, "", [15, 1])).toThrow("checkov: looked at 15 of 16 planned resources");
    expect(() => answersOf(NOTHING, "", [1])).toThrow("checkov: looked at 0 of 1 planned resources");
    expect(() => answersOf("[]", "", [1])).toThrow("checkov: looked at 0 of 1 planned resources");
  });

  it("is refused where its log tells of an error that nobody knows", () => {
    const said = "2026-11-29 12:20:06,737 [ThreadPoolEx] [ERROR]  Something new\nTraceback\nKeyError: 'x'\n";
    expect(() => answersOf(RECORDED, said, [15])).toThrow("checkov: Something new: KeyError: 'x'");
    expect(() => answersOf(RECORDED, said.replace("ERROR", "WARNI"), [15])).not.toThrow();
  });
});

it("names the controller's checks that Checkov leaves out with a word in its log alone", () => {
  const log = `2026-11-29 12:20:06,737 [MainThread  ] [ERROR]  Loaded data from JSON is not Dict. Skipping. Data: ['a'].
2026-11-29 12:20:06,738 [MainThread  ] [WARNI]  Custom policy /run/checks/b.yaml is missing required fields metadata.name
2026-11-29 12:20:06,738 [MainThread  ] [WARNI]  Failed to parse check id 'X_1' from file a.yaml: solver type None. Skipping.
2026-11-29 12:19:57,325 [MainThread  ] [ERROR]  Cannot load external check 'x' from /run/checks/s3/x.py
Traceback (most recent call last):
    def (
        ^
SyntaxError: invalid syntax
${CRASH}`;
  expect(leftOut(log, "/run/checks")).toEqual([
    "Loaded data from JSON is not Dict. Skipping. Data: ['a'].",
    "Custom policy checkov-policies/b.yaml is missing required fields metadata.name",
    "Failed to parse check id 'X_1' from file a.yaml: solver type None. Skipping.",
    "Cannot load external check 'x' from checkov-policies/s3/x.py: SyntaxError: invalid syntax",
  ]);
});
