import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { COMPILED } from "../../scripts/lab/tools.ts";
import { CLI_NODE, CLI_PROGRAM, LIGHT_CONTROLLER } from "./light-stage.ts";
import { temporaryFolder } from "./programs.ts";

export interface Ran {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** A folder with these files. */
export function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder("source");
  writeInto(folder, files);
  return folder;
}

export function writeInto(folder: string, files: Record<string, string>): void {
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
}

/** Starts the command line without a terminal. */
export function startProgram(
  args: readonly string[],
  env: Record<string, string> = {},
): { child: ChildProcess; ended: Promise<Ran>; seen: () => string } {
  const child = spawn(CLI_NODE, [CLI_PROGRAM, ...args], { env: environment(env), stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, ...output }));
  });
  return { child, ended, seen: () => output.stdout + output.stderr };
}

export async function runProgram(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return await startProgram(args, env).ended;
}

/** The light controller, a source folder and a store, as options. */
export function lightOptions(source: string, store: string, controller = LIGHT_CONTROLLER): string[] {
  return ["--working-dir", source, "--controller-dir", controller, "--state-store", store];
}

/** A folder with the light controller and these files on top. */
export function lightControllerWith(files: Record<string, string>): string {
  const controller = temporaryFolder("controller");
  cpSync(LIGHT_CONTROLLER, controller, { recursive: true });
  writeInto(controller, files);
  return controller;
}

export interface TerminalRan {
  exitCode: number;
  /** With control sequences. */
  output: string;
  /** What stands on the screen and above it at the end, line by line. */
  screen: string[];
}

export interface TerminalCall {
  /** What is typed when a text has come up, one after the other; `write`: files that are written just before. */
  answers?: { to: string; type: string; write?: Record<string, string> }[];
  columns?: number;
  env?: Record<string, string>;
}

/** Runs the command line on a pseudo-terminal. */
export async function runInTerminal(
  args: readonly string[],
  { answers = [], columns = 120, env = {} }: TerminalCall = {},
): Promise<TerminalRan> {
  const asked = {
    argv: [CLI_NODE, CLI_PROGRAM, ...args],
    env: environment({ TERM: "xterm", ...env }),
    columns,
    rows: 30,
    answers,
    seconds: 50,
  };
  const child = spawn("python3", [join(import.meta.dirname, "on-terminal.py")], { stdio: ["pipe", "pipe", "inherit"] });
  let answer = "";
  child.stdout.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  child.stdin.end(JSON.stringify(asked));
  await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const { exit_code: exitCode, output } = JSON.parse(answer) as { exit_code: number; output: string };
  return { exitCode, output, screen: screenOf(output, columns) };
}

function environment(more: Record<string, string>): Record<string, string> {
  return { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/", ...COMPILED, ...more };
}

const WIDE = /\p{Emoji_Presentation}/u;

/**
 * What a terminal shows of an output: the sequences that the program and node's line editor use, wrapping at the last column, and no limit to
 * the lines above. @throws Error for a sequence it does not know.
 */
export function screenOf(output: string, columns: number): string[] {
  const rows: string[][] = [[]];
  let [row, column] = [0, 0];
  const line = () => (rows[row] ??= []);
  // eslint-disable-next-line no-control-regex -- they are what it is about
  for (const [piece, parameter = "", command] of output.matchAll(/\u001b\[(\??[\d;]*)([A-Za-z])|[^]/gu)) {
    const count = Number(parameter === "" ? 1 : parameter);
    if (command === "A") row = Math.max(0, row - count);
    else if (command === "B") row += count;
    else if (command === "G") column = count - 1;
    else if (command === "C") column += count;
    else if (command === "D") column = Math.max(0, column - count);
    else if (command === "J") {
      rows.length = row + 1;
      line().length = Math.min(line().length, column);
    } else if (command === "K") line().length = Math.min(line().length, column);
    else if (command === "h" || command === "l" || command === "m") continue;
    else if (command !== undefined) throw new Error(`the terminal got ${JSON.stringify(piece)}`);
    else if (piece === "\r") column = 0;
    else if (piece === "\n") row += 1;
    else {
      if (column >= columns) [row, column] = [row + 1, 0];
      const cells = line();
      while (cells.length < column) cells.push(" ");
      cells[column] = piece;
      column += 1;
      if (WIDE.test(piece)) cells[column++] = "";
    }
    line();
  }
  return rows.map((cells) => cells.join("").trimEnd());
}
