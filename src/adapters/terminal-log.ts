import { setInterval as every } from "node:timers";
import { logBlock } from "../render/neutralise.ts";
import { runningLines } from "../render/terminal.ts";
import type { Step } from "../domain/report.ts";
import type { Log } from "../ports.ts";

/**
 * The command line's log on standard error, so that standard output stays free for answers: one plain line each; in a terminal also
 * one live line for each running deployment.
 */
export function openTerminalLog(stream: NodeJS.WriteStream, options: { live: boolean; groups: boolean }): Log & { close(): void } {
  const running = new Map<string, { step: Step["name"]; startedMs: number }>();
  let shown = 0;
  let done = 0;
  const clear = () => {
    if (shown > 0) stream.write(`\u001b[${shown}A\u001b[0J`);
    shown = 0;
  };
  const draw = () => {
    if (!options.live) return;
    const deployments = [...running].map(([id, { step, startedMs }]) => ({ id, step, startedMs }));
    const lines =
      deployments.length === 0
        ? []
        : runningLines({ deployments, done, total: done + deployments.length, nowMs: performance.now() }, stream.columns, stream.rows - 1);
    stream.write(lines.map((line) => `${line}\n`).join(""));
    shown = lines.length;
  };
  const write = (text: string) => {
    clear();
    stream.write(`${logBlock(text)}\n`);
    draw();
  };
  const timer = options.live
    ? every(() => {
        clear();
        draw();
      }, 120)
    : undefined;
  return {
    line: write,
    group: (title, text) => {
      if (options.groups) write(`${title}\n${text}`);
    },
    warning: (text) => write(`warning: ${text}`),
    running: (deployment, step) => {
      if (step !== null) running.set(deployment, { step, startedMs: running.get(deployment)?.startedMs ?? performance.now() });
      else if (running.delete(deployment)) done += 1;
    },
    close: () => {
      clearInterval(timer);
      clear();
    },
  };
}
