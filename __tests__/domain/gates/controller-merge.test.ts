import { describe, expect, it } from "@jest/globals";
import { decideControllerMerge, type ControllerMergeQuestion } from "../../../src/domain/gates/controller-merge.ts";
import { AUTHOR, openMerge, person, review, REVIEWER, reviews } from "../../helpers/gates.ts";
import { finding } from "../builders.ts";

const second = person("sam");
const { pull, mergeability } = openMerge();

function question(changes: Partial<ControllerMergeQuestion> = {}): ControllerMergeQuestion {
  return {
    pull,
    mergeability,
    reviews: reviews([review(REVIEWER), review(second, { id: 2 })], [[second, "write"]]),
    approvals: 2,
    findings: [],
    ...changes,
  };
}

describe("the merge of a change of the controller's files", () => {
  it("is open for as many approvals as the rules in force ask for", () => {
    expect(decideControllerMerge(question())).toEqual({ kind: "open" });
    expect(decideControllerMerge(question({ approvals: 1, reviews: reviews() }))).toEqual({ kind: "open" });
  });

  it.each<[string, Partial<ControllerMergeQuestion>, string[]]>([
    ["too few approvals", { reviews: reviews() }, ["1 of 2 approvals that count"]],
    [
      "an approval of its author",
      { reviews: reviews([review(REVIEWER), review(AUTHOR, { id: 2 })]) },
      ["1 of 2 approvals that count (dave is the author)"],
    ],
    ["no label", { pull: { ...pull, labels: [] } }, ["the pull request carries no verdict label, expected opa-passed"]],
    [
      "the label of a failed validation",
      { pull: { ...pull, labels: ["opa-failed"] } },
      ["the pull request carries opa-failed, expected opa-passed"],
    ],
    [
      "files that cannot be read",
      {
        findings: [
          finding({
            message: "accounts: missing, expected a map",
            remediation: "Correct it",
            location: { file: "accounts.yaml", line: 1, controller: true },
          }),
        ],
      },
      ["accounts.yaml:1: accounts: missing, expected a map"],
    ],
    ["a conflict with the base", { mergeability: { ...mergeability, mergeable: false } }, ["the branch conflicts with its base"]],
    ["a fork", { pull: { ...pull, fork: true } }, ["the pull request comes from a fork, for whose content nobody here vouches"]],
  ])("is held by %s", (_, changes, reasons) => {
    expect(decideControllerMerge(question(changes))).toMatchObject({ kind: "held", reasons });
  });
});
