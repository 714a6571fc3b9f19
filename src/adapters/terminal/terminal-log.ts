import { setInterval as every } from "node:timers";
import { logBlock } from "../../render/neutralise.ts";
import { runningLines } from "../../render/terminal/results.ts";
import type { Step } from "../../domain/report/report.ts";
import type { Log } from "../../ports/log.ts";

export interface TerminalLog extends Log {
  /** How many deployments there will be, for the count at the foot. */
  expect(deployments: number): void;
  /** Takes the live lines away while `work` uses the terminal. */
  aside<Answer>(work: () => Promise<Answer>): Promise<Answer>;
  close(): void;
}

const REDRAW_MS = 120;

/**
 * The command line's log on standard error, so that standard output stays free for answers: one plain line each; in a terminal also
 * one live line for each running deployment.
 */
export function openTerminalLog(stream: NodeJS.WriteStream, options: { live: boolean; groups: boolean }): TerminalLog {
  const running = new Map<string, { step: Step["name"]; startedMs: number }>();
  let live = options.live;
  let shown = 0;
  let done = 0;
  let expected = 0;
  const lines = (): string[] => {
    if (!live || running.size === 0) return [];
    const deployments = [...running].map(([id, { step, startedMs }]) => ({ id, step, startedMs }));
    const total = Math.max(expected, done + running.size);
    return runningLines({ deployments, done, total, nowMs: performance.now() }, stream.columns, stream.rows - 1);
  };
  /** One write: what comes between two would flicker, or stand in the wrong place. */
  const draw = (above = "") => {
    const clear = shown > 0 ? `\u001b[${shown}A\u001b[0J` : "";
    const foot = lines();
    shown = foot.length;
    const text = `${clear}${above}${foot.map((line) => `${line}\n`).join("")}`;
    if (text !== "") stream.write(text);
  };
  const write = (text: string) => draw(`${logBlock(text)}\n`);
  const timer = live ? every(draw, REDRAW_MS).unref() : undefined;
  return {
    line: write,
    group: (title, text) => {
      if (options.groups) write(`${title}\n${text}`);
    },
    // Nobody but us writes here.
    mask: () => undefined,
    warning: (text) => write(`warning: ${text}`),
    running: (deployment, step) => {
      if (step !== null) running.set(deployment, { step, startedMs: running.get(deployment)?.startedMs ?? performance.now() });
      else if (running.delete(deployment)) done += 1;
    },
    expect: (deployments) => {
      expected = deployments;
    },
    aside: async (work) => {
      live = false;
      draw();
      try {
        return await work();
      } finally {
        live = options.live;
      }
    },
    close: () => {
      clearInterval(timer);
      live = false;
      draw();
    },
  };
}
