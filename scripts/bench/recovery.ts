import { cp } from "node:fs/promises";
import { join } from "node:path";
import { childEnvironment } from "../../src/adapters/child-environment.ts";
import { expectExit, runNode } from "./child.ts";
import { listed, median, type Measure } from "./measures.ts";
import { writeFiles } from "./projects.ts";
import type { Setting } from "./setting.ts";

const LIGHT_CONTROLLER = join(import.meta.dirname, "../../__tests__/fixtures/light-controller");

/**
 * An apply that fails and goes back to the last good configuration. Its code needs no cloud, so terraform takes little; what it takes is in the
 * time, which is thereby more than our own.
 */
export async function measureRecovery({ folder, rounds, cli, say }: Setting): Promise<Measure[]> {
  const [source, controller] = [join(folder, "source"), join(folder, "controller")];
  await cp(LIGHT_CONTROLLER, controller, { recursive: true });
  const apply = async (things: string) => {
    const tfvars = `account_name = "arj-wkld-a-prd"\nproject      = "app"\nthings = {\n${things}\n}\n`;
    await writeFiles(source, { "THINGS/app/app.tfvars": tfvars });
    const args = ["apply", "--yes", "--working-dir", source, "--controller-dir", controller, "--state-store", `file:${folder}/states`];
    return await runNode(cli, args, { cwd: folder, env: { ...childEnvironment(process.env), CI: "true" } });
  };
  const good = '  "a" = { size = 1 }';
  expectExit(await apply(good), 0, "apply");
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const failed = expectExit(await apply(`${good}\n  "b" = { fail = true }`), 1, "apply");
    if (!failed.output.includes("is applied again")) throw new Error(`it did not recover:\n${failed.output}`);
    seconds.push(failed.wallMs / 1000);
  }
  say(`${rounds} times`);
  return [
    {
      what: "an apply that fails and recovers, from start to end",
      value: median(seconds),
      unit: "s",
      target: 30,
      detail: listed(seconds, "s"),
    },
  ];
}
