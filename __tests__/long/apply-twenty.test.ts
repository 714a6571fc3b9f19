import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openApplyStage, things, thingsIn, type ApplyStage } from "../helpers/apply-stage.ts";

let stage: ApplyStage;

beforeAll(async () => {
  stage = await openApplyStage();
}, 120_000);

afterAll(async () => {
  await stage.stop();
});

const ROUNDS = 10;
const TIMEOUT_MS = 600_000;

it(
  "applies twenty states at once, ten times over: twenty lineages, each with its own resources",
  async () => {
    const projects = Array.from({ length: 20 }, (_, index) => `app-${String(index + 1).padStart(2, "0")}`);
    const lineages: (string | undefined)[][] = [];
    for (let size = 1; size <= ROUNDS; size += 1) {
      const files = Object.assign({}, ...projects.map((project) => things(project, { [`of-${project}`]: `size = ${size}` }))) as Record<
        string,
        string
      >;
      const seen = await stage.mergeAndApply(files, { inputs: { "max-parallel": "20" } });
      expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
      const states = await Promise.all(projects.map(async (project) => await stage.state(project)));
      expect(states.map(thingsIn)).toEqual(projects.map((project) => [`of-${project}`]));
      expect(states.map((state) => state?.resources.flatMap(({ instances }) => instances)[0]?.attributes.input)).toEqual(
        projects.map(() => ({ value: { size }, type: ["object", { size: "number" }] })),
      );
      lineages.push(states.map((state) => state?.lineage));
    }
    expect(new Set(lineages[0]).size).toBe(20);
    expect(lineages).toEqual(Array.from({ length: ROUNDS }, () => lineages[0]));
  },
  TIMEOUT_MS,
);
