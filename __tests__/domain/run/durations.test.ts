import { describe, expect, it } from "@jest/globals";
import { durationsOf, readDurations, withDurations } from "../../../src/domain/run/durations.ts";

const took = (id: string, services: string[], ms: number) => ({ deployment: { id, services }, ms });
const bytes = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

describe("how long things took", () => {
  it("is the median of the last five times of a deployment, and of the last 25 of its services", () => {
    const runs = [90, 1, 2, 3, 4, 100].map((ms) => took("s3/a", ["s3"], ms));
    const stored = readDurations(bytes(withDurations(readDurations(null), [...runs, took("iam/b", ["iam", "s3"], 6.4)])));
    expect(stored).toEqual({
      v: 1,
      deployments: { "s3/a": [1, 2, 3, 4, 100], "iam/b": [6] },
      services: { s3: [90, 1, 2, 3, 4, 100], "iam+s3": [6] },
    });
    expect(durationsOf([stored])).toEqual({
      deployments: new Map([
        ["s3/a", 3],
        ["iam/b", 6],
      ]),
      services: new Map([
        ["s3", 3.5],
        ["iam+s3", 6],
      ]),
    });
  });

  it("joins what several stores know of a service", () => {
    const [one, other] = [2, 4].map((ms) => withDurations(readDurations(null), [took(`s3/${ms}`, ["s3"], ms)]));
    expect(durationsOf([one!, other!]).services).toEqual(new Map([["s3", 3]]));
  });

  it("lets go of what was planned longest ago", () => {
    const many = Array.from({ length: 30_001 }, (_, index) => took(`s3/${index}`, ["s3"], 1));
    const kept = Object.keys(withDurations(readDurations(null), [...many, took("s3/1", ["s3"], 1)]).deployments);
    expect([kept.length, kept.includes("s3/0"), kept.includes("s3/1"), kept.at(-1)]).toEqual([30_000, false, true, "s3/1"]);
  });

  it.each([["no JSON"], [{ v: 2 }], [{ v: 1, deployments: { a: ["x"] }, services: {} }]])("knows nothing from %j", (value) => {
    expect(readDurations(bytes(value))).toEqual({ v: 1, deployments: {}, services: {} });
  });
});
