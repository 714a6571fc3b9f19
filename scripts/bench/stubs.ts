import { join } from "node:path";
import { childEnvironment } from "../../src/adapters/child-environment.ts";
import { openStage } from "../lab/stage.ts";
import { expectExit, readUsage, runNode, usageOptions, type Usage } from "./child.ts";
import { withUnit, type Measure } from "./measures.ts";
import { copyController, projectFiles, writeFiles } from "./projects.ts";
import type { Setting } from "./setting.ts";
import { stubPlan } from "./start.ts";
import { compileStub } from "./stub-terraform.ts";

const DEPLOYMENTS = 1000;
const PARALLEL = 4;

/** A thousand deployments with a terraform that costs nothing: what is left is our own time and memory. */
export async function measureStubs({ folder, action, cli, say }: Setting): Promise<Measure[]> {
  const [source, controller] = [join(folder, "source"), join(folder, "controller")];
  const files = await projectFiles(["KMS/app-keys"], DEPLOYMENTS);
  await writeFiles(source, files);
  await copyController(controller);
  const terraform = await compileStub(join(folder, "terraform"), await stubPlan());
  const path = `${terraform.folder}:${process.env.PATH ?? ""}`;

  const args = ["validate", "--working-dir", source, "--controller-dir", controller, "--state-store", `file:${folder}/states`];
  const env = { ...childEnvironment(process.env), CI: "true", PATH: path };
  const ran = await runNode(cli, [...args, "--max-parallel", String(PARALLEL)], { cwd: folder, env, usageFolder: folder });
  expectExit(ran, 0, "validate");
  if (!ran.output.includes(`[${DEPLOYMENTS}/${DEPLOYMENTS}]`) || ran.usage === null) throw new Error("not every deployment was planned");
  say(`the command line: ${withUnit(ran.wallMs / 1000, "s")} in all`);

  const ofAction = await throughGithub(action, { controller, files, path, folder });
  say(`the action: ${withUnit(ofAction.wallMs / 1000, "s")} in all`);
  return [...measuresOf("the command line", ran.usage, ran.wallMs), ...measuresOf("the action", ofAction.usage, ofAction.wallMs)];
}

async function throughGithub(
  action: string,
  { controller, files, path, folder }: { controller: string; files: Record<string, string>; path: string; folder: string },
): Promise<{ usage: Usage; wallMs: number }> {
  const stage = await openStage({ controllerFolder: controller });
  try {
    const { number } = await stage.propose({ branch: "bench", files });
    const file = join(folder, "usage.json");
    const hook = usageOptions(file);
    const env = { ...hook.env, NODE_OPTIONS: hook.args.join(" "), PATH: path };
    const run = await stage.run("validate", number, { program: action, env, inputs: { "max-parallel": String(PARALLEL) }, skipPost: true });
    if (run.exitCode !== 0) throw new Error(`the action ended with ${String(run.exitCode)}:\n${run.log.slice(-3000)}`);
    return { usage: await readUsage(file), wallMs: run.durationMs };
  } finally {
    await stage.stop();
  }
}

function measuresOf(who: string, usage: Usage, wallMs: number): Measure[] {
  return [
    {
      what: `${who}, ${DEPLOYMENTS} stub deployments: CPU time of its own for each`,
      value: usage.userMs / DEPLOYMENTS,
      unit: "ms",
      target: 5,
      detail: `${withUnit(wallMs / 1000, "s")} of wall time in all`,
    },
    {
      what: `${who}: the kernel's CPU time for each`,
      value: usage.systemMs / DEPLOYMENTS,
      unit: "ms",
      target: null,
      detail: "starts three programs, writes and removes a workspace",
    },
    {
      what: `${who}, ${DEPLOYMENTS} stub deployments: largest resident memory`,
      value: usage.rssMb,
      unit: "MB",
      target: 200,
      detail: "",
    },
  ];
}
