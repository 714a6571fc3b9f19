import { partition, type Part } from "../../src/domain/run/partition.ts";
import { createSchedule, expectedMs } from "../../src/domain/run/schedule.ts";
import type { Deployment } from "../../src/domain/model/deployment.ts";
import type { Fleet } from "./fleet.ts";
import {
  ANSWERS_MS,
  billedMinutes,
  CONCLUDE_MS,
  JOB_START_MS,
  MOST_JOBS_OF_A_MATRIX,
  QUEUE,
  REQUESTS,
  SPLIT_MS,
  WORK_START_MS,
  type GitHubLimits,
} from "./github.ts";
import type { Random } from "./random.ts";

/** One way to run a fleet once. Times in milliseconds. */
export interface Outcome {
  name: string;
  /** Jobs that plan or apply. */
  runners: number;
  /** The longest that one runner is busy with deployments. */
  workMs: number;
  /** No order could be done with them earlier on so many runners. */
  boundMs: number;
  /** From the event to the comment. */
  wallMs: number;
  runnerMinutes: number;
  requests: number;
}

export interface Setting {
  fleet: Fleet;
  /** Deployments at once on one runner. */
  slots: number;
  /** An apply keeps what belongs together on one runner, in its order. */
  phase: "validate" | "apply";
  limits: GitHubLimits;
  random: Random;
}

/** `split`, `work` on so many runners, `conclude`: the product's own partition and order. */
export function overRunners(runners: number, setting: Setting): Outcome {
  const { fleet, slots, phase, random, limits } = setting;
  const byId = new Map(fleet.deployments.map((deployment) => [deployment.id, deployment]));
  const expected = (id: string) => expectedMs(of(byId, id), fleet.known);
  const parts = partition({
    ids: [...byId.keys()],
    edges: fleet.edges,
    expected,
    runners,
    leastPerRunner: 1,
    mayCut: phase === "validate",
  });
  const works = parts.map((part) => workOf(part, byId, setting));
  const jobs = works.map((ms) => JOB_START_MS + WORK_START_MS + ms);
  const ends = endsOf(jobs, limits.concurrentJobs, random);
  const around = 2 * queueMs(random) + 2 * JOB_START_MS + SPLIT_MS + CONCLUDE_MS;
  const spans = new Set(ends.map((end, part) => Math.floor((end - (jobs[part] ?? 0)) / ANSWERS_MS)));
  spans.delete(0);
  const requests = REQUESTS.split + spans.size * REQUESTS.anew[phase] + REQUESTS.conclude;
  return {
    name: `${parts.length} runners`,
    runners: parts.length,
    workMs: Math.max(...works),
    boundMs: boundOf(setting, parts.length, slots),
    wallMs: around + Math.max(...ends) + waitForRequests(requests, limits),
    runnerMinutes: [...jobs, JOB_START_MS + SPLIT_MS, JOB_START_MS + CONCLUDE_MS].reduce((sum, ms) => sum + billedMinutes(ms), 0),
    requests,
  };
}

/** One runner does it all. */
export function onOneRunner(setting: Setting): Outcome {
  const { fleet, random, slots } = setting;
  const byId = new Map(fleet.deployments.map((deployment) => [deployment.id, deployment]));
  const work = workOf({ ids: [...byId.keys()], expectedMs: 0 }, byId, setting);
  const job = JOB_START_MS + SPLIT_MS + WORK_START_MS + work + CONCLUDE_MS;
  return {
    name: "1 runner",
    runners: 1,
    workMs: work,
    boundMs: boundOf(setting, 1, slots),
    wallMs: queueMs(random) + job,
    runnerMinutes: billedMinutes(job),
    requests: REQUESTS.alone,
  };
}

/** A job for each deployment, in matrices of 256: each job starts, asks and reports for itself. */
export function jobForEach(setting: Setting): Outcome {
  const { fleet, random, limits } = setting;
  const jobs = fleet.deployments.map(({ id }) => JOB_START_MS + WORK_START_MS + todayOf(fleet, id));
  const matrices = Math.ceil(jobs.length / MOST_JOBS_OF_A_MATRIX);
  const requests = matrices * REQUESTS.split + jobs.length * REQUESTS.each;
  return {
    name: "a job for each deployment",
    runners: jobs.length,
    workMs: Math.max(...fleet.today.values()),
    boundMs: boundOf(setting, jobs.length, 1),
    wallMs:
      queueMs(random) +
      JOB_START_MS +
      SPLIT_MS +
      Math.max(...endsOf(jobs, limits.concurrentJobs, random)) +
      waitForRequests(requests, limits),
    runnerMinutes: jobs.reduce((sum, ms) => sum + billedMinutes(ms), 0),
    requests,
  };
}

/** How long one runner works on its part, by the order that a run takes. */
function workOf(part: Part, byId: ReadonlyMap<string, Deployment>, { fleet, slots, phase }: Setting): number {
  const deployments = part.ids.map((id) => of(byId, id));
  const edges = phase === "apply" ? fleet.edges : [];
  const schedule = createSchedule(deployments, edges, (deployment) => expectedMs(deployment, fleet.known));
  const running: { id: string; endsAt: number }[] = [];
  let now = 0;
  while (!schedule.isDone()) {
    for (const { id } of schedule.next(slots)) running.push({ id, endsAt: now + todayOf(fleet, id) });
    running.sort((a, b) => b.endsAt - a.endsAt);
    const first = running.pop();
    if (first === undefined) throw new Error("the schedule waits for nothing");
    now = first.endsAt;
    schedule.finished(first.id, true);
  }
  return now;
}

/** When each job ends, counted from the moment when all are queued, with so many at once. */
function endsOf(jobs: readonly number[], atOnce: number, random: Random): number[] {
  const freeAt: number[] = Array.from({ length: Math.min(atOnce, jobs.length) }, () => 0);
  return jobs.map((ms) => {
    let first = 0;
    for (const [index, at] of freeAt.entries()) if (at < (freeAt[first] ?? 0)) first = index;
    const end = (freeAt[first] ?? 0) + queueMs(random) + ms;
    freeAt[first] = end;
    return end;
  });
}

function queueMs(random: Random): number {
  return Math.min(random.logNormal(QUEUE.medianMs, QUEUE.sigma), QUEUE.mostMs);
}

/** Requests beyond the hour's limit wait for the hours that follow. */
function waitForRequests(requests: number, { requestsPerHour }: GitHubLimits): number {
  return Math.floor((requests - 1) / requestsPerHour) * 3_600_000;
}

/** All work evenly shared out, and never less than the longest deployment, or chain of them, alone. */
function boundOf({ fleet, phase }: Setting, runners: number, slots: number): number {
  const total = [...fleet.today.values()].reduce((sum, ms) => sum + ms, 0);
  const longest = phase === "apply" ? longestChain(fleet) : Math.max(...fleet.today.values());
  return Math.max(total / (runners * slots), longest);
}

function longestChain({ deployments, edges, today }: Fleet): number {
  const schedule = createSchedule(deployments, edges, () => 1);
  const endOf = new Map<string, number>();
  const before = new Map<string, number>();
  while (!schedule.isDone()) {
    for (const { id } of schedule.next(deployments.length)) {
      const end = (before.get(id) ?? 0) + (today.get(id) ?? 0);
      endOf.set(id, end);
      for (const edge of edges) if (edge.from === id) before.set(edge.to, Math.max(before.get(edge.to) ?? 0, end));
      schedule.finished(id, true);
    }
  }
  return Math.max(...endOf.values());
}

function todayOf({ today }: Fleet, id: string): number {
  return today.get(id) ?? 0;
}

function of(byId: ReadonlyMap<string, Deployment>, id: string): Deployment {
  const deployment = byId.get(id);
  if (deployment === undefined) throw new Error(`${id} is not in the fleet`);
  return deployment;
}
