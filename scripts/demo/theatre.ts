import { setTimeout as sleep } from "node:timers/promises";
import { runAction, type ActionCall, type ActionRun } from "../lab/action.ts";
import { CONTROLLER, openStage, SOURCE, STATE_BUCKET, type Stage } from "../lab/stage.ts";
import type { PageName, RunPage } from "./pages.ts";
import { checkAws, checkTools, controllerFolder, providerMirror } from "./prerequisites.ts";
import { openRunnerLog } from "./runner-log.ts";
import { CONTROLLER_FOLDER, isProposed, sourceFiles } from "./scene.ts";
import type { Screen } from "./screen.ts";

/** What a story plays on. */
export interface Theatre {
  screen: Screen;
  /** What is to be undone at the end, however it ends; newest last. */
  undo: (() => Promise<void>)[];
  /** Somebody wants it to end. */
  signal: AbortSignal;
  /** For everything that is written on the way; removed at the end. */
  folder: string;
  /** Started instead of the committed bundle. */
  program?: string;
}

/** A theatre with its stage set, and the runs played so far. */
export interface Play extends Theatre {
  stage: Stage;
  /** A folder with the providers; null where the action finds one by itself. */
  mirror: string | null;
  /** The controller's files on this machine. */
  controller: string;
  runs: RunPage[];
}

/** Starts GitHub and AWS, with the example's repositories. @throws MissingTool */
export async function setStage(theatre: Theatre): Promise<Play> {
  const { screen, undo, signal, folder } = theatre;
  const { line } = screen;
  const versions = checkTools();
  line(`  terraform ${versions.terraform}, git ${versions.git}, node ${process.versions.node}`);
  checkAws();
  const controller = await controllerFolder(CONTROLLER_FOLDER, folder);
  const mirror = await providerMirror(controller, (text) => line(`  ${text}`));
  // From here to the undo nothing waits: what is started is also ended.
  signal.throwIfAborted();
  const stop = screen.working("starting GitHub and AWS");
  const standing = Object.fromEntries(Object.entries(sourceFiles()).filter(([path]) => !isProposed(path)));
  const opening = openStage({ controllerFolder: controller, sourceFiles: standing }).finally(stop);
  undo.push(async () => {
    const opened = await opening.catch(() => null);
    await opened?.stop();
  });
  const stage = await opening;
  signal.throwIfAborted();
  line(`  GitHub at ${stage.github.url}, AWS at ${stage.aws.url}, repositories made from examples/`);
  const given = mirror === null ? stage : { ...stage, run: withInput(stage, "plugin-mirror", mirror) };
  return { ...theatre, stage: given, mirror, controller, runs: [] };
}

function withInput(stage: Stage, name: string, value: string): Stage["run"] {
  return async (action, number, more = {}) => await stage.run(action, number, { ...more, inputs: { [name]: value, ...more.inputs } });
}

const FIRST_RUN = 8001;
const DOING = { validate: "planning", merge: "merging", apply: "applying", drift: "looking" } as const;

/**
 * Runs the committed bundle as the controller's workflow does, and shows its log as GitHub would.
 * @param page Where the pull request is shown afterwards.
 */
export async function played(play: Play, action: "validate" | "merge" | "apply", number: number, page: PageName): Promise<ActionRun> {
  const { stage, runs } = play;
  const runId = FIRST_RUN + runs.length;
  const run = await watched(play, action, async (shared) => await stage.run(action, number, { runId, ...shared }));
  const { head } = await stage.github.pull(SOURCE, number);
  const passed = run.exitCode === 0;
  runs.push({ id: runId, title: `${action} of #${number} at ${head.sha.slice(0, 7)}`, summary: run.summary, passed, page });
  return run;
}

/** Runs the bundle's look for drift as the controller's schedule does. */
export async function lookedForDrift(play: Play, environment: string): Promise<ActionRun> {
  const { stage, mirror } = play;
  return await watched(
    play,
    "drift",
    async (shared) =>
      await runAction({
        event: { name: "schedule", payload: { schedule: "17 * * * *", repository: { full_name: CONTROLLER } } },
        repository: CONTROLLER,
        sha: stage.controllerSha,
        runId: FIRST_LOOK,
        ...shared,
        env: { ...stage.aws.env, ...shared.env },
        inputs: {
          "github-token": stage.token,
          "source-token": stage.token,
          "state-bucket": STATE_BUCKET,
          environment,
          ...(mirror === null ? {} : { "plugin-mirror": mirror }),
        },
      }),
  );
}

const FIRST_LOOK = 8501;

type Shared = Pick<ActionCall, "serverUrl" | "env" | "ownGroup" | "onStart" | "onLine"> & Partial<Pick<ActionCall, "program">>;

/** Shows the log of a run as it comes. */
async function watched(play: Play, doing: keyof typeof DOING, start: (shared: Shared) => Promise<ActionRun>): Promise<ActionRun> {
  const { stage, screen, undo, signal, folder, program } = play;
  const { line, paint } = screen;
  const log = openRunnerLog(paint);
  signal.throwIfAborted();
  const stop = screen.working(DOING[doing]);
  let pid: number | null = null;
  const running = start({
    serverUrl: named(stage.github.url),
    env: { TMPDIR: folder },
    ...(program === undefined ? {} : { program }),
    ownGroup: true,
    onStart: (started) => (pid = started),
    onLine: (text) => {
      const shown = log.shown(text);
      if (shown !== null && !signal.aborted) line(`  ${paint("dim", "│")} ${shown}`);
    },
  });
  let over = false;
  undo.push(async () => {
    if (!over && pid !== null) await ended(pid, running);
  });
  const run = await running.finally(() => (over = true));
  stop();
  signal.throwIfAborted();
  const { groups, lines } = log.folded();
  if (groups > 0) line(paint("dim", `  ╰ ${lines} lines of terraform's own output are folded`));
  return run;
}

/** GitHub has a name. An address would be hidden from the comment's links, as every address is. */
function named(url: string): string {
  return url.replace("//127.0.0.1:", "//localhost:");
}

/** How long an interrupted run may take to stop its terraform and free the state locks. */
const GRACE_MS = 20_000;

/** Interrupts a run as GitHub's runner does when somebody cancels. */
async function ended(pid: number, running: Promise<unknown>): Promise<void> {
  const gone = running.then(
    () => true,
    () => true,
  );
  signalTo(pid, "SIGINT");
  if (await Promise.race([gone, sleep(GRACE_MS, false, { ref: false })])) return;
  signalTo(-pid, "SIGKILL");
  await gone;
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}
