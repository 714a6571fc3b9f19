import { join } from "node:path";
import { childEnvironment } from "../../src/adapters/child-environment.ts";
import { expectExit, runChild, runNode, type ChildRun } from "./child.ts";
import { listed, median, type Measure } from "./measures.ts";
import { copyController, projectFiles, writeFiles } from "./projects.ts";
import type { Setting } from "./setting.ts";

const TIMES = 9;
const TFVARS = 20_000;

/** How long the bundles take until they have something to say, and node alone until it ends. */
export async function measureLoading({ folder, action, cli, say }: Setting): Promise<Measure[]> {
  const env = childEnvironment(process.env);
  const runs: Record<"action" | "cli" | "node", ChildRun[]> = { action: [], cli: [], node: [] };
  for (let time = 0; time < TIMES; time += 1) {
    // Without an event the action ends with its first line.
    runs.action.push(await runNode(action, [], { cwd: folder, env }));
    runs.cli.push(await runNode(cli, ["--version"], { cwd: folder, env }));
    runs.node.push(await runChild(process.execPath, ["--eval", "0"], { cwd: folder, env }));
  }
  const firstLines = (of: readonly ChildRun[]) => of.map(({ firstOutputMs }) => firstOutputMs ?? Number.NaN);
  say(`${TIMES} times each`);
  const loading = (what: string, values: readonly number[], target: number | null): Measure => ({
    what,
    value: median(values),
    unit: "ms",
    target,
    detail: listed(
      values.toSorted((a, b) => a - b),
      "ms",
    ),
  });
  return [
    loading("the action's bundle, to its first line", firstLines(runs.action), 300),
    loading("the command line's bundle, to its first line", firstLines(runs.cli), 300),
    loading(
      "node alone, to its end",
      runs.node.map(({ wallMs }) => wallMs),
      null,
    ),
    ...(await measureDiscovery({ folder, cli, say })),
  ];
}

/** A repository as large as a fleet's: every tfvars is read, parsed, described and checked. */
async function measureDiscovery({ folder, cli, say }: Pick<Setting, "folder" | "cli" | "say">): Promise<Measure[]> {
  const [source, controller] = [join(folder, "source"), join(folder, "controller")];
  await writeFiles(source, await projectFiles(["KMS/app-keys"], TFVARS));
  await copyController(controller);
  const args = ["discover", "--working-dir", source, "--controller-dir", controller];
  const env = { ...childEnvironment(process.env), CI: "true" };
  const ran = expectExit(await runNode(cli, args, { cwd: folder, env, usageFolder: folder }), 0, "discover");
  if (ran.usage === null) throw new Error("discover did not say what it used");
  const cpu = (ran.usage.userMs + ran.usage.systemMs) / 1000;
  say(`${TFVARS} tfvars discovered`);
  const what = `discover of ${TFVARS} tfvars`;
  return [
    {
      what: `${what}: from its start to its end`,
      value: ran.wallMs / 1000,
      unit: "s",
      target: 10,
      detail: `${listed([cpu], "s")} of CPU time`,
    },
    { what: `${what}: largest resident memory`, value: ran.usage.rssMb, unit: "MB", target: 500, detail: "" },
  ];
}
