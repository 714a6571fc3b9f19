import type { Deployment } from "../../domain/model/deployment.ts";
import { alignedRows } from "../terminal/columns.ts";
import { logLine } from "../neutralise.ts";

/** The deployments as a table for a terminal: id, environment, number of resources, file. */
export function discoverTable(deployments: readonly Deployment[]): string {
  if (deployments.length === 0) return "no deployments";
  const head = ["deployment", "environment", "entries", "file"];
  const rows = [
    head,
    ...deployments.map(({ id, environment, resources, file }) => [id, environment, String(resources.length), file].map(logLine)),
  ];
  return alignedRows(rows);
}

/** GitHub runs at most so many jobs of one matrix. */
const MOST_JOBS = 256;

/** A job matrix: what a job needs to plan one deployment by itself. Only so many as GitHub takes; `left_out` says how many more there are. */
export function jobMatrix(deployments: readonly Deployment[]): {
  include: { deployment: string; file: string; account: string; region: string; environment: string }[];
  left_out: number;
} {
  return {
    include: deployments
      .slice(0, MOST_JOBS)
      .map(({ id, file, account, region, environment }) => ({ deployment: id, file, account: account.name, region, environment })),
    left_out: Math.max(0, deployments.length - MOST_JOBS),
  };
}
