import type { Finding } from "../../src/domain/model/finding.ts";
import type { PlanJson } from "../../src/domain/model/plan.ts";
import { readState } from "../../src/domain/state/file.ts";
import { conclude } from "../../src/phases/conclude.ts";
import type { FleetPhasePorts } from "../../src/phases/fleet.ts";
import { mergeReviewed } from "../../src/phases/merge.ts";
import { split } from "../../src/phases/split.ts";
import { work } from "../../src/phases/work.ts";
import type { Outcome } from "../../src/reporting/publish.ts";
import type { AssessPorts } from "../../src/steps/assess.ts";
import { loadController } from "../../src/steps/change.ts";
import type { Policies } from "../../src/ports/policies.ts";
import type { Terraform, TerraformSession } from "../../src/ports/terraform.ts";
import { planJson, resourceChange } from "../domain/builders.ts";
import { stateBytes } from "./gates.ts";
import {
  commit,
  CONTROLLER_FILES,
  filesAt,
  githubTime,
  newWorld,
  PEOPLE,
  runPorts,
  treeOf,
  type Life,
  type World,
  requestFor,
} from "./memory-ports.ts";

/** A pull request of several deployments, and runners that share the work on it. All in memory. */
export interface FleetWorld extends World {
  /** `head deployment` of each plan that terraform made to its end. */
  planned: Set<string>;
  /** Deployments in the order in which they were applied, each as often as it was. */
  applied: string[];
  /** Bodies of comments, each time one was written. */
  told: string[];
  /** deployment-rules.yaml where it is not as ever. */
  rules?: string;
  /** What costs and risks are estimated by, where they are. */
  estimates?: Pick<AssessPorts, "cost" | "risk">;
}

export interface FleetRun {
  id: number;
  attempt: number;
  action: "validate" | "apply";
}

export const APPLY = {
  recovery: "reconcile",
  verify: false,
  backupDays: 30,
  auditDays: 400,
  auditLockDays: null,
  planMatch: "strict",
} as const;

export function newFleetWorld(): FleetWorld {
  return Object.assign(newWorld(), { planned: new Set<string>(), applied: [], told: [] });
}

/** A push of tfvars by name; a value of `bad` breaks policy. */
export function pushFiles(world: FleetWorld, values: Record<string, string>): void {
  const files = Object.entries(values).map(([name, value]) => [
    `S3/${name}/${name}.tfvars`,
    `account_name = "arj-wkld-a-prd"\nproject = "${name}"\ns3_buckets = {\n  "${name}" = { value = "${value}" }\n}\n`,
  ]);
  world.pull.headSha = commit(world, { ...filesAt(world, world.branchedAt), ...(Object.fromEntries(files) as Record<string, string>) });
  world.pull.changedFiles = files.length;
  world.pushes.push({ actor: PEOPLE.author, after: world.pull.headSha });
  world.nowMs += 60_000;
}

export function approve(world: FleetWorld): void {
  world.reviews.push({
    id: world.reviews.length + 1,
    user: PEOPLE.alice,
    state: "APPROVED",
    commitSha: world.pull.headSha,
    submittedAt: githubTime(world),
  });
}

export function startRun(world: FleetWorld, action: FleetRun["action"]): FleetRun {
  world.runIds.last += 1;
  return { id: world.runIds.last, attempt: 1, action };
}

/** @param version Of the program, where it is not that of all others. */
export function jobPorts(
  world: FleetWorld,
  run: FleetRun,
  { life = { left: null }, cancelled = false, version }: { life?: Life; cancelled?: boolean; version?: string } = {},
) {
  const { identity, ports } = runPorts(world, run.action, { life });
  const cancelling = new AbortController();
  if (cancelled) cancelling.abort();
  const { signal } = cancelling;
  const controller = async () =>
    await loadController(
      treeOf(world.rules === undefined ? CONTROLLER_FILES : { ...CONTROLLER_FILES, "deployment-rules.yaml": world.rules }),
    );
  const fleet: FleetPhasePorts = {
    ...ports,
    controller,
    rollouts: {
      runs: { hasEnded: ({ id }) => Promise.resolve(id !== run.id) },
      wave: null,
      dispatch: (event, payload) => {
        world.dispatches.push(`${event} of wave ${String(payload.wave)}`);
        return Promise.resolve();
      },
    },
    pullRequests: {
      ...ports.pullRequests,
      get: () => ports.pullRequests.get(),
      changedFiles: () => {
        const before = filesAt(world, world.branchedAt);
        const paths = Object.keys(filesAt(world, world.pull.headSha)).filter((path) => before[path] === undefined);
        return Promise.resolve(paths.map((path) => ({ path, status: "added" as const })));
      },
      comment: (_slot, body) => {
        world.told.push(body);
        return Promise.resolve("https://github.com/comment");
      },
    },
    signal,
    controllerAt: controller,
    assessPorts: async (of, role) => {
      const { ports: assess, policySha256 } = await ports.assessPorts(of, role);
      return {
        ports: {
          ...assess,
          ...world.estimates,
          terraform: terraformOf(world, life, assess.terraform),
          policies: [policies()],
          signal,
          maxParallel: () => 2,
        },
        policySha256,
      };
    },
  };
  const own = { ...identity, runId: run.id, runAttempt: run.attempt, version: version ?? identity.version };
  return { identity: own, ports: fleet };
}

type Job = Parameters<typeof jobPorts>[2];

export async function splitJob(world: FleetWorld, run: FleetRun, runners: number, job: Job = {}): Promise<number> {
  const { identity, ports } = jobPorts(world, run, job);
  const { parts } = await split({ runners, deploymentsPerRunner: 1, apply: APPLY }, requestFor("dispatch", run.action), identity, ports);
  return parts.length;
}

export async function workJob(world: FleetWorld, run: FleetRun, part: number, job: Job = {}): Promise<boolean> {
  const { identity, ports } = jobPorts(world, run, job);
  return await work(part, APPLY, requestFor("dispatch", run.action), identity, ports);
}

export async function concludeJob(world: FleetWorld, run: FleetRun, job: Job = {}): Promise<Outcome> {
  const { identity, ports } = jobPorts(world, run, job);
  return await conclude(APPLY, requestFor("dispatch", run.action), identity, ports);
}

/** Asks the merge gate. Returns whether the pull request is merged now. */
export async function tryMerge(world: FleetWorld): Promise<boolean> {
  const { identity, ports } = runPorts(world, "merge");
  const files = jobPorts(world, startRun(world, "validate")).ports;
  await mergeReviewed({ method: "squash", auditLockDays: null, lockTimeoutMs: 300_000 }, identity, {
    ...ports,
    pullRequests: files.pullRequests,
  });
  return world.pull.merged;
}

/** A terraform that keeps the tfvars' text in each state. */
function terraformOf(world: FleetWorld, life: Life, whole: Terraform): Terraform {
  // A plan or an apply takes as long as a request: a runner may go away in it.
  const lives = () => {
    if (life.left === 0) throw new Error("the runner is gone");
    if (life.left !== null) life.left -= 1;
  };
  return {
    ...whole,
    open: (deployment, files) => {
      const encoded = Buffer.from(files.tfvars).toString("base64");
      const current = async () => {
        const object = await world.store.get(deployment.stateKey);
        const state = object === null ? null : readState(object.body);
        const content = object === null ? null : (/"content": "([^"]*)"/.exec(Buffer.from(object.body).toString())?.[1] ?? null);
        return { object, content, serial: state?.kind === "state" ? state.serial : 0 };
      };
      const session: TerraformSession = {
        init: (check) => Promise.resolve({ modules: new Map(), providers: [] }).then(check),
        plan: async () => ({ hasChanges: (await current()).content !== encoded, output: "" }),
        show: async (): Promise<PlanJson> => {
          const { content: before } = await current();
          lives();
          world.planned.add(`${world.pull.headSha} ${deployment.id}`);
          const actions = before === null ? (["create"] as const) : before === encoded ? (["no-op"] as const) : (["update"] as const);
          const change = { before: before === null ? null : { content: before }, after: { content: encoded } };
          return planJson([resourceChange("aws_s3_bucket.data", [...actions], change)]);
        },
        apply: async () => {
          lives();
          world.applied.push(deployment.id);
          const { object, serial } = await current();
          const body = stateBytes([{ name: "data", instances: [{ schema_version: 0, attributes: { id: "data", content: encoded } }] }], {
            serial: serial + 1,
          });
          if (object === null) await world.store.create(deployment.stateKey, body);
          else await world.store.replace(deployment.stateKey, body, object.etag);
          return "Apply complete!";
        },
        erroredState: () => null,
        pushErroredState: () => Promise.resolve(),
        forgetErroredState: () => undefined,
        close: () => undefined,
      };
      return session;
    },
  };
}

function policies(): Policies {
  const finding: Finding = {
    rule: "S3-004",
    level: "deny",
    severity: "high",
    message: "the value is bad",
    remediation: "",
    address: "aws_s3_bucket.data",
    overridable: true,
  };
  return {
    rules: 1,
    evaluate: (plan: PlanJson) => {
      const after = plan.resource_changes?.[0]?.change.after as { content: string };
      return Promise.resolve(Buffer.from(after.content, "base64").toString().includes('"bad"') ? [finding] : []);
    },
  };
}
