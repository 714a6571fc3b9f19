import { describe, expect, it } from "@jest/globals";
import { fleetOf, type FleetQuestion } from "../../scripts/simulate/fleet.ts";
import { openRandom } from "../../scripts/simulate/random.ts";
import { jobForEach, onOneRunner, overRunners, type Setting } from "../../scripts/simulate/strategies.ts";

const QUESTION: FleetQuestion = { deployments: 10_000, accounts: 200, noise: 0.1, transient: 0.01, longestMs: 20 * 60_000, seed: 1 };

function settingOf(question: Partial<FleetQuestion> = {}, changes: Partial<Setting> = {}): Setting {
  const limits = { concurrentJobs: 500, requestsPerHour: 5_000 };
  return { fleet: fleetOf({ ...QUESTION, ...question }), slots: 4, phase: "validate", limits, random: openRandom(2), ...changes };
}

describe("the simulation of a fleet", () => {
  it("is the same for the same seed, and another for another", () => {
    const walls = [1, 1, 2].map((seed) => overRunners(20, settingOf({ seed, deployments: 500 })).wallMs);
    expect(walls[0]).toBe(walls[1]);
    expect(walls[0]).not.toBe(walls[2]);
  });

  it.each(["validate", "apply"] as const)("shares 10,000 deployments out within a twentieth of the best there is: %s", (phase) => {
    const setting = settingOf({}, { phase });
    for (const runners of [20, 50, 200]) {
      const { workMs, boundMs } = overRunners(runners, setting);
      expect(workMs / boundMs).toBeGreaterThanOrEqual(1);
      expect(workMs / boundMs).toBeLessThanOrEqual(1.05);
    }
  });

  it("has one runner do all the work there is, and a job for each deployment wait for the hourly limit of requests", () => {
    const setting = settingOf({ deployments: 1000 });
    const total = [...setting.fleet.today.values()].reduce((sum, ms) => sum + ms, 0);
    expect(onOneRunner(setting).workMs).toBeGreaterThanOrEqual(total / 4);
    expect(jobForEach(setting).wallMs).toBeGreaterThan(3_600_000);
    expect(overRunners(20, setting).wallMs).toBeLessThan(onOneRunner(setting).wallMs);
  });

  it("lets runners wait when the organisation may not run so many jobs at once", () => {
    const [few, many] = [20, 500].map((concurrentJobs) =>
      overRunners(100, settingOf({}, { limits: { concurrentJobs, requestsPerHour: 5_000 } })),
    );
    expect(few?.wallMs).toBeGreaterThan((many?.wallMs ?? 0) * 1.2);
  });
});
