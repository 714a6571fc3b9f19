import { join } from "node:path";
import { childEnvironment } from "../../src/adapters/child-environment.ts";
import { storeIn } from "../lab/store.ts";
import { readAuditRecord } from "../../src/domain/state/audit-record.ts";
import { writeAudit } from "../../src/steps/audit.ts";
import { keepCopy } from "../../src/steps/state.ts";
import { startMoto, type LocalAws } from "../lab/moto.ts";
import { expectExit, runChild, runNode } from "./child.ts";
import { listed, median, medianRatio, type Measure } from "./measures.ts";
import { copyController, projectFiles, writeFiles } from "./projects.ts";
import type { Setting } from "./setting.ts";
import { prepareWorkspaces } from "./workspaces.ts";

const DEPLOYMENTS = 10;
const PARALLEL = 4;
const BUCKET = "bench-states";
/** Each one takes minutes. */
const MOST_ROUNDS = 2;

/**
 * Ten new AWS deployments of S3 buckets, applied: our `apply`, with state health, policy, backup and audit, against `xargs -P` of the same
 * terraform commands (init, plan, show, apply) with terraform's defaults. Every turn makes deployments of its own.
 */
export async function measureApplies({ folder, rounds, cli, say }: Setting): Promise<Measure[]> {
  const turns = Math.min(rounds, MOST_ROUNDS);
  const controller = join(folder, "controller");
  await copyController(controller);
  const files = Object.entries(await projectFiles(["S3/test-poc-3"], 2 * turns * DEPLOYMENTS));
  const sources = await Promise.all(
    Array.from({ length: 2 * turns }, async (_, turn) => {
      const source = join(folder, `source-${turn}`);
      await writeFiles(source, Object.fromEntries(files.filter(([path]) => turnOf(path) === turn)));
      return source;
    }),
  );
  const aws = await startMoto();
  try {
    await aws.createBucket(BUCKET);
    const environment = { ...childEnvironment(process.env), ...aws.env };
    const xargs = async (source: string): Promise<number> => {
      const workspaces = await prepareWorkspaces({
        controller,
        source,
        folder: `${source}-workspaces`,
        bucket: BUCKET,
        environment,
        script: "apply",
      });
      const stdin = workspaces.map(({ directory }) => `${directory}/run.sh\n`).join("");
      const ran = await runChild("xargs", ["-P", String(PARALLEL), "-n", "1", "sh"], {
        cwd: folder,
        env: childEnvironment(process.env),
        stdin,
      });
      return expectExit(ran, 0, "xargs").wallMs / 1000;
    };
    const orchestrator = async (source: string): Promise<number> => {
      const args = ["apply", "--yes", "--working-dir", source, "--controller-dir", controller, "--state-store", `s3://${BUCKET}`];
      const ran = await runNode(cli, [...args, "--max-parallel", String(PARALLEL)], { cwd: folder, env: { ...environment, CI: "true" } });
      return expectExit(ran, 0, "apply").wallMs / 1000;
    };
    const theirs: number[] = [];
    const ours: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      theirs.push(await xargs(sources[2 * turn] ?? ""));
      ours.push(await orchestrator(sources[2 * turn + 1] ?? ""));
      say(`round ${turn + 1} of ${turns}: ours ${listed(ours.slice(-1), "s")}, xargs ${listed(theirs.slice(-1), "s")}`);
    }
    return [
      {
        what: `apply of ${DEPLOYMENTS} AWS deployments, ${PARALLEL} at once, with policy and audit ÷ xargs of init, plan, show, apply`,
        value: medianRatio(ours, theirs),
        unit: "×",
        target: 0.9,
        detail: `ours ${listed(ours, "s")}; xargs ${listed(theirs, "s")}`,
      },
      await measureKeeping(aws),
    ];
  } finally {
    await aws.stop();
  }
}

/** What a deployment waits for its backup, with the proof that it can be read, and for its audit record: those of the applies before, again. */
async function measureKeeping(aws: LocalAws): Promise<Measure> {
  const store = storeIn(aws, BUCKET);
  const seconds: number[] = [];
  for (const { key } of (await store.list("audit-logs/")).slice(0, DEPLOYMENTS)) {
    const record = readAuditRecord((await store.get(key))?.body ?? new Uint8Array());
    if (record === null) throw new Error(`${key} is no audit record`);
    const stateKey = record.deployment.backend_key;
    const state = await store.get(stateKey);
    if (state === null) throw new Error(`${stateKey} is missing`);
    const started = performance.now();
    await keepCopy("backup", { stateKey }, state.body, store, new Date());
    await writeAudit({ ...record, timestamp: new Date().toISOString() }, { lockDays: null }, store);
    seconds.push((performance.now() - started) / 1000);
  }
  if (seconds.length !== DEPLOYMENTS) throw new Error(`${seconds.length} audit records instead of ${DEPLOYMENTS}`);
  return {
    what: "backup and audit of one deployment, in a local S3",
    value: median(seconds),
    unit: "s",
    target: 0.3,
    detail: listed(seconds, "s"),
  };
}

/** Projects are numbered from 1. */
function turnOf(path: string): number {
  const number = Number(/-(\d{4})\//.exec(path)?.[1] ?? "0");
  return Math.floor((number - 1) / DEPLOYMENTS);
}
