import { expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { FULL_RECORD } from "../../src/domain/evidence/record.ts";
import { trainRisk } from "../../src/domain/risk/model.ts";
import { concludeJob, newFleetWorld, pushFiles, splitJob, startRun, workJob } from "../helpers/fleet-world.ts";
import { riskyHistory } from "../helpers/risky-history.ts";

it("carries what its runners estimate into the one comment and the one record", async () => {
  const world = newFleetWorld();
  const now = new Date(world.nowMs);
  const { model } = trainRisk(
    riskyHistory({ applies: 900, strength: 1, seed: 21, until: world.nowMs - 1, risky: { create: "aws_s3_bucket" } }),
    now,
  );
  world.estimates = {
    cost: {
      secrets: [],
      estimate: (_, { project }) =>
        project === "b"
          ? Promise.reject(new Error("infracost: not found on PATH"))
          : Promise.resolve({
              before: 100,
              after: 140,
              currency: "USD",
              changes: [{ address: "aws_s3_bucket.data", before: 100, after: 140 }],
              unpriced: 0,
            }),
    },
    risk: () => Promise.resolve(model),
  };
  pushFiles(world, { a: "good", b: "good", c: "good" });
  const run = startRun(world, "validate");
  expect(await splitJob(world, run, 3)).toBe(3);
  for (const part of [1, 2, 3]) await workJob(world, run, part);
  const { report, record } = await concludeJob(world, run);
  expect(report.results.map(({ cost, costProblem }) => cost?.after ?? costProblem)).toEqual([140, "infracost: not found on PATH", 140]);
  expect(world.told.at(-1)).toContain(
    "Cost a month: **+80 USD** (200 → 280 USD); ⚠️ unknown for 1 deployment: infracost: not found on PATH.",
  );
  const { deployments } = FULL_RECORD.parse(decodeJwt(record ?? ""));
  expect(deployments.map(({ cost }) => cost)).toEqual([
    { before: 100, after: 140, currency: "USD" },
    undefined,
    { before: 100, after: 140, currency: "USD" },
  ]);
  expect(deployments.every(({ risk }) => (risk?.probability ?? 0) > 0.1)).toBe(true);
  expect(world.told.at(-1)).toMatch(/applies like `s3\/arj-wkld-a-prd\/us-east-1\/a` failed: /);
});
