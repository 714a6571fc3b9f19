import * as core from "@actions/core";
import { logLine } from "../render/neutralise.ts";
import type { Log } from "../ports.ts";

/** The workflow's log. Everything is neutralised: no text can speak to the runner. */
export function openActionsLog(): Log {
  return {
    line: (text) => core.info(logLine(text)),
    group: (title, text) => {
      core.startGroup(logLine(title));
      for (const line of text.split("\n")) core.info(logLine(line));
      core.endGroup();
    },
    warning: (text) => core.warning(logLine(text)),
    running: () => undefined,
  };
}
