import { describe, expect, it } from "@jest/globals";
import type { DriftResult } from "../../src/domain/drift/report.ts";
import { ConfigurationError } from "../../src/domain/model/errors.ts";
import { reconcileAsAsked, type ReconcilePorts } from "../../src/phases/reconcile.ts";
import { loadController } from "../../src/steps/change.ts";
import { driftReport, driftResult } from "../domain/builders.ts";
import { BOT, memoryIssues, type MemoryIssues } from "../helpers/memory-issues.ts";
import { treeOf } from "../helpers/memory-ports.ts";
import { quietLog } from "../helpers/quiet-log.ts";

const ACCOUNTS = `accounts:
  "123456789012": { account_name: prd, environment: production, region: us-east-1 }
  "345678901234": { account_name: dev, environment: development, region: us-east-1 }
`;
const controller = await loadController(treeOf({ "accounts.yaml": ACCOUNTS, "main.tf": "\n" }));
const ID = "s3/prd/us-east-1/data";
const ASKS = `/tf reconcile ${ID}`;
const RIGHT = driftResult(ID, {
  outcome: "clean",
  kinds: [],
  outside: [],
  remediation: { outcome: "put-right", told: "Put back by what was applied last: +0 ~1 -0." },
});

interface World {
  issues: MemoryIssues;
  asked: string[];
  told: number;
  result: DriftResult | Error;
}

/** Issue 1 tells of drift in production, and alice may write. */
async function newWorld(): Promise<World> {
  const issues = memoryIssues();
  await issues.create({ title: "Drift in production", body: "<!-- tf-orchestrator:drift production -->\n" });
  issues.permissions.set("alice", "write").set("rita", "read");
  return { issues, asked: [], told: 0, result: RIGHT };
}

async function run(world: World, issue = 1, more: Partial<ReconcilePorts> = {}): Promise<boolean> {
  return await reconcileAsAsked({ issue }, controller, {
    issues: world.issues,
    log: quietLog(),
    putRight: async (environment, id, by) => {
      world.asked.push(`${id} of ${environment} by ${by}`);
      if (world.result instanceof Error) throw world.result;
      return await Promise.resolve(driftReport([world.result]));
    },
    tell: () => {
      world.told += 1;
      return Promise.resolve([]);
    },
    ...more,
  });
}

function answers({ issues }: World): string[] {
  return issues.kept.flatMap(({ comments }) => comments.filter(({ author }) => author === BOT).map(({ body }) => body));
}

describe("a comment in the issue on drift", () => {
  it("of somebody who may not write gets one answer, and moves nothing", async () => {
    const world = await newWorld();
    world.issues.comment(1, "rita", ASKS);
    world.issues.comment(1, "rita", ASKS);
    world.issues.comment(1, "mallory", ASKS);
    expect(await run(world)).toBe(true);
    world.issues.comment(1, "rita", ASKS);
    await run(world);
    expect([world.asked, world.told]).toEqual([[], 0]);
    expect(answers(world)).toEqual([
      expect.stringContaining("rita has no write access to this repository"),
      expect.stringContaining("mallory has no write access to this repository"),
    ]);
  });

  it("is carried out once, in the name of who wrote it, and answered", async () => {
    const world = await newWorld();
    world.issues.comment(1, "rita", "What is this?");
    world.issues.comment(1, "alice", ASKS);
    expect([await run(world), await run(world)]).toEqual([true, true]);
    expect([world.asked, world.told]).toEqual([[`${ID} of production by alice`], 1]);
    expect(answers(world)).toEqual([`**Put right: \`${ID}\`**\n\n- Put back by what was applied last: +0 \`~1\` -0.`]);
  });

  it("is carried out by one of two runs that see it at once", async () => {
    const world = await newWorld();
    world.issues.comment(1, "alice", ASKS);
    await Promise.all([run(world), run(world)]);
    expect([world.asked.length, answers(world).length]).toEqual([1, 1]);
  });

  it("counts no more once it was edited", async () => {
    const world = await newWorld();
    world.issues.comment(1, "alice", ASKS, { updatedAt: "2026-11-21T07:00:00Z" });
    expect(await run(world)).toBe(true);
    expect([world.asked, answers(world)]).toEqual([[], []]);
  });

  it("that nobody understands is told what is expected", async () => {
    const world = await newWorld();
    world.issues.comment(1, "alice", "/tf apply");
    expect(await run(world)).toBe(true);
    expect(world.asked).toEqual([]);
    expect(answers(world)).toEqual([expect.stringContaining("expected /tf reconcile ID")]);
  });

  it("in any other issue is nobody's business", async () => {
    const world = await newWorld();
    await world.issues.create({ title: "Drift in production", body: "Help!" });
    world.issues.comment(2, "alice", ASKS);
    expect(await run(world, 2)).toBe(true);
    expect([world.asked, answers(world)]).toEqual([[], []]);
  });

  it("fails the run when it could not be carried out, and says why", async () => {
    const world = await newWorld();
    world.result = new ConfigurationError(`no state of production has the id "${ID}"`);
    world.issues.comment(1, "alice", ASKS);
    expect(await run(world)).toBe(false);
    expect([world.told, answers(world)]).toEqual([0, [expect.stringContaining(`no state of production has the id "${ID}"`)]]);

    world.result = driftResult(ID, {
      outcome: "drifted",
      kinds: ["outside"],
      remediation: { outcome: "left", told: "It waits for org/dev#7, open on its files." },
    });
    world.issues.comment(1, "alice", ASKS);
    expect(await run(world)).toBe(false);
    expect(answers(world).at(-1)).toContain("Not put right");
    world.result = RIGHT;
    world.issues.comment(1, "alice", ASKS);
    expect(await run(world, 1, { tell: () => Promise.resolve(["the issue could not be written"]) })).toBe(false);
  });
});
