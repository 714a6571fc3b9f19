import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ran } from "./command-line.ts";
import { temporaryFolder } from "./programs.ts";

/** The commands in a document's blocks of a shell, line by line, in order. */
export function commandsIn(document: string): string[] {
  return [...document.matchAll(/^( *)```sh\n([^]*?)^\1```/gm)].flatMap(([, , block = ""]) =>
    block
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#")),
  );
}

/** The part of a page below a heading, up to the next one of its rank. */
export function sectionOf(page: string, heading: string): string {
  const lines = page.split("\n");
  const start = lines.indexOf(heading);
  if (start === -1) throw new Error(`the page has no heading "${heading}"`);
  const [rank = ""] = heading.split(" ");
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith(`${rank} `));
  return lines.slice(start, length === -1 ? undefined : start + 1 + length).join("\n");
}

/** How a command is run otherwise than it is written, by the reason. */
export type Differences = Readonly<Record<string, readonly [from: string | RegExp, to: string]>>;

/** The commands as they are run. @throws for a difference that no command has: it would be about something else by now. */
export function withDifferences(commands: readonly string[], differences: Differences): string[] {
  const idle = Object.entries(differences).filter(([, [from, to]]) => !commands.some((command) => command.replace(from, to) !== command));
  if (idle.length > 0) throw new Error(`no command is ${idle.map(([why, [from]]) => `${String(from)} (${why})`).join(", ")}`);
  return commands.map((command) => Object.values(differences).reduce((text, [from, to]) => text.replace(from, to), command));
}

export interface Shell {
  start: (command: string) => { ended: Promise<Ran>; seen: () => string; kill: (signal: NodeJS.Signals) => void };
}

/** A shell that somebody types commands into, one after the other: its folder and its exported variables stay. */
export function openShell(folder: string, env: NodeJS.ProcessEnv): Shell {
  const memory = temporaryFolder("shell");
  const [where, exported] = [join(memory, "folder"), join(memory, "exported")];
  writeFileSync(where, folder);
  writeFileSync(exported, "");
  const script = 'source "$2" && cd "$(cat "$1")" || exit; eval "$3" || exit; pwd > "$1"; export -p > "$2"';
  return {
    start: (command) => {
      const child = spawn("bash", ["-o", "pipefail", "-c", script, "bash", where, exported, command], {
        env,
        stdio: ["ignore", "pipe", "pipe"],
      });
      const output = { stdout: "", stderr: "" };
      child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
      const ended = new Promise<Ran>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (exitCode) => resolve({ exitCode, ...output }));
      });
      return { ended, seen: () => output.stdout + output.stderr, kill: (signal) => void child.kill(signal) };
    },
  };
}
