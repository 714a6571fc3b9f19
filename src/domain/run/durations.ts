import { z } from "zod";
import type { Deployment } from "../model/deployment.ts";
import { parsedJson } from "../text/json-values.ts";

/** Milliseconds that things took when they were done last: medians. */
export interface Durations {
  /** By the deployment's id. */
  deployments: ReadonlyMap<string, number>;
  /** By `servicesName`. */
  services: ReadonlyMap<string, number>;
}

export const NO_DURATIONS: Durations = { deployments: new Map(), services: new Map() };

/** One thing that was done. */
export interface Took {
  deployment: Pick<Deployment, "id" | "services">;
  ms: number;
}

/** Where a store keeps how long its deployments' plans took. */
export const PLAN_DURATIONS = "durations/plans.json";

const samples = z.array(z.number().min(0));
const STORED = z.object({ v: z.literal(1), deployments: z.record(z.string(), samples), services: z.record(z.string(), samples) });
/** Whole milliseconds, the newest last. */
export type StoredDurations = z.infer<typeof STORED>;

const EACH_DEPLOYMENT = 5;
const EACH_SERVICE = 25;
/** What was planned longest ago makes room. */
const MOST_DEPLOYMENTS = 30_000;

/** What cannot be read is as good as nothing: it is only a guess at how long things will take. */
export function readDurations(body: Uint8Array | null): StoredDurations {
  const read = STORED.safeParse(body === null ? null : parsedJson(new TextDecoder().decode(body)));
  return read.success ? read.data : { v: 1, deployments: {}, services: {} };
}

/** With what was done now. */
export function withDurations(stored: StoredDurations, took: readonly Took[]): StoredDurations {
  const deployments = new Map(Object.entries(stored.deployments));
  const services = new Map(Object.entries(stored.services));
  const add = (to: Map<string, number[]>, key: string, ms: number, most: number) => {
    const before = to.get(key) ?? [];
    // The newest stand last.
    to.delete(key);
    to.set(key, [...before, Math.round(ms)].slice(-most));
  };
  for (const { deployment, ms } of took) {
    add(deployments, deployment.id, ms, EACH_DEPLOYMENT);
    add(services, servicesName(deployment), ms, EACH_SERVICE);
  }
  return {
    v: 1,
    deployments: Object.fromEntries([...deployments].slice(-MOST_DEPLOYMENTS)),
    services: Object.fromEntries(services),
  };
}

/** What stores have kept, as one. */
export function durationsOf(stored: readonly StoredDurations[]): Durations {
  const services = new Map<string, number[]>();
  for (const { services: own } of stored)
    for (const [name, samples] of Object.entries(own)) services.set(name, [...(services.get(name) ?? []), ...samples]);
  return {
    deployments: new Map(stored.flatMap(({ deployments }) => Object.entries(deployments).map(([id, own]) => [id, median(own)]))),
    services: mediansOf(services),
  };
}

/** What was done, oldest first, as audit records tell it. */
export function durationsOfRuns(took: readonly Took[]): Durations {
  return durationsOf([withDurations({ v: 1, deployments: {}, services: {} }, took)]);
}

/** `s3`, `iam+s3` */
export function servicesName({ services }: Pick<Deployment, "services">): string {
  return services.join("+");
}

function mediansOf(samples: ReadonlyMap<string, readonly number[]>): Map<string, number> {
  return new Map([...samples].map(([name, own]) => [name, median(own)]));
}

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [below = 0, above = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (below + above) / 2;
}
