import { join } from "node:path";
import { childEnvironment } from "../../src/adapters/child-environment.ts";
import { openStage } from "../lab/stage.ts";
import { expectExit, readUsage, runNode, secondsOf, usageOptions, type Usage } from "./child.ts";
import { keepAliveTo } from "./keep-alive.ts";
import { listed, median, medianRatio, withUnit, type Measure } from "./measures.ts";
import { copyController, projectFiles, writeFiles } from "./projects.ts";
import type { Setting } from "./setting.ts";
import { withSlowness } from "./speed.ts";
import { stubPlan } from "./start.ts";
import { compileStub } from "./stub-terraform.ts";

const DEPLOYMENTS = 1000;
const PARALLEL = 4;

interface Run {
  usage: Usage;
  wallMs: number;
}

interface TimedRun extends Run {
  slowness: number;
}

/** A thousand deployments with a terraform that costs nothing: what is left is our own time and memory. */
export async function measureStubs({ folder, rounds, action, cli, say }: Setting): Promise<Measure[]> {
  const [source, controller] = [join(folder, "source"), join(folder, "controller")];
  const files = await projectFiles(["KMS/app-keys"], DEPLOYMENTS);
  await writeFiles(source, files);
  await copyController(controller);
  const terraform = await compileStub(join(folder, "terraform"), await stubPlan());
  const path = `${terraform.folder}:${process.env.PATH ?? ""}`;

  const runs: Record<"cli" | "action", TimedRun[]> = { cli: [], action: [] };
  const timed = async (run: () => Promise<Run>): Promise<TimedRun> => {
    const { result, slowness } = await withSlowness(folder, run);
    return { ...result, slowness };
  };
  for (let round = 1; round <= rounds; round += 1) {
    runs.cli.push(await timed(async () => await inTerminal(cli, { source, controller, path, folder })));
    runs.action.push(await timed(async () => await throughGithub(action, { controller, files, path, folder })));
    const walls = [runs.cli, runs.action].map((of) => withUnit((of.at(-1)?.wallMs ?? Number.NaN) / 1000, "s"));
    say(`round ${round} of ${rounds}: the command line ${walls[0]}, the action ${walls[1]} in all`);
  }
  return [...measuresOf("the command line", runs.cli), ...measuresOf("the action", runs.action)];
}

async function inTerminal(cli: string, { source, controller, path, folder }: Record<"source" | "controller" | "path" | "folder", string>) {
  const args = ["validate", "--working-dir", source, "--controller-dir", controller, "--state-store", `file:${folder}/states`];
  const env = { ...childEnvironment(process.env), CI: "true", PATH: path };
  const ran = await runNode(cli, [...args, "--max-parallel", String(PARALLEL)], { cwd: folder, env, usageFolder: folder });
  expectExit(ran, 0, "validate");
  if (!ran.output.includes(`[${DEPLOYMENTS}/${DEPLOYMENTS}]`) || ran.usage === null) throw new Error("not every deployment was planned");
  return { usage: ran.usage, wallMs: ran.wallMs };
}

async function throughGithub(
  action: string,
  { controller, files, path, folder }: { controller: string; files: Record<string, string>; path: string; folder: string },
): Promise<Run> {
  const stage = await openStage({ controllerFolder: controller });
  const s3 = await keepAliveTo(stage.aws.url);
  try {
    const { number } = await stage.propose({ branch: "bench", files });
    const file = join(folder, "usage.json");
    const hook = usageOptions(file);
    const env = { ...hook.env, NODE_OPTIONS: hook.args.join(" "), PATH: path, AWS_ENDPOINT_URL_S3: s3.url };
    const run = await stage.run("validate", number, { program: action, env, inputs: { "max-parallel": String(PARALLEL) } });
    return { wallMs: secondsOf(run) * 1000, usage: await readUsage(file) };
  } finally {
    s3.stop();
    await stage.stop();
  }
}

function measuresOf(who: string, runs: readonly TimedRun[]): Measure[] {
  const each = (of: (usage: Usage) => number) => runs.map(({ usage }) => of(usage) / DEPLOYMENTS);
  const [own, kernel] = [each(({ userMs }) => userMs), each(({ systemMs }) => systemMs)];
  const sizes = runs.map(({ usage }) => usage.rssMb);
  return [
    {
      what: `${who}, ${DEPLOYMENTS} stub deployments: CPU time of its own for each`,
      value: median(own),
      unit: "ms",
      atReferenceSpeed: medianRatio(
        own,
        runs.map(({ slowness }) => slowness),
      ),
      target: 5,
      detail: `${listed(own, "ms")}; ${listed(
        runs.map(({ wallMs }) => wallMs / 1000),
        "s",
      )} of wall time in all`,
    },
    {
      what: `${who}: the kernel's CPU time for each`,
      value: median(kernel),
      unit: "ms",
      target: null,
      detail: `${listed(kernel, "ms")}; starts two programs, writes and removes a workspace`,
    },
    {
      what: `${who}, ${DEPLOYMENTS} stub deployments: largest resident memory`,
      value: Math.max(...sizes),
      unit: "MB",
      target: 200,
      detail: listed(sizes, "MB"),
    },
  ];
}
