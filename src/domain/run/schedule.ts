import type { Deployment } from "../model/deployment.ts";
import { servicesName, type Durations } from "./durations.ts";
import type { Edge } from "./graph.ts";
import { groupBy } from "../model/groups.ts";

export interface Skip {
  deployment: Deployment;
  /** `iam/…/roles failed` or why the run stopped. */
  reason: string;
}

/** Who starts next. Every deployment ends once: finished by the caller, or skipped here. */
export interface Schedule {
  /** Takes what may start now, as far as `most` at once allows, longest critical path first. */
  next(most: number): Deployment[];
  /**
   * Ends a running deployment. After a failure, all that wait for it, directly or not, are skipped; all others go on.
   * @throws Error for an id that is not running.
   */
  finished(id: string, succeeded: boolean): Skip[];
  /** Starts nothing any more: everything that still waits is skipped. What runs, runs on. */
  stop(reason: string): Skip[];
  running(): number;
  /** Nothing runs and nothing waits. */
  isDone(): boolean;
}

/** Usual milliseconds of one plan and apply by service, where nothing else is known: what AWS itself needs dominates. */
const USUAL_MS: ReadonlyMap<string, number> = new Map([
  ["rds", 600_000],
  ["vpc", 120_000],
  ["ec2", 60_000],
  ["dynamodb", 30_000],
  ["lambda", 30_000],
  ["sqs", 30_000],
]);
const OTHER_MS = 10_000;

/** How long a deployment is expected to take: as long as mostly, else as its services do, else as its slowest service does elsewhere. */
export function expectedMs(deployment: Pick<Deployment, "id" | "services">, known: Durations): number {
  return (
    known.deployments.get(deployment.id) ??
    known.services.get(servicesName(deployment)) ??
    Math.max(OTHER_MS, ...deployment.services.map((service) => USUAL_MS.get(service) ?? OTHER_MS))
  );
}

/**
 * @param deployments Unique by id.
 * @param edges Without loops; edges to or from others do not count.
 * @param expected Milliseconds of one deployment.
 */
export function createSchedule(
  deployments: readonly Deployment[],
  edges: readonly Edge[],
  expected: (deployment: Deployment) => number,
): Schedule {
  const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
  const known = edges.filter(({ from, to }) => from !== to && byId.has(from) && byId.has(to));
  const before = new Map(deployments.map(({ id }) => [id, new Set<string>()]));
  for (const { from, to } of known) before.get(to)?.add(from);
  const after = new Map([...groupBy(known, ({ from }) => from)].map(([id, out]) => [id, new Set(out.map(({ to }) => to))]));
  const critical = criticalPaths(deployments, before, after, expected);

  const urgency = (a: Deployment, b: Deployment) => (critical.get(b.id) ?? 0) - (critical.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1);
  const waiting = new Map([...deployments].sort(urgency).map((deployment) => [deployment.id, deployment]));
  const runningIds = new Set<string>();

  const skip = (ids: Iterable<string>, reason: string): Skip[] => {
    const skipped: Skip[] = [];
    for (const id of ids) {
      const deployment = waiting.get(id);
      if (deployment !== undefined && waiting.delete(id)) skipped.push({ deployment, reason });
    }
    return skipped;
  };

  return {
    next(most) {
      const started: Deployment[] = [];
      for (const deployment of waiting.values()) {
        if (runningIds.size >= most) break;
        if (before.get(deployment.id)?.size !== 0) continue;
        waiting.delete(deployment.id);
        runningIds.add(deployment.id);
        started.push(deployment);
      }
      return started;
    },
    finished(id, succeeded) {
      if (!runningIds.delete(id)) throw new Error(`deployment ${id} is not running`);
      if (!succeeded) return skip(followers(id, after), `${id} failed`);
      for (const to of after.get(id) ?? []) before.get(to)?.delete(id);
      return [];
    },
    stop: (reason) => skip([...waiting.keys()], reason),
    running: () => runningIds.size,
    isDone: () => runningIds.size === 0 && waiting.size === 0,
  };
}

/** Everything that waits for a deployment, directly or not. */
function followers(id: string, after: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const found = new Set(after.get(id));
  // A set that grows while it is walked visits what was added, too.
  for (const each of found) for (const next of after.get(each) ?? []) found.add(next);
  return found;
}

/** Per deployment, its own expected time and that of the longest chain behind it. */
function criticalPaths(
  deployments: readonly Deployment[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
  after: ReadonlyMap<string, ReadonlySet<string>>,
  expected: (deployment: Deployment) => number,
): Map<string, number> {
  const own = new Map(deployments.map((deployment) => [deployment.id, expected(deployment)]));
  const open = new Map(deployments.map(({ id }) => [id, after.get(id)?.size ?? 0]));
  const behind = new Map<string, number>();
  const paths = new Map<string, number>();
  const ready = deployments.filter(({ id }) => open.get(id) === 0).map(({ id }) => id);
  for (const id of ready) {
    const path = (own.get(id) ?? 0) + (behind.get(id) ?? 0);
    paths.set(id, path);
    for (const from of before.get(id) ?? []) {
      behind.set(from, Math.max(behind.get(from) ?? 0, path));
      const left = (open.get(from) ?? 0) - 1;
      open.set(from, left);
      if (left === 0) ready.push(from);
    }
  }
  return paths;
}
