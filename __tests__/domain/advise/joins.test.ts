import { describe, expect, it } from "@jest/globals";
import { joinsOf, type AppliedOnce } from "../../../src/domain/advise/joins.ts";

const PLACE = "1 us-east-1 production";

function applied(id: string, changes: readonly number[], more: Partial<AppliedOnce> = {}): AppliedOnce[] {
  return changes.map((change) => ({ id, change: `org/dev#${change}`, place: PLACE, resources: 5, ...more }));
}

describe("joinsOf", () => {
  it("leaves apart what is seldom changed, often alone, elsewhere, or large", () => {
    expect(joinsOf([...applied("a", [1, 2]), ...applied("b", [1, 2])])).toEqual([]);
    expect(joinsOf([...applied("a", [1, 2, 3, 4, 5]), ...applied("b", [1, 2, 3])])).toEqual([]);
    expect(joinsOf([...applied("a", [1, 2, 3]), ...applied("b", [1, 2, 3], { place: "2 us-east-1 production" })])).toEqual([]);
    expect(joinsOf([...applied("a", [1, 2, 3]), ...applied("b", [1, 2, 3], { resources: 200 })])).toEqual([]);
  });

  it("joins what is changed together nearly always, with its counts", () => {
    const applies = [
      ...applied("b", [1, 2, 3, 4, 5]),
      ...applied("a", [1, 2, 3, 4, 5]),
      ...applied("c", [1, 2, 3, 4]),
      ...applied("d", [9]),
    ];
    expect(joinsOf(applies)).toEqual([{ ids: ["a", "b", "c"], together: 4, changes: 5, resources: 15 }]);
  });
});
