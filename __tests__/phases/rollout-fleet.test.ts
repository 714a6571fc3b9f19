import { expect, it } from "@jest/globals";
import { continued } from "../../src/domain/rollout/progress.ts";
import { stepRollout } from "../../src/steps/rollout.ts";
import {
  approve,
  concludeJob,
  jobPorts,
  newFleetWorld,
  pushFiles,
  splitJob,
  startRun,
  tryMerge,
  workJob,
  type FleetRun,
  type FleetWorld,
} from "../helpers/fleet-world.ts";

const id = (name: string) => `s3/arj-wkld-a-prd/us-east-1/${name}`;
const RULES = "environments: { production: { branch: prod, rollout: { waves: [50%, 100%] } } }\n";

/** Four deployments in two waves, merged. */
async function merged(): Promise<FleetWorld> {
  const world = newFleetWorld();
  world.rules = RULES;
  pushFiles(world, { a: "good", b: "good", c: "good", d: "good" });
  await splitJob(world, startRun(world, "validate"), 1);
  approve(world);
  expect(await tryMerge(world)).toBe(true);
  world.dispatches.length = 0;
  return world;
}

/** A run of the fleet: shares its wave out, does these parts of it, and concludes. */
async function applyRun(world: FleetWorld, parts: number[]): Promise<Awaited<ReturnType<typeof concludeJob>> & { run: FleetRun }> {
  const run = startRun(world, "apply");
  expect(await splitJob(world, run, 2)).toBe(2);
  for (const part of parts) await workJob(world, run, part);
  return { ...(await concludeJob(world, run)), run };
}

it("applies wave by wave over many runners, stops where one died, and goes on with what is left", async () => {
  const world = await merged();
  const first = await applyRun(world, [1, 2]);
  expect([
    first.report.verdict,
    first.report.rollout?.wave,
    first.report.rollout?.next,
    world.applied.toSorted(),
    world.dispatches,
  ]).toEqual(["passed", 1, { wave: 2, notBefore: null }, [id("a"), id("b")], ["tf-apply of wave 2"]]);

  const second = await applyRun(world, [1]);
  expect([second.report.verdict, second.report.rollout?.hold, second.report.rollout?.undone.length, world.applied.length]).toEqual([
    "failed",
    { why: "failures", by: null },
    1,
    3,
  ]);
  const held = startRun(world, "apply");
  expect([await splitJob(world, held, 2), world.applied.length, world.dispatches.length]).toEqual([0, 3, 1]);

  const { pull, store } = world;
  const { ports } = jobPorts(world, held);
  if (ports.verifier === null) throw new Error("no verify key");
  await stepRollout(
    { pull, store },
    (record) => {
      const said = continued(record, { id: 5, login: "alice" }, null, ports.clock.now());
      return "record" in said ? said.record : null;
    },
    { signer: ports.signer, verifier: ports.verifier },
  );
  // One is left, so one runner does it.
  expect(await splitJob(world, startRun(world, "apply"), 2)).toBe(0);
  expect([world.applied.toSorted(), world.told.at(-1)?.split("\n")[0]]).toEqual([
    ["a", "b", "c", "d"].map(id),
    "### ✅ Applied in 2 waves · production → `prod`",
  ]);
});
