import { compareTexts } from "../../domain/text/compare.ts";
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

/** What a job needs to plan its deployments by itself. Of several, each value holds all of them once, separated by blanks. */
interface MatrixEntry {
  deployment: string;
  /** As `--changed-files` takes them. */
  file: string;
  account: string;
  region: string;
  environment: string;
}

/** A job matrix of all deployments: an entry for each, or, where they are more than GitHub makes jobs, for several neighbours each. */
export function jobMatrix(deployments: readonly Deployment[]): { include: MatrixEntry[] } {
  const size = Math.max(1, Math.ceil(deployments.length / MOST_JOBS));
  // Those of one account and region come together, so that most jobs need one role.
  const sorted = size === 1 ? deployments : deployments.toSorted((a, b) => compareTexts(placeOf(a), placeOf(b)));
  const include: MatrixEntry[] = [];
  for (let from = 0; from < sorted.length; from += size) {
    const here = sorted.slice(from, from + size);
    const each = (value: (deployment: Deployment) => string) => [...new Set(here.map(value))].join(" ");
    include.push({
      deployment: each(({ id }) => id),
      file: each(({ file }) => file),
      account: each(({ account }) => account.name),
      region: each(({ region }) => region),
      environment: each(({ environment }) => environment),
    });
  }
  return { include };
}

function placeOf({ environment, account, region, id }: Deployment): string {
  return [environment, account.name, region, id].join("\0");
}
