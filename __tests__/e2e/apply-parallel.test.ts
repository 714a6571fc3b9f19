import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openApplyStage, stateKeyOf, things, thingsIn, type ApplyStage } from "../helpers/apply-stage.ts";
import { lightFile, SLEEPING_CODE } from "../helpers/light-stage.ts";
import { until } from "../helpers/until.ts";

let stage: ApplyStage;

beforeAll(async () => {
  stage = await openApplyStage();
  const files = { ...things("raced", { a: "size = 1" }), ...things("stale", { a: "size = 1" }) };
  expect((await stage.mergeAndApply(files)).exitCode).toBe(0);
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

const TIMEOUT_MS = 180_000;

it(
  "lets one of two applies of one state win; the other changes nothing, and no serial is lost",
  async () => {
    const project = "raced";
    const before = await stage.state(project);
    const sha = await stage.changeController(SLEEPING_CODE);
    const number = await stage.merged(things(project, { a: "size = 2", b: "sleep_seconds = 2" }), { sha });
    const runs = await Promise.all([stage.apply(number, { sha }), stage.apply(number, { sha })]);
    const winners = runs.filter(({ exitCode }) => exitCode === 0);
    expect(winners).not.toHaveLength(0);
    const state = await stage.state(project);
    expect(thingsIn(state)).toEqual(["a", "b"]);
    expect(state?.lineage).toBe(before?.lineage);
    const outcomes = (await stage.audits(project)).slice(1).map(({ outcome, result }) => ({ outcome, add: result.add }));
    expect(outcomes.filter(({ outcome, add }) => outcome === "succeeded" && add === 1)).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === "rolled-back")).toEqual([]);
    expect(await stage.store.get(`${stateKeyOf(project)}.tflock`)).toBe(null);
  },
  TIMEOUT_MS,
);

it(
  "applies no plan of a state that changed meanwhile, and recovers from nothing: it plans again, and the other run's work stays",
  async () => {
    const project = "stale";
    const first = await stage.merged(things(project, { a: "size = 2" }));
    const backup = { method: "PUT", key: new RegExp(`^backups/.*/${project}/`) } as const;
    // It has planned and waits for its backup while the other one runs from start to end.
    const lift = stage.proxy.fault({ ...backup, stall: true, times: 1 });
    const slow = stage.apply(first);
    await until("the stalled backup", () => stage.proxy.stalled() === 1);
    const fast = await stage.apply(first);
    expect(fast.exitCode).toBe(0);
    const state = await stage.state(project);
    lift();
    const late = await slow;
    expect(late.exitCode).toBe(0);
    expect(late.run.log).toContain("another run changed the state after it was planned: it is planned again");
    expect(late.comment).toContain("In sync: nothing to apply");
    expect(await stage.state(project)).toEqual(state);
    expect((await stage.keysOf(project)).filter((key) => key.startsWith("failed/"))).toEqual([]);
    expect((await stage.audits(project)).map(({ outcome }) => outcome)).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect((await stage.apply(first)).run.log).toContain("already applied");
  },
  TIMEOUT_MS,
);

it(
  "applies in the order of the dependencies; what waits for a failed one is skipped and audited, the others go on",
  async () => {
    const sha = await stage.changeController({
      "deployment-rules.yaml": [
        "environments: { production: { branch: prod }, staging: { branch: stage }, development: { branch: dev } }",
        "dependencies:",
        '  - { deployment: "things/*/second", after: ["things/*/first"] }',
        '  - { deployment: "things/*/third", after: ["things/*/second"] }',
        '  - { deployment: "things/*/fourth", after: ["things/*/third"] }',
        "",
      ].join("\n"),
    });
    const seen = await stage.mergeAndApply(
      {
        ...lightFile("fourth"),
        ...lightFile("third"),
        ...things("second", { a: "fail = true" }),
        ...lightFile("first"),
        ...lightFile("alone"),
      },
      { sha },
    );
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
    const outcomes: Record<string, string[]> = {};
    for (const project of ["first", "second", "third", "fourth", "alone"])
      outcomes[project] = (await stage.audits(project)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual({ first: ["succeeded"], second: ["failed"], third: ["skipped"], fourth: ["skipped"], alone: ["succeeded"] });
    const [first, second] = [await stage.audits("first"), await stage.audits("second")].map((audits) =>
      Date.parse(audits[0]?.timestamp ?? ""),
    );
    expect(first).toBeLessThan(second ?? 0);
    expect((await stage.audits("fourth"))[0]?.result.error).toMatch(/third|second/);
    expect(await stage.state("third")).toBe(null);
  },
  TIMEOUT_MS,
);
