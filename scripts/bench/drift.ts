import { join } from "node:path";
import { childEnvironment } from "../../src/adapters/child-environment.ts";
import { startMoto } from "../lab/moto.ts";
import { expectExit, runChild, runNode } from "./child.ts";
import { listed, medianRatio, type Measure } from "./measures.ts";
import { copyController, projectFiles, writeFiles } from "./projects.ts";
import type { Setting } from "./setting.ts";
import { prepareWorkspaces } from "./workspaces.ts";

const DEPLOYMENTS = 10;
const PARALLEL = 4;
const BUCKET = "bench-states";

/**
 * Ten real AWS deployments of S3 buckets that are applied and unchanged: our `drift`, from its start to its end, against
 * `xargs -P` of `terraform init` and `plan -detailed-exitcode` in workspaces that are there already. In turns, so that both see the same machine.
 */
export async function measureDrift({ folder, rounds, cli, say }: Setting): Promise<Measure[]> {
  const [source, controller] = [join(folder, "source"), join(folder, "controller")];
  await writeFiles(source, await projectFiles(["S3/test-poc-3"], DEPLOYMENTS));
  await copyController(controller);
  const aws = await startMoto();
  try {
    await aws.createBucket(BUCKET);
    const environment = { ...childEnvironment(process.env), ...aws.env };
    const options = [
      "--working-dir",
      source,
      "--controller-dir",
      controller,
      "--state-store",
      `s3://${BUCKET}`,
      "--max-parallel",
      String(PARALLEL),
    ];
    const run = async (command: readonly string[]) =>
      await runNode(cli, [...command, ...options], { cwd: folder, env: { ...environment, CI: "true" } });
    say(`${DEPLOYMENTS} deployments are applied`);
    expectExit(await run(["apply", "--yes"]), 0, "apply");
    const workspaces = await prepareWorkspaces({
      controller,
      source,
      folder: join(folder, "workspaces"),
      bucket: BUCKET,
      environment,
      script: "look",
    });
    const stdin = workspaces.map(({ directory }) => `${directory}/run.sh\n`).join("");
    const xargs = async (): Promise<number> => {
      await Promise.all(workspaces.map(async (workspace) => await workspace.reset()));
      const ran = await runChild("xargs", ["-P", String(PARALLEL), "-n", "1", "sh"], {
        cwd: folder,
        env: childEnvironment(process.env),
        stdin,
      });
      return expectExit(ran, 0, "xargs").wallMs / 1000;
    };
    const looked = async (): Promise<number> => expectExit(await run(["drift"]), 0, "drift").wallMs / 1000;

    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      theirs.push(await xargs());
      ours.push(await looked());
      say(`round ${round} of ${rounds}: ours ${listed(ours.slice(-1), "s")}, xargs ${listed(theirs.slice(-1), "s")}`);
    }
    return [
      {
        what: `drift of ${DEPLOYMENTS} unchanged AWS deployments, ${PARALLEL} at once ÷ xargs of init and plan -detailed-exitcode`,
        value: medianRatio(ours, theirs),
        unit: "×",
        target: 0.7,
        detail: `ours ${listed(ours, "s")}; xargs ${listed(theirs, "s")}`,
      },
    ];
  } finally {
    await aws.stop();
  }
}
