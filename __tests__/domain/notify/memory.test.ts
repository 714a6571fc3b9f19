import { describe, expect, it } from "@jest/globals";
import { HIDDEN } from "../../../src/domain/report/redaction/marker.ts";
import {
  incidentKey,
  isBeingStarted,
  isNews,
  isOpenIncident,
  NOTHING_TOLD,
  readMemory,
  threadKey,
  withTold,
} from "../../../src/domain/notify/memory.ts";

const told = (when: "changed" | "ended" | "always", as = "a") => ({ slot: "apply", as, when });

describe("what is news", () => {
  const remembers = withTold(NOTHING_TOLD, "apply", "a");
  it("is what the slot was not told last", () => {
    expect([NOTHING_TOLD, remembers].map((memory) => isNews(memory, told("changed")))).toEqual([true, false]);
    expect(isNews(remembers, told("changed", "b"))).toBe(true);
    expect(isNews(remembers, { ...told("changed"), slot: "validate" })).toBe(true);
  });

  it("is an end only where there was something to end", () => {
    expect(isNews(NOTHING_TOLD, told("ended"))).toBe(false);
    expect([isNews(remembers, told("ended")), isNews(remembers, told("ended", "b"))]).toEqual([false, true]);
  });

  it("is what is always told", () => {
    expect(isNews(remembers, told("always"))).toBe(true);
  });

  it("is not what every object has", () => {
    expect(isNews(NOTHING_TOLD, { slot: "constructor", as: "a", when: "ended" })).toBe(false);
  });
});

it("forgets what was not told after all", () => {
  expect(withTold(withTold(NOTHING_TOLD, "apply", "a"), "apply", null)).toEqual(NOTHING_TOLD);
});

it("reads what it keeps, and takes anything else for nothing", () => {
  const memory = {
    version: 1,
    told: { apply: "a" },
    message: { channel: "C1", ts: "1.2", at: "2026-11-21T06:00:00.000Z" },
    starting: null,
  };
  const texts = [JSON.stringify(memory), "{", "{}", JSON.stringify({ ...memory, version: 2 })];
  expect(texts.map((text) => readMemory(Buffer.from(text)))).toEqual([memory, NOTHING_TOLD, NOTHING_TOLD, NOTHING_TOLD]);
});

it("takes a first message for being written for half a minute", () => {
  const starting = { ...NOTHING_TOLD, starting: "2026-11-21T06:00:00.000Z" };
  const at = (time: string) => new Date(`2026-11-21T${time}.000Z`);
  expect([at("06:00:29"), at("06:00:30")].map((now) => isBeingStarted(starting, now))).toEqual([true, false]);
  expect(isBeingStarted(NOTHING_TOLD, at("06:00:00"))).toBe(false);
});

it("takes an incident that cannot be read for open", () => {
  const texts = ['{"version":1,"open":true}', '{"version":1,"open":false}', "x"];
  expect(texts.map((text) => isOpenIncident(Buffer.from(text)))).toEqual([true, false, true]);
});

it("has a place for each thread and each incident", () => {
  expect(threadKey("ops", "org/source/7")).toBe("notifications/ops/org/source/7.json");
  expect(threadKey("ops", "drift/production")).toBe("notifications/ops/drift/production.json");
  expect(incidentKey("ops", "s3/a/b/c")).toMatch(/^notifications\/ops\/incidents\/[0-9a-f]{40}\.json$/);
  expect(incidentKey("ops", "s3/a/b/c")).not.toBe(incidentKey("ops", `s3/${HIDDEN}/b/c`));
});
