import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openApplyStage, things, thingsIn, type ApplyStage } from "../helpers/apply-stage.ts";
import { appInputs } from "../helpers/github-app.ts";
import { ROOT } from "../helpers/light-stage.ts";

let stage: ApplyStage;

beforeAll(async () => {
  stage = await openApplyStage();
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

const TIMEOUT_MS = 240_000;
const HOUR_MS = 3_600_000;

/** What makes a runner's clock wrong by so many hours. */
function clockOff(hours: number): { env: Record<string, string> } {
  const clock = pathToFileURL(join(ROOT, "__tests__/helpers/wrong-clock.js"));
  return { env: { NODE_OPTIONS: `--import ${clock.href}?${hours * HOUR_MS}` } };
}

const [SLOW, FAST] = [clockOff(-2), clockOff(2)];

it(
  "of runners does not turn the order of things round: records carry GitHub's time, and a failed apply goes back to the last good one",
  async () => {
    const project = "clocks";
    const started = Date.now();
    const first = await stage.mergeAndApply(things(project, { a: "size = 1" }), FAST);
    expect({ exitCode: first.exitCode, log: first.run.log }).toEqual({
      exitCode: 0,
      log: expect.stringMatching(/this machine's clock is 7\d\d\d s ahead of GitHub's; GitHub's time is used/),
    });
    const second = await stage.mergeAndApply(things(project, { a: "size = 2" }), SLOW);
    expect({ exitCode: second.exitCode, log: second.run.log }).toEqual({
      exitCode: 0,
      log: expect.stringMatching(/this machine's clock is 7\d\d\d s behind GitHub's; GitHub's time is used/),
    });
    const third = await stage.mergeAndApply(things(project, { a: "size = 3", b: "fail = true" }), FAST);
    expect(third.exitCode).toBe(1);

    const audits = await stage.audits(project);
    expect(audits.map(({ outcome, result }) => [outcome, result.state?.serial])).toEqual([
      ["succeeded", expect.any(Number)],
      ["succeeded", expect.any(Number)],
      ["rolled-back", expect.any(Number)],
    ]);
    for (const { timestamp } of audits) {
      expect(Date.parse(timestamp)).toBeGreaterThan(started - 5_000);
      expect(Date.parse(timestamp)).toBeLessThan(Date.now() + 5_000);
    }
    const state = await stage.state(project);
    expect(thingsIn(state)).toEqual(["a"]);
    expect(state?.resources.flatMap(({ instances }) => instances)[0]?.attributes.input).toMatchObject({ value: { size: 2 } });
  },
  TIMEOUT_MS,
);

it.each([
  ["slow", SLOW],
  ["fast", FAST],
])(
  "that is %s keeps no App from its token",
  async (name, clock) => {
    const inputs = { ...(await appInputs(stage.github, `tf-${name}`, "org")), "source-token": "" };
    const seen = await stage.validate(things(name, { a: "size = 1" }), { ...clock, inputs });
    expect({ verdict: seen.verdict, log: seen.run.log }).toEqual({ verdict: "passed", log: expect.any(String) });
  },
  TIMEOUT_MS,
);
