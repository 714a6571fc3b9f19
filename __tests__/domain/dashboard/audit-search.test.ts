import { describe, expect, it } from "@jest/globals";
import { EVERY_RECORD, parseAuditQuery, searchAudit, type AuditQuery } from "../../../src/domain/dashboard/audit-search.ts";
import { auditedPull, KEYS, override } from "../../helpers/gates.ts";
import { entry, index } from "./builders.ts";

const ENTRIES = [
  entry("2026-11-21T08:00:00Z"),
  entry("2026-11-20T23:59:59Z", { outcome: "failed" }, KEYS),
  entry("2026-11-19T00:00:00Z", { pullRequest: auditedPull({ override: override() }), run: { id: null, attempt: null, actor: null } }),
];
const found = (query: Partial<AuditQuery>) =>
  searchAudit(index({ entries: ENTRIES }), { ...EVERY_RECORD, ...query }).map(({ at }) => new Date(at).toISOString());

describe("searchAudit", () => {
  it("finds everything, newest first, when nothing is asked", () => {
    expect(found({})).toEqual(["2026-11-21T08:00:00.000Z", "2026-11-20T23:59:59.000Z", "2026-11-19T00:00:00.000Z"]);
  });

  it("narrows by each field; names compare without case, days count whole", () => {
    expect(found({ account: "ARJ-wkld-a-prd" })).toHaveLength(3);
    expect(found({ account: "arj" })).toEqual([]);
    expect(found({ outcome: "failed" })).toEqual(["2026-11-20T23:59:59.000Z"]);
    expect(found({ person: "ALI" })).toEqual(["2026-11-19T00:00:00.000Z"]);
    expect(found({ since: new Date("2026-11-20"), until: new Date("2026-11-20") })).toEqual(["2026-11-20T23:59:59.000Z"]);
  });
});

describe("parseAuditQuery", () => {
  it("reads a form, and says what in it cannot be meant", () => {
    expect(parseAuditQuery({ account: " a ", since: "2026-11-21", until: "yesterday", outcome: "gone" })).toEqual({
      query: { account: "a", project: "", person: "", since: new Date("2026-11-21"), until: null, outcome: null },
      problems: [
        'until: got "yesterday", expected a day such as 2026-11-21',
        'outcome: got "gone", expected one of succeeded, failed, rolled-back, refused, skipped',
      ],
    });
  });
});
