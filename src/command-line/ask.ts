import { createInterface } from "node:readline/promises";

/** Whether somebody can read a question, on standard error, and answer it. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** The line that somebody types, without the spaces around it; "" when the input ends or the run is cancelled. */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  if (signal.aborted) return "";
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  let waiting = true;
  // A question whose input ends is never answered.
  const ended = new Promise<string>((resolve) => {
    terminal.once("close", () => {
      if (waiting) process.stderr.write("\n");
      resolve("");
    });
    signal.addEventListener("abort", () => resolve(""), { once: true });
  });
  // While a line is read the terminal gives Ctrl-C as a key, not as a signal.
  terminal.once("SIGINT", () => {
    process.stderr.write("\n");
    process.kill(process.pid, "SIGINT");
  });
  try {
    return (await Promise.race([terminal.question(question), ended])).trim();
  } finally {
    waiting = false;
    terminal.close();
  }
}
