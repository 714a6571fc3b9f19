import { describe, expect, it } from "@jest/globals";
import { ConfigurationError } from "../../../src/domain/model/errors.ts";
import { parseHandRequest, type HandInputs } from "../../../src/domain/run/hand-request.ts";

const ID = "s3/arj-wkld-a-prd/us-east-1/data";
const REASON = "the team has moved away";

function inputs(more: Partial<HandInputs> = {}): HandInputs {
  return { deployment: ID, confirm: ID, backup: null, reason: REASON, allowDelete: null, ...more };
}

function problems(action: "destroy" | "rollback", given: HandInputs): string[] {
  try {
    parseHandRequest(action, given);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("inputs of a change by hand", () => {
  it("are refused all at once, each with what was found and what is expected", () => {
    expect(problems("destroy", { deployment: "S3/../x", confirm: null, backup: null, reason: "no", allowDelete: null })).toEqual([
      'deployment: got "S3/../x", expected a deployment\'s id, as discover and drift name it: s3/arj-wkld-a-prd/us-east-1/data',
      "confirm: got nothing, expected the same id as in deployment, typed once more",
      "reason: the reason has 2 visible characters, expected at least 10 that say why",
    ]);
    expect(problems("rollback", inputs({ backup: "yesterday", allowDelete: "aws_s3_bucket.a" }))).toEqual([
      'backup: got "yesterday", expected latest, or a backup\'s time such as 20261121-060000',
      "allow-delete: a rollback of a state deletes nothing, leave it out",
    ]);
  });

  it.each(["", "s3/arj-wkld-a-prd/us-east-1/dat", `${ID} `, ID.toUpperCase()])("are no confirmation: %j", (confirm) => {
    expect(problems("destroy", inputs({ confirm }))).toEqual([
      `confirm: got ${JSON.stringify(confirm)}, expected the same id as in deployment, typed once more`,
    ]);
  });

  it("name whole addresses or nothing", () => {
    expect(problems("destroy", inputs({ allowDelete: "aws_s3_bucket.a and more" }))).toEqual([
      expect.stringMatching(/^allow-delete: got "and more", expected addresses such as /),
    ]);
  });

  it("say what is destroyed, why, and what may go", () => {
    const allowDelete = 'module.s3.aws_s3_bucket.this["a"], aws_s3_bucket.b\n\naws_s3_bucket.c\n';
    expect(parseHandRequest("destroy", inputs({ allowDelete }))).toEqual({
      action: "destroy",
      deployment: ID,
      backup: "",
      reason: REASON,
      allowDelete: ['module.s3.aws_s3_bucket.this["a"]', "aws_s3_bucket.b", "aws_s3_bucket.c"],
    });
  });

  it.each(["latest", "20261121-060000", "20261121-060000-1"])("say which backup is meant: %s", (backup) => {
    expect(parseHandRequest("rollback", inputs({ backup, confirm: null }))).toEqual({
      action: "rollback",
      deployment: ID,
      backup,
      reason: REASON,
      allowDelete: [],
    });
  });
});
