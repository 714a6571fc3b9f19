import { describe, expect, it } from "@jest/globals";
import { openGitHubClock } from "../../../src/adapters/github/clock.ts";

const NOON = Date.parse("2026-03-01T12:00:00Z");

/** A clock on a machine that shows noon and moves on as told. */
function clockAtNoon() {
  const warnings: string[] = [];
  let machineMs = NOON;
  const clock = openGitHubClock(
    (message) => warnings.push(message),
    () => machineMs,
  );
  return { clock, warnings, wait: (ms: number) => (machineMs += ms) };
}

describe("GitHub's clock", () => {
  it.each([undefined, null, 7, "", "yesterday", "Sun, 99 Mar 2026 12:00:00 GMT"])("does not hear %p", (date) => {
    const { clock, warnings } = clockAtNoon();
    clock.hear(date);
    expect([clock.now(), warnings]).toEqual([new Date(NOON), []]);
  });

  it("leaves a machine alone that is right but for the network and the header's whole seconds", () => {
    const { clock, warnings } = clockAtNoon();
    clock.hear("Sun, 01 Mar 2026 11:59:56 GMT");
    clock.hear("Sun, 01 Mar 2026 12:00:05 GMT");
    expect([clock.now(), warnings]).toEqual([new Date(NOON), []]);
  });

  it.each([
    ["Sun, 01 Mar 2026 14:00:00 GMT", "this machine's clock is 7200 s behind GitHub's; GitHub's time is used"],
    ["Sun, 01 Mar 2026 11:00:00 GMT", "this machine's clock is 3600 s ahead of GitHub's; GitHub's time is used"],
  ])("goes by GitHub from its first answer on, %s, and says so once", (date, warning) => {
    const { clock, warnings, wait } = clockAtNoon();
    clock.hear(date);
    wait(1_000);
    clock.hear(new Date(Date.parse(date) + 60_000).toUTCString());
    expect([clock.now(), warnings]).toEqual([new Date(Date.parse(date) + 1_000), [warning]]);
  });
});
