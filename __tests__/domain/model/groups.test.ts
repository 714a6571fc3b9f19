import { expect, it } from "@jest/globals";
import { groupBy } from "../../../src/domain/model/groups.ts";

it("groups by any key, keys and items in the order of their first appearance", () => {
  const [odd, even] = [{ name: "odd" }, { name: "even" }];
  const groups = groupBy(new Set([3, 4, 1, 2]), (item) => (item % 2 === 0 ? even : odd));
  expect([...groups]).toEqual([
    [odd, [3, 1]],
    [even, [4, 2]],
  ]);
});

it("has no groups of nothing", () => {
  expect(groupBy([], () => "one")).toEqual(new Map());
});
