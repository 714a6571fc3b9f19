import { describe, expect, it } from "@jest/globals";
import { listed, measureTable, median, medianRatio, verdictOf, withUnit, type Measure } from "../../scripts/bench/measures.ts";

describe("verdictOf", () => {
  it("misses a target above it, and with a value that is no number", () => {
    expect([3.01, Number.NaN].map((value) => verdictOf({ value, target: 3 }))).toEqual(["missed", "missed"]);
  });

  it("meets a target at it and below", () => {
    expect([3, 2.9].map((value) => verdictOf({ value, target: 3 }))).toEqual(["met", "met"]);
  });

  it("says nothing where there is no target", () => {
    expect(verdictOf({ value: 1, target: null })).toBe("");
  });
});

describe("median", () => {
  it("refuses to be asked about nothing", () => {
    expect(() => median([])).toThrow("nothing was measured");
  });

  it("is the middle value, and the mean of the two in the middle", () => {
    expect([median([9, 1, 5]), median([4, 1, 2, 100])]).toEqual([5, 3]);
  });

  it("leaves the values as they were", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("medianRatio", () => {
  it("refuses measurements that are no pairs", () => {
    expect(() => medianRatio([1, 2], [1])).toThrow("2 and 1 measurements are no pairs");
  });

  it("compares each with its neighbour, so that a slow round counts once", () => {
    expect(medianRatio([8, 80, 9], [10, 100, 10])).toBe(0.8);
  });
});

describe("measureTable", () => {
  const measure: Measure = { what: "start", value: 0.4211, unit: "s", target: 0.5, detail: listed([0.4, 0.4211], "s") };

  it("shows value, target and verdict with their unit", () => {
    expect(measureTable([measure, { ...measure, what: "memory", value: 240.4, unit: "MB", target: 200, detail: "" }])).toBe(
      [
        "| measured | value | at reference speed | target | verdict | behind it |",
        "| --- | ---: | ---: | ---: | --- | --- |",
        "| start | 0.42 s |  | ≤ 0.5 s | met | 0.40, 0.42 s |",
        "| memory | 240 MB |  | ≤ 200 MB | missed |  |",
      ].join("\n"),
    );
  });

  it("leaves the target and the verdict open for a value that is told for information", () => {
    expect(measureTable([{ ...measure, target: null }]).split("\n")[2]).toBe("| start | 0.42 s |  |  |  | 0.40, 0.42 s |");
  });

  it("tells what the value would be at the reference speed, and judges the value itself", () => {
    expect(measureTable([{ ...measure, value: 0.6, atReferenceSpeed: 0.4 }]).split("\n")[2]).toBe(
      "| start | 0.60 s | 0.40 s | ≤ 0.5 s | missed | 0.40, 0.42 s |",
    );
  });

  it("gives each unit the digits that matter", () => {
    expect([withUnit(0.8, "×"), withUnit(4.25, "ms"), withUnit(1.5, "MB")]).toEqual(["0.80 ×", "4.3 ms", "2 MB"]);
  });
});
