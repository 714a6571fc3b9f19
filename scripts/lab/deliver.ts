import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, matchesGlob } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { FakeEvent, FakeGithub } from "../fake-github/client.ts";
import { openAct, type ActRun } from "./act.ts";

/** GitHub's part in the life of a pull request: starts the workflows of each event, as `on` and `if` have it, with the tokens they ask for. */
export interface Delivery {
  /** Delivers what has happened since the last time, and what comes of that, until nothing happens any more. */
  untilQuiet(): Promise<JobRun[]>;
  close(): void;
}

/** A job that ran; one that its `if` skipped is not told. */
export interface JobRun extends Omit<ActRun, "skipped"> {
  /** `pull_request opened` */
  event: string;
  repository: string;
  job: string;
  durationMs: number;
}

export interface DeliverySettings {
  github: FakeGithub;
  /** Whose workflows run. */
  repositories: readonly string[];
  /** May read them all. */
  token: string;
  secrets: Record<string, string>;
  variables: Record<string, string>;
  env: Record<string, string>;
  /** Run instead of the committed bundle. */
  program?: string;
}

const permissions = z.record(z.string(), z.string());
const names = z.union([z.string().transform((name) => [name]), z.array(z.string())]);
const trigger = z
  .object({
    types: names,
    branches: names,
    "branches-ignore": names,
    paths: names,
  })
  .partial()
  .strict()
  .nullable();

const WORKFLOW = z.object({
  on: z.record(z.string(), trigger),
  permissions: permissions.optional(),
  jobs: z.record(
    z.string(),
    z.object({
      permissions: permissions.optional(),
      steps: z.array(z.object({ uses: z.string().optional(), with: z.record(z.string(), z.unknown()).optional() })),
    }),
  ),
});
type Workflow = z.infer<typeof WORKFLOW>;
type Job = Workflow["jobs"][string];

const APP_TOKEN = "actions/create-github-app-token@";
/** So many events are no life any more but a circle. */
const MOST_EVENTS = 400;

export async function openDelivery(settings: DeliverySettings): Promise<Delivery> {
  const { github, repositories } = settings;
  const act = openAct(settings.program);
  const clones = mkdtempSync(join(tmpdir(), "clones-"));
  for (const repository of repositories) cloneOf(repository, settings, clones);
  const app = await github.createApp({ slug: "tf-orchestrator", owner: "org", installedOn: ["org"] });
  let seen = (await github.events()).length;
  let runId = 9000;

  /** One job, with a token of its own for the workflow and one for each App token that its steps make. */
  const runJob = async (event: FakeEvent, path: string, workflow: Workflow, name: string, job: Job): Promise<JobRun | null> => {
    runId += 1;
    const id = runId;
    const started = performance.now();
    const workflowToken = await github.createToken({
      kind: "actions",
      repositories: [event.repository],
      permissions: asToken(job.permissions ?? workflow.permissions ?? {}),
    });
    const appToken = appPermissionsOf(job);
    const secrets: Record<string, string> = { GITHUB_TOKEN: workflowToken, ...settings.secrets };
    if (appToken !== null) {
      const token = await github.createToken({ kind: "app", appId: app.id, repositories: [...repositories], permissions: appToken });
      secrets.SOURCE_TOKEN = token;
      secrets.CONTROLLER_TOKEN = token;
    }
    const { exitCode, skipped, output } = await act.run({
      event: { name: event.event, payload: event.payload },
      clone: join(clones, event.repository),
      workflow: path,
      job: name,
      actor: event.actor,
      runId: id,
      secrets,
      variables: settings.variables,
      env: { ...settings.env, GITHUB_API_URL: github.url, GITHUB_SERVER_URL: github.url, GITHUB_GRAPHQL_URL: `${github.url}/graphql` },
      otherActions: job.steps.flatMap(({ uses }) => (uses?.startsWith("actions/") === true ? [uses] : [])),
    });
    const durationMs = performance.now() - started;
    return skipped ? null : { event: titleOf(event), repository: event.repository, job: name, exitCode, output, durationMs };
  };

  return {
    untilQuiet: async () => {
      const ran: JobRun[] = [];
      for (let delivered = 0; ; ) {
        const events = await github.events(seen);
        if (events.length === 0) return ran;
        seen += events.length;
        delivered += events.length;
        if (delivered > MOST_EVENTS) throw new Error(`${delivered} events, and still no end`);
        for (const event of events) {
          if (!event.startsWorkflows || !repositories.includes(event.repository) || /^0+$/.test(event.sha)) continue;
          for (const [path, workflow] of workflowsAt(event, settings, clones)) {
            if (!isFor(workflow, event)) continue;
            const jobs = Object.entries(workflow.jobs).map(async ([name, job]) => await runJob(event, path, workflow, name, job));
            ran.push(...(await Promise.all(jobs)).filter((run) => run !== null));
          }
        }
      }
    },
    close: () => {
      act.close();
      rmSync(clones, { recursive: true, force: true });
    },
  };
}

/** `pull_request opened`, `push` */
function titleOf({ event, action }: FakeEvent): string {
  return action === null ? event : `${event} ${action}`;
}

function cloneOf(repository: string, { github, token }: DeliverySettings, clones: string): void {
  const folder = join(clones, repository);
  const authorised = github.url.replace("://", `://x-access-token:${token}@`);
  git("/", "clone", "--quiet", `${authorised}/${repository}.git`, folder);
  // act reads the repository's name from here.
  git(folder, "remote", "rename", "origin", "fake");
  git(folder, "remote", "add", "origin", `https://github.com/${repository}.git`);
}

function git(cwd: string, ...args: string[]): void {
  execFileSync("git", args, { cwd, stdio: ["ignore", "ignore", "inherit"], env: { PATH: process.env.PATH ?? "", GIT_CONFIG_NOSYSTEM: "1" } });
}

/** The workflows of the event's commit, by path. */
function workflowsAt(event: FakeEvent, settings: DeliverySettings, clones: string): [path: string, workflow: Workflow][] {
  const folder = join(clones, event.repository);
  git(folder, "fetch", "--quiet", "fake");
  git(folder, "checkout", "--quiet", "--force", "--detach", event.sha);
  const workflows = ".github/workflows";
  return readdirSync(join(folder, workflows)).map((name) => {
    const path = `${workflows}/${name}`;
    return [path, WORKFLOW.parse(parse(readFileSync(join(folder, path), "utf8")))];
  });
}

const DEFAULT_TYPES: Record<string, readonly string[]> = { pull_request: ["opened", "synchronize", "reopened"] };

/** Whether `on` names the event. (GitHub, "Events that trigger workflows") */
function isFor(workflow: Workflow, event: FakeEvent): boolean {
  if (!Object.hasOwn(workflow.on, event.event)) return false;
  const filter = workflow.on[event.event] ?? {};
  const types = filter.types ?? DEFAULT_TYPES[event.event];
  if (types !== undefined && !types.includes(event.action ?? "")) return false;
  const branch = branchOf(event);
  const isNamed = (patterns: readonly string[]) => patterns.some((pattern) => matchesGlob(branch, pattern));
  if (filter.branches !== undefined && !isNamed(filter.branches)) return false;
  if (filter["branches-ignore"] !== undefined && isNamed(filter["branches-ignore"])) return false;
  return filter.paths === undefined || pathsOf(event).some((path) => filter.paths?.some((pattern) => matchesGlob(path, pattern)));
}

const PULL = z.object({ pull_request: z.object({ base: z.object({ ref: z.string() }) }) });
const paths = z.array(z.string());
const PUSH = z.object({ commits: z.array(z.object({ added: paths, modified: paths, removed: paths })) });

/** Of a pull request its base counts. */
function branchOf(event: FakeEvent): string {
  return event.event === "pull_request" ? PULL.parse(event.payload).pull_request.base.ref : event.ref.replace(/^refs\/heads\//, "");
}

function pathsOf(event: FakeEvent): string[] {
  return PUSH.parse(event.payload).commits.flatMap(({ added, modified, removed }) => [...added, ...modified, ...removed]);
}

/** `permission-pull-requests: write` of the step that makes an App's token; null: the job makes none. */
function appPermissionsOf(job: Job): Record<string, "read" | "write"> | null {
  const step = job.steps.find(({ uses }) => uses?.startsWith(APP_TOKEN));
  if (step === undefined) return null;
  const wanted = Object.entries(step.with ?? {}).filter(([name]) => name.startsWith("permission-"));
  return asToken(Object.fromEntries(wanted.map(([name, level]) => [name.slice("permission-".length), String(level)])));
}

/** A workflow's words as the API has them: `pull-requests` is `pull_requests`. */
function asToken(given: Record<string, string>): Record<string, "read" | "write"> {
  const levels = Object.entries(given).flatMap(([name, level]) =>
    level === "read" || level === "write" ? [[name.replaceAll("-", "_"), level] as const] : [],
  );
  return Object.fromEntries(levels);
}
