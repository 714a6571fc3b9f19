import { join } from "node:path";
import { startMoto } from "../lab/moto.ts";
import { childEnvironment } from "../../src/adapters/child-environment.ts";
import { expectExit, runChild, runNode } from "./child.ts";
import { listed, medianRatio, type Measure } from "./measures.ts";
import { copyController, projectFiles, writeFiles } from "./projects.ts";
import type { Setting } from "./setting.ts";
import { prepareWorkspaces } from "./workspaces.ts";

const DEPLOYMENTS = 10;
const PARALLEL = 4;
const BUCKET = "bench-states";

/**
 * Ten real AWS deployments (five of KMS keys, five of S3 buckets; states and API in a local AWS): our `validate`, from its start to its
 * end, against `xargs -P` of the same terraform commands in workspaces that are there already. In turns, so that all see the same machine.
 */
export async function measurePlans({ folder, rounds, cli, say }: Setting): Promise<Measure[]> {
  const [source, controller] = [join(folder, "source"), join(folder, "controller")];
  await writeFiles(source, await projectFiles(["KMS/app-keys", "S3/test-poc-3"], DEPLOYMENTS));
  await copyController(controller);
  const aws = await startMoto();
  try {
    await aws.createBucket(BUCKET);
    const environment = { ...childEnvironment(process.env), ...aws.env };
    const workspaces = await prepareWorkspaces({ controller, source, folder: join(folder, "workspaces"), bucket: BUCKET, environment });
    if (workspaces.length !== DEPLOYMENTS) throw new Error(`${workspaces.length} deployments instead of ${DEPLOYMENTS}`);

    // The scripts export the rest; keys of the job would win over the account's role.
    const xargs = async (directories: readonly string[], more: Record<string, string>): Promise<number> => {
      await Promise.all(workspaces.map(async (workspace) => await workspace.reset()));
      const stdin = directories.map((directory) => `${directory}/run.sh\n`).join("");
      const ran = await runChild("xargs", ["-P", String(PARALLEL), "-n", "1", "sh"], {
        cwd: folder,
        env: { ...childEnvironment(process.env), ...more },
        stdin,
      });
      return expectExit(ran, 0, "xargs").wallMs / 1000;
    };
    const orchestrator = async (): Promise<number> => {
      const args = ["validate", "--working-dir", source, "--controller-dir", controller, "--state-store", `s3://${BUCKET}`];
      const ran = await runNode(cli, [...args, "--max-parallel", String(PARALLEL)], { cwd: folder, env: { ...environment, CI: "true" } });
      expectExit(ran, 0, "validate");
      if (!ran.output.includes(`[${DEPLOYMENTS}/${DEPLOYMENTS}]`)) throw new Error(`not every deployment was planned:\n${ran.output}`);
      return ran.wallMs / 1000;
    };

    const all = workspaces.map(({ directory }) => directory);
    say("one deployment, to warm the file cache");
    await xargs(all.slice(0, 1), {});
    const ours: number[] = [];
    const defaults: number[] = [];
    const lazyGc: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      defaults.push(await xargs(all, {}));
      ours.push(await orchestrator());
      lazyGc.push(await xargs(all, { GOGC: "400" }));
      say(
        `round ${round} of ${rounds}: ours ${listed(ours.slice(-1), "s")}, xargs ${listed(defaults.slice(-1), "s")}, with GOGC=400 ${listed(lazyGc.slice(-1), "s")}`,
      );
    }
    return [
      {
        what: `${DEPLOYMENTS} AWS deployments, ${PARALLEL} at once: our validate ÷ xargs of the same terraform commands`,
        value: medianRatio(ours, defaults),
        unit: "×",
        target: 0.65,
        detail: `ours ${listed(ours, "s")}; xargs ${listed(defaults, "s")}`,
      },
      {
        what: "the same ÷ xargs with GOGC=400",
        value: medianRatio(ours, lazyGc),
        unit: "×",
        target: 1.05,
        detail: `xargs with GOGC=400 ${listed(lazyGc, "s")}`,
      },
    ];
  } finally {
    await aws.stop();
  }
}
