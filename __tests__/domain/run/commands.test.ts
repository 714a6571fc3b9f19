import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { endedObjection, parseCommand, parseDriftCommand, type Command } from "../../../src/domain/run/commands.ts";

describe("parseCommand", () => {
  it.each([
    "",
    "LGTM",
    "/tfoo",
    "please /tf apply",
    "> /tf apply",
    " /tf apply",
    "    /tf apply",
    "`/tf apply`",
    "```\n/tf apply\n```",
    "\u200b/tf apply",
    "\n/tf apply",
    "/TF apply",
    "//tf apply",
  ])("takes %j for no command", (body) => {
    expect(parseCommand(body)).toBeNull();
  });

  it.each([
    [
      "/tf",
      'got "", expected one of /tf validate, /tf apply, /tf approve CODE, /tf withdraw, /tf move-state, /tf continue, /tf stop, /tf unlock ID, /tf explain RULE',
    ],
    [
      "/tf aply",
      'got "aply", expected one of /tf validate, /tf apply, /tf approve CODE, /tf withdraw, /tf move-state, /tf continue, /tf stop, /tf unlock ID, /tf explain RULE, did you mean "apply"?',
    ],
    [
      "/tf __proto__",
      'got "__proto__", expected one of /tf validate, /tf apply, /tf approve CODE, /tf withdraw, /tf move-state, /tf continue, /tf stop, /tf unlock ID, /tf explain RULE',
    ],
    [
      "/tf Apply",
      'got "Apply", expected one of /tf validate, /tf apply, /tf approve CODE, /tf withdraw, /tf move-state, /tf continue, /tf stop, /tf unlock ID, /tf explain RULE, did you mean "apply"?',
    ],
    ["/tf reconcile s3/prd/us-east-1/data", "/tf reconcile ID is for the issue that tells of drift"],
    ["/tf apply now", 'got "/tf apply now", expected /tf apply'],
    ["/tf apply --auto-approve", 'got "/tf apply --auto-approve", expected /tf apply'],
    ["/tf move-state a b", 'got "/tf move-state a b", expected /tf move-state'],
    ["/tf approve", 'got "/tf approve", expected /tf approve CODE'],
    ["/tf approve 1A2B3C4D", 'got "/tf approve 1A2B3C4D", expected /tf approve CODE'],
    ["/tf approve 1a2b3c4", 'got "/tf approve 1a2b3c4", expected /tf approve CODE'],
    ["/tf approve 1a2b3c4d 5e6f7a8b", 'got "/tf approve 1a2b3c4d 5e6f7a8b", expected /tf approve CODE'],
    ["/tf unlock", 'got "/tf unlock", expected /tf unlock ID'],
    ["/tf unlock a b", 'got "/tf unlock a b", expected /tf unlock ID'],
    ["/tf unlock ../../x", 'got "/tf unlock ../../x", expected /tf unlock ID'],
    ["/tf unlock $(id)", 'got "/tf unlock $(id)", expected /tf unlock ID'],
    ["/tf explain", 'got "/tf explain", expected /tf explain RULE'],
    ["/tf explain <script>", 'got "/tf explain <script>", expected /tf explain RULE'],
    ["/tf ap\u200bply", "the line holds characters that nobody can see"],
    ["/tf apply \u202e", "the line holds characters that nobody can see"],
    [`/tf explain ${"x".repeat(300)}`, "the line is longer than 200 characters"],
  ])("says what is wrong with %j", (body, problem) => {
    expect(parseCommand(body)).toEqual({ problem });
  });

  it.each([
    ["/tf validate", { kind: "validate" }],
    ["/tf  apply  ", { kind: "apply" }],
    ["/tf\tapply\r\nas agreed with Rita", { kind: "apply" }],
    ["/tf approve 1a2b3c4d", { kind: "approve", code: "1a2b3c4d" }],
    ["/tf move-state", { kind: "move-state" }],
    ["/tf unlock 1bc5727a-3b6e-e7d3-6ff0-e3c02212f0e5", { kind: "unlock", id: "1bc5727a-3b6e-e7d3-6ff0-e3c02212f0e5" }],
    ["/tf explain S3-004", { kind: "explain", rule: "S3-004" }],
    ["/tf explain tfvars-literals\n\n/tf apply", { kind: "explain", rule: "tfvars-literals" }],
  ])("reads %j", (body, command) => {
    expect(parseCommand(body)).toEqual(command);
  });

  it.each([
    ["/tf validate", "merged", "Comment /tf apply: it applies what was merged, and asks for approvals where that has to be planned again."],
    ["/tf validate", "closed", "Reopen it, or open a new one."],
    ["/tf move-state", "closed", "Reopen it, or open a new one."],
    [
      "/tf move-state",
      "merged",
      "Move it on the command line: tf-orchestrator move-state OLD NEW, as the finding has them. Then comment /tf apply.",
    ],
    ["/tf validate", "open", undefined],
    ["/tf explain S3-004", "closed", undefined],
    ["/tf unlock a1", "merged", undefined],
    ["/tf withdraw", "merged", undefined],
  ])("%s in a pull request that is %s: %s", (body, state, remedy) => {
    const command = parseCommand(body) as Command;
    const pull = { state: state === "open" ? ("open" as const) : ("closed" as const), merged: state === "merged" };
    expect(endedObjection(command, pull)?.remedy).toBe(remedy);
  });

  it("reads whatever there is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const parsed = parseCommand(`/tf ${text}`);
        expect(parsed).not.toBeNull();
      }),
    );
  });
});

describe("parseDriftCommand", () => {
  const ID = "s3/arj-wkld-a-prd/us-east-1/data";

  it.each([`/tf reconcile ${ID}`, `/tf  reconcile\t${ID}  `, `/tf reconcile \`${ID}\`\nwe have looked at it`])("reads %j", (body) => {
    expect(parseDriftCommand(body, null)).toEqual({ kind: "reconcile", id: ID });
  });

  it.each(["", `please /tf reconcile ${ID}`, `> /tf reconcile ${ID}`])("takes %j for no command", (body) => {
    expect(parseDriftCommand(body, null)).toBeNull();
  });

  it.each([
    ["/tf reconcile", "/tf reconcile"],
    ["/tf reconcile a b", "/tf reconcile a b"],
    ["/tf apply", "/tf apply"],
    ["/tf reconcile ../x", "/tf reconcile ../x"],
    ["/tf reconcile $(id)", "/tf reconcile $(id)"],
  ])("says what it expects in place of %j", (body, got) => {
    const expected = `got ${JSON.stringify(got)}, expected /tf reconcile ID with a deployment's id, as this issue names it`;
    expect(parseDriftCommand(body, null)).toEqual({ problem: expected });
  });

  it("needs no id in an issue that tells of one deployment, and takes another's", () => {
    expect(parseDriftCommand("/tf reconcile", ID)).toEqual({ kind: "reconcile", id: ID });
    expect(parseDriftCommand("/tf reconcile kms/b", ID)).toEqual({ kind: "reconcile", id: "kms/b" });
    expect(parseDriftCommand("/tf", ID)).toHaveProperty("problem");
  });

  it("refuses what nobody can see, and lines without end", () => {
    expect(parseDriftCommand("/tf reconcile a\u200b", null)).toEqual({ problem: "the line holds characters that nobody can see" });
    expect(parseDriftCommand(`/tf reconcile ${"x".repeat(600)}`, null)).toEqual({ problem: "the line is longer than 600 characters" });
  });
});
