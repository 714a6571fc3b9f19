import { childEnvironment } from "../../src/adapters/child-environment.ts";
import { runChild, runNode, type ChildRun } from "./child.ts";
import { listed, median, type Measure } from "./measures.ts";
import type { Setting } from "./setting.ts";

const TIMES = 9;

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
  ];
}
