import { describe, expect, it } from "@jest/globals";
import { answersKey, askingKey, partitionKey, partKey, runFolder } from "../../src/domain/evidence/fleet.ts";
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
import { PEOPLE } from "../helpers/memory-ports.ts";

const FOUR = { a: "good", b: "good", c: "good", d: "good" };
const id = (name: string) => `s3/arj-wkld-a-prd/us-east-1/${name}`;

/** Two parts of a validation of four deployments, not yet done. */
async function sharedOut(
  values: Record<string, string> = FOUR,
  given: Partial<FleetWorld> = {},
): Promise<{ world: FleetWorld; run: FleetRun }> {
  const world = Object.assign(newFleetWorld(), given);
  pushFiles(world, values);
  const run = startRun(world, "validate");
  expect(await splitJob(world, run, 2)).toBe(2);
  return { world, run };
}

/** So long runners go by what one of them was answered, and a little longer. */
const SPAN_MS = 301_000;

/** How many requests to GitHub there are while something is done. */
async function requestsOf(world: FleetWorld, work: () => Promise<unknown>): Promise<number> {
  let requests = 0;
  world.onRequest = () => {
    requests += 1;
  };
  await work().catch(() => null);
  world.onRequest = () => undefined;
  return requests;
}

function keysOfRun({ store }: FleetWorld, run: FleetRun): string[] {
  return [...store.objects.keys()].filter((key) => key.startsWith(runFolder(run)));
}

describe("a validation that is shared out", () => {
  it("comes to one record and one comment, whatever the order of its parts, and leaves nothing in the store", async () => {
    const { world, run } = await sharedOut();
    expect(world.told).toEqual([]);
    expect([await workJob(world, run, 2), await workJob(world, run, 1)]).toEqual([true, true]);
    const { report, record, reportingErrors } = await concludeJob(world, run);
    expect(report.results.map(({ deployment, status }) => [deployment.id, status])).toEqual(
      Object.keys(FOUR).map((name) => [id(name), "planned"]),
    );
    expect([report.verdict, record === null, reportingErrors, world.told.length, keysOfRun(world, run)]).toEqual([
      "passed",
      false,
      [],
      1,
      [],
    ]);
    approve(world);
    expect(await tryMerge(world)).toBe(true);
  });

  it("is done by the first runner where one is enough", async () => {
    const world = newFleetWorld();
    pushFiles(world, FOUR);
    const run = startRun(world, "validate");
    expect(await splitJob(world, run, 1)).toBe(0);
    expect([world.planned.size, world.told.length, keysOfRun(world, run)]).toEqual([4, 1, []]);
  });

  it("is done by the first runner where plans of the validation before stand for most", async () => {
    const { world, run } = await sharedOut();
    for (const part of [1, 2]) await workJob(world, run, part);
    await concludeJob(world, run);
    pushFiles(world, { ...FOUR, a: "other" });
    world.planned.clear();
    const next = startRun(world, "validate");
    expect([await splitJob(world, next, 2), [...world.planned].map((plan) => plan.split(" ")[1])]).toEqual([0, [id("a")]]);
    pushFiles(world, { ...FOUR, a: "again", b: "again" });
    expect(await splitJob(world, startRun(world, "validate"), 2)).toBe(2);
  });

  it("fails where one part found something", async () => {
    const { world, run } = await sharedOut({ ...FOUR, c: "bad" });
    for (const part of [1, 2]) await workJob(world, run, part);
    const { report } = await concludeJob(world, run);
    expect([report.verdict, report.results.flatMap(({ findings }) => findings.map(({ rule }) => rule))]).toEqual(["failed", ["S3-004"]]);
  });

  it.each<[string, string, (world: FleetWorld, run: FleetRun) => Promise<void>]>([
    ["missing", "part 2 of 2 is missing: its job failed, was cancelled or did not start", () => Promise.resolve()],
    [
      "not signed",
      "part 2 of 2 is not signed by an accepted key",
      async (world, run) => {
        await world.store.create(partKey(run, 2), Buffer.from("eyJhbGciOiJub25lIn0.e30."));
        await workJob(world, run, 2);
      },
    ],
    [
      "another part's",
      "part 2 of 2 holds what was signed as part 1",
      async (world, run) => {
        await world.store.create(partKey(run, 2), (await world.store.get(partKey(run, 1)))?.body ?? new Uint8Array());
      },
    ],
    [
      "of another run",
      "part 2 of 2 is of another run",
      async (world, run) => {
        const other = startRun(world, "validate");
        await splitJob(world, other, 2);
        await workJob(world, other, 2);
        await world.store.create(partKey(run, 2), (await world.store.get(partKey(other, 2)))?.body ?? new Uint8Array());
      },
    ],
    [
      "not what was signed",
      "the results of part 2 of 2 are not those that its runner signed",
      async (world, run) => {
        await workJob(world, run, 2);
        const results = keysOfRun(world, run).find((key) => /part-2\.[0-9a-f]+\.results/.test(key)) ?? "";
        world.store.objects.set(results, { body: Buffer.from("{}"), at: new Date() });
      },
    ],
    [
      "one too many",
      "part 3 is there, but the run has 2 parts",
      async (world, run) => {
        await workJob(world, run, 2);
        await world.store.create(partKey(run, 3), (await world.store.get(partKey(run, 1)))?.body ?? new Uint8Array());
      },
    ],
  ])("holds the gate with a part that is %s, and names it", async (_, problem, happen) => {
    const { world, run } = await sharedOut();
    await workJob(world, run, 1);
    await happen(world, run);
    const { report, record } = await concludeJob(world, run);
    expect([report.verdict, report.refusal?.reasons, record]).toEqual(["refused", [problem], null]);
    expect(world.told.at(-1)).toContain(problem);
    approve(world);
    expect(await tryMerge(world)).toBe(false);
  });

  it("holds the gate when two runners did one part and came to different things", async () => {
    const { world, run } = await sharedOut();
    await workJob(world, run, 2);
    await workJob(world, run, 1);
    const first = await world.store.get(partKey(run, 1));
    await world.store.remove(partKey(run, 1), null);
    await workJob(world, run, 1, { cancelled: true });
    await world.store.create(partKey(run, 1, "0badcafe"), first?.body ?? new Uint8Array());
    const { report } = await concludeJob(world, run);
    expect(report.refusal?.reasons).toEqual(["part 1 of 2 is there twice, with different outcomes"]);
  });

  it("takes a part once that two runners did alike", async () => {
    const { world, run } = await sharedOut();
    await workJob(world, run, 2);
    await workJob(world, run, 1);
    const first = await world.store.get(partKey(run, 1));
    await world.store.remove(partKey(run, 1), null);
    await workJob(world, run, 1);
    await world.store.create(partKey(run, 1, "0badcafe"), first?.body ?? new Uint8Array());
    const { report } = await concludeJob(world, run);
    expect([report.verdict, report.results.length]).toEqual(["passed", 4]);
  });

  it("does no part twice", async () => {
    const { world, run } = await sharedOut();
    await workJob(world, run, 1);
    world.planned.clear();
    expect([await workJob(world, run, 1), world.planned.size]).toEqual([true, 0]);
  });

  it("is refused where nothing was shared out, and a second attempt of the job alone changes nothing", async () => {
    const world = newFleetWorld();
    pushFiles(world, FOUR);
    const run = startRun(world, "validate");
    await expect(workJob(world, run, 1)).rejects.toThrow(`run ${run.id}, attempt 1, has no signed partition`);
    const { report } = await concludeJob(world, run);
    expect([report.verdict, world.told.length]).toEqual(["refused", 1]);
    const again = await concludeJob(world, { ...run, attempt: 2 });
    expect([again.silent, again.reportingErrors.length, world.told.length]).toEqual([true, 1, 1]);
  });

  it("believes no partition that nobody signed", async () => {
    const { world, run } = await sharedOut();
    world.store.objects.set(partitionKey(run), { body: Buffer.from("eyJhbGciOiJub25lIn0.e30."), at: new Date() });
    await expect(workJob(world, run, 1)).rejects.toThrow("has no signed partition");
    expect((await concludeJob(world, run)).report.verdict).toBe("refused");
  });

  it("speaks for the head that was shared out alone", async () => {
    const { world, run } = await sharedOut();
    await workJob(world, run, 1);
    pushFiles(world, { ...FOUR, e: "good" });
    world.nowMs += SPAN_MS;
    await expect(workJob(world, run, 2)).rejects.toThrow("the head moved");
    const { report, record } = await concludeJob(world, run);
    expect([report.verdict, record]).toEqual(["refused", null]);
    approve(world);
    expect(await tryMerge(world)).toBe(false);
  });

  it("does not count for a head that moved right after it was shared out, though the parts were planned", async () => {
    const { world, run } = await sharedOut();
    pushFiles(world, { ...FOUR, e: "good" });
    expect([await workJob(world, run, 1), await workJob(world, run, 2)]).toEqual([true, true]);
    const { report, record } = await concludeJob(world, run);
    expect([report.verdict, report.refusal?.reasons[0], record]).toEqual(["refused", expect.stringContaining("the head moved"), null]);
    approve(world);
    expect(await tryMerge(world)).toBe(false);
  });

  it("is refused to a job of another release", async () => {
    const { world, run } = await sharedOut();
    await expect(workJob(world, run, 1, { version: "2.0.1" })).rejects.toThrow(
      "the work was shared out by tf-orchestrator 2.0.0, and this job runs 2.0.1",
    );
  });

  it("asks for parts that there are", async () => {
    const { world, run } = await sharedOut();
    await expect(workJob(world, run, 3)).rejects.toThrow("part 3: the run has 2 parts");
  });
});

describe("an apply that is shared out", () => {
  async function merged(given: Partial<FleetWorld> = {}): Promise<{ world: FleetWorld; run: FleetRun }> {
    const { world, run } = await sharedOut(FOUR, given);
    for (const part of [1, 2]) await workJob(world, run, part);
    await concludeJob(world, run);
    approve(world);
    expect(await tryMerge(world)).toBe(true);
    const apply = startRun(world, "apply");
    expect(await splitJob(world, apply, 2)).toBe(2);
    return { world, run: apply };
  }

  it("applies each deployment once, and says so in one comment", async () => {
    const { world, run } = await merged();
    const before = world.told.length;
    for (const part of [2, 1, 2]) await workJob(world, run, part);
    const { report, reportingErrors } = await concludeJob(world, run);
    expect([world.applied.toSorted(), report.verdict, reportingErrors]).toEqual([Object.keys(FOUR).map(id), "passed", []]);
    expect([report.results.map(({ status }) => status), world.told.length - before]).toEqual([Array(4).fill("applied"), 1]);
    expect(report.approval?.approvers).toEqual(["alice"]);
    const again = startRun(world, "apply");
    expect([await splitJob(world, again, 2), world.applied.length]).toEqual([0, 4]);
  });

  it("tells what a runner applied before it died, and what nobody knows; another run applies the rest", async () => {
    const { world, run } = await merged();
    await workJob(world, run, 1);
    const { report } = await concludeJob(world, run);
    expect([report.verdict, report.results.map(({ status }) => status).sort()]).toEqual([
      "failed",
      ["applied", "applied", "failed", "failed"],
    ]);
    const next = startRun(world, "apply");
    expect(await splitJob(world, next, 2)).toBe(2);
    for (const part of [1, 2]) await workJob(world, next, part);
    const after = await concludeJob(world, next);
    expect([after.report.verdict, world.applied.toSorted()]).toEqual(["passed", Object.keys(FOUR).map(id)]);
  });

  it("asks the gate again before each part: at first by what the first runner was answered, then anew", async () => {
    const { world, run } = await merged();
    expect(await requestsOf(world, () => workJob(world, run, 1))).toBe(0);
    expect(world.applied.length).toBe(2);
    world.pull.labels = [];
    world.nowMs += SPAN_MS;
    await expect(workJob(world, run, 2)).rejects.toThrow("the pull request carries neither opa-passed nor opa-override");
    const { report } = await concludeJob(world, run);
    expect([world.applied.length, report.verdict]).toEqual([2, "failed"]);
  });

  it("asks GitHub once for all parts that begin in the same minutes", async () => {
    const { world, run } = await merged();
    world.nowMs += SPAN_MS;
    const first = await requestsOf(world, () => workJob(world, run, 1));
    const second = await requestsOf(world, () => workJob(world, run, 2));
    expect([first > 3, second, world.applied.length]).toEqual([true, 0, 4]);
  });

  it("lets a dismissed approval stop the next part that asks anew, and all that go by its answers", async () => {
    const { world, run } = await merged();
    world.reviews = world.reviews.map((review) => ({ ...review, state: "DISMISSED" as const }));
    world.nowMs += SPAN_MS;
    await expect(workJob(world, run, 1)).rejects.toThrow("approv");
    const asked = await requestsOf(world, async () => {
      await expect(workJob(world, run, 2)).rejects.toThrow("approv");
    });
    expect([asked, world.applied]).toEqual([0, []]);
  });

  it("asks for the members of a team once, and lets one who left it stop the next part that asks anew", async () => {
    const rules = "environments: { production: { branch: prod } }\napprovals: [{ need: { teams: [org/platform] } }]\n";
    const { world, run } = await merged({ rules, teams: new Map([["org/platform", [PEOPLE.alice]]]) });
    expect([await requestsOf(world, () => workJob(world, run, 1)), world.applied.length]).toEqual([0, 2]);
    world.teams.set("org/platform", [PEOPLE.bob]);
    world.nowMs += SPAN_MS;
    await expect(workJob(world, run, 2)).rejects.toThrow("an approval is missing: one of @org/platform (every change)");
    expect(world.applied.length).toBe(2);
  });

  const kept = async ({ store }: FleetWorld, key: string): Promise<Uint8Array> => {
    const object = await store.get(key);
    if (object === null) throw new Error(`${key} is missing`);
    return object.body;
  };

  it.each<[string, (world: FleetWorld, run: FleetRun) => Promise<void>]>([
    [
      "that nobody signed",
      async (world, run) => {
        world.nowMs += SPAN_MS;
        await world.store.create(answersKey(run, 1), Buffer.from("eyJhbGciOiJub25lIn0.e30."));
      },
    ],
    [
      "of another run",
      async (world, run) => {
        const other = startRun(world, "apply");
        await splitJob(world, other, 2);
        world.nowMs += SPAN_MS;
        await workJob(world, other, 2);
        await world.store.create(answersKey(run, 1), await kept(world, answersKey(other, 1)));
      },
    ],
    [
      "of an earlier time",
      async (world, run) => {
        world.nowMs += SPAN_MS;
        await workJob(world, run, 2);
        world.nowMs += SPAN_MS;
        await world.store.create(answersKey(run, 2), await kept(world, answersKey(run, 1)));
      },
    ],
    [
      "that somebody says to be asking for and never gives",
      async (world, run) => {
        world.nowMs += SPAN_MS;
        await world.store.create(askingKey(run, 1), new Uint8Array());
      },
    ],
  ])("goes by no answers %s", async (_, happen) => {
    const { world, run } = await merged();
    await happen(world, run);
    world.pull.labels = [];
    const before = world.applied.length;
    await expect(workJob(world, run, 1)).rejects.toThrow("the pull request carries neither opa-passed nor opa-override");
    expect(world.applied.length).toBe(before);
  });
});
