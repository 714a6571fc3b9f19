import * as core from "@actions/core";
import { logBlock, logLine } from "../../render/neutralise.ts";
import type { Log } from "../../ports/log.ts";

/** The workflow's log. Everything is neutralised: no text can speak to the runner. */
export function openActionsLog(): Log {
  const masked = new Set<string>();
  return {
    mask: (texts) => {
      for (const text of texts) {
        if (masked.has(text)) continue;
        masked.add(text);
        core.setSecret(text);
      }
    },
    line: (text) => core.info(logBlock(text)),
    group: (title, text) => {
      core.startGroup(logLine(title));
      core.info(logBlock(text));
      core.endGroup();
    },
    warning: (text) => core.warning(logLine(text)),
    running: () => undefined,
  };
}
