import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { partKey, runFolder } from "../../src/domain/evidence/fleet.ts";
import {
  approve,
  concludeJob,
  newFleetWorld,
  pushFiles,
  splitJob,
  startRun,
  tryMerge,
  workJob,
  type FleetRun,
  type FleetWorld,
} from "../helpers/fleet-world.ts";

// ── What may happen ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const NAMES = ["a", "b", "c", "d"];
const id = (name: string) => `s3/arj-wkld-a-prd/us-east-1/${name}`;

interface Job {
  part: number;
  /** Its runner goes away after so many requests. */
  diesAfter: number | null;
  cancelled: boolean;
}

type Action =
  | ({ kind: "work" } & Job)
  | { kind: "forge"; part: number; how: "unsigned" | "other part" | "other run" | "results" | "removed" }
  | { kind: "push"; bad: string | null }
  | { kind: "wait" }
  | { kind: "split"; runners: number; diesAfter: number | null }
  | { kind: "conclude"; diesAfter: number | null };

const part = fc.integer({ min: 1, max: 3 });
const diesAfter = fc.option(fc.nat(25), { freq: 3 });
const work: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("work" as const),
  part,
  diesAfter,
  cancelled: fc.nat(9).map((one) => one === 0),
});
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: work },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("forge" as const),
      part,
      how: fc.constantFrom("unsigned" as const, "other part" as const, "other run" as const, "results" as const, "removed" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("push" as const), bad: fc.option(fc.constantFrom(...NAMES), { freq: 2 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("split" as const), runners: fc.integer({ min: 1, max: 3 }), diesAfter }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("conclude" as const), diesAfter }) },
  { weight: 1, arbitrary: fc.constant({ kind: "wait" as const }) },
);
/** What mostly happens, in any order of the parts: chance alone would hardly ever come to a verdict. */
const habit: fc.Arbitrary<Action[]> = fc
  .shuffledSubarray([1, 2, 3], { minLength: 2 })
  .map((parts): Action[] => [
    { kind: "split", runners: 3, diesAfter: null },
    ...parts.map((one): Action => ({ kind: "work", part: one, diesAfter: null, cancelled: false })),
    { kind: "conclude", diesAfter: null },
  ]);
const sequences = fc
  .array(fc.oneof({ weight: 2, arbitrary: habit }, { weight: 5, arbitrary: action.map((one) => [one]) }), { minLength: 2, maxLength: 10 })
  .map((parts) => parts.flat());

// ── What happens then ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Story {
  world: FleetWorld;
  action: FleetRun["action"];
  run: FleetRun | null;
  earlier: FleetRun | null;
  values: Record<string, string>;
}

async function happen(one: Action, story: Story): Promise<void> {
  const { world, run } = story;
  world.nowMs += 5_000;
  const job = "diesAfter" in one ? { life: { left: one.diesAfter } } : {};
  // What a job that dies or is refused throws, its runner shows in red.
  const ran = async (work: Promise<unknown>) => await work.catch(() => null);
  switch (one.kind) {
    case "push":
      if (world.pull.state !== "open") return;
      story.values = Object.fromEntries(NAMES.map((name) => [name, name === one.bad ? "bad" : `good ${world.nowMs}`]));
      pushFiles(world, story.values);
      return;
    case "split":
      story.earlier = run;
      story.run = startRun(world, story.action);
      await ran(splitJob(world, story.run, one.runners, job));
      return;
    case "work":
      if (run !== null) await ran(workJob(world, run, one.part, { ...job, cancelled: one.cancelled }));
      return;
    case "wait":
      // So long that runners ask GitHub anew.
      world.nowMs += 301_000;
      return;
    case "conclude":
      if (run !== null) await ran(concludeJob(world, run, job));
      return;
    case "forge":
      if (run !== null) await forge(one.how, one.part, run, story);
  }
}

async function forge(
  how: Extract<Action, { kind: "forge" }>["how"],
  part: number,
  run: FleetRun,
  { world, earlier }: Story,
): Promise<void> {
  const { store } = world;
  const put = async (from: string | null) => {
    const body = from === null ? Buffer.from("eyJhbGciOiJub25lIn0.e30.") : (await store.get(from))?.body;
    if (body !== undefined) store.objects.set(partKey(run, part), { body, at: new Date(world.nowMs) });
  };
  switch (how) {
    case "unsigned":
      await put(null);
      return;
    case "other part":
      await put(partKey(run, (part % 3) + 1));
      return;
    case "other run":
      if (earlier !== null) await put(partKey(earlier, part));
      return;
    case "results":
      for (const key of store.objects.keys())
        if (key.startsWith(`${runFolder(run)}part-${part}.`) && key.endsWith(".json"))
          store.objects.set(key, { body: Buffer.from('{"v":1,"kind":"done"}'), at: new Date(world.nowMs) });
      return;
    case "removed":
      store.objects.delete(partKey(run, part));
  }
}

/** What stands against a head that the gate has let in; empty: nothing. */
function objectionsTo({ world, values }: Story): string[] {
  const unplanned = NAMES.filter((name) => !world.planned.has(`${world.pull.headSha} ${id(name)}`));
  const bad = Object.entries(values).filter(([, value]) => value === "bad");
  return [...unplanned.map((name) => `${name} was not planned`), ...bad.map(([name]) => `${name} breaks policy`)];
}

describe("whatever becomes of the parts of a run", () => {
  it("no gate opens for a head that was not planned in full", async () => {
    let merged = 0;
    await fc.assert(
      fc.asyncProperty(sequences, async (actions) => {
        const story: Story = { world: newFleetWorld(), action: "validate", run: null, earlier: null, values: {} };
        await happen({ kind: "push", bad: null }, story);
        for (const one of actions) {
          await happen(one, story);
          if (one.kind !== "conclude") continue;
          approve(story.world);
          if (!(await tryMerge(story.world))) continue;
          merged += 1;
          expect(objectionsTo(story)).toEqual([]);
          return;
        }
      }),
      { numRuns: 150 },
    );
    // Else nothing was shown.
    expect(merged).toBeGreaterThan(20);
  }, 120_000);

  it("no deployment is applied twice, and a run that nothing disturbs applies all that is left", async () => {
    await fc.assert(
      fc.asyncProperty(sequences, async (actions) => {
        const story: Story = { world: newFleetWorld(), action: "validate", run: null, earlier: null, values: {} };
        await happen({ kind: "push", bad: null }, story);
        const whole: Action[] = [
          { kind: "split", runners: 3, diesAfter: null },
          ...[1, 2, 3].map((one): Action => ({ kind: "work", part: one, diesAfter: null, cancelled: false })),
          { kind: "conclude", diesAfter: null },
        ];
        for (const one of whole) await happen(one, story);
        approve(story.world);
        expect(await tryMerge(story.world)).toBe(true);
        story.action = "apply";
        for (const one of [...actions, ...whole]) await happen(one, story);
        expect(story.world.applied.toSorted()).toEqual(NAMES.map(id));
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});
