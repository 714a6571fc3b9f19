import { describe, expect, it } from "@jest/globals";
import { readAnswers, type Given } from "../../../src/domain/scaffold/answers.ts";

const KNOWN = ["kms", "s3", "iam"];
const NOTHING: Given = { sources: [], accounts: [], approvers: [], services: [] };
const ENOUGH: Given = { ...NOTHING, controller: "Org/tf-controller", accounts: ["prd=123456789012:Production"] };

describe("readAnswers", () => {
  it("tells everything that is missing or wrong at once, each with its option", () => {
    expect(
      readAnswers(
        {
          controller: "tf-controller",
          sources: ["org/ok", "org"],
          accounts: [
            "prd=123456789012:production",
            "other=12345:production",
            "third=123456789013:qa",
            "prd=123456789012:staging:use7",
            "x",
          ],
          approvers: ["@alice", "bob:development"],
          services: ["s4"],
          stateBucket: "No",
          stateRegion: "mars",
          planEnvironment: "a b",
          driftCron: "* * * * *",
          commit: "v2",
        },
        KNOWN,
      ),
    ).toEqual({
      problems: [
        '--controller: got "tf-controller", expected OWNER/NAME, such as org/tf-controller',
        '--source: got "org", expected OWNER/NAME, such as org/deployments',
        '--with-account: got "other=12345:production", expected 12 digits for the account\'s ID, found "12345"',
        '--with-account: got "third=123456789013:qa", expected one of the environments production, staging, development, found "qa"',
        '--with-account: got "prd=123456789012:staging:use7", region: got "use7", expected a known region code such as use1, use2, euw1',
        '--with-account: got "x", expected NAME=ID:ENVIRONMENT, such as arj-wkld-a-prd=123456789012:production, or with :REGION behind it',
        '--approver: got "@alice", expected a GitHub login without @, such as alice or alice:production',
        '--approver: bob: got the environment "development", expected one of production',
        '--with-service: got "s4", expected one of kms, s3, iam',
        '--state-bucket: got "No", expected a bucket name: 3 to 63 lower-case letters, digits, dots and hyphens',
        '--state-region: got "mars", expected a known region code such as use1, use2, euw1',
        '--plan-environment: got "a b", expected a name such as tf-orchestrator-plan: letters, digits, dots, hyphens and underscores',
        '--drift-cron: got "* * * * *", expected five fields as GitHub reads them, at least five minutes apart, such as "17 * * * *"',
        '--pin: got "v2", expected a commit of the action: 40 hexadecimal digits in lower case',
      ],
    });
    expect(readAnswers(NOTHING, KNOWN)).toEqual({
      problems: [
        "--controller: missing, expected the controller repository as OWNER/NAME",
        "--with-account: missing, expected NAME=ID:ENVIRONMENT, such as arj-wkld-a-prd=123456789012:production, or with :REGION behind it",
      ],
    });
  });

  it("refuses an account that is there twice", () => {
    expect(readAnswers({ ...ENOUGH, accounts: ["prd=123456789012:production", "prd=123456789012:staging"] }, KNOWN)).toEqual({
      problems: ["--with-account: the name prd is there twice", "--with-account: the id 123456789012 is there twice"],
    });
  });

  it("fills in what can be left out", () => {
    expect(readAnswers({ ...ENOUGH, approvers: ["alice"], services: ["s3"] }, KNOWN)).toEqual({
      answers: {
        controller: "Org/tf-controller",
        sources: [],
        accounts: [{ name: "prd", id: "123456789012", environment: "production", region: "us-east-1" }],
        approvers: [{ login: "alice", environments: ["production"] }],
        services: ["s3"],
        stateBucket: "org-tf-states",
        stateRegion: "us-east-1",
        planEnvironment: null,
        tool: "terraform",
        driftCron: "17 * * * *",
        commit: null,
      },
    });
  });
});
