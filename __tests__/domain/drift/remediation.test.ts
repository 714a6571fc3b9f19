import { describe, expect, it } from "@jest/globals";
import { mayBePutRight, remediationObjections } from "../../../src/domain/drift/remediation.ts";
import type { ResourceChange } from "../../../src/domain/model/plan.ts";
import { planJson, resourceChange } from "../builders.ts";

const RESIZED = { before: { size: 1 }, after: { size: 2 } };
const BACK = { before: { size: 2 }, after: { size: 1 } };
const SEEN = [{ address: "a.thing", gone: false, attributes: ["size"], ofCode: true }];

/** A plan that changes things back, and others. */
function plan(changes: readonly ResourceChange[], drifted: readonly string[] = ["a.thing"]) {
  return planJson([...changes], { resource_drift: drifted.map((address) => resourceChange(address, ["update"], RESIZED)) });
}

describe("what may be put right", () => {
  it("is what was changed outside and nothing besides, where the environment wants it", () => {
    expect(mayBePutRight({ kinds: ["outside"] }, "safe")).toBe(true);
    expect(mayBePutRight({ kinds: ["outside"] }, "all")).toBe(true);
    expect(mayBePutRight({ kinds: ["outside"] }, "none")).toBe(false);
    for (const kind of ["orphaned", "unplannable", "unapplied", "code"] as const) {
      expect(mayBePutRight({ kinds: ["outside", kind] }, "all")).toBe(false);
      expect(mayBePutRight({ kinds: [kind] }, "all")).toBe(false);
    }
    expect(mayBePutRight({ kinds: [] }, "all")).toBe(false);
  });
});

describe("the plan of a remediation", () => {
  const update = resourceChange("a.thing", ["update"], BACK);

  it("updates in place what the look has seen", () => {
    expect(remediationObjections(plan([update]), SEEN, "safe")).toEqual([]);
  });

  it("is held when it replaces, creates or deletes, as long as it is to be safe", () => {
    const replaced = plan([resourceChange("a.thing", ["delete", "create"], BACK)]);
    expect(remediationObjections(replaced, SEEN, "safe")).toEqual([
      {
        reason: "remediate: safe only updates in place, and the plan would delete and create a.thing",
        remedy: "Apply it in a pull request, or set remediate: all for this environment.",
      },
    ]);
    // Whether it may delete is the environment's deletion rule to say.
    expect(remediationObjections(replaced, SEEN, "all")).toEqual([]);
    const gone = planJson([resourceChange("a.thing", ["create"], { before: null, after: { size: 1 } })], {
      resource_drift: [resourceChange("a.thing", ["delete"], { before: { size: 1 }, after: null })],
    });
    expect(remediationObjections(gone, SEEN, "safe").map(({ reason }) => reason)).toEqual([
      "remediate: safe only updates in place, and the plan would create a.thing",
    ]);
    expect(remediationObjections(gone, SEEN, "all")).toEqual([]);
  });

  it("is held by anything that the look has not seen, in either mode", () => {
    const other = resourceChange("a.other", ["update"], BACK);
    for (const mode of ["safe", "all"] as const) {
      const objections = [
        { reason: "the plan also changes a.other, which the look did not find changed outside", remedy: "The next run looks again." },
      ];
      // Another one that was changed outside since, and one that the code changes.
      expect(remediationObjections(plan([update, other], ["a.thing", "a.other"]), SEEN, mode)).toEqual(objections);
      expect(remediationObjections(plan([update, other]), SEEN, mode)).toEqual(objections);
    }
  });
});
