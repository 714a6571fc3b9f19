import { join } from "node:path";
import { openStage, SOURCE, type Stage } from "../lab/stage.ts";
import { listed, medianRatio, type Measure } from "./measures.ts";
import { copyController, projectFiles } from "./projects.ts";
import type { Setting } from "./setting.ts";

const DEPLOYMENTS = 20;
const PARALLEL = 4;

/** Twenty real AWS deployments in a pull request on a local GitHub: the validation of a push that changes one of them against the first. */
export async function measureReuse({ folder, rounds, action, say }: Setting): Promise<Measure[]> {
  const controller = join(folder, "controller");
  await copyController(controller);
  const files = await projectFiles(["KMS/app-keys", "S3/test-poc-3"], DEPLOYMENTS);
  const [firsts, seconds]: [number[], number[]] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    const stage = await openStage({ controllerFolder: controller });
    try {
      const branch = "bench";
      const { number } = await stage.propose({ branch, files });
      firsts.push(await validated(stage, number, action, 0));
      const [changed] = Object.entries(files).filter(([path]) => path.endsWith(".tfvars"));
      const [path = "", text = ""] = changed ?? [];
      await stage.github.commit(SOURCE, { branch, author: "dana", message: "One of them", files: { [path]: `${text}# a new line\n` } });
      seconds.push(await validated(stage, number, action, DEPLOYMENTS - 1));
    } finally {
      await stage.stop();
    }
    say(`round ${round} of ${rounds}: first ${listed(firsts.slice(-1), "s")}, second ${listed(seconds.slice(-1), "s")}`);
  }
  return [
    {
      what: `${DEPLOYMENTS} AWS deployments, ${PARALLEL} at once: the validation after a push that changes one ÷ the first`,
      value: medianRatio(seconds, firsts),
      unit: "×",
      target: 0.15,
      detail: `second ${listed(seconds, "s")}; first ${listed(firsts, "s")}`,
    },
  ];
}

/** Seconds. @throws Error when it did not pass, or reused another number of plans. */
async function validated(stage: Stage, number: number, program: string, reused: number): Promise<number> {
  const run = await stage.run("validate", number, { program, inputs: { "max-parallel": String(PARALLEL) } });
  const found = run.log.split("\n").filter((line) => /^\[ ?\d+\/\d+\].* as at [0-9a-f]{7}/.test(line)).length;
  if (run.exitCode !== 0 || found !== reused)
    throw new Error(`the action ended with ${String(run.exitCode)} and reused ${found} plans:\n${run.log.slice(-3000)}`);
  return run.durationMs / 1000;
}
