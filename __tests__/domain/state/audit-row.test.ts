import { expect, it } from "@jest/globals";
import { auditRow, isAbout } from "../../../src/domain/state/audit-row.ts";
import { audit, auditedPull, DATA, override } from "../../helpers/gates.ts";

it("finds people in whatever part they had, in any case of letters", () => {
  const pullRequest = auditedPull({ authors: ["erin"], pushers: ["Dave"], approvers: ["rita"], mergedBy: "max", override: override() });
  const row = auditRow(audit(DATA, { pullRequest, run: { id: "1", attempt: "1", actor: "octocat" } }));
  const asked = ["erin", "dave", "RITA", "max", "alice", "octocat", "eri", ""];
  expect(asked.filter((person) => isAbout(person, row))).toEqual(["erin", "dave", "RITA", "max", "alice", "octocat"]);
});
