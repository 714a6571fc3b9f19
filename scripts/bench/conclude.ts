import { join } from "node:path";
import type { StateStore } from "../../src/ports/state-store.ts";
import { sideBySide } from "../../src/steps/side-by-side.ts";
import { openStage, STATE_BUCKET } from "../lab/stage.ts";
import { storeIn } from "../lab/store.ts";
import { readUsage, secondsOf, usageOptions, type Usage } from "./child.ts";
import { listed, median, medianRatio, type Measure } from "./measures.ts";
import { copyController, projectFiles } from "./projects.ts";
import type { Setting } from "./setting.ts";
import { withSlowness } from "./speed.ts";
import { stubPlan } from "./start.ts";
import { compileStub } from "./stub-terraform.ts";

const DEPLOYMENTS = 1000;
const RUNNERS = 10;
const RUNNERS_AT_ONCE = 2;
/** Tens of thousands are GitHub's for real runs. */
const RUN = 60_000;

/**
 * A thousand deployments that ten runners have planned with a terraform that costs nothing: what it takes to make one verdict, one record and one comment
 * of them. The parts are planned once; what a conclusion takes away or writes is as before for the next.
 */
export async function measureConclude({ folder, rounds, action, say }: Setting): Promise<Measure[]> {
  const controller = join(folder, "controller");
  await copyController(controller);
  const files = await projectFiles(["KMS/app-keys"], DEPLOYMENTS);
  const terraform = await compileStub(join(folder, "terraform"), await stubPlan());
  const path = `${terraform.folder}:${process.env.PATH ?? ""}`;
  const stage = await openStage({ controllerFolder: controller });
  try {
    const { number } = await stage.propose({ branch: "bench", files });
    const job = async (phase: string, inputs: Record<string, string> = {}, env: Record<string, string> = {}) =>
      secondsOf(
        await stage.run("validate", number, {
          program: action,
          runId: RUN,
          env: { PATH: path, ...env },
          inputs: { phase, "max-parallel": "4", ...inputs },
        }),
      );
    await job("split", { runners: String(RUNNERS), "deployments-per-runner": "10" });
    const parts = Array.from({ length: RUNNERS }, (_, index) => String(index + 1));
    await sideBySide(
      parts,
      RUNNERS_AT_ONCE,
      () => true,
      async (part) => {
        await job("work", { part });
      },
    );
    const store = storeIn(stage.aws, STATE_BUCKET);
    const worked = await objectsOf(store);
    const usages: TimedUsage[] = [];
    const walls: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const file = join(folder, "usage.json");
      const hook = usageOptions(file);
      const { result, slowness } = await withSlowness(folder, async () => {
        const seconds = await job("conclude", {}, { ...hook.env, NODE_OPTIONS: hook.args.join(" ") });
        return { seconds, usage: await readUsage(file) };
      });
      usages.push({ ...result.usage, slowness });
      walls.push(result.seconds);
      await restore(store, worked);
      say(`round ${round} of ${rounds}: ${listed(walls.slice(-1), "s")} of wall time`);
    }
    return measuresOf(usages, walls);
  } finally {
    await stage.stop();
  }
}

interface TimedUsage extends Usage {
  slowness: number;
}

function measuresOf(usages: readonly TimedUsage[], walls: readonly number[]): Measure[] {
  const own = usages.map(({ userMs, systemMs }) => (userMs + systemMs) / 1000);
  return [
    {
      what: `conclude of ${DEPLOYMENTS} stub deployments of ${RUNNERS} runners: CPU time of its own and the kernel's`,
      value: median(own),
      unit: "s",
      atReferenceSpeed: medianRatio(
        own,
        usages.map(({ slowness }) => slowness),
      ),
      target: 3,
      detail: `${listed(own, "s")}; ${listed(walls, "s")} of wall time`,
    },
  ];
}

async function objectsOf(store: StateStore): Promise<Map<string, Uint8Array>> {
  const keys = (await store.list("")).map(({ key }) => key);
  const bodies = await Promise.all(keys.map(async (key) => [key, (await store.get(key))?.body ?? new Uint8Array()] as const));
  return new Map(bodies);
}

/** Removes what is new and puts back what is gone. */
async function restore(store: StateStore, before: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const now = new Set((await store.list("")).map(({ key }) => key));
  for (const key of now) if (!before.has(key)) await store.remove(key, null);
  for (const [key, body] of before) if (!now.has(key)) await store.create(key, body);
}
