import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, matchesGlob } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { z } from "zod";
import type { FakeEvent, FakeGithub, NewToken } from "../fake-github/client.ts";
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
  /** Run instead of the committed bundle; null: the bundle. */
  program: string | null;
  /** The App whose tokens the jobs get; unless given, a new one. */
  appId?: number;
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

const EVENTLESS: ReadonlySet<string> = new Set(["schedule", "workflow_dispatch"]);

/** What starts without an event of a repository, by the clock or by hand, is nothing to deliver. */
const on = z
  .object({ schedule: z.array(z.object({ cron: z.string() })), workflow_dispatch: z.object({ inputs: z.unknown() }).partial().nullable() })
  .partial()
  .catchall(trigger)
  .transform((events): Record<string, z.infer<typeof trigger>> =>
    Object.fromEntries(
      Object.entries(events).flatMap(([name, filter]) => (EVENTLESS.has(name) ? [] : [[name, filter as z.infer<typeof trigger>]])),
    ),
  );

const WORKFLOW = z.object({
  on,
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
  const folder = mkdtempSync(join(tmpdir(), "deliver-"));
  const clones = new Clones(folder, settings);
  const appId = settings.appId ?? (await github.createApp({ slug: "tf-orchestrator", owner: "org", installedOn: ["org"] })).id;
  let seen = (await github.events()).length;
  let runId = 9000;

  /** One job, with a token of its own for the workflow and one for the App token that its steps make. */
  const runJob = async (event: FakeEvent, { path, workflow }: Found, clone: string, name: string): Promise<JobRun[]> => {
    const job = workflow.jobs[name];
    if (job === undefined) return [];
    runId += 1;
    const id = runId;
    const started = performance.now();
    const permissions = asToken(job.permissions ?? workflow.permissions ?? {});
    const secrets: Record<string, string> = {
      GITHUB_TOKEN: await github.createToken({ kind: "actions", repositories: [event.repository], permissions }),
      ...settings.secrets,
    };
    const appPermissions = appPermissionsOf(job);
    if (appPermissions !== null) {
      const token: NewToken = { kind: "app", appId, repositories: [...repositories], permissions: appPermissions };
      secrets.SOURCE_TOKEN = secrets.CONTROLLER_TOKEN = await github.createToken(token);
    }
    const { exitCode, skipped, output } = await act.run({
      event: { name: event.event, payload: event.payload },
      clone,
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
    return skipped ? [] : [{ event: titleOf(event), repository: event.repository, job: name, exitCode, output, durationMs }];
  };

  const deliver = async (event: FakeEvent): Promise<JobRun[]> => {
    if (!event.startsWorkflows || !repositories.includes(event.repository) || /^0+$/.test(event.sha)) return [];
    const started = clones.workflowsAt(event).filter(({ workflow }) => isFor(workflow, event));
    const jobs = started.flatMap((found) => Object.keys(found.workflow.jobs).map((name) => [found, name] as const));
    if (jobs.length === 0) return [];
    const clone = clones.at(event);
    return (await Promise.all(jobs.map(async ([found, name]) => await runJob(event, found, clone, name)))).flat();
  };

  return {
    untilQuiet: async () => {
      const lines = new Map<string, Promise<JobRun[]>>();
      let open = 0;
      for (let delivered = 0; ;) {
        const events = await github.events(seen);
        seen += events.length;
        delivered += events.length;
        if (events.length === 0 && open === 0) return (await Promise.all(lines.values())).flat();
        if (delivered > MOST_EVENTS) throw new Error(`${delivered} events, and still no end`);
        for (const event of events) {
          const subject = subjectOf(event);
          open += 1;
          const line = (lines.get(subject) ?? Promise.resolve([])).then(async (earlier) => [...earlier, ...(await deliver(event))]);
          lines.set(
            subject,
            line.finally(() => (open -= 1)),
          );
        }
        await sleep(POLL_MS);
      }
    },
    close: () => {
      act.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const POLL_MS = 100;

const SUBJECT = z
  .object({
    pull_request: z.object({ number: z.int() }),
    issue: z.object({ number: z.int() }),
    client_payload: z.object({ source_repo: z.string(), pr_number: z.int() }),
  })
  .partial();

/** What belongs to one pull request runs in the order it happened, as the workflows' concurrency groups have it; the rest side by side. */
function subjectOf({ repository, ref, payload }: FakeEvent): string {
  const { pull_request: pull, issue, client_payload: dispatched } = SUBJECT.parse(payload);
  if (dispatched !== undefined) return `${dispatched.source_repo}#${dispatched.pr_number}`;
  const number = pull?.number ?? issue?.number;
  return number === undefined ? `${repository} ${ref}` : `${repository}#${number}`;
}

/** `pull_request opened`, `push` */
function titleOf({ event, action }: FakeEvent): string {
  return action === null ? event : `${event} ${action}`;
}

interface Found {
  /** In the repository. */
  path: string;
  workflow: Workflow;
}

/** Clones of the repositories, one for each run: runs stand beside each other at different commits. */
class Clones {
  readonly #folder: string;
  readonly #settings: DeliverySettings;
  #made = 0;

  constructor(folder: string, settings: DeliverySettings) {
    this.#folder = folder;
    this.#settings = settings;
    for (const repository of settings.repositories)
      git("/", "clone", "--quiet", "--mirror", this.#url(repository), this.#mirror(repository));
  }

  /** The workflows of the event's commit. */
  workflowsAt({ repository, sha }: FakeEvent): Found[] {
    const mirror = this.#mirror(repository);
    git(mirror, "fetch", "--quiet");
    const paths = git(mirror, "ls-tree", "--name-only", sha, ".github/workflows/").split("\n");
    return paths
      .filter((path) => /\.ya?ml$/.test(path))
      .map((path) => ({ path, workflow: WORKFLOW.parse(parse(git(mirror, "show", `${sha}:${path}`))) }));
  }

  /** A work tree of the event's commit. */
  at({ repository, sha }: FakeEvent): string {
    this.#made += 1;
    const clone = join(this.#folder, String(this.#made), repository);
    git("/", "clone", "--quiet", "--shared", "--no-checkout", this.#mirror(repository), clone);
    git(clone, "checkout", "--quiet", "--detach", sha);
    // act reads the repository's name from here.
    git(clone, "remote", "set-url", "origin", `https://github.com/${repository}.git`);
    return clone;
  }

  #mirror(repository: string): string {
    return join(this.#folder, "mirrors", repository);
  }

  #url(repository: string): string {
    const { github, token } = this.#settings;
    return `${github.url.replace("://", `://x-access-token:${token}@`)}/${repository}.git`;
  }
}

function git(cwd: string, ...args: string[]): string {
  const env = { PATH: process.env.PATH ?? "", GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], env });
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
