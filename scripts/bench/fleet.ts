import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { ActionRun } from "../lab/action.ts";
import { openStage, type Stage } from "../lab/stage.ts";
import { secondsOf } from "./child.ts";
import { listed, medianRatio, type Measure } from "./measures.ts";
import { copyController, projectFiles } from "./projects.ts";
import type { Setting } from "./setting.ts";

const DEPLOYMENTS = 40;
const RUNNERS = 2;
const PARALLEL = 2;
/** Tens of thousands are GitHub's for real runs. */
const FIRST_RUN = 50_000;

/**
 * Forty real AWS deployments in a pull request on a local GitHub: split, two runners and conclude against half of what one runner takes for all. Each
 * runner is a process on a CPU of its own.
 */
export async function measureFleet({ folder, rounds, action, say }: Setting): Promise<Measure[]> {
  const controller = join(folder, "controller");
  await copyController(controller);
  const files = await projectFiles(["KMS/app-keys", "S3/test-poc-3"], DEPLOYMENTS);
  const [ones, fleets]: [number[], number[]] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    const stage = await openStage({ controllerFolder: controller });
    try {
      const one = await stage.propose({ branch: "one", files });
      const many = await stage.propose({ branch: "many", files });
      ones.push(secondsOf(await job(stage, one.number, { program: action, cpu: 1, inputs: { phase: "validate" } })));
      fleets.push(await fleet(stage, many.number, action, FIRST_RUN + round));
    } finally {
      await stage.stop();
    }
    say(`round ${round} of ${rounds}: one runner ${listed(ones.slice(-1), "s")}, ${RUNNERS} runners ${listed(fleets.slice(-1), "s")}`);
  }
  return [
    {
      what: `${DEPLOYMENTS} AWS deployments: split, ${RUNNERS} runners and conclude ÷ half the time of one runner`,
      value: medianRatio(
        fleets,
        ones.map((seconds) => seconds / RUNNERS),
      ),
      unit: "×",
      target: 1.1,
      detail: `${RUNNERS} runners ${listed(fleets, "s")}; one ${listed(ones, "s")}; each runner on one CPU`,
    },
  ];
}

/** Seconds of the three phases, one after the other. */
async function fleet(stage: Stage, number: number, program: string, runId: number): Promise<number> {
  const phase = async (name: string, cpu: number, more: Record<string, string> = {}) =>
    secondsOf(await job(stage, number, { program, cpu, runId, inputs: { phase: name, ...more } }));
  const split = await phase("split", 0, { runners: String(RUNNERS), "deployments-per-runner": "10" });
  const parts = Array.from({ length: RUNNERS }, (_, index) => index);
  const work = await Promise.all(parts.map(async (part) => await phase("work", part, { part: String(part + 1) })));
  return split + Math.max(...work) + (await phase("conclude", 0));
}

interface Job {
  program: string;
  cpu: number;
  runId?: number;
  inputs: Record<string, string>;
}

async function job(stage: Stage, number: number, { program, cpu, runId, inputs }: Job): Promise<ActionRun> {
  return await stage.run("validate", number, {
    program,
    ...(runId === undefined ? {} : { runId }),
    // What it starts runs there, too.
    onStart: (pid) => spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", String(cpu), String(pid)]),
    inputs: { "max-parallel": String(PARALLEL), ...inputs },
  });
}
