import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { PullState } from "../fake-github/client.ts";
import type { ActionRun } from "../lab/action.ts";
import { openStage, SOURCE, type Stage } from "../lab/stage.ts";
import { JOB_SUMMARY, PULL_REQUEST, PULL_REQUEST_BEFORE, writePages } from "./pages.ts";
import { checkAws, checkTools, controllerFolder, providerMirror } from "./prerequisites.ts";
import { openRunnerLog } from "./runner-log.ts";
import { CONTROLLER_FOLDER, FIX, fixedFiles, isProposed, PROPOSED, sourceFiles } from "./scene.ts";
import type { Screen } from "./screen.ts";
import { terminalMarkdown } from "./terminal-markdown.ts";

const OUT = join(import.meta.dirname, "../../demo-out");
const BRANCH = "feature/data-platform";

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

/** What the story promises did not come true. */
export class StoryError extends Error {}

/**
 * One pull request from a failing check to a green one.
 * @throws MissingTool, StoryError
 */
export async function tellStory(theatre: Theatre): Promise<void> {
  const { screen } = theatre;
  const { paint, line } = screen;
  const act = openActs(theatre);
  line(paint("bold", "tf-orchestrator: one pull request, from a failing check to a green one"));
  line(paint("dim", "Terraform, git, the action and all HTTP are real; GitHub and AWS are stand-ins on this machine."));

  act("The stage");
  const stage = await setStage(theatre);

  act(`Dana proposes ${PROPOSED.length} projects, and one bucket of them is public`);
  const files = sourceFiles();
  const proposed = Object.fromEntries(Object.entries(files).filter(([path]) => isProposed(path)));
  const title = "Data platform: buckets, keys and roles";
  const { number } = await stage.propose({ branch: BRANCH, title, files: proposed });
  line(`  ${SOURCE}#${number}  ${paint("bold", title)}`);
  line(`  ${BRANCH} → prod, ${Object.keys(proposed).length} files: ${PROPOSED.join(", ")}`);
  line(paint("dim", `  to watch it in a browser: ${stage.github.url}/${SOURCE}/pull/${number}`));

  act("The action plans and judges it (it only reads; nothing is changed)");
  const first = await validated(stage, number, FIRST_RUN, theatre);
  act("What Dana sees");
  const before = await stage.github.pull(SOURCE, number);
  showPull(before, screen);

  act("Dana pushes the fix to the same pull request");
  await stage.github.commit(SOURCE, { branch: BRANCH, author: "dana", message: "Close the public bucket", files: fixedFiles(files) });
  for (const { file, removed, added } of FIX) {
    line(`  ${file}`);
    line(paint("red", `    - ${removed.trim()}`));
    line(paint("green", `    + ${added.trim()}`));
  }

  act("The action runs again, for the new head");
  const second = await validated(stage, number, FIRST_RUN + 1, theatre);
  act("What everybody sees now");
  const now = await stage.github.pull(SOURCE, number);
  showPull(now, screen);

  await writePages(OUT, { now, before }, [
    { id: FIRST_RUN, title: `validate at ${before.head.sha.slice(0, 7)}`, summary: first.summary, passed: false },
    { id: FIRST_RUN + 1, title: `validate at ${now.head.sha.slice(0, 7)}`, summary: second.summary, passed: true },
  ]);
  expectVerdict("failed", first, before);
  expectVerdict("passed", second, now);
  expectOneComment(before, now);
  tellEnd(screen, [first, second]);
}

const FIRST_RUN = 8001;

/** Numbers the acts. None begins after somebody wanted an end. */
function openActs({ screen: { line, paint }, signal }: Theatre): (title: string) => void {
  let acts = 0;
  return (title) => {
    signal.throwIfAborted();
    acts += 1;
    line();
    line(paint(["bold", "cyan"], `${acts}. ${title}`));
  };
}

async function setStage({ screen, undo, signal, folder }: Theatre): Promise<Stage> {
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
  return mirror === null ? stage : { ...stage, run: withInput(stage, "plugin-mirror", mirror) };
}

function withInput(stage: Stage, name: string, value: string): Stage["run"] {
  return async (action, number, more = {}) => await stage.run(action, number, { ...more, inputs: { [name]: value, ...more.inputs } });
}

/** Runs the committed bundle as the controller's workflow does, and shows its log as GitHub would. */
async function validated(
  stage: Stage,
  number: number,
  runId: number,
  { screen, undo, signal, folder, program }: Theatre,
): Promise<ActionRun> {
  const { line, paint } = screen;
  const log = openRunnerLog(paint);
  signal.throwIfAborted();
  const stop = screen.working("planning");
  let pid: number | null = null;
  const running = stage.run("validate", number, {
    runId,
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

const CHECK_MARKS: Record<string, string> = { success: "✅", failure: "❌" };

/** Labels, check runs and comments, as the page of a pull request has them. */
function showPull(pull: PullState, { line, paint, columns }: Screen): void {
  line(`  label    ${pull.labels.map(({ name }) => paint(["inverse", name === "opa-passed" ? "green" : "red"], name)).join(" ")}`);
  for (const run of pull.checkRuns) {
    const notes = run.annotations.length === 0 ? "" : paint("dim", ` (${run.annotations.length} notes on lines of the files)`);
    line(`  check    ${CHECK_MARKS[run.conclusion ?? ""] ?? "…"} ${run.name}: ${run.conclusion ?? run.status}${notes}`);
  }
  for (const comment of pull.comments) {
    line(`  comment  by ${comment.author}${comment.edited ? ", updated in place" : ""}`);
    line(paint("dim", `  ╭${"─".repeat(columns - 4)}`));
    for (const text of terminalMarkdown(comment.body, columns - 4, paint)) line(`  ${paint("dim", "│")} ${text}`.trimEnd());
    line(paint("dim", `  ╰${"─".repeat(columns - 4)}`));
  }
}

/** @throws StoryError */
function expectVerdict(verdict: "passed" | "failed", run: ActionRun, pull: PullState): void {
  const labels = pull.labels.map(({ name }) => name);
  if (run.outputs.verdict === verdict && labels.length === 1 && labels[0] === `opa-${verdict}`) return;
  const last = run.log.trimEnd().split("\n").slice(-5).join("\n");
  throw new StoryError(
    `expected the verdict ${verdict} and the label opa-${verdict}; got ${run.outputs.verdict ?? "none"} and ${labels.join(", ")}. The log ends:\n${last}`,
  );
}

/** @throws StoryError */
function expectOneComment(before: PullState, now: PullState): void {
  const ids = now.comments.map(({ id }) => id);
  if (ids.length !== 1 || ids[0] !== before.comments[0]?.id)
    throw new StoryError(`expected one comment, updated in place; got ${ids.length}`);
}

function tellEnd({ line, paint }: Screen, runs: readonly ActionRun[]): void {
  const file = (name: string) => paint("underline", relative(process.cwd(), join(OUT, name)));
  const seconds = runs.map(({ durationMs }) => `${(durationMs / 1000).toFixed(0)} s`).join(" and ");
  line();
  line(paint(["bold", "green"], `Done: red, then green, in one comment. The two runs took ${seconds}.`));
  line();
  line("Look at it in a browser");
  line(`  ${file(PULL_REQUEST)}  the pull request as it is now`);
  line(`  ${file(PULL_REQUEST_BEFORE)}  the same before the fix`);
  line(`  ${file(JOB_SUMMARY)}  what each deployment did when, and the full plans`);
  line();
  line("Try next");
  line("  write versioning = false in examples/source/S3/test-poc-3/test-poc-3.tfvars, and run the demo again");
  line("  node_modules/.bin/node dist/cli/index.js discover --working-dir examples/source --controller-dir examples/controller");
  line("  README.md: the workflows for your own controller and source repositories");
}
