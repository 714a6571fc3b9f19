import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { childEnvironment } from "../../src/adapters/child-environment.ts";
import { openStage } from "../lab/stage.ts";
import { runNode, secondsOf } from "./child.ts";
import { listed, median, type Measure } from "./measures.ts";
import { copyController, projectFiles, writeFiles } from "./projects.ts";
import type { Setting } from "./setting.ts";
import { compileStub, type StubTerraform } from "./stub-terraform.ts";

const TIMES = 7;

/** From the start of our process to terraform's start, for one pull request and for one folder, with three deployments each. */
export async function measureStart({ folder, action, cli, say }: Setting): Promise<Measure[]> {
  const [source, controller] = [join(folder, "source"), join(folder, "controller")];
  const files = await projectFiles(["KMS/app-keys", "S3/test-poc-3"], 3);
  await writeFiles(source, files);
  await copyController(controller);
  const terraform = await compileStub(join(folder, "terraform"), await stubPlan());
  const path = `${terraform.folder}:${process.env.PATH ?? ""}`;

  const stage = await openStage({ controllerFolder: controller });
  try {
    const { number } = await stage.propose({ branch: "bench", files });
    const starts: Record<"action" | "cli", Start[]> = { action: [], cli: [] };
    for (let time = 0; time < TIMES; time += 1) {
      await terraform.recordCalls();
      const args = ["validate", "--working-dir", source, "--controller-dir", controller, "--state-store", `file:${folder}/states`];
      const { startedAt } = await runNode(cli, args, { cwd: folder, env: { ...childEnvironment(process.env), CI: "true", PATH: path } });
      starts.cli.push(await startOf(terraform, startedAt));

      await terraform.recordCalls();
      const run = await stage.run("validate", number, {
        program: action,
        env: { PATH: path },
        inputs: { "reuse-plans-minutes": "0" },
      });
      // What the stage does before it starts the process does not count.
      const began = performance.timeOrigin + performance.now() - secondsOf(run) * 1000;
      starts.action.push(await startOf(terraform, began));
    }
    say(`${TIMES} times each`);
    return [
      startMeasure("the action, pull request on a local GitHub: start to the first terraform call", starts.action, "first", 0.5),
      startMeasure("the action: start to the first terraform init", starts.action, "init", null),
      startMeasure("the command line: start to the first terraform call", starts.cli, "first", 0.5),
      startMeasure("the command line: start to the first terraform init", starts.cli, "init", null),
    ];
  } finally {
    await stage.stop();
  }
}

/** Seconds after the start. */
interface Start {
  first: number;
  init: number;
}

async function startOf(terraform: StubTerraform, startedAt: number): Promise<Start> {
  const calls = await terraform.calls();
  const after = (call: { at: number } | undefined) => ((call?.at ?? Number.NaN) - startedAt) / 1000;
  return { first: after(calls[0]), init: after(calls.find(({ name }) => name === "init")) };
}

function startMeasure(what: string, starts: readonly Start[], call: keyof Start, target: number | null): Measure {
  const values = starts.map((start) => start[call]).toSorted((a, b) => a - b);
  return { what, value: median(values), unit: "s", target, detail: listed(values, "s") };
}

/** A real plan of the example project KMS/app-keys. */
export async function stubPlan(): Promise<{ text: string; json: string }> {
  const read = async (name: string) => await readFile(join(import.meta.dirname, name), "utf8");
  return { text: await read("stub-plan.txt"), json: JSON.stringify(JSON.parse(await read("stub-plan.json"))) };
}
