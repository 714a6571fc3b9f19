// The whole life of a pull request, on this machine: npm run demo
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { messageOf } from "../src/domain/model/errors.ts";
import { openScreen } from "./demo/screen.ts";
import { StoryError, tellStory } from "./demo/story.ts";
import type { Theatre } from "./demo/theatre.ts";
import { MissingTool } from "./lab/tools.ts";

const interruption = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => interruption.abort(new Error(name)));
// The reader went away, as `head` does.
process.stdout.on("error", () => interruption.abort(new Error("the output was closed")));

const screen = openScreen(process.stdout);
const folder = await mkdtemp(join(tmpdir(), "tf-demo-"));
// Whatever the children write on the way goes when the folder goes.
process.env.TMPDIR = folder;
const theatre: Theatre = { screen, undo: [], signal: interruption.signal, folder };

try {
  await Promise.race([tellStory(theatre), rejectedBy(interruption.signal)]);
} catch (error) {
  process.exitCode = 1;
  // A signal that came while a child held us is told only now.
  await nextTurn();
  explain(error);
} finally {
  await cleanUp();
}

async function rejectedBy(signal: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }));
}

function explain(error: unknown): void {
  const { signal } = interruption;
  screen.still();
  if (signal.aborted)
    screen.line(`\n${screen.paint("yellow", `Stopped (${messageOf(signal.reason)}): ending terraform, GitHub and AWS …`)}`);
  else if (error instanceof MissingTool || error instanceof StoryError) process.stderr.write(`\n${error.message}\n`);
  else
    process.stderr.write(
      `\nThe demo broke: ${messageOf(error)}\n${process.env.DEBUG === undefined ? "" : `${(error as Error).stack ?? ""}\n`}`,
    );
}

async function cleanUp(): Promise<void> {
  for (const step of theatre.undo.toReversed()) {
    await step().catch((error: unknown) => {
      process.exitCode = 1;
      process.stderr.write(`while cleaning up: ${messageOf(error)}\n`);
    });
  }
  await rm(folder, { recursive: true, force: true });
}
