import { dependencyEdges, type Edge } from "../../src/domain/run/graph.ts";
import { durationsOfRuns, type Durations, type Took } from "../../src/domain/run/durations.ts";
import type { Deployment } from "../../src/domain/model/deployment.ts";
import { openRandom, type Random } from "./random.ts";

/** What is planned or applied in one run. */
export interface Fleet {
  deployments: Deployment[];
  edges: Edge[];
  /** Milliseconds that each takes today, by id. */
  today: ReadonlyMap<string, number>;
  /** What the store knows of earlier runs. */
  known: Durations;
}

export interface FleetQuestion {
  deployments: number;
  accounts: number;
  /** How far a deployment's time differs from run to run: 0.1 is about a tenth. */
  noise: number;
  /** Share of deployments that fail in between for a reason that passes, and are tried again. */
  transient: number;
  /** Milliseconds of the longest, apart from noise. */
  longestMs: number;
  seed: number;
}

/** One plan of AWS resources, four at once on two cores: the bench's ten deployments in 17.8 s (docs/benchmarks.md). */
const USUAL_MS = 7_100;
const SPREAD = 0.5;
/** States of thousands of resources: one of a hundred takes a minute, a few of these many minutes. */
const LARGE_SHARE = 0.01;
const LARGE_MS = 60_000;
const LARGE_ALPHA = 1.5;
/** Of so many the store knows nothing yet. */
const NEW_SHARE = 0.05;
const EARLIER_RUNS = 5;

/** What the services of one project are, in turn. */
const PROJECTS = [["s3"], ["kms", "s3"], ["iam", "lambda"], ["dynamodb"], ["sns", "sqs", "cloudwatch"], ["vpc", "ec2"]];

/** A made-up fleet, spread evenly over accounts. */
export function fleetOf({ deployments: wanted, accounts, noise, transient, longestMs, seed }: FleetQuestion): Fleet {
  const random = openRandom(seed);
  const deployments: Deployment[] = [];
  for (let project = 0; deployments.length < wanted; project += 1) {
    const account = project % accounts;
    for (const service of PROJECTS[project % PROJECTS.length] ?? []) {
      if (deployments.length < wanted) deployments.push(deploymentOf(service, `account-${account}`, `project-${project}`));
    }
  }
  const today = new Map<string, number>();
  const earlier: Took[] = [];
  for (const deployment of deployments) {
    const isNew = random.uniform() < NEW_SHARE;
    const usual = usualMs(random, isNew, longestMs);
    const triedInVain = random.uniform() < transient ? random.uniform() : 0;
    today.set(deployment.id, random.logNormal(usual, noise) * (1 + triedInVain));
    for (let run = 0; run < (isNew ? 0 : EARLIER_RUNS); run += 1) earlier.push({ deployment, ms: random.logNormal(usual, noise) });
  }
  return { deployments, edges: dependencyEdges(deployments, [], new Map()), today, known: durationsOfRuns(earlier) };
}

/** What is new has no state that would have to be read. */
function usualMs(random: Random, isNew: boolean, longestMs: number): number {
  const large = !isNew && random.uniform() < LARGE_SHARE;
  return large ? Math.min(random.pareto(LARGE_MS, LARGE_ALPHA), longestMs) : random.logNormal(USUAL_MS, SPREAD);
}

function deploymentOf(service: string, account: string, project: string): Deployment {
  const id = `${service}/${account}/us-east-1/${project}`;
  return {
    id,
    stateKey: `${id}/terraform.tfstate`,
    file: `${account}/${project}/${service}.tfvars`,
    account: {
      id: account,
      name: account,
      environment: "production",
      region: "us-east-1",
      roleArn: null,
      planRoleArn: null,
      owner: null,
      repositories: [],
    },
    region: "us-east-1",
    project,
    environment: "production",
    services: [service],
    owner: null,
    team: null,
    resources: [],
    references: [],
  };
}
