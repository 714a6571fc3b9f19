import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readAuditRecord } from "../../src/domain/state/audit-record.ts";
import type { ReceivedRequest } from "../../scripts/fake-github/client.ts";
import { openDelivery, type JobRun } from "../../scripts/lab/deliver.ts";
import {
  ACTION_PROGRAM,
  CONTROLLER,
  LIGHT_CONTROLLER,
  openLightStage,
  ROOT,
  SOURCE,
  STATE_BUCKET,
  type LightStage,
} from "./light-stage.ts";

/** A pull request as people find it. */
export interface Told {
  state: "open" | "closed" | "merged";
  base: string;
  author: string;
  labels: string[];
  check: string | null;
  /** First words of each comment, oldest first, without markup. */
  said: string[];
}

/** A world in which GitHub delivers its events: the examples' own workflows run. */
export interface Lifecycle {
  stage: LightStage;
  /** Where pull requests are. */
  repository: string;
  /** Pushes a new branch that starts at `prod`. */
  push(branch: string, files: Record<string, string>, author?: string): Promise<void>;
  /** Lets GitHub do its part. Returns the jobs that ran: `job of event: exit code`. */
  deliver(): Promise<string[]>;
  /** The jobs of the last delivery in full. */
  runs(): readonly JobRun[];
  newestPull(): Promise<number>;
  told(number: number): Promise<Told>;
  /** An override is younger than the verdict, by GitHub's clock with its whole seconds. */
  letTimePass(): Promise<void>;
  /** Names of the things in a deployment's state; null: there is no state. */
  things(project: string): Promise<string[] | null>;
  /** `action outcome` of a project's audit records, in order. */
  audits(project: string): Promise<string[]>;
  /** Requests to the API since `after`, without those of git. */
  apiRequests(after: number): Promise<ReceivedRequest[]>;
  close(): Promise<void>;
}

const SINGLE = "org/platform";
const ACCOUNTS = 'accounts:\n  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1 }\n';
/** dana pushes; that she may override elsewhere must not help her here. */
const APPROVERS =
  "special_approvers:\n  - { github: alice, environments: [production] }\n  - { github: dana, environments: [production] }\n  - { github: bob, environments: [development] }\n";

export async function openLifecycle(topology: "two-repositories" | "single-repository"): Promise<Lifecycle> {
  const two = topology === "two-repositories";
  const stage = await openLightStage({
    checkOpenapi: true,
    controllerFiles: { "special-approvers.yaml": APPROVERS, ...workflow("controller", "centralized-controller.yml") },
    sourceFiles: { "README.md": "# Deployments\n", ...workflow("source", "dispatch-to-controller.yml") },
  });
  const { github } = stage;
  const repository = two ? SOURCE : SINGLE;
  if (!two) {
    const files = {
      "accounts.yaml": ACCOUNTS,
      "special-approvers.yaml": APPROVERS,
      ...workflow("single-repository", "tf-orchestrator.yml"),
    };
    await github.createRepository(SINGLE, { folder: LIGHT_CONTROLLER, files, branches: ["prod", "stage", "dev"] });
    const roles = { dana: "write", alice: "maintain", bob: "write", rita: "read" } as const;
    for (const [login, role] of Object.entries(roles)) await github.setPermission(SINGLE, login, role);
  }
  const delivery = await openDelivery({
    github,
    repositories: two ? [SOURCE, CONTROLLER] : [SINGLE],
    token: await github.createToken({ kind: "app" }),
    program: ACTION_PROGRAM.endsWith(".ts") ? ACTION_PROGRAM : null,
    secrets: { TF_SIGNING_KEY: stage.keys.signingKey },
    variables: { TF_STATE_BUCKET: STATE_BUCKET, TF_VERIFY_KEY: stage.keys.verifyKey },
    env: stage.aws.env,
  });
  let runs: JobRun[] = [];
  return {
    stage,
    repository,
    push: async (branch, files, author = "dana") => {
      await github.commit(repository, { branch, from: "prod", author, message: `Change ${branch}`, files });
    },
    deliver: async () => {
      runs = await delivery.untilQuiet();
      return runs.map(({ event, job, exitCode }) => `${job} of ${event}: ${exitCode ?? "killed"}`);
    },
    runs: () => runs,
    newestPull: async () => Math.max(...(await github.repository(repository)).pulls),
    told: async (number) => {
      const pull = await github.pull(repository, number);
      return {
        state: pull.state,
        base: pull.base.ref,
        author: pull.author,
        labels: pull.labels.map(({ name }) => name).sort(),
        check: pull.checkRuns.find(({ name }) => name === "tf-orchestrator")?.conclusion ?? null,
        said: pull.comments.filter(({ author }) => author.endsWith("[bot]")).map(({ body }) => headOf(body)),
      };
    },
    letTimePass: async () => {
      await github.advanceClock(3_000);
    },
    things: async (project) => {
      const object = await stage.store.get(`things/arj-wkld-a-prd/us-east-1/${project}/terraform.tfstate`);
      if (object === null) return null;
      const state = JSON.parse(new TextDecoder().decode(object.body)) as { resources: { instances: { index_key: string }[] }[] };
      return state.resources.flatMap(({ instances }) => instances.map(({ index_key: key }) => key)).sort();
    },
    audits: async (project) => {
      const entries = await stage.store.list(`audit-logs/arj-wkld-a-prd/${project}/`);
      const records = await Promise.all(
        entries.map(async ({ key }) => readAuditRecord((await stage.store.get(key))?.body ?? new Uint8Array())),
      );
      return records
        .flatMap((record) => record ?? [])
        .sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))
        .map(({ action, outcome }) => `${action} ${outcome}`);
    },
    apiRequests: async (after) => (await github.requests(after)).filter(({ path }) => !path.includes(".git/")),
    close: async () => {
      delivery.close();
      await stage.stop();
    },
  };
}

function workflow(example: string, name: string): Record<string, string> {
  const path = `.github/workflows/${name}`;
  return { [path]: readFileSync(join(ROOT, "examples", example, path), "utf8") };
}

/** `Not merged: 0 of 1 approvals that count`: the title of a comment, or all of a short answer. */
function headOf(body: string): string {
  const text = body.replace(/^(?:<!--.*-->\n)+/, "");
  return (text.startsWith("###") ? (text.split("\n")[0] ?? "") : text.replace(/\s*\n+/g, " "))
    .replace(/^### \S+ /, "")
    .replaceAll(/[*`]/g, "");
}

/** A project with these things, each of size 1. */
export function project(name: string, things: readonly string[]): Record<string, string> {
  const lines = things.map((thing) => `  "${thing}" = { size = 1 }`);
  return {
    [`THINGS/${name}/${name}.tfvars`]: [
      'account_name = "arj-wkld-a-prd"',
      `project      = "${name}"`,
      "things = {",
      ...lines,
      "}",
      "",
    ].join("\n"),
  };
}
